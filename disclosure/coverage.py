"""What must be public and is not: gaps by catalog item, and the due days of many documents at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from catalog.models import Node
from disclosure.models import DocumentEdition, Placement
from disclosure.workflow import READABLE_ATTRIBUTES
from statute.calendar import WorkingCalendar
from statute.limits import Kind, TimeLimit, end_of
from statute.loading import working_calendar
from statute.models import SpecialPeriod
from statute.publication import PublicationDue, publication_due
from statute.special_rules import SpecialRule


@dataclass(frozen=True, slots=True)
class Gap:
    """An item with nothing public under it, or whose content should have been renewed by `due_on`.

    `path` are its headings and its name; `draft` is the edition in preparation under it, if there is one.
    """

    item: int
    unit: int
    unit_name: str
    domain: str
    path: tuple[str, ...]
    subject: str
    content: str
    limit: str
    last_on: date | None
    due_on: date | None
    provisional: bool
    draft: int | None

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def headings(self) -> str:
        return " / ".join(self.path[:-1])

    @property
    def who(self) -> str:
        """The body that must publish, in the catalog's words."""
        return "、".join(part.strip() for part in self.subject.splitlines() if part.strip()) or self.unit_name


def gaps(units: Collection[int], today: date) -> list[Gap]:
    """缺失与过期 of the units (their keys) by their catalogs in force: overdue first, then what was never published.

    One query for the items and one for the calendar, however many there are. An item that is open on request
    only leaves no gap: nothing has to be published under it.
    """
    if not units:
        return []
    calendar = working_calendar()
    found = [gap for node in _items(units) if (gap := _gap(node, calendar, today))]
    return sorted(found, key=lambda gap: gap.due_on or date.max)


def _items(units: Collection[int]) -> QuerySet[Node]:
    """Rows in force in printed order, each with the last day something readable came out, and a draft."""
    published = Placement.objects.filter(
        item=OuterRef("item"), edition__in=DocumentEdition.objects.readable()
    )
    of_item = published.order_by().values("item")
    day = Coalesce("edition__before_portal_on", TruncDate("edition__published_at"))
    drafts = Placement.objects.filter(
        item=OuterRef("item"), edition__in=DocumentEdition.objects.in_preparation()
    )
    rows: QuerySet[Node] = (
        Node.objects.public()
        .rows()
        .filter(Q(mode_active=True) | Q(mode_active=None), edition__unit__in=units)
        .select_related("parent", "edition__unit", "edition__domain")
        .annotate(
            last_on=Subquery(of_item.annotate(day=Max(day)).values("day")),
            draft=Subquery(drafts.order_by("-edition").values("edition")[:1]),
        )
        .order_by("edition__unit__lft", "edition__domain__position", "lft")
        .only(
            "name", "content", "time_limit", "time_rule", "subject", "item_id", "parent__name", "parent__level",
            "parent__parent_id", "edition__unit__name", "edition__domain__name",
        )
    )  # fmt: skip
    return rows


def _gap(node: Node, calendar: WorkingCalendar, today: date) -> Gap | None:
    rule = TimeLimit.from_json(node.time_rule) if node.time_rule else None
    due = provisional = None
    last_on: date | None = node.last_on  # annotated
    if last_on is not None:
        ends = [end for end in renewals(rule, last_on, calendar) if end[0] < today]
        if not ends:
            return None
        due, provisional = min(ends)
    heading = node.parent.name if node.parent and node.parent.parent_id else ""
    return Gap(
        item=node.item_id, unit=node.edition.unit_id, unit_name=str(node.edition.unit),
        domain=str(node.edition.domain), path=(heading, node.name) if heading else (node.name,),
        subject=node.subject, content=node.content, limit=rule.describe() if rule else node.time_limit,
        last_on=last_on, due_on=due, provisional=bool(provisional), draft=node.draft,
    )  # fmt: skip


def renewals(rule: TimeLimit | None, last_on: date, calendar: WorkingCalendar) -> Iterable[tuple[date, bool]]:
    """The day each surely read recurring limit asks for the next publication, and whether it is provisional."""
    for limit in rule.limits if rule else ():
        if limit.kind is Kind.RECURRING and limit.certain and limit.number and limit.unit:
            end = end_of(last_on, limit.number, limit.unit, calendar)
            if end is not None:
                yield end.date, end.provisional


def dues(editions: Iterable[DocumentEdition], calendar: WorkingCalendar) -> dict[int, PublicationDue]:
    """`deadlines.due_of` for many editions in at most two queries; where no clock runs there is no entry."""
    running = [
        edition
        for edition in editions
        if edition.formed_on and (edition.attribute or edition.proposed_attribute) in READABLE_ATTRIBUTES
    ]
    if not running:
        return {}
    periods = _periods({edition.special_period for edition in running} - {""})
    limits = _limits([edition.pk for edition in running])
    found = {}
    for edition in running:
        formed = edition.formed_on
        assert formed is not None  # noqa: S101  filtered above
        since = formed if edition.first_publication else max(formed, edition.started_on)
        found[edition.pk] = publication_due(
            since,
            own=limits.get(edition.pk, []),
            special=_rule(periods.get(edition.special_period, []), since),
            calendar=calendar,
        )
    return found


def _periods(keys: Collection[str]) -> Mapping[str, list[SpecialPeriod]]:
    found: dict[str, list[SpecialPeriod]] = {}
    for row in SpecialPeriod.objects.filter(key__in=keys) if keys else ():
        found.setdefault(row.key, []).append(row)
    return found


def _rule(rows: Iterable[SpecialPeriod], on: date) -> SpecialRule | None:
    """The row in force on a day, as `EffectiveQuerySet.in_force` finds it."""
    for row in rows:
        started = row.effective_from is None or row.effective_from <= on
        if started and (row.effective_to is None or row.effective_to > on):
            return row.rule()
    return None


def _limits(editions: Collection[int]) -> Mapping[int, list[TimeLimit]]:
    nodes = Node.objects.public().rows()
    placed = Placement.objects.filter(edition__in=editions, item__nodes__in=nodes).order_by("pk")
    found: dict[int, list[TimeLimit]] = {}
    for edition, rule in placed.values_list("edition_id", "item__nodes__time_rule"):
        if rule:
            found.setdefault(edition, []).append(TimeLimit.from_json(rule))
    return found
