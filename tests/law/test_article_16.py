"""第十六条: internal affairs (three kinds), information of a process (four kinds) and files of enforcement cases may be kept
back; where a law, regulation or rule says they are disclosed, they are."""

import pytest

from statute.document_kinds import DocumentKind
from statute.grounds import GROUNDS, Attribute, Ground

DISCRETIONARY = [Ground.C1, Ground.C2, Ground.C3]


def test_it_says_may_and_not_must():
    assert [rule.code for rule in GROUNDS.values() if rule.discretionary] == DISCRETIONARY
    assert not any(GROUNDS[ground].absolute for ground in DISCRETIONARY)


@pytest.mark.parametrize(
    ("ground", "article", "kinds"),
    [
        ("C1", "条例第十六条第一款", "人事管理、后勤管理、内部工作流程"),
        ("C2", "条例第十六条第二款", "讨论记录、过程稿、磋商信函、请示报告"),
        ("C3", "条例第十六条第二款", "行政执法案卷"),
    ],
)
def test_the_kinds_are_those_the_article_lists(ground, article, kinds):
    rule = GROUNDS[Ground(ground)]
    assert rule.article == article
    assert kinds in rule.label


@pytest.mark.parametrize("ground", DISCRETIONARY)
def test_what_may_be_kept_back_may_also_be_given(ground):
    assert set(GROUNDS[ground].attributes) == {
        Attribute.NOT_OPEN,
        Attribute.ON_REQUEST,
        Attribute.OPEN_REDACTED,
    }


@pytest.mark.parametrize(
    ("ground", "decision"), [("C1", "DENY_INTERNAL"), ("C2", "DENY_PROCESS"), ("C3", "DENY_CASEFILE")]
)
def test_a_request_is_refused_on_the_same_ground(ground, decision):
    assert GROUNDS[Ground(ground)].decision == decision


def test_requests_for_instructions_and_reports_are_usually_information_of_a_process():
    assert DocumentKind.REQUEST.usually_not_open
    assert DocumentKind.REPORT.usually_not_open
    assert "请示报告" in GROUNDS[Ground.C2].label
