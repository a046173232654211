"""Atom feeds and the downloads of the list."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from django.urls import reverse

from disclosure.actions import releasing
from disclosure.models import DocumentEdition
from disclosure.views.exports import COLUMNS, safe
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.disclosure.public import made

pytestmark = pytest.mark.django_db
FEED = reverse("documents:feed")
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response) -> list[dict[str, str]]:
    root = fromstring(response.content)
    return [
        {child.tag.removeprefix(ATOM): child.text for child in entry}
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_a_feed_is_valid_and_its_ids_never_change(client, county):
    edition = made.complete(county)
    response = client.get(FEED)
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    root = fromstring(response.content)
    for tag in ("id", "title", "updated"):
        assert root.find(f"{ATOM}{tag}").text
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "https://www.qinglan.example/documents/feed.atom"
    [entry] = entries(response)
    assert entry["id"] == f"tag:www.qinglan.example,2026:documents/{edition.document_id}"
    assert entry["title"] == "样品标题"
    assert entry["summary"] == "样品概述"
    made.revised(county, edition, title="新的标题")
    [newer] = entries(client.get(FEED))
    assert newer["id"] == entry["id"]
    assert newer["title"] == "新的标题"
    assert newer["updated"] > entry["updated"]


def test_a_feed_of_one_unit_domain_kind_or_word(client, county):
    made.complete(county)
    for query, number in (
        ({"unit": county.department.code}, 1), ({"unit": county.township.code}, 0), ({"domain": county.domain.code}, 1),
        ({"kind": "notice"}, 1), ({"kind": "opinion"}, 0), ({"q": "样品"}, 1), ({"q": "别的"}, 0),
    ):  # fmt: skip
        response = client.get(FEED, query)
        assert len(entries(response)) == number, query


def test_an_unchanged_feed_is_not_sent_again_and_a_withdrawal_changes_it(client, county):
    edition = made.complete(county)
    made.complete(county, word="另一")
    first = client.get(FEED)
    etag = first.headers["ETag"]
    assert first.headers["Last-Modified"]
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 304
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour="gone")
    again = client.get(
        FEED, headers={"if-none-match": etag, "if-modified-since": first.headers["Last-Modified"]}
    )
    assert again.status_code == 200
    assert len(entries(again)) == 1
    empty = client.get(FEED, {"kind": "opinion"})
    assert (
        client.get(FEED, {"kind": "opinion"}, headers={"if-none-match": empty.headers["ETag"]}).status_code
        == 304
    )


def test_what_was_published_before_the_portal_is_no_news(client, county):
    edition = documents.draft(county)
    DocumentEdition.objects.filter(pk=edition.pk).update(before_portal_on=date(2019, 5, 1))
    edition.refresh_from_db()
    documents.advance(county, edition, Status.PUBLISHED)
    assert entries(client.get(FEED)) == []
    assert (
        client.get(reverse("documents:board", args=[county.department.code])).context["page"].paginator.count
        == 0
    )


# --- downloads ----------------------------------------------------------------------------------------------


def rows(client, extension: str, **query) -> list[dict[str, str]]:
    response = client.get(reverse("documents:export", args=[extension]), query)
    text = b"".join(response.streaming_content).decode()
    if extension == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    assert text.startswith("\ufeff")
    names = {label: name for name, label in COLUMNS.items()}
    found = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [{names[label]: value for label, value in row.items()} for row in found]


def test_both_formats_say_the_same_and_follow_the_filters(client, county):
    edition = made.complete(county, valid_until=date(2031, 1, 1))
    documents.document(county, state=Status.PUBLISHED, kind="opinion", title="意见一件")
    assert rows(client, "csv") == rows(client, "jsonl")
    [row] = rows(client, "csv", kind="notice")
    assert row["title"] == "样品标题"
    assert row["doc_number"] == "样品发〔2026〕77号"
    assert row["index_number"] == edition.document.index_number
    assert row["topic"] == "民政、扶贫、救灾/社会救助"
    assert row["valid_until"] == "2031-01-01"
    assert row["url"] == f"https://www.qinglan.example{edition.get_absolute_url()}"
    assert rows(client, "csv", kind="reply") == []


def test_a_spreadsheet_takes_no_cell_for_a_formula(client, county):
    for start in ("=", "+", "-", "@", "\t", "\r", "\n"):
        assert safe(f"{start}cmd|'/c calc'!A1").startswith("'")
    assert safe("关于=的通知") == "关于=的通知"
    documents.document(county, state=Status.PUBLISHED, title='=HYPERLINK("http://x","a")')
    [row] = rows(client, "csv")
    assert row["title"] == '\'=HYPERLINK("http://x","a")'
    assert rows(client, "jsonl")[0]["title"] == '=HYPERLINK("http://x","a")'


def test_a_directory_entry_keeps_to_its_four_columns(client, county):
    made.complete(county, proposed_attribute=Attribute.ON_REQUEST)
    [row] = rows(client, "jsonl")
    assert row["doc_number"] == row["registration_no"] == ""
    assert (row["title"], row["summary"], row["attribute"]) == ("样品标题", "样品概述", "依申请公开")


@pytest.mark.parametrize("number", [1, 6])
def test_downloads_ask_once_however_long_the_list(client, county, django_assert_num_queries, number):
    for n in range(number):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    with django_assert_num_queries(4):
        assert len(rows(client, "csv")) == number
    with django_assert_num_queries(5):
        client.get(FEED)
