"""What the columns of an archive list are called, and which field each name means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """What one row can say about a document. The last group is recognised and not kept."""

    TITLE = "title"
    INDEX = "index_number"
    NUMBER = "doc_number"
    PUBLISHER = "publisher"
    CO_ISSUERS = "co_issuers"
    FORMED = "formed_on"
    ISSUED = "issued_on"
    PUBLISHED = "published_on"
    EFFECTIVE = "effective_on"
    TERM = "valid_until"
    REPEALED = "repealed_on"
    VALIDITY = "validity"
    TOPIC = "topic"
    KIND = "kind"
    KEYWORDS = "keywords"
    SUMMARY = "summary"
    REGISTRATION = "registration_no"
    NORMATIVE = "is_normative"
    ATTRIBUTE = "attribute"
    GROUND = "ground"
    REASON = "reason"
    REDACTION = "redaction_note"
    BODY = "body"
    ATTACHMENTS = "attachments"
    ITEM_PATH = "item_path"
    DOMAIN = "domain"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    REPEALS = "repeals"
    REPLACES = "replaces"
    MODIFIES = "modifies"
    NOT_KEPT = "not_kept"

    @property
    def label(self) -> str:
        """The name our own list gives the column."""
        return WORDS[self][0]


F = Field
# The first name of each field is ours; the others were seen on real pages or are what people write for them.
WORDS: Final[Mapping[Field, tuple[str, ...]]] = {
    F.TITLE: ("标题", "名称", "信息名称", "文件名称", "文件标题", "信息标题", "题名", "文件名"),
    F.INDEX: ("索引号", "信息索取号", "信息索引号", "索取号", "目录索引号", "政府信息索引号"),
    F.NUMBER: ("发文字号", "文号", "文件编号", "发文号", "文件字号", "公文字号", "文件号", "文件文号", "发文文号"),
    F.PUBLISHER: (
        "发布机构", "发文机关", "发文机构", "发文单位", "来源", "信息来源", "责任部门", "发布单位", "发布部门", "制发机关",
        "制定机关", "公开主体", "发布机关", "发文部门", "印发机关",
    ),
    F.CO_ISSUERS: ("联合发文机关", "联合发文", "联合发布机构", "联合发文单位", "联合印发机关"),
    F.FORMED: ("成文日期", "成文时间", "生成日期", "生成时间", "形成日期", "形成时间", "产生日期", "落款日期", "签发日期"),
    F.ISSUED: ("发文日期", "发文时间", "印发日期", "印发时间"),
    F.PUBLISHED: (
        "发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "公布时间", "上网日期", "上网时间", "原发布日期", "原发布时间",
    ),
    F.EFFECTIVE: ("施行日期", "生效日期", "生效时间", "实施日期", "实施时间", "施行时间"),
    F.TERM: ("有效期至", "有效期", "有效期限", "有效期截止", "有效期截止日期", "失效日期", "失效时间", "截止日期"),
    F.REPEALED: ("废止日期", "废止时间"),
    F.VALIDITY: ("有效性", "效力状态", "是否有效", "时效", "时效性", "效力", "文件状态", "文件效力", "时效状态"),
    F.TOPIC: ("主题分类", "分类", "组配分类", "信息分类", "信息类别", "主题", "主题类别", "类别"),
    F.KIND: ("公文种类", "体裁分类", "文种", "体裁", "文件种类"),
    F.KEYWORDS: ("主题词", "关键词", "关键字"),
    F.SUMMARY: ("内容概述", "概述", "摘要", "内容摘要", "简介"),
    F.REGISTRATION: ("统一登记号", "登记号", "备案登记号", "统一编号", "规范性文件登记号", "三统一编号"),
    F.NORMATIVE: ("行政规范性文件", "规范性文件", "是否规范性文件", "是否行政规范性文件"),
    F.ATTRIBUTE: ("公开方式", "公开属性", "公开类别", "公开形式", "公开类型"),
    F.GROUND: ("法定事由", "不公开事由", "不公开的法定事由", "不公开依据", "不予公开依据", "不予公开事由", "法定理由"),
    F.REASON: ("理由", "不公开理由", "不公开的理由", "不予公开理由", "具体理由"),
    F.REDACTION: ("删减说明", "删减内容"),
    F.BODY: ("正文", "内容", "正文内容", "信息内容", "全文", "文件正文", "文件内容"),
    F.ATTACHMENTS: ("附件", "附件名称", "附件文件", "附件文件名", "附件名"),
    F.ITEM_PATH: ("事项路径", "目录事项", "公开事项", "所属事项", "事项", "对应事项"),
    F.DOMAIN: ("领域", "所属领域", "试点领域", "公开领域"),
    F.LEVEL1: ("一级事项", "一级"),
    F.LEVEL2: ("二级事项", "二级"),
    F.LEVEL3: ("三级事项", "三级"),
    F.REPEALS: ("废止文件", "废止", "废止的文件", "废止文号"),
    F.REPLACES: ("替代文件", "替代", "替代的文件", "代替文件", "替代文号"),
    F.MODIFIES: ("修改文件", "修改", "修改的文件", "修订文件", "修改文号"),
    F.NOT_KEPT: (
        "序号", "服务对象", "公开范围", "公开时限", "原文链接", "原网址", "链接", "网址", "点击量", "浏览次数", "阅读量", "作者",
        "责任编辑", "编辑", "栏目", "备注",
    ),
}  # fmt: skip
_NOISE: Final = re.compile(r"[\s\u200b-\u200f\ufeff\[\]【】〔〕<>《》:：*＊、.。\"'“”]+")
_NOTE: Final = re.compile(
    r"\((?:必填|选填|必须|可选|可不填|不超过[^)]*|格式[^)]*|如[^)]*|例[^)]*|文本|日期|年月日|yyyy[^)]*)\)$"
)


def plain(label: str) -> str:
    """A label without the blanks, brackets, colons and stars it was decorated with; one width, lower case."""
    text = unicodedata.normalize("NFKC", label)
    return _NOTE.sub("", _NOISE.sub("", text).lower())


_BY_WORD: Final[Mapping[str, Field]] = {
    **{plain(word): field for field, words in WORDS.items() for word in words},
    **{field.value: field for field in Field},  # what a program that writes JSON lines uses
}


def field_of(label: str) -> Field | None:
    """The field a column's name means; None for a name not known."""
    return _BY_WORD.get(plain(label))


def known(labels: Iterable[str]) -> int:
    """How many different fields a row of labels names: whether it is a header at all."""
    return len({field for label in labels if (field := field_of(label)) is not None})
