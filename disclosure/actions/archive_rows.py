"""What a list of old documents would become: read, held against what the county has, scanned. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import IO, Any

from accounts.models import Organisation, OrganisationKind
from audit.chain import sm3
from catalog.models import CatalogEdition, Domain, Item
from disclosure.actions.attaching import ALLOWED_SENTENCE, FORMATS
from disclosure.bulk import (
    ArchiveDocument,
    BadPack,
    FilePack,
    Items,
    Known,
    Level,
    PackedFile,
    Problem,
    Topics,
    findings,
    identity,
    interpret,
    read_archive,
    tie,
    wanted_numbers,
)
from disclosure.bulk.values import squeeze
from disclosure.models import CountyWord, DocumentEdition, Topic
from disclosure.scanner import read_file, scan_file
from disclosure.workflow import CURRENT

Progress = Callable[[int, int], None]
ATTACHMENTS = "附件"
REPORT_EVERY = 100
IN_ONE_QUERY = 500


@dataclass(frozen=True)
class Plan:
    """The result of a dry run: columns (name, field or None), remarks on the file, and its rows in order."""

    columns: Sequence[tuple[str, str | None]]
    notes: Sequence[str]
    documents: Sequence[ArchiveDocument]
    problems: Sequence[list[Problem]]

    def count(self, level: Level) -> int:
        """Rows with at least one problem of this level."""
        return sum(any(one.level is level for one in row) for row in self.problems)

    @property
    def with_errors(self) -> int:
        return self.count(Level.ERROR)

    @property
    def only_findings(self) -> int:
        """Rows that a justification in writing would make whole."""
        levels = [{one.level for one in row} for row in self.problems]
        return sum(Level.FINDING in found and Level.ERROR not in found for found in levels)


def planned(
    unit: Organisation,
    data: bytes,
    file_name: str,
    pack: IO[bytes] | None = None,
    *,
    on: date,
    progress: Progress | None = None,
) -> Plan:
    """Read a list for a unit. Raises `UnreadableFile` or `BadPack` with one Chinese sentence."""
    found = read_archive(data, file_name, progress)
    files = FilePack(pack) if pack is not None else None
    known = known_of(unit)
    documents: list[ArchiveDocument] = []
    problems: list[list[Problem]] = []
    for row in found.rows:
        made, doubts = interpret(row, known, today=on)
        _attach(made, doubts, files, known.words)
        documents.append(made)
        problems.append(doubts)
        if progress is not None and len(documents) % REPORT_EVERY == 0:
            progress(len(documents), len(found.rows))
    tie(documents, problems, here=_here(unit, wanted_numbers(documents)), present=_present(unit))
    columns = [(name, column.value if column else None) for name, column in found.columns]
    notes = [*found.notes, *(f"栏目“{name}”不认识,没有导入。" for name, column in columns if column is None)]
    return Plan(columns, notes, documents, problems)


def known_of(unit: Organisation) -> Known:
    """Topics, the unit's catalogs in force, the county's bodies and its word list (six queries)."""
    county = unit.get_ancestors(include_self=True).filter(kind=OrganisationKind.COUNTY_GOVERNMENT).first()
    bodies = (county or unit).get_descendants(include_self=True)
    names = {
        squeeze(name): pk
        for pk, *several in bodies.values_list("pk", "name", "short_name").order_by("-lft")
        for name in several
        if name
    }
    editions = CatalogEdition.objects.in_force().filter(unit=unit)
    rows = Item.objects.filter(nodes__edition__in=editions, nodes__is_row=True).distinct()
    words = CountyWord.objects.filter(county=county) if county else CountyWord.objects.none()
    return Known(
        unit=unit.pk,
        unit_name=unit.name,
        topics=Topics(
            (pk, name, above or "")
            for pk, name, above in Topic.objects.values_list("pk", "name", "parent__name")
        ),
        items=Items(
            rows.values_list("pk", "domain_id", "domain__name", "path_key"), Domain.objects.known_names()
        ),
        bodies=names,
        words=tuple(words.order_by("word").values_list("word", flat=True)),
    )


def _here(unit: Organisation, numbers: Sequence[str]) -> dict[str, list[int]]:
    """发文字号 → documents of the county that stand and carry it."""
    bodies = unit.get_root().get_descendants(include_self=True)
    found: dict[str, list[int]] = {}
    for start in range(0, len(numbers), IN_ONE_QUERY):
        rows = DocumentEdition.objects.filter(
            doc_number__in=numbers[start : start + IN_ONE_QUERY], status__in=CURRENT, unit__in=bodies
        )
        for number, document in rows.values_list("doc_number", "document_id"):
            found.setdefault(number, []).append(document)
    return found


def _present(unit: Organisation) -> set[Any]:
    standing = DocumentEdition.objects.filter(unit=unit, status__in=CURRENT)
    return {identity(*row) for row in standing.values_list("doc_number", "title", "formed_on")}


# --- files --------------------------------------------------------------------------------------------------


def _attach(
    made: ArchiveDocument, problems: list[Problem], pack: FilePack | None, words: tuple[str, ...]
) -> None:
    """Find the row's files in the pack, check that they may be attached, and scan them."""
    files = []
    for name in made.wanted_files:
        try:
            entry = _entry(name, pack)
            data = pack.read(entry) if pack else b""
            _may_be_attached(data, entry)
        except BadPack as refusal:
            problems.append(Problem(ATTACHMENTS, str(refusal)))
            continue
        label = PurePath(entry).name[-200:]
        files.append(PackedFile(name=label, entry=entry, sm3=sm3(data), size=len(data)))
        problems += findings(ATTACHMENTS, scan_file(data, label, words=words), label)
    made.files = files


def _entry(name: str, pack: FilePack | None) -> str:
    if pack is None:
        raise BadPack(f"写了附件“{name}”,但没有上传附件包(.zip)")
    found = pack.find(name)
    if not found:
        raise BadPack(f"附件包里没有“{name}”")
    if len(found) > 1:
        raise BadPack(f"附件包里有{len(found)}个“{name}”,请写明文件夹,例如“{found[0]}”")
    return found[0]


def _may_be_attached(data: bytes, entry: str) -> None:
    """The rules of `attaching.store`, told before anything is written."""
    if not data:
        raise BadPack(f"“{entry}”是空的")
    kind = read_file(data, entry).format
    _, extensions = FORMATS.get(kind, ("", ()))
    if not extensions:
        raise BadPack(f"“{entry}”的内容不是可以上传的格式。{ALLOWED_SENTENCE}")
    if PurePath(entry).suffix.lower() not in extensions:
        raise BadPack(f"“{entry}”的内容是{kind},与扩展名不符")
