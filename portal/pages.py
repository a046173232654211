"""What can be done on the site, so that search finds it beside what can be read. The pages are the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse

from search.sources import Findable, Source

KIND: Final = "service"
# number (never reused) · name of the address · title · what people call it
PAGES: Final[tuple[tuple[int, str, str, str], ...]] = (
    (1, "requests:apply", "申请公开政府信息", "依申请公开 信息公开申请 申请表 网上申请 要求公开"),
    (2, "requests:track", "查询申请办理情况", "办理进度 登记编号 查询码 申请查询 进度查询"),
    (
        3,
        "requests:guide",
        "政府信息公开申请指南",
        "依申请公开指南 申请流程 收费标准 答复时间 行政复议 行政诉讼 救济",
    ),
    (4, "requests:calculator", "答复期限计算", "二十个工作日 20个工作日 延期 补正 什么时候答复"),
    (5, "catalog:index", "基层政务公开标准目录", "26个试点领域 公开目录 公开事项 公开标准"),
    (6, "documents:list", "政府文件库", "政府文件 规范性文件 通知 公告 政策文件 有效性"),
    (7, "documents:cleanups", "文件清理结果", "规范性文件清理 废止 失效 继续有效"),
    (8, "documents:subscribe", "订阅新文件", "邮件订阅 精准推送 新文件提醒"),
    (9, "help", "使用帮助", "怎么用 常见问题 操作说明"),
    (10, "accessibility", "无障碍说明", "长者模式 大字 高对比度 朗读 残疾人"),
    (11, "privacy", "隐私说明", "个人信息保护 个人信息怎么用"),
    (12, "site_map", "网站地图", "全部栏目 全部领域 全部单位"),
)


def _everything() -> Iterator[Findable]:
    for number, name, title, words in PAGES:
        yield Findable(KIND, number, reverse(name), title, body=words, weight=1.1)


SOURCE = Source(KIND, "办事服务", lambda: Q(object_id__in=[page[0] for page in PAGES]), _everything, order=40)
