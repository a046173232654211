"""市实施意见三(二)2 健全解读回应机制: 解读方案、解读材料与政策文件同步组织、同步审签、同步部署; law-book §8."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localtime

from accounts.policies import Refused
from disclosure.actions import deciding, lifecycle, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import DocumentEdition, ReleaseCondition, Validity
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import planning, reminding, taking
from interpretation.actions import releasing as interpretations_releasing
from interpretation.deadlines import missing_materials, recent_plans
from interpretation.models import InterpretationEdition, InterpretationPlan, Message
from interpretation.todo import tasks_for
from interpretation.workflow import Form, MessageStatus, Status
from statute.loading import working_calendar
from tests import documents, interpretations
from tests.factories import ON, County

pytestmark = pytest.mark.django_db
Kind = ReleaseCondition.Kind


def needing(county: County, state: str = DocumentStatus.OFFICE, **values) -> DocumentEdition:
    """A document the county's rule means (涉及群众切身利益), on its way."""
    if not county.government.release_rules.exists():
        interpretations.rule(county)
    return documents.document(county, state=state, **{"title": "关于调整低保待遇的通知", **values})


def signed(county: County) -> DocumentEdition:
    edition = needing(county)
    interpretations.plan(county, edition)
    return documents.advance(county, edition, DocumentStatus.SIGNED)


def test_a_document_without_a_plan_does_not_go_to_signature(county):
    edition = needing(county)
    with pytest.raises(Refused, match="解读方案"):
        deciding.review(edition, by=county.office_reviewer, on=ON, text="同意", seen=edition.content_hash)
    edition.refresh_from_db()
    assert edition.status == DocumentStatus.OFFICE
    interpretations.plan(county, edition)
    assert documents.advance(county, edition, DocumentStatus.SIGNED).status == DocumentStatus.SIGNED


def test_a_rule_that_was_set_while_the_document_was_under_way_is_seen_at_the_signature(county):
    edition = documents.document(county, state=DocumentStatus.SIGNING, title="关于调整低保待遇的通知")
    interpretations.rule(county)
    with pytest.raises(Refused, match="解读方案"):
        deciding.sign(
            edition, by=county.head, on=ON, text="同意", seen=edition.content_hash, attribute="open"
        )


def test_what_no_rule_means_needs_none(county):
    interpretations.rule(county)
    edition = documents.document(county, state=DocumentStatus.PUBLISHED, title="关于召开会议的通知")
    assert not edition.conditions.exists()
    assert edition.status == DocumentStatus.PUBLISHED


def test_what_is_not_to_be_public_needs_none(county):
    edition = needing(county, state=DocumentStatus.LEDGER, proposed_attribute="not_open")
    assert not edition.conditions.exists()


def test_a_plan_names_outline_forms_ways_and_the_first_interpreter(county):
    edition = needing(county)
    plan = interpretations.plan(
        county, edition, filed=False, outline="", forms=[], ways="", first_interpreter=""
    )
    with pytest.raises(Refused) as refused:
        planning.file_plan(plan, by=county.clerk, on=ON)
    for word in ("提纲", "形式", "途径", "第一解读人"):
        assert word in str(refused.value)


def test_a_plan_that_is_changed_has_to_be_filed_again(county):
    edition = needing(county)
    plan = interpretations.plan(county, edition)
    assert not edition.conditions.holding_signature().exists()
    planning.save_plan(plan, by=county.clerk, on=ON, revision=plan.revision, values={"ways": "发布会"})
    assert edition.conditions.holding_signature().exists()


