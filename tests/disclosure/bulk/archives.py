"""Lists and packs for tests, and a batch carried through its acts."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook

from accounts.models import Organisation
from disclosure.actions import archive_batches, importing
from disclosure.models import ArchiveBatch
from tests.factories import ON, County

BODY = "为保障困难群众基本生活,现就有关事项通知如下。\n一、城乡低保标准提高到每人每月九百元。"
REASON = "属于内部工作流程,对外不产生直接约束力。"
WHOLE = {
    "标题": "关于提高城乡低保标准的通知",
    "索引号": "11370322004222241N/2021-5135380",
    "发文字号": "青民发〔2021〕7号",
    "发布机构": "青岚县民政局",
    "成文日期": "2021-03-26",
    "发布日期": "2021-03-29",
    "有效性": "有效",
    "公开方式": "主动公开",
    "正文": BODY,
}


def row(**cells: str) -> dict[str, str]:
    """A row without any doubt but for its catalog item, changed as asked; an empty value takes a cell away."""
    return {name: text for name, text in {**WHOLE, **cells}.items() if text != ""}


def numbered(count: int, **cells: str) -> list[dict[str, str]]:
    """So many rows, each with its own title and number."""
    return [
        row(
            **{
                "标题": f"关于第{n}项民政工作的通知",
                "发文字号": f"青民发〔2020〕{n}号",
                "索引号": f"旧{n:05d}",
                **cells,
            }
        )
        for n in range(1, count + 1)
    ]


def jsonl(*rows: Mapping[str, Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in rows).encode()


def columns_of(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for one in rows for name in one))


def xlsx(*rows: Mapping[str, Any], title: str = "清单") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    names = columns_of(rows)
    sheet.append(names)
    for one in rows:
        sheet.append([one.get(name) for name in names])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(*rows: Mapping[str, str], encoding: str = "gb18030") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns_of(rows))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def pack(files: Mapping[str, bytes], *, encoding: str | None = None) -> bytes:
    """A .zip; with `encoding` its names are written unmarked in that encoding, as old Windows programs do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    data = out.getvalue()
    if encoding is None:
        return data
    for name in files:
        if name.isascii():
            continue
        utf8, own = name.encode(), name.encode(encoding)
        assert data.count(utf8) == 2
        data = _renamed(data, utf8, own)
    return data


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The archive with a name replaced in both places, its length and its UTF-8 flag put right, offsets kept."""
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            plain = zipfile.ZipInfo("x")
            raw = (
                info.filename.encode("cp437", "surrogateescape")
                if not info.flag_bits & 0x800
                else info.filename.encode()
            )
            plain.filename = (new if raw == old else raw).decode("latin-1")
            archive.writestr(
                _Raw(plain, new if raw == old else raw, info.flag_bits & 0x800 and raw != old),
                source.read(info),
            )
    return out.getvalue()


class _Raw(zipfile.ZipInfo):
    """An entry whose name is written byte for byte."""

    def __init__(self, info: zipfile.ZipInfo, raw: bytes, marked: int) -> None:
        super().__init__("x")
        self.filename, self.raw, self.marked = info.filename, raw, marked

    def _encodeFilenameFlags(self):
        return self.raw, self.flag_bits | (0x800 if self.marked else 0)


def received(
    county: County,
    data: bytes,
    name: str = "清单.jsonl",
    *,
    files: bytes | None = None,
    unit: Organisation | None = None,
    by=None,
) -> ArchiveBatch:
    return importing.receive(
        unit or county.department,
        by=by or county.clerk,
        file_name=name,
        data=data,
        pack=ContentFile(files, "附件.zip") if files is not None else None,
    )


def read(
    county: County, data: bytes, name: str = "清单.jsonl", *, on: date = ON, **values: Any
) -> ArchiveBatch:
    return importing.read(received(county, data, name, **values), on=on)


def approved(
    county: County, data: bytes, name: str = "清单.jsonl", *, justification: str = "", **values: Any
) -> ArchiveBatch:
    """Submitted by the clerk, approved by the head, not yet written."""
    batch = importing.submit(read(county, data, name, **values), by=county.clerk, justification=justification)
    return importing.approve(
        batch, by=county.head, seen=archive_batches.seal(batch), opinion="已核对,同意导入。"
    )


def written(
    county: County, data: bytes, name: str = "清单.jsonl", *, on: date = ON, **values: Any
) -> ArchiveBatch:
    return importing.write_all(approved(county, data, name, **values), on=on)


def problems(batch: ArchiveBatch, number: int = 1, level: str | None = None) -> list[tuple[str, str]]:
    """(column, reason) of a row."""
    found = batch.rows.get(number=number).problems
    return [(one["column"], one["reason"]) for one in found if level in {None, one["level"]}]
