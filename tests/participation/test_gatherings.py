"""Hearings and meetings: seats and the waiting list, a draw anyone can repeat, what is published about it."""

import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.policies import Refused
from participation.actions import gathering as acts
from participation.actions.gathering import AlreadyThere, Seats
from participation.actions.opining import TooLate
from participation.draw import order, ticket
from participation.models import SignUp
from tests.participation import made
from tests.participation.made import AFTER, CLOSES, HEARING, OPEN, PUBLISHED, moment

S = SignUp.State
FIRST = {"selection": "first", "seed_source": "", "groups": [Seats("群众代表", 2, is_affected=True)]}


def states(found) -> list[tuple[int, str, int | None]]:
    return list(found.signups.order_by("serial").values_list("serial", "state", "seat"))


def url(found, name="gathering"):
    return reverse(f"participation:{name}", args=[found.pk])


@given(st.text(min_size=1, max_size=20), st.sets(st.integers(1, 10**6), max_size=80))
def test_the_order_depends_on_seed_and_numbers_alone(seed, serials):
    found = order(seed, serials)
    assert set(found) == serials
    assert order(seed, sorted(serials, reverse=True)) == found
    digests = [ticket(seed, serial) for serial in found]
    assert digests == sorted(digests)


def test_anyone_repeats_a_digest_on_the_command_line():
    told = subprocess.run(
        ["sh", "-c", "printf '%s' '7 3 9:12' | sha256sum"], capture_output=True, text=True, check=True
    )
    assert told.stdout.split()[0] == ticket("7 3 9", 12)


@pytest.mark.django_db
def test_a_draw_of_fifteen_seats_in_three_groups_from_sixty(county, client):
    found = made.gathering(county)
    for number in range(60):
        made.sign_up(found, number, group=number % 3)
    acts.draw(found, by=county.clerk, seed="7 3 9", at=AFTER)
    for place, seats in enumerate((8, 5, 2)):
        group = list(found.groups.all())[place]
        serials = list(group.signups.values_list("serial", flat=True))
        assert (
            list(group.signups.seated().order_by("seat").values_list("serial", flat=True))
            == order("7 3 9", serials)[:seats]
        )
        assert (
            list(group.signups.waiting().values_list("serial", flat=True)) == order("7 3 9", serials)[seats:]
        )
    page = client.get(url(found, "draw")).content.decode()
    assert "7 3 9" in page
    assert all(ticket("7 3 9", serial) in page for serial in range(1, 61))
    assert "张1号" not in page
    with pytest.raises(Refused, match="已经抽过签"):
        acts.draw(found, by=county.clerk, seed="别的种子", at=AFTER)


@pytest.mark.django_db
def test_no_draw_before_the_closing_without_a_seed_or_by_somebody_else(county):
    found = made.gathering(county)
    for by, seed, at, why in (
        (county.clerk, "1", CLOSES, "还没有截止"),
        (county.clerk, " ", AFTER, "种子"),
        (county.other_clerk, "1", AFTER, "经办人"),
        (county.superuser, "1", AFTER, "经办人"),
    ):
        with pytest.raises(Refused, match=why):
            acts.draw(found, by=by, seed=seed, at=at)


@pytest.mark.django_db
def test_seats_in_order_then_the_waiting_list_and_a_withdrawal_moves_the_first_up(county):
    found = made.gathering(county, kind="meeting", **FIRST)
    slips = [made.sign_up(found, number) for number in range(5)]
    assert states(found) == [
        (1, S.SEATED, 1),
        (2, S.SEATED, 2),
        (3, S.WAITING, None),
        (4, S.WAITING, None),
        (5, S.WAITING, None),
    ]
    assert acts.withdraw_signup(slips[3].signup, at=OPEN) is None
    moved = acts.withdraw_signup(slips[0].signup, at=OPEN)
    assert moved.serial == 3
    assert states(found) == [
        (1, S.WITHDRAWN, None),
        (2, S.SEATED, 2),
        (3, S.SEATED, 1),
        (4, S.WITHDRAWN, None),
        (5, S.WAITING, None),
    ]
    assert acts.withdraw_signup(slips[0].signup, at=OPEN) is None
    with pytest.raises(Refused, match="已经开始"):
        acts.withdraw_signup(slips[1].signup, at=HEARING)


@pytest.mark.django_db
def test_one_person_once_the_same_form_once_and_again_after_withdrawing(county):
    found = made.gathering(county)
    group, key = found.groups.first(), uuid4()
    given = {"name": "李 明", "phone": "13800001234", "at": OPEN}
    first = acts.sign_up(found, group, key=key, **given)
    again = acts.sign_up(found, group, key=key, **given)
    assert (again.signup, again.code) == (first.signup, "")
    with pytest.raises(AlreadyThere):
        acts.sign_up(found, group, key=uuid4(), **given | {"name": "李明"})
    acts.withdraw_signup(first.signup, at=OPEN)
    assert acts.sign_up(found, group, key=uuid4(), **given).signup.serial == 2


