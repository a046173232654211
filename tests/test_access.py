"""Page × person → status. A page of the resolver without a row fails the suite."""

import logging
import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.models import RoleGrant
from audit.models import AuditEntry
from catalog.models import ImportBatch, Item, Node, PendingChange
from catalog.workflow import Status
from statute.actions import set_special_period
from statute.limits import Unit
from statute.models import CalendarNotice, LegalInstrument, ReviewPeriod
from statute.special_rules import PeriodKind, SpecialRule
from tests import (
    access_accounts,
    access_complaints,
    access_data,
    access_documents,
    access_evaluations,
    access_inspection,
    access_interpretations,
    access_open,
    access_organising,
    access_participation,
    access_requests,
    access_search,
    access_supervision,
    access_village,
    factories,
)

# The columns: nobody; the department's clerk, secrecy reviewer and head; the clerk of another department; the
# township's clerk; the county office and its administrator; the city department's reviewer; the city office; a village
# officer; a superuser and a member of staff, both without any role.
PEOPLE = (
    "anonymous", "clerk", "secrecy_reviewer", "head", "other_clerk", "township_clerk", "office", "administrator",
    "city_reviewer", "city_officer", "village_officer", "superuser", "stranger",
)  # fmt: skip
# o shown · > sent on (to the login, or to the page meant) · - there is no such page for this person · x refused
# p only POST, which a GET learns without anything being looked up
MARKS = {200: "o", 302: ">", 301: ">", 404: "-", 403: "x", 405: "p"}
AREAS = (
    access_accounts,
    access_complaints,
    access_data,
    access_documents,
    access_evaluations,
    access_inspection,
    access_interpretations,
    access_open,
    access_organising,
    access_participation,
    access_requests,
    access_search,
    access_supervision,
    access_village,
)
OWN_PAGES = {"admin/login/", "admin/logout/", "admin/jsi18n/"}