def test_the_head_waives_with_a_reason_and_nobody_for_their_own_plan(county):
    edition = needing(county)
    with pytest.raises(Refused, match="负责人"):
        planning.waive(edition, by=county.clerk, on=ON, reason="只是转发,没有新内容")
    with pytest.raises(Refused, match="理由"):
        planning.waive(edition, by=county.head, on=ON, reason=" ")
    interpretations.plan(county, edition, by=county.head2, filed=False)
    with pytest.raises(Refused, match="另一人"):
        planning.waive(edition, by=county.head2, on=ON, reason="只是转发,没有新内容")
    plan = planning.waive(edition, by=county.head, on=ON, reason="只是转发,没有新内容")
    assert (plan.status, plan.waived_by) == (InterpretationPlan.Status.WAIVED, county.head)
    assert (
        list(edition.conditions.order_by("pk").values_list("waived", "outcome"))
        == [
            (True, "只是转发,没有新内容"),
        ]
        * 2
    )
    assert documents.advance(county, edition, DocumentStatus.PUBLISHED).status == DocumentStatus.PUBLISHED


def test_a_document_is_not_published_before_its_interpretation_is_ready(county):
    edition = signed(county)
    with pytest.raises(Refused, match="政策解读同步发布"):
        releasing.publish(edition, by=county.clerk, on=ON)
    with pytest.raises(Refused, match="解读材料"):
        interpretations_releasing.release(edition, by=county.clerk, on=ON)
    interpretations.material(county, edition, state=Status.SIGNING)
    with pytest.raises(Refused, match="解读材料"):
        interpretations_releasing.release(edition, by=county.clerk, on=ON)
    edition.refresh_from_db()
    assert edition.status == DocumentStatus.SIGNED


def test_document_and_interpretation_are_published_in_one_act(county, client):
    edition = signed(county)
    text = interpretations.material(county, edition, state=Status.APPROVED)
    graphic = interpretations.material(county, edition, Form.GRAPHIC, state=Status.APPROVED)
    later = interpretations.material(county, edition, Form.QUESTIONS, state=Status.DRAFT)
    assert client.get(text.get_absolute_url()).status_code == 404
    interpretations_releasing.release(edition, by=county.clerk, on=ON)
    for one in (edition, text, graphic, later):
        one.refresh_from_db()
    assert edition.status == DocumentStatus.PUBLISHED
    assert [text.status, graphic.status, later.status] == [Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT]
    page = client.get(edition.get_absolute_url()).content.decode()
    assert text.get_absolute_url() in page
    assert text.sentence in page
    assert edition.get_absolute_url() in client.get(text.get_absolute_url()).content.decode()


def test_if_one_of_them_cannot_be_published_none_is(county):
    edition = signed(county)
    text = interpretations.material(county, edition, state=Status.APPROVED)
    InterpretationEdition.objects.filter(pk=text.pk).update(title="审签以后改了标题")
    with pytest.raises(Refused, match="审签时不一致"):
        interpretations_releasing.release(edition, by=county.clerk, on=ON)
    edition.refresh_from_db()
    assert edition.status == DocumentStatus.SIGNED
    assert edition.conditions.open().filter(kind=Kind.INTERPRETATION).exists()


def test_material_may_follow_an_urgent_document_within_three_working_days_and_is_flagged_after(county):
    edition = needing(county, title="关于防汛救助的紧急通知")
    plan = interpretations.plan(county, edition)
    with pytest.raises(Refused, match="负责人"):
        planning.postpone(plan, by=county.clerk, on=ON, reason="防汛紧急,先行发布")
    planning.postpone(plan, by=county.head, on=ON, reason="防汛紧急,先行发布")
    published = documents.advance(county, edition, DocumentStatus.PUBLISHED)
    assert published.published_at is not None
    calendar = working_calendar()  # the stamp is the server's; the days are counted from it
    last = calendar.add_working_days(localtime(published.published_at).date(), 3).date
    (waiting,) = missing_materials(recent_plans(last), last, calendar)
    assert not waiting.late
    assert [form.value for form in waiting.forms] == ["text", "graphic"]
    assert reminding.remind(last) == []
    late = last + timedelta(days=1)
    assert len(reminding.remind(late)) == 1
    assert reminding.remind(late) == []
    for who in (county.clerk, county.office):
        assert any("还缺解读" in task.step and task.overdue for task in tasks_for(who, late)), who


