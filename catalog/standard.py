"""The national standard and the vocabulary around it, loaded from `fixtures/`.

Loading twice changes nothing. What a county has set since (names, icons, questions, periods) is left as it is;
a domain's standard gets a new version only when the fixture's rows differ from the version in force.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.actions import record
from catalog.content import USED, Row, content_hash, keyed
from catalog.models import CatalogEdition, Channel, ChannelAlias, ChecklistQuestion, Domain, DomainAlias, Node
from catalog.tree import items_for, plant, read_rows
from catalog.workflow import Status
from statute.actions import set_review_period
from statute.models import ReviewPeriod

FIXTURES: Path = settings.BASE_DIR / "fixtures"
ARTICLE = "国办发〔2019〕54号附件"
TICKS: Mapping[str, bool | None] = {"1": True, "0": False, "": None}
UNNAMED_GROUP = "特定群体（未写明）"


@dataclass(slots=True)
class Loaded:
    """What one run added; `unverified` counts the standard's rows not yet compared with the official text."""

    added: dict[str, int] = field(default_factory=dict)
    domains: int = 0
    rows: int = 0
    unverified: int = 0

    def __str__(self) -> str:
        added = "、".join(f"{label}{number}" for label, number in self.added.items() if number)
        return (
            f"国家标准目录:{self.domains}个领域、{self.rows}条,其中{self.unverified}条未与原文核对;"
            f"本次新增{added or '无'}。"
        )


def load_standard(*, on: date, folder: Path = FIXTURES) -> Loaded:
    """Load everything; one transaction for the vocabulary and one per domain. `on` dates new rows."""
    loaded = Loaded()
    with transaction.atomic():
        loaded.added |= _load_vocabulary(folder, on)
    domains = _domains(folder)
    spellings = dict(ChannelAlias.objects.values_list("name", "channel__name"))
    versions = 0
    for name, rows in _standard_rows(folder / "standard26.csv", spellings).items():
        versions += load_domain(domains[name], rows, on=on)
        loaded.domains += 1
        loaded.rows += len(rows)
        loaded.unverified += sum(not row.verified for row in rows)
    loaded.added["版次"] = versions
    return loaded


@transaction.atomic
def load_domain(domain: Domain, rows: list[Row], *, on: date) -> bool:
    """Publish `rows` as the domain's standard; whether that took a new version. The old one stays readable."""
    domain = Domain.objects.select_for_update().get(pk=domain.pk)
    editions = CatalogEdition.objects.standard().filter(domain=domain)
    by_key, now = keyed(rows), timezone.now()
    digest = content_hash(by_key.values())
    current = editions.in_force().select_related("domain").first()
    if current is not None and current.content_hash == digest:
        _note_verification(current, rows)
        return False
    if current is not None:
        current.status, current.superseded_at = Status.SUPERSEDED, now
        current.save(update_fields=["status", "superseded_at"])
    version = (editions.aggregate(Max("version"))["version__max"] or 0) + 1
    edition = CatalogEdition.objects.create(
        domain=domain, version=version, status=Status.PUBLISHED, based_on=current, started_on=on,
        published_at=now, content_hash=digest, approved_hash=digest,
    )  # fmt: skip
    items = items_for(edition, list(by_key))
    plant(edition, [replace(row, item=items[key]) for key, row in by_key.items()])
    record(None, "standard.loaded", edition, article=ARTICLE, rows=len(rows), hash=digest)
    return True


def _note_verification(edition: CatalogEdition, rows: list[Row]) -> None:
    """Same text, but a row may since have been compared with the original, or its source corrected."""
    for old, new in zip(read_rows(edition), rows, strict=True):
        if (old.verified, old.source) != (new.verified, new.source):
            node = Node.objects.filter(edition=edition, item_id=old.item)
            node.update(verified=new.verified, source=new.source)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_vocabulary(folder: Path, on: date) -> dict[str, int]:
    return {
        "领域": _add_domains(folder / "domains.csv"),
        "领域别名": _add_domain_aliases(folder / "domain_aliases.csv"),
        "渠道": _add_channels(folder / "channels.csv"),
        "渠道别名": _add_channel_aliases(folder / "channel_aliases.csv"),
        "审核要点": _add_questions(folder / "checklist.csv"),
        "审核时限": _add_periods(folder / "review_periods.csv", on),
    }


def _add_domains(path: Path) -> int:
    known = set(Domain.objects.values_list("code", flat=True)) | set(
        Domain.objects.values_list("name", flat=True)
    )
    new = [line for line in _lines(path) if line["code"] not in known and line["name"] not in known]
    Domain.objects.bulk_create(
        Domain(
            code=line["code"], name=line["name"], number=int(line["number"]) if line["number"] else None,
            ministry=line["ministry"], is_pilot=line["is_pilot"] == "1", position=int(line["position"]),
            icon=line["icon"], verified=line["verified"] == "1", note=line["note"],
        )
        for line in new
    )  # fmt: skip
    return len(new)


