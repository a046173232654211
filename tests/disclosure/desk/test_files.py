"""Attachments, pictures, the text from Word, findings and release conditions: every button keeps what was typed."""

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from disclosure.actions import attaching, deciding, drafting, releasing, scanning
from disclosure.models import DocumentEdition, Finding, ReleaseCondition, StoredFile
from disclosure.workflow import Status
from tests.disclosure.desk.posting import PHONE, form_of, said, screen, untouched, upload, url
from tests.documents import document, draft
from tests.factories import ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(county) -> DocumentEdition:
    return draft(county)


def attached(county, edition: DocumentEdition, **values):
    return attaching.attach(edition, upload(**values), by=county.clerk, on=ON)


def word(*paragraphs: str) -> SimpleUploadedFile:
    made, buffer = docx.Document(), io.BytesIO()
    made.core_properties.author = "张三"
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(buffer)
    return SimpleUploadedFile("正文.docx", buffer.getvalue())


def picture() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return SimpleUploadedFile("图.png", buffer.getvalue())


def press(client, edition: DocumentEdition, name: str, *more: object, **typed: object):
    """A button of the form: everything typed goes along."""
    return client.post(url(name, edition.pk, *more), form_of(edition, **typed))


# --- attachments -----------------------------------------------------------------------------------------------


def test_the_limits_are_told_beforehand(county, sign_in, edition):
    assert attaching.ALLOWED_SENTENCE in sign_in(county.clerk).get(screen(edition)).content.decode()


def test_uploading_saves_what_was_typed_and_scans_at_once(county, sign_in, edition):
    files = [upload("名单.txt"), upload("标准.csv", "地区,标准\n城市,850\n")]
    response = press(sign_in(county.clerk), edition, "attachment_add", title="改过的标题", files=files)
    edition.refresh_from_db()
    assert response.url == f"{screen(edition)}#attachments"
    assert edition.title == "改过的标题"
    assert list(edition.attachments.values_list("name", flat=True)) == ["名单.txt", "标准.csv"]
    assert [one.kind for one in edition.findings.all()] == ["mobile"]


def test_a_file_that_fails_says_why_and_the_others_are_kept(county, sign_in, edition):
    files = [upload("空.txt", ""), upload("假.pdf", "不是PDF"), upload("好.txt", "普通内容")]
    response = press(sign_in(county.clerk), edition, "attachment_add", title="改过的标题", files=files)
    assert "“空.txt”" in said(response)
    assert "“假.pdf”" in said(response)
    edition.refresh_from_db()
    assert edition.title == "改过的标题"
    assert list(edition.attachments.values_list("name", flat=True)) == ["好.txt"]


def test_without_a_file_nothing_but_the_text_is_kept(county, sign_in, edition):
    response = press(sign_in(county.clerk), edition, "attachment_add", title="改过的标题")
    edition.refresh_from_db()
    assert "请先选择文件" in said(response)
    assert (edition.title, edition.attachments.count()) == ("改过的标题", 0)


def test_when_the_form_is_wrong_nothing_is_uploaded_and_everything_stays(county, sign_in, edition):
    before = untouched(edition)
    response = press(
        sign_in(county.clerk),
        edition,
        "attachment_add",
        title="字" * 301,
        issuer="我写的机关",
        files=[upload()],
    )
    assert response.status_code == 200
    assert response.context["form"]["issuer"].value() == "我写的机关"
    assert untouched(edition) == before
    assert not StoredFile.objects.exists()


def test_when_somebody_saved_meanwhile_nothing_is_uploaded(county, sign_in, edition):
    sent = form_of(edition, title="我的", files=[upload()])
    drafting.save_draft(
        edition, by=county.clerk2, on=ON, revision=edition.revision, values={"title": "同事的"}
    )
    assert sign_in(county.clerk).post(url("attachment_add", edition.pk), sent).status_code == 409
    assert edition.attachments.count() == 0


def test_an_attachment_is_replaced_under_the_same_address(county, sign_in, edition):
    one = attached(county, edition)
    press(
        sign_in(county.clerk),
        edition,
        "attachment_replace",
        one.pk,
        **{f"replace-{one.pk}": upload("新.txt", "新的")},
    )
    one.refresh_from_db()
    assert one.name == "新.txt"
    response = press(sign_in(county.clerk), edition, "attachment_replace", one.pk)
    assert "请先选择" in said(response)


def test_an_attachment_is_removed(county, sign_in, edition):
    one = attached(county, edition)
    press(sign_in(county.clerk), edition, "attachment_remove", one.pk)
    assert not edition.attachments.exists()
    assert press(sign_in(county.clerk), edition, "attachment_remove", one.pk).status_code == 404


