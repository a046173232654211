"""The demonstration county: made by the acts themselves, whole, and usable by every role."""

import io
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import may_enter_back_office
from accounts.roles import Role
from audit.actions import Break, verify
from catalog.models import CatalogEdition, Domain, PendingChange, ReferenceList, RowRemark
from catalog.policies import may_publish, may_review
from catalog.tree import faults, read_rows
from catalog.validation import findings
from catalog.workflow import IN_PREPARATION, Status
from disclosure.models import Document, DocumentEdition
from interpretation.models import InterpretationEdition
from interpretation.validation import copied
from interpretation.workflow import Form
from portal.demo import loading
from portal.demo.credit_codes import check, credit_code
from supervision.freshness import Level, heat
from supervision.measures import MEASURES, board
from supervision.models import ItemStanding
from supervision.models.standing import counted
from village.models import BoardItem, Comparison

pytestmark = pytest.mark.django_db


def test_the_check_digits_are_those_of_a_real_example():
    assert check("91350100M000100Y4") == "3"  # the example printed in GB 32100
    assert credit_code("11", "379999", 1) == "11379999" + "99900001" + credit_code("11", "379999", 1)[16:]


def test_load_demo_is_refused_where_the_password_would_be_known(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="不是演示环境"):
        call_command("load_demo")


def test_a_second_load_changes_nothing_and_names_the_accounts(demo, settings):
    settings.DEMO = True
    editions, said = CatalogEdition.objects.count(), io.StringIO()
    call_command("load_demo", stdout=said)
    assert CatalogEdition.objects.count() == editions
    assert "演示数据已经载入" in said.getvalue()
    assert all(account.username in said.getvalue() for account in loading.ACCOUNTS)


def test_the_record_of_what_was_done_is_whole(demo):
    assert [entry for entry in verify() if isinstance(entry, Break)] == []


def test_every_body_has_its_kind_and_number(demo):
    kinds = list(Organisation.objects.values_list("kind", flat=True))
    assert kinds.count(OrganisationKind.TOWNSHIP) == 8
    assert kinds.count(OrganisationKind.VILLAGE) == 20
    assert kinds.count(OrganisationKind.PUBLIC_ENTERPRISE) == 2
    for body in Organisation.objects.all():
        body.full_clean()
        assert check(body.credit_code) == body.credit_code[17]
    for domain in Domain.objects.filter(is_pilot=True):
        duties = [duty.organisation.kind for duty in domain.duties.all()]
        assert sorted(duties) == [OrganisationKind.CITY_DEPARTMENT, OrganisationKind.COUNTY_DEPARTMENT]


def test_every_domain_has_its_catalog(demo):
    assert faults() == {}
    published = CatalogEdition.objects.of_units().in_force()
    departments = published.filter(unit__kind=OrganisationKind.COUNTY_DEPARTMENT)
    assert departments.values("domain").distinct().count() == 26
    assert published.filter(unit__kind=OrganisationKind.TOWNSHIP).count() == 32
    for edition in published:
        rows = read_rows(edition)
        assert rows
        assert [finding for finding in findings(rows) if finding.blocking] == []
        assert all(row.verified and "同上" not in row.content for row in rows)
    assert CatalogEdition.objects.of_units().filter(status=Status.SUPERSEDED).count() == 6
    assert {row.kind for row in ReferenceList.objects.current()} == set(ReferenceList.Kind)


def test_most_villages_are_in_order_and_some_are_not(demo):
    """Most are in order; what is compared agrees, differs, and is missing."""
    late = BoardItem.objects.overdue(demo).values_list("village", flat=True)
    assert 0 < len(set(late)) < 10
    outcomes = Comparison.objects.public().values_list("outcome", flat=True)
    found = Counter(outcomes)
    assert set(found) == {"equal", "different", "no_village"}
    assert found["equal"] > 10 * found["different"] > 0


def test_the_map_of_coverage_has_every_colour(demo):
    """Red, amber and green at least once each, and the kept days are those of the documents."""
    found = heat(Organisation.objects.publishing_catalogs(), demo)
    assert {cell.level for cell in found.cells.values()} == {Level.RED, Level.AMBER, Level.GREEN}
    assert dict(ItemStanding.objects.values_list("item_id", "last_on")) == counted()


def test_the_board_shows_what_is_late_and_what_will_be(demo):
    county = Organisation.objects.get(kind=OrganisationKind.COUNTY_GOVERNMENT)
    units = Organisation.objects.publishing_catalogs().values_list("pk", flat=True)
    found = board([county.pk, *units], demo, since=demo - timedelta(days=365))
    shown = {measure.key: found.whole(measure.key) for measure in MEASURES}
    assert {key for key, tally in shown.items() if tally.red} >= {
        "late",
        "attribute",
        "messages",
        "requests",
        "plan",
    }
    assert {key for key, tally in shown.items() if tally.amber} >= {
        "late",
        "attribute",
        "feedback",
    }


def test_every_form_of_interpretation_is_there(demo):
    """Every form once, each beside the document it is about, seven documents in all, nothing mostly copied."""
    editions = InterpretationEdition.objects.public().select_related("interpretation")
    assert {one.form for one in editions} == set(Form)
    documents = Document.objects.filter(interpretations__in=[one.interpretation_id for one in editions])
    assert documents.distinct().count() == 7
    for one in editions:
        (document,) = DocumentEdition.objects.readable().filter(
            document__in=one.interpretation.documents.all()
        )
        assert one.title.startswith(document.title), one.title
        assert not copied(one).is_copy, one.title


def test_something_waits_at_every_step(demo):
    """Something waits at every step, and for somebody who can log in."""
    assert set(CatalogEdition.objects.in_preparation().values_list("status", flat=True)) == set(
        IN_PREPARATION
    )
    assert RowRemark.objects.count() == 2
    assert PendingChange.objects.waiting().filter(unit__code="qinglan-qingshi").count() == 5
    assert {"accepted", "declined"} <= set(PendingChange.objects.values_list("state", flat=True))
    waiting = {
        Status.COUNTY_DEPARTMENT: "demo-head",
        Status.COUNTY_OFFICE: "demo-county",
        Status.CITY_DEPARTMENT: "demo-city-department",
        Status.CITY_OFFICE: "demo-city",
    }
    for status, username in waiting.items():
        edition = CatalogEdition.objects.of_units().get(status=status)
        assert may_review(User.objects.get(username=username), edition)
    approved = CatalogEdition.objects.get(status=Status.APPROVED)
    assert may_publish(User.objects.get(username="demo-county"), approved)


def test_every_role_can_log_in(demo, client, settings):
    held = set()
    for person in loading.accounts():
        assert client.login(username=person.username, password=settings.DEMO_PASSWORD)
        assert may_enter_back_office(person)
        held |= set(person.roles.direct)
        client.logout()
    assert held == set(Role)
    assert not any(user.has_usable_password() for user in User.objects.filter(username__startswith="p-"))
