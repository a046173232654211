"""缺失与过期, and the due days of many documents at once."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from catalog.actions.reviewing import submit
from catalog.models import Node
from catalog.workflow import Status as CatalogStatus
from disclosure.actions import releasing
from disclosure.coverage import dues, gaps
from disclosure.deadlines import due_of
from disclosure.models import DocumentEdition
from disclosure.workflow import Attribute, Status
from statute.limits import Kind, Limit, TimeLimit, Trigger, Unit
from statute.loading import working_calendar
from statute.models import SpecialPeriod
from tests import factories
from tests.disclosure.desk.posting import url
from tests.documents import advance, document, draft, item, published_catalog
from tests.factories import ON

pytestmark = pytest.mark.django_db


def names(found) -> list[tuple[str, str]]:
    return [(gap.headings, gap.name) for gap in found]


def recurring(county, place: int, number: int = 3, unit: Unit = Unit.MONTH, *, certain: bool = True) -> None:
    """The rule of one row in force; triggers keep published rows, so it is written before they are published."""
    limit = Limit(Kind.RECURRING, number, unit, certain=certain, text="每季度")
    rule = TimeLimit("每季度更新", (limit,)).to_json()
    rows = factories.rows()
    catalog = factories.edition(county, content=rows)
    node = Node.objects.rows().filter(edition=catalog).order_by("lft")[place]
    Node.objects.filter(pk=node.pk).update(time_rule=rule, time_limit="每季度更新")
    factories.advance(county, submit(catalog, by=county.clerk, on=ON), CatalogStatus.PUBLISHED)


def out_on(county, day: date, **values) -> DocumentEdition:
    """A document published late in the evening of a day."""
    signed = document(county, state=Status.SIGNED, **values)
    at = timezone.make_aware(datetime(day.year, day.month, day.day, 23, 30))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: at)
        return releasing.publish(signed, by=county.clerk, on=day)


def test_every_item_without_a_readable_document_is_missing(county):
    published_catalog(county)
    found = gaps([county.department.pk], ON)
    assert names(found) == [
        ("最低生活保障", "政策法规文件"), ("最低生活保障", "审核审批信息"), ("临时救助", "政策法规文件"),
        ("临时救助", "审核审批信息"), ("", "监督检查"),
    ]  # fmt: skip
    first = found[0]
    assert (first.who, first.domain, first.unit_name) == ("青岚县民政局", "社会救助", "青岚县民政局")
    assert first.limit == "信息形成或变更之日起20个工作日内"
    assert (first.last_on, first.due_on, first.draft) == (None, None, None)
    assert first.item == item(county).pk


def test_a_published_document_fills_the_gap_and_only_while_it_is_readable(county):
    unit = [county.department.pk]
    edition = document(county, state=Status.SIGNED)
    assert len(gaps(unit, ON)) == 5
    assert gaps(unit, ON)[0].draft == edition.pk
    document(county, state=Status.PUBLISHED)
    assert len(gaps(unit, ON)) == 4
    document(county, state=Status.WITHDRAWN, items=[item(county, place=1)])
    document(
        county, state=Status.PUBLISHED, items=[item(county, place=2)], proposed_attribute=Attribute.ON_REQUEST
    )
    assert len(gaps(unit, ON)) == 4


def test_a_recurring_item_is_overdue_the_day_after_its_period(county):
    recurring(county, 0)
    out_on(county, date(2026, 1, 31))
    unit = [county.department.pk]
    assert ("最低生活保障", "政策法规文件") not in names(gaps(unit, date(2026, 4, 30)))
    first = gaps(unit, date(2026, 5, 1))[0]
    assert names([first]) == [("最低生活保障", "政策法规文件")]
    assert (first.last_on, first.due_on) == (date(2026, 1, 31), date(2026, 4, 30))
    assert first.limit == "每季度更新"


def test_the_latest_document_counts(county):
    recurring(county, 0)
    unit = [county.department.pk]
    out_on(county, date(2025, 1, 2))
    out_on(county, date(2026, 2, 2))
    assert len(gaps(unit, date(2026, 3, 2))) == 4
    assert gaps(unit, date(2026, 5, 3))[0].last_on == date(2026, 2, 2)


def test_an_old_document_counts_from_the_day_it_first_came_out_elsewhere(county):
    recurring(county, 0)
    made = draft(county)
    DocumentEdition.objects.filter(pk=made.pk).update(before_portal_on=date(2020, 1, 1))
    made.refresh_from_db()
    advance(county, made, Status.PUBLISHED)
    assert gaps([county.department.pk], ON)[0].last_on == date(2020, 1, 1)


@pytest.mark.parametrize("spoiled", [{"certain": False}, {"unit": Unit.HOUR}])
def test_a_period_that_was_not_surely_read_makes_nothing_overdue(county, spoiled):
    recurring(county, 0, **spoiled)
    out_on(county, date(2020, 1, 2))
    assert len(gaps([county.department.pk], ON)) == 4


def test_what_is_open_on_request_only_leaves_no_gap(county):
    content = [factories.row("内部", mode_active=False, mode_request=True), factories.row("公开")]
    factories.edition(county, state=CatalogStatus.PUBLISHED, content=content)
    assert names(gaps([county.department.pk], ON)) == [("", "公开")]


def test_only_catalogs_in_force_count_and_only_of_the_units_asked_for(county):
    factories.edition(county, state=CatalogStatus.APPROVED)
    factories.edition(county, county.township, state=CatalogStatus.PUBLISHED)
    assert gaps([county.department.pk], ON) == gaps([], ON) == []
    assert {gap.unit for gap in gaps([county.department.pk, county.township.pk], ON)} == {county.township.pk}


def test_gaps_cost_two_queries_however_many_items_and_units(county, django_assert_num_queries):
    document(county, state=Status.PUBLISHED)
    factories.edition(county, county.township, state=CatalogStatus.PUBLISHED)
    gaps([county.department.pk], ON)
    for units in ([county.department.pk], [county.department.pk, county.township.pk, county.government.pk]):
        with django_assert_num_queries(2):
            gaps(units, ON)


# --- due days --------------------------------------------------------------------------------------------------


def test_due_days_of_many_are_those_of_each(county):
    calendar = working_calendar()
    SpecialPeriod.objects.create(
        key="quick", matter="突发事件", kind="within", number=3, unit=Unit.WORKDAY, trigger=Trigger.FORMED, source="某法",
        effective_from=date(2026, 1, 1), effective_to=date(2026, 6, 1),
    )  # fmt: skip
    SpecialPeriod.objects.create(
        key="quick", matter="突发事件", kind="within", number=5, unit=Unit.WORKDAY, trigger=Trigger.FORMED, source="某法",
        effective_from=date(2026, 6, 1),
    )  # fmt: skip
    document(county, state=Status.SUPERSEDED)
    draft(county, special_period="quick")
    draft(county, special_period="quick", formed_on=date(2026, 7, 1))
    draft(county, special_period="gone")
    draft(county, formed_on=None)
    draft(county, proposed_attribute=Attribute.NOT_OPEN)
    draft(county, proposed_attribute="")
    draft(county, items=[])
    document(county, state=Status.SIGNED)
    editions = list(DocumentEdition.objects.all())
    found = dues(editions, calendar)
    assert found == {edition.pk: due for edition in editions if (due := due_of(edition, calendar))}
    assert len({due.date for due in found.values()}) >= 3


def test_a_superseded_catalog_sets_no_limit(county):
    edition = draft(county)
    changed = [
        factories.row(
            "最低生活保障", "政策法规文件", seq="1", time_limit="自该信息形成之日起3个工作日内予以公开"
        )
    ]
    factories.edition(county, content=changed, state=CatalogStatus.PUBLISHED)
    calendar = working_calendar()
    assert dues([edition], calendar)[edition.pk] == due_of(edition, calendar)


def test_due_days_cost_at_most_two_queries(county, django_assert_num_queries):
    calendar = working_calendar()
    editions = [draft(county, special_period="x") for _ in range(3)]
    with django_assert_num_queries(2):
        dues(editions, calendar)
    clockless = [draft(county, formed_on=None)]
    with django_assert_num_queries(0):
        assert dues(clockless, calendar) == {}


# --- the screen ------------------------------------------------------------------------------------------------


def test_a_gap_is_one_click_from_its_document(county, sign_in):
    published_catalog(county)
    page = sign_in(county.clerk).get(url("gaps"))
    assert len(page.context["lines"]) == 5
    assert f"{url('edition_start')}?item={item(county).pk}" in page.content.decode()
    office = sign_in(county.office).get(url("gaps")).content.decode()
    assert "由该单位起草" in office
    assert f"{url('edition_start')}?item=" not in office


@pytest.mark.parametrize(
    ("query", "shown"),
    [({}, 5), ({"kind": "missing"}, 5), ({"kind": "overdue"}, 0), ({"domain": "社会救助"}, 5), ({"domain": "没有"}, 0),
     ({"unit": "x"}, 0), ({"page": "99"}, 5), ({"page": "x"}, 5)],
)  # fmt: skip
def test_gaps_are_narrowed(county, sign_in, query, shown):
    published_catalog(county)
    response = sign_in(county.clerk).get(url("gaps"), query)
    assert response.status_code == 200
    assert len(response.context["lines"]) == shown


def test_without_a_catalog_the_page_says_so_and_without_gaps_too(county, sign_in):
    assert "还没有可以核对的目录" in sign_in(county.clerk).get(url("gaps")).content.decode()
    assert "没有缺失和过期" in sign_in(county.village_officer).get(url("gaps")).content.decode()


def test_the_page_costs_the_same_for_one_unit_and_for_many(county, sign_in, django_assert_num_queries):
    published_catalog(county)
    client = sign_in(county.office)
    client.get(url("gaps"))
    for _ in range(2):
        with django_assert_num_queries(6):
            client.get(url("gaps"))
        if not county.township.catalog_editions.exists():
            factories.edition(county, county.township, state=CatalogStatus.PUBLISHED)


def test_documents_of_last_year_are_late_today(county, sign_in):
    recurring(county, 0)
    out_on(county, timezone.localdate() - timedelta(days=200))
    page = sign_in(county.clerk).get(url("gaps"), {"kind": "overdue"})
    assert [gap.name for gap, _ in page.context["lines"]] == ["政策法规文件"]
    assert "前更新" in page.content.decode()
