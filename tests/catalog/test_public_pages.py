"""What citizens read: published editions only, in few queries, in every outlet."""

import csv
import io
import json

import pytest
from django.urls import reverse

from accounts.models import OrganisationKind
from catalog.models import CatalogEdition, Item
from catalog.workflow import IN_PREPARATION, Status
from tests import factories
from tests.factories import row, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(county):
    factories.channel("政府网站", is_standard=True, position=1)
    factories.channel("政府公报", is_standard=True, position=2)
    return factories.edition(county, state=Status.PUBLISHED)


def addresses(edition: CatalogEdition) -> dict[str, str]:
    item = edition.nodes.rows().first().item_id
    return {
        "index": reverse("catalog:index"),
        "domain": reverse("catalog:domain", args=[edition.domain.code]),
        "unit": reverse("catalog:unit", args=[edition.unit.code]),
        "edition": reverse("catalog:edition", args=[edition.pk]),
        "compare": reverse("catalog:compare", args=[edition.pk]),
        "item": reverse("catalog:item", args=[item]),
        "search": reverse("catalog:search") + "?q=救助",
        "home": reverse("home"),
    }


PAGES = ("index", "domain", "unit", "edition", "compare", "item", "search", "home")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody_and_leaves_nothing_behind(client, published, name):
    response = client.get(addresses(published)[name])
    assert response.status_code == 200
    assert not response.cookies
    assert client.head(addresses(published)[name]).status_code == 200
    assert client.post(addresses(published)[name]).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_a_page_carries_the_tags_the_rules_ask_for(client, published, name):
    text = client.get(addresses(published)[name]).content.decode()
    wanted = ["SiteName", "SiteDomain", "SiteIDCode"]
    if name != "home":
        wanted += ["ColumnName", "ColumnType"]
    if name in {"index", "domain", "unit", "search"}:
        wanted += ["ColumnDescription", "ColumnKeywords"]
    if name in {"edition", "item", "compare"}:
        wanted += ["ArticleTitle", "PubDate", "ContentSource"]
    missing = [tag for tag in wanted if text.count(f'<meta name="{tag}" content="') != 1]
    assert missing == []
    assert 'content=""' not in "".join(line for line in text.splitlines() if "<meta name=" in line)


def many(county, times: int) -> list:
    return [row(f"事项{n}", f"内容{m}", seq=str(n * 10 + m)) for n in range(times) for m in range(3)]


# Exact numbers, so that a page that begins to ask row by row is noticed.
QUERIES = {"home": 7, "index": 2, "domain": 5, "unit": 3, "edition": 4, "item": 5, "search": 6, "compare": 4}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("times", [4, 8])
def test_a_page_asks_the_database_as_often_whatever_the_number_of_rows(
    client, county, django_assert_max_num_queries, name, times
):
    factories.standard(county.domain, many(county, times))
    edition = factories.edition(county, state=Status.PUBLISHED, content=many(county, times))
    page = addresses(edition)[name].replace("救助", "内容")
    with django_assert_max_num_queries(QUERIES[name]) as asked:
        assert client.get(page).status_code == 200
    assert len(asked) == QUERIES[name]


# Nothing before its publication: one walk along every outlet.


def outlets(edition: CatalogEdition) -> list[str]:
    return [
        reverse("catalog:edition", args=[edition.pk]),
        reverse("catalog:compare", args=[edition.pk]),
        *(reverse("catalog:download", args=[edition.pk, kind]) for kind in ("xlsx", "csv", "json")),
        *(reverse("catalog:item", args=[item.pk]) for item in Item.objects.filter(unit=edition.unit)),
    ]


def lists(edition: CatalogEdition) -> list[str]:
    unit = f"?unit={edition.unit.code}" if edition.unit else ""
    found = [
        reverse("home"),
        reverse("catalog:index"),
        reverse("catalog:domain", args=[edition.domain.code]),
        reverse("catalog:domain", args=[edition.domain.code]) + unit,
        reverse("catalog:search") + "?q=尚未公开",
        reverse("catalog:search") + unit,
        reverse("site_map"),
    ]
    return found + ([reverse("catalog:unit", args=[edition.unit.code])] if edition.unit else [])


SECRET = "尚未公开的事项"


