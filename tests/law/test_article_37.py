"""第三十七条至第四十条: what can be told apart is given, what does not exist need not be made, other channels, the form."""

import pytest

from accounts.policies import Refused
from requests_app import wording
from requests_app.actions import deciding
from requests_app.workflow import Status
from statute.outcomes import OUTCOMES, OutcomeCode
from statute.remedies import Remedy, faults, paragraph
from tests.applications import GRANT, VALUES, case, decided
from tests.factories import ON

START = {key: GRANT[key] for key in ("pending", "complete", "nature", "frequency", "responsible", "exists")}
PARTIAL = {**START, "ground": "C1", "discretion": "withhold", "separable": "part"}


def test_article_37_what_can_be_separated_is_given_in_part_and_reviewed_for_secrecy(county):
    made = case(county, state=Status.PROCESSING)
    reply = decided(county, made, answers=PARTIAL)
    assert (reply.outcome, reply.template, reply.gives) == (OutcomeCode.PARTIAL, "T13", True)
    assert deciding.submit_reply(made, by=county.clerk, on=ON).state == "secrecy"


def test_article_37_the_withheld_part_has_a_reason_and_reconsideration_comes_first(county):
    made = case(county, state=Status.PROCESSING)
    decided(county, made, answers=PARTIAL, reason="")
    with pytest.raises(Refused, match="具体理由"):
        deciding.submit_reply(made, by=county.clerk, on=ON)
    rule = OUTCOMES[OutcomeCode.PARTIAL]
    assert rule.only_for_the_withheld_part
    text = paragraph(rule.remedy, body="青岚县人民政府", authority="青岚县人民政府办公室", part=True).text
    assert not faults(Remedy.REVIEW, text)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({**START, "exists": "to_be_made"}, OutcomeCode.CANT_CREATE),
        ({"pending": "yes", "complete": "clear", "nature": "petition"}, OutcomeCode.NO_PETITION),
        ({"pending": "yes", "complete": "clear", "nature": "publication"}, OutcomeCode.NO_PUBLICATION),
    ],
)
def test_articles_38_and_39_lead_to_their_rows(county, answers, code):
    made = case(county, state=Status.PROCESSING)
    assert decided(county, made, answers=answers).outcome == code


def test_article_40_another_form_than_asked_for_needs_a_reason(county):
    made = case(county, state=Status.PROCESSING)
    assert made.form == "electronic"
    decided(county, made, form="inspection")
    with pytest.raises(Refused, match="第四十条"):
        deciding.submit_reply(made, by=county.clerk, on=ON)
    decided(county, made, form="inspection", form_reason="原件不能复制")
    deciding.submit_reply(made, by=county.clerk, on=ON)


def test_article_36_item_4_nothing_is_said_not_to_exist_without_a_search(county):
    made = case(county, state=Status.PROCESSING)
    answers = {**START, "exists": "not_found"}
    deciding.decide(made, by=county.clerk, on=ON, answers=answers, values=VALUES)
    with pytest.raises(Refused, match="检索记录"):
        deciding.submit_reply(made, by=county.clerk, on=ON)
    decided(county, made, answers=answers)
    deciding.submit_reply(made, by=county.clerk, on=ON)


def test_article_36_item_5_not_ours_names_the_responsible_body(county):
    made = case(county, state=Status.PROCESSING)
    answers = {key: GRANT[key] for key in ("pending", "complete", "nature", "frequency")} | {
        "responsible": "others"
    }
    decided(county, made, answers=answers)
    with pytest.raises(Refused, match="负责公开的机关"):
        deciding.submit_reply(made, by=county.clerk, on=ON)
    decided(
        county, made, answers=answers, responsible_body="青岚县档案馆", responsible_contact="0999-7654321"
    )
    reply = deciding.submit_reply(made, by=county.clerk, on=ON)
    assert (reply.template, reply.rule.code) == ("T17", OutcomeCode.CANT_NOTHELD)


def test_article_36_item_6_a_repeated_application_names_the_earlier_one(county):
    earlier = case(county, state=Status.REPLIED)
    made = case(county, state=Status.PROCESSING)
    answers = {"pending": "yes", "complete": "clear", "nature": "information", "frequency": "repeat"}
    decided(county, made, answers=answers)
    with pytest.raises(Refused, match="上一次申请"):
        deciding.submit_reply(made, by=county.clerk, on=ON)
    deciding.decide(made, by=county.clerk, on=ON, answers=answers, values=VALUES, previous=earlier)
    deciding.submit_reply(made, by=county.clerk, on=ON)


def test_article_37_the_letter_says_on_which_ground_the_rest_is_withheld(county):
    reply = decided(county, case(county, state=Status.PROCESSING), answers=PARTIAL)
    said = wording.of_reply(reply, ON)
    assert said["不予公开的依据"] == "根据《中华人民共和国政府信息公开条例》第十六条第一款的规定，"


@pytest.mark.django_db
def test_reconsideration_of_a_body_under_vertical_leadership_goes_to_the_department_above(county):
    """行政复议法第二十四条、第二十七条."""
    assert "向青岚县人民政府申请行政复议" in wording.remedy(Remedy.FREE, county.department, ON)
    county.department.review_body = "国家税务总局云州市税务局"
    assert "向国家税务总局云州市税务局申请行政复议" in wording.remedy(Remedy.FREE, county.department, ON)
