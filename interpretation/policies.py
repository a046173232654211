"""May this person do this to a plan, a material, a message or a short piece, and if not, why?"""

from __future__ import annotations

from django.db.models import TextChoices

from accounts.models import Organisation, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from disclosure.models import Document, DocumentEdition, ReleaseCondition
from disclosure.policies import PUBLISHERS
from disclosure.workflow import IN_PREPARATION
from disclosure.workflow import Status as DocumentStatus
from interpretation.models import (
    Concern,
    Interpretation,
    InterpretationEdition,
    InterpretationPlan,
    Message,
    Piece,
)
from interpretation.workflow import (
    REVIEWER,
    REVIEWS,
    Action,
    MessageAction,
    MessageStatus,
    PieceAction,
    Status,
    refusal,
)

EDITORS = (Role.CLERK, Role.HEAD)
APPROVERS = (Role.HEAD, Role.OFFICE)  # of short pieces and answers to messages


def _editor(person: Person, unit: Organisation) -> Verdict:
    if any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied(f"只有{unit}的经办人或负责人可以操作。")


def _granted(person: Person, unit_id: int | None, *roles: Role) -> bool:
    return isinstance(person, User) and any(person.roles.granted_on(role, unit_id) for role in roles)


def _possible(status: str, action: TextChoices) -> Verdict:
    said = refusal(status, action)
    return Denied(said) if said else Allowed()


# --- plans -------------------------------------------------------------------------------------------------------


def may_plan(person: Person, edition: DocumentEdition) -> Verdict:
    """拟定解读方案: with the draft, by who drafts it (谁起草、谁解读); once signed it stands."""
    if edition.status not in IN_PREPARATION:
        return Denied("方案随文件起草、报签，文件发布以后不能再改。")
    return _editor(person, edition.unit)


def may_change_plan(person: Person, plan: InterpretationPlan) -> Verdict:
    if plan.status == InterpretationPlan.Status.WAIVED:
        return Denied("本件已决定免于解读。")
    return may_plan(person, plan.edition)


def may_waive_plan(person: Person, edition: DocumentEdition) -> Verdict:
    """免除或者延后: the head of the unit or the county office decides, with a reason."""
    if edition.status not in IN_PREPARATION:
        return Denied("文件已经发布。")
    if _granted(person, edition.unit_id, Role.HEAD) or holds(person, Role.COUNTY_OFFICE, edition.unit):
        return Allowed()
    return Denied(f"由{edition.unit}的负责人或者县政务公开主管部门决定。")


def may_release(person: Person, edition: DocumentEdition) -> Verdict:
    """文件与解读一并发布: a signed document, with material that was approved, by who may publish it."""
    if edition.status != DocumentStatus.SIGNED:
        return Denied(f"文件现在是“{edition.get_status_display()}”，签发以后才能发布。")
    waiting = edition.conditions.open()
    other = waiting.exclude(kind=ReleaseCondition.Kind.INTERPRETATION).first()
    if other is not None:
        return Denied(f"还在等待：{other.get_kind_display()}。")
    approved = InterpretationEdition.objects.of_document(edition.document_id).filter(status=Status.APPROVED)
    if waiting.exists() and not approved.exists():
        return Denied("还没有审签通过的解读材料，不能发布。")
    return _editor(person, edition.unit)


# --- materials ----------------------------------------------------------------------------------------------------


def may_start(person: Person, unit: Organisation) -> Verdict:
    if unit.kind not in PUBLISHERS or not unit.is_active:
        return Denied(f"“{unit}”不在本平台发布解读。")
    return _editor(person, unit)


def may_edit(person: Person, edition: InterpretationEdition) -> Verdict:
    return _possible(edition.status, Action.EDIT) and _editor(person, edition.interpretation.unit)


def may_submit(person: Person, edition: InterpretationEdition) -> Verdict:
    return _possible(edition.status, Action.SUBMIT) and _editor(person, edition.interpretation.unit)


