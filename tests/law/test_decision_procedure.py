"""第三条至第三十六条 (重大行政决策程序暂行条例): the yearly catalogue, and the steps of each matter."""

from datetime import date, timedelta

import pytest

from accounts.policies import Refused
from participation.actions import deciding, publishing
from participation.actions.deciding import Entry
from participation.models import DecisionMatter
from participation.procedure import Step
from tests.factories import ON
from tests.participation import made
from tests.participation.made import PUBLISHED

pytestmark = pytest.mark.django_db
S = Step
FIRST = (S.CATALOGUED, S.STARTED, S.DRAFTED, S.COMMENT)
LATER = date(2026, 9, 1)


def walk(matter: DecisionMatter, by, *steps: Step, on: date = ON) -> date:
    """The steps, ten days apart; the day of the last."""
    for step in steps:
        on += timedelta(days=10)
        deciding.record_step(matter, step, by=by, on=on, today=LATER)
    return on


@pytest.fixture
def entry(county):
    return made.catalogue(county).entries.order_by("number").first()


def test_the_catalogue_is_published_and_each_matter_has_its_page(county, client, entry):
    assert client.get(entry.catalogue.get_absolute_url()).status_code == 200
    page = client.get(entry.matter.get_absolute_url()).content.decode()
    assert entry.title in page
    assert "尚未进行" in page


def test_it_is_adjusted_in_a_new_version_that_says_what_changed(county, client, entry):
    with pytest.raises(Refused, match="为什么"):
        deciding.adjust(entry.catalogue, by=county.clerk, note=" ")
    newer = deciding.adjust(entry.catalogue, by=county.clerk, note="增加一项。")
    assert (newer.version, newer.entries.count()) == (2, 2)
    assert [one.matter for one in newer.entries.all()] == [
        one.matter for one in entry.catalogue.entries.all()
    ]
    assert client.get(newer.get_absolute_url()).status_code == 404
    made.released(county, newer)
    assert "第 2 版" in client.get(entry.catalogue.get_absolute_url()).content.decode()


def test_no_step_before_the_catalogue_is_published(county):
    draft = made.catalogue(county, state="draft")
    with pytest.raises(Refused, match="还没有公布"):
        deciding.record_step(draft.entries.first().matter, S.CATALOGUED, by=county.clerk, on=ON, today=ON)


def test_the_procedure_is_kept_in_its_order(county, entry):
    walk(entry.matter, county.clerk, *FIRST)
    with pytest.raises(Refused, match="下一步可以是"):
        deciding.record_step(entry.matter, S.DECIDED, by=county.clerk, on=LATER, today=LATER)
    assert entry.matter.steps.count() == 4


def test_a_step_is_left_out_only_with_reason_and_article_and_that_is_public(county, client, entry):
    on = walk(entry.matter, county.clerk, *FIRST)
    skip = {"by": county.clerk, "on": on, "today": LATER, "skipped": True}
    with pytest.raises(Refused, match="理由和依据的条款"):
        deciding.record_step(entry.matter, S.EXPERT, reason="不涉及专业问题", **skip)
    deciding.record_step(entry.matter, S.EXPERT, reason="不涉及专业问题", article="条例第十九条", **skip)
    page = client.get(entry.matter.get_absolute_url()).content.decode()
    assert "不涉及专业问题" in page
    assert "条例第十九条" in page


def test_the_legality_review_has_seven_working_days_and_cannot_be_left_out(county, entry):
    on = walk(entry.matter, county.clerk, *FIRST, S.EXPERT, S.RISK)
    by = {"by": county.clerk, "today": LATER}
    with pytest.raises(Refused, match="不少于7个工作日"):
        deciding.record_step(entry.matter, S.LEGALITY, on=on + timedelta(days=6), **by)
    with pytest.raises(Refused, match="不能省略"):
        deciding.record_step(
            entry.matter, S.LEGALITY, on=on, skipped=True, reason="急", article="第二十五条", **by
        )
    with pytest.raises(Refused, match="下一步"):
        deciding.record_step(entry.matter, S.COLLECTIVE, on=LATER, **by)


def test_a_livelihood_matter_does_not_get_past_the_survey(county):
    entry = made.catalogue(county).entries.get(is_livelihood=True)
    on = walk(entry.matter, county.clerk, *FIRST)
    with pytest.raises(Refused, match="民意调查"):
        deciding.record_step(entry.matter, S.EXPERT, by=county.clerk, on=on, today=LATER)
    walk(entry.matter, county.clerk, S.SURVEY, S.EXPERT, on=on)


def test_nobody_records_what_has_not_happened_and_nobody_from_outside(county, entry):
    with pytest.raises(Refused, match="还没有到"):
        deciding.record_step(entry.matter, S.CATALOGUED, by=county.clerk, on=LATER, today=ON)
    for who in (county.other_clerk, county.office, county.superuser):
        with pytest.raises(Refused, match="经办人员记录"):
            deciding.record_step(entry.matter, S.CATALOGUED, by=who, on=ON, today=ON)


def test_the_body_in_charge_records_too(county):
    listed = made.catalogue(county, entries=[Entry("教育规划", county.other_department, "12月底")])
    matter = listed.entries.get().matter
    assert (
        deciding.record_step(matter, S.CATALOGUED, by=county.other_clerk, on=ON, today=ON).step
        == S.CATALOGUED
    )


def test_a_withdrawn_catalogue_takes_its_matters_with_it(county, client, entry):
    publishing.withdraw(entry.catalogue, by=county.head, at=PUBLISHED, reason="有误")
    assert client.get(entry.matter.get_absolute_url()).status_code == 404
    assert client.get(entry.catalogue.get_absolute_url()).status_code == 404