TABLE: dict[str, str] = {
    "": "ooooooooooooo",
    "search": "ooooooooooooo",
    "search/suggest": "ooooooooooooo",
    "catalog/search/": "ooooooooooooo",
    "catalog/": "ooooooooooooo",
    "catalog/domains/<slug:code>/": "ooooooooooooo",
    "catalog/units/<slug:code>/": "ooooooooooooo",
    "catalog/editions/<int:pk>/": "ooooooooooooo",
    "catalog/editions/<int:pk>.<slug:extension>": "ooooooooooooo",
    "catalog/editions/<int:pk>/compare/": "ooooooooooooo",
    "catalog/items/<int:pk>/": "ooooooooooooo",
    "help/": "ooooooooooooo",
    "accessibility/": "ooooooooooooo",
    "privacy/": "ooooooooooooo",
    "sitemap/": "ooooooooooooo",
    "units/": "ooooooooooooo",
    "leave/": "-------------",  # only for addresses the site has signed
    "robots.txt": "ooooooooooooo",
    "sitemap.xml": "ooooooooooooo",
    "sitemap-<section>.xml": "ooooooooooooo",
    "health/": "ooooooooooooo",
    "health/ready/": "ooooooooooooo",
    "health/live/": "ooooooooooooo",
    "metrics": "ooooooooooooo",  # from this machine; from elsewhere there is no such page (tests/portal/test_observing.py)
    "admin/about/": ">xxxxxooxoxo>",
    "design/": "-------------",
    "login/": "o>>>>>>>>>>>>",
    "logout/": "ppppppppppppp",
    "admin/": ">ooooooooooo>",
    "admin/login/": ">>>>>>>>>>>>o",
    "admin/logout/": ">ppppppppppp>",
    "admin/password_change/": ">ooooooooooo>",
    "admin/password_change/done/": ">ooooooooooo>",
    "admin/autocomplete/": ">xxxxxxxxxxx>",
    "admin/jsi18n/": ">ooooooooooo>",
    "admin/r/<path:content_type_id>/<path:object_id>/": ">----------->",
    "admin/accounts/organisation/<int:pk>/roles/": ">------o---o>",
    "admin/accounts/organisation/<int:pk>/roles/<int:grant>/revoke/": ">------>--->>",
    "admin/accounts/organisation/": ">xxxxxooxoxo>",
    "admin/accounts/organisation/add/": ">xxxxxxoxxxo>",
    "admin/accounts/organisation/<path:object_id>/history/": ">xxxxxooxoxo>",
    "admin/accounts/organisation/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/accounts/organisation/<path:object_id>/change/": ">xxxxxooxoxo>",
    "admin/accounts/organisation/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/accounts/user/<id>/password/": ">xxxxxxoxxxo>",
    "admin/accounts/user/": ">xxxxxxoxxxo>",
    "admin/accounts/user/add/": ">xxxxxxoxxxo>",
    "admin/accounts/user/<path:object_id>/history/": ">>>>>>>o>>>o>",
    "admin/accounts/user/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/accounts/user/<path:object_id>/change/": ">xxxxxxoxxxo>",
    "admin/accounts/user/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/audit/auditentry/": ">xxxxxooxoxo>",
    "admin/audit/auditentry/add/": ">xxxxxxxxxxx>",
    "admin/audit/auditentry/<path:object_id>/history/": ">xxx>>oo>o>o>",
    "admin/audit/auditentry/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/audit/auditentry/<path:object_id>/change/": ">xxxxxooxoxo>",
    "admin/audit/auditentry/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/statute/calendarnotice/announce/": ">xxxxxoxxoxo>",
    "admin/statute/calendarnotice/": ">ooooooxooxo>",
    "admin/statute/calendarnotice/add/": ">xxxxxxxxxxx>",
    "admin/statute/calendarnotice/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/statute/calendarnotice/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/statute/calendarnotice/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/statute/calendarnotice/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/statute/legalinstrument/": ">ooooooxooxo>",
    "admin/statute/legalinstrument/add/": ">xxxxxxxxxxx>",
    "admin/statute/legalinstrument/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/statute/legalinstrument/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/statute/legalinstrument/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/statute/legalinstrument/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/statute/reviewperiod/": ">ooooooxooxo>",
    "admin/statute/reviewperiod/add/": ">xxxxxxxxxxx>",
    "admin/statute/reviewperiod/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/statute/reviewperiod/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/statute/reviewperiod/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/statute/reviewperiod/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/statute/specialperiod/": ">ooooooxooxo>",
    "admin/statute/specialperiod/add/": ">xxxxxxxxxxx>",
    "admin/statute/specialperiod/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/statute/specialperiod/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/statute/specialperiod/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/statute/specialperiod/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/statute/reviewperiod/set/": ">xxxxxoxxoxo>",
    "admin/statute/specialperiod/set/": ">xxxxxoxxoxo>",
    "admin/statute/legalinstrument/set/": ">xxxxxoxxoxo>",
    "admin/catalog/catalogedition/start/": ">ooooooooooo>",
    "admin/catalog/catalogedition/<int:pk>/submit/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/recall/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/discard/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/publish/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/review/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<int:pk>/compare/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<int:pk>/export.<slug:extension>": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<int:pk>/rows/add/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<int:pk>/rows/reorder/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/rows/<int:node_pk>/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<int:pk>/rows/<int:node_pk>/rename/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/rows/<int:node_pk>/move/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/rows/<int:node_pk>/remove/": ">ppppppppppp>",
    "admin/catalog/catalogedition/<int:pk>/import/": ">ppppppppppp>",
    "admin/catalog/catalogedition/imports/<int:pk>/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/imports/<int:pk>/progress/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/imports/<int:pk>/commit/": ">ppppppppppp>",
    "admin/catalog/catalogedition/imports/<int:pk>/undo/": ">ppppppppppp>",
    "admin/catalog/catalogedition/": ">ooooooxooxo>",
    "admin/catalog/catalogedition/add/": ">xxxxxxxxxxx>",
    "admin/catalog/catalogedition/<path:object_id>/history/": ">ooo>>o>>o>>>",
    "admin/catalog/catalogedition/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/catalogedition/<path:object_id>/change/": ">ooo--o--o-->",
    "admin/catalog/catalogedition/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/catalog/pendingchange/<int:pk>/decide/": ">ppppppppppp>",
    "admin/catalog/pendingchange/": ">ooooooooooo>",
    "admin/catalog/pendingchange/add/": ">xxxxxxxxxxx>",
    "admin/catalog/pendingchange/<path:object_id>/history/": ">>>>>oo>>o>>>",
    "admin/catalog/pendingchange/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/pendingchange/<path:object_id>/change/": ">>>>>oox>ox>>",
    "admin/catalog/pendingchange/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/catalog/referencelist/import/": ">ooooooooooo>",
    "admin/catalog/referencelist/<int:pk>/coverage/": ">ooooooo-o-->",
    "admin/catalog/referencelist/": ">ooooooxooxo>",
    "admin/catalog/referencelist/add/": ">xxxxxxxxxxx>",
    "admin/catalog/referencelist/<path:object_id>/history/": ">oooooox>o>>>",
    "admin/catalog/referencelist/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/referencelist/<path:object_id>/change/": ">ooooooo-o-->",
    "admin/catalog/referencelist/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/catalog/domain/": ">ooooooxooxo>",
    "admin/catalog/domain/add/": ">xxxxxoxxoxo>",
    "admin/catalog/domain/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/catalog/domain/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/domain/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/catalog/domain/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/catalog/channel/": ">ooooooxooxo>",
    "admin/catalog/channel/add/": ">xxxxxoxxoxo>",
    "admin/catalog/channel/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/catalog/channel/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/channel/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/catalog/channel/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/catalog/checklistquestion/": ">ooooooxooxo>",
    "admin/catalog/checklistquestion/add/": ">xxxxxxxoxxo>",
    "admin/catalog/checklistquestion/<path:object_id>/history/": ">ooooooxooxo>",
    "admin/catalog/checklistquestion/<path:object_id>/delete/": ">xxxxxxxxxxx>",
    "admin/catalog/checklistquestion/<path:object_id>/change/": ">ooooooxooxo>",
    "admin/catalog/checklistquestion/<path:object_id>/": ">>>>>>>>>>>>>",
    "admin/<app_label>/": ">oooooo-oo-o>",
    "admin/(?P<url>.*)$": ">----------->",
}


