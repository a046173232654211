"""What is missing or wrong in a draft before it may be submitted (pure but for the edition it is given)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.models import Node
from disclosure.body import hints as body_hints
from disclosure.body import problems as body_problems
from disclosure.content import LABELS
from disclosure.models import Attachment, DocumentEdition
from disclosure.workflow import MARKS, READABLE_ATTRIBUTES, Attribute
from statute import grounds
from statute.grounds import Ground
from statute.normative import validity_problem


@dataclass(frozen=True)
class Remark:
    """One thing wrong with a draft: the field, a sentence, and whether it blocks."""

    field: str
    message: str
    blocking: bool = True

    @property
    def label(self) -> str:
        return LABELS.get(self.field, "")


def remarks(edition: DocumentEdition, *, today: date) -> list[Remark]:
    """Everything to put right; blocking ones stop the submission (条例第十四至十七条, 市实施意见三(二)1)."""
    found = [*_metadata(edition, today), *_attribute(edition), *_body(edition)]
    if edition.is_normative:
        found += _normative(edition)
    return found


def _metadata(edition: DocumentEdition, today: date) -> Iterator[Remark]:
    if not edition.title.strip():
        yield Remark("title", "请填写标题。")
    if not edition.issuer.strip():
        yield Remark("issuer", "请填写发文机关全称。")
    if edition.formed_on is None:
        yield Remark("formed_on", "请填写成文日期,公开期限从这一天起算。")
    elif edition.formed_on > today:
        yield Remark("formed_on", "成文日期不能晚于今天。")
    if edition.valid_until and edition.effective_on and edition.valid_until < edition.effective_on:
        yield Remark("valid_until", "有效期至不能早于施行日期。")
    if edition.topic_id is None:
        yield Remark("topic_id", "没有主题分类,读者不能按主题找到本件。", blocking=False)
    if not edition.placements.exists() and edition.proposed_attribute in READABLE_ATTRIBUTES:
        yield Remark("items", "请选择本件属于哪一个目录事项。")


def _attribute(edition: DocumentEdition) -> Iterator[Remark]:
    value = edition.proposed_attribute
    if not value:
        yield Remark("proposed_attribute", "请拟定公开属性,未标注公开属性的文件不予办理。")
        return
    if value != Attribute.OPEN:
        yield from restriction_problems(value, edition.proposed_ground, edition.proposed_reason)
    if value == Attribute.REDACTED and not edition.redaction_note.strip():
        yield Remark("redaction_note", "删减后公开的,请写明删去了哪些内容。")
    yield from _listed_by_law(edition)
    yield from _forwarding(edition)


def _listed_by_law(edition: DocumentEdition) -> Iterator[Remark]:
    """第二十条第(一)项: normative documents are open. 第二十条、第二十一条: what the catalog lists as 主动公开 usually is."""
    if edition.proposed_attribute in READABLE_ATTRIBUTES:
        return
    if edition.is_normative:
        yield Remark("proposed_attribute", "行政规范性文件属于条例第二十条第(一)项,应当主动公开。")
    if Node.objects.public().filter(item__placements__edition=edition, mode_active=True).exists():
        yield Remark(
            "proposed_attribute",
            "所选目录事项按条例第二十条、第二十一条应当主动公开,请确认本件确有不公开的法定事由。",
            blocking=False,
        )


def restriction_problems(value: str, ground: str, reason: str) -> Iterator[Remark]:
    """Anything but 主动公开 needs a ground of 第十四至十六条 that suits it, and a reason in writing."""
    if not ground:
        yield Remark("proposed_ground", f"拟定“{Attribute(value).label}”,必须选择法定事由。")
    elif not grounds.allows(Ground(ground), grounds.Attribute(value)):
        yield Remark(
            "proposed_ground", f"“{Ground(ground).label}”绝对不予公开,不能定为“{Attribute(value).label}”。"
        )
    if len(reason.strip()) < 10:
        yield Remark("proposed_reason", "请书面说明理由(不少于10个字)。")


def _forwarding(edition: DocumentEdition) -> Iterator[Remark]:
    problem = forwarding_problem(edition, edition.proposed_attribute)
    if problem:
        yield Remark("proposed_attribute", problem)


def forwarding_problem(edition: DocumentEdition, attribute: str) -> str:
    """A document that forwards another carries the attribute of what it forwards; "" when it does."""
    if edition.forwards is None:
        return ""
    forwarded = edition.forwards.editions.exclude(attribute="").order_by("-version").first()
    if forwarded is None:
        return "所转发的文件还没有确定公开属性。"
    if forwarded.attribute != attribute:
        return f"转发件的公开属性随所转发的文件:{MARKS[Attribute(forwarded.attribute)]}。"
    return ""


def _body(edition: DocumentEdition) -> Iterator[Remark]:
    attachments: Sequence[Attachment] = list(edition.attachments.select_related("file"))
    listed = [attachment for attachment in attachments if not attachment.inline]
    if not edition.text.strip() and not listed:
        yield Remark("body", "正文是空的,也没有附件。")
    elif edition.text.strip():
        for sentence in body_problems(edition.body):
            yield Remark("body", sentence)
    for sentence in body_hints(edition.body):
        yield Remark("body", sentence, blocking=False)
    for attachment in attachments:
        if attachment.file.virus_state == "infected":
            yield Remark("attachments", f"附件“{attachment.name}”含有病毒,请删除。")


def _normative(edition: DocumentEdition) -> Iterator[Remark]:
    if not edition.registration_no.strip():
        yield Remark("registration_no", "行政规范性文件须有统一登记号。")
    if edition.effective_on is None or edition.valid_until is None:
        yield Remark("valid_until", "行政规范性文件须写明施行日期和有效期。")
        return
    problem = validity_problem(edition.title, edition.effective_on, edition.valid_until)
    if problem:
        yield Remark("valid_until", problem)
