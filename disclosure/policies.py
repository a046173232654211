"""May this person do this to a document, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from disclosure.models import (
    ArchiveBatch,
    Campaign,
    CampaignEntry,
    Delivery,
    Document,
    DocumentEdition,
    ReleaseCondition,
)
from disclosure.workflow import (
    CURRENT,
    REVIEWER,
    REVIEWS,
    TRANSITIONS,
    Action,
    Attribute,
    Status,
)

EDITORS = (Role.CLERK, Role.HEAD)
PUBLISHERS = (
    OrganisationKind.COUNTY_GOVERNMENT,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PUBLIC_ENTERPRISE,
)


def _in_state(edition: DocumentEdition, action: Action) -> Verdict:
    if edition.status not in TRANSITIONS[action].sources:
        return Denied(f"本件现在是“{edition.get_status_display()}”,不能{action.label}。")
    return Allowed()


def _editor(person: Person, unit: Organisation) -> Verdict:
    if any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied(f"只有{unit}的经办人或负责人可以操作。")


def _wrote_it(person: User, edition: DocumentEdition) -> bool:
    return (
        person.pk in (edition.started_by_id, edition.submitted_by_id)
        or edition.authors.filter(pk=person.pk).exists()
    )


def may_draft(person: Person, unit: Organisation) -> Verdict:
    """起草: the unit's own clerks and heads; villages publish by a procedure of their own."""
    if unit.kind not in PUBLISHERS or not unit.is_active:
        return Denied(f"“{unit}”不在本平台发布文件。")
    return _editor(person, unit)


def may_revise(person: Person, document: Document) -> Verdict:
    """起草新版: only where an edition stands and none is in preparation."""
    if document.editions.in_preparation().exists():
        return Denied("这份文件已有一个起草中的版次。")
    if document.of_status(*CURRENT) is None:
        return Denied("这份文件还没有现行版次。")
    return _editor(person, document.unit)


def may_edit(person: Person, edition: DocumentEdition) -> Verdict:
    return _in_state(edition, Action.EDIT) and _editor(person, edition.unit)


def may_submit(person: Person, edition: DocumentEdition) -> Verdict:
    return _in_state(edition, Action.SUBMIT) and _editor(person, edition.unit)


def may_recall(person: Person, edition: DocumentEdition) -> Verdict:
    return _in_state(edition, Action.RECALL) and _editor(person, edition.unit)


def may_discard(person: Person, edition: DocumentEdition) -> Verdict:
    return _in_state(edition, Action.DISCARD) and _editor(person, edition.unit)


def may_review(person: Person, edition: DocumentEdition) -> Verdict:
    """保密审查、办公室审核、签发: the post granted on exactly this unit, by somebody who did not write it.

    Secrecy review and signature are two persons'; being a superuser is no post (条例第十七条).
    """
    if edition.status not in REVIEWS:
        return Denied(f"本件现在是“{edition.get_status_display()}”,不在审查环节。")
    if not isinstance(person, User):
        return Denied("请用工作人员账号登录。")
    role = REVIEWER[Status(edition.status)]
    if not person.roles.granted_on(role, edition.unit_id):
        return Denied(f"本环节由{edition.unit}的{role.label}办理。")
    if _wrote_it(person, edition):
        return Denied("您参与了本件的起草,不能审查。")
    two = (Status.SECRECY, Status.SIGNING)
    other = Status.SIGNING if edition.status == Status.SECRECY else Status.SECRECY
    earlier = edition.opinions.standing().filter(round=edition.round, person=person, step=other)
    if edition.status in two and earlier.exists():
        return Denied("保密审查和签发须由不同的人进行。")
    return Allowed()


def may_resolve(person: Person, edition: DocumentEdition) -> Verdict:
    """登记确定意见 (第十七条第三款): the county office answers what a unit was not sure of."""
    verdict = _in_state(edition, Action.RESOLVE)
    if not verdict:
        return verdict
    if not holds(person, Role.COUNTY_OFFICE, edition.unit):
        return Denied("由县政务公开主管部门登记确定意见。")
    if isinstance(person, User) and _wrote_it(person, edition):
        return Denied("您参与了本件的起草,不能办理。")
    return Allowed()


def may_return(person: Person, edition: DocumentEdition) -> Verdict:
    return may_resolve(person, edition) if edition.status == Status.REFERRED else may_review(person, edition)


def may_be_signed(edition: DocumentEdition) -> Verdict:
    """报签: nobody signs what still lacks what goes to signature with it (三同步: 解读方案)."""
    waiting = edition.conditions.holding_signature().first()
    if waiting is not None:
        return Denied(
            f"还没有{waiting.get_kind_display()},不能报签。请先报送方案,或者由负责人免除并说明理由。"
        )
    return Allowed()


def may_publish(person: Person, edition: DocumentEdition) -> Verdict:
    """发布: what was signed, in exactly that form, once nothing is waited for."""
    verdict = _in_state(edition, Action.PUBLISH)
    if not verdict:
        return verdict
    if edition.attribute == Attribute.NOT_OPEN:
        return Denied("不予公开的文件只登记备查,不发布。")
    if edition.approved_hash != edition.content_hash:
        return Denied("签发之后内容有改动,须重新审查。")
    waiting = edition.conditions.open().first()
    if waiting is not None:
        return Denied(f"还在等待:{waiting.get_kind_display()}。")
    return _editor(person, edition.unit)


