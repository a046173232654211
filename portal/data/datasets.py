"""The sets of /data/: rows as flat records of text, one after the other, never all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from catalog.content import LEVELS
from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.views import exports
from portal.api.serializers import absolute
from portal.api.views import publishing_units

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


def _tick(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


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
