"""A real Chromium before the live server; what it must never do is watched on every page."""

import os
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.importer import STANDARD_CHANNELS
from participation.models import PeriodRule
from statute.models import LegalInstrument
from tests import factories
from tests.browser import axe
from tests.browser.visits import PASSWORD, Visits
from tests.factories import County
from village.models import VillageRule

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
FAILED = pytest.StashKey[bool]()
SEEDED = {"statute": LegalInstrument, "participation": PeriodRule, "village": VillageRule}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test: none can forget to say so."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread, which Django's guard takes for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(request, chromium, transactional_db, live_server) -> Iterator[Visits]:
    """Opens pages; left before the database is emptied. Whatever went wrong on them fails the test."""
    visits = Visits(chromium, live_server.url)
    yield visits
    failed = request.node.stash.get(FAILED, False) or bool(visits.wrong)
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    visits.leave(Path(settings.VAR_DIR) / "browser-failures" / name if failed else None)
    assert not visits.wrong, "\n".join(dict.fromkeys(visits.wrong))


@pytest.fixture(scope="package")
def axe_source() -> str:
    return axe.script()


@pytest.fixture
def check_axe(axe_source) -> Callable[[Page], None]:
    """Nothing serious or critical on the page as it stands."""

    def check(page: Page) -> None:
        grave = axe.examine(page, axe_source)
        assert not grave, f"{page.url}\n" + "\n".join(grave)

    return check


@pytest.fixture
def seeded(transactional_db) -> None:
    """What the migrations sow, where the test before took it away with everything else."""
    for app, model in SEEDED.items():
        if not model.objects.exists():
            with connection.schema_editor() as editor:
                import_module(f"{app}.migrations.0002_seed").seed(apps, editor)


@pytest.fixture
def county(lasting_county) -> County:
    """The small county, committed, with the standard channels, a checklist, and a password for everybody."""
    domain = lasting_county.domain
    domain.is_pilot, domain.number = True, 20
    domain.save()
    for position, name in enumerate(STANDARD_CHANNELS.names):
        factories.channel(name, position=position, is_standard=True)
    factories.question(domain, "公开依据是否现行有效", legal_basis="条例第十五条")
    factories.question(lasting_county.domain, "公开时限是否符合规定")
    for person in lasting_county.people.values():
        person.set_password(PASSWORD)
        person.save()
    return lasting_county
