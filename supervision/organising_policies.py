"""May this person register a training, keep the list of people, work on the plan, and if not, why? (市实施意见四)"""

from __future__ import annotations

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Allowed, Denied, Person, Verdict, holds
from accounts.roles import Role
from requests_app.policies import EDITORS
from supervision.models import PlanTask, StaffMember, TaskReport, Training, WorkPlan
from supervision.plan_workflow import PlanAction, possible, refusal

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


def _office(person: Person, county: Organisation) -> Verdict:
    return Allowed() if holds(person, Role.COUNTY_OFFICE, county) else Denied("由县政务公开主管部门办理。")


def may_plan(person: Person, county: Organisation) -> Verdict:
    """编制工作要点: the office of the county."""
    if county.kind != OrganisationKind.COUNTY_GOVERNMENT:
        return Denied("工作要点由县编制。")
    return _office(person, county)


def may_edit_plan(person: Person, plan: WorkPlan, action: PlanAction = PlanAction.EDIT) -> Verdict:
    """修改、报审, and following what was published: the office."""
    if not possible(plan.state, action):
        return Denied(refusal(plan.state, action))
    return _office(person, plan.county)


def may_settle_plan(person: Person, plan: WorkPlan, action: PlanAction) -> Verdict:
    """审定公布、退回: the head of the county's government, who did not prepare it."""
    if not possible(plan.state, action):
        return Denied(refusal(plan.state, action))
    if not isinstance(person, User) or not person.roles.granted_on(Role.HEAD, plan.county_id):
        return Denied(f"由{plan.county}的负责人审定。")
    return Denied("工作要点由您编制，须由另一人审定。") if person.pk == plan.prepared_by_id else Allowed()


def may_report(person: Person, task: PlanTask) -> Verdict:
    """报送进展: the people of the unit that does it."""
    if not possible(task.plan.state, PlanAction.FOLLOW):
        return Denied(refusal(task.plan.state, PlanAction.FOLLOW))
    if task.done_on is not None:
        return Denied("这项任务已经完成。")
    if any(holds(person, role, task.unit) for role in EDITORS):
        return Allowed()
    return Denied(f"由{task.unit}报送。")


def may_judge_report(person: Person, report: TaskReport) -> Verdict:
    """核实: the office, never who reported."""
    verdict = may_edit_plan(person, report.task.plan, PlanAction.FOLLOW)
    if verdict and isinstance(person, User) and report.by_id == person.pk:
        return Denied("进展由您报送，不能由您核实。")
    return verdict
