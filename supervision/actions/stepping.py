"""What every act on a report shares: the lock, the check that it is still what was shown, the record."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.policies import Refused
from audit.actions import record
from search import actions as searching
from supervision.findable import KIND
from supervision.models import AnnualReport
from supervision.workflow import TRANSITIONS, Action, next_state


class Conflict(Refused):
    """Somebody else changed it meanwhile; the page shows both."""


def lock(report: AnnualReport) -> AnnualReport:
    """The report as it is now, locked until commit: every act holds this lock."""
    return AnnualReport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=report.pk)


def unchanged(report: AnnualReport, revision: int | None) -> None:
    """Raise `Conflict` when the page that is answered showed an older state of the report."""
    if revision is not None and revision != report.revision:
        raise Conflict("这份报告刚才已被别人改动，您看到的不是最新内容，请核对后再操作。")


def required(text: str, sentence: str) -> str:
    """The text without its margins; `Refused` with the sentence where there is none."""
    if not text.strip():
        raise Refused(sentence)
    return text.strip()


def finish(report: AnnualReport, action: Action, *, by: User, **details: Any) -> AnnualReport:
    """Move the state, keep the hash of what it holds now, save and record: every act's end."""
    report.state = next_state(report.state, action)
    report.revision += 1
    report.content_hash = report.digest()
    report.save()
    if action == Action.PUBLISH:
        searching.refresh(KIND, report.pk)
    record(
        by, f"annual_report.{action.value}", report, article=TRANSITIONS[action].article, organisation=report.unit,
        content_hash=report.content_hash, **details,
    )  # fmt: skip
    return report


def note_preparer(report: AnnualReport, by: User) -> None:
    """Whoever has a hand in it cannot sign it."""
    report.edited_by = by
    report.preparers.add(by)
