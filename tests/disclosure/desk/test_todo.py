"""What waits for whom among the documents, and what is escalated."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from disclosure.actions import attaching, campaigns, deciding, drafting, releasing, scanning
from disclosure.deadlines import due_of
from disclosure.models import Delivery, DocumentEdition, HandOver, Validity
from disclosure.todo import tasks_for
from disclosure.workflow import Attribute, Status
from statute.loading import working_calendar
from tests.disclosure.desk.posting import screen, upload, url
from tests.documents import document, draft
from tests.factories import ON

pytestmark = pytest.mark.django_db
EVERYBODY = ("clerk", "secrecy_reviewer", "office_reviewer", "head", "office")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def tasks(county, who: str, today: date = ON):
    return tasks_for(fresh(county.people[who]), today)


def labels(county, who: str, today: date = ON) -> list[tuple[str, bool]]:
    return [(task.action_label, task.mine) for task in tasks(county, who, today)]


def waiting_for(county, today: date = ON) -> dict[str, str]:
    """Who has what to do."""
    found = {who: [task.action_label for task in tasks(county, who, today) if task.mine] for who in EVERYBODY}
    return {who: "、".join(acts) for who, acts in found.items() if acts}


def last_day(edition: DocumentEdition) -> date:
    due = due_of(edition, working_calendar())
    assert due is not None
    return due.date


# --- whose turn it is ------------------------------------------------------------------------------------------


def test_each_step_waits_for_its_person(county):
    edition = draft(county)
    assert waiting_for(county) == {"clerk": "继续起草", "head": "继续起草"}
    edition = deciding.submit(edition, by=county.clerk, on=ON)
    assert waiting_for(county) == {"secrecy_reviewer": "保密审查"}
    [task] = tasks(county, "secrecy_reviewer")
    assert task.url == url("edition_review", edition.pk)
    edition = deciding.pass_secrecy(
        edition, by=county.secrecy_reviewer, on=ON, text="同意", seen=edition.content_hash
    )
    assert waiting_for(county) == {"office_reviewer": "办公室审核"}
    edition = deciding.review(
        edition, by=county.office_reviewer, on=ON, text="同意", seen=edition.content_hash
    )
    assert waiting_for(county) == {"head": "签发"}
    edition = deciding.sign(
        edition, by=county.head, on=ON, text="同意", seen=edition.content_hash, attribute="open"
    )
    assert waiting_for(county) == {"clerk": "发布", "head": "发布"}
    releasing.publish(edition, by=county.clerk, on=ON)
    assert waiting_for(county) == {}


def test_a_referral_waits_for_the_county_office_and_then_for_the_reviewer(county):
    edition = document(county, state=Status.REFERRED)
    assert waiting_for(county) == {"office": "登记意见"}
    deciding.resolve(edition, by=county.office, on=ON, text="可以公开", attribute="open")
    assert waiting_for(county) == {"secrecy_reviewer": "保密审查"}


def test_what_was_returned_says_so(county):
    edition = document(county, state=Status.OFFICE)
    deciding.return_document(edition, by=county.office_reviewer, on=ON, text="改", seen=edition.content_hash)
    assert [(task.step, task.action_label) for task in tasks(county, "clerk")] == [("退回修改", "按意见修改")]


def test_who_wrote_it_is_not_asked_to_review_it(county):
    edition = draft(county, by=county.head)
    deciding.submit(edition, by=county.clerk, on=ON)
    edition.refresh_from_db()
    edition = deciding.pass_secrecy(
        edition, by=county.secrecy_reviewer, on=ON, text="同意", seen=edition.content_hash
    )
    deciding.review(edition, by=county.office_reviewer, on=ON, text="同意", seen=edition.content_hash)
    assert labels(county, "head") == []
    assert labels(county, "head2") == [("签发", True)]


def test_findings_and_conditions_are_named(county):
    edition = draft(county)
    attaching.attach(edition, upload(), by=county.clerk, on=ON)
    edition.refresh_from_db()
    scanning.scan_now(edition, by=county.clerk)
    assert [(task.step, task.action_label) for task in tasks(county, "clerk")] == [
        ("起草中，扫描发现待处理", "处理")
    ]
    other = draft(county, title="有前提的")
    releasing.add_condition(other, "approval", by=county.clerk, note="报批")
    signed = document(county, state=Status.SIGNED, title="没有前提的")
    releasing_of = {task.title: task.action_label for task in tasks(county, "clerk")}
    assert releasing_of["没有前提的"] == "发布"
    assert signed.conditions.count() == 0
    from_now = document(county, state=Status.SIGNING, title="等待的")
    from_now.conditions.create(kind="approval", note="报批")
    deciding.sign(from_now, by=county.head, on=ON, text="同意", seen=from_now.content_hash, attribute="open")
    assert {task.title: task.action_label for task in tasks(county, "clerk")}["等待的"] == "办结前提"


@pytest.mark.parametrize(
    "who", ["other_clerk", "township_head", "administrator", "city_officer", "superuser", "stranger"]
)
def test_nothing_waits_for_others(county, who):
    draft(county, formed_on=date(2020, 1, 1))
    document(county, state=Status.SECRECY)
    assert tasks(county, who) == []


def test_nobody_has_no_tasks():
    assert tasks_for(AnonymousUser(), ON) == []


# --- deadlines -------------------------------------------------------------------------------------------------


def test_the_line_says_how_near_the_last_day_is(county):
    edition = draft(county)
    calendar, end = working_calendar(), last_day(edition)
    before = {number: calendar.subtract_working_days(end, number).date for number in (6, 5, 3, 1)}

    def step(today: date) -> str:
        [task] = tasks(county, "clerk", today)
        assert task.due_on == end
        return task.step

    assert step(before[6]) == "起草中"
    assert step(before[5]) == "起草中，公开期限还有5个工作日"
    assert step(before[3]) == "起草中，公开期限还有3个工作日"
    assert step(before[1]) == "起草中，公开期限还有1个工作日"
    assert step(end) == "起草中，今天是公开期限的最后一天"
    assert step(end + timedelta(days=1)) == "起草中，已逾期1个工作日"


def test_what_is_overdue_is_shown_to_head_and_county_office_wherever_it_waits(county):
    edition = document(county, state=Status.SECRECY)
    late = last_day(edition) + timedelta(days=1)
    for who in ("head", "office", "clerk"):
        [task] = tasks(county, who, late)
        assert (task.action_label, task.mine, task.overdue) == ("查看", False, True)
        assert task.url == screen(edition)
        assert tasks(county, who, last_day(edition)) == []
    [mine] = tasks(county, "secrecy_reviewer", late)
    assert (mine.mine, mine.overdue) == (True, True)
    assert tasks(county, "office_reviewer", late) == tasks(county, "other_head", late) == []


def test_the_most_urgent_come_first_and_what_has_no_day_last(county):
    draft(county, title="后", formed_on=date(2026, 3, 1))
    draft(county, title="先", formed_on=date(2026, 2, 1))
    draft(county, title="无", proposed_attribute=Attribute.NOT_OPEN)
    assert [task.title for task in tasks(county, "clerk")] == ["先", "后", "无"]


def test_a_document_without_a_title_still_has_a_line(county):
    edition = draft(county)
    drafting.save_draft(edition, by=county.clerk, on=ON, revision=edition.revision, values={"title": ""})
    assert tasks(county, "clerk")[0].title == "（未填标题）"


# --- the rest --------------------------------------------------------------------------------------------------


def test_manual_channels_are_one_line_per_document(county):
    edition = document(county, state=Status.PUBLISHED)
    for label in ("村公示栏", "公开查阅点"):
        Delivery.objects.create(edition=edition, event="published", outlet="notice", label=label, manual=True)
    [task] = tasks(county, "clerk")
    assert (task.step, task.action_label) == ("2个人工渠道待确认", "确认")
    assert task.url == f"{screen(edition)}#channels"
    assert labels(county, "office_reviewer") == labels(county, "office") == []


def test_campaign_entries_wait_for_the_head_and_late_ones_for_the_office(county):
    document(county, state=Status.LEDGER, proposed_attribute=Attribute.NOT_OPEN, on=date(2025, 1, 2))
    end = date(2026, 5, 1)
    made = campaigns.open_campaign(
        "reevaluation", county.government, year=2026, by=county.office, on=ON, due_on=end
    )
    [task] = tasks(county, "head")
    assert (task.title, task.due_on, task.mine) == ("2026年公开属性年度评估：1份文件待评估", end, True)
    assert task.url == f"{url('campaign_change', made.pk)}?unit={county.department.pk}"
    assert labels(county, "clerk") == labels(county, "office") == []
    [late] = tasks(county, "office", end + timedelta(days=1))
    assert (late.mine, late.overdue) == (False, True)
    campaigns.decide(made.entries.get(), by=county.head, on=ON, decision="unchanged", reason="内部事项")
    assert tasks(county, "head") == []


def normative(county, **values) -> DocumentEdition:
    return document(
        county, state=Status.PUBLISHED, is_normative=True, registration_no="QLDR-2026-001",
        effective_on=date(2023, 3, 2), valid_until=date(2028, 3, 1), **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "shown"),
    [(date(2027, 8, 31), 0), (date(2027, 9, 1), 1), (date(2028, 3, 1), 1), (date(2028, 3, 2), 0)],
)
def test_a_normative_document_is_evaluated_in_its_last_six_months(county, today, shown):
    normative(county)
    found = [task for task in tasks(county, "clerk", today) if task.action_label == "评估"]
    assert len(found) == shown
    assert all(task.due_on == date(2028, 3, 1) for task in found)


def test_once_a_new_edition_is_started_or_it_is_gone_nothing_is_to_be_evaluated(county):
    edition, day = normative(county), date(2028, 1, 1)
    drafting.start_edition(edition.document, by=county.clerk, on=day, reason="重新登记")
    assert "评估" not in [label for label, _ in labels(county, "clerk", day)]
    other = normative(county)
    DocumentEdition.objects.filter(pk=other.pk).update(validity=Validity.REPEALED)
    assert "评估" not in [label for label, _ in labels(county, "clerk", day)]


def test_hand_overs_wait_for_the_county_office_where_there_is_a_page_for_them(county, monkeypatch):
    HandOver.objects.create(county=county.government, month=date(2026, 2, 1), sm3="x", count=3)
    monkeypatch.setattr("disclosure.todo.reverse", lambda name, args=(): f"/{name}/")
    assert [(task.title, task.action_label) for task in tasks(county, "office")] == [
        ("1个移送包待接收登记", "登记")
    ]
    assert tasks(county, "clerk") == []


@pytest.mark.parametrize("who", ["clerk", "head", "office", "secrecy_reviewer"])
def test_the_list_costs_the_same_however_much_waits(county, who, django_assert_num_queries):
    draft(county)
    tasks(county, who)  # the calendar is built once per process
    person = fresh(county.people[who])
    with django_assert_num_queries(COST[who]):
        tasks_for(person, ON)
    for state in (
        Status.DRAFT,
        Status.SECRECY,
        Status.OFFICE,
        Status.SIGNING,
        Status.SIGNED,
        Status.REFERRED,
    ):
        document(county, state=state)
    person = fresh(county.people[who])
    with django_assert_num_queries(COST[who]):
        tasks_for(person, ON)


COST = {"clerk": 8, "head": 9, "office": 8, "secrecy_reviewer": 6}
