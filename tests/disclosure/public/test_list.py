"""The list: what each condition finds, what the facets count, how often the database is asked, and nonsense."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import OrganisationKind
from disclosure import listing
from disclosure.actions import alerting, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import Document, DocumentEdition, Validity
from disclosure.workflow import Attribute, Status
from tests import documents, factories
from tests.caches import start_anew
from tests.disclosure.public import made

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")


@pytest.fixture
def three(county):
    """A (open, 2026), B (redacted, 2025, of a sub-topic), C (on request, 2024); A is repealed by D (2026)."""
    a = documents.document(county, state=Status.PUBLISHED, title="甲通知", doc_number="青政发〔2026〕1号")
    documents.document(
        county, state=Status.PUBLISHED, title="乙意见 关于青政发〔2026〕1号", kind="opinion", doc_number="青政办字〔2025〕20号",
        formed_on=factories.ON.replace(year=2025), proposed_attribute=Attribute.REDACTED, topic_id=made.topic().pk,
    )  # fmt: skip
    documents.document(
        county, state=Status.PUBLISHED, title="丙报告", kind="report", doc_number="",
        formed_on=factories.ON.replace(year=2024), proposed_attribute=Attribute.ON_REQUEST,
    )  # fmt: skip
    documents.document(
        county, state=Status.PUBLISHED, title="丁决定", kind="decision", doc_number="青政发〔2026〕11号",
        relations=[RelationTo("repeals", target=a.document_id)],
    )  # fmt: skip
    return a


def titles(response) -> str:
    return "".join(row.edition.title[0] for row in response.context["rows"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "丁丙乙甲"),
        ({"sort": "formed"}, "丁甲乙丙"),
        ({"q": "通知"}, "甲"),
        ({"q": "决定 青政发"}, "丁"),
        ({"q": "青政发〔2026〕1号"}, "甲乙"),
        ({"q": "青政发[2026]1号"}, "甲乙"),
        ({"q": "青政发(2026)第001号"}, "甲乙"),
        ({"q": "青政发【2026】 1 号"}, "甲乙"),
        ({"q": "〔2026〕"}, "丁乙甲"),
        ({"q": "[2026]"}, "丁乙甲"),
        ({"kind": "report"}, "丙"),
        ({"year": "2025"}, "乙"),
        ({"year": "2026"}, "丁甲"),
        ({"validity": "repealed"}, "甲"),
        ({"validity": "in_force"}, "丁丙乙"),
        ({"current": "1"}, "丁丙乙"),
        ({"attribute": "on_request"}, "丙"),
        ({"attribute": "open"}, "丁甲"),
        ({"topic": "12"}, "乙"),
        ({"topic": "1206"}, "乙"),
        ({"year": "2026", "kind": "decision", "validity": "in_force"}, "丁"),
        ({"year": "2025", "kind": "decision"}, ""),
    ],
)
def test_a_condition_finds_what_it_says(client, county, three, query, found):
    response = client.get(LIST, query)
    assert titles(response) == found
    assert response.context["total"] == len(found)


def test_unit_domain_and_index_number(client, county, three):
    assert titles(client.get(LIST, {"unit": county.department.code})) == "丁丙乙甲"
    assert titles(client.get(LIST, {"unit": county.township.code})) == ""
    assert titles(client.get(LIST, {"domain": county.domain.code})) == "丁丙乙甲"
    assert titles(client.get(LIST, {"domain": factories.domain("养老服务").code})) == ""
    number = three.document.index_number
    assert titles(client.get(LIST, {"q": number})) == "甲"
    assert titles(client.get(LIST, {"q": number.rpartition("/")[2]})) == "甲"


def facet(response, name: str) -> dict[str, int]:
    [found] = [one for one in response.context["facets"] if one.name == name]
    return {option.label: option.number for option in (*found.options, *found.more)}


def test_a_facet_counts_under_every_condition_but_its_own(client, county, three):
    plain = client.get(LIST)
    assert facet(plain, "kind") == {"决定": 1, "通知": 1, "意见": 1, "报告": 1}
    assert facet(plain, "year") == {"2026年": 2, "2025年": 1, "2024年": 1}
    assert facet(plain, "validity") == {"有效": 3, "废止": 1}
    assert facet(plain, "attribute") == {"主动公开": 2, "删减后公开": 1, "依申请公开": 1}
    assert facet(plain, "unit") == {county.department.label: 4}
    assert facet(plain, "domain") == {county.domain.name: 4}
    assert facet(plain, "topic") == {"民政、扶贫、救灾": 1}
    chosen = client.get(LIST, {"year": "2026"})
    assert facet(chosen, "year") == {"2026年": 2, "2025年": 1, "2024年": 1}
    assert facet(chosen, "kind") == {"决定": 1, "通知": 1}
    assert facet(chosen, "domain") == {county.domain.name: 2}
    both = client.get(LIST, {"year": "2026", "domain": county.domain.code, "q": "通知"})
    assert facet(both, "validity") == {"废止": 1}
    assert facet(both, "year") == {"2026年": 1}


def test_a_document_under_two_items_of_a_domain_counts_once(client, county):
    items = [documents.item(county, place=0), documents.item(county, place=1)]
    documents.document(county, state=Status.PUBLISHED, items=items)
    assert facet(client.get(LIST), "domain") == {county.domain.name: 1}
    assert len(client.get(LIST, {"domain": county.domain.code}).context["rows"]) == 1


def test_every_number_is_the_length_of_the_list_it_leads_to(client, county, three):
    for page in (
        client.get(LIST),
        client.get(LIST, {"year": "2026"}),
        client.get(LIST, {"current": "1", "q": "青政"}),
    ):
        for group in page.context["facets"]:
            for option in (*group.options, *group.more):
                if not option.chosen:
                    assert client.get(LIST + option.url).context["total"] == option.number, (
                        group.name,
                        option.label,
                    )


def test_a_chip_takes_its_condition_away_and_keeps_the_rest(client, county, three):
    response = client.get(LIST, {"year": "2026", "kind": "notice", "q": "甲", "sort": "formed"})
    [kind] = [chip for chip in response.context["chosen"] if chip["name"] == "kind"]
    assert kind["text"] == "文种：通知"
    after = client.get(LIST + kind["url"])
    assert after.context["filter"].values == {"year": "2026", "q": "甲", "sort": "formed"}
    cleared = client.get(LIST + response.context["clear_url"])
    assert cleared.context["filter"].values == {"q": "甲", "sort": "formed"}


def test_an_act_makes_the_kept_numbers_new(client, county, three):
    assert client.get(LIST).context["total"] == 4
    releasing.withdraw(three, by=county.head, reason="有误", behaviour="not_found")
    response = client.get(LIST)
    assert response.context["total"] == 3
    assert "废止" not in facet(response, "validity")


# --- how often the database is asked ------------------------------------------------------------------------

QUERIES = {"": 7, "?q=文件&year=2026&kind=notice": 7, "?page=2": 7}


def many(county, number: int) -> None:
    """Published documents of several units, without the acts: only their number matters here."""
    units = [county.department, county.township]
    item = documents.item(county)
    rows = []
    for n in range(number):
        unit = units[n % 2]
        rows.append(
            DocumentEdition(
                document=Document.objects.create(unit=unit), unit=unit, title=f"第{n}号文件", kind="notice" if n % 3 else "opinion",
                status=Status.SIGNED, attribute=Attribute.OPEN, proposed_attribute=Attribute.OPEN, formed_on=factories.ON,
                started_on=factories.ON, content_hash="a", approved_hash="a", validity=Validity.IN_FORCE,
            )
        )  # fmt: skip
    DocumentEdition.objects.bulk_create(rows)
    fresh = DocumentEdition.objects.filter(status=Status.SIGNED)
    for edition in fresh:
        edition.placements.create(item=item, domain=item.domain)
    fresh.update(status=Status.PUBLISHED, published_at=timezone.now())


@pytest.mark.parametrize("query", QUERIES)
def test_the_list_asks_as_often_whatever_the_number_of_documents(
    client, county, query, django_assert_num_queries
):
    many(county, 35)
    client.get(LIST + query)  # the item page's tables are warm
    for _ in range(2):
        start_anew()
        cache.set(alerting.KEY, {})  # the shell's own question is not the list's
        with django_assert_num_queries(QUERIES[query]):
            assert client.get(LIST + query).status_code == 200
        with django_assert_num_queries(QUERIES[query] - 1):  # the counts are kept until the next act
            client.get(LIST + query)
        many(county, 70)


def test_pages_have_thirty_rows_and_end_where_the_database_would_skip_too_many(client, county, monkeypatch):
    many(county, 65)
    assert [len(client.get(LIST, {"page": page}).context["rows"]) for page in (1, 2, 3)] == [30, 30, 5]
    assert len(client.get(LIST, {"page": 99}).context["rows"]) == 5
    assert not client.get(LIST, {"page": 3}).context["cut"]
    monkeypatch.setattr(listing, "DEEPEST", 2)
    last = client.get(LIST, {"page": 3})
    assert last.context["page"].number == 2
    assert last.context["cut"]
    assert "最多翻到第 2 页" in last.content.decode()
    assert last.context["total"] == 65


# --- nonsense -----------------------------------------------------------------------------------------------

NONSENSE = [
    {"page": "abc"}, {"page": "-1"}, {"page": "9" * 40}, {"page": "0"}, {"year": "99999"}, {"year": "0"}, {"year": "二〇二六"},
    {"year": "-2026"}, {"year": "2026.5"}, {"unit": "unknown"}, {"unit": "\x00"}, {"domain": "x' OR 1=1"}, {"topic": "\x00"},
    {"topic": "1' UNION SELECT"}, {"kind": "none"}, {"validity": "__"}, {"attribute": "not_open"}, {"current": "maybe"},
    {"sort": "password"}, {"q": "\x00"}, {"q": "字" * 10_000}, {"q": "%_\\'\""}, {"q": "[" * 50}, {"q": "〔〕号"},
    {"q": " " * 100}, {"q": "1" * 5000}, {"q": "青政发〔2026〕" + "9" * 300 + "号"},
]  # fmt: skip


@pytest.mark.parametrize("query", NONSENSE, ids=lambda query: repr(query)[:30])
def test_nonsense_breaks_no_page_and_is_named_when_left_out(client, county, three, query):
    for address in (LIST, reverse("documents:feed"), reverse("documents:export", args=["csv"])):
        response = client.get(address, query)
        assert response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert body
    page = client.get(LIST, query)
    [name] = query
    if name in {"year", "unit", "domain", "topic", "kind", "validity", "attribute", "current", "sort"}:
        assert len(page.context["rows"]) == 4
        assert "没有采用" in page.content.decode()


ADDRESSES = [
    "/documents/0/", "/documents/99999999999999999999999/", "/documents/99999999999999999999999/qr.svg",
    "/documents/99999999999999999999999/notice.pdf", "/documents/99999999999999999999999/changes/",
    "/documents/1/editions/99999999999999999999999/", "/documents/99999999999999999999999/editions/1/",
    "/documents/99999999999999999999999/attachments/1/", "/documents/1/attachments/99999999999999999999999/",
    "/documents/99999999999999999999999/images/00000000-0000-0000-0000-000000000000/",
    "/documents/cleanups/99999999999999999999999/", "/documents/board/nowhere/", "/documents/export.exe",
    "/documents/export.xlsx", "/documents/1/images/none/", "/documents/-1/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_means_nothing_is_404(client, county, three, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["?from=abc&to=xyz", "?from=99999999999999&to=0", "?from=2&to=1", "?to=1", "?from=\x00"]
)
def test_comparing_nonsense_shows_the_newest_change(client, county, query):
    edition = documents.document(county, state=Status.SUPERSEDED)
    response = client.get(reverse("documents:changes", args=[edition.document_id]) + query, follow=True)
    assert response.status_code == 200
    assert (response.context["old"].version, response.context["new"].version) == (1, 2)


def test_lists_take_no_post_and_leave_no_cookie(client, county, three):
    for address in (LIST, three.get_absolute_url(), reverse("documents:feed"), reverse("documents:cleanups")):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200
        assert not client.get(address).cookies


def test_only_units_that_publish_have_a_board(client, county):
    assert client.get(reverse("documents:board", args=[county.department.code])).status_code == 200
    assert county.village.kind == OrganisationKind.VILLAGE
    assert client.get(reverse("documents:board", args=[county.village.code])).status_code == 404


def test_what_was_published_before_the_portal_stands_below_in_the_order_of_its_own_days(client, county):
    new = [documents.document(county, state=Status.PUBLISHED, title=f"新{number}") for number in range(2)]
    for title, day in (("旧一", date(2019, 5, 1)), ("旧三", date(2024, 7, 1)), ("旧二", date(2022, 1, 5))):
        draft = documents.draft(county, title=title)
        DocumentEdition.objects.filter(pk=draft.pk).update(before_portal_on=day)
        draft.refresh_from_db()
        documents.advance(county, draft, Status.PUBLISHED)
    for query in ({}, {"q": "旧"}, {"q": "新"}):
        rows = [row.edition.title for row in client.get(reverse("documents:list"), query).context["rows"]]
        wanted = [*(one.title for one in reversed(new)), "旧三", "旧二", "旧一"]
        assert rows == [title for title in wanted if query.get("q", "") in title]


@pytest.mark.parametrize("number", ["0", "-1", "-99999999999999999999", "abc", ""])
def test_a_page_below_the_first_is_the_first(client, county, number):
    made.complete(county)
    assert client.get(reverse("documents:list"), {"page": number}).context["page"].number == 1
