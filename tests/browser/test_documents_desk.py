"""From a blank page to what a citizen reads: a document passes through four hands. Then by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from disclosure.actions.drafting import save_draft
from disclosure.models import DocumentEdition
from disclosure.workflow import Status
from tests.browser.visits import PHONE, sideways, sign_in
from tests.documents import document, draft, published_catalog, staff
from tests.factories import ON

TITLE = "关于调整2026年城乡居民最低生活保障标准的通知"
PARAGRAPH = "自2026年4月1日起,城市低保标准调整为每人每月850元。"
PHONE_LIST = {
    "name": "联系电话.txt",
    "mimeType": "text/plain",
    "buffer": "低保业务咨询:李四 13812345678".encode(),
}
LIST = "/admin/disclosure/documentedition/"


@pytest.fixture
def office(county):
    """The county with the department's whole chain and its catalog in force; everybody has the password."""
    people = set(county.people)
    staff(county)
    for name in set(county.people) - people:
        county.people[name].set_password("correct-horse-2026")
        county.people[name].save()
    published_catalog(county)
    return county


@pytest.fixture
def work(visit, check_axe):
    """The back office, page by page: each is examined as it is left behind."""

    class Work:
        def __init__(self, person: User) -> None:
            self.page = visit()
            sign_in(self.page, person)
            self.look()

        def look(self) -> Page:
            check_axe(self.page)
            assert sideways(self.page) <= 0
            return self.page

        def task(self, label: str) -> Page:
            """From the to-do list, one click away."""
            self.page.goto("/admin/")
            tasks = self.page.get_by_role("region", name="等我办理")
            tasks.get_by_role("link", name=re.compile(rf"^{label}\s*：{TITLE}$")).click()
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(TITLE)
            return self.look()

    return Work


def title_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="标题", exact=True)


def text_of(page: Page) -> Locator:
    """The text being written: the editor where its script runs."""
    return page.get_by_role("textbox", name="正文内容")


def test_a_document_is_drafted_reviewed_signed_published_and_read(visit, office, work, check_axe):
    clerk = work(office.clerk)
    _draft(clerk)
    _attach(clerk)
    _justify(clerk)
    _submit(clerk)
    _review(work(office.secrecy_reviewer), "保密审查", "同意拟定的“主动公开”，通过保密审查", "已通过保密审查")
    _review(
        work(office.office_reviewer), "办公室审核", "同意拟定的“主动公开”，审核通过", "审核通过，已报请签发"
    )
    _review(work(office.head), "签发", "签发，按下面确定的公开属性", "已签发。")
    _publish(clerk)
    _read(visit, check_axe)


def _draft(clerk) -> None:
    page = clerk.page
    page.get_by_role("link", name="文件", exact=True).click()
    clerk.look().get_by_role("link", name="起草文件").click()
    clerk.look()
    title_of(page).fill("低保标准调整")
    page.get_by_role("button", name="生成草稿").click()
    expect(page.get_by_role("region", name="提交前须补正")).to_contain_text("请拟定公开属性")
    expect(page.get_by_role("button", name="提交审查", exact=True)).to_be_disabled()
    clerk.look()
    title_of(page).fill(TITLE)
    page.get_by_label("发文字号").fill("青民发[2026]8号")
    text_of(page).click()
    page.keyboard.insert_text(PARAGRAPH)
    page.get_by_label("主动公开", exact=True).check()
    page.get_by_label("最低生活保障 / 政策法规文件").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.get_by_role("region", name="提交前须补正")).to_have_count(0)
    expect(page.get_by_label("发文字号")).to_have_value("青民发〔2026〕8号")
    clerk.look()


def _attach(clerk) -> None:
    """What was typed meanwhile is saved with the upload."""
    page = clerk.page
    page.get_by_label("内容概述").fill("低保标准调整为每人每月850元")
    page.get_by_label("添加附件").set_input_files(PHONE_LIST)
    page.get_by_role("button", name="上传附件").click()
    expect(page.get_by_text("已上传“联系电话.txt”。")).to_be_visible()
    expect(page.get_by_label("内容概述")).to_have_value("低保标准调整为每人每月850元")
    findings = page.get_by_role("region", name="扫描发现")
    expect(findings).to_contain_text("手机号码")
    expect(findings).not_to_contain_text("13812345678")
    expect(page.get_by_role("button", name="提交审查", exact=True)).to_be_disabled()
    clerk.look()


def _justify(clerk) -> None:
    page = clerk.task("处理")
    findings = page.get_by_role("region", name="扫描发现")
    findings.get_by_role("checkbox").check()
    findings.get_by_text("勾选的说明保留").click()
    clerk.look()
    findings.get_by_label("为什么可以公开").fill("业务科室对外公布的咨询电话")
    findings.get_by_role("button", name="确认保留").click()
    expect(page.get_by_text("已对1处写明保留的理由。")).to_be_visible()
    expect(findings).to_contain_text("业务科室对外公布的咨询电话")
    clerk.look()


def _submit(clerk) -> None:
    page = clerk.page
    page.get_by_role("button", name="保存并提交审查").click()
    expect(page.get_by_text("已提交，等待保密审查。")).to_be_visible()
    expect(page.locator(".steps__item--current")).to_contain_text("保密审查")
    clerk.look()
    page.goto(LIST)
    expect(page.get_by_role("row", name=re.compile(TITLE))).to_contain_text("保密审查")
    clerk.look()


