"""The shell of every page (国办发〔2017〕47号): tags, foot zone, ways to every unit, addresses for machines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from portal.checks import faults, templates_carry_their_tags
from portal.sitemaps import PAGES, SITEMAPS
from requests_app.workflow import Status as RequestStatus
from tests import applications
from tests.disclosure.public import made

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COLUMN_TAGS = ("ColumnName", "ColumnType", "ColumnDescription", "ColumnKeywords")


def test_no_template_lacks_a_tag():
    assert templates_carry_their_tags(None) == []


@pytest.mark.parametrize(("name", "old", "new", "said"), [
    ("base.html", '<meta name="SiteIDCode"', '<meta name="Other"', "SiteIDCode"),
    ("base.html", "partials/_meta_article.html", "partials/_other.html", "_meta_article"),
    ("partials/_meta_article.html", '<meta name="PubDate"', '<meta name="Date"', "PubDate"),
    ("portal/help.html", '<meta name="ColumnType"', '<meta name="Type"', "ColumnType"),
    ("portal/units.html", "{% block title %}公开信息的单位{% endblock %}", "", "no title"),
])  # fmt: skip
def test_a_template_that_lacks_one_is_named(tmp_path, name, old, new, said):
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
    assert any(place == name and said in fault for place, fault in faults(folder))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [*[name for name in PAGES if name != "home"], "search", "documents:subscribe", "kiosk:menu"]
)
def test_a_column_page_carries_the_column_tags(client, county, name):
    text = client.get(reverse(name)).content.decode()
    for tag in COLUMN_TAGS[:2]:
        assert len(re.findall(f'<meta name="{tag}" content="[^"]+">', text)) == 1, tag


@pytest.mark.django_db
def test_the_foot_zone_has_what_the_rules_ask_for(client, county, settings):
    settings.SITE = settings.SITE | {
        "icp": "鲁ICP备00000000号", "police_record": "鲁公网安备 00000000000000号", "mark_url": "https://bszs.conac.cn/x",
        "police_url": "https://beian.mps.gov.cn/x", "undertaker": "县大数据中心", "phone": "0999-1234567", "ipv6": True,
    }  # fmt: skip
    text = client.get(reverse("help")).content.decode()
    foot = text[text.index('<footer class="footer">') :]
    for words in (
        "网站标识码", "鲁ICP备00000000号", "鲁公网安备 00000000000000号", "https://bszs.conac.cn/x", "主办单位", "承办单位",
        "0999-1234567", "网站地图", "找错", "IPv6",
    ):  # fmt: skip
        assert words in foot, words


@pytest.mark.django_db
def test_every_unit_has_its_ways_in(client, county, django_assert_num_queries):
    with django_assert_num_queries(1):
        text = client.get(reverse("units")).content.decode()
    for unit in (county.government, county.department, county.township):
        for url in (reverse("open:unit-home", args=[unit.code]), reverse("catalog:unit", args=[unit.code])):
            assert f'"{url}"' in text
    assert county.village.code not in text


@pytest.mark.django_db
def test_home_has_every_way_in_and_few_queries(client, county, django_assert_max_num_queries):
    made.complete(county, word="救助")
    applications.case(county, state=RequestStatus.PROCESSING)
    with django_assert_max_num_queries(7):  # and one more where pages are kept
        text = client.get(reverse("home")).content.decode()
    for name in (
        "open:home",
        "open:guide",
        "open:content",
        "open:reports",
        "requests:apply",
        "requests:track",
        "units",
    ):
        assert f'"{reverse(name)}"' in text
    assert "救助标题" in text
    assert "按期答复" in text


@pytest.mark.django_db
def test_statistics_of_answers_count_this_years_cases(client, county):
    before = client.get(reverse("home")).content.decode()
    received = re.search(r"年收到申请</dt><dd>(\d+)", before)
    assert received
    assert received[1] == "0"


def locations(client, url: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", client.get(url).content.decode())


@pytest.mark.django_db
def test_the_index_leads_to_every_public_address_and_a_withdrawal_is_gone_at_once(client, county):
    edition = made.complete(county, word="救助")
    hidden = made.complete(county, "draft", word="绝不外泄")
    parts = locations(client, reverse("sitemap"))
    assert len(parts) == len(SITEMAPS) == 12
    found = [url for part in parts for url in locations(client, "/" + part.split("/", 3)[3])]
    assert len(found) == len(set(found))
    paths = {"/" + url.split("/", 3)[3] for url in found}
    assert edition.get_absolute_url() in paths
    assert hidden.get_absolute_url() not in paths
    assert {reverse(name) for name in PAGES} <= paths
    assert reverse("open:unit-home", args=[county.department.code]) in paths
    assert {client.get(path).status_code for path in paths} == {200}
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.NOT_FOUND)
    documents = reverse("sitemap_part", args=["documents"])
    assert locations(client, documents) == []


@pytest.mark.django_db
def test_robots_are_told_where_the_index_is(client):
    text = client.get(reverse("robots")).content.decode()
    assert f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}" in text
    assert "Disallow: /admin/" in text


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/documents/999/", 404)])
def test_who_is_lost_is_shown_ways_on(client, county, url, status):
    response = client.get(url)
    assert response.status_code == status
    for name in ("home", "open:home", "catalog:index", "help", "search"):
        assert f'"{reverse(name)}"' in response.content.decode()
