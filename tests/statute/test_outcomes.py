"""The 21 rows."""

import pytest

from statute.grounds import GROUNDS
from statute.outcomes import OUTCOMES, Group, OutcomeCode, choices, lacking
from statute.remedies import Remedy

# Row, code, letters and remedy as the law book prints them, typed a second time.
PRINTED = """
L01 GRANT T11/T12 free
L02 PARTIAL T13 review
L03 DENY_SECRET T14 review
L04 DENY_LAW T14 review
L05 DENY_SAFETY T14 review
L06 DENY_THIRD T14 review
L07 DENY_INTERNAL T14 review
L08 DENY_PROCESS T14 review
L09 DENY_CASEFILE T14 review
L10 DENY_QUERY T15 none
L11 CANT_NOTHELD T16/T17 free
L12 CANT_CREATE T18 none
L13 CANT_UNCLEAR T19 free
L14 NO_PETITION T20 none
L15 NO_REPEAT T21 none
L16 NO_PUBLICATION T22 none
L17 NO_MASS T23 free
L18 NO_CONFIRM T24 free
L19 OTHER_UNCORRECTED T25 free
L20 OTHER_UNPAID T26 free
L21 OTHER_ELSE T27 free
"""


def test_the_table_is_the_printed_one():
    rows = [f"{row.row} {row.code} {'/'.join(row.letters)} {row.remedy}" for row in OUTCOMES.values()]
    assert rows == PRINTED.split("\n")[1:-1]
    assert set(OUTCOMES) == set(OutcomeCode)


def test_every_row_has_its_words():
    for code, row in OUTCOMES.items():
        assert code.label == row.wording
        assert row.must_state
        assert row.article.startswith("条例第") or code is OutcomeCode.OTHER_ELSE


def test_the_headings_of_the_report_hold_their_rows():
    sizes = [(heading, len(rows)) for heading, rows in choices()]
    assert sizes == [
        ("（一）予以公开", 1), ("（二）部分公开", 1), ("（三）不予公开", 8), ("（四）无法提供", 3), ("（五）不予处理", 5), ("（六）其他处理", 3),
    ]  # fmt: skip
    numbered = [row.wording for row in OUTCOMES.values() if row.group not in {Group.GRANTED, Group.PARTLY}]
    assert [words[:2] for words in numbered] == [
        f"{n}." for count in (8, 3, 5, 3) for n in range(1, count + 1)
    ]


def test_every_ground_has_its_refusal_and_every_refusal_reviews_first():
    decisions = {rule.decision for rule in GROUNDS.values()}
    assert decisions == {code for code in OutcomeCode if code.startswith("DENY_")} - {"DENY_QUERY"}
    first = {code for code, row in OUTCOMES.items() if row.remedy is Remedy.REVIEW}
    assert first == {*decisions, OutcomeCode.PARTIAL}
    for rule in GROUNDS.values():
        assert rule.article[:6] in OUTCOMES[OutcomeCode(rule.decision)].article


def test_only_a_grant_needs_no_reason():
    assert [code for code, row in OUTCOMES.items() if not row.needs_reason] == [OutcomeCode.GRANT]
    alone = {code for code, row in OUTCOMES.items() if not row.needs_second_person}
    assert alone == {OutcomeCode.OTHER_UNPAID, OutcomeCode.OTHER_ELSE}
    assert [code for code, row in OUTCOMES.items() if row.only_for_the_withheld_part] == [OutcomeCode.PARTIAL]


@pytest.mark.parametrize(
    ("code", "given", "sentences"),
    [
        ("GRANT", {"article": "第三十六条第二项"}, 0),
        ("GRANT", {}, 1),
        ("DENY_SAFETY", {"article": "第十四条"}, 1),
        ("DENY_SAFETY", {"article": " ", "reason": "\n"}, 2),
        ("DENY_SAFETY", {"article": "第十四条", "reason": "公开库房位置会危及安全"}, 0),
        ("CANT_NOTHELD", {"article": "第三十六条第四项", "reason": "检索了档案"}, 1),
        (
            "CANT_NOTHELD",
            {"article": "第三十六条第四项", "reason": "检索了档案", "sub_reason": "elsewhere"},
            1,
        ),
        (
            "CANT_NOTHELD",
            {"article": "第三十六条第四项", "reason": "检索了档案", "sub_reason": "not_found"},
            0,
        ),
        ("OTHER_ELSE", {"reason": "2026-03-18 撤回"}, 0),
    ],
)
def test_what_a_decision_lacks_is_said(code, given, sentences):
    plain = {"article": "", "reason": "", "sub_reason": ""}
    found = lacking(OUTCOMES[OutcomeCode(code)], **(plain | given))
    assert len(found) == sentences
    assert all(sentence.startswith("没有") for sentence in found)


def test_not_held_has_two_situations_with_two_letters():
    row = OUTCOMES[OutcomeCode.CANT_NOTHELD]
    assert [(one.letter, one.article) for one in row.sub_reasons] == [
        ("T16", "条例第三十六条第四项"),
        ("T17", "条例第三十六条第五项"),
    ]
    assert [code for code, other in OUTCOMES.items() if other.sub_reasons] == [row.code]
