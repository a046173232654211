"""/api/v1/ and /data/: read by anybody, from any site, in any number, and never more than is public."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from disclosure.workflow import Attribute
from portal.api.views import schema
from tests import documents, factories
from tests.caches import start_anew
from tests.disclosure.public import made
from tests.disclosure.public.test_list import many

pytestmark = pytest.mark.django_db
LISTS = ("documents", "items", "units")


@pytest.fixture(autouse=True)
def _no_requests_counted():
    start_anew()


def read(client, name, *args, **query):
    return client.get(reverse(f"api:{name}", args=args), query)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_it_has(client, county, name):
    edition = made.complete(county, word="救助")
    rows = read(client, name).json()["results"]
    assert rows
    wanted = {
        "documents": ("title", edition.title),
        "items": ("unit", county.department.code),
        "units": ("kind", "township"),
    }
    key, value = wanted[name]
    assert value in [row[key] for row in rows]


@pytest.mark.parametrize(("name", "number"), [("documents", 2), ("items", 2), ("units", 2)])
def test_a_list_asks_as_often_whatever_the_number_of_rows(
    client, county, name, number, django_assert_num_queries
):
    made.complete(county, word="救助")
    for _ in range(2):
        with django_assert_num_queries(number):  # the newest act, the rows
            assert read(client, name).status_code == 200
        many(county, 40)
        factories.organisation(factories.K.COUNTY_DEPARTMENT, f"局{county.domain.pk}{_}", county.government)


def test_one_document_has_text_and_attachments(client, county):
    edition = made.complete(county, word="救助")
    one = read(client, "document", edition.document_id).json()
    assert "救助正文" in one["text"]
    assert [file["name"] for file in one["attachments"]] == ["救助附件.txt"]
    assert one["url"].endswith(edition.get_absolute_url())


def test_a_directory_entry_has_only_what_the_article_lists(client, county):
    entry = made.complete(county, word="底册", proposed_attribute=Attribute.ON_REQUEST)
    one = read(client, "document", entry.document_id).json()
    assert one["index_number"] == entry.document.index_number
    assert (one["doc_number"], one["text"], one["attachments"]) == ("", "", [])


@pytest.mark.parametrize(("query", "found"), [
    ({"unit": "department"}, 1), ({"unit": "nowhere"}, 0), ({"kind": "notice"}, 1), ({"validity": "repealed"}, 0),
    ({"q": "救助标题"}, 1), ({"formed_since": "2026-03-02"}, 1), ({"formed_until": "2026-03-01"}, 0), ({"domain": "domain"}, 1),
    ({"normative": "true"}, 0), ({"item": "20-1"}, 0),
])  # fmt: skip
def test_documents_are_found_by_conditions(client, county, query, found):
    made.complete(county, word="救助")
    codes = {"department": county.department.code, "domain": county.domain.code}
    asked = {name: codes.get(value, value) for name, value in query.items()}
    assert len(read(client, "documents", **asked).json()["results"]) == found


@pytest.mark.parametrize("query", [{"kind": "nonsense"}, {"formed_since": "yesterday"}, {"item": "20-99"}])
def test_a_condition_that_means_nothing_is_refused(client, county, query):
    response = read(client, "documents", **query)
    assert response.status_code == 400
    assert list(response.json()) == list(query)


def test_a_cursor_neither_skips_nor_repeats_while_documents_are_published(client, county):
    many(county, 7)
    seen, url = [], reverse("api:documents") + "?page_size=3"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        many(county, 1)
        url = page["next"]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("name", LISTS)
def test_unchanged_is_304_until_somebody_does_something(client, county, name, django_assert_num_queries):
    edition = made.complete(county, word="救助")
    first = read(client, name)
    again = {"if-none-match": first.headers["ETag"]}
    with django_assert_num_queries(1):
        assert client.get(reverse(f"api:{name}"), headers=again).status_code == 304
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert client.get(reverse(f"api:{name}"), headers=again).status_code == 200


def test_an_address_has_a_limit_and_is_told_when_it_ends(client, county, settings):
    settings.API_PER_ADDRESS = 2
    assert [read(client, "units").status_code for _ in range(3)] == [200, 200, 429]
    refused = read(client, "documents")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    download = client.get(reverse("data:file", args=["units", "csv"]))
    assert (download.status_code, "Retry-After" in download.headers) == (429, True)
    assert client.get(reverse("api:units"), REMOTE_ADDR="10.0.0.9").status_code == 200


@pytest.mark.parametrize("name", ["documents", "schema"])
def test_any_site_may_read_and_none_may_write(client, county, name):
    url = reverse(f"api:{name}")
    for answer in (client.get(url), client.options(url)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert not answer.cookies
    assert client.options(url).status_code == 204
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(url).status_code == 405


def test_signing_in_shows_no_more(client, county):
    draft = made.complete(county, "draft", word="绝不外泄")
    client.force_login(county.clerk)
    assert read(client, "document", draft.document_id).status_code == 404
    assert "绝不外泄" not in read(client, "documents").content.decode()


@pytest.mark.parametrize("url", [
    "/api/v1/documents/999999999999999999999/", "/api/v1/items/999999999999999999999/", "/api/v1/units/nowhere/",
    "/data/nothing.csv", "/data/units.exe", "/api/v1/documents/?cursor=nonsense",
])  # fmt: skip
def test_what_is_not_there_is_404(client, county, url):
    assert client.get(url).status_code == 404


def test_the_schema_describes_what_is_answered(client, county):
    """Every field of an answer is in the schema, and every field of the schema in the answer."""
    edition = made.complete(county, word="救助")
    made_schema = schema()
    components = made_schema["components"]["schemas"]
    item = documents.item(county)
    answers = {
        "Document": read(client, "documents").json()["results"][0],
        "WholeDocument": read(client, "document", edition.document_id).json(),
        "Item": read(client, "item", item.pk).json(),
        "Unit": read(client, "unit", county.department.code).json(),
    }
    for name, answer in answers.items():
        assert set(answer) == set(components[name]["properties"]), name
    assert set(made_schema["paths"]) == {f"/api/v1/{name}/" for name in LISTS} | {
        "/api/v1/documents/{id}/", "/api/v1/items/{id}/", "/api/v1/units/{code}/",
    }  # fmt: skip
    assert read(client, "schema").json() == json.loads(json.dumps(made_schema))


def test_the_page_of_the_schema_needs_no_script_and_nothing_from_elsewhere(client, county):
    text = client.get(reverse("api:documentation")).content.decode()
    for path in ("/api/v1/documents/", "/api/v1/items/", "/api/v1/units/"):
        assert path in text
    assert "<script>" not in text
    assert not re.findall(r'(?:src|<link[^>]+href)="https?://(?!www\.qinglan\.example)', text)


@pytest.mark.parametrize("code", ["documents", "items", "units"])
def test_the_three_formats_of_a_set_hold_the_same(client, county, code):
    made.complete(county, word="救助")
    texts = {
        end: b"".join(client.get(reverse("data:file", args=[code, end])).streaming_content).decode()
        for end in ("csv", "json", "jsonl")
    }
    whole = json.loads(texts["json"])
    assert whole
    assert [json.loads(line) for line in texts["jsonl"].splitlines()] == whole
    table = list(csv.reader(io.StringIO(texts["csv"].removeprefix("\ufeff"))))
    assert len(table) == len(whole) + 1
    assert len(table[0]) == len(whole[0])


def test_what_an_item_says_of_audience_and_mode_is_written_out(client, county):
    factories.edition(county, state="published", content=[factories.row("救助", "办理", mode_request=False)])
    (row,) = json.loads(b"".join(client.get(reverse("data:file", args=["items", "json"])).streaming_content))
    assert (row["audience_all"], row["mode_request"]) == ("是", "否")


def test_the_catalogue_names_every_file(client, county):
    response = client.get(reverse("data:catalogue"))
    assert response.headers["Content-Type"].startswith("application/ld+json")
    sets = response.json()["dcat:dataset"]
    urls = [one["dcat:downloadURL"] for entry in sets for one in entry["dcat:distribution"]]
    assert len(urls) == len(set(urls)) == 9
    text = client.get(reverse("data:index")).content.decode()
    for url in urls:
        path = "/data/" + url.rsplit("/", 1)[1]
        assert path in text
        assert client.head(path).status_code == 200


def test_published_since_finds_what_is_new(client, county):
    edition = made.complete(county, word="救助")
    at = edition.published_at
    later = (at + timedelta(seconds=1)).isoformat()
    assert len(read(client, "documents", published_since=at.isoformat()).json()["results"]) == 1
    assert read(client, "documents", published_since=later).json()["results"] == []