def test_the_flag_goes_when_every_promised_form_is_there(county):
    edition = needing(county)
    plan = interpretations.plan(county, edition, forms=["text"])
    planning.postpone(plan, by=county.head, on=ON, reason="防汛紧急,先行发布")
    published = documents.advance(county, edition, DocumentStatus.PUBLISHED)
    today = date(published.published_at.year + 1, 1, 5)
    assert missing_materials(recent_plans(today), today, working_calendar())
    interpretations.material(county, published, state=Status.PUBLISHED)
    assert not missing_materials(recent_plans(today), today, working_calendar())


def test_who_drafts_interprets_and_the_head_is_the_first_interpreter(county):
    """谁起草、谁解读; 部门主要负责人是第一解读人和责任人: the head signs every material."""
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    with pytest.raises(Refused, match=county.department.name):
        interpretations.draft(county, edition, by=county.other_clerk)
    made = interpretations.material(county, edition, state=Status.APPROVED)
    assert made.approved_by == county.head


def test_a_repealed_document_marks_its_interpretations_at_once(county, client):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    material = interpretations.material(county, edition)
    assert "不再执行" not in client.get(material.get_absolute_url()).content.decode()
    repealing = documents.document(
        county, state=DocumentStatus.PUBLISHED, title="关于废止部分文件的通知",
        relations=[RelationTo("repeals", target=edition.document_id)],
    )  # fmt: skip
    lifecycle.relate_now(repealing, by=None, on=ON)
    edition.refresh_from_db()
    assert edition.validity == Validity.REPEALED
    page = client.get(material.get_absolute_url()).content.decode()
    assert "所依据的文件已经不再执行" in page


def test_a_draft_for_comment_is_interpreted_too(county):
    interpretations.rule(county, "comment")
    edition = documents.document(county, state=DocumentStatus.OFFICE, title="养老服务条例（征求意见稿）")
    assert edition.conditions.holding_signature().exists()


def test_ordinary_questions_are_answered_in_five_working_days_and_others_in_fifteen(county):
    assert interpretations.message(county, on=date(2026, 3, 2)).due_on == date(2026, 3, 9)
    assert interpretations.message(county, kind="suggest", on=date(2026, 3, 2)).due_on == date(2026, 3, 23)


def test_days_of_rest_are_not_counted_and_worked_saturdays_are(county):
    """2026-02-13, before the Spring Festival: 02-14 is worked, 02-16 to 02-23 are not."""
    assert interpretations.message(county, on=date(2026, 2, 13)).due_on == date(2026, 2, 27)


def test_an_extension_is_decided_by_the_head_once_and_told(county):
    made = interpretations.message(county)
    given = {"working_days": 5, "reason": "需要会商有关部门"}
    with pytest.raises(Refused, match="负责人"):
        taking.extend(made, by=county.clerk, on=ON, **given)
    with pytest.raises(Refused, match="最多延长5个"):
        taking.extend(made, by=county.head, on=ON, working_days=6, reason="需要会商有关部门")
    with pytest.raises(Refused, match="期限已过"):
        taking.extend(made, by=county.head, on=date(2026, 3, 10), **given)
    made = taking.extend(made, by=county.head, on=ON, **given)
    assert made.due_on == date(2026, 3, 16)
    assert "延长5个工作日" in made.steps.last().public_note
    assert made.notices.filter(text__contains="2026-03-16").exists()
    with pytest.raises(Refused, match="已经延期"):
        taking.extend(made, by=county.head, on=ON, **given)


def test_three_months_without_an_answer_is_red_everywhere(county, client):
    made = interpretations.message(county, on=date(2026, 3, 2))
    assert not made.is_red(date(2026, 6, 2))
    assert made.is_red(date(2026, 6, 3))
    assert list(Message.objects.red(date(2026, 6, 3))) == [made]
    assert any("超过三个月" in task.step for task in tasks_for(county.clerk, date(2026, 6, 3)))
    assert any("超过三个月" in task.step for task in tasks_for(county.office, date(2026, 6, 3)))
    answered = interpretations.message(county, state=MessageStatus.ANSWERED, on=date(2026, 3, 2))
    assert not answered.is_red(date(2027, 1, 1))
