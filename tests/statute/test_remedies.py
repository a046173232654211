"""救济途径: what the paragraphs say, and what a county's own wording must not lack."""

import itertools

import pytest

from accounts.models import OrganisationKind
from statute.remedies import (
    REMEDY_OF_NOTICE,
    TEMPLATES,
    Remedy,
    ReviewBody,
    faults,
    paragraph,
    review_body,
    template_key,
)

BODY, AUTHORITY = "青岚县人民政府", "青岚县政务公开办公室"


def text(remedy: Remedy, **more) -> str:
    return paragraph(remedy, body=BODY, authority=AUTHORITY, **more).text


def test_a_refusal_is_reconsidered_before_any_suit():
    found = text(Remedy.REVIEW)
    assert found.startswith("如对本决定不服，应当先自收到本告知书之日起60日内向青岚县人民政府申请行政复议")
    assert "第二十三条第一款第四项" in found
    assert "15日内向有管辖权的人民法院提起行政诉讼" in found
    assert "6个月" not in found
    assert Remedy.REVIEW.review_first


def test_only_the_withheld_part_is_reconsidered_first():
    found = paragraph(Remedy.REVIEW, body=BODY, authority=AUTHORITY, part=True)
    assert (found.key, found.text[:14]) == ("review_part", "如对其中不予公开的部分不服，")
    assert template_key(Remedy.FREE, part=True) == "free"


def test_other_answers_leave_the_choice():
    found = text(Remedy.FREE, court="青岚县人民法院")
    assert "60日内向青岚县人民政府申请行政复议，也可以" in found
    assert "6个月内直接向青岚县人民法院提起行政诉讼" in found
    assert not Remedy.FREE.review_first


def test_steps_promise_no_suit():
    found = paragraph(Remedy.NONE, body="", authority=AUTHORITY).text
    assert found == "如对本告知的内容有异议，可以向青岚县政务公开办公室反映。"
    assert not any(word in found for word in ("诉讼", "复议", "起诉"))
    assert {REMEDY_OF_NOTICE[letter] for letter in ("T03", "T04", "T05", "T08", "T10b")} == {Remedy.NONE}
    assert REMEDY_OF_NOTICE["T09"] is Remedy.THIRD_PARTY


@pytest.mark.parametrize(("remedy", "part"), list(itertools.product(Remedy, (False, True))))
def test_every_place_is_filled_and_nothing_is_signed_off(remedy, part):
    found = paragraph(remedy, body=BODY, authority=AUTHORITY, part=part)
    assert "{" not in found.text
    assert found.verified is False
    assert found.key in TEMPLATES
    assert faults(remedy, found.text) == ()
    assert remedy.label


def test_the_wording_the_county_signed_off_is_used():
    own = "不服的，应当先在{60日}内向{复议机关}申请行政复议，再在{15日}内提起行政诉讼。"
    found = paragraph(Remedy.REVIEW, body=BODY, authority=AUTHORITY, signed_off=own)
    assert found.verified
    assert found.text == "不服的，应当先在60日内向青岚县人民政府申请行政复议，再在15日内提起行政诉讼。"


@pytest.mark.parametrize(
    ("remedy", "own", "sentence"),
    [
        (Remedy.REVIEW, "可以在60日内申请行政复议，或者在15日内提起行政诉讼。", "没有写明应当先申请行政复议"),
        (Remedy.REVIEW, "应当先在60日内申请行政复议，也可直接在15日内提起行政诉讼。", "不得写可以直接起诉"),
        (Remedy.REVIEW, "应当先申请行政复议，15日内提起行政诉讼。", "没有写明60日的复议期限"),
        (Remedy.REVIEW, "应当先在60日内申请行政复议。", "没有写明行政诉讼"),
        (Remedy.FREE, "可以在60日内申请行政复议或者提起行政诉讼。", "没有写明6个月的起诉期限"),
        (Remedy.FREE, "可以在6个月内提起行政诉讼。", "没有写明行政复议"),
        (Remedy.NONE, "可以依法提起行政诉讼。", "不得承诺行政诉讼"),
        (Remedy.NONE, "可以申请行政复议。", "不得承诺行政复议"),
        (Remedy.OVERDUE, "可以申请行政复议。", "没有写明行政诉讼"),
    ],
)
def test_wording_that_misleads_is_refused(remedy, own, sentence):
    assert any(sentence in fault for fault in faults(remedy, own))
    with pytest.raises(ValueError, match=sentence):
        paragraph(remedy, body=BODY, authority=AUTHORITY, signed_off=own)


def test_without_somebody_to_reconsider_there_is_no_paragraph():
    with pytest.raises(ValueError, match="没有复议机关"):
        paragraph(Remedy.REVIEW, body="", authority=AUTHORITY)


def test_who_reconsiders_by_kind_of_organisation():
    found = {kind.value: review_body(kind.value) for kind in OrganisationKind}
    assert found == {
        "city_office": ReviewBody.CITY_GOVERNMENT,
        "city_department": ReviewBody.CITY_GOVERNMENT,
        "county_government": ReviewBody.CITY_GOVERNMENT,
        "county_department": ReviewBody.COUNTY_GOVERNMENT,
        "township": ReviewBody.COUNTY_GOVERNMENT,
        "village": None,
        "public_enterprise": None,
    }
    assert review_body("county_department", vertical=True) is ReviewBody.HIGHER_DEPARTMENT
    assert review_body("village", vertical=True) is None
    assert [body.label for body in ReviewBody] == ["县级人民政府", "市级人民政府", "上一级主管部门"]
    with pytest.raises(KeyError):
        review_body("ministry")