def _in_charge(person: Person, edition: DocumentEdition) -> bool:
    head = isinstance(person, User) and person.roles.granted_on(Role.HEAD, edition.unit_id)
    return head or holds(person, Role.COUNTY_OFFICE, edition.unit)


def may_withdraw(person: Person, edition: DocumentEdition) -> Verdict:
    """撤下: the head of the unit or the county office, at once and with a reason."""
    verdict = _in_state(edition, Action.WITHDRAW)
    if verdict and not _in_charge(person, edition):
        return Denied("由本单位负责人或县政务公开主管部门撤下。")
    return verdict


def may_restore(person: Person, edition: DocumentEdition) -> Verdict:
    """恢复: the same people, but never the one who took it down."""
    verdict = _in_state(edition, Action.RESTORE)
    if not verdict:
        return verdict
    if not _in_charge(person, edition):
        return Denied("由本单位负责人或县政务公开主管部门恢复。")
    if edition.withdrawals.filter(restored_at=None, by_id=person.pk).exists():
        return Denied("恢复须由撤下人以外的人决定。")
    return Allowed()


def may_close_condition(person: Person, condition: ReleaseCondition) -> Verdict:
    """办结发布前提: the unit's own people; those of higher apps are met by their acts."""
    own = (ReleaseCondition.Kind.CONFIRMATION, ReleaseCondition.Kind.APPROVAL)
    if condition.closed_at is not None:
        return Denied("这项前提已经办结。")
    if condition.kind not in own:
        return Denied("这项前提在相应的业务中办结。")
    return _editor(person, condition.edition.unit)


def may_waive(person: Person, condition: ReleaseCondition) -> Verdict:
    """免除: with a reason; what concerns the interpretation is waived together with its plan."""
    if condition.kind in (ReleaseCondition.Kind.INTERPRETATION_PLAN, ReleaseCondition.Kind.INTERPRETATION):
        return Denied("在解读工作台免除。")
    return may_excuse(person, condition)


def may_excuse(person: Person, condition: ReleaseCondition) -> Verdict:
    """Who may do without a condition: the head of the unit or the county office."""
    if condition.closed_at is not None:
        return Denied("这项前提已经办结。")
    return (
        Allowed() if _in_charge(person, condition.edition) else Denied("由负责人或县政务公开主管部门免除。")
    )


def may_confirm_delivery(person: Person, delivery: Delivery) -> Verdict:
    if not delivery.manual or delivery.state != Delivery.State.WAITING:
        return Denied("这项投送不需要确认。")
    return _editor(person, delivery.edition.unit)


def may_open_campaign(person: Person, organisation: Organisation) -> Verdict:
    """发起清理与评估: the county office for its county."""
    if organisation.kind != OrganisationKind.COUNTY_GOVERNMENT:
        return Denied("清理与评估按县组织。")
    if not holds(person, Role.COUNTY_OFFICE, organisation):
        return Denied("由县政务公开主管部门发起。")
    return Allowed()


def may_close_campaign(person: Person, campaign: Campaign) -> Verdict:
    if campaign.closed_on is not None:
        return Denied("这项工作已经办结。")
    return may_open_campaign(person, campaign.organisation)


def may_decide_entry(person: Person, entry: CampaignEntry) -> Verdict:
    """评估: the head of the unit whose document it is (第十八条)."""
    if entry.campaign.closed_on is not None:
        return Denied("这项工作已经办结。")
    if entry.decision:
        return Denied("这份文件已经评估。")
    if isinstance(person, User) and person.roles.granted_on(Role.HEAD, entry.unit_id):
        return Allowed()
    return Denied(f"由{entry.unit}的负责人评估。")


def may_import(person: Person, unit: Organisation) -> Verdict:
    return may_draft(person, unit)


def may_approve_batch(person: Person, batch: ArchiveBatch) -> Verdict:
    """审核导入: the head of the unit, who did not bring it."""
    if batch.state != ArchiveBatch.State.SUBMITTED:
        return Denied(f"这个批次现在是“{batch.get_state_display()}”。")
    if not isinstance(person, User) or not person.roles.granted_on(Role.HEAD, batch.unit_id):
        return Denied(f"由{batch.unit}的负责人审核。")
    if batch.by_id == person.pk:
        return Denied("导入人不能审核自己的批次。")
    return Allowed()


def may_read(person: Person, edition: DocumentEdition) -> bool:
    """Whether the person may open it in the back office; otherwise it is 404 to them."""
    return DocumentEdition.objects.visible_to(person).filter(pk=edition.pk).exists()


def verdicts(person: Person, edition: DocumentEdition) -> dict[str, Verdict]:
    """The answer for every act on an edition, for the buttons of its screen."""
    review = may_review(person, edition)
    return {
        Action.EDIT: may_edit(person, edition),
        Action.SUBMIT: may_submit(person, edition),
        Action.RECALL: may_recall(person, edition),
        Action.DISCARD: may_discard(person, edition),
        "review_now": review,
        Action.RESOLVE: may_resolve(person, edition),
        Action.RETURN: may_return(person, edition),
        Action.PUBLISH: may_publish(person, edition),
        Action.WITHDRAW: may_withdraw(person, edition),
        Action.RESTORE: may_restore(person, edition),
        "revise": may_revise(person, edition.document),
    }
