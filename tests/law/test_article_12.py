"""第十二条: every body compiles a catalog of what it discloses and brings it up to date in good time.

第三款: guide and catalog are updated promptly. A newer edition takes the place of the older one without a gap,
the older one stays readable, and what points to an item goes on pointing to it.
"""

import pytest

from audit.models import AuditEntry
from catalog.actions.editing import Source, add_row
from catalog.models import CatalogEdition
from catalog.tree import read_rows
from catalog.workflow import TRANSITIONS, Action, Status
from tests import factories
from tests.factories import ON, row

pytestmark = pytest.mark.django_db
S = Status


def test_an_update_starts_from_what_is_in_force(county):
    first = factories.edition(county, state=S.PUBLISHED)
    second = factories.edition(county, source=Source.PREVIOUS)
    assert second.based_on == first
    assert [one.item for one in read_rows(second)] == [one.item for one in read_rows(first)]


def test_while_an_update_is_prepared_the_catalog_in_force_stays_public(county):
    first = factories.edition(county, state=S.PUBLISHED)
    for state in (S.DRAFT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE, S.APPROVED):
        edition = factories.edition(county, source=Source.PREVIOUS, state=state)
        assert CatalogEdition.objects.public().get() == first
        CatalogEdition.objects.filter(pk=edition.pk).update(status=S.DISCARDED)


def test_the_update_takes_its_place_without_a_gap(county):
    first = factories.edition(county, state=S.PUBLISHED)
    second = factories.edition(county, source=Source.PREVIOUS, state=S.PUBLISHED)
    first.refresh_from_db()
    assert (first.status, first.superseded_at) == (S.SUPERSEDED, second.published_at)
    assert CatalogEdition.objects.public().in_force().get() == second
    assert first in CatalogEdition.objects.public()
    assert len(read_rows(first)) == 5


def test_an_item_is_the_same_in_every_edition(county):
    factories.edition(county, state=S.PUBLISHED)
    edition = factories.edition(county, source=Source.PREVIOUS)
    factories.replace_row(edition, "监督检查", ("监督检查结果",), by=county.clerk)
    add_row(edition, row("新增事项"), by=county.clerk, on=ON)
    edition = factories.advance(county, factories.submit(edition, by=county.clerk, on=ON), S.PUBLISHED)
    items = [
        {one.item for one in read_rows(found)}
        for found in CatalogEdition.objects.public().order_by("version")
    ]
    assert items[0] < items[1]


def test_every_update_is_on_the_record_under_the_article(county):
    edition = factories.edition(county)
    add_row(edition, row("新增事项"), by=county.clerk, on=ON)
    assert AuditEntry.objects.about(edition).last().article == "条例第十二条第三款"
    assert TRANSITIONS[Action.SUPERSEDE].article == "条例第十二条第三款"


def test_a_change_at_the_county_reaches_the_townships(county):
    change = factories.pending_change(county)
    assert (change.unit, change.source.status) == (county.township, S.PUBLISHED)
