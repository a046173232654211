"""第四十一条、第四十三条至第四十五条: a wrong record, help, making open what many ask for, and the five steps of every application."""

import pytest

from accounts.policies import Refused
from requests_app.actions import delivering, gathering, intake, issuing, telling
from requests_app.models import Suggestion
from requests_app.workflow import STAGES, Status
from tests.applications import INTERNAL, case, receive
from tests.factories import ON
from tests.requests_app.test_letters import read, text_of


def test_article_41_a_wrong_record_about_oneself_is_put_right_or_sent_on_in_writing(county):
    made = case(county, state=Status.PROCESSING)
    with pytest.raises(Refused, match="第四十一条"):
        delivering.answer_rectification(made, by=county.clerk, on=ON, text=" ")
    text = "已将婚姻登记档案中的出生日期更正为1980年1月1日。"
    letter = delivering.answer_rectification(made, by=county.clerk, on=ON, text=text)
    page = text_of(read(issuing.write(letter).docx))
    assert text in page
    assert "第四十一条" in page
    with pytest.raises(Refused, match="已经出具"):
        delivering.answer_rectification(made, by=county.clerk, on=ON, text=text)


def test_article_43_help_is_asked_for_given_and_recorded(county):
    made = receive(county, needs_help=True, help_note="视力障碍，请念给我听")
    with pytest.raises(Refused, match="提供了什么帮助"):
        intake.note_help(made, by=county.clerk, on=ON, note=" ")
    intake.note_help(made, by=county.clerk, on=ON, note="由工作人员朗读并代填")
    assert "朗读" in made.steps.last().note


def test_article_44_paragraph_1_the_law_names_no_number_and_the_county_may(county):
    people = []
    for number in range(3):
        person = {"identity_kind": "other", "identity": f"P{number}"}
        made = case(county, state=Status.REPLIED, person=person)
        people.append(gathering.mark_same(made, by=county.clerk, on=ON, words="低保资金发放明细"))
    assert [one.people for one in gathering.asked_by_many(frozenset({county.department.pk}))] == [3]


def test_article_44_paragraph_2_the_applicant_may_suggest_and_gets_a_reasoned_answer(county):
    refused = case(county, state=Status.REPLIED, answers=INTERNAL)
    with pytest.raises(Refused, match="得到公开的信息"):
        telling.suggest_publication(refused, on=ON)
    made = telling.suggest_publication(case(county, state=Status.REPLIED), on=ON, text="很多人关心")
    with pytest.raises(Refused, match="理由"):
        telling.decide_suggestion(made, by=county.clerk, on=ON, accepted=True, reason="")
    with pytest.raises(Refused, match="经办人或负责人"):
        telling.decide_suggestion(made, by=county.other_clerk, on=ON, accepted=True, reason="同意")
    made = telling.decide_suggestion(made, by=county.clerk, on=ON, accepted=True, reason="涉及公众利益")
    assert (made.decision, made.decided_on) == (Suggestion.Decision.ACCEPTED, ON)


def test_article_45_every_application_is_registered_reviewed_handled_answered_and_archived(county):
    made = case(county, state=Status.ARCHIVED)
    actions = list(made.steps.order_by("pk").values_list("action", flat=True))
    assert [name for name in actions if name in ("register", "start_review", "accept", "answer", "archive")] == [
        "register", "start_review", "accept", "answer", "archive",
    ]  # fmt: skip
    assert [name for name, _ in STAGES] == ["接收", "登记", "审核", "办理", "答复", "归档"]