def test_hidden_content_is_cleaned_and_the_finding_is_gone(county, sign_in, edition):
    one = attaching.attach(edition, word("内容"), by=county.clerk, on=ON)
    edition.refresh_from_db()
    scanning.scan_now(edition, by=county.clerk)
    assert "author" in set(edition.findings.values_list("kind", flat=True))
    response = press(sign_in(county.clerk), edition, "attachment_clean", one.pk)
    assert "已清除" in said(response)
    assert "author" not in set(edition.findings.values_list("kind", flat=True))


@pytest.mark.parametrize("name", ["attachment_replace", "attachment_remove", "attachment_clean"])
def test_an_attachment_of_another_document_is_not_there(county, sign_in, edition, name):
    other = attached(county, draft(county, title="另一份"))
    assert press(sign_in(county.clerk), edition, name, other.pk).status_code == 404
    assert other.edition.attachments.count() == 1


# --- the text from Word, pictures ------------------------------------------------------------------------------


def test_a_word_file_becomes_the_text_once_the_box_is_ticked(county, sign_in, edition):
    client = sign_in(county.clerk)
    response = press(client, edition, "edition_body", docx=word("来自Word的一段"))
    assert "请勾选" in said(response)
    edition.refresh_from_db()
    assert "来自Word" not in edition.body
    press(client, edition, "edition_body", docx=word("来自Word的一段"), replace_body="on", title="一起保存的")
    edition.refresh_from_db()
    assert edition.body == "<p>来自Word的一段</p>"
    assert edition.title == "一起保存的"


@pytest.mark.parametrize("file", [upload("正文.docx", "不是Word"), upload("正文.docx", "")])
def test_what_is_no_word_file_is_refused_and_the_text_stays(county, sign_in, edition, file):
    before = edition.body
    response = press(sign_in(county.clerk), edition, "edition_body", docx=file, replace_body="on")
    edition.refresh_from_db()
    assert edition.body == before
    assert said(response)


def test_the_editor_gets_the_address_of_a_picture(county, sign_in, edition):
    response = sign_in(county.clerk).post(
        url("edition_image", edition.pk), {"file": picture(), "alt": "印章"}
    )
    assert response.status_code == 200
    assert response.json()["url"].startswith(f"/documents/{edition.document_id}/images/")
    assert edition.attachments.get().alt == "印章"


@pytest.mark.parametrize(
    "data", [{}, {"alt": "有说明没有图"}, {"file": "图.png", "alt": "x"}, {"alt": "\x00"}]
)
def test_without_a_picture_the_editor_is_told(county, sign_in, edition, data):
    response = sign_in(county.clerk).post(url("edition_image", edition.pk), data)
    assert (response.status_code, bool(response.json()["error"])) == (400, True)


def test_a_picture_needs_words_and_must_be_one(county, sign_in, edition):
    client = sign_in(county.clerk)
    for data in ({"file": picture(), "alt": " "}, {"file": upload("图.png"), "alt": "x"}):
        response = client.post(url("edition_image", edition.pk), data)
        assert response.status_code == 400
        assert response.json()["error"]
    assert not edition.attachments.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("other_clerk", 404), ("secrecy_reviewer", 400), ("superuser", 404)]
)
def test_a_picture_of_somebody_else_is_refused_in_json(county, sign_in, edition, who, status):
    response = sign_in(county.people[who]).post(
        url("edition_image", edition.pk), {"file": picture(), "alt": "x"}
    )
    assert response.status_code == status
    assert response.json()["error"]


# --- findings --------------------------------------------------------------------------------------------------


@pytest.fixture
def found(county, edition) -> DocumentEdition:
    attached(county, edition)
    attached(county, edition, name="又一份.txt", text="值班电话13912345678")
    edition.refresh_from_db()
    scanning.scan_now(edition, by=county.clerk)
    assert edition.findings.open_blocking().count() == 2
    return edition


def test_one_reason_stands_for_everything_ticked(county, sign_in, found):
    chosen = list(found.findings.values_list("fingerprint", flat=True))
    press(
        sign_in(county.clerk), found, "findings_justify", finding=chosen, justification="对外公布的办公电话"
    )
    assert not found.findings.open_blocking().exists()
    assert set(found.findings.values_list("justified_by", flat=True)) == {county.clerk.pk}
    page = sign_in(county.clerk).get(screen(found)).content.decode()
    assert "对外公布的办公电话" in page
    assert "13812345678" not in page.split("id_body")[0]


@pytest.mark.parametrize("reason", ["", " 电话 ", "\x00"])
def test_a_reason_too_short_justifies_nothing(county, sign_in, found, reason):
    chosen = list(found.findings.values_list("fingerprint", flat=True))
    response = press(sign_in(county.clerk), found, "findings_justify", finding=chosen, justification=reason)
    assert "理由" in said(response)
    assert found.findings.open_blocking().count() == 2


