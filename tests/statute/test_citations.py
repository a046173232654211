"""The instruments a 公开依据 cell cites, and their kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.citations import Citation, Rank, parse_citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《政府信息公开条例》", [Citation("政府信息公开条例", "", Rank.REGULATION)]),
        (
            "《中华人民共和国政府信息公开条例》（国务院令第711号）",
            [Citation("中华人民共和国政府信息公开条例", "国务院令第711号", Rank.REGULATION)],
        ),
        (
            "《行政许可法》；《律师法》",
            [Citation("行政许可法", "", Rank.LAW), Citation("律师法", "", Rank.LAW)],
        ),
        (
            "《关于全面推进政务公开工作的意见》（中办发〔2016〕8号）",
            [Citation("关于全面推进政务公开工作的意见", "中办发〔2016〕8号", Rank.NORMATIVE)],
        ),
        ("国发﹝2014﹞47号、各地相关政策法规文件", [Citation("", "国发〔2014〕47号", Rank.NORMATIVE)]),
        ("《重庆市法律援助条例》", [Citation("重庆市法律援助条例", "", Rank.LOCAL)]),
        ("《招标投标法实施条例》", [Citation("招标投标法实施条例", "", Rank.REGULATION)]),
        ("《失业保险条例》", [Citation("失业保险条例", "", Rank.UNKNOWN)]),
        ("《经济适用住房管理办法》", [Citation("经济适用住房管理办法", "", Rank.UNKNOWN)]),
        (
            "【法律】《统计法》【规章】《教育统计管理规定》",
            [Citation("统计法", "", Rank.LAW), Citation("教育统计管理规定", "", Rank.RULE)],
        ),
        (
            "《国家税务总局关于印发〈全面推进政务公开工作实施办法〉的通知》（税总发〔2017〕44号）",
            [
                Citation(
                    "国家税务总局关于印发〈全面推进政务公开工作实施办法〉的通知",
                    "税总发〔2017〕44号",
                    Rank.NORMATIVE,
                )
            ],
        ),
        ("信息公开规定", []),
        ("", []),
    ],
)
def test_a_cell_is_read_into_its_instruments(text, expected):
    assert list(parse_citations(text)) == expected


def test_an_instrument_named_twice_is_one():
    assert len(parse_citations("《律师法》、《律师法》")) == 1


@given(st.text(alphabet="《》（）()〔〕【】法律条例号国发0123456789、 ", max_size=60))
def test_any_text_is_read_without_an_error_and_survives_json(text):
    for citation in parse_citations(text):
        assert Citation.from_json(citation.to_json()) == citation
