"""May this person have the site inspected, judge a line, keep the rules, and if not, why?"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from supervision.models import Inspection, InspectionLine


def may_inspect(person: Person, county: Organisation) -> Verdict:
    """自查: the county office (条例第四十七条)."""
    if county.kind == OrganisationKind.COUNTY_GOVERNMENT and holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("网站自查由县政务公开主管部门发起。")


def may_judge(person: Person, line: InspectionLine, newest: Inspection | None) -> Verdict:
    """人工核对: of the newest inspection only; what was computed is not judged away."""
    if not line.asks:
        return Denied("这项由系统统计，不能人工改动。")
    if line.inspection.state != Inspection.State.DONE:
        return Denied("自查还没有完成。")
    if newest is None or newest.pk != line.inspection_id:
        return Denied("这不是最近一次自查，结果已经固定。")
    if not holds(person, Role.COUNTY_OFFICE, line.inspection.county):
        return Denied("由县政务公开主管部门核对。")
    return Allowed()


def may_keep_rules(person: Person) -> Verdict:
    """指标和更新规则 are the county's to set."""
    if isinstance(person, User) and person.roles.direct.get(Role.COUNTY_OFFICE):
        return Allowed()
    return Denied("指标和更新规则由县政务公开主管部门设定。")
