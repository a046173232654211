"""撤回、办结、归档: how a case ends (条例第四十五条)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import require
from requests_app.actions.stepping import finish, lawful, lock, required, unchanged
from requests_app.models import InformationRequest, Reply
from requests_app.policies import in_state, may_handle
from requests_app.workflow import Action
from statute.clock import ClockEvent, EventKind
from statute.outcomes import OutcomeCode


@transaction.atomic
def withdraw(
    request: InformationRequest, *, by: User | None, on: date, reason: str, revision: int | None = None
) -> InformationRequest:
    """撤回申请. `by` None is the applicant on the tracking page; at the counter the clerk registers it. Terminal."""
    request = lock(request)
    unchanged(request, revision)
    require(may_handle(by, request, Action.WITHDRAW) if by else in_state(request, Action.WITHDRAW))
    reason = required(reason, "请写明撤回的方式或者理由。") if by else reason.strip()
    if request.received_on is not None and not request.reopened_on:
        lawful(request, ClockEvent(EventKind.WITHDRAWN, on), on)
    request.replies.in_preparation().update(state=Reply.State.DROPPED)
    request.withdrawn_on = on
    request.outcome = request.outcome or OutcomeCode.OTHER_ELSE
    request.decided_on = request.decided_on or on
    return finish(request, Action.WITHDRAW, by=by, on=on, note=reason, told="申请人撤回申请")


@transaction.atomic
def close(request: InformationRequest, *, by: User, on: date, note: str = "") -> InformationRequest:
    """办结: the reply has been delivered and nothing is left to do."""
    request = lock(request)
    require(may_handle(by, request, Action.CLOSE))
    request.closed_on = on
    return finish(request, Action.CLOSE, by=by, on=on, note=note)


@transaction.atomic
def archive(request: InformationRequest, *, by: User, on: date) -> InformationRequest:
    """归档: the folder is whole; later papers are added to it and change nothing."""
    request = lock(request)
    require(may_handle(by, request, Action.ARCHIVE))
    request.archived_on = on
    request.closed_on = request.closed_on or on
    return finish(request, Action.ARCHIVE, by=by, on=on)
