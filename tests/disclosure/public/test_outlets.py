"""What is not public is 404 everywhere: one walk along every outlet (条例第十四至十七条; 保密法第三十四条)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone
from openpyxl import load_workbook

from disclosure.actions import campaigns, releasing
from disclosure.models import DocumentEdition, Withdrawal
from disclosure.workflow import Attribute, Status
from interpretation.models import Interpretation, InterpretationEdition
from participation.actions import answering
from portal.api import v1
from search import index
from tests import interpretations, villages
from tests.caches import start_anew
from tests.disclosure.public import made
from tests.factories import ON, County
from tests.participation import made as taking_part
from village.models import Matter

pytestmark = pytest.mark.django_db
SECRET = "绝不外泄"
B = Withdrawal.Behaviour
# The behaviour a head chose shows on the document's own page and nowhere else.
OWN_PAGE = {B.BANNER: 200, B.REDIRECT: 302, B.GONE: 410, B.NOT_FOUND: 404}
NEVER_LISTS = {"subscribe", "subscription_confirm", "subscription_end"}  # forms without documents


@dataclass
class Hidden:
    edition: DocumentEdition
    own_page: int = 404


def draft(county: County) -> Hidden:
    return Hidden(made.complete(county, Status.DRAFT, word=SECRET))


def under_review(county: County) -> Hidden:
    return Hidden(made.complete(county, Status.OFFICE, word=SECRET))


def signed(county: County) -> Hidden:
    return Hidden(made.complete(county, Status.SIGNED, word=SECRET))


def not_open(county: County) -> Hidden:
    return Hidden(made.complete(county, Status.LEDGER, word=SECRET, proposed_attribute=Attribute.NOT_OPEN))


def discarded(county: County) -> Hidden:
    return Hidden(made.complete(county, Status.DISCARDED, word=SECRET))


def _withdrawn(county: County, edition: DocumentEdition, behaviour: str) -> Hidden:
    other = made.complete(county, word="别的") if behaviour == B.REDIRECT else None
    releasing.withdraw(
        edition, by=county.head, reason=f"{SECRET}原因", behaviour=behaviour,
        redirect_to=other.document if other else None,
    )  # fmt: skip
    return Hidden(edition, OWN_PAGE[behaviour])


def withdrawn_banner(county: County) -> Hidden:
    return _withdrawn(county, made.complete(county, word=SECRET), B.BANNER)


def withdrawn_redirect(county: County) -> Hidden:
    return _withdrawn(county, made.complete(county, word=SECRET), B.REDIRECT)


def withdrawn_gone(county: County) -> Hidden:
    return _withdrawn(county, made.complete(county, word=SECRET), B.GONE)


def withdrawn_not_found(county: County) -> Hidden:
    return _withdrawn(county, made.complete(county, word=SECRET), B.NOT_FOUND)


def superseded_and_withdrawn(county: County) -> Hidden:
    """The former edition goes with the one that stands."""
    old = made.complete(county, word=SECRET)
    newer = made.revised(county, old, title=f"{SECRET}新标题")
    return _withdrawn(county, newer, B.GONE)


def new_edition_in_preparation_of_what_is_withdrawn(county: County) -> Hidden:
    old = made.complete(county, word=SECRET)
    hidden = _withdrawn(county, old, B.NOT_FOUND)
    made.revised(county, old, Status.SIGNING, title=f"{SECRET}改写")
    return hidden


def open_turned_not_open(county: County) -> Hidden:
    """Published once, taken down, then decided 不予公开: no edition of it may be read any more."""
    old = made.complete(county, word=SECRET)
    _withdrawn(county, old, B.GONE)
    made.revised(
        county, old, Status.LEDGER, proposed_attribute=Attribute.NOT_OPEN, proposed_ground="C1",
        proposed_reason="属于内部工作流程,对外不产生直接约束力。", redaction_note="",
    )  # fmt: skip
    return Hidden(old)


SITUATIONS = (
    draft, under_review, signed, not_open, discarded, withdrawn_banner, withdrawn_redirect, withdrawn_gone,
    withdrawn_not_found, superseded_and_withdrawn, new_edition_in_preparation_of_what_is_withdrawn, open_turned_not_open,
)  # fmt: skip


def bytes_of(response) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" not in response.headers["Content-Type"]:
        return content.replace(b"<mark>", b"").replace(b"</mark>", b"")  # what was looked for is shown marked
    sheet = load_workbook(io.BytesIO(content)).active
    return repr(list(sheet.iter_rows(values_only=True))).encode()


def shown(response, asked: str) -> str:
    """What the reader sees that they did not type themselves."""
    text = bytes_of(response).decode("utf-8", "replace")
    if f"q={SECRET}" in asked:
        text = text.replace(SECRET + '"', "").replace(SECRET + "”", "").replace(f"={SECRET}&", "")
        text = re.sub(rf"<input[^>]*value=\"{SECRET}\"[^>]*>", "", text)
    return text


def explained(edition: DocumentEdition, county: County) -> str:
    """The address of an interpretation that says 已发布, whatever its document is: rows no act would leave behind."""
    interpretation = Interpretation.objects.create(unit=edition.unit, form="text")
    interpretation.documents.add(edition.document)
    return InterpretationEdition.objects.create(
        interpretation=interpretation, status="published", title=f"{SECRET}标题的解读", sentence=f"{SECRET}概述",
        content_hash="1" * 64, approved_hash="1" * 64, approved_by=county.head, published_at=timezone.now(),
    ).get_absolute_url()  # fmt: skip


@pytest.mark.parametrize("indexed", [False, True], ids=["database", "index"])
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_nothing_of_it_appears_in_any_outlet(client, county, situation, indexed):
    made.complete(county, word="公开的")  # so that lists are not empty
    if indexed:
        index.rebuild()
    hidden = situation(county)
    pk = hidden.edition.document_id
    assert client.get(explained(hidden.edition, county)).status_code == 404
    campaigns.close_campaign(
        campaigns.open_campaign("cleanup", county.government, year=2025, by=county.office, on=ON, due_on=ON),
        by=county.office, on=ON,
    )  # fmt: skip
    for name, address in made.own_addresses(hidden.edition).items():
        response = client.get(address)
        wanted = hidden.own_page if name == "detail" else 404
        assert response.status_code == wanted, (name, response.status_code)
        text = shown(response, "")
        if name == "detail" and wanted == 200:  # the banner names what is gone, and nothing else of it
            assert text.count(f"{SECRET}标题") == text.count(SECRET) > 0
            assert response.headers["X-Robots-Tag"] == "noindex"
        else:
            assert SECRET not in text, name
        assert SECRET not in str(response.headers), name
    for name, address in made.common_addresses(county, SECRET, "77号", f"{SECRET}发〔2026〕77号").items():
        response = client.get(address)
        assert response.status_code == 200, name
        text = shown(response, address)
        assert f"{SECRET}标" not in text, name
        assert f"{SECRET}正" not in text, name
        assert f"{SECRET}概" not in text, name
        assert f"{SECRET}新" not in text, name
        if f"q={SECRET}发" not in address:
            assert f"{SECRET}发" not in text, name
        assert f"/documents/{pk}/" not in text, name


def test_what_is_open_is_found_in_the_same_outlets(client, county):
    """The walk above would find a document if it were public: every outlet shows this one."""
    edition = made.complete(county, word=SECRET)
    addresses = made.own_addresses(edition)
    for name in ("detail", "qr", "notice", "api document", "attachment 0", "attachment 1", "image 1"):
        assert client.get(addresses[name]).status_code == 200, name
    silent = ("catalog search", "suggest", "site map", "domain", "unit", "cleanups", "page=2", "validity=repealed", "open_redacted",
              "on_request", "not_open", "board 2", "interpretations", "items", "api units", "dcat", "sitemap", "guide", "institutions", "normative", "reports", "beside")  # fmt: skip
    for name, address in made.common_addresses(county, SECRET, "77号").items():
        text = bytes_of(client.get(address)).decode()
        if not any(word in name for word in silent):
            assert f"{SECRET}标题" in text, name


@pytest.mark.parametrize("situation", [withdrawn_banner, withdrawn_gone], ids=lambda one: one.__name__)
def test_an_index_that_lags_behind_shows_nothing_that_is_gone(client, county, situation, monkeypatch):
    """Published, indexed, withdrawn: what the index still believes is asked of the database before it is shown."""
    monkeypatch.setattr(releasing, "withdraw", _indexed_before(releasing.withdraw))
    hidden = situation(county)
    monkeypatch.setattr(index, "follow", lambda **_: None)
    assert index.copy().change < index.newest_change()
    for name, address in made.common_addresses(county, SECRET, "77号").items():
        text = shown(client.get(address), address)
        assert f"{SECRET}标题" not in text, name
        assert f"/documents/{hidden.edition.document_id}/" not in text, name


def _indexed_before(act):
    def acted(edition, **given):
        index.rebuild()
        return act(edition, **given)

    return acted


def test_a_superseded_edition_shows_only_on_its_own_page_and_in_the_comparison(client, county):
    old = made.complete(county, word=SECRET)
    made.revised(
        county, old, title="现行标题", doc_number="青民发〔2026〕78号", summary="现行概述", keywords="",
        body="<p>现行正文。</p>",
    )  # fmt: skip
    allowed = {"edition 1", "changes", "changes 1-2"}
    own = made.own_addresses(old)
    for name, address in {**own, **made.common_addresses(county, "现行", SECRET)}.items():
        response = client.get(address)
        text = shown(response, address)
        if name in allowed:
            assert SECRET in text, name
        elif name.startswith("attachment"):  # the attachment is the same file in both editions
            assert response.status_code == 200
        else:
            for part in ("标题", "正文", "概述", "发〔"):
                assert f"{SECRET}{part}" not in text, name


def test_a_directory_entry_has_neither_text_nor_files(client, county):
    """依申请公开 (第十二条): index, name, summary, date, and how to apply."""
    entry = made.complete(county, word=SECRET, proposed_attribute=Attribute.ON_REQUEST)
    for name, address in made.own_addresses(entry).items():
        response = client.get(address)
        assert response.status_code == (200 if name in {"detail", "qr", "api document"} else 404), name
    text = client.get(entry.get_absolute_url()).content.decode()
    assert f"{SECRET}标题" in text
    assert f"{SECRET}概述" in text
    assert entry.document.index_number in text
    assert "怎样申请" in text
    for address in [entry.get_absolute_url(), *made.common_addresses(county, SECRET, "标题").values()]:
        text = shown(client.get(address), address)
        for part in ("正文", "附件", "发〔", "图"):
            assert f"{SECRET}{part}" not in text, (address, part)


@pytest.mark.parametrize("who", ["clerk", "head", "superuser", "office"])
def test_staff_see_no_more_on_the_public_pages(county, who):
    for situation in (draft, signed, not_open):
        hidden = situation(county)
        staff = Client()
        staff.force_login(getattr(county, who))
        for name in ("detail", "qr", "notice", "changes", "edition 1"):
            assert staff.get(made.own_addresses(hidden.edition)[name]).status_code == 404, (situation, name)
        assert SECRET not in staff.get(reverse("documents:list")).content.decode()


def test_a_withdrawal_reaches_every_outlet_at_once_and_a_restoration_too(client, county):
    edition = made.complete(county, word=SECRET)
    lists = made.common_addresses(county, SECRET)
    own = made.own_addresses(edition)
    assert client.get(own["detail"]).status_code == 200
    before = {name: bytes_of(client.get(address)) for name, address in lists.items()}
    etag = client.get(own["attachment 0"]).headers["ETag"]
    releasing.withdraw(edition, by=county.head, reason="内容有误", behaviour=B.NOT_FOUND)
    assert client.get(own["attachment 0"], headers={"if-none-match": etag}).status_code == 404
    assert client.get(own["detail"]).status_code == 404
    for name, address in lists.items():
        assert f"{SECRET}标题" not in bytes_of(client.get(address)).decode(), name
    assert client.get(reverse("documents:list")).context["total"] == 0
    releasing.restore(edition, by=county.head2, reason="核对无误")
    assert client.get(own["detail"]).status_code == 200
    after = bytes_of(client.get(lists["csv "]))
    assert after == before["csv "]


# --- what others say of a document --------------------------------------------------------------------------


def citing(county: County, edition: DocumentEdition) -> dict[str, str]:
    """Name → address of everything that names the document: made public by the acts that do so."""
    material = interpretations.material(county, edition, title="一篇解读")
    answer = interpretations.answer(county, edition, question="一个问题？")
    message = interpretations.message(county, state="answered", document=edition.document)
    event = interpretations.event(county, documents=[edition.document])
    consultation = taking_part.consultation(county, opinions=0)
    feedback = answering.conclude(
        consultation, by=county.clerk, summary="没有意见。", document=edition.document
    )
    feedback = answering.publish(
        taking_part.approved(county, feedback, at=taking_part.AFTER), by=county.clerk, at=taking_part.AFTER
    )
    mirrored = villages.listed(county)[0]
    Matter.objects.filter(pk=mirrored.pk).update(mirrors=edition.placements.first().item_id)
    kept = {
        "interpretation": material, "answer": answer, "message": message, "event": event, "feedback": feedback,
    }  # fmt: skip
    found = {name: one.get_absolute_url() for name, one in kept.items()}
    return found | {
        "interpretations": reverse("interpretations:list"),
        "village": reverse("villages:village", args=[county.village.code]),
        "api interpretations": reverse("api:interpretations"),
        "api interpretation": reverse("api:interpretation", args=[material.interpretation_id]),
        "api answers": reverse("api:answers"), "api answer": reverse("api:answer", args=[answer.pk]),
        "api consultation": reverse("api:consultation", args=[consultation.pk]),
        "data interpretations": reverse("data:file", args=["interpretations", "jsonl"]),
        "data answers": reverse("data:file", args=["answers", "csv"]),
        "apply": f"{reverse('requests:apply')}?document={edition.document_id}",
        "write": f"{reverse('messages:write')}?document={edition.document_id}",
    }  # fmt: skip


@pytest.mark.parametrize("behaviour", [B.BANNER, B.GONE, B.NOT_FOUND])
def test_whatever_names_a_document_lets_go_of_it_the_moment_it_is_withdrawn(client, county, behaviour):
    start_anew()
    edition = made.complete(county, word=SECRET)
    addresses = citing(county, edition)
    for name, address in addresses.items():
        assert f"{SECRET}标题" in bytes_of(client.get(address)).decode(), name
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=behaviour)
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code in {200, 404}, name
        text = bytes_of(response).decode()
        assert SECRET not in text, name
        assert edition.get_absolute_url() not in text, name


def test_every_list_of_the_api_and_every_feed_is_walked(county):
    """A new one has to be added to the walk (the feed of one village: tests/village/test_pages.py); data sets and parts of the site map are walked as they are registered."""
    addresses = made.common_addresses(county, SECRET).values()
    walked = {resolve(urlsplit(address).path).view_name for address in addresses}
    lists = {f"api:{pattern.name}" for pattern in v1.urlpatterns if "<" not in str(pattern.pattern)}
    feeds = {name for name, route in _named(get_resolver()) if route.endswith(".atom") and "<" not in route}
    assert len(feeds) == 5
    assert lists | feeds <= walked


def _named(resolver, prefix="", space=""):
    """(name of the view, route) of every address below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield space + str(entry.name), prefix + str(entry.pattern)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _named(entry, prefix + str(entry.pattern), inner)


def test_every_address_of_documents_is_walked():
    """A new page under /documents/ has to be added to the walk."""
    patterns = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "documents/")
    names = {pattern.name for pattern in patterns.url_patterns}
    walked = {"list", "export", "feed", "board", "cleanups", "cleanup", "detail", "qr", "notice", "changes", "edition",
              "attachment", "image"}  # fmt: skip
    assert names - NEVER_LISTS == walked
