"""May this person register a training, keep the list of people, work on the plan, and if not, why? (市实施意见四)"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.policies import EDITORS
from supervision.models import StaffMember, Training

# Who organises trainings, is asked to them and has people for the work.
TRAINED = (OrganisationKind.COUNTY_GOVERNMENT, OrganisationKind.COUNTY_DEPARTMENT, OrganisationKind.TOWNSHIP)


def _office_or_own(person: Person, unit: Organisation) -> Verdict:
    if holds(person, Role.COUNTY_OFFICE, unit) or any(holds(person, role, unit) for role in EDITORS):
        return Allowed()
    return Denied(f"由县政务公开主管部门或者{unit}的经办人、负责人登记。")


def may_register(person: Person, organiser: Organisation) -> Verdict:
    """登记培训: the office of the county, or the unit that holds it."""
    if organiser.kind not in TRAINED or not organiser.is_active:
        return Denied(f"“{organiser}”不组织政务公开培训。")
    return _office_or_own(person, organiser)


def may_change_training(person: Person, training: Training) -> Verdict:
    """登记参训情况、上传资料、作废: who holds it keeps the sheet of who came, not who was asked."""
    if training.void_on is not None:
        return Denied("这次培训已经作废。")
    return _office_or_own(person, training.organiser)


def may_keep_staff(person: Person, unit: Organisation) -> Verdict:
    """登记政务公开工作人员."""
    if unit.kind not in TRAINED or not unit.is_active:
        return Denied(f"“{unit}”不登记政务公开工作人员。")
    return _office_or_own(person, unit)


def may_change_member(person: Person, member: StaffMember) -> Verdict:
    if member.until is not None:
        return Denied("已经结束的登记不再改动。")
    return _office_or_own(person, member.unit)