def may_recall(person: Person, edition: InterpretationEdition) -> Verdict:
    return _possible(edition.status, Action.RECALL) and _editor(person, edition.interpretation.unit)


def may_discard(person: Person, edition: InterpretationEdition) -> Verdict:
    return _possible(edition.status, Action.DISCARD) and _editor(person, edition.interpretation.unit)


def may_review(person: Person, edition: InterpretationEdition) -> Verdict:
    """保密审查、审签: the post granted on exactly this unit, by two people who did not write it."""
    if edition.status not in REVIEWS:
        return Denied(f"现在是“{edition.get_status_display()}”，不在审查环节。")
    if not isinstance(person, User):
        return Denied("请用工作人员账号登录。")
    role = REVIEWER[Status(edition.status)]
    unit = edition.interpretation.unit
    if not person.roles.granted_on(role, unit.pk):
        return Denied(f"本环节由{unit}的{role.label}办理。")
    wrote = person.pk in (edition.started_by_id, edition.submitted_by_id)
    if wrote or edition.authors.filter(pk=person.pk).exists():
        return Denied("您参与了起草，不能审查。")
    if edition.status == Status.SIGNING and edition.secrecy_by_id == person.pk:
        return Denied("保密审查和审签须由不同的人进行。")
    return Allowed()


def may_publish(person: Person, edition: InterpretationEdition) -> Verdict:
    """单独发布: for what comes after its document; before that both go out together."""
    verdict = _possible(edition.status, Action.PUBLISH)
    if not verdict:
        return verdict
    documents = edition.interpretation.documents.all()
    if not DocumentEdition.objects.readable().filter(document__in=documents).exists():
        return Denied("文件还没有发布，请在解读工作台与文件一并发布。")
    return _editor(person, edition.interpretation.unit)


def _in_charge(person: Person, unit: Organisation) -> bool:
    return _granted(person, unit.pk, Role.HEAD) or holds(person, Role.COUNTY_OFFICE, unit)


def may_withdraw(person: Person, edition: InterpretationEdition) -> Verdict:
    verdict = _possible(edition.status, Action.WITHDRAW)
    if verdict and not _in_charge(person, edition.interpretation.unit):
        return Denied("由本单位负责人或县政务公开主管部门撤下。")
    return verdict


def may_restore(person: Person, edition: InterpretationEdition) -> Verdict:
    verdict = _possible(edition.status, Action.RESTORE)
    if not verdict:
        return verdict
    if not _in_charge(person, edition.interpretation.unit):
        return Denied("由本单位负责人或县政务公开主管部门恢复。")
    if edition.withdrawn_by_id == person.pk:
        return Denied("恢复须由撤下人以外的人决定。")
    return Allowed()


def may_revise(person: Person, interpretation: Interpretation) -> Verdict:
    if interpretation.editions.in_preparation().exists():
        return Denied("这篇解读已有一个起草中的版次。")
    if not interpretation.editions.filter(status__in=(Status.PUBLISHED, Status.WITHDRAWN)).exists():
        return Denied("这篇解读还没有现行版次。")
    return _editor(person, interpretation.unit)


def may_tie(person: Person, document: Document) -> Verdict:
    """Which documents one may write an interpretation for: one's own, and whatever is public (joint and higher ones)."""
    if _editor(person, document.unit) or document.editions.public().exists():
        return Allowed()
    return Denied("只能解读本单位的文件和已经公开的文件。")


# --- short pieces ---------------------------------------------------------------------------------------------------


def may_open_concern(person: Person, unit: Organisation) -> Verdict:
    return may_start(person, unit)


def may_close_concern(person: Person, concern: Concern) -> Verdict:
    if concern.closed_on is not None:
        return Denied("这个专题已经办结。")
    return (
        Allowed() if _in_charge(person, concern.unit) else Denied("由本单位负责人或县政务公开主管部门办结。")
    )


def may_prepare(person: Person, piece: Piece, action: PieceAction) -> Verdict:
    """修改、提交、修订 by the unit's own people."""
    return _possible(piece.status, action) and _editor(person, piece.unit)  # type: ignore[attr-defined]  # every kind has one


