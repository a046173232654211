"""Submit, recall, discard, publish, revise, withdraw, restore, and the channels of what is out."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from disclosure.models import Delivery, DocumentEdition, Withdrawal
from disclosure.workflow import Status
from tests.disclosure.desk.posting import form_of, said, screen, untouched, url
from tests.documents import document, draft
from tests.factories import ON

pytestmark = pytest.mark.django_db
REASON = {"reason": "内容有误"}
TAKE_DOWN = {"reason": "内容有误", "behaviour": "banner", "public_note": "正在核实"}
# act → the state it starts from, by whom, with what, and the state it leads to
ACTS = {
    "submit": (Status.DRAFT, "clerk", {}, Status.SECRECY),
    "recall": (Status.OFFICE, "clerk", REASON, Status.DRAFT),
    "discard": (Status.DRAFT, "clerk", REASON, Status.DISCARDED),
    "publish": (Status.SIGNED, "clerk", {}, Status.PUBLISHED),
    "withdraw": (Status.PUBLISHED, "head", TAKE_DOWN, Status.WITHDRAWN),
    "restore": (Status.WITHDRAWN, "head2", REASON, Status.PUBLISHED),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_by_the_right_person_is_done(county, sign_in, act):
    state, who, data, target = ACTS[act]
    edition = document(county, state=state)
    response = sign_in(county.people[who]).post(url(f"edition_{act}", edition.pk), data)
    assert response.url == screen(edition)
    edition.refresh_from_db()
    assert edition.status == target


@pytest.mark.parametrize("act", [*ACTS, "revise"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("other_clerk", 404), ("township_clerk", 404), ("administrator", 404), ("city_officer", 404), ("superuser", 404),
     ("secrecy_reviewer", None)],
)  # fmt: skip
def test_an_act_by_the_wrong_person_changes_nothing(county, sign_in, act, who, status):
    state, _, data, _ = ACTS.get(act, (Status.PUBLISHED, "", REASON, ""))
    edition = document(county, state=state)
    before = untouched(edition)
    response = sign_in(county.people[who]).post(url(f"edition_{act}", edition.pk), data)
    assert response.status_code == status if status else said(response)
    assert untouched(edition) == before
    assert edition.document.editions.count() == 1


@pytest.mark.parametrize("act", ACTS)
def test_an_act_out_of_order_is_refused(county, sign_in, act):
    _, who, data, _ = ACTS[act]
    edition = document(county, state=Status.SIGNING if act != "recall" else Status.PUBLISHED)
    before = untouched(edition)
    assert said(sign_in(county.people[who]).post(url(f"edition_{act}", edition.pk), data))
    assert untouched(edition) == before


@pytest.mark.parametrize("act", ["recall", "discard", "restore", "revise"])
def test_an_act_that_asks_for_a_reason_is_not_done_without(county, sign_in, act):
    state, who, _, _ = ACTS.get(act, (Status.PUBLISHED, "clerk", {}, ""))
    edition = document(county, state=state)
    before = untouched(edition)
    for data in ({}, {"reason": "  "}, {"reason": "\x00"}):
        assert said(sign_in(county.people[who]).post(url(f"edition_{act}", edition.pk), data))
    assert untouched(edition) == before
    assert edition.document.editions.count() == 1


@pytest.mark.parametrize(
    "name",
    ["submit", "recall", "discard", "publish", "restore", "revise", "scan", "body", "image"],
)
def test_an_act_is_not_done_by_opening_its_address(county, sign_in, name):
    edition = draft(county)
    assert sign_in(county.clerk).get(url(f"edition_{name}", edition.pk)).status_code == 405


def test_submitting_from_the_form_saves_first(county, sign_in):
    edition = draft(county, summary="")
    sent = form_of(edition, title="最后改一次", summary="刚写的概述")
    sign_in(county.clerk).post(url("edition_submit", edition.pk), sent)
    edition.refresh_from_db()
    assert (edition.title, edition.summary, edition.status) == ("最后改一次", "刚写的概述", Status.SECRECY)


def test_submitting_an_incomplete_form_saves_and_says_what_is_missing(county, sign_in):
    edition = draft(county)
    response = sign_in(county.clerk).post(
        url("edition_submit", edition.pk), form_of(edition, title="", summary="留下")
    )
    assert "请填写标题" in said(response)
    edition.refresh_from_db()
    assert (edition.status, edition.summary) == (Status.DRAFT, "留下")


def test_revising_leads_to_the_new_edition_while_the_old_one_stands(county, sign_in):
    edition = document(county, state=Status.PUBLISHED)
    response = sign_in(county.clerk).post(url("edition_revise", edition.pk), {"reason": "更正数字"})
    newer = edition.document.editions.get(version=2)
    assert response.url == screen(newer)
    page = sign_in(county.clerk).get(screen(edition))
    [button] = [one for one in page.context["buttons"] if one.action == "revise"]
    assert "已有一个起草中的版次" in button.verdict.reason
    assert f'href="{screen(newer)}"' in page.content.decode()


def test_what_happened_is_told_with_persons_and_late_publication(county, sign_in):
    edition = document(county, state=Status.PUBLISHED, on=ON)
    DocumentEdition.objects.filter(pk=edition.pk).update(due_on=ON, days_late=3)
    page = sign_in(county.clerk).get(screen(edition))
    told = [event.what for event in page.context["history"]]
    assert told == ["发布", "签发：同意", "办公室审核：同意", "保密审查：同意", "提交审查", "起草"]
    assert "逾期3个工作日" in page.content.decode()
    steps = [(step.name, step.state) for step in page.context["steps"]]
    assert steps == [(name, "done") for name in ("起草", "保密审查", "办公室审核", "签发", "发布")]


# --- withdrawing -----------------------------------------------------------------------------------------------


def test_the_page_says_what_the_public_will_see(county, sign_in):
    edition = document(county, state=Status.PUBLISHED)
    page = sign_in(county.head).get(url("edition_withdraw", edition.pk)).content.decode()
    for words in ("410", "404", "搜索引擎会删去收录", "政府网站"):
        assert words in page


@pytest.mark.parametrize(
    "spoiled", [{"reason": " "}, {"reason": "字" * 501}, {"behaviour": "explode"}, {"behaviour": ""}, {"public_note": "字" * 201},
                {"behaviour": "redirect"}, {"behaviour": "redirect", "redirect": "999999"},
                {"behaviour": "redirect", "redirect_words": "没有这份"}],
)  # fmt: skip
def test_a_bad_withdrawal_changes_nothing_and_keeps_what_was_typed(county, sign_in, spoiled):
    edition = document(county, state=Status.PUBLISHED)
    response = sign_in(county.head).post(
        url("edition_withdraw", edition.pk), {**TAKE_DOWN, "public_note": "我写的", **spoiled}
    )
    assert response.status_code == 200
    assert said(response) or response.context["form"].errors
    assert response.context["form"]["public_note"].value() == spoiled.get("public_note", "我写的")
    edition.refresh_from_db()
    assert edition.status == Status.PUBLISHED


def test_a_redirect_is_found_by_its_title_and_must_be_public(county, sign_in):
    other = document(county, state=Status.PUBLISHED, title="替代的文件")
    hidden = document(county, state=Status.LEDGER, title="登记备查的", proposed_attribute="not_open")
    edition = document(county, state=Status.PUBLISHED)
    client = sign_in(county.head)
    where = url("edition_withdraw", edition.pk)
    data = {**TAKE_DOWN, "behaviour": "redirect"}
    found = client.post(where, {**data, "redirect_words": "替代", "then": "find"})
    assert [one.title for one in found.context["pick"].found] == ["替代的文件"]
    refused = client.post(where, {**data, "redirect": hidden.document_id})
    assert "已经公开" in said(refused)
    client.post(where, {**data, "redirect_words": "替代的文件"})
    assert Withdrawal.objects.get().redirect_to == other.document


def test_who_took_it_down_does_not_put_it_back(county, sign_in):
    edition = document(county, state=Status.WITHDRAWN)
    page = sign_in(county.head).get(screen(edition))
    [button] = [one for one in page.context["buttons"] if one.action == "restore"]
    assert "撤下人以外的人" in button.verdict.reason
    assert "内容有误" in page.content.decode()


# --- channels --------------------------------------------------------------------------------------------------


@pytest.fixture
def manual(county) -> Delivery:
    edition = document(county, state=Status.PUBLISHED)
    return Delivery.objects.create(
        edition=edition, event="published", outlet="notice", label="村公示栏", manual=True
    )


def photo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return SimpleUploadedFile("现场.png", buffer.getvalue())


def test_a_notice_is_confirmed_with_day_and_photo(county, sign_in, manual):
    client = sign_in(county.clerk)
    assert "村公示栏" in client.get(screen(manual.edition)).content.decode()
    client.post(url("delivery_confirm", manual.pk), {"on": str(timezone.localdate()), "photo": photo()})
    manual.refresh_from_db()
    assert (manual.state, manual.confirmed_by, manual.done_on) == (
        "confirmed",
        county.clerk,
        timezone.localdate(),
    )


@pytest.mark.parametrize(
    "data", [{}, {"on": "明天"}, {"on": "2030-01-01"}, {"on": "2020-01-01"}, {"on": "today"}]
)
def test_a_bad_confirmation_confirms_nothing(county, sign_in, manual, data):
    assert said(sign_in(county.clerk).post(url("delivery_confirm", manual.pk), data))
    manual.refresh_from_db()
    assert manual.state == "waiting"


@pytest.mark.parametrize("state", ["failed", "abandoned"])
def test_what_failed_is_sent_anew(county, sign_in, manual, state):
    failed = Delivery.objects.create(
        edition=manual.edition, event="published", outlet="webhook", label="公众号", state=state, attempts=5, last_error="连接超时"
    )  # fmt: skip
    page = sign_in(county.clerk).get(screen(manual.edition)).content.decode()
    assert "连接超时" in page
    sign_in(county.clerk).post(url("delivery_retry", failed.pk))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)


def test_a_delivery_is_cancelled_with_a_reason(county, sign_in, manual):
    client = sign_in(county.clerk)
    assert "理由" in said(client.post(url("delivery_cancel", manual.pk), {"reason": " "}))
    client.post(url("delivery_cancel", manual.pk), {"reason": "公示栏已拆除"})
    manual.refresh_from_db()
    assert manual.state == "cancelled"


@pytest.mark.parametrize("act", ["confirm", "retry", "cancel"])
@pytest.mark.parametrize("who", ["other_clerk", "township_clerk", "superuser"])
def test_nobody_handles_the_channels_of_others(county, sign_in, manual, act, who):
    data = {"on": str(timezone.localdate() - timedelta(days=1)), "reason": "不要了"}
    assert sign_in(county.people[who]).post(url(f"delivery_{act}", manual.pk), data).status_code == 404
    manual.refresh_from_db()
    assert manual.state == "waiting"
