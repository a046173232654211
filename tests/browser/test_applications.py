"""Applying on a phone, with the keyboard alone, without JavaScript; and a case through the back office."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests_app.actions import papers
from requests_app.models import InformationRequest, Redaction
from requests_app.workflow import Status
from tests import documents
from tests.applications import ID_NUMBER, case
from tests.browser.visits import PHONE, sideways, sign_in
from tests.caches import start_anew
from tests.requests_app.redaction.test_redaction import pdf
from tests.requests_app.test_public import PNG

SUBJECT = "2025年度最低生活保障标准调整的测算依据"


@pytest.fixture(autouse=True)
def _limits_start_anew():
    start_anew()


@pytest.fixture
def office(county):
    return documents.staff(county)


def fill(page: Page, county, **values) -> None:
    whole = {"subject": SUBJECT, "name": "李明", "identity": ID_NUMBER, "phone": "13800001234"} | values
    page.locator("[name=unit]").select_option(county.department.code)
    for name, value in whole.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=form][value=electronic]").check()
    page.locator("[name=way][value=online]").check()
    page.locator("[name=consent]").check()


def test_a_citizen_applies_on_a_phone_and_follows_the_case(visit, office, check_axe):
    documents.document(office, state="published")
    page = visit(**PHONE)
    page.goto("/requests/")
    check_axe(page)
    assert sideways(page) <= 0
    page.get_by_role("link", name=re.compile("填写申请")).first.click()
    fill(page, office)
    page.locator("[name=subject]").press_sequentially("的通知")
    expect(page.locator("[data-suggest] li").first).to_contain_text("最低生活保障标准")
    check_axe(page)
    assert sideways(page) <= 0
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已经提交")
    check_axe(page)
    made = InformationRequest.objects.get()
    code = page.locator(".slip__big").nth(1).inner_text()
    stranger = visit(**PHONE)
    stranger.goto("/requests/track/")
    stranger.get_by_label("登记编号").fill(made.number)
    stranger.get_by_label("查询码").fill(code)
    stranger.get_by_role("button", name="查询").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(made.number)
    check_axe(stranger)
    assert sideways(stranger) <= 0
    assert "李明" not in stranger.content()


def test_what_was_typed_survives_a_lost_session_with_its_file(visit, office):
    page = visit()
    page.goto("/requests/apply/")
    fill(page, office)
    expect(page.locator("[data-saved]")).to_contain_text("保存")
    page.locator("[name=identity_file]").set_input_files(
        {"name": "身份证.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已经保存")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.goto("/requests/apply/")
    expect(page.locator("[name=name]")).to_have_value("李明")
    expect(page.get_by_text("身份证.png")).to_be_visible()


def test_errors_stand_beside_their_fields_and_in_a_summary_with_focus(visit, office, check_axe):
    page = visit()
    visit.expect(422)
    page.goto("/requests/apply/")
    fill(page, office, identity="370112198001011230")
    page.get_by_role("button", name="提交申请").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("证件号码")).click()
    expect(page.locator("[name=identity]")).to_be_focused()
    check_axe(page)


def test_with_the_keyboard_alone(visit, office):
    page = visit()
    page.goto("/requests/apply/")
    page.locator("[name=unit]").focus()
    page.keyboard.press("ArrowDown")
    typed = {"subject": SUBJECT, "name": "李明", "identity": ID_NUMBER, "phone": "13800001234"}
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in typed:
            page.keyboard.type(typed.pop(name))
        elif name in ("form", "way"):
            page.keyboard.press("Space")
        elif name == "consent":
            page.keyboard.press("Space")
            break
    assert not typed
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已经提交")


def test_without_javascript(visit, office):
    page = visit(java_script_enabled=False)
    page.goto("/requests/apply/")
    fill(page, office)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已经提交")
    page.goto("/requests/calculator/?channel=counter&arrived=2026-06-22&as_of=2026-06-23")
    expect(page.locator(".deadline__date")).to_contain_text("2026-07-20")


def test_the_calculator_in_every_width(visit, office, check_axe):
    for options in ({}, PHONE):
        page = visit(**options)
        page.goto("/requests/calculator/?channel=counter&arrived=2026-06-22&as_of=2026-06-23")
        check_axe(page)
        assert sideways(page) <= 0


def act(page: Page, name: str, **values) -> None:
    page.locator(f"#act-{name} > summary").click()
    box = page.locator(f"#act-{name}")
    for field, value in values.items():
        box.locator(f"[name={field}]").fill(value)
    box.locator("button[type=submit]").click()


def test_a_case_from_the_counter_to_the_reply(visit, office, check_axe):
    clerk = visit()
    sign_in(clerk, office.clerk)
    clerk.goto("/admin/requests_app/informationrequest/take/")
    check_axe(clerk)
    clerk.locator("[name=subject]").fill(SUBJECT)
    clerk.locator("[name=name]").fill("李明")
    clerk.locator("[name=phone]").fill("13800001234")
    clerk.get_by_role("button", name=re.compile("登记")).click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("已经登记")
    check_axe(clerk)
    clerk.get_by_role("link", name="去办理").click()
    for name in ("register", "start_review", "accept"):
        act(clerk, name)
        expect(clerk.get_by_text("已经办理")).to_be_visible()
    check_axe(clerk)
    clerk.get_by_role("link", name="按七步拟定答复").click()
    for answer in (
        "是，继续办理",
        "明确，或者经补正已经明确",
        "是，要求获取政府信息",
        "都不是",
        "本机关制作",
        "有",
        "没有",
        "向申请人提供",
    ):
        check_axe(clerk)
        clerk.locator(".choice").get_by_text(answer).first.click()
    clerk.locator("[name=provided]").fill("随本告知书提供测算表。")
    check_axe(clerk)
    clerk.get_by_role("button", name="保存答复稿").click()
    clerk.get_by_role("button", name="提交审核").click()
    made = InformationRequest.objects.get()
    for person, word in ((office.secrecy_reviewer, "保密审查"), (office.head, "签发")):
        page = visit()
        sign_in(page, person)
        page.goto("/admin/")
        page.get_by_role(
            "link", name=re.compile(f"^{'审查' if word == '保密审查' else '签发'}.*{made.number}")
        ).first.click()
        check_axe(page)
        page.locator("[name=decision][value=agree]").check()
        page.locator("[name=opinion]").fill("同意")
        page.get_by_role("button", name="提交结论").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(made.number)
    clerk.goto(made.get_absolute_url())
    handing = clerk.locator("#act-answer")
    handing.locator("> summary").click()
    handing.locator("[name=way][value=direct]").check()
    handing.locator("[name=evidence]").fill("李明")
    handing.locator("button[type=submit]").click()
    expect(clerk.get_by_text("送达答复：已经办理。")).to_be_visible()
    made.refresh_from_db()
    assert (made.status, made.outcome) == (Status.REPLIED, "GRANT")


def test_the_list_the_filings_and_the_case_on_a_phone(visit, office, check_axe):
    today = timezone.localdate()
    case(office, state=Status.PROCESSING, on=today)
    made = case(office, state=Status.REPLIED, on=today - timedelta(days=20))
    page = visit(**PHONE)
    sign_in(page, office.clerk)
    for address in (
        "/admin/requests_app/informationrequest/",
        made.get_absolute_url(),
        "/admin/requests_app/informationrequest/filings/",
        "/admin/requests_app/informationrequest/statistics/",
    ):
        page.goto(address)
        check_axe(page)
        assert sideways(page) <= 0


def test_a_box_is_drawn_with_the_mouse_and_one_with_the_keyboard(visit, office, check_axe):
    made = case(office, state=Status.PROCESSING, on=timezone.localdate())
    paper = papers.add_file(
        made, SimpleUploadedFile("名单.pdf", pdf()), kind="given", by=office.clerk, on=timezone.localdate()
    )
    page = visit()
    sign_in(page, office.clerk)
    page.goto(f"/admin/requests_app/informationrequest/files/{paper.pk}/redact/")
    check_axe(page)
    layer = page.locator("[data-layer]")
    area = layer.bounding_box()
    page.mouse.move(area["x"] + 20, area["y"] + 20)
    page.mouse.down()
    page.mouse.move(area["x"] + 300, area["y"] + 120, steps=4)
    page.mouse.up()
    layer.press("Enter")
    layer.press("ArrowDown")
    layer.press("Shift+ArrowRight")
    expect(page.locator(".redact__box")).to_have_count(2)
    page.get_by_role("button", name="保存并生成遮盖件").click()
    expect(page.get_by_text("经核对没有留下被遮盖的内容")).to_be_visible()
    assert len(Redaction.objects.get().boxes) == 2
    assert paper.redactions.count() == 1
