"""更正: figures of a published report are put right by rows beside it, signed by somebody else; both stay visible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from statute.annual import Number, check, check_challenges, differences, filled_in
from supervision.actions.stepping import Conflict, lock, required
from supervision.counting import Tables, in_force
from supervision.models import Adjustment, AnnualReport, plain, typed_over
from supervision.policies import may_decide_adjustment, may_prepare
from supervision.workflow import Action

ARTICLE = "条例第五十条"


@transaction.atomic
def propose(
    report: AnnualReport,
    *,
    by: User,
    on: date,
    tables: Mapping[int, Mapping[str, Mapping[str, object]]],
    reason: str,
) -> Adjustment:
    """提出更正: the cells that are to change, typed into the tables. What adds up today has to add up afterwards."""
    report = lock(report)
    require(may_prepare(by, report, Action.ADJUST))
    if report.adjustments.waiting().exists():
        raise Refused("这份报告已有一项更正在等签发。")
    reason = required(reason, "请写明更正的理由。")[:500]
    before = in_force(report)
    after = typed_over(before, tables)
    changes = [
        {"table": number, "row": row, "column": column, "before": _plain(old), "after": _plain(new)}
        for number, row, column, old, new in differences(before, after)
    ]
    _require_sound(before, after)
    if not changes:
        raise Refused("没有改动任何数据。")
    made = Adjustment.objects.create(
        report=report, changes=changes, reason=reason, proposed_by=by, proposed_on=on
    )
    record(
        by,
        "annual_report.adjustment_proposed",
        report,
        article=ARTICLE,
        organisation=report.unit,
        changes=changes,
    )
    return made


def _plain(value: Number | None) -> int | str | None:
    return value if value is None or isinstance(value, int) else format(value.normalize(), "f")


def _require_sound(before: Tables, after: Tables) -> None:
    """An old report that never added up may be put right piece by piece; nothing may become worse."""
    known = set(_faults(before))
    if worse := [message for key, message in _faults(after).items() if key not in known]:
        raise Refused("更正以后不符合勾稽关系：" + "；".join(worse[:5]) + "。")


def _faults(tables: Tables) -> dict[str, str]:
    found = [*filled_in(tables[1]), *check(tables[2]), *check_challenges(tables[3])]
    return {one.key: one.message for one in found}


@transaction.atomic
def sign(adjustment: Adjustment, *, by: User, on: date, opinion: str = "") -> Adjustment:
    """签发更正: from now on the page shows both figures, and next year carries over the new one."""
    return _decide(adjustment, Adjustment.State.SIGNED, by=by, on=on, opinion=opinion)


@transaction.atomic
def decline(adjustment: Adjustment, *, by: User, on: date, opinion: str) -> Adjustment:
    """不同意更正, with the reason."""
    return _decide(
        adjustment, Adjustment.State.DECLINED, by=by, on=on, opinion=required(opinion, "请写明不同意的理由。")
    )


def _decide(adjustment: Adjustment, state: str, *, by: User, on: date, opinion: str) -> Adjustment:
    report = lock(adjustment.report)
    adjustment = report.adjustments.select_for_update(of=("self",)).get(pk=adjustment.pk)
    adjustment.report = report
    require(may_decide_adjustment(by, adjustment))
    now = plain(in_force(report))
    if any(now[str(c["table"])][c["row"]][c["column"]] != c["before"] for c in adjustment.changes):
        raise Conflict("报告的数据在提出更正之后有变化，请重新提出。")
    adjustment.state, adjustment.opinion = state, opinion.strip()[:500]
    adjustment.decided_by, adjustment.decided_on = by, on
    adjustment.save()
    record(by, f"annual_report.adjustment_{state}", report, article=ARTICLE, organisation=report.unit,
           changes=adjustment.changes, reason=adjustment.reason)  # fmt: skip
    return adjustment
