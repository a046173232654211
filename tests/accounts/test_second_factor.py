"""二次验证: after the password comes the second step, and nothing else opens the back office."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import signing, totp
from accounts.actions import factors
from accounts.models import RecoveryCode, SecondFactor, SignIn
from accounts.policies import Refused
from audit.models import AuditEntry
from tests.accounts.signed import PASSWORD, SECRET, code_now, sign_in, with_password, with_totp

pytestmark = pytest.mark.django_db
SECOND, HOME, ADMIN = "/login/second/", "/account/", "/admin/"


@pytest.fixture
def clerk(county):
    return with_password(county.clerk)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- the second step --------------------------------------------------------------------------------------------


def test_without_a_factor_the_password_is_enough_where_none_is_required(client, clerk):
    assert sign_in(client, clerk).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_with_a_factor_the_password_alone_opens_nothing(client, clerk):
    with_totp(clerk)
    assert sign_in(client, clerk, next="/admin/catalog/catalogedition/").url == SECOND
    assert not signed_in(client)
    assert client.get(ADMIN).status_code == 302
    assert client.get(HOME).url.startswith("/login/")
    answer = client.post(SECOND, {"code": code_now()})
    assert answer.url == "/admin/catalog/catalogedition/"
    assert signed_in(client)
    assert SignIn.objects.get(user=clerk).factor == "totp"


def test_a_wrong_code_is_said_and_signs_nobody_in(client, clerk):
    with_totp(clerk)
    sign_in(client, clerk)
    answer = client.post(SECOND, {"code": "000000" if code_now() != "000000" else "111111"})
    assert answer.status_code == 422
    assert factors.WRONG in answer.content.decode()
    assert not signed_in(client)


def test_no_code_is_accepted_twice(client, clerk):
    with_totp(clerk)
    code = code_now()
    sign_in(client, clerk)
    assert client.post(SECOND, {"code": code}).status_code == 302
    other = Client()
    sign_in(other, clerk)
    assert other.post(SECOND, {"code": code}).status_code == 422
    assert not signed_in(other)


def test_the_second_step_waits_ten_minutes_for_the_same_password(client, clerk):
    with_totp(clerk)
    sign_in(client, clerk)
    session = client.session
    session[signing.PENDING] |= {"until": timezone.now().timestamp() - 1}
    session.save()
    assert client.post(SECOND, {"code": code_now()}).url == "/login/"
    sign_in(client, clerk)
    clerk.set_password("another-horse-2026")
    clerk.save()
    assert client.post(SECOND, {"code": code_now()}).url == "/login/"
    assert not signed_in(client)


def test_nobody_gets_to_the_second_step_without_the_first(client, clerk):
    with_totp(clerk)
    assert client.get(SECOND).url == "/login/"
    assert client.post(SECOND, {"code": code_now()}).url == "/login/"


def test_guessing_codes_is_stopped_after_five_even_with_the_right_one(client, clerk):
    with_totp(clerk)
    sign_in(client, clerk)
    for _ in range(5):
        client.post(SECOND, {"code": "AAAAA-AAAAA"})
    answer = client.post(SECOND, {"code": code_now()})
    assert answer.status_code == 422
    assert "15分钟" in answer.content.decode()
    assert not signed_in(client)


def test_the_session_key_changes_at_both_steps(client, clerk):
    with_totp(clerk)
    client.get(reverse("account:external"))  # 404, but a session may be planted beforehand
    session = client.session
    session["planted"] = 1
    session.save()
    keys = [client.session.session_key]
    sign_in(client, clerk)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": code_now()})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


# --- recovery codes -----------------------------------------------------------------------------------------------


def test_a_recovery_code_opens_once_and_is_recorded(client, clerk):
    with_totp(clerk)
    code = factors.new_codes(clerk)[0]
    sign_in(client, clerk)
    assert client.post(SECOND, {"code": code.lower()}).status_code == 302
    assert clerk.recovery_codes.count() == factors.CODES - 1
    assert AuditEntry.objects.about(clerk).filter(action="factor.recovered").exists()
    other = Client()
    sign_in(other, clerk)
    assert other.post(SECOND, {"code": code}).status_code == 422


def test_codes_are_kept_as_digests_and_new_ones_void_the_old(clerk):
    with_totp(clerk)
    first = factors.new_codes(clerk)
    assert len(set(first)) == factors.CODES
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code.replace("-", "") in digest for code in first for digest in kept)
    factors.new_codes(clerk)
    assert factors.prove_by_code(clerk, first[0], at=timezone.now()) is None


def test_a_code_of_somebody_else_opens_nothing(county, clerk):
    with_totp(clerk)
    codes = factors.new_codes(county.head)
    assert factors.prove_by_code(clerk, codes[0], at=timezone.now()) is None


# --- enrolment -----------------------------------------------------------------------------------------------------


def test_the_secret_is_sealed_in_the_table(clerk):
    factor = with_totp(clerk)
    assert SECRET.encode() not in bytes(SecondFactor.objects.get(pk=factor.pk).secret_sealed)
    assert SecondFactor.objects.get(pk=factor.pk).secret == SECRET


def test_enrolling_needs_one_right_code_and_shows_the_recovery_codes_once(client, clerk):
    sign_in(client, clerk)
    page = client.get("/account/totp/")
    secret = client.session["totp-secret"]
    assert "data:image/svg+xml" in page.content.decode()
    assert client.post("/account/totp/", {"name": "手机", "code": "12"}).status_code == 422
    assert not clerk.factors.exists()
    code = totp.code_at(secret, timezone.now().timestamp())
    done = client.post("/account/totp/", {"name": "手机", "code": code})
    assert len(done.context["codes"]) == factors.CODES
    assert clerk.factors.get().secret == secret
    assert done.headers["Cache-Control"].count("no-store") == 1
    assert AuditEntry.objects.about(clerk).filter(action="factor.added").exists()
    assert secret not in str(AuditEntry.objects.about(clerk).get(action="factor.added").details)


def test_enrolling_ends_the_sessions_that_have_not_proved_it(client, clerk):
    other = Client()
    for one in (client, other):
        sign_in(one, clerk)
    client.get("/account/totp/")
    code = totp.code_at(client.session["totp-secret"], timezone.now().timestamp())
    client.post("/account/totp/", {"name": "手机", "code": code})
    assert client.get(ADMIN).status_code == 200
    assert other.get(ADMIN).status_code == 302


# --- required ------------------------------------------------------------------------------------------------------


def test_where_it_is_required_the_back_office_leads_to_enrolment_and_nothing_else(client, clerk, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, clerk)
    for address in (
        ADMIN,
        "/admin/catalog/catalogedition/",
        "/admin/password_change/",
        "/admin/accounts/user/",
    ):
        assert client.get(address).url == HOME
        assert client.post(address, {}).url == HOME
    assert "先登记" in client.get(HOME).content.decode()
    assert not client.get("/").context["user"].is_authenticated  # a public page shows what anybody sees
    client.get("/account/totp/")
    code = totp.code_at(client.session["totp-secret"], timezone.now().timestamp())
    client.post("/account/totp/", {"name": "手机", "code": code})
    assert client.get(ADMIN).status_code == 200
    assert client.get("/").context["user"] == clerk


def test_a_session_from_before_the_factor_has_to_sign_in_anew(client, clerk, settings):
    client.force_login(clerk)
    with_totp(clerk)
    settings.REQUIRE_SECOND_FACTOR = True
    assert client.get(ADMIN).url.startswith("/login/")
    assert not signed_in(client)


def test_an_applicant_is_never_asked(client, county, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    county.stranger.is_staff = False
    sign_in(client, with_password(county.stranger))
    assert client.get(reverse("requests:mine")).status_code == 200


def test_the_last_factor_stays_where_one_is_required(clerk, settings):
    factor = with_totp(clerk)
    settings.REQUIRE_SECOND_FACTOR = True
    with pytest.raises(Refused, match="最后一种"):
        factors.remove_factor(factor, by=clerk)
    settings.REQUIRE_SECOND_FACTOR = False
    factors.new_codes(clerk)
    factors.remove_factor(factor, by=clerk)
    assert not clerk.factors.exists()
    assert not clerk.recovery_codes.exists()


def test_nobody_removes_a_factor_of_somebody_else(client, county, clerk):
    factor = with_totp(county.head)
    with pytest.raises(Refused):
        factors.remove_factor(factor, by=clerk)
    sign_in(client, clerk)
    assert client.post(f"/account/factors/{factor.pk}/remove/").status_code == 404
    assert county.head.factors.count() == 1


# --- before changing anything ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/account/totp/", "/account/passkey/", "/account/codes/"])
def test_what_changes_the_way_in_asks_for_the_password_again(client, clerk, address):
    client.force_login(clerk)
    assert client.get(address).url.startswith("/account/confirm/")
    assert client.post("/account/confirm/", {"password": "wrong", "next": address}).status_code == 422
    assert client.get(address).status_code == 302
    assert client.post("/account/confirm/", {"password": PASSWORD, "next": address}).url == address
    assert client.get(address).status_code in {200, 302}
    session = client.session
    session[signing.CONFIRMED] -= 16 * 60
    session.save()
    assert client.get(address).url.startswith("/account/confirm/")


def test_confirming_takes_the_code_too_and_never_leads_off_the_site(client, clerk):
    with_totp(clerk)
    client.force_login(clerk)
    ask = {"password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/account/confirm/", ask).status_code == 422
    assert client.post("/account/confirm/", ask | {"code": code_now()}).url == HOME


# --- reset by an administrator ---------------------------------------------------------------------------------------


def reset(client, person, **more):
    asked = {"reason": "手机丢失", "identified": "本人到场，李某见证", **more}
    return client.post(f"/admin/accounts/user/{person.pk}/factors/", asked)


def test_an_administrator_resets_with_reasons_and_everything_of_the_person_ends(client, county, clerk):
    theirs = Client()
    sign_in(theirs, clerk)
    with_totp(clerk)
    factors.new_codes(clerk)
    sign_in(client, with_password(county.administrator))
    assert reset(client, clerk, reason="").status_code == 200
    assert clerk.factors.count() == 1
    assert reset(client, clerk).status_code == 302
    assert not clerk.factors.exists()
    assert not clerk.recovery_codes.exists()
    assert theirs.get(ADMIN).status_code == 302
    sign_in(theirs, clerk)
    assert "李某见证" in theirs.get(HOME).content.decode()  # the person sees who did it, and why
    entry = AuditEntry.objects.about(clerk).get(action="factor.reset")
    assert entry.actor == county.administrator
    assert entry.details == {"number": 1, "reason": "手机丢失", "identified": "本人到场，李某见证"}


def test_a_reset_asks_for_the_administrators_own_password_first(client, county, clerk):
    with_totp(clerk)
    client.force_login(county.administrator)
    assert reset(client, clerk).url.startswith("/account/confirm/")
    assert clerk.factors.count() == 1


def test_nobody_resets_their_own_or_a_superusers_or_another_countys(county):
    for by, person in (
        (county.administrator, county.administrator),
        (county.administrator, county.superuser),
        (county.administrator, county.city_officer),
        (county.clerk, county.head),
    ):
        with pytest.raises(Refused):
            factors.reset_factors(person, by=by, reason="理由", identified="核实")


def test_the_command_for_when_no_administrator_is_left(county):
    with_totp(county.administrator)
    out = StringIO()
    asked = {"reason": "唯一的管理员换机", "identified": "主任签字"}
    call_command("reset_second_factor", county.administrator.username, **asked, stdout=out)
    assert "1种" in out.getvalue()
    assert not county.administrator.factors.exists()
    assert AuditEntry.objects.about(county.administrator).get(action="factor.reset").actor is None
    with pytest.raises(CommandError, match="没有这个用户名"):
        call_command("reset_second_factor", "nobody", **asked)
    with pytest.raises(CommandError, match="写明"):
        call_command("reset_second_factor", county.clerk.username, reason=" ", identified="x")


def test_half_an_hour_of_a_wrong_clock_is_too_much(clerk):
    with_totp(clerk)
    late = timezone.now() + timedelta(minutes=30)
    assert factors.prove_by_code(clerk, code_now(), at=late) is None