@pytest.fixture(autouse=True)
def _quiet():
    """Hundreds of refusals are meant here; their log lines are not read."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


for area in AREAS:
    TABLE |= area.PAGES


def routes(resolver=None, prefix: str = "") -> list[str]:
    """Every pattern of the site, as written."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = re.sub(r"\^\(\?P<app_label>.*\)/\$", "<app_label>/", prefix + str(entry.pattern))
        found += [route] if isinstance(entry, URLPattern) else routes(entry, route)
    return found


def things(county) -> dict[str, object]:
    """One of each thing a page may be about: route prefix → what its numbers stand for."""
    change = factories.pending_change(
        county
    )  # leaves the department and the township with published editions
    published = county.department.catalog_editions.get(status=Status.PUBLISHED)
    draft = factories.edition(county)
    reference = factories.reference_list(county, "最低生活保障申请")
    question = factories.question(county.domain)
    grant = RoleGrant.objects.get(user=county.clerk, content_object=county.department)
    node = Node.objects.rows().filter(edition=draft).first()
    period = ReviewPeriod.objects.create(
        step=Status.COUNTY_OFFICE, working_days=5, effective_from=factories.ON, legal_basis="县规定"
    )
    special = set_special_period(
        rule=SpecialRule(
            key="test",
            matter="测试事项",
            kind=PeriodKind.WITHIN,
            source="测试法",
            number=7,
            unit=Unit.WORKDAY,
        ),
        by=None,
        on=None,
    )
    own: list[dict[str, object]] = [
        {
            "catalog/editions/": published.pk,
            "catalog/items/": Item.objects.filter(unit=county.department).first().pk,
            "catalog/domains/": county.domain.code,
            "catalog/units/": county.department.code,
            "admin/catalog/catalogedition/imports/": factories.import_batch(
                draft, county.clerk, ImportBatch.State.PREVIEWED
            ).pk,
            "admin/catalog/catalogedition/": draft.pk,
            "admin/catalog/pendingchange/": change.pk,
            "admin/catalog/referencelist/": reference.pk,
            "admin/catalog/domain/": county.domain.pk,
            "admin/catalog/channel/": factories.channel().pk,
            "admin/catalog/checklistquestion/": question.pk,
            "admin/accounts/organisation/": county.department.pk,
            "admin/accounts/user/": county.clerk.pk,
            "admin/audit/auditentry/": AuditEntry.objects.filter(organisation_id=county.department.pk)
            .order_by("pk")
            .last()
            .pk,
            "admin/statute/calendarnotice/": CalendarNotice.objects.first().pk,
            "admin/statute/legalinstrument/": LegalInstrument.objects.first().pk,
            "admin/statute/reviewperiod/": period.pk,
            "admin/statute/specialperiod/": special.pk,
            "node": node.pk,
            "grant": grant.pk,
            "unknown": PendingChange.objects.count() + 10**6,
        },
        *(area.things(county) for area in AREAS),
    ]
    return {name: thing for part in own for name, thing in part.items()}


