"""年度工作要点 (市实施意见四(一)): who does what by when, settled by a second person, followed to the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from supervision import organising_todo
from supervision.actions import digesting, planning
from supervision.actions.stepping import Conflict
from supervision.freshness import Level
from supervision.measures import board
from supervision.models import PlanTask, TaskReport, TaskShift, WorkPlan
from supervision.plan_workflow import TRANSITIONS, PlanAction, PlanState, Standing, possible
from tests import plans
from tests.factories import ON
from tests.plans import AT, DUE

pytestmark = pytest.mark.django_db
S, A = PlanState, PlanAction


def test_a_plan_from_beginning_to_publication(county):
    made = plans.plan(county, state=S.SUBMITTED)
    with pytest.raises(Refused, match="负责人审定"):
        planning.publish(made, by=county.office, at=AT, seen=made.content_hash)
    with pytest.raises(Conflict):
        planning.publish(made, by=county.government_head, at=AT, seen="x" * 64)
    made = planning.publish(made, by=county.government_head, at=AT, seen=made.content_hash)
    assert (made.state, made.approved_hash) == (S.PUBLISHED, made.content_hash)
    page = Client().get(reverse("supervision:plans")).content.decode()
    assert "完善基层政务公开标准目录" in page


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED])
def test_what_is_not_published_is_nowhere(county, state):
    plans.plan(county, state=state)
    client = Client()
    assert "还没有公布的工作要点" in client.get(reverse("supervision:plans")).content.decode()
    assert client.get(reverse("supervision:plan", args=[2026])).status_code == 404
    assert not WorkPlan.objects.visible_to(county.clerk).exists()


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", A)
def test_an_act_that_the_state_does_not_allow_changes_nothing(county, state, action):
    if possible(state, action):
        assert state in TRANSITIONS[action].sources
        return
    made = plans.plan(county, state=state)
    row = made.tasks.get()
    acts = {
        A.EDIT: lambda: planning.add_task(
            made, text="新任务", unit=county.department, due_on=DUE, by=county.office
        ),
        A.SUBMIT: lambda: planning.submit(made, by=county.office),
        A.RETURN: lambda: planning.send_back(made, by=county.government_head, reason="不全"),
        A.PUBLISH: lambda: planning.publish(made, by=county.government_head, at=AT, seen=made.content_hash),
        A.FOLLOW: lambda: planning.report(row, text="正在办", by=county.clerk, on=ON),
    }
    with pytest.raises(Refused, match="现在是"):
        acts[action]()
    made.refresh_from_db()
    assert (made.state, made.tasks.count(), TaskReport.objects.count()) == (state, 1, 0)


def test_one_plan_a_year_with_tasks_of_that_year_and_county(county):
    made = plans.plan(county)
    with pytest.raises(Refused, match="已有工作要点"):
        plans.plan(county)
    with pytest.raises(Refused, match="应在2026年"):
        planning.add_task(
            made, text="任务", unit=county.department, due_on=date(2027, 1, 1), by=county.office
        )
    with pytest.raises(Refused, match="不是"):
        planning.add_task(made, text="任务", unit=county.village, due_on=DUE, by=county.office)
    with pytest.raises(Refused, match="请写明任务"):
        planning.add_task(made, text=" ", unit=county.department, due_on=DUE, by=county.office)
    with pytest.raises(Refused, match="主管部门"):
        planning.add_task(made, text="任务", unit=county.department, due_on=DUE, by=county.clerk)
    planning.add_task(made, text="第二项", unit=county.township, due_on=DUE, by=county.office)
    planning.remove_task(made.tasks.get(number=1), by=county.office)
    assert [(one.number, one.text) for one in PlanTask.objects.all()] == [(1, "第二项")]
    planning.remove_task(PlanTask.objects.get(), by=county.office)
    with pytest.raises(Refused, match="还没有任务"):
        planning.submit(made, by=county.office)


def test_a_task_is_under_way_amber_overdue_reported_and_done(county):
    made = plans.task(county)
    days = (ON, DUE - timedelta(days=10), DUE, DUE + timedelta(days=1))
    assert [made.standing(day) for day in days] == [
        Standing.UNDERWAY,
        Standing.SOON,
        Standing.SOON,
        Standing.OVERDUE,
    ]
    late = DUE + timedelta(days=1)
    said = planning.report(made, text="目录已经修订并公布。", by=county.clerk, on=DUE, is_done=True)
    assert made.standing(late) is Standing.REPORTED  # waits for the office
    with pytest.raises(Refused, match="还差什么"):
        planning.judge(said, accepted=False, opinion=" ", by=county.office, on=late)
    planning.judge(said, accepted=False, opinion="乡镇目录没有修订", by=county.office, on=late)
    assert made.standing(late) is Standing.OVERDUE
    said = planning.report(made, text="乡镇目录也已修订。", by=county.clerk, on=late, is_done=True)
    planning.judge(said, accepted=True, opinion="", by=county.office, on=late)
    made.refresh_from_db()
    assert (made.standing(late), made.done_on) == (Standing.DONE, late)
    with pytest.raises(Refused, match="已经完成"):
        planning.report(made, text="再报", by=county.clerk, on=late)


def test_it_is_green_amber_and_red_in_the_gaps_and_in_the_weekly_mail(county):
    made = plans.task(county)

    def level(day):
        return board([county.department.pk], day, since=day).tally("plan", county.department.pk).level

    days = (ON, DUE - timedelta(days=5), DUE + timedelta(days=1))
    assert [level(day) for day in days] == [Level.GREEN, Level.AMBER, Level.RED]
    county.clerk.email = "clerk@mail.example"
    county.clerk.save()
    told = digesting.lines_by_person(DUE + timedelta(days=1))[county.clerk]
    assert any("工作要点任务逾期1件" in line for line in told.values())
    planning.report(made, text="已完成。", by=county.clerk, on=DUE, is_done=True)
    assert level(DUE + timedelta(days=1)) is Level.GREEN


def test_a_day_is_moved_with_a_reason_and_the_former_one_stays(county):
    made = plans.task(county)
    with pytest.raises(Refused, match="理由"):
        planning.shift(made, due_on=date(2026, 9, 30), reason="", by=county.office, on=ON)
    with pytest.raises(Refused, match="没有变"):
        planning.shift(made, due_on=DUE, reason="防汛", by=county.office, on=ON)
    with pytest.raises(Refused, match="主管部门"):
        planning.shift(made, due_on=date(2026, 9, 30), reason="防汛", by=county.clerk, on=ON)
    assert not TaskShift.objects.exists()
    planning.shift(made, due_on=date(2026, 9, 30), reason="防汛", by=county.office, on=ON)
    made.refresh_from_db()
    assert made.due_on == date(2026, 9, 30)
    assert TaskShift.objects.get().former == DUE


def test_only_the_unit_reports_and_only_the_office_judges(county):
    made = plans.task(county)
    with pytest.raises(Refused, match="报送"):
        planning.report(made, text="已办", by=county.other_clerk, on=ON)
    with pytest.raises(Refused, match="进展情况"):
        planning.report(made, text=" ", by=county.clerk, on=ON)
    said = planning.report(made, text="已办", by=county.clerk, on=ON, is_done=True)
    with pytest.raises(Refused, match="等待核实"):
        planning.report(made, text="还有", by=county.clerk, on=ON)
    with pytest.raises(Refused, match="主管部门"):
        planning.judge(said, accepted=True, opinion="", by=county.head, on=ON)


def test_everybody_has_their_part_on_the_to_do_list(county):
    made = plans.plan(county, state=S.SUBMITTED)

    def titles(user, day=ON):
        return [
            (one.step, one.overdue) for one in organising_todo.tasks_for(user, day) if "要点" in one.title
        ]

    assert titles(county.government_head) == [("待审定", False)]
    planning.publish(made, by=county.government_head, at=AT, seen=made.content_hash)
    row = made.tasks.get()
    assert titles(county.clerk) == []
    assert titles(county.clerk, DUE) == [("将到期", False)]
    assert titles(county.clerk, DUE + timedelta(days=1)) == [("逾期", True)]
    planning.report(row, text="已办", by=county.clerk, on=ON, is_done=True)
    assert titles(county.clerk, DUE) == []
    assert titles(county.office) == [("完成情况待核实", False)]


def test_the_pages_from_beginning_to_end(county):
    office, head, clerk = Client(), Client(), Client()
    for client, user in ((office, county.office), (head, county.government_head), (clerk, county.clerk)):
        client.force_login(user)
    year = timezone.localdate().year
    sent = {"year": year, "title": "政务公开工作要点", "basis": "市要点"}
    assert clerk.get(reverse("admin:supervision_plan_start")).status_code == 403
    office.post(reverse("admin:supervision_plan_start"), sent)
    made = WorkPlan.objects.get()
    assert "已有工作要点" in office.post(reverse("admin:supervision_plan_start"), sent).content.decode()
    add = reverse("admin:supervision_plan_task_add", args=[made.pk])
    assert office.post(add, {"text": "公开目录"}).status_code == 422
    office.post(add, {"text": "公开目录", "unit": county.department.code, "due_on": f"{year}-12-31"})
    act = "admin:supervision_plan_act"
    office.post(reverse(act, args=[made.pk, "submit"]), {})
    made.refresh_from_db()
    head.post(reverse(act, args=[made.pk, "publish"]), {"seen": made.content_hash})
    row = made.tasks.get()
    told = {"text": "已经公布。", "page_url": "/catalog/", "is_done": "on"}
    clerk.post(reverse("admin:supervision_plan_task_act", args=[row.pk, "report"]), told)
    report = TaskReport.objects.get()
    page = office.get(reverse("admin:supervision_plan_task", args=[row.pk])).content.decode()
    assert 'href="/catalog/"' in page
    office.post(reverse("admin:supervision_plan_judge", args=[report.pk]), {"accept": "1"})
    row.refresh_from_db()
    assert row.done_on == timezone.localdate()
    public = Client().get(made.get_absolute_url()).content.decode()
    assert "已完成" in public
    assert "已经公布。" not in public  # what the unit reported is for the office
    assert office.get(reverse("admin:supervision_workplan_changelist")).status_code == 200


def test_the_public_page_costs_the_same_for_many_tasks(county, django_assert_num_queries):
    made = plans.plan(county)
    for place in range(20):
        planning.add_task(made, text=f"任务{place}", unit=county.township, due_on=DUE, by=county.office)
    made = planning.submit(made, by=county.office)
    planning.publish(made, by=county.government_head, at=AT, seen=made.content_hash)
    client = Client()
    client.get(made.get_absolute_url())
    with django_assert_num_queries(4):
        client.get(made.get_absolute_url())
