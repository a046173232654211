"""May this person do this to an annual report, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.policies import EDITORS, RECEIVERS
from supervision.models import Adjustment, AnnualReport
from supervision.workflow import TRANSITIONS, Action


def in_state(report: AnnualReport, action: Action) -> Verdict:
    if report.state not in TRANSITIONS[action].sources:
        return Denied(f"报告现在是“{report.get_state_display()}”，不能{action.label}。")
    return Allowed()


def reports(unit: Organisation) -> Verdict:
    """Who reports at all (第四十九条): the county government and its departments; townships as the county orders."""
    if unit.kind not in RECEIVERS or not unit.is_active:
        return Denied(f"“{unit}”不编制政府信息公开工作年度报告。")
    return Allowed()


def _prepares(person: Person, unit: Organisation) -> Verdict:
    """The unit's own people; the county's report is compiled by the county office (第四十九条第二款)."""
    roles: tuple[Role, ...] = EDITORS
    if unit.kind == OrganisationKind.COUNTY_GOVERNMENT:
        roles = (*EDITORS, Role.COUNTY_OFFICE)
    if any(holds(person, role, unit) for role in roles):
        return Allowed()
    return Denied(f"由{unit}的经办人编制。")


def may_start(person: Person, unit: Organisation) -> Verdict:
    return reports(unit) and _prepares(person, unit)


def may_prepare(person: Person, report: AnnualReport, action: Action) -> Verdict:
    """修改、重新统计、说明差异、送签、撤回、提出更正: the people who prepare it, in the right state."""
    return in_state(report, action) and _prepares(person, report.unit)


def _head(person: Person, unit: Organisation) -> bool:
    return isinstance(person, User) and person.roles.granted_on(Role.HEAD, unit.pk)


def may_publish(person: Person, report: AnnualReport) -> Verdict:
    """签发公布: the head of the unit, who had no part in preparing it; a superuser has no post."""
    verdict = in_state(report, Action.PUBLISH)
    if not verdict:
        return verdict
    if not isinstance(person, User) or not _head(person, report.unit):
        return Denied(f"由{report.unit}的负责人签发。")
    took_part = {report.started_by_id, report.edited_by_id, report.submitted_by_id}
    if person.pk in took_part or report.preparers.filter(pk=person.pk).exists():
        return Denied("您参与了报告的编制，不能签发。")
    return Allowed()


def may_return(person: Person, report: AnnualReport) -> Verdict:
    """退回: the head of the unit."""
    verdict = in_state(report, Action.RETURN)
    if verdict and not _head(person, report.unit):
        return Denied(f"由{report.unit}的负责人退回。")
    return verdict


def may_decide_adjustment(person: Person, adjustment: Adjustment) -> Verdict:
    """签发更正: the head of the unit, never whoever proposed it."""
    if adjustment.state != Adjustment.State.PROPOSED:
        return Denied(f"这项更正{adjustment.get_state_display()}。")
    if not isinstance(person, User) or not _head(person, adjustment.report.unit):
        return Denied(f"由{adjustment.report.unit}的负责人签发。")
    if adjustment.proposed_by_id == person.pk:
        return Denied("更正是您提出的，须由另一人签发。")
    return Allowed()


def may_roll_up(person: Person, county: Organisation) -> Verdict:
    """汇总: the county office, and whoever prepares or signs the county's report."""
    roles = (*EDITORS, Role.COUNTY_OFFICE)
    if county.kind == OrganisationKind.COUNTY_GOVERNMENT and any(
        holds(person, role, county) for role in roles
    ):
        return Allowed()
    return Denied("汇总由县政务公开主管部门查看。")


def may_compare(person: Person, city: Organisation) -> Verdict:
    """县区比较: the city's office takes the files of its counties in."""
    if isinstance(person, User) and person.roles.granted_on(Role.CITY_OFFICE, city.pk):
        return Allowed()
    return Denied("由市政务公开主管部门导入。")


def may_exchange(person: Person, county: Organisation) -> Verdict:
    """市县交换: the county office sends and takes in."""
    if county.kind == OrganisationKind.COUNTY_GOVERNMENT and holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("由县政务公开主管部门报送和导入。")
