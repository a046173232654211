"""Meetings that can be watched: live and replay, what is due afterwards, and the code on the slip."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.policies import Refused
from participation.actions import gathering as acts
from participation.actions import publishing
from participation.actions.gathering import Seats
from participation.streaming import FRAME, LINK, VIDEO, host_of, player
from participation.todo import tasks_for
from tests.participation import made
from tests.participation.made import AFTER, HEARING, OPEN, PUBLISHED

LIVE = "https://live.qinglan.example/room/1"
REPLAY = "https://live.qinglan.example/2026/0508.m3u8"
REPORT = {
    "record": "议定：配餐企业公开选择。",
    "text": "采纳两条意见。",
    "answers": "问：何时实施？答：秋季学期。",
    "replay_url": REPLAY,
}
FIRST = {"kind": "meeting", "selection": "first", "seed_source": "", "groups": [Seats("群众代表", 2)]}
LATER = HEARING + timedelta(days=1)
LATE = HEARING + timedelta(days=40)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (LIVE, "live.qinglan.example"),
        ("https://LIVE.Qinglan.example/1", "live.qinglan.example"),
        ("http://live.qinglan.example/1", ""),
        ("https://live.qinglan.example:8443/1", ""),
        ("https://live.qinglan.example@elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_only_a_plain_https_address_is_a_stream(url, host):
    assert host_of(url) == host


def test_a_stream_plays_on_the_page_only_where_the_county_trusts_its_host():
    trusted = ["live.qinglan.example"]
    assert player(LIVE, trusted).way == FRAME
    assert player(REPLAY, trusted).way == VIDEO
    assert player(LIVE, ["qinglan.example"]).way == LINK
    assert player("", trusted) is None


def url(found, name="gathering"):
    return reverse(f"participation:{name}", args=[found.pk])


def meeting(county, **values):
    return made.gathering(
        county, **FIRST | {"title": "邀请公众列席县政府常务会议", "live_url": LIVE} | values
    )


@pytest.mark.django_db
def test_the_address_of_a_stream_is_looked_at_before_review(county):
    draft = meeting(county, state="draft", live_url="http://live.qinglan.example/1")
    with pytest.raises(Refused, match="直播地址须以 https:// 开头"):
        publishing.submit(draft, by=county.clerk, at=PUBLISHED)


@pytest.mark.django_db
def test_live_until_midnight_then_the_replay_the_minutes_and_the_answers(county, client, clock, settings):
    settings.STREAM_HOSTS = ["live.qinglan.example"]
    found = meeting(county)
    clock(HEARING + timedelta(minutes=5))
    assert f'<iframe class="player" src="{LIVE}"' in client.get(url(found)).content.decode()
    clock(LATER)
    page = client.get(url(found)).content.decode()
    assert LIVE not in page
    assert "回放和对提问的答复应于" in page
    report = acts.write_report(found, REPORT | {"answers": "", "replay_url": ""}, by=county.clerk)
    with pytest.raises(Refused, match=r"回放地址.*逐条答复"):
        publishing.submit(report, by=county.clerk, at=LATER)
    report = acts.write_report(found, REPORT, by=county.clerk)
    assert REPLAY not in client.get(url(found)).content.decode()
    made.released(county, report, at=LATER)
    page = client.get(url(found)).content.decode()
    for words in (REPLAY, "议定：配餐企业公开选择。", "答：秋季学期。"):
        assert words in page
    assert "应于" not in page


@pytest.mark.django_db
def test_without_a_trusted_host_there_is_a_link_and_no_frame(county, client, clock):
    page = client.get(url(meeting(county))).content.decode()
    assert "<iframe" not in page
    assert "看网络直播" in page


@pytest.mark.django_db
def test_what_came_of_it_is_due_in_twenty_working_days_and_late_in_public(
    county, client, clock, django_assert_num_queries
):
    for number in range(3):
        meeting(county, title=f"会议{number}")
    clock(LATER)
    page = client.get(reverse("participation:gatherings")).content.decode()
    assert page.count("等待公布会议情况") == 3
    assert "2026-06-04" in page
    clock(LATE)
    client.get(reverse("participation:gatherings"))
    with django_assert_num_queries(4):
        page = client.get(reverse("participation:gatherings")).content.decode()
    assert page.count("逾期未公布") == 3


@pytest.mark.django_db
def test_it_waits_on_the_desk_of_the_clerk_and_of_the_county_office_when_late(county):
    found = meeting(county)
    assert [task.title for task in tasks_for(county.clerk, date(2026, 5, 8))] == []
    own = tasks_for(county.clerk, date(2026, 6, 4))[0]
    assert (own.title, own.due_on, own.overdue, own.mine) == (found.title, date(2026, 6, 4), False, True)
    late = tasks_for(county.office, date(2026, 6, 5))[0]
    assert (late.overdue, late.mine) == (True, False)
    assert tasks_for(county.other_clerk, date(2026, 6, 5)) == []
    made.released(county, acts.write_report(found, REPORT, by=county.clerk), at=LATER)
    assert tasks_for(county.clerk, date(2026, 6, 5)) == []


def post(found):
    return {
        "group": found.groups.first().pk,
        "name": "李明",
        "phone": "13800001234",
        "key": "7" * 8 + "-7777-4777-8777-" + "7" * 12,
    }


@pytest.mark.django_db
def test_the_code_on_the_slip_is_for_its_owner_and_opens_the_staffs_page(county, client, clock):
    found = meeting(county)
    assert client.get(url(found, "slip_code")).status_code == 404
    client.post(url(found, "signup"), post(found))
    assert url(found, "slip_code") in client.get(url(found, "signed_up")).content.decode()
    answer = client.get(url(found, "slip_code"))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_scanning_shows_who_it_is_and_only_the_button_checks_in(county, client, clock):
    found = meeting(county)
    slip = made.sign_up(found, 1, at=OPEN)
    place = reverse("admin:participation_gathering_arrival", args=[found.pk])
    scanned = {"serial": slip.signup.serial, "code": slip.code}
    client.force_login(county.clerk)
    assert "张1号" in client.get(place, scanned).content.decode()
    slip.signup.refresh_from_db()
    assert slip.signup.checked_in_at is None
    assert client.post(place, scanned).status_code == 200
    slip.signup.refresh_from_db()
    assert slip.signup.checked_in_at is not None
    for wrong in (
        {"serial": "x"},
        {"serial": 1, "code": "12"},
        {"serial": 2, "code": slip.code},
        {"serial": 1},
    ):
        assert "编号或者取消码不对" in client.get(place, wrong).content.decode(), wrong
        assert client.post(place, wrong).status_code == 422, wrong
    client.force_login(county.office)
    assert "张1号" not in client.get(place, scanned).content.decode()
    client.force_login(county.other_clerk)
    assert client.get(place, scanned).status_code == 404
    assert AFTER < HEARING
