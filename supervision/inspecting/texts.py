"""Everything that is published, a chunk at a time: words, links, files, and whether the day of publication is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.timezone import localtime

from audit.chain import digest
from audit.models import AuditEntry
from disclosure import body as bodies
from disclosure.models import Attachment, CountyWord, DocumentEdition, Finding, private_storage
from disclosure.scanner import Found, Kind, scan_text
from disclosure.scanner.text import Piece, scan_pieces
from interpretation.models import InterpretationEdition
from supervision.inspecting.links import LinkBook, Where, links_of
from supervision.inspecting.readings import Tally

CHUNK: Final = 500
ALMOST: Final = timedelta(minutes=10)  # between the stamp and the record of the same act
DAY: Final = timedelta(days=1)
PERSONAL: Final = (Kind.ID_NUMBER, Kind.BANK_CARD)
LOOKED_FOR: Final = (Kind.COUNTY_WORD, Kind.SECRECY_MARK, *PERSONAL)


@dataclass(slots=True)
class Swept:
    """What the walk over everything published came to."""

    pages: int = 0
    words: tuple[str, ...] = ()
    bad_words: Tally = field(default_factory=Tally)
    marks: Tally = field(default_factory=Tally)
    personal: Tally = field(default_factory=Tally)
    forged: Tally = field(default_factory=Tally)
    doubtful: Tally = field(default_factory=Tally)
    files: int = 0
    files_looked_at: bool = True
    lost_files: Tally = field(default_factory=Tally)


def county_words(county: int) -> tuple[str, ...]:
    return tuple(CountyWord.objects.filter(county=county).order_by("word").values_list("word", flat=True))


def chunks(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk


def sweep(county: int, book: LinkBook, now: datetime) -> Swept:
    """One pass in chunks of CHUNK rows: memory does not grow with the site, and queries only with its chunks."""
    swept = Swept(words=county_words(county))
    documents = DocumentEdition.objects.readable().select_related("document").order_by("pk")
    documents = documents.only("pk", "title", "body", "text", "published_at", "batch", "document__created_at")
    for chunk in chunks(documents.iterator(chunk_size=CHUNK)):
        _look_at_documents(chunk, swept, book, now)
    explained = InterpretationEdition.objects.public().select_related("interpretation").order_by("pk")
    for materials in chunks(explained.iterator(chunk_size=CHUNK)):
        _look_at_materials(materials, swept, book, now)
    return swept


def _look_at_documents(chunk: Sequence[DocumentEdition], swept: Swept, book: LinkBook, now: datetime) -> None:
    swept.pages += len(chunk)
    where = {one.pk: (one.title, reverse("documents:detail", args=[one.document_id])) for one in chunk}
    book.look((link, where[one.pk]) for one in chunk if "href=" in one.body for link in links_of(one.body))
    _scan(chunk, where, swept)
    _files(where, swept)
    acts = _recorded("document.published", DocumentEdition, list(where))
    batches = _batches({one.batch_id for one in chunk if one.batch_id})
    for one in chunk:
        found = batches.get(one.batch_id, []) if one.batch_id else acts.get(one.pk, [])
        _date(one.published_at, found, where[one.pk], swept, now, since=one.document.created_at)


def _look_at_materials(
    chunk: Sequence[InterpretationEdition], swept: Swept, book: LinkBook, now: datetime
) -> None:
    swept.pages += len(chunk)
    where = {
        one.pk: (one.title, reverse("interpretations:detail", args=[one.interpretation_id])) for one in chunk
    }
    book.look((link, where[one.pk]) for one in chunk if "href=" in one.body for link in links_of(one.body))
    pieces = [Piece(str(one.pk), f"{one.title}\n{one.body}") for one in chunk]
    for found in scan_pieces(pieces, words=swept.words):
        _note(found, where[int(found.place)], swept)
    acts = _recorded("interpretation.published", InterpretationEdition, list(where))
    for one in chunk:
        _date(one.published_at, acts.get(one.pk, []), where[one.pk], swept, now)


# --- words ----------------------------------------------------------------------------------------------------


def _scan(chunk: Sequence[DocumentEdition], where: Mapping[int, Where], swept: Swept) -> None:
    """All texts at once; only one with a hit is read paragraph by paragraph, to leave out what was let stand by name."""
    pieces = [Piece(str(one.pk), f"{one.title}\n{one.text}") for one in chunk]
    hits = {int(found.place) for found in scan_pieces(pieces, words=swept.words) if found.kind in LOOKED_FOR}
    if not hits:
        return
    kept = set(
        Finding.objects.filter(edition__in=hits, justified_at__isnull=False).values_list(
            "edition", "kind", "excerpt"
        )
    )
    for one in chunk:
        if one.pk in hits:
            for found in _closely(one, swept.words):
                if (one.pk, found.kind, found.excerpt[:200]) not in kept:
                    _note(found, where[one.pk], swept)


def _closely(edition: DocumentEdition, words: Sequence[str]) -> Iterator[Found]:
    """As the scan before publication cut it (`disclosure.actions.scanning.rescan`)."""
    yield from scan_text(edition.title, "标题", words=words)
    for number, paragraph in enumerate(bodies.paragraphs(edition.body), start=1):
        yield from scan_text(paragraph, f"正文第{number}段", words=words)


def _note(found: Found, where: Where, swept: Swept) -> None:
    tally = {Kind.COUNTY_WORD: swept.bad_words, Kind.SECRECY_MARK: swept.marks}.get(found.kind)
    if found.kind in PERSONAL:
        tally = swept.personal
    if tally is not None:
        place = "" if found.place.isdecimal() else f"{found.place}，"
        tally.add(f"“{where[0]}”（{place}{found.kind.label}）：{found.excerpt}", where[1])


# --- files ----------------------------------------------------------------------------------------------------


def _files(where: Mapping[int, Where], swept: Swept) -> None:
    """Whether each file is there and as long as it was; a store that is not on this machine is not asked."""
    storage = private_storage()
    if not isinstance(storage, FileSystemStorage):
        swept.files_looked_at = False
        return
    rows = Attachment.objects.filter(edition__in=list(where)).values_list(
        "edition", "name", "file__file", "file__size"
    )
    for edition, name, file, size in rows:
        swept.files += 1
        if not storage.exists(file):
            swept.lost_files.add(f"“{where[edition][0]}”的附件“{name}”：文件不在了", where[edition][1])
        elif storage.size(file) != size:
            swept.lost_files.add(f"“{where[edition][0]}”的附件“{name}”：文件不完整", where[edition][1])


# --- the day of publication -----------------------------------------------------------------------------------


def _recorded(action: str, model: type[Any], keys: Sequence[int]) -> dict[int, list[datetime]]:
    """When the act is on record, for each row; an entry that was changed does not count."""
    found: dict[int, list[datetime]] = {}
    entries = AuditEntry.objects.filter(
        object_type=model._meta.label_lower, object_id__in=[str(key) for key in keys], action=action
    )
    for entry in entries:
        if _is_whole(entry):
            found.setdefault(int(entry.object_id), []).append(entry.at)
    return found


def _batches(keys: Iterable[int]) -> dict[int, list[datetime]]:
    """What an archive brought was published by the acts that wrote it."""
    wanted = [str(key) for key in keys]
    if not wanted:
        return {}
    found: dict[int, list[datetime]] = {}
    entries = AuditEntry.objects.filter(
        object_type="disclosure.archivebatch", object_id__in=wanted, action="archive.chunk_written"
    )
    for entry in entries:
        if _is_whole(entry):
            found.setdefault(int(entry.object_id), []).append(entry.at)
    return found


def _is_whole(entry: AuditEntry) -> bool:
    return entry.digest == digest(entry.previous, entry.facts(), settings.AUDIT_KEY)


def _date(
    stamp: datetime | None, acts: Sequence[datetime], where: Where, swept: Swept, now: datetime,
    since: datetime | None = None,
) -> None:  # fmt: skip
    """发稿日期: the stamp against the record of the act, the day it was filed, and now."""
    title, url = where
    if stamp is None or not acts:
        swept.forged.add(f"“{title}”：发布时间{_shown(stamp)}，没有对应的发布记录", url)
        return
    apart = min(abs(at - stamp) for at in acts)
    if apart > DAY or stamp > now + ALMOST:
        swept.forged.add(f"“{title}”：发布时间{_shown(stamp)}，与发布记录相差{apart.days}天", url)
    elif since is not None and stamp < since - ALMOST:
        swept.forged.add(f"“{title}”：发布时间{_shown(stamp)}，早于登记时间{_shown(since)}", url)
    elif apart > ALMOST:
        swept.doubtful.add(
            f"“{title}”：发布时间{_shown(stamp)}，与发布记录相差{int(apart.total_seconds() // 60)}分钟", url
        )


def _shown(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else "空白"
