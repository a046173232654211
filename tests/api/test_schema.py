"""schemathesis walks /api/v1/ as its OpenAPI description says: nothing breaks, nothing is answered that is not described."""

from __future__ import annotations

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode

from portal.api.schema import schema
from portal.wsgi import application
from tests.api.everything import everything
from tests.caches import start_anew

pytestmark = pytest.mark.django_db
EXAMPLES = 8  # of each kind for each address; the same ones on every run (tests/conftest.py)


def described() -> schemathesis.BaseSchema:
    found = schemathesis.openapi.from_dict(schema() | {"servers": [{"url": "http://localhost"}]})
    found.app = application
    return found


OPERATIONS = [one.ok() for one in described().get_all_operations()]
NOUNS = sorted({one.path.split("/")[3] for one in OPERATIONS})


@pytest.fixture
def _served(county, settings):
    """One of everything is public. The connection stays open between requests, as under Django's own test client."""
    settings.API_PER_ADDRESS = 10**9
    start_anew()
    everything(county)
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def test_every_address_is_described():
    assert len(OPERATIONS) == 2 * len(NOUNS) == 18


@pytest.mark.usefixtures("_served")
@pytest.mark.parametrize("noun", NOUNS)
def test_answers_are_as_described_whatever_is_asked(noun):
    """Asked as described, and asked otherwise: all of schemathesis' checks of status, headers, type and content."""
    for operation in (one for one in OPERATIONS if one.path.split("/")[3] == noun):
        for mode in GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @hypothesis_settings(
                max_examples=EXAMPLES,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case):
                case.call_and_validate()

            ask()


@pytest.mark.parametrize("path", ["nothing/", "documents/one/", "units/青岚/"])
def test_an_address_that_is_not_there_is_said_as_the_rest_of_the_api_says_it(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert list(response.json()) == ["detail"]


@pytest.mark.parametrize(("path", "name"), [
    ("documents/?page_size=0", "page_size"), ("documents/?page_size=many", "page_size"), ("documents/?formed_since=", "formed_since"),
    ("documents/?normative=perhaps", "normative"), ("answers/?document=0", "document"), ("reports/?year=215", "year"),
    ("interpretations/?form=dance", "form"), ("consultations/?state=later", "state"), ("villages/?head=none", "head"),
])  # fmt: skip
@pytest.mark.django_db
def test_a_value_that_means_nothing_is_refused_by_name(client, county, path, name):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 400
    assert list(response.json()) == [name]


@pytest.mark.parametrize(
    ("moment", "found"), [("0001-01-01T00:00:00+14:00", 1), ("9999-12-31T23:59:59-14:00", 0)]
)
def test_a_moment_no_database_can_compare_is_before_everything_or_after_it(client, county, moment, found):
    """Found by schemathesis: `OverflowError` on the way to UTC."""
    everything(county)
    for path in ("documents", "interpretations", "answers", "consultations"):
        rows = client.get(f"/api/v1/{path}/", {"published_since": moment}).json()["results"]
        assert len(rows) == found, path
