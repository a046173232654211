"""Evaluations: points from facts, 100 points to publish, two people, units heard, frozen facts that give the same scores."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.policies import Refused
from audit.models import AuditEntry
from supervision import evaluation_todo, scoring
from supervision.actions import announcing, evaluating, scheming
from supervision.actions.stepping import Conflict
from supervision.evaluation_workflow import TRANSITIONS, Act, Notice, Stage, next_stage
from supervision.measuring import GAUGES
from supervision.models import Evaluation, Indicator, Rectification, Result, Scheme, Score, ScoreObjection
from supervision.workflow import NotPossible
from tests.evaluations import LATER, START, entered, evaluation, scheme
from tests.factories import ON

INDICATOR = {
    "code": "x",
    "head": "主动公开",
    "name": "公开率",
    "points": "10",
    "full": "95",
    "zero": "50",
    "per": 100,
}
BOUNDS = {"praise_from": "90", "urge_below": "75", "criticise_below": "60"}


def facts(number=None, of=None, indicator=INDICATOR, **more):
    counted = {} if of is None else {"number": number, "of": of}
    return {"indicator": indicator, **counted, **more}


# --- from facts to points -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counted", "value", "points", "colour"),
    [
        (facts(95, 100), "95.00", "10.00", "green"),
        (facts(100, 100), "100.00", "10.00", "green"),
        (facts(80, 100), "80.00", "6.67", "amber"),
        (facts(60, 100), "60.00", "2.22", "red"),
        (facts(10, 100), "10.00", "0.00", "red"),
        (facts(0, 0), None, None, "grey"),
        (facts(), None, None, "grey"),
        (facts(10, 100, corrected="95", why="漏计"), "95", "10.00", "green"),
        (facts(entered="50"), "50", "0.00", "red"),
    ],
)
def test_points_follow_from_the_facts(counted, value, points, colour):
    assert scoring.value_of(counted) == (value and Decimal(value))
    assert scoring.points_of(counted) == (points and Decimal(points))
    assert scoring.colour_of(counted) == colour


def test_fewer_days_are_better():
    days = INDICATOR | {"full": "10", "zero": "20", "per": 1}
    assert scoring.points_of(facts(30, 3, days)) == Decimal(10)
    assert scoring.points_of(facts(45, 3, days)) == Decimal(5)
    assert scoring.points_of(facts(90, 3, days)) == Decimal(0)


def test_what_does_not_apply_is_taken_out_of_the_hundred():
    assert scoring.total_of([facts(95, 100), facts(0, 0)]) == Decimal(100)
    assert scoring.total_of([facts(95, 100), facts(0, 10)]) == Decimal(50)
    assert scoring.total_of([facts(0, 0)]) is None


def test_equal_totals_share_a_rank_and_each_kind_of_unit_has_its_own():
    totals = {1: Decimal(95), 2: Decimal(95), 3: Decimal(70), 4: Decimal(50), 5: None}
    groups = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}
    found = {one.unit: (one.rank, one.notice) for one in scoring.standings(totals, groups, BOUNDS)}
    assert found == {1: (1, "praise"), 2: (1, "praise"), 3: (3, "urge"), 4: (1, "criticise")}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("stage", Stage)
def test_every_act_from_every_stage(act, stage):
    row = TRANSITIONS[act]
    if stage in row.sources:
        assert next_stage(stage, act) == (row.target or stage)
    else:
        with pytest.raises(NotPossible, match=act.label):
            next_stage(stage, act)


def test_the_seed_sums_to_a_hundred_and_names_known_measures():
    rows = scheming.default_rows()
    assert sum(Decimal(row["points"]) for row in rows) == 100
    assert {row["measure"] for row in rows} - {""} == set(GAUGES)
    heads: dict[str, Decimal] = {}
    for row in rows:
        heads[row["head"]] = heads.get(row["head"], Decimal(0)) + Decimal(row["points"])
    assert list(heads.values()) == [40, 15, 12, 8, 8, 7, 3, 4, 3]


# --- schemes ------------------------------------------------------------------------------------------------------

db = pytest.mark.django_db


def rows_of(made: Scheme) -> dict[int, dict[str, object]]:
    names = ("name", "points", "full", "zero", "basis")
    return {one.pk: {name: getattr(one, name) for name in names} for one in made.indicators.all()}


@db
def test_a_scheme_is_published_with_a_hundred_points_by_somebody_else(county):
    made = scheme(county, published=False)
    rows = rows_of(made)
    first = made.indicators.first()
    rows[first.pk]["points"] = Decimal(10)
    scheming.change_scheme(made, county.government, by=county.office, bounds={}, rows=rows)
    with pytest.raises(Refused, match="94"):
        scheming.publish_scheme(made, county.government, by=county.government_head, on=ON)
    new = {"head": "组织保障", "code": "praise", "name": "经验交流", "points": Decimal(6), "measure": ""}
    scheming.change_scheme(made, county.government, by=county.office, bounds={}, rows={}, new=new)
    for person in (county.office, county.clerk, county.superuser):
        with pytest.raises(Refused):
            scheming.publish_scheme(made, county.government, by=person, on=ON)
    scheming.publish_scheme(made, county.government, by=county.government_head, on=ON)
    assert Scheme.objects.in_force() == made


@db
@pytest.mark.parametrize(
    "change", [{"points": Decimal(101)}, {"full": Decimal(50), "zero": Decimal(50)}, {"name": ""}]
)
def test_bad_rows_change_nothing(county, change):
    made = scheme(county, published=False)
    rows = rows_of(made)
    rows[made.indicators.first().pk] |= change
    with pytest.raises(Refused):
        scheming.change_scheme(made, county.government, by=county.office, bounds={}, rows=rows)
    with pytest.raises(Refused):
        scheming.change_scheme(
            made, county.government, by=county.office, bounds={"urge_below": Decimal(95)}, rows={}
        )
    assert made.points() == 100


@db
def test_a_published_scheme_stands_and_the_next_is_a_copy(county):
    first = scheme(county)
    with pytest.raises(Refused):
        scheming.change_scheme(first, county.government, by=county.office, bounds={}, rows=rows_of(first))
    for rows in (Indicator.objects.filter(scheme=first), Scheme.objects.filter(pk=first.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(name="改名")
    second = scheme(county, published=False)
    assert (second.version, second.points()) == (2, 100)
    with pytest.raises(Refused, match="正在拟定"):
        scheming.begin_scheme(county.government, by=county.office, on=ON)


# --- an evaluation ------------------------------------------------------------------------------------------------


@db
def test_frozen_equals_recomputed_from_the_frozen_facts(county):
    made = evaluation(county, stage=Stage.PUBLISHED)
    scores = list(made.scores.all())
    assert [score.points for score in scores] == [scoring.points_of(score.facts) for score in scores]
    results = {one.unit_id: one for one in made.results.all()}
    again = evaluating.recompute(scores, {one.unit_id: one.group for one in results.values()}, made.bounds)
    assert len(again) == len(results) > 0
    for one in again:
        kept = results[one.unit]
        assert (kept.total, kept.rank, kept.notice) == (one.total, one.rank, one.notice)
    assert evaluating.digest(scores, made.bounds) == made.digest


@db
def test_what_is_frozen_no_longer_changes_not_even_by_sql(county):
    made = evaluation(county, stage=Stage.PUBLISHED)
    for rows, change in (
        (Score.objects.all(), {"points": 1}), (Result.objects.all(), {"total": 1}), (Evaluation.objects.all(), {"name": "改"}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert made.results.exists()


ACTS = {
    Act.MEASURE: lambda c, one: evaluating.measure(one, by=c.office, on=ON),
    Act.ENTER: lambda c, one: evaluating.enter(
        one.scores.filter(indicator__measure="").first(), by=c.office, value=Decimal(50), evidence="台账"
    ),
    Act.ASK: lambda c, one: evaluating.ask(one, by=c.office, on=ON),
    Act.OBJECT: lambda c, one: evaluating.object_to(
        one.scores.filter(unit=c.department).first(), by=c.clerk, on=ON, text="漏计三月的文件"
    ),
    Act.FREEZE: lambda c, one: evaluating.freeze(one, by=c.office, on=LATER, revision=one.revision),
    Act.PUBLISH: lambda c, one: announcing.publish(one, by=c.government_head, on=LATER, seen=one.digest),
    Act.VOID: lambda c, one: evaluating.void(one, by=c.office, on=ON, reason="口径有误"),
}


@db
@pytest.mark.parametrize("stage", Stage)
def test_a_stage_refuses_every_act_it_does_not_allow(county, stage):
    made = evaluation(county, stage=stage)
    entries = AuditEntry.objects.count()
    for act, perform in ACTS.items():
        if stage not in TRANSITIONS[act].sources:
            with pytest.raises(Refused):
                perform(county, made)
    assert Evaluation.objects.get().stage == stage
    assert AuditEntry.objects.count() == entries


@db
def test_only_the_office_runs_it_and_somebody_else_publishes(county):
    made = evaluation(county, stage=Stage.FROZEN)
    for person in (county.office, county.clerk, county.head, county.city_officer, county.superuser):
        with pytest.raises(Refused):
            announcing.publish(made, by=person, on=LATER, seen=made.digest)
    with pytest.raises(Conflict):
        announcing.publish(made, by=county.government_head, on=LATER, seen="")
    for person in (county.clerk, county.head, county.government_head):
        with pytest.raises(Refused):
            evaluating.begin(county.government, by=person, on=ON, name="考核", start=START, end=ON)


@db
def test_nothing_is_frozen_while_something_lacks(county):
    made = evaluation(county)
    asked = evaluating.ask(made, by=county.office, on=ON)
    with pytest.raises(Refused, match=r"人工指标没有填写.*异议期限到"):
        evaluating.freeze(asked, by=county.office, on=ON, revision=asked.revision)
    asked = entered(county, asked)
    score = asked.scores.filter(unit=county.department, indicator__code="items_filled").get()
    objection = evaluating.object_to(score, by=county.clerk, on=ON, text="漏计三月的文件")
    with pytest.raises(Refused, match="1条异议没有答复"):
        evaluating.freeze(asked, by=county.office, on=LATER, revision=asked.revision)
    with pytest.raises(Refused, match="更正后的值"):
        evaluating.answer(objection, by=county.office, on=ON, accepted=True, text="属实")
    evaluating.answer(
        objection, by=county.office, on=ON, accepted=True, text="属实，已补计", value=Decimal(95)
    )
    score.refresh_from_db()
    assert score.points == score.indicator.points
    frozen = evaluating.freeze(asked, by=county.office, on=LATER, revision=asked.revision)
    assert frozen.stage == Stage.FROZEN


@db
def test_a_unit_objects_to_its_own_score_in_time_and_not_twice(county):
    made = evaluation(county, stage=Stage.REVIEWING)
    score = made.scores.filter(unit=county.department).first()
    with pytest.raises(Refused):
        evaluating.object_to(score, by=county.other_clerk, on=ON, text="漏计")
    with pytest.raises(Refused, match="期限已过"):
        evaluating.object_to(score, by=county.clerk, on=LATER, text="漏计")
    evaluating.object_to(score, by=county.clerk, on=ON, text="漏计")
    with pytest.raises(Refused, match="等答复"):
        evaluating.object_to(score, by=county.head, on=ON, text="漏计")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreObjection.objects.update(answered_by=county.clerk)


@db
def test_counting_again_keeps_what_people_gave(county):
    made = entered(county, evaluation(county))
    evaluating.measure(made, by=county.office, on=ON)
    score = made.scores.filter(indicator__measure="").first()
    assert score.facts["entered"] == "100"
    with pytest.raises(Refused, match="系统取数"):
        evaluating.enter(
            made.scores.exclude(indicator__measure="").first(),
            by=county.office,
            value=Decimal(1),
            evidence="台账",
        )


@db
def test_who_is_behind_gets_an_order(county):
    made = evaluation(county, stage=Stage.PUBLISHED)
    behind = made.results.exclude(notice__in=(Notice.NONE, Notice.PRAISE))
    assert set(Rectification.objects.values_list("unit", flat=True)) == set(
        behind.values_list("unit", flat=True)
    )
    assert all(made.name in order.demand for order in Rectification.objects.all())


@db
def test_who_has_what_to_do(county):
    def mine(person, on=ON):
        known = User.objects.get(pk=person.pk)
        return [task.action_label for task in evaluation_todo.tasks_for(known, on) if task.mine]

    made = scheme(county, published=False)
    assert mine(county.government_head) == ["核对分值、公布"]
    assert mine(county.head) == mine(county.clerk) == []
    scheming.publish_scheme(made, county.government, by=county.government_head, on=ON)
    asked = evaluation(county, stage=Stage.REVIEWING)
    assert mine(county.clerk) == ["核对得分，可以提出异议"]
    assert mine(county.clerk, LATER) == mine(county.office) == []
    assert mine(county.office, LATER) == ["封存"]
    evaluating.object_to(
        asked.scores.filter(unit=county.department).first(), by=county.clerk, on=ON, text="漏计"
    )
    assert mine(county.office) == ["答复异议"]
    evaluating.answer(ScoreObjection.objects.get(), by=county.office, on=ON, accepted=False, text="口径如此")
    evaluating.freeze(asked, by=county.office, on=LATER, revision=asked.revision)
    assert mine(county.government_head) == ["公布"]
    assert mine(county.superuser) == mine(county.office) == []


# --- pages --------------------------------------------------------------------------------------------------------


@db
def test_what_is_published_is_a_page_with_facts_and_a_file(client, county, django_assert_num_queries):
    waiting = evaluation(county, stage=Stage.FROZEN)
    url = reverse("supervision:evaluation", args=[waiting.pk])
    assert client.get(url).status_code == 404
    made = announcing.publish(waiting, by=county.government_head, on=LATER, seen=waiting.digest)
    client.get(url)
    with django_assert_num_queries(3):
        page = client.get(url).content.decode()
    assert county.department.name in page
    unit = reverse("supervision:scores", args=[made.pk, county.department.code])
    assert "现行目录中主动公开的事项" in client.get(unit).content.decode()
    assert made.name in client.get(reverse("supervision:evaluations")).content.decode()
    book = load_workbook(
        io.BytesIO(client.get(reverse("supervision:evaluation_xlsx", args=[made.pk])).content)
    )
    assert book.sheetnames == ["排名", "得分"]
    assert book["排名"].max_row == 1 + made.results.count()
    assert book["得分"].max_row == 1 + made.scores.count()


@db
def test_the_desk_from_counting_to_publication(client, county):
    scheme(county)
    client.force_login(county.office)
    start = reverse("admin:supervision_evaluation_start")
    bad = client.post(start, {"name": "考核", "start": "2026-03-01", "end": "2026-01-01"})
    assert bad.status_code == 422
    made = evaluation(county)
    unit = reverse("admin:supervision_evaluation_unit", args=[made.pk, county.department.code])
    manual = made.scores.filter(unit=county.department, indicator__measure="").first()
    enter = reverse("admin:supervision_evaluation_score", args=[made.pk, manual.pk, "enter"])
    assert client.post(enter, {"value": "50", "evidence": "台账"}).status_code == 302
    manual.refresh_from_db()
    assert manual.facts["entered"] in ("50", "50.00")
    assert "台账" in client.get(unit).content.decode()
    client.force_login(county.clerk)
    assert client.get(unit).status_code == 404
    evaluating.ask(made, by=county.office, on=ON, until=ON + timedelta(days=9999))
    assert client.get(unit).status_code == 200
    other = reverse("admin:supervision_evaluation_unit", args=[made.pk, county.township.code])
    assert client.get(other).status_code == 404
    url = reverse("admin:supervision_evaluation_score", args=[made.pk, manual.pk, "object"])
    client.post(url, {"text": "已经办了两次培训"})
    assert ScoreObjection.objects.get().by == county.clerk


@db
def test_a_draft_scheme_is_saved_as_a_form(client, county):
    made = scheme(county, published=False)
    client.force_login(county.office)
    screen = client.get(reverse("admin:supervision_scheme_change", args=[made.pk]))
    data = {"praise_from": "92", "urge_below": "70", "criticise_below": "55"}
    for one, form in screen.context["rows"]:
        data |= {f"i{one.pk}-{name}": str(form.initial[name]) for name in form.fields}
    client.post(reverse("admin:supervision_scheme_act", args=[made.pk, "save"]), data)
    made.refresh_from_db()
    assert (made.praise_from, made.points()) == (92, 100)
    client.force_login(county.government_head)
    client.post(reverse("admin:supervision_scheme_act", args=[made.pk, "publish"]))
    assert Scheme.objects.in_force() == made
