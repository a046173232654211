"""离站提示: every link to a site that is no government site goes by a page that says so, also without a script."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from portal.leaving import SIGNER, changed, leaves, notice_url
from tests.disclosure.public import made

OWN = frozenset({"www.qinglan.example", "testserver"})
AWAY = "https://news.example.com/a?b=1&c=2"


@pytest.mark.parametrize(("url", "away"), [
    (AWAY, True), ("http://EXAMPLE.com", True), ("https://gov.cn.example.com/", True), ("https://evilgov.cn/", True),
    ("https://user@news.example.com:8443/", True), ("https://www.qinglan.gov.cn@evil.example/", True),
    ("https://www.gov.cn/zhengce/", False), ("https://gov.cn", False), ("https://www.qinglan.example/x", False),
    ("https://[", False), ("https://", False),
])  # fmt: skip
def test_what_leaves(url, away):
    assert leaves(url, OWN) is away


def test_links_are_changed_and_nothing_else():
    page = (
        '<a class="x" href="https://news.example.com/a?b=1&amp;c=2" rel="noopener">新闻</a>'
        '<a href="https://www.gov.cn/">国务院</a><a href="/documents/">文件</a>'
        '<link href="https://news.example.com/a.css"><p>href="https://news.example.com/"</p>'
        '<a data-href="https://news.example.com/" href="/x">内</a><area href="https://news.example.com/">'
    )
    found = changed(page, OWN)
    assert found.count("data-leaves") == 1
    assert 'data-leaves="https://news.example.com/a?b=1&amp;c=2" rel="noopener">新闻</a>' in found
    assert found.partition("</a>")[2] == page.partition("</a>")[2]


def test_the_notice_names_the_address_and_goes_nowhere_by_itself(client, db):
    response = client.get(notice_url(AWAY))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'href="https://news.example.com/a?b=1&amp;c=2"' in text
    assert "不是政府网站" in text
    assert "http-equiv" not in text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("to", [
    "", AWAY, f"{AWAY}:forged", SIGNER.sign(AWAY)[:-1], SIGNER.sign("javascript:alert(1)"), SIGNER.sign("//example.com"),
    SIGNER.sign("https://example.com/" + "x" * 3000),
])  # fmt: skip
def test_an_address_the_site_has_not_signed_is_no_page(client, db, to):
    assert client.get(reverse("leave"), {"to": to}).status_code == 404


@pytest.mark.django_db
def test_a_link_in_the_text_of_a_document_goes_by_the_notice(client, county):
    edition = made.complete(
        county, word="救助", body=f'<p>见<a href="{AWAY.replace("&", "&amp;")}">报道</a>。</p>'
    )
    text = client.get(edition.get_absolute_url()).content.decode()
    link = re.search(r'<a[^>]*href="(/leave/[^"]+)"[^>]*>报道</a>', text)
    assert link
    assert AWAY in unescape(client.get(unescape(link[1])).content.decode())


@pytest.mark.django_db
def test_a_terminal_names_the_address_only(client, county):
    client.get(reverse("kiosk:menu"))
    client.cookies["kiosk"] = "1"
    text = client.get(notice_url(AWAY)).content.decode()
    assert "news.example.com" in text
    assert 'href="https://news.example.com' not in text


@pytest.mark.django_db
def test_the_foot_zone_is_no_exception(client, county, settings):
    settings.SITE = settings.SITE | {"mark_url": "https://bszs.conac.cn/x", "police_record": "鲁公网安备1号", "police_url": "https://beian.mps.gov.cn/x"}  # fmt: skip
    text = client.get(reverse("help")).content.decode()
    assert 'data-leaves="https://bszs.conac.cn/x"' in text
    assert 'href="https://beian.mps.gov.cn/x"' in text