@pytest.mark.parametrize("state", [*IN_PREPARATION, Status.DISCARDED])
def test_what_is_not_published_is_found_nowhere(client, county, state):
    edition = factories.edition(county, state=state, content=[row(SECRET, SECRET, content=SECRET)])
    for address in outlets(edition):
        assert client.get(address).status_code == 404, address
    for address in lists(edition):
        text = client.get(address).content.decode()
        assert SECRET not in text, address
        assert reverse("catalog:edition", args=[edition.pk]) not in text, address


def test_the_national_standard_is_no_units_catalog(client, county):
    standard = factories.standard(county.domain, [row(SECRET, "子项", content=SECRET)])
    for kind in ("catalog:edition", "catalog:compare"):
        assert client.get(reverse(kind, args=[standard.pk])).status_code == 404
    assert client.get(reverse("catalog:download", args=[standard.pk, "csv"])).status_code == 404
    item = Item.objects.get(unit=None)
    assert client.get(reverse("catalog:item", args=[item.pk])).status_code == 404
    assert SECRET not in client.get(reverse("catalog:search") + f"?q={SECRET[:4]}").content.decode().replace(
        SECRET[:4] + '"', ""
    )
    assert client.get(reverse("catalog:index")).context["pilot"] == []


def test_a_new_draft_changes_nothing_of_what_is_published(client, county, published):
    before = {page: client.get(page).content for page in (addresses(published)["edition"],)}
    factories.edition(county, content=[row(SECRET, SECRET)])
    assert {page: client.get(page).content for page in before} == before
    assert SECRET not in client.get(addresses(published)["domain"]).content.decode()


def test_counts_count_what_is_published(client, county, published):
    factories.edition(county, county.township)
    [tile] = client.get(reverse("catalog:index")).context["later"]
    assert (tile["units"], tile["items"]) == (1, 5)
    stats = {line["label"]: line["value"] for line in client.get(reverse("home")).context["stats"]}
    assert stats == {"已公开领域": 1, "已公开事项": 5, "现行目录": 1}


def test_a_past_edition_stays_readable_and_says_so(client, county):
    old = factories.edition(county, state=Status.SUPERSEDED, content=[row("旧事项", "旧内容"), row("并存")])
    assert old.status == Status.SUPERSEDED
    response = client.get(reverse("catalog:edition", args=[old.pk]))
    assert response.status_code == 200
    current = CatalogEdition.objects.get(status=Status.PUBLISHED)
    assert reverse("catalog:edition", args=[current.pk]) in response.content.decode()
    assert client.get(reverse("catalog:download", args=[old.pk, "csv"])).status_code == 200
    domain = client.get(reverse("catalog:domain", args=[county.domain.code]))
    assert old in domain.context["earlier"]
    counts = client.get(reverse("catalog:index")).context["later"][0]
    assert counts["items"] == 2


# Filters.


@pytest.fixture
def varied(county):
    for name in ("政府网站", "县融媒体中心"):
        factories.channel(name)
    content = [
        row("救助", "甲", content="低保申请", channels={"政府网站": "used"}),
        row("救助", "乙", channels={"政务服务中心": "used", "县融媒体中心": "optional"}, audience_all=False, audience_group="申请人"),
        row("监督", "丙", channels={"政府网站": "not_used"}, mode_active=False, mode_request=True,
            levels={"county": True, "township": False}),
    ]  # fmt: skip
    return factories.edition(county, state=Status.APPROVED, content=content)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "甲乙丙"),
        ({"q": "低保"}, "甲"),
        ({"q": "监督"}, "丙"),
        ({"q": "救助 乙"}, "乙"),
        ({"level": "county"}, "甲乙丙"),
        ({"level": "township"}, "甲乙"),
        ({"level": "city"}, ""),
        ({"channel": "政府网站"}, "甲"),
        ({"channel": "县融媒体中心"}, "乙"),
        ({"audience": "all"}, "甲丙"),
        ({"audience": "group"}, "乙"),
        ({"mode": "active"}, "甲乙"),
        ({"mode": "request"}, "丙"),
        ({"mode": "request", "level": "township"}, ""),
    ],
)
def test_a_filter_finds_what_it_says(client, county, varied, query, names):
    factories.advance(county, varied, Status.PUBLISHED)
    for page in (reverse("catalog:search"), reverse("catalog:domain", args=[county.domain.code])):
        lines = client.get(page, query).context["lines"]
        assert "".join(line.name for line in lines) == names, page


