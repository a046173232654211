"""第七条至第十八条（山东省村务公开条例）: what a village publishes, in which steps, how long, and who may object.

Days are calendar days. Article numbers of the Act itself are rows the county keeps, because the amendment renumbers them.
"""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from audit.models import AuditEntry
from statute.villages import Cycle, due_on, may_be_asked, period_of, stayed_long_enough
from tests import villages
from tests.factories import ON
from tests.villages import JANUARY
from village.actions import boarding, deciding, listing, opening
from village.models import BoardItem, Matter, ModelMatter, VillageRule
from village.workflow import Status

pytestmark = pytest.mark.django_db


def test_article_7_every_head_of_the_law_is_on_the_model_list():
    heads = set(ModelMatter.objects.values_list("head", flat=True))
    assert heads == {value for value, _ in Matter._meta.get_field("head").choices}
    focus = set(ModelMatter.objects.exclude(focus="").values_list("focus", flat=True))
    assert focus == {value for value, _ in Matter._meta.get_field("focus").choices}  # 市实施意见三(四)


@pytest.mark.parametrize(
    ("asked", "total", "representatives", "enough"),
    [(100, 1000, False, True), (99, 1000, False, False), (8, 40, True, True), (7, 40, True, False), (0, 10, True, False)],
)  # fmt: skip
def test_article_8_a_tenth_of_the_villagers_or_a_fifth_of_the_representatives(
    county, asked, total, representatives, enough
):
    assert may_be_asked(asked, total, representatives=representatives) is enough
    values = {
        "by": county.village_officer, "on": ON, "title": "村集体用车", "head": "other", "cycle": "quarterly",
        "responsible": "村民委员会主任", "asked": asked, "asked_of": total,
    }  # fmt: skip
    if enough:
        made = listing.add_on_request(county.village, representatives=representatives, **values)
        opening.open_periods(county.village, on=ON)
        assert made.items.get().status == Status.DUE  # once on the list it must be published like any other
    else:
        with pytest.raises(Refused, match="人数还不够"):
            listing.add_on_request(county.village, representatives=representatives, **values)
        assert not Matter.objects.exists()


def test_article_8_the_database_counts_too(county):
    with pytest.raises(IntegrityError, match="matter_asked_by_enough"), transaction.atomic():
        Matter.objects.create(
            village=county.village, title="甲", head="other", cycle="quarterly", due_days=0, responsible="乙",
            origin="villagers", asked=99, asked_of=1000, since=ON,
        )  # fmt: skip


def test_article_11_four_steps_by_different_bodies(county):
    made = villages.item(county)
    for by in (county.village_supervisor, county.village_party, county.township_clerk, county.superuser):
        with pytest.raises(Refused):
            deciding.propose(made, villages.content(), by=by, on=ON)
    made = deciding.propose(made, villages.content(), by=county.village_officer, on=ON)
    for by in (county.village_officer, county.village_party, county.township_head):
        with pytest.raises(Refused):
            deciding.review(made, by=by, on=ON, note="", seen=made.content_hash)
    made = deciding.review(made, by=county.village_supervisor, on=ON, note="", seen=made.content_hash)
    for by in (county.village_officer, county.village_supervisor):
        with pytest.raises(Refused):
            deciding.decide(made, by=by, on=ON, meeting="一致同意", seen=made.content_hash)
    made = deciding.decide(made, by=county.village_party, on=ON, meeting="一致同意", seen=made.content_hash)
    for by in (county.village_supervisor, county.village_party, county.township_clerk):
        with pytest.raises(Refused):
            deciding.publish(made, by=by, on=ON)
    made = deciding.publish(made, by=county.village_officer, on=ON)
    assert made.status == Status.PUBLISHED
    assert [made.proposed_on, made.reviewed_on, made.decided_on, made.published_on] == [ON] * 4


def test_article_11_a_step_cannot_be_skipped_or_dated_before_the_one_before(county):
    made = villages.item(county)
    before = ON - timedelta(days=1)
    made = deciding.propose(made, villages.content(), by=county.village_officer, on=ON)
    with pytest.raises(Refused, match="不能联席会议决定"):
        deciding.decide(made, by=county.village_party, on=ON, meeting="同意", seen=made.content_hash)
    with pytest.raises(Refused, match="不能早于"):
        deciding.review(made, by=county.village_supervisor, on=before, note="", seen=made.content_hash)


def test_article_12_finance_every_month_other_matters_every_quarter():
    february = period_of(Cycle.MONTHLY, date(2026, 2, 14))
    assert due_on(february, 10) == date(2026, 3, 10)
    assert due_on(period_of(Cycle.QUARTERLY, date(2026, 2, 14)), 0) == date(2026, 3, 31)


