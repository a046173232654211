"""公布考核结果: ranking and notices go out, and who is far behind gets an order to put it right."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from accounts.models import User
from accounts.policies import require
from audit.actions import record
from supervision.actions import evaluating, rectifying
from supervision.actions.stepping import Conflict
from supervision.complaint_workflow import OrderKind
from supervision.evaluation_policies import may_publish
from supervision.evaluation_workflow import ARTICLE, Act, Notice, next_stage
from supervision.models import Evaluation, Result

ORDER_DAYS: Final = 20
BEHIND: Final = (Notice.URGE, Notice.CRITICISE)


@transaction.atomic
def publish(evaluation: Evaluation, *, by: User, on: date, seen: str) -> Evaluation:
    """公布 of exactly what was frozen and seen; 督促整改 and 通报批评 open an order each."""
    evaluation = evaluating.lock(evaluation)
    require(may_publish(by, evaluation))
    scores = list(evaluation.scores.all())
    if seen != evaluation.digest or evaluating.digest(scores, evaluation.bounds) != evaluation.digest:
        raise Conflict("封存的事实与您看到的不一致，请核对。")
    evaluation.stage = next_stage(evaluation.stage, Act.PUBLISH)
    evaluation.published_by, evaluation.published_on = by, on
    evaluation.revision += 1
    evaluation.save()
    for result in evaluation.results.filter(notice__in=BEHIND).select_related("unit"):
        _order(evaluation, result, by=by, on=on)
    record(by, "evaluation.publish", evaluation, article=ARTICLE, organisation=evaluation.county,
           digest=evaluation.digest)  # fmt: skip
    return evaluation


def _order(evaluation: Evaluation, result: Result, *, by: User, on: date) -> None:
    red = [
        score
        for score in evaluation.scores.filter(unit=result.unit).select_related("indicator")
        if score.colour == "red"
    ]
    named = "、".join(score.indicator.name for score in red[:10])
    demand = rectifying.Demand(
        f"{evaluation.name}得分{result.total}，列入{Notice(result.notice).label}。请对照失分指标整改：{named}。",
        kind=OrderKind.URGE, working_days=ORDER_DAYS, reference=evaluation.name,
        legal_basis="《政府信息公开条例》第四十六条、第四十七条；市实施意见四",
    )  # fmt: skip
    rectifying.open_order(result.unit, demand, by=by, on=on)
