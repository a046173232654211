"""What citizens see: forms, questions, files by range, the same few queries, and nothing that is not public."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import get_resolver, reverse

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import pieces, ruling
from interpretation.workflow import Form, MessageStatus, PieceStatus, Status
from tests import documents, interpretations
from tests.factories import ON, County

pytestmark = pytest.mark.django_db
SECRET = "绝不外泄"
FIVE = (Form.TEXT, Form.GRAPHIC, Form.QUESTIONS, Form.VIDEO, Form.EXPERT)


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_document_page_with_five_interpretations_asks_four_questions(
    client, county, django_assert_num_queries
):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    for form in FIVE:
        interpretations.material(county, edition, form, title=f"解读之{form.label}")
    with django_assert_num_queries(4):
        page = text_of(client, edition.get_absolute_url())
    assert all(f"解读之{form.label}" in page for form in FIVE)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_few_questions_however_long_it_is(
    client, county, django_assert_num_queries, number
):
    for place in range(number):
        edition = documents.document(county, state=DocumentStatus.PUBLISHED, title=f"通知{place}")
        interpretations.material(county, edition, Form.TEXT)
    with django_assert_num_queries(5):
        text_of(client, reverse("interpretations:list"))
    address = edition.document.interpretations.get().get_absolute_url()
    with django_assert_num_queries(5):
        text_of(client, address)


def test_lists_of_messages_answers_concerns_and_events_ask_the_same_few_questions(
    client, county, django_assert_num_queries
):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    ruling.seed(county.government, on=ON)
    addresses = {
        "messages:home": 7,
        "interpretations:answers": 2,
        "interpretations:concerns": 3,
        "interpretations:events": 3,
    }
    for turn in range(2):
        interpretations.message(county, state=MessageStatus.ANSWERED)
        interpretations.answer(county, edition, question=f"问题{turn}？")
        interpretations.entry(county, interpretations.concern(county, title=f"传言{turn}"))
        interpretations.event(county)
        for name, number in addresses.items():
            with django_assert_num_queries(number):
                text_of(client, reverse(name))


def test_a_graphic_says_in_words_what_it_shows(client, county):
    page = text_of(client, interpretations.material(county, form=Form.GRAPHIC).get_absolute_url())
    assert 'alt="一张图看懂标准调整"' in page
    assert interpretations.WORDS in page
    assert 'href="#words"' in page


def test_a_video_has_captions_and_a_transcript_and_is_sought_by_range(client, county):
    made = interpretations.material(county, form=Form.VIDEO)
    page = text_of(client, made.get_absolute_url())
    captions = reverse("interpretations:captions", args=[made.interpretation_id])
    assert f'<track kind="captions" src="{captions}"' in page
    assert interpretations.WORDS in page
    assert client.get(captions).content.decode().startswith("WEBVTT")
    address = made.files.get().get_absolute_url()
    part = client.get(address, headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == interpretations.MP4[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(interpretations.MP4)}"
    assert part.headers["Content-Disposition"].startswith("inline")
    assert client.get(address, headers={"range": f"bytes={len(interpretations.MP4)}-"}).status_code == 416


def test_a_page_elsewhere_is_named_as_such(client, county):
    made = interpretations.material(county, form=Form.AUDIO)
    page = text_of(client, made.get_absolute_url())
    assert 'data-leaves="https://radio.example.cn/1" rel="noopener external"' in page
    assert "站外网页，内容不由本站负责" in page


def test_every_question_has_an_address_and_is_found_by_its_words(client, county):
    made = interpretations.material(county, form=Form.QUESTIONS)
    address = reverse("interpretations:question", args=[made.interpretation_id, 2])
    assert "要重新申请吗？" in text_of(client, address)
    assert address in text_of(client, reverse("interpretations:list") + "?q=重新申请")
    assert (
        client.get(reverse("interpretations:question", args=[made.interpretation_id, 3])).status_code == 404
    )


def addresses_of(made) -> list[str]:
    key = made.interpretation_id
    own = [
        reverse("interpretations:detail", args=[key]),
        reverse("interpretations:question", args=[key, 1]),
        reverse("interpretations:captions", args=[key]),
    ]
    return own + [file.get_absolute_url() for file in made.files.all()]


def common(county: County) -> list[str]:
    names = ("interpretations:list", "interpretations:feed", "interpretations:answers", "interpretations:concerns", "interpretations:events",
             "messages:home", "home", "documents:list", "site_map")  # fmt: skip
    found = [reverse(name) for name in names]
    found += [
        f"{reverse('interpretations:list')}?{query}"
        for query in ("q=绝不", "form=video", f"unit={county.department.code}")
    ]
    return found


@pytest.mark.parametrize("state", [one for one in Status if one not in (Status.PUBLISHED, Status.SUPERSEDED)])
def test_a_material_that_is_not_published_shows_nowhere(client, county, state):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    made = interpretations.material(county, edition, Form.VIDEO, state=state, title=f"{SECRET}标题")
    for address in addresses_of(made):
        assert client.get(address).status_code == 404, address
    for address in [*common(county), edition.get_absolute_url()]:
        assert f"{SECRET}标题" not in text_of(client, address), address


def test_an_interpretation_goes_with_its_document_and_comes_back_with_it(client, county):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    made = interpretations.material(county, edition, Form.VIDEO, title=f"{SECRET}标题")
    etag = client.get(made.files.get().get_absolute_url()).headers["ETag"]
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.BANNER)
    for address in addresses_of(made):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 404, address
    for address in [*common(county), edition.get_absolute_url()]:
        assert f"{SECRET}标题" not in text_of(client, address), address
    edition.refresh_from_db()
    releasing.restore(edition, by=county.head2, reason="核对无误")
    assert f"{SECRET}标题" in text_of(client, reverse("interpretations:list"))
    assert client.get(made.files.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", [PieceStatus.DRAFT, PieceStatus.REVIEWING, PieceStatus.WITHDRAWN])
def test_a_piece_that_is_not_published_shows_nowhere(client, county, state):
    made = [
        interpretations.answer(county, state=state, question=f"{SECRET}问题？"),
        interpretations.event(county, state=state, summary=f"{SECRET}内容"),
    ]
    about = interpretations.concern(county, title=f"{SECRET}专题")
    interpretations.entry(county, about, state=state)
    for address in [one.get_absolute_url() for one in (*made, about)]:
        assert client.get(address).status_code == 404, address
    for address in common(county):
        page = text_of(client, address)
        assert f"{SECRET}问题" not in page, address
        assert f"{SECRET}专题" not in page, address


def test_an_answer_is_withheld_when_a_document_it_rests_on_expires_until_it_is_reviewed(client, county):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED, valid_until=date(2030, 1, 1))
    made = interpretations.answer(county, edition)
    assert client.get(made.get_absolute_url()).status_code == 200
    type(edition).objects.filter(pk=edition.pk).update(validity="expired")
    assert client.get(made.get_absolute_url()).status_code == 404
    assert made.question not in text_of(client, reverse("interpretations:answers"))
    with pytest.raises(pieces.Refused, match="失效"):
        pieces.confirm(made, by=county.head, on=ON)
    type(edition).objects.filter(pk=edition.pk).update(validity="in_force")
    assert client.get(made.get_absolute_url()).status_code == 200


def test_an_answer_is_withheld_when_its_document_gets_a_new_edition_until_somebody_confirms_it(
    client, county
):
    edition = documents.document(county, state=DocumentStatus.SUPERSEDED)
    made = interpretations.answer(county, edition)
    assert client.get(made.get_absolute_url()).status_code == 200
    current = edition.document.editions.public().get()
    newer = documents.drafting.start_edition(current.document, by=county.clerk, on=ON, reason="再更正")
    documents.advance(county, newer, DocumentStatus.PUBLISHED)
    assert client.get(made.get_absolute_url()).status_code == 404
    with pytest.raises(pieces.Refused, match="负责人或者办公室"):
        pieces.confirm(made, by=county.clerk, on=ON)
    pieces.confirm(made, by=county.head, on=ON)
    assert client.get(made.get_absolute_url()).status_code == 200


def test_every_address_of_interpretations_is_walked():
    """A new page under /interpretations/ or /messages/ has to be added to the walks above."""
    names = {
        pattern.name
        for entry in get_resolver().url_patterns
        if str(entry.pattern) in ("interpretations/", "messages/")
        for pattern in entry.url_patterns
    }
    assert names == {
        "list", "feed", "detail", "question", "captions", "file", "answers", "answer", "concerns", "concern", "events", "event",
        "event_file", "home", "write", "draft", "draft_discard", "track", "own", "receipt", "rate",
    }  # fmt: skip
