"""考核评估: counted, completed by hand, shown to the units, frozen with its facts, published with its notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import canonical, sm3
from supervision.actions.stepping import Conflict, required
from supervision.complaint_policies import WATCHED
from supervision.evaluation_policies import may_answer, may_begin, may_object, may_run
from supervision.evaluation_workflow import ARTICLE, Act, next_stage
from supervision.measuring import GAUGES, Scope, measured
from supervision.models import Evaluation, Indicator, Result, Scheme, Score, ScoreObjection
from supervision.scoring import Standing, points_of, standings, total_of

A = Act
REVIEW_DAYS: Final = 5
KEPT: Final = ("entered", "evidence", "corrected", "why")  # what people gave, which counting again leaves


def evaluated_units(county: Organisation) -> list[Organisation]:
    now = Organisation.objects.get(pk=county.pk)  # a tree's numbers move
    return list(now.get_descendants().filter(kind__in=WATCHED, is_active=True).order_by("lft"))


@transaction.atomic
def begin(county: Organisation, *, by: User, on: date, name: str, start: date, end: date) -> Evaluation:
    """编制 by the scheme in force, and count."""
    require(may_begin(by, county))
    scheme = Scheme.objects.in_force()
    if scheme is None:
        raise Refused("还没有公布考核方案。")
    if end < start or end > on:
        raise Refused("考核期止不得早于考核期起，也不得晚于今天。")
    evaluation = Evaluation.objects.create(
        county=county,
        scheme=scheme,
        name=required(name, "请填写考核的名称。")[:100],
        start=start,
        end=end,
        begun_by=by,
    )
    record(by, "evaluation.begun", evaluation, article=ARTICLE, organisation=county, scheme=scheme.version)
    _count(evaluation, on)
    return evaluation


def lock(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, locked until commit: every act on its scores holds this lock."""
    rows = Evaluation.objects.select_for_update(of=("self",))
    return rows.select_related("county", "scheme").get(pk=evaluation.pk)


def _finish(evaluation: Evaluation, act: A, *, by: User, **details: Any) -> Evaluation:
    evaluation.stage = next_stage(evaluation.stage, act)
    evaluation.revision += 1
    evaluation.save()
    record(
        by, f"evaluation.{act.value}", evaluation, article=ARTICLE, organisation=evaluation.county, **details
    )
    return evaluation


@transaction.atomic
def measure(evaluation: Evaluation, *, by: User, on: date) -> Evaluation:
    """取数 anew; what people gave stays."""
    evaluation = lock(evaluation)
    require(may_run(by, evaluation, A.MEASURE))
    _count(evaluation, on)
    return _finish(evaluation, A.MEASURE, by=by)


def _count(evaluation: Evaluation, on: date) -> None:
    units = evaluated_units(evaluation.county)
    indicators = list(evaluation.scheme.indicators.all())
    codes = {one.measure for one in indicators if one.measure}
    counted = measured(codes, Scope([unit.pk for unit in units], evaluation.start, evaluation.end, on))
    known = {(score.unit_id, score.indicator_id): score for score in evaluation.scores.all()}
    new: list[Score] = []
    old: list[Score] = []
    for unit, indicator in product(units, indicators):
        score = known.get((unit.pk, indicator.pk))
        score = score or Score(evaluation=evaluation, unit=unit, indicator=indicator)
        (old if score.pk else new).append(score)
        fact = counted[indicator.measure].get(unit.pk) if indicator.measure else None
        kept = {name: score.facts[name] for name in KEPT if name in score.facts}
        score.facts = {"indicator": _as_json(indicator), **(fact.as_json() if fact else {}), **kept}
        score.points = points_of(score.facts)
    Score.objects.bulk_create(new)
    Score.objects.bulk_update(old, ["facts", "points"])
    evaluation.measured_on = on
    evaluation.save(update_fields=["measured_on"])


def _as_json(indicator: Indicator) -> dict[str, Any]:
    """What of an indicator decides the points, so that frozen facts need nothing else."""
    measure = GAUGES.get(indicator.measure)
    return {
        "code": indicator.code, "head": indicator.head, "name": indicator.name, "points": str(indicator.points),
        "full": str(indicator.full), "zero": str(indicator.zero), "per": measure.per if measure else 100,
        "measure": indicator.measure,
    }  # fmt: skip


def _score(score: Score) -> Score:
    evaluation = lock(score.evaluation)
    score = Score.objects.select_for_update(of=("self",)).select_related("unit", "indicator").get(pk=score.pk)
    score.evaluation = evaluation
    return score


def _set(score: Score, by: User, **facts: Any) -> Score:
    score.facts = {**score.facts, **facts}
    score.points, score.entered_by = points_of(score.facts), by
    score.save()
    return score


def _value(value: Decimal | None) -> str | None:
    if value is not None and not 0 <= value <= 9999:
        raise Refused("指标的值须在0至9999之间。")
    return None if value is None else str(value)


@transaction.atomic
def enter(score: Score, *, by: User, value: Decimal | None, evidence: str) -> Score:
    """填写 a manual value (0 to 100), or that it does not apply, with what it rests on."""
    score = _score(score)
    require(may_run(by, score.evaluation, A.ENTER))
    if score.indicator.measure:
        raise Refused("这项指标由系统取数，不能填写。")
    evidence = required(evidence, "请写明依据。")
    score = _set(score, by, entered=_value(value), evidence=evidence[:500])
    record(
        by,
        "evaluation.entered",
        score,
        article=ARTICLE,
        organisation=score.unit,
        value=score.facts["entered"],
    )
    return score


