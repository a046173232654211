"""The screen in the hall, the notice on paper, the code, the clean-ups, and documents on other apps' pages."""

from __future__ import annotations

import io
import sys
from datetime import date

import pypdfium2
import pytest
from django.template import Context, Template
from django.urls import reverse

from disclosure.actions import attaching, campaigns, drafting, releasing
from disclosure.templatetags import documents as tags
from disclosure.views import notices
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.disclosure.public import made
from tests.factories import ON

pytestmark = pytest.mark.django_db


def test_the_screen_turns_its_pages_by_links(client, county):
    for n in range(6):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    documents.document(
        county, state=Status.PUBLISHED, title="只登记目录", proposed_attribute=Attribute.ON_REQUEST
    )
    address = reverse("documents:board", args=[county.department.code])
    first, second = client.get(address), client.get(address + "?page=2")
    assert [edition.title for edition in first.context["page"]] == ["第5件", "第4件", "第3件", "第2件"]
    assert [edition.title for edition in second.context["page"]] == ["第1件", "第0件"]
    assert 'href="?page=2"' in first.content.decode()
    assert 'data-next="?page=1"' in second.content.decode()
    assert "只登记目录" not in first.content.decode() + second.content.decode()
    text = first.content.decode()
    assert text.count("/qr.svg") == 4
    assert "http-equiv" not in text


def test_the_code_is_a_picture_of_the_address(client, county):
    edition = documents.document(county, state=Status.PUBLISHED)
    response = client.get(reverse("documents:qr", args=[edition.document_id]))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    other = documents.document(county, state=Status.PUBLISHED)
    assert client.get(reverse("documents:qr", args=[other.document_id])).content != response.content


# --- on paper -----------------------------------------------------------------------------------------------


def text_of(response) -> str:
    assert response.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    try:
        pages = [document[number] for number in range(len(document))]
        return "".join(page.get_textpage().get_text_bounded() for page in pages)
    finally:
        document.close()


@pytest.mark.parametrize(
    ("asked", "width"), [("", 595), ("?size=a4", 595), ("?size=A3", 842), ("?size=poster", 595)]
)
def test_a_notice_has_the_size_asked_for_and_the_whole_text(client, county, asked, width):
    edition = made.complete(county)
    response = client.get(reverse("documents:notice", args=[edition.document_id]) + asked)
    assert response.status_code == 200
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    assert round(document[0].get_size()[0]) == width
    document.close()
    text = "".join(text_of(response).split())
    for part in (
        "样品标题",
        "样品发〔2026〕77号",
        "样品正文第一段",
        "此件公开发布",
        "样品附件.txt",
        edition.document.index_number,
    ):
        assert part in text, part
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]


def test_a_notice_fetches_its_own_pictures_and_nothing_else(county):
    mine, other = made.complete(county), made.complete(county, word="别的")
    picture, foreign = (one.attachments.get(inline=True) for one in (mine, other))
    base = "notice:/documents"
    fetch = notices._fetcher(mine, "https://www.qinglan.example/documents/1/")
    assert fetch(f"{base}/{mine.document_id}/images/{picture.lineage}/").read().startswith(b"\x89PNG")
    assert b"<svg" in fetch("notice:/qr").read()
    text = mine.attachments.get(inline=False)
    for address in (
        f"{base}/{other.document_id}/images/{foreign.lineage}/", f"{base}/{mine.document_id}/images/{foreign.lineage}/",
        f"{base}/{mine.document_id}/images/{text.lineage}/", "file:///etc/passwd", "http://127.0.0.1/", "https://example.com/a.png",
        "ftp://example.com/", "data:image/png;base64,AAAA", f"{base}/{mine.document_id}/images/{picture.lineage}/../../../x",
    ):  # fmt: skip
        with pytest.raises(notices._Refused):
            fetch(address)


def test_a_notice_that_would_be_too_long_offers_the_browsers_printing(client, county, monkeypatch):
    edition = made.complete(county)
    monkeypatch.setattr(notices, "LARGEST", 20)
    response = client.get(reverse("documents:notice", args=[edition.document_id]))
    assert response.status_code == 413
    text = response.content.decode()
    assert "太长" in text
    assert edition.get_absolute_url() in text


def test_without_the_layout_libraries_a_page_says_so(client, county, monkeypatch):
    edition = made.complete(county)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    response = client.get(reverse("documents:notice", args=[edition.document_id]))
    assert response.status_code == 503
    assert "暂时不能生成张贴版" in response.content.decode()


# --- clean-ups ----------------------------------------------------------------------------------------------