def test_article_12_a_month_without_accounts_is_overdue(county):
    villages.listed(county, since=JANUARY, on=date(2026, 3, 2))
    due = BoardItem.objects.get(matter__is_ledger=True, period_start=date(2026, 1, 1))
    assert due.due_on == date(2026, 2, 10)
    assert not due.is_overdue(date(2026, 2, 10))
    assert due.is_overdue(date(2026, 2, 11))
    assert due in BoardItem.objects.overdue(date(2026, 2, 11))


def test_article_13_what_hung_four_days_is_published_anew(county):
    assert not stayed_long_enough(ON, ON + timedelta(days=4), 5)
    assert stayed_long_enough(ON, ON + timedelta(days=5), 5)
    made = villages.item(county, state=Status.PUBLISHED)
    short = boarding.post(made, by=county.village_officer, on=ON)
    assert boarding.take_down(short, by=county.village_officer, on=ON + timedelta(days=4)) is False
    made.refresh_from_db()
    assert boarding.to_post_anew(made, 5) == ["村公开栏"]
    again = boarding.post(made, by=county.village_officer, on=ON + timedelta(days=4))
    assert boarding.to_post_anew(made, 5) == []
    assert boarding.take_down(again, by=county.village_officer, on=ON + timedelta(days=9)) is True
    assert boarding.to_post_anew(made, 5) == []


def test_article_13_every_natural_village_has_its_board(county):
    made = villages.item(county, state=Status.PUBLISHED)
    for place in ("上河", "下河"):
        boarding.post(made, by=county.village_officer, on=ON, place=place)
    first = made.postings.get(place="上河")
    boarding.take_down(first, by=county.village_officer, on=ON + timedelta(days=1))
    assert boarding.to_post_anew(made, 5) == ["上河"]


def test_article_16_the_committee_objects_within_five_days_of_the_plan(county):
    made = villages.item(county, state=Status.PROPOSED)
    late = ON + timedelta(days=6)
    with pytest.raises(Refused, match="2026-03-07"):
        deciding.send_back(made, by=county.village_supervisor, on=late, reason="金额不对")
    sent = deciding.send_back(
        made, by=county.village_supervisor, on=ON + timedelta(days=5), reason="金额不对"
    )
    assert sent.due_on == date(2026, 3, 12)
    made.refresh_from_db()
    assert made.status == Status.DUE
    deciding.propose(made, villages.content(), by=county.village_officer, on=sent.due_on)
    sent.refresh_from_db()
    assert sent.answered_on == sent.due_on


def test_article_16_villagers_object_within_five_calendar_days_and_are_answered_within_five(county):
    friday = date(2026, 3, 6)  # the five days run over the weekend
    made = villages.item(county, state=Status.PUBLISHED, on=friday)
    one = boarding.object_to(made, key=UUID(int=1), on=date(2026, 3, 11), text="少了一户")
    assert one.due_on == date(2026, 3, 16)
    with pytest.raises(Refused, match="2026-03-11"):
        boarding.object_to(made, key=UUID(int=2), on=date(2026, 3, 12), text="少了一户")
    answered = boarding.answer(one, by=county.village_officer, on=date(2026, 3, 16), text="已补上")
    assert not answered.was_late


def test_article_18_the_list_comes_from_the_county_and_is_taken_over_once(county):
    villages.listed(county)
    assert Matter.objects.count() == ModelMatter.objects.count() > 15
    listing.adopt(county.village, by=county.village_officer, on=ON)
    assert Matter.objects.count() == ModelMatter.objects.count()


def test_act_article_31_the_township_orders_what_is_missing(county):
    made = villages.due(county, "财务收支明细")
    assert made.due_on == date(2026, 2, 10)
    until = ON + timedelta(days=7)
    with pytest.raises(Refused, match="期满"):
        boarding.order(made, by=county.township_clerk, on=made.due_on, reason="核实", until=until)
    for by in (county.village_officer, county.other_township_clerk, county.clerk, county.superuser):
        with pytest.raises(Refused):
            boarding.order(made, by=by, on=ON, reason="核实", until=until)
    given = boarding.order(made, by=county.township_clerk, on=ON, reason="查看公开栏，没有张贴", until=until)
    with pytest.raises(Refused, match="已经责令"):
        boarding.order(made, by=county.office, on=ON, reason="再次", until=until)
    made.refresh_from_db()
    villages.advance_ledger(county, made)
    given.refresh_from_db()
    assert given.fulfilled_on == ON


def test_articles_are_rows_that_can_move(county):
    rule = VillageRule.objects.current().get(key="order")
    assert "2018" in rule.legal_basis  # the text in force since 2026 counts otherwise
    assert not rule.verified
    made = villages.item(county, state=Status.PROPOSED)
    assert AuditEntry.objects.about(made).last().article == "山东省村务公开条例第十一条"