def address(route: str, ids: dict[str, object]) -> str:
    """The route with every placeholder filled in; fails for one it does not know."""
    prefix = max((p for p in ids if route.startswith(p)), key=len, default="")
    values = {
        "<int:node_pk>": ids["node"], "<int:grant>": ids["grant"], "<slug:extension>": "csv", "<section>": "documents",
        "<path:content_type_id>": "1", "<app_label>": "catalog",
        "(?P<url>.*)$": "nowhere/",
    }  # fmt: skip
    if route.startswith("admin/r/"):
        values["<path:object_id>"] = "1"
    elif prefix:
        values |= dict.fromkeys(("<int:pk>", "<slug:code>", "<id>", "<path:object_id>"), ids[prefix])
    for placeholder, value in values.items():
        route = route.replace(placeholder, str(value))
    for placeholder, value in ids.items():
        if placeholder.startswith("<"):
            route = route.replace(placeholder, str(value))
    assert not set("<>^$") & set(route), f"no value for {route}"
    return f"/{route}"


def status(client: Client, url: str) -> int:
    """What a GET answers; a file is read to its end, which closes it."""
    response = client.get(url)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def login(county) -> dict[str, Client]:
    clients = {name: Client() for name in PEOPLE}
    for name, client in clients.items():
        if name != "anonymous":
            client.force_login(getattr(county, name))
    return clients


def test_every_page_has_a_row_and_every_row_a_page():
    assert sorted(routes()) == sorted(TABLE)


def test_every_person_gets_what_the_table_says(county):
    ids, clients = things(county), login(county)
    found = {
        route: "".join(MARKS.get(status(clients[person], address(route, ids)), "?") for person in PEOPLE)
        for route in TABLE
    }
    assert found == TABLE


def test_nobody_learns_from_an_address_whether_a_thing_exists(county):
    """What is not for a person's eyes looks to them as if it were not there."""
    ids = things(county)
    client = login(county)["other_clerk"]
    for route in TABLE:
        if route.startswith("admin/catalog/catalogedition/<int:pk>"):
            missing = address(route, ids | {"admin/catalog/catalogedition/": ids["unknown"]})
            there = address(route, ids)
            assert client.get(missing).status_code == client.get(there).status_code, route
            assert client.post(missing).status_code == client.post(there).status_code, route
            assert {client.get(there).status_code, client.post(there).status_code} <= {404, 405}, route


def test_a_page_that_only_takes_posts_changes_nothing_when_it_is_opened(county):
    ids, clients = things(county), login(county)
    before = list(
        Node.objects.order_by("pk").values_list("pk", "lft", "edition__revision", "edition__status")
    )
    for route, marks in TABLE.items():
        if "p" in marks:
            clients["clerk"].get(address(route, ids))
            clients["clerk"].head(address(route, ids))
    after = list(Node.objects.order_by("pk").values_list("pk", "lft", "edition__revision", "edition__status"))
    assert after == before


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_every_back_office_page_sends_away_who_may_not_enter_and_nothing_is_posted(county, who):
    ids, client = things(county), login(county)[who]
    entries = AuditEntry.objects.count()
    for route in TABLE:
        if route.startswith("admin/") and route not in OWN_PAGES:
            assert client.post(address(route, ids)).status_code in {302, 404}, route
    assert AuditEntry.objects.count() == entries
