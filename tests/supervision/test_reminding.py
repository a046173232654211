"""第四十九条: 31 January and 31 March, what waits for whom, reminders once each, escalation when late."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from statute.annual import due_on
from supervision import tasks, todo
from supervision.actions import adjusting, deciding, reminding
from supervision.models import ReportReminder
from supervision.workflow import State
from tests.factories import ON as TODAY
from tests.reports import ON, report
from tests.supervision.test_adjusting import ONE_MORE

LATE = date(2026, 2, 2)


def kinds(unit):
    return list(ReportReminder.objects.filter(unit=unit).order_by("pk").values_list("kind", flat=True))


def test_a_unit_is_reminded_before_the_day_and_after_it_once_each(county):
    for day in (date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 12), date(2026, 1, 30), LATE, TODAY):
        reminding.remind(day)
        assert reminding.remind(day) == []
    assert kinds(county.department) == ["before-20", "before-3", "overdue"]
    assert kinds(county.government) == []
    reminding.remind(date(2026, 4, 1))
    assert kinds(county.government) == ["overdue"]
    assert not ReportReminder.objects.filter(unit__in=(county.village, county.city_office)).exists()


def test_who_has_published_is_not_reminded(county):
    report(county, state=State.PUBLISHED)
    report(county, unit=county.township, state=State.SUBMITTED)
    reminding.remind(LATE)
    assert kinds(county.department) == []
    assert kinds(county.township) == ["overdue"]


def test_once_late_the_head_and_the_office_above_are_told(county):
    reminding.remind(date(2026, 1, 12))
    early = ReportReminder.objects.get(unit=county.department)
    assert set(reminding.recipients(early)) == {county.clerk, county.clerk2}
    reminding.remind(LATE)
    late = ReportReminder.objects.get(unit=county.department, kind="overdue")
    assert set(reminding.recipients(late)) == {
        county.clerk, county.clerk2, county.head, county.head2, county.office, county.office2
    }  # fmt: skip
    assert late.due_on == due_on(2025, is_county=False)
    reminding.remind(date(2026, 4, 1))
    told = reminding.recipients(ReportReminder.objects.get(unit=county.government, kind="overdue"))
    assert {county.government_clerk, county.office, county.government_head, county.city_officer} <= set(told)


def test_one_mail_tells_of_everything_new_and_nothing_twice(county):
    for person in (county.clerk, county.office):
        person.email = f"{person.username}@qinglan.example"
        person.save()
    reminding.remind(LATE)
    at = datetime(2026, 2, 2, 9, tzinfo=UTC)
    assert reminding.send_digests(LATE, at=at) == 2
    assert reminding.send_digests(LATE, at=at) == 0
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert county.department.name in bodies[county.clerk.email]
    assert county.township.name not in bodies[county.clerk.email]
    assert county.township.name in bodies[county.office.email]


def test_the_task_does_nothing_twice(county, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: LATE)
    assert tasks.remind() == 4
    assert tasks.remind() == 0


def waiting(person, day=ON):
    return [(task.step, task.action_label, task.mine) for task in todo.tasks_for(person, day)]


def test_what_waits_for_whom(county):
    assert waiting(county.clerk) == [("尚未编制", "编制", True)]
    assert waiting(county.head) == [("尚未编制", "编制", False)]
    made = report(county)
    assert waiting(county.clerk) == [("编制中", "继续编制", True)]
    made = deciding.submit(made, by=county.clerk, on=ON)
    assert waiting(county.head) == [("待签发", "签发", True)]
    assert waiting(county.clerk) == [("待签发", "查看", False)]
    made = deciding.return_report(made, by=county.head, on=ON, reason="数据有误")
    assert waiting(county.clerk) == [("退回修改", "按意见修改", True)]
    made = deciding.submit(made, by=county.clerk, on=ON)
    made = deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)
    assert waiting(county.clerk) == waiting(county.head) == []
    adjusting.propose(made, by=county.clerk, on=ON, tables=ONE_MORE, reason="漏计")
    assert waiting(county.head) == [("更正待签发", "签发", True)]


def test_the_county_office_sees_how_many_are_late_and_its_own(county):
    assert waiting(county.office) == [("尚未编制", "编制", True)]
    [own, late] = todo.tasks_for(county.office, LATE)
    assert own.due_on == date(2026, 3, 31)
    assert late.title.startswith("4个单位")
    assert late.overdue
    for unit in (county.department, county.other_department, county.township):
        report(county, unit=unit, state=State.PUBLISHED)
    assert todo.tasks_for(county.office, LATE)[1].title.startswith("1个单位")


@pytest.mark.parametrize(
    ("who", "queries"), [("clerk", 3), ("head", 4), ("office", 3), ("secrecy_reviewer", 3)]
)
def test_the_list_costs_a_fixed_number_of_queries(county, django_assert_num_queries, who, queries):
    person = county.people[who]
    assert person.roles
    with django_assert_num_queries(queries):
        todo.tasks_for(person, LATE)
    for unit in (county.department, county.other_department):
        report(county, unit=unit)
    with django_assert_num_queries(queries):
        todo.tasks_for(person, LATE)