def _domains(folder: Path) -> dict[str, Domain]:
    """The fixture's name of each domain → the domain, which the county may have renamed."""
    by_code = {domain.code: domain for domain in Domain.objects.all()}
    by_name = {domain.name: domain for domain in by_code.values()}
    lines = [(line["name"], line["code"]) for line in _lines(folder / "domains.csv")]
    return {name: by_code.get(code) or by_name[name] for name, code in lines}


def shipped_domain_names(folder: Path) -> dict[str, str]:
    """Every name and alias in the fixtures → the domain's name there; needs no database."""
    names = {line["name"]: line["name"] for line in _lines(folder / "domains.csv")}
    return names | {line["name"]: line["domain"] for line in _lines(folder / "domain_aliases.csv")}


def _add_domain_aliases(path: Path) -> int:
    """A name already in use, as a domain's own or as an alias, is never given to another domain."""
    domains = _domains(path.parent)
    known = set(DomainAlias.objects.values_list("name", flat=True))
    known |= set(Domain.objects.values_list("name", flat=True))
    new = [line for line in _lines(path) if line["name"] not in known and line["domain"] in domains]
    DomainAlias.objects.bulk_create(
        DomainAlias(domain=domains[line["domain"]], name=line["name"]) for line in new
    )
    return len(new)


def _add_channels(path: Path) -> int:
    known = set(Channel.objects.values_list("name", flat=True))
    new = [line for line in _lines(path) if line["name"] not in known]
    Channel.objects.bulk_create(
        Channel(name=line["name"], position=int(line["position"]), is_standard=line["is_standard"] == "1")
        for line in new
    )
    return len(new)


def _add_channel_aliases(path: Path) -> int:
    channels = {channel.name: channel for channel in Channel.objects.all()}
    known = set(ChannelAlias.objects.values_list("name", flat=True)) | set(channels)
    new = [line for line in _lines(path) if line["name"] not in known and line["channel"] in channels]
    ChannelAlias.objects.bulk_create(
        ChannelAlias(channel=channels[line["channel"]], name=line["name"]) for line in new
    )
    return len(new)


def _add_questions(path: Path) -> int:
    """A domain that has questions keeps exactly those: its city department has edited them."""
    domains = {name: domain.pk for name, domain in _domains(path.parent).items()}
    asked = set(ChecklistQuestion.objects.values_list("domain_id", flat=True))
    wanted = [(domains.get(line["domain"]), line) for line in _lines(path)]
    new = [(domain, line) for domain, line in wanted if domain not in asked]
    ChecklistQuestion.objects.bulk_create(
        ChecklistQuestion(
            domain_id=domain,
            text=line["text"],
            legal_basis=line["legal_basis"],
            position=int(line["position"]),
        )
        for domain, line in new
    )
    return len(new)


def _add_periods(path: Path, on: date) -> int:
    known = set(ReviewPeriod.objects.current().values_list("step", flat=True))
    new = [line for line in _lines(path) if line["step"] not in known]
    for line in new:
        set_review_period(
            step=line["step"], working_days=int(line["working_days"]), legal_basis=line["legal_basis"],
            by=None, on=on, verified=line["verified"] == "1",
        )  # fmt: skip
    return len(new)


def _standard_rows(path: Path, spellings: Mapping[str, str]) -> dict[str, list[Row]]:
    """Domain name → its rows in the order of the fixture."""
    found: dict[str, list[Row]] = {}
    for line in _lines(path):
        found.setdefault(line["domain"], []).append(_row(line, spellings))
    return found


def _row(line: Mapping[str, str], spellings: Mapping[str, str]) -> Row:
    """One line as a row. An empty cell was not visible in the source: it stays unknown, it is no "no"."""
    everyone, group = TICKS[line["audience_all"]], line["audience_group"]
    channels = [name for name in line["channels"].split("；") if name]
    named = {spellings.get(name, name): USED for name in channels}
    originals = {}
    if list(named) != channels:
        originals["channels"] = line["channels"]
    if group == UNNAMED_GROUP:
        originals["audience_group"], group = group, ""
    return Row(
        path=tuple(name for name in (line["level1"], line["level2"]) if name),
        seq=line["seq"],
        content="\n".join(elements(line["content"])),
        basis="\n".join(elements(line["basis"])),
        time_limit=line["time_limit"],
        subject=line["subject"],
        channels=named or None,
        audience_all=everyone,
        audience_group=group or ("" if everyone and not originals.get("audience_group") else None),
        mode_active=TICKS[line["mode_active"]],
        mode_request=TICKS[line["mode_request"]],
        levels={"county": TICKS[line["level_county"]], "township": TICKS[line["level_township"]]},
        verified=line["provenance"] == "read",
        source=line["source"],
        originals=originals,
    )


def elements(text: str) -> Iterator[str]:
    """The parts of a list written with “；”; one inside brackets belongs to its part."""
    start, depth = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "（(《") - (sign in "）)》")
        if sign == "；" and depth <= 0:
            yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()
