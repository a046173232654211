"""第三十六条: the seven answers, each with what it must say."""

import pytest

from statute.outcomes import OUTCOMES, OutcomeCode, lacking
from statute.remedies import Remedy, paragraph
from statute.seven_questions import letter

SO_FAR = {
    "pending": "yes",
    "complete": "clear",
    "nature": "information",
    "frequency": "no",
    "responsible": "ours",
    "exists": "held",
}


@pytest.mark.parametrize(
    ("item", "answers", "code", "template"),
    [
        ("第一项", {"ground": "none", "how": "already_open"}, "GRANT", "T12"),
        ("第二项", {"ground": "none", "how": "provide"}, "GRANT", "T11"),
        ("第三项", {"ground": "A3", "separable": "whole"}, "DENY_SAFETY", "T14"),
        ("第四项", {"exists": "not_found"}, "CANT_NOTHELD", "T16"),
        ("第五项", {"responsible": "others"}, "CANT_NOTHELD", "T17"),
        ("第六项", {"frequency": "repeat"}, "NO_REPEAT", "T21"),
        ("第七项", {"responsible": "special_law"}, "DENY_QUERY", "T15"),
    ],
)
def test_each_item_has_its_answer_and_its_letter(item, answers, code, template):
    found = letter({**SO_FAR, **answers})
    assert found is not None
    assert (found.outcome.code, found.template) == (code, template)
    # 第三项 refuses on the article of the ground; the others are the item itself.
    assert item in found.article or item == "第三项"


def test_item_3_a_refusal_gives_its_reasons():
    refusal = OUTCOMES[OutcomeCode.DENY_PROCESS]
    assert lacking(refusal, article="条例第十六条第二款", reason="", sub_reason="") == (
        "没有写明具体理由：属于哪一类过程性信息，结论由哪份文件公开",
    )


def test_item_5_names_the_body_that_is_responsible():
    assert "负责机关的名称和联系方式" in OUTCOMES[OutcomeCode.CANT_NOTHELD].must_state


def test_a_refusal_tells_that_reconsideration_comes_first():
    """行政复议法第二十三条: the agency must say so, and a paragraph that does not is no paragraph."""
    for code in (OutcomeCode.DENY_LAW, OutcomeCode.PARTIAL):
        assert OUTCOMES[code].remedy is Remedy.REVIEW
    assert "应当先" in paragraph(Remedy.REVIEW, body="某县人民政府", authority="某县政务公开办公室").text
    with pytest.raises(ValueError, match="应当先申请行政复议"):
        paragraph(
            Remedy.REVIEW,
            body="某县人民政府",
            authority="某县政务公开办公室",
            signed_off="可以在60日内申请行政复议。",
        )


@pytest.mark.parametrize(
    ("how", "item"), [("provide", "条例第三十六条第二项"), ("already_open", "条例第三十六条第一项")]
)
def test_items_1_and_2_are_cited_each_by_its_own_letter(how, item):
    found = letter({**SO_FAR, "ground": "none", "how": how})
    assert found is not None
    assert found.article == item
