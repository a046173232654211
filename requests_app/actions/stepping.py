"""What every act on a case shares: the lock, the line in the case's record, the clock, the audit entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import User
from accounts.policies import Refused
from audit.actions import record
from requests_app.deadlines import MANY, RELATED, calendar_key, deadline, refusal
from requests_app.models import CaseStep, ClockChange, InformationRequest, Notice
from requests_app.workflow import TRANSITIONS, Action, next_status
from statute.clock import ClockEvent, ReplyDeadline, State
from statute.loading import working_calendar

CLOCK_FIELDS = (
    "received_on", "correction_limit", "reply_due", "due_provisional", "clock_state", "calendar_key",
)  # fmt: skip


class Conflict(Refused):
    """Somebody else changed it meanwhile; the page shows both."""


def lock(request: InformationRequest) -> InformationRequest:
    """The case as it is now, with the rows its clock counts from, locked until commit: every act holds this lock.

    Two statements: PostgreSQL reads the row it had to wait for anew, but not the rows joined to it.
    """
    InformationRequest.objects.select_for_update().only("pk").get(pk=request.pk)
    related = InformationRequest.objects.select_related("unit", "applicant", *RELATED)
    return related.prefetch_related(*MANY).get(pk=request.pk)


def unchanged(request: InformationRequest, revision: int | None) -> None:
    """Raise `Conflict` when the page that is answered showed an older state of the case."""
    if revision is not None and revision != request.revision:
        raise Conflict("这件申请刚才已被别人办理，您看到的不是最新情况，请核对后再操作。")


def lawful(request: InformationRequest, event: ClockEvent, on: date) -> None:
    """Refuse what the law does not allow, in the words of the law (`statute.clock`); nothing was written then."""
    if reason := refusal(request, event, on, working_calendar()):
        raise Refused(reason if reason.endswith("。") else f"{reason}。")


def finish(
    request: InformationRequest,
    action: Action,
    *,
    by: User | None,
    on: date,
    note: str = "",
    told: str = "",
    **details: Any,
) -> InformationRequest:
    """Move the state, write the case's line and the applicant's notice, run the clock anew, and record: every act's end."""
    request.status = next_status(request.status, action)
    request.revision += 1
    request.save()
    CaseStep.objects.create(
        request=request, action=action, status=request.status, on=on, by=by, note=note[:1000], public_note=told[:1000]
    )  # fmt: skip
    if told and request.applicant.email_sealed:
        Notice.objects.create(request=request, kind=f"{action.value}-{request.revision}", text=told[:1000])
    recompute(request, on=on, cause=action.label)
    record(
        by, f"request.{action.value}", request, article=TRANSITIONS[action].article,
        organisation=request.unit, **details,
    )  # fmt: skip
    return request


def recompute(
    request: InformationRequest, *, on: date, cause: str, by_calendar: bool = False
) -> ClockChange | None:
    """Work the date out from the facts and keep it; old, new and why are a row when it moved. Under the case's lock."""
    fresh = InformationRequest.objects.select_related(*RELATED).prefetch_related(*MANY).get(pk=request.pk)
    change = reckon(fresh, deadline(fresh, on, working_calendar()), on, cause)
    fresh.calendar_key = calendar_key()
    for name in CLOCK_FIELDS:
        setattr(request, name, getattr(fresh, name))
    fresh.save(update_fields=CLOCK_FIELDS)
    if change is not None:
        change.by_calendar = by_calendar
        change.save()
    return change


def reckon(request: InformationRequest, due: ReplyDeadline, on: date, cause: str) -> ClockChange | None:
    """Take the result over into the row (not saved); the change, or None where the date stays."""
    before, before_provisional = request.reply_due, request.due_provisional
    request.received_on, request.correction_limit = due.received_on, due.correction_limit
    request.reply_due, request.due_provisional = due.reply_due, due.provisional
    request.clock_state = due.state
    if request.is_open and request.reopened_on:  # the decision or judgment sets the period, not 第三十三条
        request.reply_due, request.due_provisional = request.reopened_until, False
        request.clock_state = State.RUNNING
    if (before, before_provisional) == (request.reply_due, request.due_provisional):
        return None
    return ClockChange(
        request=request,
        on=on,
        cause=cause[:200],
        before=before,
        after=request.reply_due,
        before_provisional=before_provisional,
        after_provisional=request.due_provisional,
    )


def required(text: str, sentence: str) -> str:
    """The text without its margins; `Refused` with the sentence where there is none."""
    if not text.strip():
        raise Refused(sentence)
    return text.strip()
