"""送签、退回、签发公布: exactly what was submitted, signed by somebody who did not prepare it (条例第四十九条)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Refused, require
from supervision.actions.stepping import Conflict, finish, lock, note_preparer, required, unchanged
from supervision.counting import against
from supervision.models import AnnualReport, plain
from supervision.policies import may_prepare, may_publish, may_return
from supervision.validation import findings, obstacles
from supervision.workflow import Action


@transaction.atomic
def submit(report: AnnualReport, *, by: User, on: date, revision: int | None = None) -> AnnualReport:
    """送签: no error, every difference explained. The system's own figures are frozen beside the entered ones."""
    report = lock(report)
    unchanged(report, revision)
    require(may_prepare(by, report, Action.SUBMIT))
    compared = against(report)
    if reasons := obstacles(report, findings(report, compared), on):
        raise Refused("".join(reasons))
    report.counted = plain(compared.counted)
    report.parts = plain(compared.parts) if compared.parts is not None else {}
    report.submitted_by, report.submitted_on, report.returned_reason = by, on, ""
    note_preparer(report, by)
    return finish(report, Action.SUBMIT, by=by)


@transaction.atomic
def withdraw(report: AnnualReport, *, by: User, on: date) -> AnnualReport:
    """撤回 by those who prepared it, before it was signed."""
    report = lock(report)
    require(may_prepare(by, report, Action.WITHDRAW))
    return _back(report, Action.WITHDRAW, by=by, on=on)


@transaction.atomic
def return_report(report: AnnualReport, *, by: User, on: date, reason: str) -> AnnualReport:
    """退回 with what has to be put right."""
    report = lock(report)
    require(may_return(by, report))
    report.returned_reason = required(reason, "请写明退回的理由。")[:1000]
    return _back(report, Action.RETURN, by=by, on=on)


def _back(report: AnnualReport, action: Action, *, by: User, on: date) -> AnnualReport:
    report.counted, report.parts = {}, {}
    return finish(report, action, by=by, on=on.isoformat(), reason=report.returned_reason)


@transaction.atomic
def publish(report: AnnualReport, *, by: User, on: date, seen: str) -> AnnualReport:
    """签发公布 of what was seen. It is public from this moment and, for departments, in the hands of the county office."""
    report = lock(report)
    require(may_publish(by, report))
    if report.digest() != report.content_hash or seen != report.content_hash:
        raise Conflict("报告的内容在您打开之后有改动，请核对新的内容。")
    report.signed_by, report.signed_hash = by, report.content_hash
    report.published_on, report.published_at = on, timezone.now()
    return finish(report, Action.PUBLISH, by=by, late_days=max(0, (on - report.due_on).days))
