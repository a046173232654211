"""应公开日期 (条例第二十六条): formation + the catalog item's own limit, a special period, or 20 working days."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from catalog.models import Node
from disclosure.models import DocumentEdition
from disclosure.workflow import READABLE_ATTRIBUTES
from statute.calendar import WorkingCalendar
from statute.limits import TimeLimit, Trigger
from statute.models import SpecialPeriod
from statute.open_deadlines import OpenDeadline
from statute.publication import PublicationDue, publication_due


def due_of(edition: DocumentEdition, calendar: WorkingCalendar) -> PublicationDue | None:
    """The day by which an edition must be public, and how it was found; None where no clock runs.

    The clock runs from formation for the first publication of open information. A new edition of a public
    document is due from its own formation (第二十六条 形成或者变更).
    """
    if edition.formed_on is None:
        return None
    if (edition.attribute or edition.proposed_attribute) not in READABLE_ATTRIBUTES:
        return None
    since = edition.formed_on if edition.first_publication else max(edition.formed_on, edition.started_on)
    special = SpecialPeriod.objects.in_force(since).for_key(edition.special_period).first()
    rule, own = special.rule() if special else None, item_limits(edition)
    dues = [
        publication_due(since, own=own, special=rule, calendar=calendar, trigger=trigger)
        for trigger in _triggers(own)
    ]
    return min(dues, key=lambda due: due.date)


def _triggers(own: list[TimeLimit]) -> set[Trigger]:
    """A document is formed on the day its decision, approval or contract is made: limits from those days count too."""
    named = {limit.trigger for time_limit in own for limit in time_limit.limits}
    return {Trigger.FORMED, *(named & {Trigger.DECIDED, Trigger.APPROVED, Trigger.SIGNED})}


def item_limits(edition: DocumentEdition) -> list[TimeLimit]:
    """公开时限 of the edition's catalog items as published."""
    nodes = Node.objects.public().filter(item__placements__edition=edition, is_row=True)
    return [TimeLimit.from_json(rule) for rule in nodes.values_list("time_rule", flat=True) if rule]


def open_publications() -> Iterator[OpenDeadline]:
    """Every document still to be published, for a change of the calendar."""
    waiting = DocumentEdition.objects.awaiting_publication().filter(formed_on__isnull=False)
    for edition in waiting.select_related("unit"):
        url = reverse("admin:disclosure_documentedition_change", args=[edition.pk])
        assert edition.formed_on is not None  # noqa: S101  filtered above
        yield OpenDeadline(f"{edition.title} 公开期限", url, edition.formed_on, 20)
