"""依申请公开、回应互动、公众参与、村务衔接、组织保障: replies, answers, consultations, villages, orders, reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.timezone import localtime

from accounts.models import Organisation
from interpretation.models import Message
from participation.deadlines import feedback_days, feedback_due
from participation.models import Consultation
from requests_app.models import Challenge, Correction, InformationRequest, Letter
from requests_app.models.challenges import Result
from statute.annual import due_on
from statute.loading import working_calendar
from supervision.complaint_workflow import Finding, OrderState
from supervision.measuring.base import Facts, Row, Scope, summed, tally
from supervision.models import AnnualReport, Attendance, Complaint, Rectification, Training
from village.models import BoardItem, Comparison

DRAFT_DAYS = 30  # 重大行政决策程序暂行条例第十五条


def _replied(scope: Scope) -> list[InformationRequest]:
    cases = InformationRequest.objects.filter(
        unit__in=scope.units, decided_on__range=scope.span, withdrawn_on=None, received_on__isnull=False
    )
    return list(cases.only("unit", "number", "received_on", "decided_on", "reply_due").order_by("pk"))


def replies_in_time(scope: Scope) -> Facts:
    """Replies given late, and cases whose last day has passed without one."""
    waiting = InformationRequest.objects.filter(unit__in=scope.units).overdue(scope.on)
    rows = [(one.unit_id, _in_time(one), one.number) for one in _replied(scope)]
    rows += [(unit, False, number) for unit, number in waiting.values_list("unit", "number")]
    return tally(rows)


def _in_time(one: InformationRequest) -> bool:
    return one.reply_due is None or (one.decided_on is not None and one.decided_on <= one.reply_due)


def reply_days(scope: Scope) -> Facts:
    return summed(
        (one.unit_id, (one.decided_on - one.received_on).days, 1)
        for one in _replied(scope)
        if one.decided_on and one.received_on
    )


def corrections_in_time(scope: Scope) -> Facts:
    asked = Correction.objects.filter(request__unit__in=scope.units, asked_on__range=scope.span)
    rows = asked.values_list("request__unit", "is_late", "request__number")
    return tally((unit, not is_late, number) for unit, is_late, number in rows)


def letters_complete(scope: Scope) -> Facts:
    cases = _replied(scope)
    written = set(
        Letter.objects.filter(request__in=[one.pk for one in cases], void_on=None).values_list(
            "request", flat=True
        )
    )
    return tally((one.unit_id, one.pk in written, one.number) for one in cases)


def not_corrected(scope: Scope) -> Facts:
    ended = Challenge.objects.filter(unit__in=scope.units, decided_on__range=scope.span)
    rows = ended.exclude(result=Result.PENDING).values_list("unit", "result", "case_number")
    return tally((unit, result != Result.CORRECTED, number) for unit, result, number in rows)


def messages_in_time(scope: Scope) -> Facts:
    own = Message.objects.filter(unit__in=scope.units)
    answered = own.filter(answered_on__range=scope.span).values_list(
        "unit", "answered_on", "due_on", "number"
    )
    rows: list[Row] = [(unit, due is None or day <= due, number) for unit, day, due, number in answered]
    rows += [(unit, False, number) for unit, number in own.overdue(scope.on).values_list("unit", "number")]
    return tally(rows)


def satisfaction(scope: Scope) -> Facts:
    marks = Message.objects.filter(unit__in=scope.units, answered_on__range=scope.span, rating__isnull=False)
    return summed((unit, rating, 5) for unit, rating in marks.values_list("unit", "rating"))


def _closed(scope: Scope) -> Iterator[Consultation]:
    closed = Consultation.objects.public().filter(unit__in=scope.units, closes_at__date__range=scope.span)
    for one in closed.for_list():
        if localtime(one.closes_at).date() <= scope.on:
            yield one


def drafts_open_long_enough(scope: Scope) -> Facts:
    return tally((one.unit_id, one.days_open() >= DRAFT_DAYS, one.title) for one in _closed(scope))


def feedback_published(scope: Scope) -> Facts:
    """Not asked of those whose feedback is not yet due."""
    calendar, days = working_calendar(), feedback_days(scope.on)
    return tally(
        (one.unit_id, one.is_settled, one.title)
        for one in _closed(scope)
        if one.is_settled or feedback_due(one, days, calendar).date < scope.on
    )


def _townships(scope: Scope) -> dict[int, int]:
    """Village → the township above it."""
    return dict(Organisation.objects.filter(parent__in=scope.units).values_list("pk", "parent"))


def villages_in_time(scope: Scope) -> Facts:
    above = _townships(scope)
    due = BoardItem.objects.filter(village__in=above, due_on__range=scope.span).filter(
        Q(due_on__lt=scope.on) | Q(published_on__isnull=False)
    )
    rows = due.values_list("village", "published_on", "due_on", "matter__title")
    return tally((above[village], on is not None and on <= last, name) for village, on, last, name in rows)


def villages_equal(scope: Scope) -> Facts:
    above = _townships(scope)
    compared = Comparison.objects.public().filter(item__village__in=above, item__due_on__range=scope.span)
    rows = compared.values_list("item__village", "outcome", "item__title")
    return tally(
        (above[village], outcome == Comparison.Outcome.EQUAL, title) for village, outcome, title in rows
    )


def orders_in_time(scope: Scope) -> Facts:
    """Closed without a late report, or still open within its time."""
    orders = Rectification.objects.filter(unit__in=scope.units).issued_between(*scope.span)
    late = set(orders.filter(reports__late=True).values_list("pk", flat=True))
    return tally(
        (one.unit_id, one.pk not in late and not one.is_overdue(scope.on), one.number)
        for one in orders
        if one.state != OrderState.OPEN or one.is_overdue(scope.on) or one.pk in late
    )


def complaints_unfounded(scope: Scope) -> Facts:
    ended = Complaint.objects.filter(unit__in=scope.units).decided_between(*scope.span)
    rows = ended.exclude(finding=Finding.OUT_OF_SCOPE).values_list("unit", "finding", "number")
    return tally((unit, finding != Finding.UPHELD, number) for unit, finding, number in rows)


def report_in_time(scope: Scope) -> Facts:
    """The report of the year before the one in which the period ends."""
    year = scope.end.year - 1
    last = due_on(year, is_county=False)
    if scope.on <= last:
        return {}
    published = AnnualReport.objects.published().filter(year=year, unit__in=scope.units)
    days = dict(published.values_list("unit", "published_on"))
    return tally(
        (unit, days.get(unit) is not None and days[unit] <= last, f"{year}年度报告") for unit in scope.units
    )


def trained(scope: Scope) -> Facts:
    """Trainings a unit was asked to, and those somebody of it came to (第四十八条)."""
    asked = Attendance.objects.filter(
        unit__in=scope.units,
        training__in=Training.objects.held_by(scope.on).filter(held_on__range=scope.span),
    )
    rows = asked.order_by("training__held_on", "pk").values_list("unit", "came", "training__subject")
    return tally((unit, bool(came), subject) for unit, came, subject in rows)
