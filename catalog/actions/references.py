"""对照清单: importing the lists the catalog must agree with, and saying where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.importer import MAX_BYTES, UnreadableFile, read_list
from catalog.models import CatalogEdition, Domain, DomainDuty, Node, ReferenceEntry, ReferenceList
from catalog.policies import may_import_references

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("事项名称", "办事服务事项名称", "服务事项", "权力事项名称", "名称"),
    "code": ("事项编码", "基本编码", "实施编码", "编码"),
    "domain": ("领域", "所属领域"),
    "organisation": ("实施主体", "实施机构", "责任单位", "部门", "主管部门"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a list as read."""

    name: str
    code: str = ""
    domain: str = ""
    organisation: str = ""


def read_entries(data: bytes, file_name: str) -> list[Entry]:
    """The lines of an .xlsx or .csv list. Raises `Refused` when no 事项名称 column is found."""
    try:
        grids = read_list(data, file_name)
    except UnreadableFile as unreadable:
        raise Refused(str(unreadable)) from None
    for grid in grids:
        rows = [[text.strip() for text in row.texts()] for row in grid.rows]
        for place, row in enumerate(rows[:20]):
            columns = _columns(row)
            if "name" in columns:
                return [entry for line in rows[place + 1 :] if (entry := _entry(line, columns))]
    raise Refused("没有找到“事项名称”一栏,请核对表头后再导入;没有导入任何数据。")


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, words in HEADERS.items():
        for word in words:
            place = next((i for i, text in enumerate(header) if "".join(text.split()) == word), None)
            if place is not None:
                found[field] = place
                break
    return found


def _entry(line: Sequence[str], columns: Mapping[str, int]) -> Entry | None:
    values = {field: line[place] for field, place in columns.items() if place < len(line)}
    name = " ".join(values.get("name", "").split())
    return Entry(**(values | {"name": name})) if name else None


@transaction.atomic
def import_references(
    county: Organisation, kind: ReferenceList.Kind, *, by: User, file_name: str, data: bytes
) -> ReferenceList:
    """Replace the county's current list of this kind; the old one stays in the record."""
    require(may_import_references(by, county))
    if len(data) > MAX_BYTES:
        raise Refused("文件太大,请拆分后再导入。")
    entries = list({(e.name, e.code): e for e in read_entries(data, file_name)}.values())
    if not entries:
        raise Refused("清单里没有读到任何事项,没有导入任何数据。")
    current = ReferenceList.objects.select_for_update().current().filter(county=county, kind=kind)
    current.update(replaced_at=timezone.now())
    created = ReferenceList.objects.create(
        kind=kind, county=county, file_name=file_name[-200:], imported_by=by
    )
    domains = _domains_of(county, entries)
    ReferenceEntry.objects.bulk_create(
        [
            ReferenceEntry(
                list=created,
                name=e.name[:300],
                code=e.code[:60],
                domain_id=domain,
                organisation_name=e.organisation[:200],
            )
            for e, domain in zip(entries, domains, strict=True)
        ],
        batch_size=1000,
    )
    record(
        by, "references.imported", created, organisation=county, entries=len(entries), file=created.file_name
    )
    return created


def _domains_of(county: Organisation, entries: Iterable[Entry]) -> list[int | None]:
    """The domain of each entry: as named, else that of a department with exactly one domain, else unknown."""
    names = Domain.objects.all().known_names()
    pks = dict(Domain.objects.values_list("name", "pk"))
    duties: dict[str, set[int]] = {}
    units = county.get_descendants(include_self=True)
    for name, short, domain in DomainDuty.objects.filter(organisation__in=units).values_list(
        "organisation__name", "organisation__short_name", "domain"
    ):
        for label in (name, short):
            duties.setdefault(label, set()).add(domain)
    found: list[int | None] = []
    for entry in entries:
        named = pks.get(names.get(entry.domain, ""))
        only = duties.get(entry.organisation, set())
        found.append(named or (next(iter(only)) if len(only) == 1 else None))
    return found


@dataclass(frozen=True)
class Coverage:
    """How one domain of a county agrees with one reference list."""

    domain: Domain
    equal: list[str]
    differing: list[tuple[str, str]]
    without_item: list[str]
    without_entry: list[str]


def coverage(county: Organisation, reference: ReferenceList) -> list[Coverage]:
    """Per domain: names that agree, nearly agree, and stand on one side only (three queries)."""
    units = county.get_descendants(include_self=True)
    editions = CatalogEdition.objects.in_force().filter(unit__in=units)
    names: dict[int, set[str]] = {}
    marked: dict[int, set[str]] = {}
    rows = Node.objects.filter(edition__in=editions, is_row=True).order_by()
    for domain, name, service in rows.values_list("edition__domain_id", "name", "service_name"):
        names.setdefault(domain, set()).add(service or name)
        if service:
            marked.setdefault(domain, set()).add(service)
    entries: dict[int, list[str]] = {}
    for domain, name in reference.entries.filter(domain__isnull=False).values_list("domain_id", "name"):
        entries.setdefault(domain, []).append(name)
    domains = Domain.objects.in_bulk(set(entries) | set(marked))
    if reference.kind != ReferenceList.Kind.SERVICE:
        marked = {}  # a catalog row names a 政务服务网 item; the other lists are not asked for it
    found = [
        _agreement(domains[pk], entries.get(pk, []), names.get(pk, set()), marked.get(pk, set()))
        for pk in domains
    ]
    return sorted(found, key=lambda line: line.domain.position)


def _agreement(domain: Domain, entries: Sequence[str], names: set[str], marked: set[str]) -> Coverage:
    listed = set(entries)
    equal = sorted(listed & names)
    differing, without_item = [], []
    for name in sorted(listed - names):
        close = get_close_matches(name, sorted(names - listed), n=1, cutoff=0.7)
        differing.append((name, close[0])) if close else without_item.append(name)
    near = {mine for _, mine in differing}
    return Coverage(domain, equal, differing, without_item, sorted(marked - listed - near))