@pytest.mark.django_db
def test_only_between_the_two_moments(county):
    found = made.gathering(county)
    for at in (PUBLISHED - timedelta(seconds=1), CLOSES + timedelta(seconds=1)):
        with pytest.raises(TooLate):
            made.sign_up(found, 1, at=at)
    made.sign_up(found, 1, at=CLOSES)


@pytest.mark.django_db
def test_the_database_gives_no_seat_twice(county):
    found = made.gathering(county, kind="meeting", **FIRST)
    one, two, three = (made.sign_up(found, number).signup for number in range(3))
    for pk, values in (
        (two.pk, {"seat": 1}),
        (three.pk, {"rank": 1}),
        (three.pk, {"state": "seated"}),
        (one.pk, {"seat": None}),
        (two.pk, {"person": one.person}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignUp.objects.filter(pk=pk).update(**values)


@pytest.mark.django_db
def test_names_and_telephones_are_sealed(county):
    found = made.gathering(county)
    made.sign_up(found, 7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_sealed, phone_sealed, shown_name FROM participation_signup")
        name, phone, shown = cursor.fetchone()
    assert "张7号".encode() not in bytes(name)
    assert b"13800000007" not in bytes(phone)
    assert shown == "张**"


@pytest.mark.django_db
def test_checking_in_by_code_or_by_the_list(county):
    found = made.gathering(county, kind="meeting", **FIRST)
    slips = [made.sign_up(found, number) for number in range(3)]
    with pytest.raises(Refused, match="不对"):
        acts.check_in(found, 1, by=county.clerk, at=HEARING, code="00000000x")
    assert acts.check_in(found, 1, by=county.clerk, at=HEARING, code=slips[0].code).checked_in_at == HEARING
    assert acts.check_in(found, 2, by=county.clerk, at=HEARING).checked_in_at == HEARING
    with pytest.raises(Refused, match="名单里没有"):
        acts.check_in(found, 3, by=county.clerk, at=HEARING)


def post(**values):
    return {
        "key": str(uuid4()),
        "name": "李明",
        "phone": "13800001234",
        "consent": "on",
        "website": "",
    } | values


@pytest.mark.django_db
def test_a_citizen_signs_up_keeps_the_slip_and_withdraws(client, county, clock):
    found = made.gathering(county)
    group = found.groups.first()
    page = client.post(url(found, "signup"), post(group=group.pk), follow=True).content.decode()
    signup = found.signups.get()
    code = client.session["participation-slip"][str(found.pk)][1]
    assert code in page
    assert "等待抽签" in page
    wrong = client.post(url(found, "signup_withdraw"), {"serial": 1, "code": "12"})
    assert "编号或者取消码不对" in wrong.content.decode()
    client.post(url(found, "signup_withdraw"), {"serial": 1, "code": code})
    signup.refresh_from_db()
    assert signup.state == S.WITHDRAWN


@pytest.mark.django_db
def test_number_and_code_are_not_guessed(client, county, clock):
    found = made.gathering(county)
    slip = made.sign_up(found, 1)
    for _ in range(10):
        client.post(url(found, "signup_withdraw"), {"serial": 1, "code": "1"})
    page = client.post(url(found, "signup_withdraw"), {"serial": 1, "code": slip.code}).content.decode()
    assert "试的次数太多" in page
    assert found.signups.get().state == S.APPLIED


@pytest.mark.django_db
def test_what_is_missing_is_said_and_late_is_late(client, county, clock):
    found = made.gathering(county)
    response = client.post(url(found, "signup"), post(group=found.groups.first().pk, consent=""))
    assert response.status_code == 422
    clock(CLOSES + timedelta(seconds=1))
    assert client.post(url(found, "signup"), post(group=found.groups.first().pk)).status_code == 409
    assert client.get(url(found, "signup")).status_code == 302
    assert not found.signups.exists()


@pytest.mark.django_db
def test_the_list_shows_after_it_is_published_with_names_only_for_a_hearing(client, county, clock):
    for kind, shown in (("hearing", "张1号"), ("open_day", "张**")):
        found = made.gathering(county, kind=kind)
        made.sign_up(found, 1)
        with pytest.raises(Refused, match="还没有抽签"):
            acts.publish_participants(found, by=county.clerk, at=AFTER)
        acts.draw(found, by=county.clerk, seed="5", at=AFTER)
        assert "参加人名单" not in client.get(url(found)).content.decode()
        acts.publish_participants(found, by=county.clerk, at=AFTER)
        page = client.get(url(found)).content.decode()
        assert f">{shown}<" in page
        assert "13800000001" not in page


@pytest.mark.django_db
def test_what_is_not_published_is_not_there(client, county, clock):
    hidden = made.gathering(county, state="draft", title="绝不外泄")
    for name in ("gathering", "signup", "signed_up", "signup_withdraw", "draw"):
        assert client.get(url(hidden, name)).status_code == 404, name
    assert "绝不外泄" not in client.get(reverse("participation:gatherings")).content.decode()
    assert moment(5, 8, 9) == HEARING
