"""A question by phone and its answer; a graphic for who cannot see it; drafter, reviewer and head at the workbench."""

import re

import pytest
from playwright.sync_api import expect

from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import answering
from interpretation.models import InterpretationEdition, Message
from interpretation.workflow import Form, Status
from tests import documents, interpretations
from tests.browser.visits import PHONE, sideways
from tests.caches import start_anew


@pytest.fixture(autouse=True)
def _limits_start_anew():
    start_anew()


@pytest.fixture
def office(county):
    return documents.staff(county)


def test_a_citizen_asks_by_phone_and_reads_the_answer(visit, office, check_axe):
    edition = documents.document(office, state=DocumentStatus.PUBLISHED)
    page = visit(**PHONE)
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name=re.compile("写留言问")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("写留言")
    check_axe(page)
    assert sideways(page) <= 0
    page.get_by_label("标题").fill("低保怎么申请")
    page.locator("[name=text]").fill("想问一下要带什么材料。")
    page.get_by_label("怎么称呼您").fill("李明明")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="提交留言").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("留言已经提交")
    check_axe(page)
    code = page.locator(".slip__big").nth(1).inner_text()
    message = Message.objects.get()
    made = answering.draft(
        message,
        by=office.clerk,
        on=message.received_on,
        revision=0,
        answer=interpretations.ANSWER,
        to_show=True,
    )
    answering.answer(made, by=office.head, on=message.received_on, seen=made.content_hash)
    other = visit(**PHONE)
    other.goto("/messages/track/")
    other.get_by_label("留言编号").fill(message.number)
    other.get_by_label("查询码").fill(code)
    other.get_by_role("button", name="查询").click()
    expect(other.locator(".reply")).to_contain_text("低保标准从五月起提高")
    other.get_by_label(re.compile("5分")).check()
    other.get_by_role("button", name="提交评价").click()
    expect(other.get_by_role("heading", name="您的评价")).to_be_visible()
    check_axe(other)
    assert sideways(other) <= 0
    assert "李明明" not in other.content()


def test_a_graphic_is_read_by_who_cannot_see_it(visit, office, check_axe):
    edition = documents.document(office, state=DocumentStatus.PUBLISHED)
    graphic = interpretations.material(office, edition, Form.GRAPHIC)
    for form in (Form.TEXT, Form.QUESTIONS, Form.VIDEO):
        interpretations.material(office, edition, form)
    page = visit(**PHONE)
    page.goto("/interpretations/")
    check_axe(page)
    assert sideways(page) <= 0
    page.get_by_role("link", name=re.compile("图表图解")).click()
    page.get_by_role("link", name=graphic.title).click()
    tree = page.locator("main").aria_snapshot()
    assert 'img "一张图看懂标准调整"' in tree
    assert 'heading "图解的文字说明"' in tree
    assert interpretations.WORDS[:20] in tree
    check_axe(page)
    assert sideways(page) <= 0


def test_the_workbench_takes_document_and_interpretation_to_the_site_together(visit, office, check_axe):
    edition = documents.document(office, state=DocumentStatus.OFFICE)
    interpretations.plan(office, edition)
    made = interpretations.material(office, edition, Form.TEXT, state=Status.SIGNING)
    address = f"/admin/interpretation/interpretationedition/documents/{edition.pk}/"
    head = visit(office.head)
    head.goto(f"/admin/interpretation/interpretationedition/{made.pk}/change/")
    check_axe(head)
    head.locator("#act-agree summary").click()
    head.locator("#agree_text").fill("讲得清楚")
    head.get_by_role("button", name="确认同意").click()
    expect(head.locator(".page-head__lead")).to_contain_text("已审签待发布")
    documents.advance(office, edition, DocumentStatus.SIGNED)
    clerk = visit(office.clerk)
    clerk.goto(address)
    check_axe(clerk)
    assert sideways(clerk) <= 0
    clerk.get_by_role("button", name="文件与解读一并发布").click()
    expect(clerk.locator(".messagelist, .messages").first).to_contain_text("同时发布")
    assert InterpretationEdition.objects.get(pk=made.pk).status == Status.PUBLISHED
