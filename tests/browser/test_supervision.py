"""Complaining and being put right in a real browser: the public form, and gap → order → repair → verdict → score."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from supervision.models import Complaint, Rectification
from tests import evaluations
from tests.browser.visits import sign_in


def test_somebody_complains_and_sees_where_it_stands(visit, county, check_axe):
    page = visit()
    page.goto(reverse("supervision:complain"))
    check_axe(page)
    page.get_by_label("被投诉的单位").select_option(county.department.code)
    page.get_by_label("标题").fill("低保明细没有公开")
    page.get_by_label("事实和理由").fill("栏目里找不到三月的明细。")
    page.get_by_label("怎么称呼您").fill("李明明")
    page.get_by_role("button", name="提交投诉").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉已经提交")
    check_axe(page)
    page.get_by_role("link", name="查看办理情况").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(Complaint.objects.get().number)
    check_axe(page)


def test_a_gap_is_found_ordered_repaired_judged_and_scored(visit, county, check_axe):
    evaluations.scheme(county)
    office = visit()
    sign_in(office, county.office)
    office.goto(reverse("admin:supervision_rectification_start"))
    check_axe(office)
    office.get_by_label("责任单位").select_option(county.department.code)
    office.get_by_label("存在的问题和整改要求").fill("低保资金发放明细没有公开，请补充公开。")
    office.get_by_role("button", name="下达", exact=True).click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("督促整改")
    order = reverse("admin:supervision_rectification_change", args=[Rectification.objects.get().pk])

    clerk = visit()
    sign_in(clerk, county.clerk)
    clerk.goto(order)
    clerk.get_by_text("报送整改情况…").click()
    clerk.get_by_label("整改情况", exact=True).fill("已经补充公开一至三月的发放明细。")
    clerk.get_by_role("button", name="确认报送整改情况").click()
    check_axe(clerk)

    office.goto(order)
    office.get_by_text("验收合格…").click()
    office.get_by_label("验收意见").first.fill("已在网站上核对。")
    office.get_by_role("button", name="确认验收合格").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("督促整改")

    office.goto(reverse("admin:supervision_evaluation_start"))
    today = timezone.localdate()
    office.get_by_label("名称").fill("本季度考核")
    office.get_by_label("考核期起").fill((today - timedelta(days=30)).isoformat())
    office.get_by_label("考核期止").fill(today.isoformat())
    office.get_by_role("button", name="编制并取数").click()
    check_axe(office)
    office.get_by_role("link", name=county.department.name).click()
    expect(office.get_by_role("row", name="按期完成整改")).to_contain_text("1 / 1")
    check_axe(office)

    public = visit()
    public.goto(reverse("supervision:rectifications"))
    expect(public.get_by_role("row", name=county.department.name)).to_contain_text("验收合格")
    check_axe(public)
