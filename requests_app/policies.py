"""May this person do this to an application, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.models import AssistTask, CaseFile, Challenge, Filing, InformationRequest, Reply
from requests_app.models.request import HANDLERS
from requests_app.workflow import TRANSITIONS, Action

EDITORS = (Role.CLERK, Role.HEAD)
# 第二十七条: governments, and departments that act in their own name. Public enterprises follow rules of their own (第五十五条).
RECEIVERS = (
    OrganisationKind.COUNTY_GOVERNMENT,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.TOWNSHIP,
)


def in_state(request: InformationRequest, action: Action) -> Verdict:
    if request.status not in TRANSITIONS[action].sources:
        return Denied(f"本件现在是“{request.get_status_display()}”，不能{action.label}。")
    return Allowed()


def _editor(person: Person, unit: Organisation) -> Verdict:
    if any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied(f"只有{unit}的经办人或负责人可以操作。")


def _head(person: Person, unit: Organisation) -> bool:
    return isinstance(person, User) and person.roles.granted_on(Role.HEAD, unit.pk)


def receives(unit: Organisation) -> Verdict:
    """Whether one may apply to this body at all (第二十七条)."""
    if unit.kind not in RECEIVERS or not unit.is_active:
        return Denied(f"“{unit}”不受理政府信息公开申请。")
    return Allowed()


def may_take(person: Person, unit: Organisation) -> Verdict:
    """登记当面、邮寄、传真的申请: the unit's own clerks and heads."""
    return receives(unit) and _editor(person, unit)


def may_handle(person: Person, request: InformationRequest, action: Action) -> Verdict:
    """Every step of the handling that a clerk may take: in the right state, by the unit's own people."""
    return in_state(request, action) and _editor(person, request.unit)


def may_confirm(person: Person, request: InformationRequest) -> Verdict:
    """确认收到 (第三十一条)."""
    if not request.is_open or request.confirmed_on is not None:
        return Denied("这件申请不需要确认。")
    return _editor(person, request.unit)


def may_extend(person: Person, request: InformationRequest) -> Verdict:
    """延长答复期限: with the consent of the head of the 政府信息公开工作机构 (第三十三条第二款)."""
    verdict = in_state(request, Action.EXTEND)
    if verdict and not _head(person, request.unit):
        return Denied("延长答复期限须经本单位政府信息公开工作机构负责人同意（条例第三十三条第二款）。")
    return verdict


def may_defer(person: Person, request: InformationRequest) -> Verdict:
    verdict = in_state(request, Action.DEFER)
    if verdict and not _head(person, request.unit):
        return Denied("延迟答复的期限由本单位负责人确定（条例第三十五条）。")
    return verdict


def may_waive_fee(person: Person, request: InformationRequest) -> Verdict:
    verdict = in_state(request, Action.WAIVE_FEE)
    if verdict and not _head(person, request.unit):
        return Denied("免收信息处理费由本单位负责人决定。")
    return verdict


def may_reassign(person: Person, request: InformationRequest) -> Verdict:
    """转办: the unit that has it, or the county office."""
    verdict = in_state(request, Action.REASSIGN)
    if verdict and not holds(person, Role.COUNTY_OFFICE, request.unit):
        return _editor(person, request.unit)
    return verdict


def may_assist(organisation: Organisation) -> Verdict:
    """协办机关: any body that receives applications itself, and public enterprises."""
    if organisation.is_active and organisation.kind in (*RECEIVERS, OrganisationKind.PUBLIC_ENTERPRISE):
        return Allowed()
    return Denied(f"“{organisation}”不能承担协办。")


def may_answer_task(person: Person, task: AssistTask) -> Verdict:
    """回复协办: the people of the assisting unit, who see the task and not the case."""
    if not task.is_open:
        return Denied("这项协办已经办结。")
    return _editor(person, task.organisation)


def _prepared_it(person: User, reply: Reply) -> bool:
    return person.pk in (reply.prepared_by_id, reply.submitted_by_id)


def may_review_secrecy(person: Person, reply: Reply) -> Verdict:
    """保密审查 of what is given (第十七条): the unit's secrecy reviewer, who did not prepare it."""
    if reply.state != Reply.State.SECRECY:
        return Denied(f"答复现在是“{reply.get_state_display()}”，不在保密审查环节。")
    if not isinstance(person, User) or not person.roles.granted_on(
        Role.SECRECY_REVIEWER, reply.request.unit_id
    ):
        return Denied(f"由{reply.request.unit}的保密审查员审查。")
    return Denied("您参与了本件答复的拟办，不能审查。") if _prepared_it(person, reply) else Allowed()


