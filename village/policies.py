"""May this person do this for the village, and if not, why? The township guides and orders, it does not act for the village."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from village.models import BoardItem, Objection
from village.workflow import TRANSITIONS, Action, Status

OVERSEERS = (Role.CLERK, Role.HEAD, Role.COUNTY_OFFICE)


def in_state(item: BoardItem, action: Action) -> Verdict:
    if item.status not in TRANSITIONS[action].sources:
        return Denied(f"这件事现在是“{item.get_status_display()}”，不能{action.label}。")
    return Allowed()


def _village(person: Person, village: Organisation) -> Verdict:
    if holds(person, Role.VILLAGE, village):
        return Allowed()
    return Denied(f"由{village}的村(居)务公开员办理。")


def oversees(person: Person, village: Organisation) -> bool:
    """The township and the county office (第三十一条); a village has no people of that kind of its own."""
    return any(holds(person, role, village) for role in OVERSEERS)


def may_keep(person: Person, village: Organisation) -> Verdict:
    """The village's own list, ledger and answers (依法自治: 政府指导，不包办)."""
    if village.kind != OrganisationKind.VILLAGE:
        return Denied(f"“{village}”不是村(社区)。")
    return _village(person, village)


def may_list(person: Person, village: Organisation) -> Verdict:
    """建立、补充公开事项清单: the village; the township helps."""
    verdict = may_keep(person, village)
    if not verdict and village.kind == OrganisationKind.VILLAGE and oversees(person, village):
        return Allowed()
    return verdict


def may_propose(person: Person, item: BoardItem) -> Verdict:
    """第一步: 村民委员会提出公开的具体方案."""
    return in_state(item, Action.PROPOSE) and _village(person, item.village)


def may_review(person: Person, item: BoardItem, action: Action = Action.REVIEW) -> Verdict:
    """第二步: 村务监督委员会审查; its members are not members of the village committee."""
    verdict = in_state(item, action)
    if not verdict:
        return verdict
    if not isinstance(person, User) or not holds(person, Role.VILLAGE_SUPERVISOR, item.village):
        return Denied(f"由{item.village}的村务监督委员会审查。")
    if person.pk == item.proposed_by_id or holds(person, Role.VILLAGE, item.village):
        return Denied("村务监督委员会成员不能是提出方案的村民委员会的人。")
    return Allowed()


def may_decide(person: Person, item: BoardItem) -> Verdict:
    """第三步: 村党组织和村民委员会联席会议讨论决定, entered by who convened it."""
    verdict = in_state(item, Action.DECIDE)
    if not verdict:
        return verdict
    if not isinstance(person, User) or not holds(person, Role.VILLAGE_PARTY, item.village):
        return Denied(f"由{item.village}联席会议的召集人登记决定。")
    if person.pk in (item.proposed_by_id, item.reviewed_by_id):
        return Denied("提出、审查、决定须由不同的人进行。")
    return Allowed()


def may_return(person: Person, item: BoardItem) -> Verdict:
    """退回: the committee while it reviews, the joint meeting while it decides."""
    if item.status == Status.REVIEWED:
        return may_decide(person, item)
    return may_review(person, item, Action.RETURN)


def may_publish(person: Person, item: BoardItem) -> Verdict:
    """第四步: 村民委员会公布 exactly what was decided."""
    verdict = in_state(item, Action.PUBLISH) and _village(person, item.village)
    if verdict and isinstance(person, User) and person.pk == item.reviewed_by_id:
        return Denied("审查人不能公布自己审查的内容。")
    return verdict


def may_post(person: Person, item: BoardItem) -> Verdict:
    return in_state(item, Action.POST) and _village(person, item.village)


def may_withdraw(person: Person, item: BoardItem) -> Verdict:
    """撤下更正: the village; it has to publish the matter anew."""
    return in_state(item, Action.WITHDRAW) and _village(person, item.village)


def may_order(person: Person, item: BoardItem, on: date) -> Verdict:
    """责令公布: the township or county, after the day has passed."""
    verdict = in_state(item, Action.ORDER)
    if not verdict:
        return verdict
    if not oversees(person, item.village):
        return Denied("由乡镇(街道)或者县政务公开主管部门责令公布。")
    if not item.is_overdue(on):
        return Denied(f"公布期限是{item.due_on}，期满没有公布的才责令公布。")
    return Allowed()


def may_answer(person: Person, objection: Objection) -> Verdict:
    if objection.answered_on is not None:
        return Denied("这条异议已经答复。")
    if isinstance(person, User) and person.pk == objection.by_id:
        return Denied("不能答复自己提出的异议。")
    return _village(person, objection.item.village)