def _review(reviewer, label: str, answer: str, done: str) -> None:
    page = reviewer.task(label)
    expect(page.get_by_role("article")).to_contain_text(PARAGRAPH)
    expect(page.get_by_role("article")).to_contain_text("（此件公开发布）")
    expect(page.get_by_role("region", name="扫描发现")).to_contain_text("业务科室对外公布的咨询电话")
    page.get_by_role("link", name="直接去填写结论").click()
    page.get_by_label(answer).check()
    page.get_by_label("意见", exact=True).fill("内容属实，可以公开。")
    page.get_by_role("button", name="提交结论").click()
    expect(page.get_by_text(done)).to_be_visible()
    reviewer.look()


def _publish(clerk) -> None:
    page = clerk.task("发布")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布，公众现在可以看到。")).to_be_visible()
    expect(page.get_by_role("region", name="公开渠道")).to_contain_text("政府网站")
    expect(page.get_by_role("region", name="办理记录")).to_contain_text("内容属实，可以公开。")
    clerk.look()


def _read(visit, check_axe) -> None:
    page = visit(**PHONE)
    page.goto(DocumentEdition.objects.get(title=TITLE).get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text(PARAGRAPH)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("联系电话"))).to_be_visible()
    check_axe(page)


def test_two_drafters_see_both_texts_and_lose_nothing(visit, office, check_axe):
    edition = draft(office, title=TITLE)
    page = visit(office.clerk)
    page.goto(f"{LIST}{edition.pk}/change/")
    title_of(page).fill("第一位的标题")
    text_of(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("第一位加的话。")
    save_draft(
        edition,
        by=office.clerk2,
        on=ON,
        revision=edition.revision,
        values={"title": "第二位的标题"},
        body="<p>第二位的正文。</p>",
    )
    visit.expect(409)
    page.get_by_role("button", name="保存", exact=True).click()
    conflict = page.get_by_role("alert").filter(has_text="还没有保存")
    for words in ("第一位的标题", "第二位的标题", "第一位加的话", "第二位的正文"):
        expect(conflict).to_contain_text(words)
    expect(title_of(page)).to_have_value("第一位的标题")
    expect(text_of(page)).to_contain_text("第一位加的话。")
    check_axe(page)
    page.get_by_role("button", name="对照过了，保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    edition.refresh_from_db()
    assert edition.title == "第一位的标题"
    assert "第一位加的话。" in edition.text


def test_leaving_with_unsaved_words_warns(visit, office):
    edition = draft(office)
    page = visit(office.clerk)
    page.goto(f"{LIST}{edition.pk}/change/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    title_of(page).fill("没有保存的标题")
    page.get_by_role("link", name="待办").first.click()
    expect(title_of(page)).to_have_value("没有保存的标题")
    assert asked == ["beforeunload"]


def test_by_keyboard_alone_a_reviewer_returns_and_a_drafter_repairs(visit, office, check_axe):
    edition = document(office, state=Status.SECRECY, title=TITLE)
    page = visit(office.secrecy_reviewer)
    page.goto(f"{LIST}{edition.pk}/review/")
    _go_to(page, page.get_by_role("link", name="直接去填写结论"))
    page.keyboard.press("Enter")
    _go_to(page, page.get_by_label(re.compile("同意拟定的")))
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("退回起草人修改")).to_be_checked()
    _go_to(page, page.get_by_label("意见", exact=True))
    page.keyboard.insert_text("请写明起算日期。")
    _go_to(page, page.get_by_role("button", name="提交结论"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("已退回起草人。")).to_be_visible()

    page = visit(office.clerk)
    page.goto(f"{LIST}{edition.pk}/change/")
    expect(page.get_by_text("请写明起算日期。").first).to_be_visible()
    _go_to(page, title_of(page))
    page.keyboard.press("End")
    page.keyboard.insert_text("（修订）")
    page.keyboard.press("Enter")  # in a line of text it saves
    expect(page.get_by_text("已保存。")).to_be_visible()
    check_axe(page)
    _go_to(page, page.get_by_role("button", name="保存并提交审查"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("已提交，等待保密审查。")).to_be_visible()
    edition.refresh_from_db()
    assert (edition.status, edition.title) == (Status.SECRECY, f"{TITLE}（修订）")


def _go_to(page: Page, target: Locator, most: int = 150) -> None:
    """Tab until the target has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_every_other_screen_is_sound_at_both_widths(visit, office, check_axe, options):
    """Those the journey does not pass: gaps, withdrawing, referral, conflict of opinions, campaigns, words, topics."""
    published = document(office, state=Status.PUBLISHED, title="已发布的通知")
    referred = document(office, state=Status.REFERRED, title="拿不准的报告", kind="report")
    document(office, state=Status.LEDGER, title="内部会议安排", proposed_attribute="not_open")
    withdrawn = document(office, state=Status.WITHDRAWN, title="撤下的名单")
    tabs = {name: visit(office.people[name], **options) for name in ("clerk", "head", "head2", "office")}

    def look(who: str, path: str, heading: str) -> Page:
        page = tabs[who]
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        check_axe(page)
        assert sideways(page) <= 0, path
        return page

    look("clerk", LIST, "文件")
    look("clerk", f"{LIST}gaps/", "缺失与过期")
    look("office", f"{LIST}{referred.pk}/resolve/", "确定意见")
    look("head2", f"{LIST}{withdrawn.pk}/change/", "撤下的名单")
    page = look("head", f"{LIST}{published.pk}/withdraw/", "撤下")
    page.get_by_role("button", name="立即撤下").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    check_axe(page)
    page = look("office", "/admin/disclosure/campaign/start/", "发起清理与评估")
    page.get_by_role("button", name="发起").click()
    expect(page.get_by_text("已发起，共有")).to_be_visible()
    check_axe(page)
    look("office", "/admin/disclosure/campaign/", "清理与评估")
    look("office", "/admin/disclosure/countyword/", "敏感词")
    look("office", "/admin/disclosure/topic/", "主题分类")
