"""A document to be read at the desk: exactly as it would be published, its facts, its findings, its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from disclosure import body as bodies
from disclosure.deadlines import due_of
from disclosure.desk.acting import address
from disclosure.desk.pick import titles
from disclosure.models import Attachment, DocumentEdition, Finding
from disclosure.scanner import Kind
from disclosure.validation import Remark
from disclosure.workflow import IN_PREPARATION, READABLE_ATTRIBUTES, Attribute
from statute.loading import working_calendar
from statute.models import SpecialPeriod
from statute.publication import PublicationDue, working_days_late, working_days_left

MASKABLE: Final = (Kind.ID_NUMBER, Kind.BANK_CARD, Kind.MOBILE)
SCRUBBED: Final = (
    Kind.COMMENT, Kind.TRACKED_CHANGE, Kind.HIDDEN_TEXT, Kind.AUTHOR, Kind.METADATA, Kind.EXIF, Kind.HIDDEN_SHEET,
    Kind.HIDDEN_ROWS, Kind.HIDDEN_COLUMNS, Kind.EXTERNAL_LINK, Kind.MACRO, Kind.EMBEDDED_FILE,
)  # fmt: skip


@dataclass(frozen=True)
class Clock:
    """The due date as the page shows it; `note` says how much time is left or by how much it was missed."""

    due: PublicationDue | None
    overdue: bool = False
    left: int = 0
    note: str = ""


def clock(edition: DocumentEdition, today: date) -> Clock:
    """应公开日期: of what waits, by the calendar of today; of what is out, as it was written down then."""
    attribute = edition.attribute or edition.proposed_attribute
    if edition.status not in IN_PREPARATION:
        return Clock(None, note=_kept(edition))
    if edition.formed_on is None:
        return Clock(None, note="填写成文日期后自动计算。")
    if not attribute:
        return Clock(None, note="拟定公开属性后自动计算。")
    if attribute not in READABLE_ATTRIBUTES:
        return Clock(None, note=f"拟定{Attribute(attribute).label}，没有主动公开的期限。")
    calendar = working_calendar()
    due = due_of(edition, calendar)
    if due is None:
        return Clock(None)
    left = working_days_left(today, due.date, calendar)
    if left < 0:
        return Clock(
            due,
            overdue=True,
            note=f"已逾期{working_days_late(due.date, today, calendar)}个工作日，请尽快办结。",
        )
    return Clock(due, left=left, note="" if left else "今天是最后一天。")


def _kept(edition: DocumentEdition) -> str:
    if edition.due_on is None:
        return ""
    late = edition.days_late
    return f"应于{edition.due_on}前公开，" + (f"逾期{late}个工作日。" if late else "按期公开。")


@dataclass(frozen=True)
class FaultLine:
    """One remark, and the part of the form where it is put right."""

    remark: Remark
    anchor: str


ANCHORS: Final = {"attachments": "attachments", "items": "items", "relations": "relations"}


def fault_lines(found: Sequence[Remark]) -> list[FaultLine]:
    """Remarks with where they lead, blocking ones first."""
    ordered = sorted(found, key=lambda remark: not remark.blocking)
    return [
        FaultLine(one, ANCHORS.get(one.field) or f"id_{one.field.removesuffix('_id')}") for one in ordered
    ]


def findings_of(edition: DocumentEdition) -> list[Finding]:
    """Open blocking ones first; each says what may be done about it."""
    found = list(edition.findings.select_related("attachment", "justified_by"))
    for one in found:
        one.may_mask = one.attachment is None and one.kind in MASKABLE  # type: ignore[attr-defined]  # for the template
        one.may_scrub = one.attachment is not None and one.kind in SCRUBBED  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: (not one.blocking, one.justified_at is not None, one.pk))


def published_text(edition: DocumentEdition) -> SafeString:
    """The text as the public page prints it: through the same allow-list as when it was saved."""
    return mark_safe(bodies.clean(edition.body))


@dataclass(frozen=True)
class FileLine:
    """An attachment with its address; without one where the public pages are not installed."""

    attachment: Attachment
    url: str


def file_lines(edition: DocumentEdition) -> list[FileLine]:
    listed = edition.attachments.listed().select_related("file")
    return [FileLine(one, address("documents:attachment", edition.document_id, one.pk)) for one in listed]


def document_view(edition: DocumentEdition) -> dict[str, Any]:
    """Everything the reading template prints."""
    return {"body": published_text(edition), "files": file_lines(edition), "facts": facts(edition)}


def facts(edition: DocumentEdition) -> list[tuple[str, str]]:
    """(label, words) of the metadata; what is empty is left out."""
    relations = list(edition.relations.order_by("pk"))
    names = titles([edition.forwards_id, *(one.target_id for one in relations)])
    rows = [
        ("公文种类", edition.get_kind_display()),
        ("发文字号", edition.doc_number),
        ("索引号", edition.document.index_number),
        ("发文机关", edition.issuer),
        ("联合发文", "、".join(unit.name for unit in edition.co_issuers.all())),
        ("主体依据", edition.get_responsible_basis_display()),
        ("成文日期", edition.formed_on),
        ("印发日期", edition.issued_on),
        ("施行日期", edition.effective_on),
        ("有效期至", edition.valid_until),
        ("统一登记号", edition.registration_no),
        ("规范性文件", "是" if edition.is_normative else ""),
        ("主题分类", edition.topic),
        ("目录事项", "；".join(str(item) for item in edition.items.all())),
        ("内容概述", edition.summary),
        ("主题词", edition.keywords),
        ("转发的文件", names.get(edition.forwards_id or 0, "")),
        ("特别时限", _period(edition)),
        ("与其他文件", "；".join(f"{r.get_kind_display()}《{names.get(r.target_id or 0, r.target_text)}》" for r in relations)),
        ("修改说明", edition.change_note),
    ]  # fmt: skip
    return [(label, str(words)) for label, words in rows if words]


def _period(edition: DocumentEdition) -> str:
    if not edition.special_period:
        return ""
    row = SpecialPeriod.objects.for_key(edition.special_period).order_by("-pk").first()
    return f"{row.matter}：{row.rule().describe()}" if row else edition.special_period
