"""/search: results with facets, synonyms that are named, promoted results, a way out, and input of every kind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure.actions import releasing
from disclosure.findable import KIND
from disclosure.models import Withdrawal
from disclosure.workflow import Status
from search import actions, finding, index
from search.models import Entry, Promotion, Synonym
from tests import documents
from tests.search.things import note, put, remove

pytestmark = pytest.mark.django_db
PAGE = "/search"


@pytest.fixture(params=["index", "database"])
def library(county, request):
    """Three documents, the department's items, and the units, with the index and without."""
    documents.document(county, state=Status.PUBLISHED)
    documents.document(county, state=Status.PUBLISHED, title="关于低保复核的通知", doc_number="青民发〔2025〕9号",
                       formed_on=documents.ON.replace(year=2025))  # fmt: skip
    actions.save_synonym(Synonym(words="低保、最低生活保障"), by=county.office)
    actions.synchronise()
    if request.param == "index":
        index.rebuild()
    return county


def text_of(response) -> str:
    return response.content.decode().replace("<mark>", "").replace("</mark>", "")


def facet(response, name: str) -> dict[str, int]:
    found = next(one for one in response.context["facets"] if one.name == name)
    return {option.label: option.number for option in (*found.options, *found.more)}


def test_everything_at_once_with_facets_and_named_synonyms(client, library):
    response = client.get(PAGE, {"q": "低保"})
    text = text_of(response)
    assert "已同时搜索 <strong>最低生活保障</strong>" in text
    assert "<mark>低保</mark>复核" in response.content.decode()
    assert "关于调整城乡居民最低生活保障标准的通知" in text
    assert "最低生活保障·政策法规文件" in text
    counts = facet(response, "kind")
    assert counts["政府文件"] == 2
    assert counts["公开事项"] >= 2
    assert sum(counts.values()) == response.context["total"]
    assert facet(response, "domain") == {library.domain.name: response.context["total"]}
    assert facet(response, "year")["2025年"] == 1


def test_only_what_was_typed(client, library):
    response = client.get(PAGE, {"q": "低保", "exact": "1"})
    assert "已同时搜索" not in text_of(response)
    assert "同时搜索同义词" in text_of(response)
    assert "关于低保复核的通知" in text_of(response)
    assert "最低生活保障·政策法规文件" not in text_of(response)


def test_a_facet_counts_what_choosing_another_value_would_show(client, library):
    response = client.get(PAGE, {"q": "低保", "kind": "document", "year": "2025"})
    assert response.context["total"] == 1
    assert facet(response, "year") == {"2025年": 1, "2026年": 1}
    assert facet(response, "kind") == {"政府文件": 1}
    texts = [chip["text"] for chip in response.context["chosen"]]
    assert texts == ["类别：政府文件", "年份：2025年"]
    unit = {"q": "", "unit": library.department.pk}
    assert client.get(PAGE, unit).context["total"] > 2


def test_an_exact_number_comes_first(client, library):
    found = client.get(PAGE, {"q": "青民发[2025]9号"}).context["results"]
    assert found[0].entry.number == "青民发〔2025〕9号"


def test_by_date_and_only_in_force(client, library):
    edition = documents.document(
        library, state=Status.PUBLISHED, title="低保旧文", doc_number="青民发〔2026〕7号"
    )
    with_it = client.get(PAGE, {"q": "低保", "sort": "date", "kind": "document"}).context["results"]
    assert [row.entry.date for row in with_it] == sorted((row.entry.date for row in with_it), reverse=True)
    Entry.objects.filter(kind=KIND, object_id=edition.document_id).update(
        in_force=False, change=index.newest_change() + 1
    )
    titles = [row.entry.title for row in client.get(PAGE, {"q": "低保", "current": "1"}).context["results"]]
    assert "低保旧文" not in titles
    assert "关于低保复核的通知" in titles


def test_published_is_found_and_withdrawn_is_gone_on_the_next_request(client, library):
    ask = {"q": "防汛抗旱", "kind": "document"}
    assert client.get(PAGE, ask).context["total"] == 0
    edition = documents.document(
        library, state=Status.PUBLISHED, title="防汛抗旱预案", doc_number="青民发〔2026〕8号"
    )
    assert client.get(PAGE, ask).context["total"] == 1
    releasing.withdraw(edition, by=library.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert client.get(PAGE, ask).context["total"] == 0
    assert "防汛抗旱预案" not in client.get(reverse("suggest"), {"q": "防汛"}).content.decode()


def test_six_queries_whatever_is_asked(client, library):
    unit = Entry.objects.get(kind="unit", object_id=library.department.pk)
    actions.save_promotion(Promotion(words="低保", entry=unit), by=library.office)
    put(*(note(number, f"低保{number}") for number in range(50)))
    remove(*range(50))
    client.get(PAGE, {"q": "低保"})  # the index takes up what changed
    for query in (
        {"q": "低保"},
        {"q": "低保", "kind": "document", "unit": library.department.pk, "domain": library.domain.code},
        {"q": "没有这样的词"},
        {"q": "低保", "page": "3"},
        {},
    ):
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE, query)
        read = 0 if index.copy() or not query else 2 if "page" in query else 1  # of the table itself
        assert len(captured) <= 6 + read, (query, [one["sql"][:90] for one in captured])


