"""Plans, materials, messages and short pieces for tests: `material(county, document, state=…)` gets there by real acts."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from disclosure.models import DocumentEdition, ReleaseCondition, ReleaseRule
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import answering, drafting, pieces, planning, releasing, reviewing, taking
from interpretation.actions.ruling import DOCUMENT_RULES
from interpretation.models import (
    Concern,
    ConcernEntry,
    InterpretationEdition,
    InterpretationPlan,
    Message,
    OutreachEvent,
    PolicyAnswer,
)
from interpretation.workflow import Form, MessageStatus, PieceStatus, Status
from tests import documents
from tests.documents import staff
from tests.factories import ON, County

OUTLINE = "一、为什么调整标准\n二、标准提高多少、谁能领\n三、怎样申请、多久办好"
WORDS = "这次调整以后，城市低保每人每月多领四十元，农村每人每月多领五十五元，从五月起发，不用重新申请，钱直接打到原来的卡上。"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08free" + bytes(range(256)) * 40


def picture(name: str = "图解.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def video(name: str = "解读.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, MP4)


def rule(county: County, key: str = "vital", on: date = ON, **values) -> ReleaseRule:
    """One of the rules a county starts with."""
    whole = {**DOCUMENT_RULES[key], **values}
    return ReleaseRule.objects.create(
        county=county.government, key=key, kind=ReleaseCondition.Kind.INTERPRETATION, legal_basis="县规定",
        effective_from=on, **whole,
    )  # fmt: skip


PLAN = {
    "outline": OUTLINE, "forms": ["text", "graphic"], "ways": "政府网站、政务新媒体", "first_interpreter": "王局长",
    "first_interpreter_post": "县民政局局长",
}  # fmt: skip


def plan(
    county: County,
    edition: DocumentEdition,
    *,
    filed: bool = True,
    by: User | None = None,
    on: date = ON,
    **values,
) -> InterpretationPlan:
    staff(county)
    by = by or county.clerk
    made = planning.start_plan(edition, by=by, on=on)
    made = planning.save_plan(made, by=by, on=on, revision=made.revision, values=PLAN | values)
    return planning.file_plan(made, by=by, on=on) if filed else made


FIELDS: dict[str, dict[str, str]] = {
    Form.TEXT: {
        "background": "省里提高了最低标准，我县跟进。", "basis": "社会救助暂行办法", "purpose": "让困难家庭的日子稳一些。",
        "measures": "提高标准，简化手续。", "differences": "比去年提高百分之六。", "body": f"<p>{WORDS}</p>",
    },
    Form.HEAD: {
        "background": "省里提高了最低标准。", "basis": "社会救助暂行办法", "purpose": "保基本。", "measures": "提高标准。",
        "body": f"<p>{WORDS}</p>",
    },
    Form.GRAPHIC: {"text_equivalent": WORDS},
    Form.VIDEO: {"transcript": WORDS, "captions": "WEBVTT\n\n00:00.000 --> 00:04.000\n标准提高了"},
    Form.AUDIO: {"transcript": WORDS, "external_url": "https://radio.example.cn/1", "external_title": "青岚广播"},
    Form.QUESTIONS: {},
    Form.PRESS: {"held_at": datetime.combine(ON, time(2), UTC), "place": "县政府新闻发布厅", "body": f"<p>{WORDS}</p>"},
    Form.EXPERT: {"body": f"<p>{WORDS}</p>"},
}  # fmt: skip
QUESTIONS = [("多领多少？", "城市每月四十元，农村每月五十五元。"), ("要重新申请吗？", "不用。")]


def draft(
    county: County,
    edition: DocumentEdition,
    form: str = Form.TEXT,
    *,
    by: User | None = None,
    on: date = ON,
    **values,
) -> InterpretationEdition:
    """A material that may be submitted as it stands, unless `values` spoil it."""
    staff(county)
    by = by or county.clerk
    questions = values.pop("questions", QUESTIONS if form == Form.QUESTIONS else None)
    title = values.pop("title", "低保标准怎么调、谁能领")
    made = drafting.start(edition.unit, form=form, title=title, documents=[edition.document], by=by, on=on)
    if form == Form.GRAPHIC and values.pop("image", True):
        drafting.add_file(made, picture(), by=by, on=on, alt="一张图看懂标准调整")
    if form == Form.VIDEO and values.pop("file", True):
        drafting.add_file(made, video(), by=by, on=on)
    made.refresh_from_db()
    whole = {
        "sentence": "低保标准提高了，自动补发", "keywords": "低保 标准", "speaker": "王局长", "speaker_post": "县民政局局长",
        **FIELDS[form], **values,
    }  # fmt: skip
    return drafting.save(made, by=by, on=on, revision=made.revision, values=whole, questions=questions)


def advance(
    county: County, made: InterpretationEdition, state: str, *, on: date = ON
) -> InterpretationEdition:
    """Carry a draft on by the acts of the department's people until it is in `state`."""
    given = {"on": on, "text": "同意"}
    if state == Status.DISCARDED:
        return drafting.discard(made, by=county.clerk, on=on, reason="重复起草")
    if state == Status.DRAFT:
        return made
    if made.status == Status.DRAFT:
        made = reviewing.submit(made, by=county.clerk, on=on)
    if made.status == Status.SECRECY and state != Status.SECRECY:
        made = reviewing.pass_secrecy(made, by=county.secrecy_reviewer, seen=made.content_hash, **given)
    if made.status == Status.SIGNING and state not in (Status.SIGNING, Status.SECRECY):
        made = reviewing.approve(made, by=county.head, seen=made.content_hash, **given)
    if made.status == Status.APPROVED and state in (Status.PUBLISHED, Status.WITHDRAWN, Status.SUPERSEDED):
        made = releasing.publish(made, by=county.clerk, on=on)
    if state == Status.WITHDRAWN:
        made = releasing.withdraw(made, by=county.head, on=on, reason="内容有误")
    if state == Status.SUPERSEDED:
        newer = drafting.start_edition(made.interpretation, by=county.clerk, on=on, reason="更正")
        advance(county, newer, Status.PUBLISHED, on=on)
        made.refresh_from_db()
    return made


