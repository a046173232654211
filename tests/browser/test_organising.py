"""Trainings, the work plan and an article of the column in a real browser: prepared, settled by a second person, seen by all."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from supervision.actions import comparing
from supervision.exchange import public_text
from supervision.models import ExperienceArticle, PlanTask, Training
from tests import trainings
from tests.browser.visits import sign_in
from tests.supervision.test_comparing import KEYS, signed


def test_a_training_is_registered_and_its_sheet_filled_in(visit, county, check_axe):
    today = timezone.localdate()
    trainings.member(county, on=today)
    office = visit()
    sign_in(office, county.office)
    office.goto(reverse("admin:supervision_training_start"))
    check_axe(office)
    office.get_by_label("培训内容").fill("政府信息公开条例")
    office.get_by_label("培训日期").fill(today.isoformat())
    office.get_by_label("地点或者方式").fill("县政府三楼会议室")
    office.get_by_label("参加对象").fill("各单位经办人")
    office.get_by_label(county.department.label, exact=True).check()
    office.get_by_role("button", name="登记培训").click()
    office.get_by_label(f"{county.department.label}参加人数").fill("2")
    office.get_by_label("周敏").check()
    office.get_by_role("button", name="保存签到表").click()
    expect(office.get_by_text("签到表已保存")).to_be_visible()
    check_axe(office)
    assert Training.objects.get().attendances.get(unit=county.department).came == 2
    for name in ("training", "staffmember", "workplan", "experiencearticle", "supervisionrule"):
        office.goto(reverse(f"admin:supervision_{name}_changelist"))
        check_axe(office)


def test_a_plan_is_prepared_settled_followed_and_seen(visit, county, check_axe):
    office, head, clerk = visit(), visit(), visit()
    sign_in(office, county.office)
    office.goto(reverse("admin:supervision_plan_start"))
    check_axe(office)
    office.get_by_role("button", name="编制工作要点").click()
    office.get_by_role("textbox", name="任务").fill("公布标准目录")
    office.get_by_label("责任单位").select_option(county.department.code)
    office.get_by_label("完成期限").fill(f"{timezone.localdate().year}-12-31")
    office.get_by_role("button", name="增加").click()
    check_axe(office)
    office.get_by_role("button", name="报审").click()
    plan = reverse("admin:supervision_workplan_change", args=[PlanTask.objects.get().plan_id])
    sign_in(head, county.government_head)
    head.goto(plan)
    head.get_by_role("button", name="审定公布").click()
    expect(head.get_by_text("已公布").first).to_be_visible()
    sign_in(clerk, county.clerk)
    task = reverse("admin:supervision_plan_task", args=[PlanTask.objects.get().pk])
    clerk.goto(task)
    clerk.get_by_text("报送进展…").click()
    clerk.get_by_role("textbox", name="进展情况").fill("目录已经公布。")
    clerk.get_by_label("这项任务已经完成").check()
    clerk.get_by_role("button", name="确认报送进展").click()
    check_axe(clerk)
    office.goto(task)
    office.get_by_role("button", name="核实，已经完成").click()
    check_axe(office)
    public = visit()
    public.goto(reverse("supervision:plans"))
    expect(public.get_by_role("row", name="公布标准目录")).to_contain_text("已完成")
    check_axe(public)


def test_an_article_is_written_let_out_and_read(visit, county, check_axe):
    clerk, head = visit(), visit()
    sign_in(clerk, county.clerk)
    clerk.goto(reverse("admin:supervision_experience_start"))
    clerk.get_by_label("标题").fill("一张目录管到底")
    clerk.get_by_role("button", name="写经验交流").click()
    clerk.get_by_role("textbox", name="摘要").fill("目录逐级审核的做法。")
    clerk.get_by_role("textbox", name="内容").fill("起草时先选公开事项。")
    clerk.get_by_role("button", name="保存").click()
    check_axe(clerk)
    clerk.get_by_role("button", name="提交审签").click()
    article = ExperienceArticle.objects.get()
    sign_in(head, county.head)
    head.goto(reverse("admin:supervision_experiencearticle_change", args=[article.pk]))
    head.get_by_role("button", name="审签发布").click()
    public = visit()
    public.goto(reverse("supervision:experiences"))
    public.get_by_role("link", name="一张目录管到底").click()
    expect(public.get_by_role("heading", level=1)).to_have_text("一张目录管到底")
    check_axe(public)


def test_counties_are_compared_in_a_table_and_a_chart(visit, county, check_axe, settings):
    settings.EXCHANGE_PARTNERS = {name: public_text(key) for name, key in KEYS.items()}
    day = timezone.localdate().isoformat()
    for name in KEYS:
        comparing.take_file(
            county.city_office, signed(name, on=day), by=county.city_officer, at=timezone.now()
        )
    page = visit()
    sign_in(page, county.city_officer)
    page.goto(reverse("admin:supervision_countyfile_changelist"))
    expect(page.get_by_role("row", name="东川县人民政府")).to_contain_text("47")
    expect(page.locator("figure.chart canvas, figure.chart svg").first).to_be_visible()
    check_axe(page)