@pytest.mark.parametrize("chosen", [[], ["made-up"]])
def test_ticking_nothing_justifies_nothing(county, sign_in, found, chosen):
    response = press(
        sign_in(county.clerk), found, "findings_justify", finding=chosen, justification="对外公布的电话"
    )
    assert "请先勾选" in said(response)
    assert found.findings.open_blocking().count() == 2


def test_open_findings_switch_the_submission_off_and_the_act_refuses(county, sign_in, found):
    client = sign_in(county.clerk)
    [button] = [one for one in client.get(screen(found)).context["buttons"] if one.action == "submit"]
    assert "扫描发现2处须处理" in button.verdict.reason
    response = press(client, found, "edition_submit")
    assert "扫描发现的问题须逐条处理" in said(response)
    found.refresh_from_db()
    assert found.status == Status.DRAFT
    assert found.findings.open_blocking().count() == 2


def test_numbers_in_the_text_are_masked_all_at_once(county, sign_in, edition):
    client = sign_in(county.clerk)
    press(client, edition, "edition_scan", body=f"<p>{PHONE}</p>")
    assert edition.findings.get().place == "正文第1段"
    assert "遮盖标题、概述和正文里的号码" in client.get(screen(edition)).content.decode()
    press(client, edition, "findings_mask")
    edition.refresh_from_db()
    assert "13812345678" not in edition.body
    assert not edition.findings.exists()


@pytest.mark.parametrize(
    "name", ["findings_justify", "findings_mask", "edition_scan", "attachment_add", "edition_body"]
)
@pytest.mark.parametrize(("who", "status"), [("other_clerk", 404), ("administrator", 404), ("head2", 302)])
def test_the_buttons_are_the_units_own(county, sign_in, found, name, who, status):
    assert sign_in(county.people[who]).post(url(name, found.pk)).status_code == status


def test_a_reviewer_justifies_nothing(county, sign_in, found):
    data = {
        "finding": list(found.findings.values_list("fingerprint", flat=True)),
        "justification": "审查人替他说明",
    }
    response = sign_in(county.secrecy_reviewer).post(url("findings_justify", found.pk), data)
    assert said(response)
    assert Finding.objects.open_blocking().count() == 2


# --- release conditions ----------------------------------------------------------------------------------------


def test_a_condition_holds_the_release_until_it_is_closed(county, sign_in):
    edition = draft(county)
    client = sign_in(county.clerk)
    client.post(url("condition_add", edition.pk), {"kind": "confirmation", "note": "与县财政局确认"})
    edition = deciding.submit(edition, by=county.clerk, on=ON)
    edition = deciding.pass_secrecy(
        edition, by=county.secrecy_reviewer, on=ON, text="同意", seen=edition.content_hash
    )
    edition = deciding.review(
        edition, by=county.office_reviewer, on=ON, text="同意", seen=edition.content_hash
    )
    deciding.sign(edition, by=county.head, on=ON, text="同意", seen=edition.content_hash, attribute="open")
    [button] = [one for one in client.get(screen(edition)).context["buttons"] if one.action == "publish"]
    assert "还在等待" in button.verdict.reason
    assert "还在等待" in said(client.post(url("edition_publish", edition.pk)))
    condition = ReleaseCondition.objects.get()
    assert "写明结果" in said(client.post(url("condition_close", edition.pk, condition.pk), {"outcome": " "}))
    client.post(url("condition_close", edition.pk, condition.pk), {"outcome": "财政局来函同意"})
    client.post(url("edition_publish", edition.pk))
    edition.refresh_from_db()
    assert edition.status == Status.PUBLISHED


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "interpretation", "note": "x"},
        {"kind": "approval", "note": " "},
        {"kind": "approval", "note": "字" * 301},
    ],
)
def test_a_condition_that_says_nothing_is_not_opened(county, sign_in, edition, data):
    assert said(sign_in(county.clerk).post(url("condition_add", edition.pk), data))
    assert not ReleaseCondition.objects.exists()


def test_a_clerk_waives_nothing_and_the_head_does(county, sign_in, edition):
    condition = releasing.add_condition(edition, "approval", by=county.clerk, note="报县政府批准")
    data = {"decision": "waive", "outcome": "县政府口头同意"}
    assert "由负责人" in said(
        sign_in(county.clerk).post(url("condition_close", edition.pk, condition.pk), data)
    )
    sign_in(county.head).post(url("condition_close", edition.pk, condition.pk), data)
    condition.refresh_from_db()
    assert condition.waived
    assert (
        sign_in(county.other_clerk).post(url("condition_close", edition.pk, condition.pk), data).status_code
        == 404
    )


def test_a_document_under_review_keeps_its_findings_closed(county, sign_in):
    edition = document(county, state=Status.OFFICE)
    response = sign_in(county.clerk).post(
        url("findings_justify", edition.pk), {"finding": ["x"], "justification": "晚了再说明"}
    )
    assert said(response)
    edition.refresh_from_db()
    assert edition.status == Status.OFFICE