def material(
    county: County, edition: DocumentEdition | None = None, form: str = Form.TEXT, *, state: str = Status.PUBLISHED,
    on: date = ON, **values,
) -> InterpretationEdition:  # fmt: skip
    """An interpretation in `state`, of a published document unless another is given."""
    edition = edition or documents.document(county, state=DocumentStatus.PUBLISHED)
    return advance(county, draft(county, edition, form, on=on, **values), state, on=on)


# --- messages ----------------------------------------------------------------------------------------------------

ANSWER = "您好，低保标准从五月起提高，不用重新申请，补发的钱会打到原来的卡上。"


def at(day: date, hour: int = 10) -> datetime:
    """That hour of the day in Shanghai."""
    return datetime.combine(day, time(hour - 8), UTC)


def message(
    county: County, *, state: str = MessageStatus.ASSIGNED, on: date = ON, answered: date | None = None, to_show: bool = True, **values
) -> Message:  # fmt: skip
    """A message to the department in `state`."""
    staff(county)
    whole = {
        "kind": "consult", "subject": "低保怎么申请", "text": "家里有老人，想问低保怎么申请。", "name": "李明明", "phone": "13800001234",
        "email": "liming@mail.example", "consent": True, "unit": county.department,
    } | values  # fmt: skip
    made = taking.take(taking.Written(**whole), key=uuid4(), at=at(on), on=on).message
    if state in (MessageStatus.REVIEWING, MessageStatus.ANSWERED):
        made = answering.draft(
            made,
            by=county.clerk,
            on=on,
            revision=made.revision,
            answer=ANSWER,
            to_show=to_show and made.consent,
        )
    if state == MessageStatus.ANSWERED:
        made = answering.answer(made, by=county.head, on=answered or on, seen=made.content_hash)
    return made


# --- short pieces ---------------------------------------------------------------------------------------------------


def _piece(county: County, made, values, state: str, documents=None):
    made = pieces.save(made, by=county.clerk, revision=made.revision, values=values, documents=documents)
    if state != PieceStatus.DRAFT:
        made = pieces.submit(made, by=county.clerk)
    if state in (PieceStatus.PUBLISHED, PieceStatus.WITHDRAWN):
        made = pieces.approve(made, by=county.head, on=ON, seen=made.content_hash)
    if state == PieceStatus.WITHDRAWN:
        made = pieces.withdraw(made, by=county.head, reason="内容有误")
    return made


def answer(
    county: County, edition: DocumentEdition | None = None, *, state: str = PieceStatus.PUBLISHED, question: str = "低保怎么申请？"
) -> PolicyAnswer:  # fmt: skip
    """An entry of the library, resting on a published document."""
    edition = edition or documents.document(county, state=DocumentStatus.PUBLISHED)
    staff(county)
    made = pieces.start_answer(county.department, by=county.clerk, question=question)
    return _piece(
        county,
        made,
        {"question": question, "answer": "到乡镇便民服务中心申请。", "keywords": "低保"},
        state,
        [edition.document],
    )


def concern(
    county: County, *, arisen: datetime | None = None, title: str = "关于低保停发的传言", **values
) -> Concern:
    staff(county)
    whole = {"summary": "网上传低保要停发", "severity": "ordinary"} | values
    return pieces.open_concern(
        county.department, by=county.clerk, title=title, arisen_at=arisen or at(ON), **whole
    )


def entry(
    county: County, about: Concern, *, state: str = PieceStatus.PUBLISHED, kind: str = "rumour", **values
) -> ConcernEntry:
    made = pieces.start_entry(about, by=county.clerk, kind=kind, title="低保没有停发", happened_at=at(ON, 11))
    whole = (
        {"text": "低保按月发放，没有停发。"} | ({"rumour": "低保要停发"} if kind == "rumour" else {}) | values
    )
    return _piece(county, made, whole, state)


def event(county: County, *, state: str = PieceStatus.PUBLISHED, documents=None, **values) -> OutreachEvent:
    staff(county)
    made = pieces.start_event(
        county.department,
        by=county.clerk,
        title="低保政策进社区",
        audience="community",
        held_at=at(ON),
        place="清溪社区",
    )
    return _piece(county, made, {"summary": "讲低保怎么申请。"} | values, state, documents)
