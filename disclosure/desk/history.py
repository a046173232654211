"""What happened to a document, in words a person reads: opinions, acts, validity, withdrawals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime

from audit.models import AuditEntry
from disclosure.models import DocumentEdition, Opinion
from disclosure.workflow import Attribute

LATEST: Final = 40
EDITS: Final[Mapping[str, str]] = {
    "document.edited": "修改",
    "document.masked": "遮盖号码",
    "document.body_replaced": "用Word文件替换正文",
    "attachment.added": "上传附件",
    "attachment.replaced": "更换附件",
    "attachment.cleaned": "清除附件的隐藏内容",
    "attachment.removed": "删除附件",
    "image.added": "插入图片",
    "finding.justified": "说明保留",
}
ACTS: Final[Mapping[str, str]] = {
    "document.started": "起草",
    "document.revised": "起草新版",
    "document.submitted": "提交审查",
    "document.recall": "撤回",
    "document.published": "发布",
    "document.withdrawn": "撤下",
    "document.restored": "恢复",
    "document.discarded": "放弃",
    "document.validity_changed": "有效性变化",
    "document.relations_applied": "修改、废止的文件已生效",
    "condition.opened": "登记发布前提",
    "condition.closed": "办结发布前提",
    "campaign.decided": "清理与评估",
}
SHOWN: Final = (
    "name",
    "file",
    "reason",
    "note",
    "outcome",
    "place",
)  # details that mean something to a reader


@dataclass(frozen=True)
class Event:
    """One line: when, who, what, and what was said; `mark` warns of a return, a disagreement or a lapse."""

    at: datetime
    who: str
    what: str
    note: str = ""
    mark: str = ""
    is_urgent: bool = False


def history(edition: DocumentEdition, opinions: list[Opinion]) -> list[Event]:
    """What happened to it as a whole, newest first. Opinions are rows; acts come from the record of acts."""
    events = [*_opinions(edition, opinions), *_acts(edition), *_validity(edition)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def opinions_of(edition: DocumentEdition) -> list[Opinion]:
    """Opinions of all rounds, oldest first."""
    return list(edition.opinions.select_related("person").order_by("pk"))


def _opinions(edition: DocumentEdition, opinions: list[Opinion]) -> Iterator[Event]:
    for one in opinions:
        mark = (
            f"已失效：{one.void_reason}"
            if one.voided_at and one.decision != Opinion.Decision.RETURNED
            else ""
        )
        held = Attribute(one.attribute).label if one.attribute else ""
        disagrees = one.decision == Opinion.Decision.DIFFERS
        said = (
            f"认为应当{held}：{one.text}"
            if disagrees or (one.step == Opinion.Step.REFERRED and held)
            else one.text
        )
        yield Event(
            localtime(one.at),
            f"{one.person}，第{one.round}轮",
            f"{one.get_step_display()}：{one.get_decision_display()}",
            said,
            mark,
            is_urgent=one.decision in (Opinion.Decision.RETURNED, Opinion.Decision.DIFFERS),
        )


def _acts(edition: DocumentEdition) -> Iterator[Event]:
    for entry in AuditEntry.objects.about(edition).filter(action__in=ACTS):
        urgent = entry.action in ("document.withdrawn", "document.discarded")
        yield Event(
            localtime(entry.at), entry.actor_label, ACTS[entry.action], note(entry.details), is_urgent=urgent
        )


def edits(edition: DocumentEdition) -> list[Event]:
    """The latest changes of the content, newest first."""
    entries = AuditEntry.objects.about(edition).filter(action__in=EDITS).order_by("-pk")[:LATEST]
    return [
        Event(localtime(one.at), one.actor_label, EDITS[one.action], note(one.details)) for one in entries
    ]


def note(details: Mapping[str, Any]) -> str:
    """The particulars of an act that a reader can use; hashes and keys are left out."""
    said = []
    if isinstance(details.get("changed"), list):
        said.append("、".join(str(one) for one in details["changed"]))
    said += [str(details[name]) for name in SHOWN if details.get(name)]
    late = details.get("days_late")
    if details.get("due_on"):
        said.append(f"应于{details['due_on']}前公开，" + (f"逾期{late}个工作日" if late else "按期公开"))
    return "；".join(part for part in said if part)


def _validity(edition: DocumentEdition) -> Iterator[Event]:
    """Changes other documents caused: the calendar's own are acts already."""
    for event in edition.validity_events.filter(cause__isnull=False).select_related("cause"):
        cause = event.cause.title if event.cause else ""
        late = f"，晚了{event.days_late}天" if event.days_late else ""
        said = f"由《{cause}》引起，应变更日期{event.due_on}{late}"
        yield Event(localtime(event.applied_at), "系统", f"有效性变为“{event.get_validity_display()}”", said)


def last_return(opinions: list[Opinion]) -> Opinion | None:
    """The last return."""
    returned = [one for one in opinions if one.decision == Opinion.Decision.RETURNED]
    return returned[-1] if returned else None
