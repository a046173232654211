"""/api/v1/ and /data/: read by anybody, from any site, in any number, and never more than is public."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from disclosure.workflow import Attribute
from portal.api.schema import schema
from tests import factories, interpretations, reports, villages
from tests.api.everything import everything
from tests.caches import start_anew
from tests.disclosure.public import made
from tests.disclosure.public.test_list import many
from tests.participation import made as taking_part

pytestmark = pytest.mark.django_db
LISTS = (
    "documents", "items", "units", "interpretations", "answers", "messages", "consultations", "villages", "reports",
)  # fmt: skip
# the newest act and the rows; documents named: which, and their titles; where consultations stand: by the clock, rule, calendar
QUERIES = dict.fromkeys(LISTS, 2) | {"interpretations": 4, "answers": 4, "consultations": 5}
SETS = (*LISTS, "opinions")


@pytest.fixture(autouse=True)
def _no_requests_counted():
    start_anew()


def read(client, name, *args, **query):
    return client.get(reverse(f"api:{name}", args=args), query)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_it_has(client, county, name):
    things = everything(county)
    rows = read(client, name).json()["results"]
    wanted = {
        "documents": ("title", things.document.title), "items": ("unit", county.department.code),
        "units": ("kind", "township"), "interpretations": ("title", things.interpretation.title),
        "answers": ("question", things.answer.question), "messages": ("answer", things.message.answer),
        "consultations": ("state", "settled"), "villages": ("total_out", 30_000), "reports": ("title", things.report.title),
    }  # fmt: skip
    key, value = wanted[name]
    assert value in [row[key] for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_whatever_the_number_of_rows(client, county, name, django_assert_num_queries):
    things = everything(county)
    for number in range(2):
        start_anew()
        with django_assert_num_queries(QUERIES[name]):
            assert read(client, name).status_code == 200
        more(county, things, number)


def more(county, things, number):
    """More of everything."""
    many(county, 5)
    factories.organisation(factories.K.COUNTY_DEPARTMENT, f"局{number}", county.government)
    interpretations.material(county, things.document)
    interpretations.answer(county, things.document)
    interpretations.message(county, state="answered")
    taking_part.consultation(county)
    reports.report(county, year=2024 - number, state="published")


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
    with django_assert_num_queries(2 if name == "consultations" else 1):
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
    keys = everything(county).keys(county)
    made_schema = schema()
    components = made_schema["components"]["schemas"]
    answers = {
        "Whole" + name.title(): read(client, name, keys[name]).json()
        for name in ("document", "interpretation", "consultation", "report")
    }
    answers |= {
        name.title(): read(client, name, keys[name]).json() for name in ("item", "unit", "answer", "message")
    }
    answers |= {
        name.title(): read(client, f"{name}s").json()["results"][0]
        for name in ("document", "interpretation", "consultation", "report")
    }
    answers["VillageItem"] = read(client, "village", keys["village"]).json()
    for name, answer in answers.items():
        assert set(answer) == set(components[name]["properties"]), name
    assert set(made_schema["paths"]) == {
        path
        for name in LISTS
        for path in (f"/api/v1/{name}/", f"/api/v1/{name}/{{{'code' if name == 'units' else 'id'}}}/")
    }
    assert read(client, "schema").json() == json.loads(json.dumps(made_schema))


def test_the_page_of_the_schema_needs_no_script_and_nothing_from_elsewhere(client, county):
    text = client.get(reverse("api:documentation")).content.decode()
    for path in ("/api/v1/documents/", "/api/v1/items/", "/api/v1/units/"):
        assert path in text
    assert "<script>" not in text
    assert not re.findall(r'(?:src|<link[^>]+href)="https?://(?!www\.qinglan\.example)', text)


@pytest.mark.parametrize("code", SETS)
def test_the_three_formats_of_a_set_hold_the_same(client, county, code):
    everything(county)
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


@pytest.mark.parametrize("code", SETS)
def test_an_unchanged_set_is_304_and_a_changed_one_is_not(client, county, code):
    things = everything(county)
    address = reverse("data:file", args=[code, "jsonl"])
    first = client.get(address)
    assert b"".join(first.streaming_content)
    again = {"if-none-match": first.headers["ETag"]}
    unchanged = client.get(address, headers=again)
    assert (unchanged.status_code, unchanged.headers["Access-Control-Allow-Origin"]) == (304, "*")
    releasing.withdraw(things.document, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    assert client.get(address, headers=again).status_code == 200


def test_the_set_of_consultations_follows_the_clock(client, county, monkeypatch):
    taking_part.consultation(county)
    address = reverse("data:file", args=["consultations", "jsonl"])
    monkeypatch.setattr(timezone, "now", lambda: taking_part.OPEN)
    again = {"if-none-match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=again).status_code == 304
    monkeypatch.setattr(timezone, "now", lambda: taking_part.CLOSES + timedelta(seconds=1))
    closed = client.get(address, headers=again)
    assert "已截止" in b"".join(closed.streaming_content).decode()


def test_what_an_item_says_of_audience_and_mode_is_written_out(client, county):
    factories.edition(county, state="published", content=[factories.row("救助", "办理", mode_request=False)])
    (row,) = json.loads(b"".join(client.get(reverse("data:file", args=["items", "json"])).streaming_content))
    assert (row["audience_all"], row["mode_request"]) == ("是", "否")


def test_the_catalogue_names_every_file(client, county):
    response = client.get(reverse("data:catalogue"))
    assert response.headers["Content-Type"].startswith("application/ld+json")
    sets = response.json()["dcat:dataset"]
    urls = [one["dcat:downloadURL"] for entry in sets for one in entry["dcat:distribution"]]
    assert len(urls) == len(set(urls)) == 3 * len(SETS)
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


def test_an_interpretation_has_its_words_its_questions_and_its_public_documents(client, county):
    things = everything(county)
    one = read(client, "interpretation", things.interpretation.interpretation_id).json()
    assert {"label": "目标任务", "text": "让困难家庭的日子稳一些。"} in one["elements"]
    assert [named["id"] for named in one["documents"]] == [things.document.document_id]
    releasing.withdraw(things.document, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    for name in ("interpretation", "answer"):
        assert read(client, name, things.keys(county)[name]).status_code == 404
    assert (
        read(client, "interpretations").json()["results"] == read(client, "answers").json()["results"] == []
    )


def test_an_interpretation_of_two_documents_names_only_the_public_one(client, county):
    kept, gone = made.complete(county, word="留下"), made.complete(county, word="绝不外泄")
    edition = interpretations.material(county, kept)
    edition.interpretation.documents.add(gone.document)
    assert len(read(client, "interpretations").json()["results"][0]["documents"]) == 2
    releasing.withdraw(gone, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    response = read(client, "interpretations")
    assert [named["id"] for named in response.json()["results"][0]["documents"]] == [kept.document_id]
    assert "绝不外泄" not in response.content.decode()


def test_a_message_is_handed_out_without_its_writer(client, county):
    interpretations.message(county, state="answered")
    text = read(client, "messages").content.decode()
    for personal in ("李明明", "13800001234", "liming@mail.example", "李"):
        assert personal not in text
    interpretations.message(county, state="answered", consent=False, to_show=False, subject="不愿公开的")
    assert len(read(client, "messages").json()["results"]) == 1


def test_a_consultation_says_where_it_stands_and_closes_without_anybody_doing_anything(
    client, county, monkeypatch
):
    """Its ETag follows the clock: the closing is no act."""
    taking_part.consultation(county)
    monkeypatch.setattr(timezone, "now", lambda: taking_part.OPEN)
    first = read(client, "consultations")
    again = {"if-none-match": first.headers["ETag"]}
    assert first.json()["results"][0]["state"] == "open"
    assert client.get(reverse("api:consultations"), headers=again).status_code == 304
    monkeypatch.setattr(timezone, "now", lambda: taking_part.CLOSES + timedelta(seconds=1))
    closed = client.get(reverse("api:consultations"), headers=again)
    assert (closed.status_code, closed.json()["results"][0]["state"]) == (200, "closed")
    for state, number in (("open", 0), ("waiting", 1), ("settled", 0)):
        assert len(read(client, "consultations", state=state).json()["results"]) == number


def test_the_result_of_a_consultation_is_there_when_it_is_published_and_not_before(client, county):
    waiting = taking_part.consultation(county)
    taking_part.answered(county, waiting)
    assert read(client, "consultation", waiting.pk).json()["feedback"] is None
    settled = taking_part.consultation(county, state="settled", opinions=2)
    feedback = read(client, "consultation", settled.pk).json()["feedback"]
    assert (feedback["adopted"], feedback["partly"], feedback["not_adopted"]) == (0, 2, 0)
    assert [row["text"] for row in feedback["rows"]] == ["意见1", "意见2"]
    assert "李明" not in json.dumps(feedback, ensure_ascii=False)


def test_names_of_villagers_are_not_handed_out_in_bulk(client, county):
    """They stand on the board and its page only; the API names the publication and its address."""
    item = villages.item(county, state="published")
    assert "张" in client.get(item.get_absolute_url()).content.decode()
    for response in (read(client, "villages"), read(client, "village", item.pk)):
        assert item.get_absolute_url() in response.content.decode()
        assert not re.search("张秀英|李建国|本季度名单", response.content.decode())
    for end in ("csv", "json", "jsonl"):
        file = client.get(reverse("data:file", args=["villages", end]))
        assert "张" not in b"".join(file.streaming_content).decode()


def test_figures_of_a_report_are_those_of_its_tables(client, county):
    report = reports.report(county, state="published")
    one = read(client, "report", report.pk).json()
    money = [cell["value"] for cell in one["figures"] if cell["table"] == 1 and cell["value"] == "12.5"]
    assert money == ["12.5"]
    assert one["overview"] == report.overview
    assert client.get(one["xlsx_url"].removeprefix(schema()["servers"][0]["url"])).status_code == 200


@pytest.mark.parametrize(("name", "query", "found"), [
    ("interpretations", {"form": "text"}, 1), ("interpretations", {"form": "video"}, 0), ("interpretations", {"q": "低保 标准"}, 1),
    ("interpretations", {"document": "document"}, 1), ("interpretations", {"unit": "nowhere"}, 0), ("answers", {"q": "便民服务中心"}, 1),
    ("answers", {"document": "999999"}, 0), ("messages", {"kind": "mailbox"}, 0), ("messages", {"unit": "department"}, 1),
    ("consultations", {"q": "养犬"}, 1), ("villages", {"township": "township"}, 1), ("villages", {"head": "land"}, 0),
    ("reports", {"year": "2025"}, 1), ("reports", {"year": "2020"}, 0),
])  # fmt: skip
def test_the_rest_is_found_by_conditions_too(client, county, name, query, found):
    things = everything(county)
    codes = {
        "department": county.department.code,
        "township": county.township.code,
        "document": things.document.document_id,
    }
    asked = {key: codes.get(value, value) for key, value in query.items()}
    assert len(read(client, name, **asked).json()["results"]) == found


@pytest.mark.parametrize(
    "name", ["documents", "items", "units", "interpretations", "consultations", "villages", "reports"]
)
@pytest.mark.parametrize("cursor", ["p=abc", "p=1.5", "r=1&p=", "p=" + "9" * 40, "p=%D9%A1"])
def test_a_cursor_somebody_made_up_is_refused(client, county, name, cursor):
    made = b64encode(cursor.encode()).decode()
    response = client.get(reverse(f"api:{name}"), {"cursor": made})
    assert response.status_code == 404 if cursor != "r=1&p=" else response.status_code in {200, 404}