def test_rows_are_filtered_by_unit(client, county, published):
    factories.edition(county, county.township, state=Status.PUBLISHED, content=[row("乡镇事项")])
    search = reverse("catalog:search")
    names = {line.name for line in client.get(search, {"unit": county.township.code}).context["lines"]}
    assert names == {"乡镇事项"}
    page = reverse("catalog:domain", args=[county.domain.code])
    assert len(client.get(page).context["lines"]) == 5
    assert len(client.get(page, {"unit": ""}).context["lines"]) == 6
    assert len(client.get(page, {"unit": county.township.code}).context["lines"]) == 1


NONSENSE = [
    {"page": "abc"}, {"page": "-1"}, {"page": "99999999999999999999"}, {"unit": "nope"}, {"channel": "'"},
    {"channel": '"; drop'}, {"q": "字" * 10_000}, {"q": "\x00"}, {"q": "%_\\"}, {"level": "__"}, {"level": "county__x"},
    {"audience": "x"}, {"mode": "both"}, {"unit": "\x00"}, {"channel": "\x00"},
]  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE, ids=lambda query: repr(query)[:30])
def test_nonsense_in_the_address_breaks_no_page(client, county, published, query):
    for page in (
        reverse("catalog:search"),
        reverse("catalog:domain", args=[county.domain.code]),
        reverse("catalog:index"),
    ):
        assert client.get(page, query).status_code in {200, 404}, page


@pytest.mark.parametrize("kind", OrganisationKind)
def test_only_units_that_publish_have_a_page(client, db, kind):
    unit = factories.organisation(kind, "某单位")
    expected = {
        OrganisationKind.COUNTY_GOVERNMENT,
        OrganisationKind.COUNTY_DEPARTMENT,
        OrganisationKind.TOWNSHIP,
    }
    status = client.get(reverse("catalog:unit", args=[unit.code])).status_code
    assert (status == 200) == (kind in expected)


def test_a_domain_nobody_published_says_what_will_stand_here_and_whose_duty_it_is(client, county):
    factories.standard(county.domain)
    response = client.get(reverse("catalog:domain", args=[county.domain.code]))
    assert response.status_code == 200
    assert "监督检查" in response.context["expected"]
    assert county.department.name in response.context["responsible"]
    assert county.department.name in response.content.decode()


def test_a_domain_out_of_use_is_not_shown(client, county, published):
    county.domain.is_active = False
    county.domain.save()
    assert client.get(reverse("catalog:domain", args=[county.domain.code])).status_code == 404
    assert client.get(reverse("catalog:index")).context["later"] == []


# Files.

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_download_has_its_type_and_a_name_people_recognise(client, published, kind):
    response = client.get(reverse("catalog:download", args=[published.pk, kind]))
    assert response.headers["Content-Type"] == TYPES[kind]
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="catalog-{published.pk}.{kind}"; ')
    assert "%E9%9D%92%E5%B2%9A" in disposition
    assert response.content


def test_the_files_hold_the_rows(client, published):
    text = client.get(reverse("catalog:download", args=[published.pk, "csv"])).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + len(rows())
    data = json.loads(client.get(reverse("catalog:download", args=[published.pk, "json"])).content)
    assert [one["path"][-1] for one in data["rows"]] == [one.path[-1] for one in rows()]


def test_no_other_kind_of_file_is_made(client, published):
    assert client.get(f"/catalog/editions/{published.pk}.pdf").status_code == 404


def test_nothing_runs_in_a_page_but_our_own_files(client, published):
    for page in addresses(published).values():
        response = client.get(page)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "object-src 'none'" in policy
        assert "unsafe" not in policy
        text = response.content.decode()
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_without_a_unit_named_the_department_in_charge_is_shown(client, county):
    factories.edition(county, county.government, state=Status.PUBLISHED)  # stands first in the tree
    factories.edition(county, state=Status.PUBLISHED)
    page = client.get(reverse("catalog:domain", args=[county.domain.code]))
    assert page.context["edition"].unit == county.department
