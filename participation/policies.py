"""May this person do this, and if not, why?"""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from participation.models import (
    CatalogueEntry,
    Consultation,
    DecisionMatter,
    Feedback,
    Gathering,
    Reviewed,
    Survey,
)
from participation.workflow import TRANSITIONS, Action, Phase, Status, local

EDITORS = (Role.CLERK, Role.HEAD)
REVIEWERS = (Role.OFFICE, Role.HEAD)
ORGANISERS = (
    OrganisationKind.COUNTY_GOVERNMENT,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.TOWNSHIP,
)  # 重大行政决策程序暂行条例第二条、第四十二条


def _in_state(thing: Reviewed, action: Action) -> Verdict:
    if thing.status not in TRANSITIONS[action].sources:
        return Denied(f"现在是“{thing.get_status_display()}”，不能{action.label}。")
    return Allowed()


def is_editor(person: Person, unit: Organisation) -> Verdict:
    if any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied(f"只有{unit}的经办人或者负责人可以操作。")


def may_start(person: Person, unit: Organisation) -> Verdict:
    if unit.kind not in ORGANISERS or not unit.is_active:
        return Denied(f"“{unit}”不组织公众参与活动。")
    return is_editor(person, unit)


def may_edit(person: Person, thing: Reviewed) -> Verdict:
    return _in_state(thing, Action.EDIT) and is_editor(person, thing.unit)


def may_submit(person: Person, thing: Reviewed) -> Verdict:
    return _in_state(thing, Action.SUBMIT) and is_editor(person, thing.unit)


def may_approve(person: Person, thing: Reviewed) -> Verdict:
    """审核: an office reviewer or the head of the unit who neither wrote nor submitted it; a superuser has no post."""
    verdict = _in_state(thing, Action.APPROVE)
    return verdict and _reviewer(person, thing)


def may_return(person: Person, thing: Reviewed) -> Verdict:
    verdict = _in_state(thing, Action.RETURN)
    return verdict and _reviewer(person, thing)


def _reviewer(person: Person, thing: Reviewed) -> Verdict:
    if not any(holds(person, role, thing.unit) for role in REVIEWERS):
        return Denied(f"由{thing.unit}的办公室审核人或者负责人审核。")
    assert isinstance(person, User)  # noqa: S101  only people hold roles
    if person.pk == thing.submitted_by_id or thing.authors.filter(pk=person.pk).exists():
        return Denied("您参与了起草，不能审核。")
    return Allowed()


def may_publish(person: Person, thing: Reviewed) -> Verdict:
    return _in_state(thing, Action.PUBLISH) and is_editor(person, thing.unit)


def may_withdraw(person: Person, thing: Reviewed) -> Verdict:
    """撤下: the head of the unit or the county office, with a reason."""
    verdict = _in_state(thing, Action.WITHDRAW)
    if verdict and not any(holds(person, role, thing.unit) for role in (Role.HEAD, Role.COUNTY_OFFICE)):
        return Denied("撤下由本单位负责人或者县政务公开主管部门决定。")
    return verdict


def may_opine(consultation: Consultation, at: datetime) -> Verdict:
    """提意见: anybody, between the two moments, by the server's clock."""
    where = consultation.phase(at)
    if consultation.status != Status.PUBLISHED:
        return Denied("这次征求意见没有公布，或者已经撤下。")
    if where == Phase.COMING:
        return Denied(f"征求意见从{_moment(consultation.open_from)}开始。")
    if where != Phase.OPEN:
        return Denied(f"征求意见已于{_moment(consultation.closes_at)}截止。")
    return Allowed()


def may_extend(person: Person, consultation: Consultation, at: datetime) -> Verdict:
    """延长: the head of the unit, while one may still have one's say; what is closed stays closed."""
    if consultation.status != Status.PUBLISHED:
        return Denied("这次征求意见没有公布，或者已经撤下。")
    if at > consultation.closes_at:
        return Denied(f"征求意见已于{_moment(consultation.closes_at)}截止，截止以后不能延长。")
    if not holds(person, Role.HEAD, consultation.unit):
        return Denied(f"延长由{consultation.unit}的负责人决定。")
    return Allowed()


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def may_work_on_opinions(person: Person, consultation: Consultation) -> Verdict:
    """录入、核看、答复: the unit's clerks and heads, until the feedback is on its way."""
    if consultation.status != Status.PUBLISHED:
        return Denied("这次征求意见没有公布，或者已经撤下。")
    feedback = Feedback.objects.filter(consultation=consultation).first()
    if feedback is not None and feedback.status not in (Status.DRAFT, Status.APPROVED):
        return Denied(f"意见反馈{feedback.get_status_display()}，不能再改。")
    return is_editor(person, consultation.unit)


def may_see_contact(person: Person, consultation: Consultation) -> Verdict:
    """提意见人的姓名和联系方式: the unit's clerks and heads only (个人信息保护法第三十四条)."""
    if is_editor(person, consultation.unit):
        return Allowed()
    return Denied("提意见人的联系方式只有组织单位的经办人员可以查看。")


def may_record_step(person: Person, matter: DecisionMatter, entry: CatalogueEntry) -> Verdict:
    """记录程序: the people of the body that decides, and of the body in charge of the matter."""
    if any(holds(person, role, unit) for role in EDITORS for unit in (matter.unit, entry.lead)):
        return Allowed()
    return Denied(f"由{matter.unit}或者{entry.lead}的经办人员记录。")


def may_respond(survey: Survey, at: datetime) -> Verdict:
    """填写调查: anybody, between the two moments, by the server's clock."""
    if survey.status != Status.PUBLISHED:
        return Denied("这份调查没有公布，或者已经撤下。")
    if at < survey.open_from:
        return Denied(f"调查从{_moment(survey.open_from)}开始。")
    if at > survey.closes_at:
        return Denied(f"调查已于{_moment(survey.closes_at)}截止。")
    return Allowed()


def may_sign_up(gathering: Gathering, at: datetime) -> Verdict:
    """报名: anybody, between the two moments, by the server's clock."""
    if gathering.status != Status.PUBLISHED:
        return Denied("公告没有公布，或者已经撤下。")
    if at < gathering.signup_opens:
        return Denied(f"报名从{_moment(gathering.signup_opens)}开始。")
    if at > gathering.signup_closes:
        return Denied(f"报名已于{_moment(gathering.signup_closes)}截止。")
    return Allowed()


def may_run(person: Person, gathering: Gathering) -> Verdict:
    """抽签、公布名单、签到、写报告: the unit's clerks and heads, once it is published."""
    if gathering.status != Status.PUBLISHED:
        return Denied("公告没有公布，或者已经撤下。")
    return is_editor(person, gathering.unit)
