"""A small county, fixed dates, and a test database that can be emptied although its triggers refuse it."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from accounts.models import Organisation, User
from audit.models import AuditEntry
from tests import factories
from tests.caches import start_anew
from tests.factories import County
from tests.replay import Replay


class OneDemonstration(LoadScopeScheduling):
    """Tests in parallel as they come, but those of the demonstration county by one worker: it is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/demo" if nodeid.startswith("tests/demo/") else nodeid


def pytest_xdist_make_scheduler(config, log):
    return OneDemonstration(config, log)


# The same examples on every run: a failure in continuous integration can be repeated at one's desk.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _a_flush_past_the_triggers():
    """After a transactional test every table is emptied, which our triggers refuse: they step aside.

    PostgreSQL would truncate hundreds of tables that are empty already, a file each; it is asked which are not.
    """
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sqlite(self, *args, **kwargs):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        dropped = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        return [*dropped, *plain(self, *args, **kwargs), *(sql for _, sql in triggers)]

    def postgresql(self, style, tables, **kwargs):
        looks = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looks))
            filled = [table for (table,) in cursor.fetchall()]
        emptied = [f'DELETE FROM "{table}"' for table in filled]
        return ["SET session_replication_role = replica", *emptied, "SET session_replication_role = DEFAULT"]

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "sql_flush", sqlite if connection.vendor == "sqlite" else postgresql)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _an_index_of_its_own(monkeypatch, tmp_path_factory, request):
    """What one test indexed is no part of the next one's database. The folder is made when something is indexed.

    Not by pytest-django's `settings`, under which Django forgets the name of the settings' module.
    """
    folder = tmp_path_factory.getbasetemp() / "search" / f"{abs(hash(request.node.nodeid)):x}"
    monkeypatch.setattr(settings, "SEARCH_DIR", folder)


@pytest.fixture(autouse=True)
def _nothing_kept():
    start_anew()


@pytest.fixture
def on() -> date:
    return factories.ON


def _ground() -> int | None:
    """The first permission's key, which a flush changes; None where somebody is there already."""
    if any(model.objects.exists() for model in (Organisation, User, AuditEntry)):
        return None
    return Permission.objects.order_by("pk").values_list("pk", flat=True).first()


the_county = Replay(factories.county, _ground)


@pytest.fixture
def county(db) -> County:
    """A city, its county with two departments and a township, and somebody in every role."""
    return the_county()


@pytest.fixture
def lasting_county(transactional_db) -> County:
    """The same county, committed, for tests with several connections."""
    return the_county()


@pytest.fixture
def postgresql() -> bool:
    return connection.vendor == "postgresql"