def test_suggestions_are_titles_best_first(client, library):
    found = client.get(reverse("suggest"), {"q": "低保复核"}).json()["found"]
    assert [one["title"] for one in found] == ["关于低保复核的通知"]
    assert found[0]["kind"] == "政府文件"
    assert client.get(found[0]["url"]).status_code == 200
    assert client.get(reverse("suggest"), {"q": "民政"}).json()["found"][0]["kind"] == "机构"
    assert client.get(reverse("suggest"), {"q": " 。"}).json() == {"found": []}
    assert client.get(reverse("suggest")).json() == {"found": []}
    assert client.post(reverse("suggest")).status_code == 405


def test_suggestions_take_three_queries(client, library):
    client.get(reverse("suggest"), {"q": "低保"})
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("suggest"), {"q": "低保"})
    assert len(captured) <= 3


def test_a_promoted_result_stands_above_and_never_shows_what_is_gone(client, library):
    edition = documents.document(
        library, state=Status.PUBLISHED, title="救助指南", doc_number="青民发〔2026〕6号"
    )
    entry = Entry.objects.get(kind=KIND, object_id=edition.document_id)
    actions.save_promotion(Promotion(words="低保", entry=entry, note="先看这里"), by=library.office)
    response = client.get(PAGE, {"q": "低保"})
    assert [row.entry for row in response.context["promoted"]] == [entry]
    assert "先看这里" in text_of(response)
    assert entry not in [row.entry for row in response.context["results"]]
    assert not client.get(PAGE, {"q": "低保复核"}).context["promoted"]
    releasing.withdraw(edition, by=library.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    response = client.get(PAGE, {"q": "低保"})
    assert not response.context["promoted"]
    assert "先看这里" not in text_of(response)


def test_pieces_are_named(client, library):
    text = text_of(client.get(PAGE, {"q": "低保通知"}))
    assert "没有连在一起的“低保通知”，以下结果分别含有 <strong>低保</strong>、<strong>通知</strong>" in text
    assert "关于低保复核的通知" in text


def test_a_way_out_when_nothing_is_found(client, library):
    text = text_of(client.get(PAGE, {"q": "没有这样的事项", "year": "2025"}))
    assert "没有找到符合条件的内容" in text
    assert "去掉其他条件，只找“没有这样的事项”" in text
    assert reverse("requests:apply") in text
    assert "?q=%E6%B2%A1%E6%9C%89%E8%BF%99" in text  # half of it
    assert reverse("catalog:domain", args=[library.domain.code]) in text


ANYTHING = (
    {"q": "\x00低保\x07"}, {"q": "低" * 5000}, {"q": "'; DROP TABLE search_entry; --"}, {"q": "<script>alert(1)</script>"},
    {"q": "低保", "page": "0"}, {"q": "低保", "page": "-1"}, {"q": "低保", "page": "abc"}, {"q": "低保", "page": "99999999999"},
    {"q": "低保", "page": "²"}, {"q": "(a|b)*.?[低"}, {"q": "％_％"}, {"q": "\U00020000\U00020001"}, {"q": "\U0001f600低保"},
    {"q": "低保", "sort": "x", "exact": "y", "current": "z"},
)  # fmt: skip
NONSENSE = (
    ("unit", "0"), ("unit", "x"), ("unit", "9" * 30), ("year", "3000"), ("domain", "a b"), ("kind", "secret"), ("kind", "\x00"),
)  # fmt: skip


def test_any_input_is_answered(client, library):
    for query in ANYTHING:
        response = client.get(PAGE, query)
        assert response.status_code == 200, query
        assert "<script>alert" not in response.content.decode()
        assert client.get(reverse("suggest"), query).status_code == 200, query


def test_a_condition_that_means_nothing_is_left_out_and_named(client, library):
    for name, value in NONSENSE:
        response = client.get(PAGE, {"q": "低保", name: value})
        assert "的条件看不懂，没有采用" in text_of(response), (name, value)
        assert response.context["total"] > 2


def test_conditions_that_find_nothing(client, library):
    for name, value in (("unit", "999999999999999999"), ("domain", "nowhere"), ("year", "1950")):
        response = client.get(PAGE, {"q": "低保", name: value})
        assert response.context["total"] == 0
        assert "没有找到" in text_of(response)


def test_without_words_the_page_says_how_to_search(client, county):
    for query in ({}, {"q": ""}, {"q": "  "}):
        text = text_of(client.get(PAGE, query))
        assert "怎样找得准" in text
    assert "没有可以查找的文字" in text_of(client.get(PAGE, {"q": "？！"}))


def test_pages(client, library, hidden):
    put(*(note(number, f"防汛{number}", date=documents.ON) for number in range(1, 46)))
    seen = []
    for page in ("1", "2", "3"):
        response = client.get(PAGE, {"q": "防汛 ", "kind": "note", "page": page})
        seen += [row.entry.object_id for row in response.context["results"]]
    assert sorted(seen) == list(range(1, 46))
    last = client.get(PAGE, {"q": "防汛", "page": "7"})
    assert last.context["page"].number == 3
    assert len(last.context["results"]) == 5


def test_a_damaged_index_is_nothing_a_citizen_notices(client, library, monkeypatch):
    def broken(*_):
        raise ValueError("damaged")

    monkeypatch.setattr(finding.engine, "ask", broken)
    monkeypatch.setattr(finding.engine, "titles", broken)
    assert client.get(PAGE, {"q": "低保"}).context["total"] > 2
    assert client.get(reverse("suggest"), {"q": "低保复核"}).json()["found"]
