"""Visits to the live server: every context is watched, and stays on this site."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from accounts.models import User

PASSWORD = "correct-horse-2026"
PHONE = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2
}  # fmt: skip
DESK = {"viewport": {"width": 1440, "height": 900}}
STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"
STATUS = re.compile(r"status of (\d{3})")


class Visits:
    """Opens pages, and remembers what went wrong on them.

    Wrong is: a request to another host, an error on the console (a breach of the content security policy is one),
    an uncaught exception, and a status of 400 or more that the test did not announce with `expect`.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []
        self.announced: set[str] = set()
        self._foreign = re.compile(rf"^(?!{re.escape(address)}/)(?!data:|blob:|about:)")

    def __call__(self, person: User | None = None, **options: Any) -> Page:
        """A page of its own, signed in as `person`."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
            reduced_motion="reduce",
            **{**DESK, **options},
        )
        context.set_default_timeout(10_000)
        context.route(self._foreign, self._refuse)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"uncaught: {error.error}"))
        self.contexts.append(context)
        if person is not None:
            context.add_cookies([self._session(person)])
        return context.new_page()

    def expect(self, status: int) -> None:
        """The test provokes this status."""
        self.announced.add(str(status))

    def leave(self, folder: Path | None) -> None:
        """Close everything; with a folder, take a picture of each page first."""
        for number, context in enumerate(self.contexts):
            for page in context.pages:
                if folder is not None:
                    folder.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=folder / f"{number}.png", full_page=True)
            context.close()

    def _session(self, person: User) -> dict[str, str]:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.address}

    def _refuse(self, route: Route) -> None:
        self.wrong.append(f"asked another host: {route.request.url}")
        route.abort()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        status = STATUS.search(message.text)
        if status is None or status[1] not in self.announced:
            self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")


def sign_in(page: Page, person: User) -> None:
    """Through the login page, as people do."""
    page.goto("/login/")
    expect(page).to_have_title(f"工作人员登录 - {settings.SITE['name']}")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/admin/")


def settled(page: Page) -> None:
    """The page has loaded with its styles: a click may have left for one whose styles are still on their way."""
    page.wait_for_load_state("load")
    page.wait_for_function(STYLED)


def sideways(page: Page) -> int:
    """By how many pixels the page, once settled, is wider than the screen."""
    settled(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    return page.evaluate("() => document.scrollingElement.scrollWidth") - width
