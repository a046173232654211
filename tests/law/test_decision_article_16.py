"""第十六条、第十七条 (重大行政决策程序暂行条例): 听证会, its participants, its materials, its record."""

from datetime import timedelta

import pytest

from accounts.policies import Refused
from participation.actions import gathering as acts
from participation.actions import publishing
from participation.actions.gathering import Seats
from tests.participation import made
from tests.participation.made import AFTER, HEARING, PUBLISHED

pytestmark = pytest.mark.django_db
REPORT = {"record": "甲：不同意。乙：同意。", "text": "采纳了分步调整的意见。", "is_signed": True}


def drawn(county):
    found = made.gathering(county)
    for number in range(20):
        made.sign_up(found, number, group=number % 3)
    return acts.draw(found, by=county.clerk, seed="7 3 9", at=AFTER)


def test_at_least_half_of_the_participants_are_affected(county):
    """山东省重大行政决策公众参与工作办法: 利害关系人代表不少于二分之一."""
    few = [Seats("利害关系人代表", 7, is_affected=True), Seats("群众代表", 8)]
    with pytest.raises(Refused, match="二分之一"):
        publishing.submit(made.gathering(county, state="draft", groups=few), by=county.clerk, at=PUBLISHED)
    half = [Seats("利害关系人代表", 8, is_affected=True), Seats("群众代表", 8)]
    made.gathering(county, groups=half)


def test_how_participants_are_selected_is_published_with_the_notice(county, client):
    with pytest.raises(Refused, match="种子取自"):
        publishing.submit(
            made.gathering(county, state="draft", seed_source=""), by=county.clerk, at=PUBLISHED
        )
    page = client.get(made.gathering(county).get_absolute_url()).content.decode()
    assert "抽签，种子取自2026年4月3日福利彩票3D开奖号码" in page


def test_the_list_of_participants_is_published_before_the_hearing(county):
    found = drawn(county)
    with pytest.raises(Refused, match="举行前公布"):
        acts.publish_participants(found, by=county.clerk, at=HEARING)
    assert acts.publish_participants(found, by=county.clerk, at=AFTER).participants_at == AFTER


def test_materials_are_delivered_seven_days_before(county):
    found = drawn(county)
    last = HEARING.date() - timedelta(days=7)
    with pytest.raises(Refused, match="最晚2026-05-01"):
        acts.send_materials(found, by=county.clerk, on=last + timedelta(days=1))
    assert acts.send_materials(found, by=county.clerk, on=last).materials_on == last


def test_the_record_is_confirmed_and_signed_before_the_report_is_out(county, client):
    found = drawn(county)
    report = acts.write_report(found, REPORT | {"is_signed": False}, by=county.clerk)
    later = HEARING + timedelta(days=1)
    with pytest.raises(Refused, match=r"名单没有在举行前公布.*材料送达.*确认并签字"):
        publishing.submit(report, by=county.clerk, at=later)
    acts.publish_participants(found, by=county.clerk, at=AFTER)
    acts.send_materials(found, by=county.clerk, on=AFTER.date())
    report = acts.write_report(found, REPORT, by=county.clerk)
    with pytest.raises(Refused, match="还没有举行"):
        publishing.submit(report, by=county.clerk, at=AFTER)
    assert "采纳了分步调整" not in client.get(found.get_absolute_url()).content.decode()
    made.released(county, report, at=later)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "采纳了分步调整" in page
    assert "确认并签字" in page
