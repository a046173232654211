"""解读方案: written with the draft, filed before the signature, or waived with a reason (三同步)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from disclosure.actions import conditions
from disclosure.actions.drafting import Conflict
from disclosure.actions.drafting import lock as lock_document
from disclosure.models import DocumentEdition, ReleaseCondition
from interpretation.models import InterpretationPlan
from interpretation.policies import may_change_plan, may_plan, may_waive_plan
from interpretation.validation import plan_remarks
from interpretation.workflow import TOGETHER, Form

Status = InterpretationPlan.Status
Kind = ReleaseCondition.Kind
FIELDS: Final = (
    "outline", "forms", "ways", "timing", "first_interpreter", "first_interpreter_post", "responsible",
)  # fmt: skip


def lock(plan: InterpretationPlan) -> InterpretationPlan:
    """The plan with its document locked: what the release waits for changes only under that lock."""
    lock_document(plan.edition)
    return (
        InterpretationPlan.objects.select_for_update(of=("self",))
        .select_related("edition__unit", "unit")
        .get(pk=plan.pk)
    )


@transaction.atomic
def start_plan(edition: DocumentEdition, *, by: User, on: date) -> InterpretationPlan:
    """拟定方案. From now on the document waits for it and for the material, asked for by a rule or not."""
    edition = lock_document(edition)
    require(may_plan(by, edition))
    plan, created = InterpretationPlan.objects.get_or_create(
        edition=edition, defaults={"unit": edition.unit, "started_by": by, "responsible": by}
    )
    if created:
        for kind in (Kind.INTERPRETATION_PLAN, Kind.INTERPRETATION):
            conditions.demand(edition, kind, note="起草单位拟作解读", by=by)
        record(by, "plan.started", plan, article=TOGETHER, organisation=edition.unit)
    return plan


@transaction.atomic
def save_plan(
    plan: InterpretationPlan, *, by: User, on: date, revision: int, values: Mapping[str, Any]
) -> InterpretationPlan:
    """保存. A plan that was filed is a draft again: it goes to the signer as it stands now."""
    plan = lock(plan)
    require(may_change_plan(by, plan))
    if revision != plan.revision:
        raise Conflict("您打开页面之后，别人修改了方案。请对照后再保存。")
    for name, value in values.items():
        if name not in FIELDS:
            raise Refused("这一项不能在这里修改。")
        setattr(plan, name, value)
    if any(form not in Form.values for form in plan.forms):
        raise Refused("请选择列出的解读形式。")
    plan.revision += 1
    if plan.status == Status.FILED:
        plan.status, plan.filed_by, plan.filed_on = Status.DRAFT, None, None
        conditions.reopen(plan.edition, Kind.INTERPRETATION_PLAN)
    plan.save()
    record(by, "plan.edited", plan, article=TOGETHER, organisation=plan.unit, revision=plan.revision)
    return plan


@transaction.atomic
def file_plan(plan: InterpretationPlan, *, by: User, on: date) -> InterpretationPlan:
    """随文报送: complete, it goes to signature with the document. Raises `Refused` naming what is missing."""
    plan = lock(plan)
    require(may_change_plan(by, plan))
    if plan.status == Status.FILED:
        raise Refused("方案已经报送。")
    blocking = [remark.message for remark in plan_remarks(plan) if remark.blocking]
    if blocking:
        raise Refused("方案还不完整：" + "".join(blocking))
    plan.status, plan.filed_by, plan.filed_on = Status.FILED, by, on
    plan.save()
    conditions.meet(plan.edition, Kind.INTERPRETATION_PLAN, by=by, outcome=f"{on}报送解读方案")
    record(by, "plan.filed", plan, article=TOGETHER, organisation=plan.unit, forms=plan.forms)
    return plan


@transaction.atomic
def waive(edition: DocumentEdition, *, by: User, on: date, reason: str) -> InterpretationPlan:
    """免于解读: neither plan nor material, by the head or the county office, with a reason."""
    edition = lock_document(edition)
    require(may_waive_plan(by, edition))
    plan, _ = InterpretationPlan.objects.get_or_create(edition=edition, defaults={"unit": edition.unit})
    if plan.started_by_id == by.pk:
        raise Refused("方案由您拟定，免于解读须由另一人决定。")
    if plan.status == Status.WAIVED:
        raise Refused("本件已决定免于解读。")
    for kind in (Kind.INTERPRETATION_PLAN, Kind.INTERPRETATION):
        if edition.conditions.open().filter(kind=kind).exists() or kind == Kind.INTERPRETATION:
            conditions.waive(edition, kind, by=by, reason=reason)
    plan.status, plan.waiver_reason = Status.WAIVED, reason.strip()[:300]
    plan.waived_by, plan.waived_on = by, on
    plan.save()
    record(by, "plan.waived", plan, article=TOGETHER, organisation=edition.unit, reason=plan.waiver_reason)
    return plan


@transaction.atomic
def postpone(plan: InterpretationPlan, *, by: User, on: date, reason: str) -> InterpretationPlan:
    """先发布、后解读: an urgent document goes out first; the material is due three working days after it."""
    plan = lock(plan)
    require(may_waive_plan(by, plan.edition))
    if plan.status != Status.FILED:
        raise Refused("请先报送解读方案，再决定延后。")
    conditions.waive(plan.edition, Kind.INTERPRETATION, by=by, reason=reason)
    plan.timing, plan.waiver_reason = InterpretationPlan.Timing.SOON, reason.strip()[:300]
    plan.waived_by, plan.waived_on = by, on
    plan.save()
    record(by, "plan.postponed", plan, article=TOGETHER, organisation=plan.unit, reason=plan.waiver_reason)
    return plan
