"""/open/: the columns of the county and of each unit (国办公开办函〔2019〕61号)."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from disclosure.models import StatutorySource
from disclosure.models.guide import INSTITUTIONS
from disclosure.workflow import Attribute, Status
from portal.open.directory import COLUMNS
from statute.statutory_items import ARTICLE_20, ITEMS, items_for
from tests import factories, reports
from tests.disclosure.public import made
from tests.open.made import guide_in_force

pytestmark = pytest.mark.django_db
NORMATIVE = {
    "is_normative": True, "registration_no": "QLDR-2026-0010001", "effective_on": date(2026, 4, 1),
    "valid_until": date(2031, 3, 31),
}  # fmt: skip
PAGES = ("home", "guide", "institutions", "content", "normative", "reports", "directory")


def address(page, county=None, *args):
    return (
        reverse(f"open:unit-{page}", args=[county.department.code, *args])
        if county
        else reverse(f"open:{page}")
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_column_stands_for_the_county_and_for_a_unit(client, county, page):
    for place in (None, county):
        text = client.get(address(page, place)).content.decode()
        assert text.count('name="ColumnName"') == text.count('name="ColumnType"') == 1
        for label in (
            "政府信息公开指南",
            "政府信息公开制度",
            "法定主动公开内容",
            "政府信息公开年报",
            "依申请公开",
        ):
            assert label in text


QUERIES = {
    "home": 7,
    "guide": 5,
    "institutions": 8,
    "content": 6,
    "normative": 8,
    "reports": 6,
    "directory": 6,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_few_queries_however_much_there_is(client, county, django_assert_num_queries, page):
    for year in (2023, 2024, 2025):
        reports.report(county, year=year, state="published")
    for word in ("一", "二", "三"):
        edition = made.complete(county, word=word, **NORMATIVE)
    StatutorySource.objects.create(item=INSTITUTIONS, topic=edition.topic)
    StatutorySource.objects.create(item="20-11", domain=county.domain)
    with django_assert_num_queries(QUERIES[page]):
        assert client.get(address(page)).status_code == 200
    if page == "content":
        with django_assert_num_queries(5):  # the numbers of the tree are kept until somebody does something
            client.get(address(page), {"item": "20-11"})


def test_an_unknown_unit_and_a_village_have_no_column(client, county):
    assert client.get(reverse("open:unit-home", args=["nowhere"])).status_code == 404
    assert client.get(reverse("open:unit-home", args=[county.village.code])).status_code == 404


def test_items_of_the_articles_are_complete_and_bind_whom_they_should():
    assert len(ARTICLE_20) == 15
    assert [item.article for item in ARTICLE_20][-1] == "第二十条第（十五）项"
    county, township = items_for(county=True, township=False), items_for(county=False, township=True)
    assert len(county) == 15 + 7
    assert len(township) == 15 + 8
    assert set(county) | set(township) == set(ITEMS.values())


def test_a_document_stands_under_the_items_its_domain_and_topic_feed(client, county):
    edition = made.complete(county, word="救助")
    StatutorySource.objects.create(item="21-c7", domain=county.domain)
    StatutorySource.objects.create(item="20-11", topic=edition.topic)
    for code in ("21-c7", "20-11"):
        response = client.get(address("content"), {"item": code})
        assert [row.edition.pk for row in response.context["found"].rows] == [edition.pk]
        assert response.context["numbers"][code] == 1
    other = client.get(address("content"), {"item": "20-7"})
    assert other.context["found"].total == 0
    assert ITEMS["20-7"].text in other.content.decode()  # what will be published, instead of an empty page


def test_a_unit_shows_its_own_only(client, county):
    made.complete(county, word="救助")
    assert client.get(address("content", county)).context["found"].total == 1
    other = reverse("open:unit-content", args=[county.other_department.code])
    assert client.get(other).context["found"].total == 0


def test_items_of_townships_are_not_offered_to_a_department(client, county):
    assert client.get(address("content", county), {"item": "21-t1"}).status_code == 302
    assert client.get(address("content"), {"item": "21-t1"}).status_code == 200


def test_institutions_are_the_law_and_what_the_rules_send_there(client, county):
    edition = made.complete(county, word="制度")
    StatutorySource.objects.create(item=INSTITUTIONS, topic=edition.topic)
    response = client.get(address("institutions"))
    assert [row.edition.pk for row in response.context["found"].rows] == [edition.pk]
    assert "国务院令第711号" in response.content.decode()


def test_the_library_holds_normative_documents_with_their_validity(client, county):
    kept = made.complete(county, word="办法", **NORMATIVE)
    made.complete(county, word="公告")
    response = client.get(address("normative"))
    assert [row.edition.pk for row in response.context["found"].rows] == [kept.pk]
    assert {facet.name for facet in response.context["facets"]} == {"unit", "kind", "year", "validity"}
    assert client.get(address("normative"), {"validity": "in_force"}).context["found"].total == 1
    narrowed = client.get(address("normative"), {"unit": county.other_department.code})
    assert narrowed.context["chosen"] == []  # a value that finds nothing is no condition


@pytest.mark.parametrize("word", ["救助标题", "救助发〔2026〕77号", "救助发[2026]77号"])
def test_search_inside_a_column(client, county, word):
    made.complete(county, word="救助")
    made.complete(county, word="别的")
    assert client.get(address("content"), {"q": word}).context["found"].total == 1
    assert client.get(address("content"), {"q": "没有的词"}).context["found"].total == 0


def test_search_by_date_and_a_date_that_means_nothing(client, county):
    made.complete(county, word="救助")
    assert client.get(address("content"), {"since": "2026-03-01"}).context["found"].total == 1
    assert client.get(address("content"), {"until": "2026-01-01"}).context["found"].total == 0
    wrong = client.get(address("content"), {"since": "昨天"})
    assert wrong.context["found"].total == 1
    assert "没有采用" in wrong.content.decode()


def test_every_item_can_be_read_and_downloaded_or_applied_for(client, county):
    edition = made.complete(county, word="救助")
    entry = made.complete(county, word="底册", proposed_attribute=Attribute.ON_REQUEST)
    text = client.get(address("content")).content.decode()
    assert reverse("documents:notice", args=[edition.document_id]) in text
    assert reverse("documents:notice", args=[entry.document_id]) not in text
    assert f"{reverse('requests:apply')}?unit={county.department.code}" in text


def test_the_directory_has_exactly_four_columns_on_the_page_and_in_the_file(client, county):
    edition = made.complete(county, word="救助")
    text = client.get(address("directory")).content.decode()
    assert text.count('<th scope="col">') == len(COLUMNS)
    for name in COLUMNS:
        assert f'<th scope="col">{name}</th>' in text
    response = client.get(address("directory-file"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert rows[1:] == [(edition.document.index_number, "救助标题", "救助概述", "2026-03-02")]


def test_a_cell_of_the_directory_is_never_a_formula(client, county):
    made.complete(county, word="=1+1")
    response = client.get(address("directory-file"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value[0] for cell in sheet[2][:3] if cell.value][1:] == ["'", "'"]


def test_the_directory_of_one_year(client, county):
    made.complete(county, word="救助")
    assert client.get(address("directory"), {"year": "2026"}).context["found"].total == 1
    assert client.get(address("directory"), {"year": "2025"}).context["found"].total == 0
    assert client.get(address("directory"), {"year": "abcd"}).context["found"].total == 1


def test_a_workbook_that_would_be_too_long_is_not_made(client, county, monkeypatch):
    made.complete(county, word="救助")
    monkeypatch.setattr("portal.open.views.MOST", 0)
    assert client.get(address("directory-file")).status_code == 404
    assert "请先选年份" in client.get(address("directory")).content.decode()


def test_numbers_follow_a_publication_at_once(client, county):
    first = client.get(address("home")).context["numbers"]
    made.complete(county, word="救助", **NORMATIVE)
    second = client.get(address("home")).context["numbers"]
    assert (first.get("20-1", 0), second["20-1"]) == (0, 1)


def test_the_guide_of_a_unit_says_what_the_article_lists(client, county):
    guide = guide_in_force(county)
    text = client.get(address("guide", county)).content.decode()
    for value in (guide.office_name, guide.address, guide.office_hours, guide.phone, guide.fax, guide.email):
        assert value in text
    for words in ("政府信息的分类", "编排体系", "获取方式", "当面提交", "20 个工作日", "投诉"):
        assert words in text
    assert 'name="PubDate"' in text
    assert "本单位的公开指南还没有发布" in client.get(address("guide")).content.decode()


def test_former_guides_stay_readable_and_drafts_do_not_appear(client, county):
    first = guide_in_force(county)
    second = guide_in_force(county, phone="0999-0000000")
    assert client.get(first.get_absolute_url()).status_code == 200
    assert "只供查考" in client.get(first.get_absolute_url()).content.decode()
    assert client.get(second.get_absolute_url()).status_code == 200
    assert client.get(reverse("open:unit-guide-edition", args=[county.department.code, 3])).status_code == 404


def test_the_report_says_by_when(client, county):
    assert "3 月 31 日" in client.get(address("reports")).content.decode()
    unit = client.get(address("reports", county)).content.decode()
    assert "1 月 31 日" in unit
    assert "3 月 31 日" not in unit


def test_published_reports_are_listed_with_their_files_for_the_unit_and_for_the_county(client, county):
    """条例第五十条; 61号: each is searched, read and downloaded."""
    published = reports.report(county, state="published")
    reports.report(county, unit=county.township)  # not signed yet
    for place in (None, county):
        text = client.get(address("reports", place)).content.decode()
        assert text.count(f">{published.title}</a>") == 1
        assert published.get_absolute_url() in text
        for name in ("docx", "xlsx"):
            file = reverse(f"supervision:{name}", args=[published.unit.code, published.year])
            assert file in text
            assert client.get(file).status_code == 200
        assert county.township.name + "2025年" not in text
        assert reverse("supervision:reports") in text
    other = client.get(reverse("open:unit-reports", args=[county.township.code])).content.decode()
    assert published.title not in other
    assert "还没有发布的年度报告" in other


def test_drafts_do_not_appear_anywhere(client, county):
    made.complete(county, Status.DRAFT, word="绝不外泄")
    for page in PAGES:
        assert "绝不外泄" not in client.get(address(page)).content.decode()


def test_rules_are_loaded_once(county):
    factories.domain("财政预决算", code="budget")
    call_command("load_statutory_sources", verbosity=0)
    assert StatutorySource.objects.get(item="20-7").domain.code == "budget"
    before = StatutorySource.objects.count()
    call_command("load_statutory_sources", verbosity=0)
    assert StatutorySource.objects.count() == before
