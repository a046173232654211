"""From an official table to what a citizen reads: every person at their own screen."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import CatalogEdition, Item
from catalog.workflow import Status
from tests.browser.tables import WITHIN_20_DAYS, XLSX, line, workbook
from tests.browser.visits import PHONE, sideways, sign_in

FLAGGED = "临时救助金发放情况"
REMARKED = "最低生活保障政策文件"
LINES = [
    line(1, "最低生活保障", REMARKED),
    line(2, "最低生活保障", "最低生活保障对象名单"),
    line(3, "临时救助", "临时救助政策文件"),
    line(4, "临时救助", FLAGGED, time_limit=""),
]
REPAIRED = "最低生活保障政策文件全文\n申请条件和标准\n受理地点和电话"


@pytest.fixture
def table() -> dict[str, object]:
    data = workbook("白石镇社会救助领域基层政务公开标准目录", LINES)
    return {"name": "白石镇社会救助目录.xlsx", "mimeType": XLSX, "buffer": data}


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
            return self.page

        def open_task(self, label: str) -> Page:
            """From the to-do list, one click away."""
            self.page.goto("/admin/")
            tasks = self.page.get_by_role("region", name="等我办理")
            expect(tasks).to_contain_text("白石镇人民政府")
            tasks.get_by_role("link", name=re.compile(rf"^{label}\s*：社会救助 第1版$")).click()
            expect(self.page.get_by_role("heading", level=1)).to_have_text("社会救助领域目录 第1版")
            return self.look()

        def open_review(self) -> Page:
            self.open_task("审核")
            self.page.get_by_role("link", name="开始审核").click()
            expect(self.page.get_by_role("heading", level=1)).to_contain_text("审核：")
            return self.look()

        def pass_it(self) -> None:
            self.page.get_by_label("审核意见", exact=True).fill("内容完整，依据现行有效，同意。")
            self.page.get_by_role("button", name="审核通过").click()
            expect(self.page.get_by_text("审核通过，已转入下一环节。")).to_be_visible()
            self.look()

    return Work


def test_a_table_is_imported_reviewed_four_times_and_read_by_a_citizen(
    visit, county, table, work, check_axe, tmp_path
):
    clerk = work(county.township_clerk)
    _start(clerk)
    _import(clerk, table)
    _repair_the_flagged_row(clerk)
    _submit(clerk)

    head = work(county.head)
    _return_with_a_remark(head)
    _repair_the_remarked_row(clerk)
    _submit(clerk)

    page = head.open_review()
    expect(page.get_by_role("link", name="上次送审的内容")).to_have_attribute("aria-current", "true")
    expect(page.locator("ins")).to_contain_text("申请条件和标准")
    head.pass_it()

    office = work(county.office)
    office.open_review()
    office.pass_it()
    _pass_with_the_checklist(work(county.city_reviewer))
    city = work(county.city_officer)
    city.open_review()
    city.pass_it()

    _publish(office)
    _read_on_a_phone(visit, check_axe, tmp_path)


def _start(clerk) -> None:
    page = clerk.page
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    page.get_by_role("link", name="目录版次").first.click()
    clerk.look().get_by_role("link", name="起草新版").click()
    clerk.look()
    expect(page.get_by_label("编制单位").locator("option:checked")).to_have_text("白石镇人民政府")
    page.get_by_label("领域").select_option(label="社会救助")
    page.get_by_label("从哪里开始").select_option(label="空白")
    page.get_by_role("button", name="生成草稿").click()
    expect(page.get_by_text("目录里还没有事项", exact=True)).to_be_visible()
    clerk.look()


def _import(clerk, table) -> None:
    page = clerk.open_task("继续编制")
    page.get_by_label("选择文件").set_input_files(table)
    page.get_by_role("button", name="读取并预览").click()
    shown = page.locator("li[id^=line-]")
    expect(shown).to_have_count(len(LINES))
    expect(shown.nth(1)).to_contain_text("最低生活保障 / 最低生活保障对象名单")
    expect(shown.nth(1)).to_contain_text("新增")
    expect(page.get_by_text("预览：确认之前什么都没有改")).to_be_visible()
    clerk.look()
    assert not Item.objects.exists()
    page.get_by_role("button", name="确认导入 4 条").click()
    expect(page.get_by_text("已导入，需要时可以整批撤销。")).to_be_visible()
    expect(page.locator("li.outline__row")).to_have_count(len(LINES))
    clerk.look()


def _repair_the_flagged_row(clerk) -> None:
    page = clerk.page
    faults = page.get_by_role("region", name="提交前须改正")
    expect(faults).to_contain_text("公开时限没有填写。")
    faults.get_by_role("link", name=FLAGGED).click()
    expect(page.get_by_text("这一条需要核对：")).to_be_visible()
    clerk.look()
    page.get_by_label("公开时限").fill(WITHIN_20_DAYS)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text(f"已保存“{FLAGGED}”。")).to_be_visible()
    expect(faults).to_have_count(0)


def _submit(clerk) -> None:
    page = clerk.page
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核。")).to_be_visible()
    expect(page.locator(".steps__item--current")).to_contain_text("县级业务部门审核")
    clerk.look()


def _return_with_a_remark(head) -> None:
    page = head.open_review()
    page.get_by_text(f"对这一条写意见：{REMARKED}").click()
    page.get_by_label(f"对“{REMARKED}”的意见").fill("要素不全，请补充申请条件和标准。")
    head.look()
    page.get_by_label("审核意见", exact=True).fill("一处要素不全，请补充后再报。")
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回编制单位。")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")


def _repair_the_remarked_row(clerk) -> None:
    page = clerk.open_task("按意见修改")
    expect(page.get_by_text("一处要素不全，请补充后再报。").first).to_be_visible()
    row = page.locator("li.outline__row", has_text=REMARKED)
    expect(row.locator(".remark")).to_contain_text("请补充申请条件和标准")
    row.get_by_role("link", name=REMARKED, exact=True).click()
    expect(page.locator(".remark")).to_contain_text("请补充申请条件和标准")
    clerk.look()
    page.get_by_label("公开内容（要素）").fill(REPAIRED)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text(f"已保存“{REMARKED}”。")).to_be_visible()


def _pass_with_the_checklist(department) -> None:
    """Without every point confirmed it does not pass, and the opinion typed is still there."""
    page = department.open_review()
    page.get_by_label("公开依据是否现行有效").check()
    page.get_by_label("审核意见", exact=True).fill("业务上没有问题。")
    page.get_by_role("button", name="审核通过").click()
    assert CatalogEdition.objects.get().status == Status.CITY_DEPARTMENT
    expect(page.get_by_label("审核意见", exact=True)).to_have_value("业务上没有问题。")
    expect(page.get_by_label("公开依据是否现行有效")).to_be_checked()
    department.look()
    page.get_by_label("公开时限是否符合规定").check()
    department.pass_it()


def _publish(office) -> None:
    page = office.open_task("发布")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布，公众现在可以看到。")).to_be_visible()
    office.look()
    assert CatalogEdition.objects.get().status == Status.PUBLISHED


def _read_on_a_phone(visit, check_axe, folder) -> None:
    page = visit(**PHONE)
    address = _by_search(page, check_axe)
    _by_tiles(page, check_axe, address)
    _download(page, folder)


def _arrived(page: Page, check_axe, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    check_axe(page)
    assert sideways(page) <= 0


def _by_search(page: Page, check_axe) -> str:
    page.goto("/")
    _arrived(page, check_axe, "应公开的，在这里找")
    page.locator("#q-home").tap()
    page.locator("#q-home").fill("最低生活保障 申请条件")
    page.locator("#main").get_by_role("button", name="搜索").tap()
    _arrived(page, check_axe, "的搜索结果")
    page.locator(".results__title a").first.tap()
    _arrived(page, check_axe, REMARKED)
    for element in REPAIRED.split("\n"):
        expect(page.get_by_role("listitem").filter(has_text=element).first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("白石镇人民政府")
    return page.url


def _by_tiles(page: Page, check_axe, address: str) -> None:
    page.goto("/")
    page.locator("a.tile", has_text="社会救助").tap()
    _arrived(page, check_axe, "社会救助领域基层政务公开标准目录")
    page.locator("table#catalog").get_by_role("link", name=REMARKED).tap()
    _arrived(page, check_axe, REMARKED)
    assert page.url == address


def _download(page: Page, folder) -> None:
    page.go_back()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel 表格").tap()
    download = waiting.value
    assert download.suggested_filename.endswith("(第1版).xlsx")
    path = folder / "catalog.xlsx"
    download.save_as(path)
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    words = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert all(name in words for name in (REMARKED, FLAGGED, "申请条件和标准"))