def normative(county, title: str):
    return documents.document(
        county, state=Status.PUBLISHED, title=title, is_normative=True, registration_no="QLDR-1",
        effective_on=date(2026, 3, 1), valid_until=date(2031, 2, 28),
    )  # fmt: skip


def test_the_result_of_a_clean_up_is_published_when_it_is_closed(client, county):
    kept, repealed, gone = (normative(county, f"{word}的办法") for word in ("保留", "废止", "撤下"))
    campaign = campaigns.open_campaign(
        "cleanup", county.government, year=2026, by=county.office, on=ON, due_on=ON
    )
    address = reverse("documents:cleanup", args=[campaign.pk])
    decisions = {kept.pk: "keep", repealed.pk: "repeal", gone.pk: "keep"}
    for entry in campaign.entries.all():
        campaigns.decide(
            entry, by=county.head, on=ON, decision=decisions[entry.edition_id], reason=f"{entry.edition}理由"
        )
    assert client.get(address).status_code == 404
    assert "2026年" not in client.get(reverse("documents:cleanups")).context["campaigns"].__str__()
    campaigns.close_campaign(campaign, by=county.office, on=ON)
    releasing.withdraw(gone, by=county.head, reason="有误", behaviour="not_found")
    assert address in client.get(reverse("documents:cleanups")).content.decode()
    response = client.get(address)
    text = response.content.decode()
    assert response.context["decided"] == [("继续有效", 2), ("废止", 1)]
    for edition in (kept, repealed):
        assert edition.title in text
        assert f"{edition.title}理由" in text
    assert gone.title not in text
    assert "这份文件已不再公开" in text


def test_a_re_evaluation_of_what_is_not_open_is_never_published(client, county):
    made.complete(county, proposed_attribute=Attribute.ON_REQUEST)
    campaign = campaigns.open_campaign(
        "reevaluation",
        county.government,
        year=2026,
        by=county.office,
        on=date(2027, 3, 3),
        due_on=date(2027, 5, 1),
    )
    for entry in campaign.entries.all():
        campaigns.decide(entry, by=county.head, on=date(2027, 3, 4), decision="unchanged", reason="理由")
    campaigns.close_campaign(campaign, by=county.office, on=date(2027, 3, 5))
    assert client.get(reverse("documents:cleanup", args=[campaign.pk])).status_code == 404


# --- on other pages -----------------------------------------------------------------------------------------


def shown(item) -> str:
    return Template("{% load documents %}{% item_documents item %}").render(Context({"item": item}))


def test_an_item_lists_what_was_published_under_it_or_says_what_must_be(
    client, county, django_assert_num_queries
):
    item = documents.item(county)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "本事项下尚无已发布的文件" in page
    assert "20个工作日" in page
    assert "由谁公开" in page
    for n in range(3):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    documents.draft(county, title="起草中的")
    documents.document(
        county, state=Status.PUBLISHED, title="别的事项下的", items=[documents.item(county, place=1)]
    )
    with django_assert_num_queries(2):
        text = shown(item)
    assert "共 3 件" in text
    assert [text.index(f"第{n}件") for n in (2, 1, 0)] == sorted(text.index(f"第{n}件") for n in (2, 1, 0))
    assert "起草中的" not in text
    assert "别的事项下的" not in text
    assert "第1件" in client.get(item.get_absolute_url()).content.decode()


def test_an_item_with_many_documents_shows_twenty_and_the_way_to_the_rest(
    county, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(tags, "NEWEST", 2)
    for n in range(4):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    item = documents.item(county)
    item.unit, item.domain  # noqa: B018  loaded, as the page has them
    with django_assert_num_queries(3):
        text = shown(item)
    assert "共 4 件，下面是最新的 2 件" in text
    assert f"?unit={county.department.code}&amp;domain={county.domain.code}" in text
    assert "第0件" not in text


def test_the_home_page_shows_the_newest_documents(client, county):
    assert "还没有公开的文件" in client.get(reverse("home")).content.decode()
    for n in range(9):
        documents.document(county, state=Status.PUBLISHED, title=f"第{n}件")
    text = client.get(reverse("home")).content.decode()
    assert "第8件" in text
    assert "第0件" not in text
    assert text.count('class="documents__row"') == 7


def test_a_picture_of_an_attachment_is_no_attachment_of_the_page(client, county):
    edition = made.complete(county)
    files = client.get(edition.get_absolute_url()).context["files"]
    assert [(file.name, file.format, file.unscanned) for file in files] == [("样品附件.txt", "TXT", True)]
    newer = drafting.start_edition(edition.document, by=county.clerk, on=ON, reason="加附件")
    attaching.attach(newer, made.plain("第二"), by=county.clerk, on=ON, name="第二.txt")
    assert len(client.get(edition.get_absolute_url()).context["files"]) == 1
