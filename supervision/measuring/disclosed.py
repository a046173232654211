"""主动公开、标准目录、政策解读: catalog items, documents, guides, interpretations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import F, Min, Q
from django.utils.timezone import localtime

from catalog.models import CatalogEdition, Node
from disclosure.coverage import gaps
from disclosure.models import DocumentEdition, Guide, ValidityEvent
from interpretation.deadlines import MATERIAL_DAYS, missing_materials
from interpretation.models import InterpretationEdition, InterpretationPlan
from interpretation.workflow import BEYOND_TEXT, Status
from statute.loading import working_calendar
from supervision.measuring.base import Facts, Row, Scope, tally

YEAR = timedelta(days=366)


def items_filled(scope: Scope) -> Facts:
    lacking = {gap.item for gap in gaps(list(scope.units), scope.on)}
    rows = (
        Node.objects.public()
        .rows()
        .filter(Q(mode_active=True) | Q(mode_active=None), edition__unit__in=scope.units)
    )
    return tally(
        (unit, item not in lacking, name)
        for unit, item, name in rows.values_list("edition__unit", "item", "name")
    )


def _published(scope: Scope) -> Iterable[DocumentEdition]:
    editions = DocumentEdition.objects.public().filter(
        unit__in=scope.units, published_at__date__range=scope.span
    )
    return editions.filter(batch=None).defer("body", "text").order_by("pk")


def published_in_time(scope: Scope) -> Facts:
    return tally((one.unit_id, not one.days_late, one.title) for one in _published(scope) if one.due_on)


def metadata_complete(scope: Scope) -> Facts:
    def whole(one: DocumentEdition) -> bool:
        return bool(one.issuer and one.formed_on and one.topic_id and one.summary and one.keywords)

    return tally((one.unit_id, whole(one), one.title) for one in _published(scope))


def validity_marked(scope: Scope) -> Facts:
    events = ValidityEvent.objects.filter(edition__unit__in=scope.units, applied_on__range=scope.span)
    rows = events.values_list("edition__unit", "applied_on", "due_on", "edition__title")
    return tally((unit, applied <= due + timedelta(days=1), title) for unit, applied, due, title in rows)


def guide_fresh(scope: Scope) -> Facts:
    fresh = set(
        Guide.objects.in_force()
        .filter(unit__in=scope.units, published_at__date__gte=scope.on - YEAR)
        .values_list("unit", flat=True)
    )
    return tally((unit, unit in fresh, "一年内没有更新公开指南") for unit in scope.units)


def editions_current(scope: Scope) -> Facts:
    editions = CatalogEdition.objects.of_units().in_force().filter(unit__in=scope.units)
    rows = editions.values_list("unit", "published_at", "domain__name")
    return tally(
        (unit, at is not None and localtime(at).date() >= scope.on - 2 * YEAR, name)
        for unit, at, name in rows
    )


def _plans(scope: Scope) -> list[InterpretationPlan]:
    plans = InterpretationPlan.objects.published().filter(
        unit__in=scope.units,
        status=InterpretationPlan.Status.FILED,
        edition__published_at__date__range=scope.span,
    )
    return list(plans.select_related("edition").defer("edition__body", "edition__text"))


def interpreted(scope: Scope) -> Facts:
    plans = _plans(scope)
    lacking = {one.plan.pk for one in missing_materials(plans, scope.on, working_calendar())}
    return tally((plan.unit_id, plan.pk not in lacking, plan.edition.title) for plan in plans)


def interpreted_in_time(scope: Scope) -> Facts:
    return tally(_first_materials(scope))


def _first_materials(scope: Scope) -> Iterator[Row]:
    plans, calendar = _plans(scope), working_calendar()
    documents = [plan.edition.document_id for plan in plans]
    out = InterpretationEdition.objects.filter(
        interpretation__documents__in=documents, published_at__isnull=False
    )
    first = dict(
        out.order_by()
        .values_list("interpretation__documents")
        .annotate(first=Min("published_at"))
        .values_list("interpretation__documents", "first")
    )
    for plan in plans:
        published, at = plan.edition.published_at, first.get(plan.edition.document_id)
        assert published is not None  # noqa: S101  filtered by it
        last = calendar.add_working_days(localtime(published).date(), MATERIAL_DAYS).date
        if at is not None or last < scope.on:
            yield plan.unit_id, at is not None and localtime(at).date() <= last, plan.edition.title


def beyond_text(scope: Scope) -> Facts:
    """Of the documents that were interpreted: those with a picture, a sound, a film, a meeting."""
    rows = (
        InterpretationEdition.objects.filter(
            status=Status.PUBLISHED,
            interpretation__unit__in=scope.units,
            published_at__date__range=scope.span,
        )
        .annotate(unit=F("interpretation__unit"), document=F("interpretation__documents"))
        .values_list("unit", "document", "interpretation__form", "title")
    )
    kinds: dict[tuple[int, int], tuple[bool, str]] = {}
    for unit, document, form, title in rows:
        if document is not None:
            kinds[unit, document] = (
                kinds.get((unit, document), (False, ""))[0] or form in BEYOND_TEXT,
                title,
            )
    return tally((unit, is_more, title) for (unit, _), (is_more, title) in kinds.items())