def may_approve_piece(person: Person, piece: Piece, action: PieceAction = PieceAction.APPROVE) -> Verdict:
    """审签发布、退回: the unit's head or its office, never who prepared or sent it."""
    verdict = _possible(piece.status, action)
    if not verdict:
        return verdict
    unit: Organisation = piece.unit  # type: ignore[attr-defined]  # every kind has one
    if not _granted(person, unit.pk, *APPROVERS):
        return Denied(f"由{unit}的负责人或者办公室审签。")
    if person.pk in (piece.prepared_by_id, piece.submitted_by_id):
        return Denied("您参与了起草，不能审签。")
    return Allowed()


def may_withdraw_piece(person: Person, piece: Piece) -> Verdict:
    verdict = _possible(piece.status, PieceAction.WITHDRAW)
    if verdict and not _in_charge(person, piece.unit):  # type: ignore[attr-defined]  # every kind has one
        return Denied("由本单位负责人或县政务公开主管部门撤下。")
    return verdict


def may_confirm_answer(person: Person, piece: Piece) -> Verdict:
    """复核: a document changed; somebody who did not write the answer looks whether it still holds."""
    if piece.status != "published":
        return Denied("只有已发布的问答需要复核。")
    unit: Organisation = piece.unit  # type: ignore[attr-defined]  # every kind has one
    if not _granted(person, unit.pk, *APPROVERS):
        return Denied(f"由{unit}的负责人或者办公室复核。")
    return Denied("您起草了这条问答，不能复核。") if person.pk == piece.prepared_by_id else Allowed()


# --- messages -----------------------------------------------------------------------------------------------------


def may_assign(person: Person, message: Message) -> Verdict:
    """分办: the county office; a unit may hand back what is not its own."""
    verdict = _possible(message.status, MessageAction.ASSIGN)
    if not verdict:
        return verdict
    if holds(person, Role.COUNTY_OFFICE, message.county):
        return Allowed()
    if message.unit is not None and _editor(person, message.unit):
        return Allowed()
    return Denied("由县政务公开主管部门分办，或者由办理单位转办。")


def may_handle(person: Person, message: Message, action: MessageAction) -> Verdict:
    """拟答复 by the unit it was assigned to."""
    verdict = _possible(message.status, action)
    if not verdict:
        return verdict
    return _editor(person, message.unit) if message.unit is not None else Denied("还没有分办。")


def may_answer(person: Person, message: Message, action: MessageAction = MessageAction.ANSWER) -> Verdict:
    """审签答复: a second pair of eyes."""
    verdict = _possible(message.status, action)
    if not verdict:
        return verdict
    if not _granted(person, message.unit_id, *APPROVERS):
        return Denied(f"由{message.unit}的负责人或者办公室审签。")
    return Denied("答复由您拟写，须由另一人审签。") if person.pk == message.prepared_by_id else Allowed()


def may_extend(person: Person, message: Message) -> Verdict:
    """延期: once, before the last day has passed (the act looks), by the head."""
    verdict = _possible(message.status, MessageAction.EXTEND)
    if not verdict:
        return verdict
    if message.status == MessageStatus.RECEIVED:
        return Denied("还没有分办。")
    return (
        Allowed()
        if _granted(person, message.unit_id, Role.HEAD)
        else Denied(f"由{message.unit}的负责人决定。")
    )


def may_hide(person: Person, message: Message) -> Verdict:
    if message.shown_at is None:
        return Denied("这件留言没有公开。")
    if message.unit is not None and _in_charge(person, message.unit):
        return Allowed()
    return Denied("由办理单位负责人或县政务公开主管部门决定。")


def may_see_sender(person: Person, message: Message) -> Verdict:
    """Name and contact: only who handles it."""
    if message.anonymised_on is not None:
        return Denied("保存期满，姓名和联系方式已经删除。")
    if Message.objects.handled_by(person).filter(pk=message.pk).exists():
        return Allowed()
    return Denied("只有办理这件留言的人可以看联系方式。")
