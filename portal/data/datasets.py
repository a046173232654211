"""The sets of /data/: rows as flat records of text, one after the other, never all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from django.urls import reverse

from catalog.content import LEVELS
from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.views import exports
from participation import listing
from participation.models import Consultation
from portal.api.base import OpenList, absolute
from portal.api.consultations import ROW, Consultations
from portal.api.interpretations import Answers, Interpretations, Messages
from portal.api.reports import Reports
from portal.api.views import publishing_units
from portal.api.villages import VillageItems

CHUNK: Final = 2000
Record = Mapping[str, str]
ITEM_FIELDS: Final = (
    "item_id", "item__path_key", "edition__unit__name", "edition__domain__name", "content", "basis", "time_limit", "subject",
    "channels", "audience_all", "audience_group", "mode_active", "mode_request", "levels", "service_name",
)  # fmt: skip
STATES: Final = {"used": "■", "optional": "◇", "not_used": "□"}


@dataclass(frozen=True)
class Dataset:
    """One set: its columns (name → Chinese heading) and how its records are read."""

    code: str
    title: str
    description: str
    columns: Mapping[str, str]
    records: Callable[[], Iterator[Record]]
    keywords: tuple[str, ...]
    clock: Callable[[], str] = str  # what changes in it although nobody does anything; nothing, for most sets


def documents() -> Iterator[Record]:
    return exports.records(DocumentEdition.objects.public().order_by("-pk"))


def items() -> Iterator[Record]:
    """The catalogs in force. What the source does not say is empty, never "no"."""
    rows = Node.objects.public().rows().order_by("pk").values(*ITEM_FIELDS)
    for row in rows.iterator(chunk_size=CHUNK):
        channels = [
            f"{STATES[state]}{name}" for name, state in (row["channels"] or {}).items() if state in STATES
        ]
        levels = [LEVELS[name] for name, value in (row["levels"] or {}).items() if value]
        yield {
            "path": row["item__path_key"], "unit": row["edition__unit__name"], "domain": row["edition__domain__name"],
            "content": row["content"], "basis": row["basis"], "time_limit": row["time_limit"], "subject": row["subject"],
            "channels": " ".join(channels), "audience_all": _tick(row["audience_all"]),
            "audience_group": row["audience_group"] or "", "mode_active": _tick(row["mode_active"]),
            "mode_request": _tick(row["mode_request"]), "levels": " ".join(levels), "service_name": row["service_name"],
            "url": absolute(reverse("catalog:item", args=[row["item_id"]])),
        }  # fmt: skip


def units() -> Iterator[Record]:
    for unit in publishing_units():
        yield {
            "code": unit.code, "name": unit.name, "short_name": unit.short_name, "kind": unit.get_kind_display(),
            "credit_code": unit.credit_code, "region_code": unit.region_code,
            "url": absolute(reverse("open:unit-home", args=[unit.code])),
        }  # fmt: skip


def of_the_api(view: type[OpenList], columns: Iterable[str]) -> Iterator[Record]:
    """What a list of the API says, row by row, as texts; read and completed so many at a time."""
    made = view()
    rows = iter(made.get_queryset().order_by("-pk").iterator(chunk_size=CHUNK))
    while batch := list(islice(rows, CHUNK)):
        made.complete(batch)
        for one in view.serializer_class(batch, many=True).data:
            yield {name: _said(one[name]) for name in columns}


def _said(value: object) -> str:
    """A list is the titles and addresses of what it names."""
    if isinstance(value, list):
        return "；".join(f"{one['title']} {one['url']}" for one in value)
    return "" if value is None else str(value)


def opinions(columns: Iterable[str]) -> Iterator[Record]:
    """Item by item what became of the opinions, of every consultation whose result is published."""
    settled = Consultation.objects.settled().for_list().order_by("-pk")
    for one in settled.iterator(chunk_size=CHUNK):
        about = {
            "consultation": one.title,
            "unit_name": one.unit.name,
            "url": absolute(one.feedback.get_absolute_url()),
        }
        for row in listing.feedback_rows(one):
            record = about | dict(zip(ROW, row, strict=True))
            yield {name: record[name] for name in columns}


def _tick(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


OPINIONS: Final[Mapping[str, str]] = {
    "consultation": "征求意见", "unit_name": "单位", "serial": "编号", "by": "提出人", "channel": "渠道", "clause": "条款",
    "text": "意见", "adopted": "是否采纳", "summary": "归并", "reason": "理由", "url": "网址",
}  # fmt: skip
# code · title · what it is · columns of the API's list → heading · the list · keywords
OF_THE_API: Final = (
    (
        "interpretations", "政策解读", "各单位的政策解读和它们解读的文件。",
        {"title": "标题", "sentence": "一句话解读", "form_name": "解读形式", "unit_name": "解读机关", "speaker": "解读人",
         "published_at": "发布时间", "documents": "解读的文件", "url": "网址"},
        Interpretations, ("政策解读", "图解"),
    ),
    (
        "answers", "政策问答", "群众常问的问题和依据现行文件的答复。",
        {"question": "问题", "answer": "答复", "keywords": "关键词", "unit_name": "答复单位", "published_at": "发布时间",
         "confirmed_at": "核对时间", "documents": "依据的文件", "url": "网址"},
        Answers, ("政策问答",),
    ),
    (
        "messages", "留言和答复", "留言人同意公开的留言和答复，不含姓名。",
        {"kind_name": "类别", "subject": "标题", "text": "内容", "unit_name": "答复单位", "received_on": "收到日期",
         "answered_on": "答复日期", "answer": "答复", "url": "网址"},
        Messages, ("互动交流", "留言答复"),
    ),
    (
        "consultations", "征求意见", "各单位公开征求意见的事项及进展。",
        {"title": "标题", "unit_name": "单位", "state_name": "进展", "opens_at": "开始时间", "closes_at": "截止时间",
         "published_at": "公布时间", "opinions": "意见数", "feedback_due_on": "应反馈日期",
         "feedback_published_at": "反馈时间", "url": "网址"},
        Consultations, ("征求意见", "重大行政决策"),
    ),
    (
        "villages", "村务公开条目", "各村（社区）公布了什么、什么时候公布、账目合计（分）。涉及个人的名单只在村务公开栏查看，不在数据里。",
        {"village": "村（社区）代码", "village_name": "村（社区）", "township_name": "乡镇（街道）", "matter": "公开事项",
         "head_name": "类别", "period_start": "期初", "period_end": "期末", "due_on": "应公布日期", "published_on": "公布日期",
         "total_in": "收入（分）", "total_out": "支出（分）", "closing_balance": "余额（分）", "url": "网址"},
        VillageItems, ("村务公开", "村级财务"),
    ),
    (
        "reports", "政府信息公开年报", "各单位历年的政府信息公开工作年度报告。",
        {"unit": "单位代码", "unit_name": "单位", "year": "年度", "title": "标题", "published_on": "公布日期",
         "source_note": "原公布出处", "url": "网址", "xlsx_url": "表格文件", "docx_url": "文字文件"},
        Reports, ("年度报告",),
    ),
)  # fmt: skip
DATASETS: Final = {
    one.code: one
    for one in (
        Dataset(
            "documents", "公开的政府文件", "各单位公开的文件及其索引号、文号、有效性；依申请公开的只列目录。",
            exports.COLUMNS, documents, ("政府文件", "规范性文件"),
        ),
        Dataset(
            "items", "基层政务公开标准目录", "各单位现行目录的公开事项，十栏齐全。未注明的为空。",
            {
                "path": "公开事项", "unit": "编制单位", "domain": "领域", "content": "公开内容（要素）", "basis": "公开依据",
                "time_limit": "公开时限", "subject": "公开主体", "channels": "公开渠道和载体", "audience_all": "全社会",
                "audience_group": "特定群体", "mode_active": "主动", "mode_request": "依申请", "levels": "公开层级",
                "service_name": "政务服务网事项名称", "url": "网址",
            },
            items, ("公开目录", "26个试点领域"),
        ),
        Dataset(
            "units", "公开信息的单位", "在本平台公开政府信息的机关和公共企事业单位。",
            {
                "code": "代码", "name": "名称", "short_name": "简称", "kind": "类别", "credit_code": "统一社会信用代码",
                "region_code": "行政区划代码", "url": "网址",
            },
            units, ("机构", "单位"),
        ),
        *(
            Dataset(
                code, title, description, columns, partial(of_the_api, view, columns), keywords, view().by_the_clock
            )
            for code, title, description, columns, view, keywords in OF_THE_API
        ),
        Dataset(
            "opinions", "意见采纳情况", "征求意见的结果：逐条意见、是否采纳和理由。提出人隐去姓名，不宜公开的内容不予展示。",
            OPINIONS, partial(opinions, OPINIONS), ("征求意见", "意见采纳"),
        ),
    )
}  # fmt: skip


class _Line:
    """A file that only hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(dataset: Dataset) -> Iterator[str]:
    """With the mark that tells Excel it is UTF-8; no cell is taken for a formula."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(dataset.columns.values())
    for row in dataset.records():
        yield writer.writerow([exports.safe(row[name]) for name in dataset.columns])


def as_json(dataset: Dataset) -> Iterator[str]:
    """One array, written as it is read."""
    yield "["
    yield from _separated(json.dumps(dict(row), ensure_ascii=False) for row in dataset.records())
    yield "]\n"


def as_jsonl(dataset: Dataset) -> Iterator[str]:
    for row in dataset.records():
        yield json.dumps(dict(row), ensure_ascii=False) + "\n"


def _separated(rows: Iterable[str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f",\n{row}" if number else row


FORMATS: Final[Mapping[str, tuple[str, Callable[[Dataset], Iterator[str]]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "jsonl": ("application/x-ndjson; charset=utf-8", as_jsonl),
}