@transaction.atomic
def ask(evaluation: Evaluation, *, by: User, on: date, until: date | None = None) -> Evaluation:
    """征求被评单位意见 until a day."""
    evaluation = lock(evaluation)
    require(may_run(by, evaluation, A.ASK))
    evaluation.objections_until = until or on + timedelta(days=REVIEW_DAYS)
    if evaluation.objections_until <= on:
        raise Refused("异议期限须晚于今天。")
    return _finish(evaluation, A.ASK, by=by, until=evaluation.objections_until.isoformat())


@transaction.atomic
def object_to(score: Score, *, by: User, on: date, text: str) -> ScoreObjection:
    """提出异议 by the unit, within the time."""
    score = _score(score)
    require(may_object(by, score))
    if score.evaluation.objections_until is not None and on > score.evaluation.objections_until:
        raise Refused("异议期限已过。")
    if score.objections.filter(accepted=None).exists():
        raise Refused("这项得分已有一条异议在等答复。")
    text = required(text, "请写明异议和理由。")
    objection = ScoreObjection.objects.create(score=score, text=text[:500], by=by, on=on)
    record(by, "evaluation.object", objection, article=ARTICLE, organisation=score.unit)
    return objection


@transaction.atomic
def answer(
    objection: ScoreObjection, *, by: User, on: date, accepted: bool, text: str, value: Decimal | None = None
) -> ScoreObjection:
    """答复异议: where it is right, with the value that holds."""
    score = _score(objection.score)
    objection = ScoreObjection.objects.select_for_update().get(pk=objection.pk)
    objection.score = score
    require(may_answer(by, objection))
    if objection.accepted is not None:
        raise Refused("这条异议已经答复。")
    if accepted and value is None:
        raise Refused("采纳的，请填写更正后的值。")
    objection.accepted, objection.answer = accepted, required(text, "请写明答复的理由。")[:500]
    objection.answered_by, objection.answered_on = by, on
    objection.save()
    if accepted:
        _set(score, by, corrected=_value(value), why=objection.answer)
    record(by, "evaluation.answer", objection, article=ARTICLE, organisation=score.unit, accepted=accepted)
    return objection


def recompute(scores: Iterable[Score], groups: dict[int, str], bounds: dict[str, Any]) -> list[Standing]:
    """Totals, ranks and notices from the facts alone; for a frozen evaluation they equal what was published."""
    facts: dict[int, list[Any]] = {}
    for score in scores:
        facts.setdefault(score.unit_id, []).append(score.facts)
    return standings({unit: total_of(of_unit) for unit, of_unit in facts.items()}, groups, bounds)


def digest(scores: Iterable[Score], bounds: dict[str, Any]) -> str:
    """SM3 of everything the results rest on."""
    rows = sorted([score.unit_id, score.indicator_id, score.facts] for score in scores)
    return sm3(canonical({"bounds": bounds, "scores": rows}))


@transaction.atomic
def freeze(evaluation: Evaluation, *, by: User, on: date, revision: int | None) -> Evaluation:
    """封存: nothing lacks, every objection is answered; facts, points and results do not change any more."""
    evaluation = lock(evaluation)
    require(may_run(by, evaluation, A.FREEZE))
    if revision != evaluation.revision:
        raise Conflict("您打开页面之后考核有改动，请看过再封存。")
    scores = list(evaluation.scores.select_related("unit", "indicator"))
    _ready(evaluation, scores, on)
    evaluation.bounds = evaluation.scheme.bounds
    groups = {score.unit_id: score.unit.kind for score in scores}
    Result.objects.bulk_create(
        Result(evaluation=evaluation, unit_id=one.unit, group=groups[one.unit], total=one.total, rank=one.rank,
               notice=one.notice, frozen=True)
        for one in recompute(scores, groups, evaluation.bounds)
    )  # fmt: skip
    evaluation.digest = digest(scores, evaluation.bounds)
    evaluation.frozen_by, evaluation.frozen_on = by, on
    evaluation.scores.update(frozen=True)
    return _finish(evaluation, A.FREEZE, by=by, digest=evaluation.digest)


def _ready(evaluation: Evaluation, scores: list[Score], on: date) -> None:
    missing = sum(score.is_missing for score in scores)
    waiting = ScoreObjection.objects.filter(score__evaluation=evaluation, accepted=None).count()
    said = []
    if missing:
        said.append(f"有{missing}项人工指标没有填写。")
    if waiting:
        said.append(f"有{waiting}条异议没有答复。")
    if evaluation.objections_until is not None and on <= evaluation.objections_until:
        said.append(f"异议期限到{evaluation.objections_until}，期满以后才能封存。")
    if said:
        raise Refused("".join(said))


@transaction.atomic
def void(evaluation: Evaluation, *, by: User, on: date, reason: str) -> Evaluation:
    """作废 with the reason; what was frozen stays to be read by the office."""
    evaluation = lock(evaluation)
    require(may_run(by, evaluation, A.VOID))
    evaluation.void_reason = required(reason, "请说明作废的理由。")[:300]
    return _finish(evaluation, A.VOID, by=by, reason=evaluation.void_reason)
