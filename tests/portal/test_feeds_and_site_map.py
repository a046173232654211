"""Feeds of every kind of thing and of every search, and the site map: what is public, for as long as it is."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from lxml import etree

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from interpretation.actions import releasing as material
from participation.actions import publishing
from portal.sitemaps import SITEMAPS
from search import index
from tests import interpretations
from tests.api.everything import everything
from tests.disclosure.public import made
from tests.factories import ON
from tests.participation import made as taking_part

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, name, query=None, **headers):
    return client.get(reverse(name), query or {}, headers=headers)


def titles(response) -> list[str]:
    """Parsed, so that a feed that is no XML fails."""
    return etree.fromstring(response.content).xpath("//a:entry/a:title/text()", namespaces=ATOM)


def test_interpretations_newest_first_by_the_conditions_of_their_list(
    client, county, django_assert_num_queries
):
    edition = made.complete(county, word="救助")
    interpretations.material(county, edition, title="第一篇")
    interpretations.material(county, edition, "questions", title="第二篇")
    with django_assert_num_queries(1):
        found = titles(feed(client, "interpretations:feed"))
    assert sorted(found) == ["第一篇", "第二篇"]
    other = county.other_department.code
    for query, wanted in (
        ({"form": "questions"}, ["第二篇"]), ({"q": "第一"}, ["第一篇"]), ({"unit": other}, []), ({"unit": "no such"}, found),
        ({"q": "没有"}, []),
    ):  # fmt: skip
        assert titles(feed(client, "interpretations:feed", query)) == wanted, query
    page = client.get(reverse("interpretations:list"), {"form": "questions"}).text
    assert (
        f'type="application/atom+xml" title="政策解读" href="{reverse("interpretations:feed")}?form=questions"'
        in page
    )


def test_a_consultation_and_then_its_result(client, county):
    taking_part.consultation(county)
    settled = taking_part.consultation(county, state="settled", title="已有结果的")
    response = feed(client, "participation:feed")
    assert len(titles(response)) == 3
    assert titles(response)[0] == str(settled.feedback), "the newest is the result"
    assert titles(feed(client, "participation:feed", {"unit": county.other_department.code})) == []
    publishing.withdraw(settled, by=county.head, at=taking_part.AFTER, reason="内容有误")
    assert "已有结果的" not in feed(client, "participation:feed").content.decode()


@pytest.mark.parametrize("name", ["interpretations:feed", "participation:feed", "search_feed"])
def test_an_unchanged_feed_is_304_and_a_withdrawal_changes_it(client, county, name):
    things = everything(county)
    query = {"q": "救助标题"} if name == "search_feed" else {}
    first = feed(client, name, query)
    assert titles(first)
    assert first.headers["Content-Type"].startswith("application/atom+xml")
    again = {"if-none-match": first.headers["ETag"]}
    assert feed(client, name, query, **again).status_code == 304
    releasing.withdraw(things.document, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    if name == "participation:feed":
        publishing.withdraw(things.consultation, by=county.head, at=taking_part.AFTER, reason="内容有误")
    changed = feed(client, name, query, **again)
    assert (changed.status_code, titles(changed)) == (200, [])


@pytest.mark.parametrize("indexed", [False, True], ids=["database", "index"])
def test_a_search_is_a_feed_by_date_whatever_the_order_asked_for(client, county, indexed):
    made.complete(county, word="旧", title="救助一", formed_on=date(2026, 1, 5))
    made.complete(county, word="新", title="救助二", formed_on=date(2026, 2, 5))
    if indexed:
        index.rebuild()
    response = feed(client, "search_feed", {"q": "救助", "kind": "document", "page": "7"})
    assert titles(response) == ["救助二", "救助一"]
    assert titles(feed(client, "search_feed")) == []
    page = client.get(reverse("search"), {"q": "救助"}).text
    assert f'type="application/atom+xml" title="“救助”的搜索结果" href="{reverse("search_feed")}?q=' in page


def test_units_and_domains_name_their_feeds(client, county):
    unit = client.get(reverse("catalog:unit", args=[county.department.code])).text
    domain = client.get(reverse("catalog:domain", args=[county.domain.code])).text
    assert f'href="{reverse("documents:feed")}?unit={county.department.code}"' in unit
    assert f'href="{reverse("documents:feed")}?domain={county.domain.code}"' in domain


def test_every_address_of_the_site_map_can_be_opened_and_everything_public_is_in_it(client, county):
    things = everything(county)
    found: dict[str, list[str]] = {}
    for part in SITEMAPS:
        text = client.get(reverse("sitemap_part", args=[part])).content.decode()
        found[part] = re.findall("<loc>https://[^/]+(/[^<]*)</loc>", text)
        for path in found[part]:
            assert client.get(path).status_code == 200, path
    wanted = {
        "documents": things.document, "interpretations": things.interpretation, "answers": things.answer,
        "messages": things.message, "consultations": things.consultation, "results": things.consultation.feedback,
        "reports": things.report,
    }  # fmt: skip
    for part, one in wanted.items():
        assert one.get_absolute_url() in found[part], part
    assert reverse("villages:village", args=[county.village.code]) in found["villages"]
    assert things.village.get_absolute_url() not in str(found), "single publications name villagers"
    material.withdraw(things.interpretation, by=county.head, on=ON, reason="有误")
    text = client.get(reverse("sitemap_part", args=["interpretations"])).content.decode()
    assert things.interpretation.get_absolute_url() not in text


def test_the_index_asks_once_for_each_kind_and_reads_no_rows(client, county, django_assert_num_queries):
    everything(county)
    with django_assert_num_queries(len(SITEMAPS) - 1):  # the fixed pages are no table
        response = client.get(reverse("sitemap"))
    root = etree.fromstring(response.content)
    found = root.xpath("//s:loc/text()", namespaces={"s": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    assert len(found) == len(SITEMAPS)
    dated = root.xpath("//s:lastmod/text()", namespaces={"s": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    assert len(dated) == 5


@pytest.mark.parametrize("typed", ["%01", "a%01b", "x%00y", "%EF%BF%BE"])
def test_characters_xml_cannot_write_are_left_out_of_a_feed(client, county, typed):
    response = client.get(f"{reverse('search_feed')}?q={typed}")
    assert response.status_code == 200
    assert titles(response) == []


@pytest.mark.parametrize("name", ["search_feed", "documents:feed", "interpretations:feed"])
def test_every_choice_is_a_feed_of_its_own(client, county, name):
    asked = [
        {},
        {"q": "低保"},
        {"q": "养老"},
        {"q": "低保", "kind": "document"},
        {"kind": "document", "q": "低保"},
    ]
    ids = [
        etree.fromstring(feed(client, name, one).content).findtext("a:id", namespaces=ATOM) for one in asked
    ]
    assert len(set(ids)) == 4
    assert ids[3] == ids[4], "the order of the conditions makes no other feed"
