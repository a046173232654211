"""Many at the same moment: no seat twice, no person twice, no opinion lost, one draw."""

from collections import Counter
from functools import partial
from uuid import uuid4

import pytest

from participation.actions import gathering as acts
from participation.actions import opining, surveying
from participation.actions.gathering import Seats
from participation.actions.surveying import AlreadyAnswered, Given
from participation.models import Response, SignUp, Tally
from tests.participation import made
from tests.participation.made import AFTER, OPEN, said
from tests.threads import together


@pytest.fixture
def county(lasting_county):
    # a flush between transactional tests empties the seeded rules, too
    made.seed_rules()
    return lasting_county


def errors(outcomes):
    return [one for one in outcomes if isinstance(one, Exception)]


def test_twenty_people_for_the_last_seat(county):
    found = made.gathering(
        county,
        kind="meeting",
        selection="first",
        seed_source="",
        groups=[Seats("群众代表", 1, is_affected=True)],
    )
    outcomes = together(*(partial(made.sign_up, found, number) for number in range(20)))
    assert errors(outcomes) == []
    rows = list(found.signups.order_by("rank").values_list("state", "seat", "rank", "serial"))
    assert rows[0][:2] == (SignUp.State.SEATED, 1)
    assert Counter(state for state, *_ in rows) == {SignUp.State.SEATED: 1, SignUp.State.WAITING: 19}
    assert [rank for *_, rank, _ in rows] == list(range(1, 21))
    assert sorted(serial for *_, serial in rows) == list(range(1, 21))


def test_two_votes_of_one_person_at_once_are_one(county):
    survey = made.survey(county, protection="account", text="[单选] 同意吗？ *\n- 同意\n- 不同意")
    question = survey.questions.get()
    answers = {question.pk: Given(choices=[question.choices.first().pk])}

    def vote():
        return surveying.respond(survey, answers, key=uuid4(), voter="a" * 64, at=OPEN)

    outcomes = together(*[vote] * 6)
    assert [type(one) for one in errors(outcomes)] == [AlreadyAnswered] * 5
    assert Response.objects.count() == 1
    assert Tally.objects.get(choice=question.choices.first()).count == 1


def test_votes_of_many_at_once_are_all_counted(county):
    survey = made.survey(county, text="[单选] 同意吗？ *\n- 同意\n- 不同意")
    question = survey.questions.get()
    choices = [choice.pk for choice in question.choices.all()]

    def vote(number):
        given = {question.pk: Given(choices=[choices[number % 2]])}
        return surveying.respond(survey, given, key=uuid4(), at=OPEN)

    assert errors(together(*(partial(vote, number) for number in range(12)))) == []
    tallies = {(t.question_id, t.row_id, t.choice_id): t.count for t in Tally.objects.all()}
    assert tallies == surveying.counted(survey)
    survey.refresh_from_db()
    assert survey.answered == 12


def test_opinions_at_once_get_consecutive_numbers_and_a_double_click_one(county):
    thing = made.consultation(county, opinions=0)
    keys = [uuid4() for _ in range(8)]
    outcomes = together(
        *(partial(opining.opine, thing, said(), key=key, at=OPEN) for key in keys for _ in range(2))
    )
    assert errors(outcomes) == []
    assert list(thing.opinions.values_list("serial", flat=True)) == list(range(1, 9))


def test_two_draws_at_once_are_one(county):
    found = made.gathering(county)
    for number in range(12):
        made.sign_up(found, number, group=number % 3)
    outcomes = together(
        *(partial(acts.draw, found, by=county.clerk, seed=seed, at=AFTER) for seed in ("甲", "乙", "丙"))
    )
    assert len(errors(outcomes)) == 2
    found.refresh_from_db()
    for group in found.groups.all():
        serials = list(group.signups.values_list("serial", flat=True))
        assert list(group.signups.order_by("rank").values_list("serial", flat=True)) == acts.lots.order(
            found.seed, serials
        )


def test_withdrawals_and_sign_ups_at_once_leave_no_seat_empty_and_none_twice(county):
    found = made.gathering(
        county,
        kind="meeting",
        selection="first",
        seed_source="",
        groups=[Seats("群众代表", 3, is_affected=True)],
    )
    slips = [made.sign_up(found, number) for number in range(6)]
    leaving = [partial(acts.withdraw_signup, slip.signup, at=OPEN) for slip in slips[:3]]
    coming = [partial(made.sign_up, found, number) for number in range(10, 16)]
    assert errors(together(*leaving, *coming)) == []
    group = found.groups.get()
    assert sorted(group.signups.seated().values_list("seat", flat=True)) == [1, 2, 3]
    seated = list(group.signups.seated().values_list("rank", flat=True))
    waiting = list(group.signups.waiting().values_list("rank", flat=True))
    assert max(seated) < min(waiting)
