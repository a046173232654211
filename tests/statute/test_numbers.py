import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.document_numbers import DocumentNumber, normalise, parse
from statute.index_numbers import format_index, valid_own

NUMBERS = [
    ("高政发〔2021〕1号", "高政发〔2021〕1号"),
    ("镇政发〔2024〕7号", "镇政发〔2024〕7号"),
    ("鄂政办发〔2019〕25号", "鄂政办发〔2019〕25号"),
    ("高政发﹝2021﹞1号", "高政发〔2021〕1号"),
    ("高政发[2016]12号", "高政发〔2016〕12号"),
    ("高政发【2016】12号", "高政发〔2016〕12号"),
    ("高政发(2016)12号", "高政发〔2016〕12号"),
    ("高政发（2016）12号", "高政发〔2016〕12号"),
    ("高政发〈2016〉12号", "高政发〔2016〕12号"),
    ("高政发［2016］12号", "高政发〔2016〕12号"),
    ("高政发〔２０２１〕１号", "高政发〔2021〕1号"),
    ("高政发〔2021〕001号", "高政发〔2021〕1号"),
    ("高政发〔2021〕第1号", "高政发〔2021〕1号"),
    (" 高政发 〔 2021 〕\u3000第 01 号 ", "高政发〔2021〕1号"),
    ("国办公开办函〔2019〕61号", "国办公开办函〔2019〕61号"),
    ("QX发〔2021〕1号", "QX发〔2021〕1号"),
    ("第12号", "第12号"),
    ("第 012 号", "第12号"),
    ("国务院令第７１１号", "国务院令第711号"),
    ("山东省人民政府令 第353号", "山东省人民政府令第353号"),
    ("无", ""),
    (" 无 ", ""),
    ("", ""),
    ("——", ""),
]
NO_NUMBERS = [
    "JYZXZWGK01", "高政发〔21〕1号", "高政发2021年1号", "高政发〔2021〕0号", "高政发〔2021〕1", "〔2021〕1号",
    "高政发〔2021〕1号、高政办发〔2021〕2号", "高政发〔2021〕1-3号", "国务院令711号", "2021年第1号", "第十二号",
    "SDPR-2021-0020001", "索引号生成规则不正确，请联系管理员！", " JYZXZWGK01 ", "高政发〔2021〕" + "9" * 5000 + "号",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_however_a_number_was_typed(text, number):
    assert normalise(text) == number
    assert normalise(number) == number


@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: text[:20])
def test_what_is_no_number_stays_as_it_is(text):
    assert normalise(text) == text
    assert parse(text) is None


def test_the_parts_of_a_number():
    assert parse("高政发[2021]第01号") == DocumentNumber("高政发", 2021, 1)
    assert parse("国务院令第711号") == DocumentNumber("国务院令", None, 711)
    assert parse("第12号") == DocumentNumber("", None, 12)
    assert parse("无") is None


pieces = st.lists(
    st.sampled_from(
        [*"高政发第令号〔〕﹝﹞[]【】()（）〈〉０１２３0129 \u3000\u200b无-—", "2021", "高政发〔2021〕1号"]
    ),
    max_size=14,
).map("".join)


@given(st.one_of(st.text(max_size=40), pieces))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once
    assert parse(once) == parse(text)


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8),
    st.integers(1949, 2100),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "﹝﹞", "[]", "【】", "()", "（）", "〈〉"]),
    st.sampled_from(["", "第", "0", " "]),
)
def test_every_bracket_gives_the_same_number(code, year, serial, brackets, before):
    typed = f"{code}{brackets[0]}{year}{brackets[1]}{before}{serial}号"
    assert normalise(typed) == f"{code}〔{year}〕{serial}号"
    assert parse(typed) == DocumentNumber(code, year, serial)


def test_index_numbers():
    assert format_index("11370322004222241N", 2021, 1) == "11370322004222241N/2021-00001"
    assert format_index("000014349", 2026, 123456) == "000014349/2026-123456"


@pytest.mark.parametrize(
    ("prefix", "year", "serial", "words"),
    [
        ("1137", 2021, 1, "前段"),
        ("11370322004222241n", 2021, 1, "前段"),
        ("11370322004222241N/", 2021, 1, "前段"),
        ("１１３７０３２２", 2021, 1, "前段"),
        ("11370322004222241N", 21, 1, "年份"),
        ("11370322004222241N", 2021, 0, "流水号"),
        ("11370322004222241N", 2021, 10_000_000, "流水号"),
    ],
)
def test_what_cannot_be_an_index_number(prefix, year, serial, words):
    with pytest.raises(ValueError, match=words):
        format_index(prefix, year, serial)


@pytest.mark.parametrize(
    ("number", "own"),
    [
        ("11500242322384326D/2023-00148", True),
        ("11370322004222241N/2021-5135380", True),
        ("011217651/2020-28493", True),
        ("0142768-8/2022-00185", True),
        ("6107280000/2024-001005", True),
        ("113417030032496887/202406-00062", False),
        ("370400/2022-00091", False),
        ("xhqrmzf-2024-00382", False),
        ("11370300MB28347540/2021-None", False),
        ("/2019-97599", False),
        ("", False),
    ],
)
def test_the_shape_of_our_own_numbers(number, own):
    assert valid_own(number) is own


@given(st.from_regex(r"\A[0-9A-Z]{18}\Z"), st.integers(1000, 9999), st.integers(1, 9_999_999))
def test_what_is_given_here_has_that_shape(prefix, year, serial):
    assert valid_own(format_index(prefix, year, serial))
