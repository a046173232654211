"""移送 (条例第二十五条): a month's documents as one package for the archive and the public library.

Only what anybody may read at that moment goes in. `is_current` says later whether all of it still may be read;
a package of which something was withdrawn is made anew and never handed out.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import IO, Final
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cryptography.hazmat.primitives import hashes
from django.core.files import File
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.timezone import get_current_timezone, make_aware
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, holds
from accounts.roles import Role
from audit.actions import record
from audit.chain import sm3
from disclosure.actions.attaching import image_url
from disclosure.models import Attachment, DocumentEdition, HandOver, VirusState
from statute.calendar import shift_months

ARTICLE: Final = "条例第二十五条"
CHUNK: Final = 1024 * 1024
SHEET: Final = "移送明细表.xlsx"
MANIFEST: Final = "manifest.json"
COLUMNS: Final = (
    ("序号", 6), ("索引号", 30), ("标题", 60), ("发文字号", 22), ("发布机构", 24), ("公文种类", 12), ("公开属性", 14),
    ("成文日期", 12), ("发布日期", 12), ("有效性", 12), ("内容摘要(SM3)", 68), ("目录", 40), ("文件", 60), ("备注", 40),
)  # fmt: skip
Contents = list[tuple[int, str]]  # (edition, content hash)


@dataclass(frozen=True)
class Packed:
    """What one document became: its folder, its files as (name, SM3), and what was left out and why."""

    edition: DocumentEdition
    folder: str
    files: list[tuple[str, str]]
    left_out: list[str]


def documents_of(county: Organisation, month: date) -> list[DocumentEdition]:
    """Editions anybody may read now that were published in the month, in the order of publication."""
    zone = get_current_timezone()
    first = month.replace(day=1)
    start, stop = (make_aware(datetime.combine(day, time()), zone) for day in (first, shift_months(first, 1)))
    units = Organisation.objects.get(pk=county.pk).get_descendants(include_self=True)
    published = DocumentEdition.objects.readable().filter(published_at__gte=start, published_at__lt=stop)
    found = published.filter(unit__in=units)
    return list(found.select_related("document", "unit").order_by("published_at", "pk"))


def make(county: Organisation, month: date, *, by: User | None, on: date) -> HandOver:
    """生成移送包: one per county and month; a second call returns the first unless something was withdrawn since."""
    if county.kind != OrganisationKind.COUNTY_GOVERNMENT:
        raise Refused("移送包按县生成。")
    _may(by, county)
    month = month.replace(day=1)
    if shift_months(month, 1) > on:
        raise Refused("这个月还没有结束,月末之后才能生成移送包。")
    existing = HandOver.objects.filter(county=county, month=month).first()
    if existing is not None and (existing.received_on is not None or is_current(existing)):
        return existing
    return _make(county, month, by=by)


def _may(by: User | None, county: Organisation) -> None:
    """The scheduler, or the county office."""
    if by is not None and not holds(by, Role.COUNTY_OFFICE, county):
        raise Refused("由县政务公开主管部门办理移送。")


def _make(county: Organisation, month: date, *, by: User | None) -> HandOver:
    editions = documents_of(county, month)
    with tempfile.TemporaryFile() as target:
        with ZipFile(target, "w", ZIP_DEFLATED) as package:
            write_package(package, editions, title=f"{county}{month:%Y年%m月}移送明细表")
        digest = _digest(target)
        target.seek(0)
        file = File(target, name=f"{county.code}-{month:%Y-%m}.zip")
        return _store(county, month, contents(editions), file, digest, by=by)


@transaction.atomic
def _store(
    county: Organisation, month: date, packed: Contents, file: File, digest: str, *, by: User | None
) -> HandOver:
    """One row per month. What was withdrawn while the package was written is noticed here."""
    if packed != contents(documents_of(county, month)):
        raise Refused("生成期间有文件被撤下或更新,请重新生成。")
    found = HandOver.objects.select_for_update(of=("self",)).filter(county=county, month=month).first()
    if found is not None and found.received_on is not None:
        return found
    hand_over = found or HandOver(county=county, month=month)
    old = hand_over.file.name
    hand_over.sm3, hand_over.count = digest, len(packed)
    hand_over.file.save(str(file.name), file, save=False)
    try:
        with transaction.atomic():
            hand_over.save()
    except IntegrityError:
        hand_over.file.delete(save=False)  # made twice at the same moment: the first one stands
        return HandOver.objects.get(county=county, month=month)
    if old:
        storage = hand_over.file.storage
        transaction.on_commit(lambda: storage.delete(old))
    record(by, "handover.made", hand_over, article=ARTICLE, organisation=county, month=f"{month:%Y-%m}",
           count=hand_over.count, sm3=digest)  # fmt: skip
    return hand_over


@transaction.atomic
def receive(hand_over: HandOver, *, by: User, on: date, received_by: str) -> HandOver:
    """登记接收: who took it and when; nothing can be changed in it afterwards."""
    hand_over = HandOver.objects.select_for_update(of=("self",)).select_related("county").get(pk=hand_over.pk)
    _may(by, hand_over.county)
    if hand_over.received_on is not None:
        raise Refused(f"已于{hand_over.received_on}由{hand_over.received_by}接收。")
    if not received_by.strip():
        raise Refused("请填写接收单位。")
    if not is_current(hand_over):
        raise Refused("移送包生成之后有文件被撤下或更新,请重新生成后再移送。")
    hand_over.received_by, hand_over.received_on = received_by.strip()[:100], on
    hand_over.save(update_fields=["received_by", "received_on"])
    record(by, "handover.received", hand_over, article=ARTICLE, organisation=hand_over.county,
           received_by=hand_over.received_by, received_on=on.isoformat(), sm3=hand_over.sm3)  # fmt: skip
    return hand_over


def is_current(hand_over: HandOver) -> bool:
    """Whether exactly what is in the package may be read today. Ask it before every download."""
    with hand_over.file.open("rb") as handle, ZipFile(handle) as package:
        packed = [(int(pk), str(digest)) for pk, digest in json.loads(package.read(MANIFEST))]
    return packed == contents(documents_of(hand_over.county, hand_over.month))


def contents(editions: Iterable[DocumentEdition]) -> Contents:
    return [(edition.pk, edition.content_hash) for edition in editions]


# --- writing ----------------------------------------------------------------------------------------------


def write_package(package: ZipFile, editions: list[DocumentEdition], *, title: str) -> None:
    """Each document in a folder of its own, the list, and what the package was made of."""
    packed = [_document(package, number, edition) for number, edition in enumerate(editions, start=1)]
    with package.open(_entry(SHEET), "w") as handle:
        _sheet(packed, title).save(handle)
    package.writestr(_entry(MANIFEST), json.dumps(contents(editions)))


def _entry(name: str) -> ZipInfo:
    """An entry that anybody may read once it is unpacked."""
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _document(package: ZipFile, number: int, edition: DocumentEdition) -> Packed:
    folder = f"{number:04d}_{safe_name(edition.document.index_number or str(edition.document_id))}"
    files: list[tuple[str, str]] = []
    left_out: list[str] = []
    body, taken = edition.body, {"正文.html", "正文.txt"}
    for attachment in edition.attachments.select_related("file").order_by("position", "pk"):
        if attachment.file.virus_state == VirusState.INFECTED:
            left_out.append(f"{attachment.name}含有病毒,未移送")
            continue
        name = _unused(safe_name(attachment.name), taken)
        attachment.edition = edition
        body = body.replace(image_url(attachment), quote(name))
        files.append((name, _copy(package, f"{folder}/{name}", attachment)))
    page = render_to_string("disclosure/handover.html", {"edition": edition, "body": body, "files": files})
    for name, text in (("正文.txt", edition.text), ("正文.html", page)):
        data = text.encode()
        package.writestr(_entry(f"{folder}/{name}"), data)
        files.insert(0, (name, sm3(data)))
    return Packed(edition, folder, files, left_out)


def safe_name(name: str) -> str:
    """One path segment that every system can unpack: no separators, no reserved characters, at most 120 long."""
    plain = "".join("_" if char in '<>:"/\\|?*' or not char.isprintable() else char for char in name)
    whole = plain.strip(" .") or "文件"
    suffix = PurePosixPath(whole).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    return f"{whole[: len(whole) - len(suffix)][: 120 - len(suffix)]}{suffix}"


def _unused(name: str, taken: set[str]) -> str:
    """The name, numbered if the folder has it already (names differ by more than case everywhere)."""
    path, free, number = PurePosixPath(name), name, 1
    while free.lower() in taken:
        number += 1
        free = f"{path.stem}({number}){path.suffix}"
    taken.add(free.lower())
    return free


def _copy(package: ZipFile, name: str, attachment: Attachment) -> str:
    """Copy a stored file piece by piece; its SM3."""
    hasher = hashes.Hash(hashes.SM3())
    with (
        attachment.file.file.open("rb") as source,
        package.open(_entry(name), "w", force_zip64=True) as target,
    ):
        for piece in source.chunks(CHUNK):
            hasher.update(piece)
            target.write(piece)
    return hasher.finalize().hex()


def _digest(source: IO[bytes]) -> str:
    hasher = hashes.Hash(hashes.SM3())
    source.seek(0)
    for piece in iter(lambda: source.read(CHUNK), b""):
        hasher.update(piece)
    return hasher.finalize().hex()


def _sheet(packed: list[Packed], title: str) -> Workbook:
    """移送明细表: one line per document."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("移送明细表")
    for place, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDEFGHIJKLMN"[place]].width = width
    for line in ([title], [name for name, _ in COLUMNS], *_lines(packed)):
        cells = [WriteOnlyCell(sheet, value=text) for text in line]
        for cell in cells:
            cell.data_type = "s"  # a title that begins with = is a title and no formula
        sheet.append(cells)
    return book


def _lines(packed: list[Packed]) -> Iterator[list[str]]:
    for number, one in enumerate(packed, start=1):
        edition = one.edition
        zone = get_current_timezone()
        yield [
            str(number), edition.document.index_number, edition.title, edition.doc_number, str(edition.unit),
            edition.get_kind_display(), edition.get_attribute_display(),
            edition.formed_on.isoformat() if edition.formed_on else "",
            edition.published_at.astimezone(zone).date().isoformat() if edition.published_at else "",
            edition.get_validity_display(), edition.content_hash, one.folder,
            "\n".join(f"{name} {digest}" for name, digest in one.files), ";".join(one.left_out),
        ]  # fmt: skip
