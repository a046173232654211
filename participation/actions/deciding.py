"""决策事项: the entries of a catalogue, and the steps each matter takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from participation.actions.publishing import noted, rework, start
from participation.models import (
    CatalogueEntry,
    Consultation,
    DecisionCatalogue,
    DecisionMatter,
    MatterStep,
    PeriodRule,
    rule_days,
)
from participation.policies import may_record_step
from participation.procedure import Done, OutOfOrder, Step, check
from statute.loading import working_calendar


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue; `matter` where it is in it already."""

    title: str
    lead: Organisation
    planned: str
    legal_basis: str = ""
    is_livelihood: bool = False
    matter: DecisionMatter | None = None


def write_entries(
    catalogue: DecisionCatalogue, entries: Sequence[Entry], *, by: User, revision: int | None = None
) -> DecisionCatalogue:
    """The lines of a catalogue in preparation, in their order; a new line is a new matter."""

    def change(now: DecisionCatalogue) -> None:
        now.entries.all().delete()
        for number, entry in enumerate(entries, start=1):
            matter = entry.matter or DecisionMatter.objects.create(unit=now.unit)
            if matter.unit_id != now.unit_id:
                raise Refused("目录里只能有本机关的决策事项。")
            CatalogueEntry.objects.create(
                catalogue=now, matter=matter, number=number, title=entry.title[:200], lead=entry.lead,
                legal_basis=entry.legal_basis[:300], planned=entry.planned[:30], is_livelihood=entry.is_livelihood,
            )  # fmt: skip

    return rework(catalogue, change, by=by, revision=revision)


@transaction.atomic
def adjust(catalogue: DecisionCatalogue, *, by: User, note: str) -> DecisionCatalogue:
    """动态调整: a new version that starts from the published one, reviewed and published like the first."""
    if not note.strip():
        raise Refused("请写明调整了什么、为什么。")
    of_year = DecisionCatalogue.objects.filter(unit=catalogue.unit, year=catalogue.year)
    last = of_year.aggregate(last=Max("version"))["last"]
    newer = DecisionCatalogue(year=catalogue.year, version=last + 1, basis=catalogue.basis, note=note.strip())
    newer = start(newer, catalogue.unit, by=by)
    entries = [
        Entry(one.title, one.lead, one.planned, one.legal_basis, one.is_livelihood, one.matter)
        for one in catalogue.entries.select_related("lead", "matter")
    ]
    return write_entries(newer, entries, by=by)


@transaction.atomic
def record_step(
    matter: DecisionMatter,
    step: Step,
    *,
    by: User,
    on: date,
    today: date,
    note: str = "",
    skipped: bool = False,
    reason: str = "",
    article: str = "",
) -> MatterStep:
    """记一步, or leave it out with a reason and an article, by the table of `participation.procedure`."""
    matter = DecisionMatter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=matter.pk)
    entry = standing_entry(matter)
    if entry is None:
        raise Refused("事项所在的目录还没有公布。")
    require(may_record_step(by, matter, entry))
    if on > today:
        raise Refused("还没有到的日期不能记。")
    days = rule_days(PeriodRule.Purpose.LEGALITY, on) or 7
    try:
        check(
            matter.done(), Done(step, on, skipped), reason=reason, article=article, needs_survey=entry.is_livelihood,
            calendar=working_calendar(), legality_days=days,
        )  # fmt: skip
    except OutOfOrder as wrong:
        raise Refused(str(wrong)) from None
    made = MatterStep.objects.create(
        matter=matter, step=step, on=on, by=by, note=note.strip()[:500], skipped=skipped,
        reason=reason.strip()[:500] if skipped else "", article=article.strip()[:100] if skipped else "",
    )  # fmt: skip
    record(
        by, "matter.step", matter, article=article, organisation=matter.unit, step=step.value, skipped=skipped
    )
    return made


@transaction.atomic
def tie(matter: DecisionMatter, consultation: Consultation, *, by: User) -> None:
    """The consultation that was held on a matter, so that each page leads to the other."""
    entry = standing_entry(matter)
    if entry is None:
        raise Refused("事项所在的目录还没有公布。")
    require(may_record_step(by, matter, entry))
    matter.consultations.add(consultation)
    noted(consultation, by, "tied", matter=matter.pk)


def standing_entry(matter: DecisionMatter) -> CatalogueEntry | None:
    """What the newest published catalogue says about the matter."""
    public = DecisionCatalogue.objects.public()
    return (
        matter.entries.filter(catalogue__in=public)
        .select_related("catalogue", "lead")
        .order_by("-catalogue__year", "-catalogue__version")
        .first()
    )
