"""Dates, terms and words as real pages and spreadsheets write them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.bulk import values
from disclosure.bulk.record import ArchiveDocument
from disclosure.bulk.values import NotReadable, Term, Validity
from disclosure.models import Validity as ModelValidity
from disclosure.workflow import Attribute as WorkflowAttribute
from statute.document_kinds import DocumentKind
from statute.grounds import Attribute, Ground

DAY = date(2024, 4, 6)
BETWEEN = st.dates(values.EARLIEST, values.LATEST)


def test_codes_are_those_of_the_models():
    assert {one.value for one in Validity} == set(ModelValidity.values)
    assert {one.value for one in Attribute} == set(WorkflowAttribute.values)


@pytest.mark.parametrize(
    "text",
    [
        "2024年04月06日 16:40", "2024-04-06", "2024/4/6", "2024.4.6", "45388", "45388.6944", "20240406", "2024年4月6日",
        "2024-04-06 00:10", "2024-04-06 16:40:11", "2024-4-6 6:40", "２０２４年４月６日", "2024 年 4 月 6 日", "二〇二四年四月六日",
        "2024-04-06T16:40:00+08:00", "2024-04-06T01:00:00Z", " 2024-04-06\n", "2024-04-06 16:40:11.123",
    ],
)  # fmt: skip
def test_dates_in_every_form_seen(text):
    assert values.read_date(text) == DAY


def test_a_time_of_another_zone_is_taken_to_the_days_here():
    assert values.read_date("2024-04-05T20:00:00Z") == DAY


@pytest.mark.parametrize("text", ["", " ", "无", "None", "—", "/", "null"])
def test_nothing_is_no_date(text):
    assert values.read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-13-01",
        "去年",
        "2024年4月",
        "0000-00-00",
        "1900-01-01",
        "99999",
        "1",
        "2024-04-06至今",
        "4/6/2024",
    ],
)
def test_what_is_no_day_is_said(text):
    with pytest.raises(NotReadable, match=r"日期|这一天|年"):
        values.read_date(text)


@given(BETWEEN)
def test_any_day_in_any_form_is_that_day(day):
    serial = (day - values.EXCEL_START).days
    forms = [
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y年%m月%d日 %H:%M}",
        f"{day.year}.{day.month}.{day.day}",
    ]
    forms += [str(serial)] if serial >= 20000 else []
    assert {values.read_date(form) for form in forms} == {day}


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)))
def test_the_time_of_day_never_moves_a_date(moment):
    texts = [
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}",
        f"{moment.isoformat(' ', 'minutes')}",
    ]
    assert {values.read_date(text) for text in texts} == {moment.date()}


@given(st.text(max_size=40))
def test_any_text_is_a_day_nothing_or_not_readable(text):
    try:
        found = values.read_date(text)
    except NotReadable:
        return
    assert found is None or values.EARLIEST <= found <= values.LATEST


@pytest.mark.parametrize(
    ("text", "effective", "term"),
    [
        ("长期有效", None, Term(unlimited=True)),
        ("", None, Term()),
        ("2026-12-31", None, Term(until=date(2026, 12, 31))),
        ("至2026年12月31日止", None, Term(until=date(2026, 12, 31))),
        ("自2024年1月1日起至2028年12月31日止", None, Term(until=date(2028, 12, 31), since=date(2024, 1, 1))),
        ("5年", date(2024, 1, 1), Term(until=date(2028, 12, 31))),
        ("有效期五年", date(2024, 3, 1), Term(until=date(2029, 2, 28))),
        ("两年", date(2024, 2, 29), Term(until=date(2026, 2, 27))),
    ],
)
def test_terms(text, effective, term):
    assert values.read_term(text, effective) == term


def test_a_term_in_years_needs_a_first_day():
    with pytest.raises(NotReadable, match="施行日期"):
        values.read_term("5年", None)


@pytest.mark.parametrize(
    ("text", "repealed", "found"),
    [
        ("有效", False, Validity.IN_FORCE), ("是", False, Validity.IN_FORCE), ("长期有效", False, Validity.IN_FORCE),
        ("失效", False, Validity.EXPIRED), ("废止", False, Validity.REPEALED), ("已 废 止", False, Validity.REPEALED),
        ("已修改", False, Validity.MODIFIED), ("尚未施行", False, Validity.NOT_YET), ("否", False, Validity.EXPIRED),
        ("否", True, Validity.REPEALED), ("", False, None), ("无", False, None),
    ],
)  # fmt: skip
def test_words_of_validity(text, repealed, found):
    assert values.read_validity(text, has_repeal_date=repealed) == found


@pytest.mark.parametrize(
    "read",
    [
        lambda text: values.read_validity(text, has_repeal_date=False),
        values.read_attribute,
        values.read_ground,
        values.read_flag,
    ],
)
def test_a_word_nobody_knows_is_an_error_and_no_guess(read):
    with pytest.raises(NotReadable):
        read("大概有吧")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("主动公开", Attribute.OPEN), ("此件公开发布", Attribute.OPEN), ("（此件公开发布）", Attribute.OPEN),
        ("依申请公开", Attribute.ON_REQUEST), ("依申请", Attribute.ON_REQUEST), ("不予公开", Attribute.NOT_OPEN),
        ("部分公开", Attribute.OPEN_REDACTED), ("", None),
    ],
)  # fmt: skip
def test_attributes(text, found):
    assert values.read_attribute(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C1", Ground.C1),
        ("b2", Ground.B2),
        ("国家秘密", Ground.A1),
        ("过程性信息", Ground.C2),
        ("内部事务", Ground.C1),
        ("第十六条第一款", Ground.C1),
        ("", None),
    ],
)
def test_grounds(text, found):
    assert values.read_ground(text) == found


@pytest.mark.parametrize("ground", list(Ground))
def test_every_ground_is_known_by_its_code_and_its_words(ground):
    assert values.read_ground(ground.value) is values.read_ground(ground.label) is ground


@pytest.mark.parametrize(
    ("column", "title", "kind"),
    [
        ("通知", "随便", DocumentKind.NOTICE), ("", "关于做好防汛工作的通知", DocumentKind.NOTICE),
        ("其他", "关于同意设立公园的批复", DocumentKind.REPLY), ("", "征地公告", DocumentKind.PROCLAMATION),
        ("", "禁烧通告(试行)", DocumentKind.PUBLIC_NOTICE), ("行政许可和便民服务", "办事指南", DocumentKind.OTHER),
        ("", "关于《老办法》的决定", DocumentKind.DECISION), ("", "第3次会议纪要", DocumentKind.MINUTES),
        ("命令(令)", "县人民政府令", DocumentKind.ORDER),
    ],
)  # fmt: skip
def test_kinds_by_column_or_by_the_end_of_the_title(column, title, kind):
    assert values.read_kind(column, title) is kind


@pytest.mark.parametrize(
    "text",
    [
        "11500242322384326D/2023-00148", "113703230042235006/2023-5196339", "113417030032496887/202406-00062",
        "000014349/2020-344218", "003129766/201901-00336", "15247129G/2023-00183", "370400/2022-00091",
        "6107280000/2024-001005", "xhqrmzf-2024-00382", "/2019-97599", "", "0142768-8/2022-00185",
    ],
)  # fmt: skip
def test_index_numbers_of_all_shapes_are_left_alone(text):
    assert values.index_doubt(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "索引号生成规则不正确，请联系管理员！》",
        "11370300MB28347540/2021-None",
        "None",
        "undefined",
        "#REF!",
        "${index}",
        "系统异常",
    ],
)
def test_index_numbers_that_are_error_texts_are_doubted(text):
    assert values.index_doubt(text)


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.none() | BETWEEN,
    st.none() | BETWEEN,
    st.none() | BETWEEN,
    st.sampled_from(["", *Validity]),
)
def test_validity_on_a_day_obeys_its_own_dates(on, effective, until, repealed, word):
    made = ArchiveDocument(
        "", effective_on=effective, valid_until=until, repealed_on=repealed, validity=str(word)
    )
    found = made.validity_on(on)
    assert found in set(Validity)
    if repealed and repealed <= on:
        assert found == "repealed"
    if found == "in_force":
        assert not (until and until < on)
        assert not (effective and effective > on)
    assert made.validity_on(on + timedelta(days=0)) == found
