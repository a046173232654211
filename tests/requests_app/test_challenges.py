"""复议、诉讼登记 (条例第五十一条): the register, what a correction of the reply sets going, and table 3."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.policies import Refused
from audit.models import AuditEntry
from requests_app import todo
from requests_app.actions import challenging, deciding
from requests_app.actions.stepping import Conflict
from requests_app.models import Challenge, Filing, InformationRequest
from requests_app.statistics import challenges_behind, review_table
from requests_app.workflow import Status
from statute.annual import CHALLENGES, check_challenges
from tests.applications import INTERNAL, case, challenge
from tests.factories import ON
from tests.threads import together

LATER = ON + timedelta(days=40)


def correct(county, made, **changes):
    names = ("kind", "body", "case_number", "filed_on", "note", "request", "follows", "result", "decided_on",
             "decision_number", "must_redo")  # fmt: skip
    values = {name: getattr(made, name) for name in names} | changes
    return challenging.correct(made, by=county.clerk, on=LATER, values=values, reason="登记有误")


def test_what_is_registered_is_filed_with_the_county_office_and_recorded(county):
    answered = case(county, state=Status.REPLIED, answers=INTERNAL)
    made = challenge(county, request=answered, case_number="青政复〔2026〕3号")
    filed = answered.filings.get(kind=Filing.Kind.REVIEW)
    assert "青政复〔2026〕3号" in filed.text
    assert AuditEntry.objects.about(made).get().article == "条例第五十一条"
    challenging.decide(
        made, by=county.clerk, on=ON, result="upheld", decided_on=ON, decision_number="青政复决〔2026〕3号"
    )
    filed.refresh_from_db()
    assert "结果维持" in filed.text  # the same day: one row that says both
    assert filed.state == Filing.State.WAITING


def test_a_corrected_result_asks_the_head_to_handle_the_case_again(county):
    answered = case(county, state=Status.CLOSED, answers=INTERNAL)
    challenge(county, "corrected", request=answered, must_redo=True, decided_on=LATER)

    def waiting(person):
        return [task for task in todo.tasks_for(person, LATER) if task.step == "须重新办理"]

    [task] = waiting(county.head)
    assert task.mine
    assert str(answered.pk) in task.url
    assert not waiting(county.clerk)[0].mine
    assert waiting(county.other_clerk) == []
    deciding.reopen(answered, by=county.head, on=LATER, reason="复议决定", until=LATER + timedelta(days=20))
    assert waiting(county.head) == []


def test_a_suit_after_a_review_names_the_review_the_register_knows(county):
    answered = case(county, state=Status.REPLIED, answers=INTERNAL)
    review = challenge(county, "upheld", request=answered)
    suit = {"kind": "suit_after_review", "body": "青岚县人民法院", "request": answered, "on": LATER}
    with pytest.raises(Refused, match="在哪一件复议之后"):
        challenge(county, **suit)
    made = challenge(county, **suit, follows=review)
    assert list(review.suits.all()) == [made]
    assert Challenge.objects.count() == 2
    assert (
        challenge(county, kind="suit_after_review", body="青岚县人民法院").follows is None
    )  # on paper, unknown


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"filed_on": ON + timedelta(days=1)}, "不能晚于今天"), ({"body": " "}, "复议机关或者法院"),
        ({"kind": "petition"}, "请选择"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_written(county, values, said):
    with pytest.raises(Refused, match=said):
        challenge(county, **values)
    assert not Challenge.objects.exists()


def test_only_a_suit_after_a_review_follows_one_and_only_one_of_the_same_case(county):
    first, second = (case(county, state=Status.REPLIED, answers=INTERNAL) for _ in range(2))
    review = challenge(county, "upheld", request=first)
    for values, said in (
        ({"kind": "suit", "follows": review}, "只有复议后起诉的"),
        ({"kind": "suit_after_review", "follows": review, "request": second}, "另一件申请"),
        (
            {"kind": "suit_after_review", "follows": review, "filed_on": ON - timedelta(days=1)},
            "不能早于复议",
        ),
    ):
        with pytest.raises(Refused, match=said):
            challenge(county, **values)
    suit = challenge(county, kind="suit_after_review", follows=review)
    with pytest.raises(Refused, match="本单位登记的一件行政复议"):
        challenge(county, kind="suit_after_review", follows=suit)
    with pytest.raises(Refused, match="不是本单位的"):
        challenge(county, unit=county.other_department, request=first)


def test_a_result_is_registered_once_and_never_before_the_beginning(county):
    made = challenge(county)
    for values, said in (
        ({"result": "pending", "decided_on": ON}, "请选择"),
        ({"result": "upheld", "decided_on": ON - timedelta(days=1)}, "不能早于"),
        ({"result": "upheld", "decided_on": LATER + timedelta(days=1)}, "不能晚于今天"),
    ):
        with pytest.raises(Refused, match=said):
            challenging.decide(made, by=county.clerk, on=LATER, **values)
    challenging.decide(made, by=county.clerk, on=LATER, result="other", decided_on=LATER, must_redo=True)
    made.refresh_from_db()
    assert (made.result, made.must_redo) == ("other", False)
    with pytest.raises(Refused, match="请更正"):
        challenging.decide(made, by=county.clerk, on=LATER, result="upheld", decided_on=LATER)


def test_a_correction_keeps_before_and_after(county):
    made = challenge(county, "upheld", case_number="1号")
    correct(county, made, result="corrected", case_number="2号")
    entry = AuditEntry.objects.about(made).get(action="challenge.corrected")
    assert (entry.details["before"]["result"], entry.details["after"]["result"]) == ("upheld", "corrected")
    made.refresh_from_db()
    again = correct(county, made, result="pending", decided_on=None, decision_number="", must_redo=False)
    assert (again.result, again.decided_on) == ("pending", None)


def test_who_saw_an_older_state_changes_nothing(county):
    made = challenge(county)
    with pytest.raises(Conflict):
        challenging.decide(made, by=county.clerk, on=ON, result="upheld", decided_on=ON, revision=99)


@pytest.mark.parametrize("who", ["secrecy_reviewer", "other_clerk", "office", "administrator", "superuser", "city_officer"])  # fmt: skip
def test_only_the_units_own_people_write(county, who):
    made = challenge(county)
    person = county.people[who]
    with pytest.raises(Refused):
        challenging.register(county.department, by=person, on=ON, values={})
    with pytest.raises(Refused):
        challenging.decide(made, by=person, on=ON, result="upheld", decided_on=ON)
    with pytest.raises(Refused):
        challenging.correct(made, by=person, on=ON, values={}, reason="误")


def test_the_database_says_no_too(county):
    made = challenge(county)
    for change in (
        {"result": "upheld"}, {"decided_on": ON}, {"follows": made.pk}, {"must_redo": True},
        {"result": "upheld", "decided_on": ON - timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            _update(made, change)


def _update(made, change):
    with transaction.atomic():
        Challenge.objects.filter(pk=made.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_make_one_row(lasting_county):
    county = lasting_county

    def act():
        return challenge(county, case_number="青政复〔2026〕9号")

    found = together(act, act)
    assert Challenge.objects.count() == 1
    assert sum(isinstance(one, Refused) for one in found) == 1


def test_table_3_counts_results_of_the_year_and_what_was_pending_at_its_end(
    county, django_assert_num_queries
):
    end, new = date(2025, 12, 20), date(2026, 2, 3)
    challenge(county, on=end)
    challenge(county, "upheld", on=end, decided_on=new)
    challenge(county, "corrected", on=end, decided_on=end, kind="suit")
    challenge(county, "other", on=date(2024, 5, 5), decided_on=date(2024, 6, 6))
    challenge(county, kind="suit_after_review", on=new, unit=county.other_department)
    units = [county.department.pk]
    with django_assert_num_queries(1):
        old = review_table(units, 2025)
    assert [old.at("review", column) for column in CHALLENGES.columns] == [0, 0, 0, 2, 2]
    assert [old.at("suit", column) for column in CHALLENGES.columns] == [0, 1, 0, 0, 1]
    now = review_table(units, 2026)
    assert [now.at("review", column) for column in CHALLENGES.columns] == [1, 0, 0, 1, 2]
    assert now.at("suit_after_review", "总计") == 0
    both = review_table([county.department.pk, county.other_department.pk], 2026)
    assert both.at("suit_after_review", "尚未审结") == 1
    for table in (old, now, both):
        assert check_challenges(table) == []


def test_behind_every_cell_of_table_3_are_as_many_proceedings_as_it_says(county):
    for kind in CHALLENGES.rows:
        for result in ("pending", "upheld", "corrected", "other"):
            challenge(county, result, kind=kind, on=date(2025, 11, 3), decided_on=date(2026, 1, 5))
    units = [county.department.pk]
    for year in (2025, 2026):
        table = review_table(units, year)
        for row, column in CHALLENGES.places():
            assert challenges_behind(units, year, row, column).count() == table.at(row, column)
    with pytest.raises(KeyError):
        challenges_behind(units, 2026, "petition", "总计")


@pytest.fixture
def client(county):
    client = Client()
    client.force_login(county.clerk)
    return client


def test_the_screens_register_decide_and_correct(county, client):
    answered = case(county, state=Status.REPLIED, answers=INTERNAL)
    url = reverse("admin:requests_app_challenge_add")
    data = {
        "unit": county.department.pk,
        "kind": "review",
        "body": "青岚县人民政府",
        "filed_on": "2026-03-02",
    }
    assert client.post(url, data | {"number": "没有"}).status_code == 422
    assert client.post(url, data | {"number": answered.number}).status_code == 302
    made = Challenge.objects.get()
    assert made.request == answered
    page = client.get(reverse("admin:requests_app_challenge", args=[made.pk]))
    assert page.context["decision"].initial["must_redo"] is True
    decision = {
        "result": "corrected",
        "decided_on": "2026-03-03",
        "must_redo": "on",
        "revision": made.revision,
    }
    url = reverse("admin:requests_app_challenge_decide", args=[made.pk])
    assert client.post(url, {"result": "corrected"}).status_code == 422
    assert client.post(url, decision).status_code == 302
    assert "须重新办理" in client.get(made.get_absolute_url()).content.decode()
    made.refresh_from_db()
    url = reverse("admin:requests_app_challenge_correct", args=[made.pk])
    wrong = data | {"result": "upheld", "decided_on": "2026-03-03", "revision": made.revision}
    assert client.post(url, wrong).status_code == 422
    assert client.post(url, wrong | {"reason": "看错了"}).status_code == 302
    made.refresh_from_db()
    assert (made.result, made.must_redo) == ("upheld", False)


def test_the_list_asks_the_same_number_of_queries_however_long_it_is(
    county, client, django_assert_num_queries
):
    url = reverse("admin:requests_app_challenges")

    def count():
        client.get(url)
        with django_assert_num_queries(QUERIES):
            return len(client.get(url).context["page"])

    challenge(county)
    assert count() == 1
    for _ in range(5):
        challenge(county, request=InformationRequest.objects.first() or case(county, state=Status.REPLIED))
    assert count() == 6
    assert len(client.get(url, {"state": "pending", "year": "2025"}).context["page"]) == 0


QUERIES = 7  # session, person, roles (2), count, rows, may-register
