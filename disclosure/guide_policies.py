"""Who writes, approves and publishes a unit's guide, and who puts up an emergency notice."""

from __future__ import annotations

from accounts.models import Organisation, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from disclosure.models import Guide
from disclosure.models.guide import IN_PREPARATION
from disclosure.policies import PUBLISHERS

WRITERS = (Role.CLERK, Role.OFFICE, Role.HEAD)


def _writes(person: Person, unit: Organisation) -> Verdict:
    if any(holds(person, role, unit) for role in WRITERS):
        return Allowed()
    return Denied(f"只有{unit}的工作人员可以编写本单位的公开指南。")


def may_start_guide(person: Person, unit: Organisation) -> Verdict:
    if unit.kind not in PUBLISHERS or not unit.is_active:
        return Denied(f"“{unit}”不在本平台公开政府信息。")
    return _writes(person, unit)


def may_edit_guide(person: Person, guide: Guide) -> Verdict:
    if guide.status not in IN_PREPARATION:
        return Denied("已发布的公开指南不能改动，请编写新的一版。")
    return _writes(person, guide.unit)


def may_submit_guide(person: Person, guide: Guide) -> Verdict:
    if guide.status != Guide.Status.DRAFT:
        return Denied(f"公开指南现在是“{guide.get_status_display()}”，不能送审。")
    if missing := guide.missing:
        return Denied(f"还没有填写：{'、'.join(missing)}（条例第十二条第二款）。")
    return _writes(person, guide.unit)


def may_approve_guide(person: Person, guide: Guide) -> Verdict:
    """审定: a head appointed at exactly this unit, who wrote none of it; being a superuser is no post."""
    if guide.status != Guide.Status.SUBMITTED:
        return Denied(f"公开指南现在是“{guide.get_status_display()}”，不在审定环节。")
    if not isinstance(person, User) or not person.roles.granted_on(Role.HEAD, guide.unit_id):
        return Denied(f"由{guide.unit}的负责人审定。")
    if (
        person.pk in (guide.started_by_id, guide.submitted_by_id)
        or guide.authors.filter(pk=person.pk).exists()
    ):
        return Denied("您参与了编写，应当由另一位负责人审定。")
    return Allowed()


def may_alert(person: Person, county: Organisation) -> Verdict:
    if holds(person, Role.COUNTY_OFFICE, county):
        return Allowed()
    return Denied("只有县政务公开主管部门可以发布紧急公告。")
