"""The screens where two people, or a hand and a database, may disagree."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.actions.editing import remove_node
from catalog.models import CatalogEdition, Node
from catalog.tasks import read_import
from catalog.tree import read_rows
from catalog.workflow import Status
from tests import factories
from tests.browser.tables import line, workbook


@pytest.fixture
def draft(county) -> CatalogEdition:
    return factories.edition(county)


def screen(edition: CatalogEdition) -> str:
    return f"/admin/catalog/catalogedition/{edition.pk}/change/"


def names(edition: CatalogEdition, heading: str = "最低生活保障") -> list[str]:
    """The rows below a heading as the database has them."""
    nodes = Node.objects.filter(edition=edition, parent__name=heading).order_by("lft")
    return list(nodes.values_list("name", flat=True))


def handle(page: Page, name: str) -> Locator:
    row = page.locator("li.outline__row", has_text=name).first
    return row.locator(":scope > [data-handle]")


def drag(page: Page, what: str, below: str) -> None:
    """With the mouse, from one handle to beneath the middle of another row."""
    handle(page, what).scroll_into_view_if_needed()
    start, end = handle(page, what).bounding_box(), handle(page, below).locator("xpath=..").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"], end["y"] + end["height"] * 0.4, steps=4)
    page.mouse.move(start["x"], end["y"] + end["height"] * 0.9, steps=4)
    page.mouse.up()


def test_a_row_is_dragged_to_another_place_among_its_siblings(visit, county, draft, check_axe):
    page = visit(county.clerk)
    page.goto(screen(draft))
    drag(page, "政策法规文件", below="审核审批信息")
    expect(page.get_by_text("已移到第 2 位")).to_be_visible()
    assert names(draft) == ["审核审批信息", "政策法规文件"]
    handle(page, "政策法规文件").press("ArrowUp")
    expect(page.get_by_text("已移到第 1 位")).to_be_visible()
    assert names(draft) == ["政策法规文件", "审核审批信息"]
    check_axe(page)
    page.reload()
    expect(page.locator("li.outline__row").first).to_contain_text("政策法规文件")


def test_a_drag_after_somebody_elses_change_says_why_it_was_refused(visit, county, draft):
    page = visit(county.clerk)
    page.goto(screen(draft))
    other = Node.objects.get(edition=draft, name="监督检查")
    remove_node(other, by=county.clerk2, on=factories.ON, revision=draft.revision)
    visit.expect(409)
    drag(page, "政策法规文件", below="审核审批信息")
    expect(page.locator("[data-sortable-status]")).to_contain_text(re.compile("别人.*修改了这版目录"))
    expect(page.locator("li.outline__row").first).to_contain_text("政策法规文件")
    assert names(draft) == ["政策法规文件", "审核审批信息"]


def test_two_editors_never_overwrite_each_other(visit, county, draft, check_axe):
    first, second = visit(county.clerk), visit(county.clerk2)
    for page in (first, second):
        page.goto(screen(draft))
        page.locator("li.outline__row").first.get_by_role("link", name="政策法规文件", exact=True).click()
    first.get_by_label("公开内容（要素）").fill("第一位写的要素")
    first.get_by_role("button", name="保存").click()
    expect(first.get_by_text("已保存“政策法规文件”。")).to_be_visible()

    visit.expect(409)
    second.get_by_label("公开内容（要素）").fill("第二位写的要素")
    second.get_by_role("button", name="保存").click()
    conflict = second.get_by_role("alert")
    expect(conflict).to_contain_text("内容已被别人修改")
    expect(conflict.get_by_role("row", name="公开内容")).to_contain_text("第一位写的要素")
    expect(conflict.get_by_role("row", name="公开内容")).to_contain_text("第二位写的要素")
    expect(second.get_by_label("公开内容（要素）")).to_have_value("第二位写的要素")
    check_axe(second)
    assert read_rows(draft)[0].content == "第一位写的要素"

    second.get_by_label("公开内容（要素）").fill("第一位写的要素\n第二位写的要素")
    second.get_by_role("button", name="对照过了，保存").click()
    expect(second.get_by_text("已保存“政策法规文件”。")).to_be_visible()
    assert read_rows(draft)[0].content == "第一位写的要素\n第二位写的要素"


def test_the_bar_follows_the_reading_of_a_file_and_opens_the_preview(visit, county, draft, check_axe):
    data = workbook("社会救助领域基层政务公开标准目录", [line(1, "救助管理", "求助指南")])
    batch = factories.import_batch(draft, county.clerk, data=data)
    page = visit(county.clerk)
    page.goto(batch.get_absolute_url())
    expect(page.get_by_role("progressbar")).to_be_visible()
    check_axe(page)
    read_import(batch.pk)
    expect(page.locator("li[id^=line-]")).to_contain_text("救助管理 / 求助指南")


def test_a_file_that_is_no_table_changes_nothing_and_says_so(visit, county, draft, check_axe):
    page = visit(county.clerk)
    page.goto(screen(draft))
    before = read_rows(draft)
    broken = {"name": "目录.xlsx", "mimeType": "application/octet-stream", "buffer": b"not a workbook"}
    page.get_by_label("选择文件").set_input_files(broken)
    page.get_by_role("button", name="读取并预览").click()
    expect(page.get_by_text("没有导入任何数据。").first).to_be_visible()
    check_axe(page)
    assert read_rows(draft) == before


@pytest.mark.parametrize("state", [Status.COUNTY_OFFICE, Status.CITY_OFFICE, Status.APPROVED])
def test_a_superuser_without_roles_has_no_button_that_approves(visit, county, state):
    edition = factories.edition(county, state=state)
    visit.expect(404)
    page = visit(county.superuser)
    page.goto("/admin/")
    expect(page.get_by_text("没有等您办理的事。")).to_be_visible()
    page.goto("/admin/catalog/catalogedition/")
    expect(page.get_by_role("link", name=edition.domain.name)).to_have_count(0)
    page.goto(screen(edition))
    for act in ("审核", "审核通过", "发布", "提交审核"):
        expect(page.get_by_role("button", name=re.compile(f"^{act}$"), disabled=False)).to_have_count(0)
    page.goto("/admin/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    for act, fields in (("review", {"decision": "pass", "opinion": "同意"}), ("publish", {})):
        answer = page.request.post(
            f"/admin/catalog/catalogedition/{edition.pk}/{act}/",
            form={**fields, "seen": edition.content_hash, "csrfmiddlewaretoken": token},
        )
        assert answer.status == 404
    edition.refresh_from_db()
    assert edition.status == state


def test_who_may_see_but_not_decide_reads_why(visit, county, check_axe):
    edition = factories.edition(county, state=Status.CITY_DEPARTMENT)
    page = visit(county.office)
    page.goto(screen(edition))
    expect(page.get_by_role("button", name="审核", disabled=True)).to_be_visible()
    expect(page.get_by_text("本环节由云州市民政局的")).to_be_visible()
    check_axe(page)
