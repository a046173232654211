"""May this person do this to an edition, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from catalog.models import CatalogEdition, Domain, PendingChange
from catalog.workflow import REVIEWER, REVIEWS, TRANSITIONS, Action, Status

EDITORS = (Role.CLERK, Role.HEAD)
COMPILERS = (
    OrganisationKind.COUNTY_GOVERNMENT,
    OrganisationKind.COUNTY_DEPARTMENT,
    OrganisationKind.TOWNSHIP,
)


def county_of(unit: Organisation) -> Organisation | None:
    """The county government a unit belongs to (itself included)."""
    ancestors = unit.get_ancestors(include_self=True)
    county: Organisation | None = ancestors.filter(kind=OrganisationKind.COUNTY_GOVERNMENT).first()
    return county


def reviewing_bodies(edition: CatalogEdition, step: Status) -> list[Organisation]:
    """Who is called to review an edition at a step (逐级审核): normally one body."""
    unit = edition.unit
    if unit is None:
        return []
    above = unit.get_ancestors(include_self=True)
    if step == Status.COUNTY_OFFICE:
        return list(above.filter(kind=OrganisationKind.COUNTY_GOVERNMENT))
    if step == Status.CITY_OFFICE:
        return list(above.filter(kind=OrganisationKind.CITY_OFFICE))
    kind, top = (
        (OrganisationKind.COUNTY_DEPARTMENT, OrganisationKind.COUNTY_GOVERNMENT)
        if step == Status.COUNTY_DEPARTMENT
        else (OrganisationKind.CITY_DEPARTMENT, OrganisationKind.CITY_OFFICE)
    )
    roof = above.filter(kind=top).first()
    if roof is None:
        return []
    return list(roof.get_descendants().active().filter(kind=kind, domain_duties__domain=edition.domain_id))


def _in_state(edition: CatalogEdition, action: Action) -> Verdict:
    if edition.is_standard:
        return Denied("国家标准目录不能在这里修改。")
    if edition.status not in TRANSITIONS[action].sources:
        return Denied(f"本版目录现在是“{edition.get_status_display()}”,不能{action.label}。")
    return Allowed()


def _editor(person: Person, unit: Organisation | None) -> Verdict:
    if any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied("只有编制单位的经办人或负责人可以操作。")


def may_start(person: Person, unit: Organisation, domain: Domain) -> Verdict:
    """起草新版: the unit's own people; in preparation there is at most one."""
    if unit.kind not in COMPILERS or not unit.is_active:
        return Denied(f"“{unit}”不编制政务公开事项标准目录。")
    if CatalogEdition.objects.in_preparation().filter(unit=unit, domain=domain).exists():
        return Denied(f"“{unit}”在“{domain}”领域已有一个编制中的版次。")
    return _editor(person, unit)


def may_edit(person: Person, edition: CatalogEdition) -> Verdict:
    return _in_state(edition, Action.EDIT) and _editor(person, edition.unit)


def may_submit(person: Person, edition: CatalogEdition) -> Verdict:
    return _in_state(edition, Action.SUBMIT) and _editor(person, edition.unit)


def may_recall(person: Person, edition: CatalogEdition) -> Verdict:
    return _in_state(edition, Action.RECALL) and _editor(person, edition.unit)


def may_discard(person: Person, edition: CatalogEdition) -> Verdict:
    return _in_state(edition, Action.DISCARD) and _editor(person, edition.unit)


def may_review(person: Person, edition: CatalogEdition) -> Verdict:
    """审核: the right body's reviewer, who neither wrote it nor reviewed an earlier step of this round.

    The role must have been granted on the reviewing body itself: a superior does not stand in for it,
    and being a superuser is no role.
    """
    verdict = _in_state(edition, Action.PASS)
    if not verdict:
        return verdict
    if not isinstance(person, User):
        return Denied("请用工作人员账号登录。")
    step = Status(edition.status)
    bodies = reviewing_bodies(edition, step)
    if not bodies:
        return Denied(f"“{edition.domain}”领域还没有指定“{step.label}”的部门,请在领域设置中指定。")
    if not any(person.roles.granted_on(REVIEWER[step], body.pk) for body in bodies):
        names = "、".join(body.name for body in bodies)
        return Denied(f"本环节由{names}的{REVIEWER[step].label}审核。")
    return _not_involved(person, edition)


def _not_involved(person: User, edition: CatalogEdition) -> Verdict:
    if (
        person.pk in (edition.started_by_id, edition.submitted_by_id)
        or edition.authors.filter(pk=person.pk).exists()
    ):
        return Denied("您参与了本版目录的编制,不能审核。")
    if edition.reviews.filter(round=edition.round, reviewer=person).exists():
        return Denied("您已审核过本轮的另一环节,每个环节须由不同的人审核。")
    return Allowed()


def may_publish(person: Person, edition: CatalogEdition) -> Verdict:
    """集中发布: the county office, once the chain is complete and nothing was changed since."""
    verdict = _in_state(edition, Action.PUBLISH)
    if not verdict:
        return verdict
    if edition.approved_hash != edition.content_hash:
        return Denied("审核通过之后内容有改动,须重新审核。")
    if not any(
        holds(person, Role.COUNTY_OFFICE, body) for body in reviewing_bodies(edition, Status.COUNTY_OFFICE)
    ):
        return Denied("由县政务公开主管部门在县级政府门户网站集中发布。")
    if isinstance(person, User) and edition.authors.filter(pk=person.pk).exists():
        return Denied("您参与了本版目录的编制,请由同事发布。")
    return Allowed()


def may_decide_change(person: Person, change: PendingChange) -> Verdict:
    if change.state != PendingChange.State.WAITING:
        return Denied(f"这项变更{change.get_state_display()}。")
    return _editor(person, change.unit)


def may_import_references(person: Person, county: Organisation) -> Verdict:
    if county.kind != OrganisationKind.COUNTY_GOVERNMENT:
        return Denied("对照清单按县导入。")
    if holds(person, Role.COUNTY_OFFICE, county) or holds(person, Role.CLERK, county):
        return Allowed()
    return Denied("只有县政务公开主管部门可以导入对照清单。")


def may_read(person: Person, edition: CatalogEdition) -> bool:
    """Whether the person may open this edition in the back office; otherwise it is 404 to them."""
    return CatalogEdition.objects.visible_to(person).filter(pk=edition.pk).exists()


def verdicts(person: Person, edition: CatalogEdition) -> dict[str, Verdict]:
    """The answer for every act on an edition, for the buttons of its screen."""
    review = may_review(person, edition) if edition.status in REVIEWS else Denied("不在审核环节。")
    return {
        Action.EDIT: may_edit(person, edition),
        Action.SUBMIT: may_submit(person, edition),
        Action.RECALL: may_recall(person, edition),
        Action.DISCARD: may_discard(person, edition),
        Action.PASS: review,
        Action.RETURN: review,
        Action.PUBLISH: may_publish(person, edition),
    }
