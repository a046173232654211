"""二次验证 in a real browser: an app's codes without a script, a passkey with the browser's own authenticator."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import totp
from accounts.models import User
from tests.accounts.signed import SECRET, with_totp
from tests.browser.visits import PASSWORD, PHONE, sideways

pytestmark = pytest.mark.browser


def password(page: Page, person: User) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def code(secret: str) -> str:
    return totp.code_at(secret, timezone.now().timestamp())


def test_an_app_is_set_up_and_used_without_a_script(visit, county, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    page = visit(java_script_enabled=False)
    password(page, county.clerk)
    expect(page.get_by_text("进入工作台之前")).to_be_visible()
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/account/$"))
    page.get_by_role("link", name="登记动态验证码").click()
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="验证码").fill(code(secret))
    page.get_by_role("button", name="登记").click()
    assert page.locator("ul.links code").count() == 10
    recovery = page.locator("ul.links code").first.inner_text()
    page.get_by_role("link", name="已经记下，继续").click()
    page.get_by_role("link", name="进入工作台").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    again = visit(java_script_enabled=False)
    password(again, county.clerk)
    expect(again.get_by_role("heading", name="登录的第二步")).to_be_visible()
    again.get_by_label("验证码").fill(recovery)
    again.get_by_role("button", name="验证并登录").click()
    expect(again).to_have_url(re.compile("/admin/$"))


def test_a_passkey_is_made_and_signs_in(visit, county, check_axe):
    page = visit()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    password(page, county.clerk)
    page.wait_for_url("**/admin/")
    page.goto("/account/passkey/")
    check_axe(page)
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="恢复码", level=1)).to_be_visible()
    [factor] = county.clerk.factors.all()
    assert (factor.kind, factor.name) == ("passkey", "办公电脑")
    page.goto("/account/")
    page.get_by_role("button", name="退出登录").click()
    password(page, county.clerk)
    check_axe(page)
    page.get_by_role("button", name="用通行密钥验证").click()
    page.wait_for_url("**/admin/")
    factor.refresh_from_db()
    assert factor.used_at is not None


def test_without_its_authenticator_a_passkey_says_so_and_signs_nobody_in(visit, county):
    page = visit()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    made = authenticator.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    password(page, county.clerk)
    page.wait_for_url("**/admin/")
    page.goto("/account/passkey/")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="恢复码", level=1)).to_be_visible()
    authenticator.send("WebAuthn.clearCredentials", {"authenticatorId": made["authenticatorId"]})
    page.goto("/account/")
    page.get_by_role("button", name="退出登录").click()
    password(page, county.clerk)
    page.locator("form[data-passkey][data-ready]").wait_for(
        state="attached"
    )  # before, the form goes without an answer
    page.get_by_role("button", name="用通行密钥验证").click()
    expect(page.locator("[data-passkey-status]")).to_have_text("没有完成，请重试或者改用其他方式。")
    assert "second" in page.url


@pytest.mark.parametrize("look", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_are_usable_by_everybody(visit, county, check_axe, look, tmp_path):
    with_totp(county.clerk)
    page = visit(**look)
    password(page, county.clerk)
    check_axe(page)
    assert sideways(page) <= 0
    page.get_by_label("验证码").fill(code(SECRET))
    page.get_by_role("button", name="验证并登录").click()
    page.wait_for_url("**/admin/")
    for address in (
        "/account/",
        "/account/totp/",
        "/account/confirm/",
        "/account/codes/",
        "/account/passkey/",
    ):
        page.goto(address)
        check_axe(page)
        assert sideways(page) <= 0, address
