"""The public pages: open to all, kind when late, silent about what is not public, constant in queries."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from participation.actions import opining
from participation.forms import challenge
from participation.models import Opinion
from participation.views import framing
from tests.participation import made
from tests.participation.made import AFTER, CLOSES, PUBLISHED

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(county):
    return made.consultation(county, opinions=0)


def form(**values):
    return {"key": str(uuid4()), "whole": "罚款太低", "name": "李明", "contact": "", "website": ""} | values


def url(thing, name="opinion"):
    return reverse(f"participation:{name}", args=[thing.pk])


def test_a_citizen_comments_on_the_whole_and_on_a_clause(client, thing, clock):
    page = client.get(url(thing)).content.decode()
    assert "第二条" in page
    response = client.post(url(thing), form(clause_2="登记应当能网上办"), follow=True)
    assert "编号 1" in response.content.decode()
    assert [part.label for part in Opinion.objects.get().parts.all()] == ["整体意见", "第二条"]


def test_double_click_back_and_replay_make_one_opinion(client, thing, clock):
    sent = form()
    for _ in range(3):
        assert client.post(url(thing), sent).status_code == 302
    assert Opinion.objects.count() == 1


def test_a_second_too_late_is_refused_kindly_with_the_text_handed_back(client, thing, clock):
    clock(CLOSES)
    assert client.get(url(thing)).status_code == 200
    clock(CLOSES + timedelta(seconds=1))
    response = client.post(url(thing), form(whole="写了半天的意见", clause_3="拴绳长度要写明"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "写了半天的意见" in page
    assert "拴绳长度要写明" in page
    assert "2026-04-02 17:00" in page
    assert "0635-8221234" in page
    assert not Opinion.objects.exists()


def test_the_clock_that_counts_is_read_inside_the_act(client, thing, clock, monkeypatch):
    """The page's own look at the clock passes; the act's, after the lock, does not."""
    clock(CLOSES)
    later = SimpleNamespace(now=lambda: CLOSES + timedelta(seconds=1))
    monkeypatch.setattr(opining, "timezone", later)
    response = client.post(url(thing), form(whole="压线提交"))
    assert response.status_code == 409
    assert "压线提交" in response.content.decode()
    assert not Opinion.objects.exists()


def test_errors_stand_beside_the_fields_and_what_was_typed_stays(client, thing, clock):
    response = client.post(url(thing), form(whole="", contact="不是邮箱"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "请至少写一条意见" in page
    assert 'href="#id_contact"' in page
    assert "不是邮箱" in page


def test_a_machine_that_fills_the_hidden_field_gets_a_friendly_page_and_nothing_is_kept(client, thing, clock):
    assert client.post(url(thing), form(website="http://spam")).status_code == 302
    assert not Opinion.objects.exists()


def test_whoever_sends_a_lot_answers_a_question_first(client, thing, clock):
    for _ in range(framing.BEFORE_QUESTION):
        client.post(url(thing), form())
    page = client.get(url(thing)).content.decode()
    first, second = re.search(r"([一二三四五六七八九])加([一二三四五六七八九])等于几", page).groups()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    assert client.post(url(thing), form(token=token, answer="0")).status_code == 422
    total = challenge.WORDS.index(first) + challenge.WORDS.index(second)
    assert client.post(url(thing), form(token=token, answer=str(total))).status_code == 302
    assert Opinion.objects.count() == framing.BEFORE_QUESTION + 1


def test_numerals_and_figures_both_answer_the_question():
    for first, second, answers in (
        (2, 3, {"5", "五"}),
        (5, 5, {"10", "十"}),
        (9, 8, {"17", "十七", "一十七"}),
    ):
        token = challenge.signing.dumps([first, second, "x"], salt=challenge.SALT)
        assert all(challenge.right(token, answer) for answer in answers)
        assert not challenge.right(token, "4")
    assert not challenge.right("nonsense", "5")


def test_too_many_from_one_address_are_stopped_with_their_text(client, thing, clock, settings):
    settings.PARTICIPATION_PER_ADDRESS = 1
    client.post(url(thing), form())
    response = client.post(url(thing), form(whole="第二件"))
    assert response.status_code == 429
    assert "第二件" in response.content.decode()
    assert Opinion.objects.count() == 1


def test_what_is_not_public_is_not_there(client, county, clock):
    for state in ("draft", "approved", "withdrawn"):
        hidden = made.consultation(county, state=state, title="绝不外泄")
        for name in ("consultation", "opinion", "received", "feedback", "feedback_table"):
            assert client.get(url(hidden, name)).status_code == 404, (state, name)
        assert client.post(url(hidden), form()).status_code == 404
    for name in ("index", "consultations"):
        assert "绝不外泄" not in client.get(reverse(f"participation:{name}")).content.decode()
    assert "绝不外泄" not in client.get("/").content.decode()


def test_opinions_and_answers_show_only_when_the_feedback_is_published(client, county, thing, clock):
    made.opinion(thing, text="绝不先说")
    made.answered(county, thing)
    clock(AFTER)
    for name in ("consultation", "feedback"):
        assert "绝不先说" not in client.get(url(thing, name)).content.decode()
    feedback = made.approved(county, thing.feedback, at=AFTER)
    assert client.get(url(thing, "feedback")).status_code == 404
    made.answering.publish(feedback, by=county.clerk, at=AFTER)
    page = client.get(url(thing, "feedback")).content.decode()
    assert "绝不先说" in page
    assert "李*" in page
    assert "李明" not in page


def test_a_hidden_opinion_is_counted_and_its_text_is_nowhere(client, county, thing, clock):
    bad = made.opinion(thing, text="辱骂的话")
    made.opining.moderate(bad, by=county.clerk, shown=False, reason="含侮辱性言辞")
    made.settled(county, thing)
    page = client.get(url(thing, "feedback")).content.decode()
    assert "辱骂的话" not in page
    assert "不予展示" in page
    assert "1 = 0 + 1 + 0" in page


def test_overdue_is_said_in_public(client, county, thing, clock):
    clock(AFTER + timedelta(days=60))
    page = client.get(thing.get_absolute_url()).content.decode()
    assert "逾期未反馈" in page
    assert "逾期未反馈" in client.get(reverse("participation:index")).content.decode()


def test_the_countdown_is_on_the_home_page(client, thing, clock):
    assert "还有13天，04月02日 17:00截止" in client.get("/").content.decode()
    clock(CLOSES - timedelta(hours=1))
    assert "今天17:00截止" in client.get("/").content.decode()


def test_lists_cost_the_same_however_long_they_are(client, county, clock, django_assert_num_queries):
    made.consultation(county, opinions=2)
    made.consultation(county, state="settled")
    with django_assert_num_queries(4):  # count, rows, rule, the calendar's version
        client.get(reverse("participation:consultations"))
    for _ in range(3):
        made.consultation(county, opinions=0)
    with django_assert_num_queries(4):
        client.get(reverse("participation:consultations"))
    with django_assert_num_queries(9):
        client.get(reverse("participation:index"))


def test_the_feedback_page_costs_the_same_with_many_opinions(
    client, county, clock, django_assert_num_queries
):
    for count in (2, 9):
        thing = made.consultation(county, state="settled", opinions=count)
        with django_assert_num_queries(6):
            client.get(url(thing, "feedback"))


def test_the_table_is_a_workbook_without_names(client, county, clock):
    thing = made.consultation(county, state="settled")
    response = client.get(url(thing, "feedback_table"))
    assert response.content[:2] == b"PK"


def test_a_page_opened_early_says_when_it_starts(client, county, clock):
    thing = made.consultation(county, opinions=0, opens_at=PUBLISHED + timedelta(days=1))
    clock(PUBLISHED)
    assert "03月03日开始" in client.get(thing.get_absolute_url()).content.decode()
    assert client.get(url(thing)).status_code == 302


LARGE = 2**63


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["feedback", "feedback-export"])
def test_a_number_no_row_can_have_is_not_found(client, name):
    path = f"/participation/consultations/{LARGE}/feedback" + ("/" if name == "feedback" else ".xlsx")
    assert client.get(path).status_code == 404