def may_sign_reply(person: Person, reply: Reply) -> Verdict:
    """签发: the head of the unit, who neither prepared it nor reviewed it for secrecy; a superuser has no post."""
    if reply.state != Reply.State.SIGNING:
        return Denied(f"答复现在是“{reply.get_state_display()}”，不在签发环节。")
    if not isinstance(person, User) or not _head(person, reply.request.unit):
        return Denied(f"由{reply.request.unit}的负责人签发。")
    if _prepared_it(person, reply):
        return Denied("您参与了本件答复的拟办，不能签发。")
    if reply.secrecy_by_id == person.pk:
        return Denied("保密审查和签发须由不同的人进行。")
    return Allowed()


def may_return_reply(person: Person, reply: Reply) -> Verdict:
    """退回: whoever is asked to review or to sign; the unit's clerks may call it back themselves."""
    if reply.state == Reply.State.SECRECY:
        return may_review_secrecy(person, reply)
    if reply.state == Reply.State.SIGNING:
        return may_sign_reply(person, reply)
    return Denied(f"答复现在是“{reply.get_state_display()}”，不能退回。")


def may_recall_reply(person: Person, reply: Reply) -> Verdict:
    if reply.state not in (Reply.State.SECRECY, Reply.State.SIGNING, Reply.State.SIGNED):
        return Denied(f"答复现在是“{reply.get_state_display()}”，不能撤回。")
    return _editor(person, reply.request.unit)


def may_reopen(person: Person, request: InformationRequest) -> Verdict:
    """重新办理: ordered by a decision on reconsideration or a judgment, or to put an error right; by the head."""
    verdict = in_state(request, Action.REOPEN)
    if verdict and not _head(person, request.unit):
        return Denied("重新办理由本单位负责人决定。")
    return verdict


def may_read(person: Person, request: InformationRequest) -> bool:
    """Whether the person may open it in the back office; otherwise it is 404 to them."""
    return InformationRequest.objects.visible_to(person).filter(pk=request.pk).exists()


def may_see_person(person: Person, request: InformationRequest) -> Verdict:
    """个人信息: the handlers of the unit only; every look is recorded (个人信息保护法第三十四条)."""
    if request.anonymised_on is not None:
        return Denied("个人信息保存期满，已经匿名化。")
    if isinstance(person, User) and request.unit_id in person.roles.organisations(*HANDLERS):
        return Allowed()
    return Denied("申请人的个人信息只有承办机关的办理人员可以查看。")


def may_decide_filing(person: Person, filing: Filing) -> Verdict:
    """处理报备: the county office of the unit's county, never the unit itself."""
    if holds(person, Role.COUNTY_OFFICE, filing.unit):
        return Allowed()
    return Denied("报备由县政务公开主管部门处理。")


def may_answer_filing(person: Person, filing: Filing) -> Verdict:
    if filing.state not in (Filing.State.ASKED, Filing.State.REJECTED):
        return Denied("这条报备没有要求说明。")
    return _editor(person, filing.unit)


def may_register_challenge(person: Person, unit: Organisation) -> Verdict:
    """登记复议、诉讼: the people of the unit it was brought against."""
    return may_take(person, unit)


def may_decide_challenge(person: Person, challenge: Challenge) -> Verdict:
    """登记结果: once; a mistake is put right by a correction that says why."""
    if not challenge.is_open:
        return Denied(f"本件已经登记为“{challenge.get_result_display()}”，登记有误的请更正。")
    return may_register_challenge(person, challenge.unit)


def may_set_rule(person: Person) -> Verdict:
    """县级规定: the county office settles what the law leaves to the county."""
    if isinstance(person, User) and person.roles.organisations(Role.COUNTY_OFFICE):
        return Allowed()
    return Denied("县级规定由县政务公开主管部门设定。")


def may_redact(person: Person, request: InformationRequest, file: CaseFile) -> Verdict:
    """遮盖: by the unit's own people, before the reply went out, on an original."""
    if not file.can_be_redacted:
        return Denied("只有 pdf 和图片的原件可以遮盖。")
    if not request.is_open:
        return Denied("本件已经办结，不能再遮盖提供的信息。")
    return _editor(person, request.unit)


def may_settle(person: Person, county: Organisation) -> Verdict:
    """文书模板、救济途径文字、代字: settled for the whole county by its office."""
    if county.kind == OrganisationKind.COUNTY_GOVERNMENT and holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("文书样式由县政务公开主管部门规定。")
