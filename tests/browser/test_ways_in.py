"""Without a mouse, and without JavaScript: the same site."""

from playwright.sync_api import Page, expect

from catalog.models import Node
from catalog.tasks import read_import
from catalog.workflow import Status
from tests import factories
from tests.browser.tables import line, workbook
from tests.browser.visits import PHONE, sign_in

SEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""
REACHED = "(selector) => document.activeElement.matches(selector)"


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is there; on the way it can always be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate(REACHED, selector):
            return
    raise AssertionError(f"{selector} is not reached with {most} presses of Tab")


def test_a_citizen_needs_only_the_keyboard(visit, county, check_axe):
    factories.edition(county, state=Status.PUBLISHED)
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tab_to(page, "#q-home", most=3)
    page.keyboard.type("审核审批")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("“审核审批”的搜索结果")
    check_axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, ".results__title a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("审核审批信息")


def test_a_citizen_needs_no_javascript(visit, county):
    factories.edition(county, state=Status.PUBLISHED)
    page = visit(java_script_enabled=False, **PHONE)
    page.goto("/")
    expect(page.locator("[data-needs-js]").first).to_be_hidden()
    page.locator("a.tile", has_text="社会救助").click()
    page.locator("details.facets > summary").click()
    facets = page.get_by_role("form", name="筛选事项")
    facets.get_by_label("公开层级").select_option(label="乡级")
    facets.get_by_label("关键词").fill("临时救助")
    facets.get_by_role("button", name="筛选").click()
    expect(page.locator("table#catalog tbody tr")).to_have_count(1)
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("公开层级：乡级")
    page.locator("table#catalog").get_by_role("link", name="政策法规文件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政策法规文件")
    expect(page.get_by_role("main")).to_contain_text("青岚县民政局")


def test_a_clerk_needs_no_javascript(visit, county):
    edition = factories.edition(county)
    page = visit(java_script_enabled=False)
    sign_in(page, county.clerk)
    page.get_by_role("link", name="社会救助 第1版", exact=True).click()
    row = page.locator("li.outline__row", has_text="审核审批信息").first
    expect(row.locator("[data-handle]")).to_be_hidden()
    row.get_by_text("更多").click()
    row.get_by_role("button", name="上移").click()
    expect(page.get_by_text("已移动“审核审批信息”。")).to_be_visible()
    below = Node.objects.filter(edition=edition, parent__name="最低生活保障").order_by("lft")
    assert [node.name for node in below] == ["审核审批信息", "政策法规文件"]

    data = workbook("社会救助领域基层政务公开标准目录", [line(1, "救助管理", "求助指南")])
    batch = factories.import_batch(edition, county.clerk, data=data)
    page.goto(batch.get_absolute_url())
    read_import(batch.pk)
    page.get_by_role("link", name="刷新本页").click()
    expect(page.locator("li[id^=line-]")).to_contain_text("救助管理 / 求助指南")
    page.get_by_role("button", name="确认导入 1 条").click()
    expect(page.get_by_role("link", name="求助指南", exact=True)).to_be_visible()
