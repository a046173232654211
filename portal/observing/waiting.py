"""What waits: rows for tasks, and open work whose last day has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Min, QuerySet
from django.utils import timezone

from catalog.models import ImportBatch
from disclosure.models import ArchiveBatch, Delivery, DigestMail
from interpretation.models import Message, MessageNotice
from participation.models import OpinionNotice, SurveyPass
from requests_app.models import InformationRequest
from requests_app.models.public import Notice
from supervision.models import Complaint, ComplaintNotice, Inspection, Rectification
from village.models import BoardItem


@dataclass(frozen=True, slots=True)
class Outbox:
    """Rows that wait for a task: which, and the column that says since when."""

    name: str
    label: str
    waiting: Callable[[Any], QuerySet[Any]]
    since: str


# Due means: the task should take it at its next run.
OUTBOXES: Final = (
    Outbox("application_notices", "申请通知", Notice.objects.due, "created_at"),
    Outbox("message_notices", "留言通知", MessageNotice.objects.due, "created_at"),
    Outbox("opinion_notices", "反馈告知", OpinionNotice.objects.due, "created_at"),
    Outbox("complaint_notices", "投诉结果通知", ComplaintNotice.objects.due, "created_at"),
    Outbox("survey_passes", "调查填写链接", SurveyPass.objects.due, "asked_at"),
    Outbox("deliveries", "渠道投送", Delivery.objects.due, "created_at"),
    Outbox("digests", "每日摘要", DigestMail.objects.due, "on"),
    Outbox(
        "catalog_imports",
        "目录导入",
        lambda at: ImportBatch.objects.filter(state=ImportBatch.State.WAITING),
        "created_at",
    ),
    Outbox(
        "archives",
        "历史文件导入",
        lambda at: ArchiveBatch.objects.filter(state=ArchiveBatch.State.WAITING),
        "created_at",
    ),
    Outbox(
        "inspections",
        "网站自查",
        lambda at: Inspection.objects.filter(state=Inspection.State.WAITING),
        "asked_at",
    ),
)
OVERDUE: Final[dict[str, Callable[[Any], QuerySet[Any]]]] = {
    "applications": InformationRequest.objects.overdue,
    "messages": Message.objects.overdue,
    "complaints": Complaint.objects.overdue,
    "rectifications": Rectification.objects.overdue,
    "village_matters": BoardItem.objects.overdue,
}


def age(first: Any, now: datetime) -> float:
    """Seconds since a moment or a day; 0 for none."""
    if first is None:
        return 0
    passed = now - first if isinstance(first, datetime) else timezone.localdate(now) - first
    return max(0.0, float(passed.total_seconds()))


def oldest(outbox: Outbox, now: datetime) -> float:
    """The age of the oldest row that is due; 0 where none is."""
    return age(outbox.waiting(now).order_by().aggregate(first=Min(outbox.since))["first"], now)


def oldest_waiting(now: datetime) -> Iterator[tuple[str, float]]:
    """(what people call it, age of the oldest) of every outbox."""
    for outbox in OUTBOXES:
        yield outbox.label, oldest(outbox, now)
