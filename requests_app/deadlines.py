"""答复期限 of a case: the facts of the rows handed to the pure law, and nothing decided here (条例第三十至三十五条)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from requests_app.models import Consultation, Extension, InformationRequest
from statute.calendar import WorkingCalendar
from statute.clock import Channel, ClockEvent, EventKind, Receipt, ReplyDeadline, reply_deadline
from statute.models import CalendarNotice
from statute.open_deadlines import OpenDeadline

K = EventKind
RELATED = ("correction", "reason_request", "fee_notice")
MANY = ("extensions", "consultations")


def with_facts(requests: QuerySet[InformationRequest]) -> QuerySet[InformationRequest]:
    """Everything the clock needs, in three queries however many cases."""
    return requests.select_related(*RELATED).prefetch_related(*MANY)


def receipt(request: InformationRequest) -> Receipt:
    return Receipt(Channel(request.channel), request.arrived_on, request.confirmed_on)


def events(request: InformationRequest) -> list[ClockEvent]:
    """The dated rows of a case as events of the law."""
    return [
        *_correction(request),
        *_reasons(request),
        *_fee(request),
        *(event for row in request.extensions.all() for event in _extension(row)),
        *(_consultation(row) for row in request.consultations.all()),
        *_end(request),
    ]


def deadline(request: InformationRequest, on: date, calendar: WorkingCalendar) -> ReplyDeadline:
    """The reply deadline as known on `on`, recomputed from scratch."""
    return reply_deadline(receipt(request), events(request), calendar, as_of=on)


def refusal(request: InformationRequest, event: ClockEvent, on: date, calendar: WorkingCalendar) -> str:
    """Why the law does not allow this event now, as a sentence; empty when it does.

    On one and the same day the law has an order of its own, so an event may also undo what was put on record that
    day before it; that is refused too.
    """
    standing = events(request)
    before = {id(one.event) for one in reply_deadline(receipt(request), standing, calendar, as_of=on).refused}
    for one in reply_deadline(receipt(request), [*standing, event], calendar, as_of=on).refused:
        if one.event is event:
            return one.reason
        if id(one.event) not in before:
            return f"当日已经登记{one.event.kind.label}，不能再登记{event.kind.label}（{one.reason}）"
    return ""


def _correction(request: InformationRequest) -> Iterator[ClockEvent]:
    row = getattr(request, "correction", None)
    if row is not None:
        yield ClockEvent(K.CORRECTION_NOTICE, row.asked_on, until=row.until, delivered=row.delivered_on)
        if row.answered_on:
            yield ClockEvent(K.CORRECTED, row.answered_on)


def _reasons(request: InformationRequest) -> Iterator[ClockEvent]:
    row = getattr(request, "reason_request", None)
    if row is None:
        return
    yield ClockEvent(K.REASON_NOTICE, row.asked_on, until=row.until, delivered=row.delivered_on)
    if row.answered_on:
        yield ClockEvent(K.REASONS_GIVEN, row.answered_on)
    if row.deferred_on:
        yield ClockEvent(K.DEFERRED, row.deferred_on, until=row.deferred_until)


def _fee(request: InformationRequest) -> Iterator[ClockEvent]:
    """A notice that was waived never stopped the clock: nothing had to be paid."""
    row = getattr(request, "fee_notice", None)
    if row is None or row.waived_on:
        return
    yield ClockEvent(K.FEE_NOTICE, row.notified_on, delivered=row.delivered_on)
    if row.paid_on:
        yield ClockEvent(K.PAID, row.paid_on)


def _extension(row: Extension) -> Iterator[ClockEvent]:
    yield ClockEvent(K.EXTENSION, row.approved_on, days=row.days, delivered=row.told_on)
    if row.revoked_on:
        yield ClockEvent(K.EXTENSION_REVOKED, row.revoked_on)


def _consultation(row: Consultation) -> ClockEvent:
    return ClockEvent(
        K(row.kind), row.sent_on, delivered=row.delivered_on, answered=row.answered_on, party=row.party
    )


def _end(request: InformationRequest) -> Iterator[ClockEvent]:
    if request.withdrawn_on:
        yield ClockEvent(K.WITHDRAWN, request.withdrawn_on)
    elif request.decided_on and not request.is_open:
        yield ClockEvent(K.REPLIED, request.decided_on)


def calendar_key() -> str:
    """What calendar a date rests on: changes with every notice that is announced or corrected (one query)."""
    versions = CalendarNotice.objects.current().order_by("year").values_list("year", "version")
    return hashlib.sha256(repr(list(versions)).encode()).hexdigest()


def open_replies() -> Iterator[OpenDeadline]:
    """Every reply still owed, for the preview of a change of the calendar."""
    waiting: Iterable[InformationRequest] = InformationRequest.objects.open().filter(
        received_on__isnull=False, reply_due__isnull=False, due_provisional=False
    )
    for request in waiting:
        assert request.received_on is not None  # noqa: S101  filtered above
        assert request.reply_due is not None  # noqa: S101
        url = reverse("admin:requests_app_informationrequest_change", args=[request.pk])
        yield OpenDeadline(f"{request.number} 答复期限", url, request.received_on, 20)
