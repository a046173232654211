import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statute.time_limits import Kind, Limit, TimeLimit, Trigger, Unit, parse
from tests.statute.calendars import seeded_calendar

CALENDAR = seeded_calendar()
W, D = Unit.WORKDAY, Unit.DAY
T = Trigger


def read(text: str) -> list[tuple]:
    return [(limit.kind.value, limit.number, limit.unit, limit.trigger) for limit in parse(text).limits]


ONE_DELAY = [
    ("信息形成或者变更之日起20个工作日内", 20, W, T.FORMED),
    ("公开事项信息形成或变更之日起20个工作日内公开", 20, W, T.FORMED),
    ("信息形成（变更）20个工作日内", 20, W, T.FORMED),
    ("信息形成(变更)7个工作日内", 7, W, T.FORMED),
    ("信息获取（形成、变更）20个工作日内", 20, W, T.FORMED),
    ("自该政府信息形成或者变更之日起20个工作日内及时公开", 20, W, T.FORMED),
    ("信息形成之后20个工作日内", 20, W, T.FORMED),
    ("信息形成个20个工作日内", 20, W, T.FORMED),
    ("信息形成或者变更之日起２０个工作日内", 20, W, T.FORMED),
    (" 信息形成 或者变更\u3000之日起 20 个 工作日 内 ", 20, W, T.FORMED),
    ("信息形成之日起二十个工作日内", 20, W, T.FORMED),
    ("信息形成之日起十五个工作日内", 15, W, T.FORMED),
    ("信息形成之日起三十日内", 30, D, T.FORMED),
    ("信息形成或者变更之日起20\n个工作日内", 20, W, T.FORMED),
    ("20个工作日", 20, W, T.FORMED),
    ("制定或获取扶持政策措施之日起10个工作日内", 10, W, T.MADE_OR_OBTAINED),
    ("自制作或获取该信息之日起20个工作日内公开", 20, W, T.MADE_OR_OBTAINED),
    ("本级人民代表大会或其常务委员会批准后20日内", 20, D, T.APPROVED),
    ("本级政府财政部门批复后20日内", 20, D, T.APPROVED),
    ("事故调查报告批复后20个工作日内", 20, W, T.APPROVED),
    ("收到征地批准文件之日起10个工作日内公开", 10, W, T.RECEIVED),
    ("自收到申请之日起20个工作日内", 20, W, T.APPLIED),
    ("行政处罚决定作出之日起7个工作日内", 7, W, T.DECIDED),
    ("自作出行政决定之日起7个工作日内", 7, W, T.DECIDED),
    ("行政处罚决定形成之日起20个工作日", 20, W, T.DECIDED),
    ("自合同签订之日起2个工作日内", 2, W, T.SIGNED),
    ("分配结果确定后20个工作日内", 20, W, T.OTHER),
    ("拟征收土地现状调查结束后5个工作日内，在村公示栏公开", 5, W, T.OTHER),
    ("自然资源局审核后5个工作日内", 5, W, T.OTHER),
]


@pytest.mark.parametrize(("text", "number", "unit", "trigger"), ONE_DELAY)
def test_one_delay(text, number, unit, trigger):
    assert read(text) == [("delay", number, unit, trigger)]
    assert parse(text).certain


SEVERAL = [
    (
        "信息形成20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示",
        [("delay", 20, W, T.FORMED), ("delay", 7, W, T.DECIDED)],
    ),
    (
        "批前公示时间不得少于30日；批后公布应在规划批准后20个工作日内向社会公布",
        [("duration", 30, D, None), ("delay", 20, W, T.APPROVED)],
    ),
    (
        "制定或获取信息之日起10个工作日内，公示7个工作日",
        [("delay", 10, W, T.MADE_OR_OBTAINED), ("duration", 7, W, None)],
    ),
    ("十个工作日内公开\n公示7个工作日", [("delay", 10, W, T.FORMED), ("duration", 7, W, None)]),
    (
        "除处罚决定外其他内容：长期公开（动态调整）；处罚决定：20个工作日内",
        [("permanent", None, None, None), ("delay", 20, W, T.FORMED)],
    ),
    (
        "长期公开（更新周期：形成或变更20个工作日内）",
        [("permanent", None, None, None), ("delay", 20, W, T.FORMED)],
    ),
    (
        "自该信息形成或者变更之日起20个工作日内，空气质量实时公开",
        [("delay", 20, W, T.FORMED), ("immediate", None, None, None)],
    ),
    (
        "自收到评标报告之日起3日内公示，公示期不得少于3日",
        [("delay", 3, D, T.RECEIVED), ("duration", 3, D, None)],
    ),
    (
        "信息产生、变更之日起20个工作日内公开，保持长期公开（相关政策法规另有规定的应从其规定）",
        [("delay", 20, W, T.FORMED), ("permanent", None, None, None)],
    ),
]


@pytest.mark.parametrize(("text", "limits"), SEVERAL)
def test_two_limits_in_one_cell(text, limits):
    assert read(text) == limits
    assert parse(text).certain


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("实时公开", Kind.IMMEDIATE),
        ("及时公开", Kind.IMMEDIATE),
        ("即时公开", Kind.IMMEDIATE),
        ("随时", Kind.IMMEDIATE),
        ("重大决策作出后及时公开", Kind.IMMEDIATE),
        ("长期", Kind.PERMANENT),
        ("永久公开", Kind.PERMANENT),
        ("常年公开", Kind.PERMANENT),
        ("按进展情况及时公开", Kind.EVENT),
        ("随采购公告、采购文件公开", Kind.EVENT),
        ("在实地启动拟征收土地工作时，在村公示栏公开", Kind.EVENT),
    ],
)
def test_without_a_number(text, kind):
    limits = parse(text)
    assert [limit.kind for limit in limits.limits] == [kind]
    assert limits.certain
    assert limits.due(dt.date(2026, 2, 10), CALENDAR) is None
    assert limits.upper_bound().number == 20


@pytest.mark.parametrize(
    ("text", "number", "unit", "recurrence", "words"),
    [
        ("每20个工作日更新", 20, W, "", "每20个工作日更新"),
        ("半年至少更新1次", 6, Unit.MONTH, "", "每半年更新"),
        ("每年1月31日前", 1, Unit.YEAR, "01-31", "每年1月31日前"),
        ("按年公开", 1, Unit.YEAR, "", "每年更新"),
        ("每季度更新", 3, Unit.MONTH, "", "每季度更新"),
        ("每月10日前公开", 1, Unit.MONTH, "10", "每月10日前"),
    ],
)
def test_recurring(text, number, unit, recurrence, words):
    (limit,) = parse(text).limits
    assert (limit.kind, limit.number, limit.unit, limit.recurrence) == (
        Kind.RECURRING,
        number,
        unit,
        recurrence,
    )
    assert limit.certain
    assert limit.describe() == words
    assert parse(text).upper_bound() is None


def test_some_time_before_another_event():
    (limit,) = parse("在组织听证7个工作日前予以公开").limits
    assert (limit.kind, limit.number, limit.unit, limit.event) == (Kind.EVENT, 7, W, "组织听证")
    assert limit.describe() == "组织听证前7个工作日"


@pytest.mark.parametrize(
    "text",
    [
        "自政府信息形成或者变更之日起20个工作日内。法律、法规对政府信息公开的期限另有规定的，从其规定",
        "自形成或者变更之日起20个工作日内予以公开，法律法规另有规定的从其规定",
        "信息形成之日起20个工作日内（法律、法规另有规定的，从其规定）",
        "保持长期公开（相关政策法规另有规定的应从其规定）",
    ],
)
def test_escape_clause(text):
    assert parse(text).escape
    assert parse(text).certain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "同上",
        "20-30个工作日内",
        "5至7个工作日内",
        "2020年底前",
        "第20个工作日内",
        "一二三日内",
        "详见办事指南",
    ],
)
def test_what_cannot_be_read_gives_nothing(text):
    assert parse(text).limits == ()
    assert not parse(text).certain


@pytest.mark.parametrize(
    "text",
    [
        "本级人民代表大会或其常务委员会批准后20内",
        "10个工作日",
        "20个工作日+行政许可/处罚7个工作日",
        "20个工作日内完成审核后公开",
        "按规定期限公告",
        "提前一周发通知邀请",
        "信息形成20个工作日内，涉密的除外",
    ],
)
def test_what_somebody_must_confirm_sets_no_date(text):
    limits = parse(text)
    assert limits.limits
    assert not limits.certain
    assert limits.due(dt.date(2026, 2, 10), CALENDAR) is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("信息形成之日起1个月内", "2026-02-28"),
        ("信息形成之日起三个月内", "2026-04-30"),
        ("信息形成之日起1年内", "2027-01-31"),
        ("信息形成之日起2周内", "2026-02-14"),
        ("信息形成之日起24小时内", None),
    ],
)
def test_months_and_years_end_on_the_corresponding_day(text, end):
    found = parse(text).due(dt.date(2026, 1, 31), CALENDAR)
    assert (str(found.firm) if found else None) == end


@pytest.mark.parametrize("text", ["5月内公开", "信息形成后5月内", "五月内"])
def test_a_month_by_its_number_may_be_a_date(text):
    assert not parse(text).certain
    assert parse(text).due(dt.date(2026, 1, 31), CALENDAR) is None
    assert parse(text.replace("月", "个月")).due(dt.date(2026, 1, 31), CALENDAR).firm == dt.date(2026, 6, 30)


def test_the_span_is_what_due_counts():
    assert parse("信息形成之日起三个月内").span() == (3, Unit.MONTH)
    assert parse("作出决定之日起7个工作日内").span() is None
    assert parse("作出决定之日起7个工作日内").span(T.DECIDED) == (7, W)


def test_a_limit_on_part_of_the_item_sets_no_date_for_the_whole():
    scoped = parse("除处罚决定外其他内容：长期公开；处罚决定：20个工作日内")
    assert scoped.due(dt.date(2026, 2, 10), CALENDAR) is None
    both = parse("信息形成20个工作日内公开；其中行政处罚应自作出决定之日起7个工作日内公示")
    assert both.due(dt.date(2026, 2, 10), CALENDAR).firm == dt.date(2026, 3, 16)
    assert both.due(dt.date(2026, 2, 10), CALENDAR, trigger=T.DECIDED) is None


def test_two_different_delays_for_the_whole_item_decide_nothing():
    assert (
        parse("信息形成20个工作日内；制作或获取信息7个工作日内").due(dt.date(2026, 2, 10), CALENDAR) is None
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("自该政府信息形成或者变更之日起20个工作日内及时公开", "信息形成或变更之日起20个工作日内"),
        ("收到征地批准文件之日起10个工作日内公开", "收到征地批准文件之日起10个工作日内"),
        ("分户评估结果公示期不得少于7日", "分户评估结果公示期不少于7日"),
        ("公示7个工作日", "公示不少于7个工作日"),
        ("登记工作结束后及时公开", "登记工作结束后及时公开"),
        (
            "信息形成20个工作日内，法律法规另有规定的从其规定",
            "信息形成或变更之日起20个工作日内（法律法规另有规定的从其规定）",
        ),
        ("详见办事指南", "详见办事指南"),
    ],
)
def test_describe(text, words):
    assert parse(text).describe() == words


PIECES = (
    "信息 形成 变更 之日起 20 二十 十 个 工作日 日 内 公开 公示 不少于 每 年 月 自 收到 决定 批准 后 前 长期 "
    "及时 按 随 其中 应 在 第 - 3 ( ) ： ； ， 。 法律另有规定的从其规定"
)
phrases = st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=30).map("".join)


@given(st.one_of(st.text(max_size=80), phrases))
def test_reading_never_fails_and_survives_storage(text):
    limits = parse(text)
    assert TimeLimit.from_json(json.loads(json.dumps(limits.to_json()))) == limits
    assert isinstance(limits.describe(), str)
    assert limits.text == text
    assert all(limit.number is None or limit.number > 0 for limit in limits.limits)
    if limits.due(dt.date(2026, 2, 10), CALENDAR):
        assert not limits.unread


@given(st.integers(1, 199), st.sampled_from(["信息形成或者变更之日起", "自信息形成之日起", "形成或变更后"]))
def test_any_number_is_read_as_written(number, start):
    limits = parse(f"{start}{number}个工作日内予以公开")
    assert limits.certain
    assert limits.due(dt.date(2025, 1, 6), CALENDAR) == CALENDAR.add_working_days(dt.date(2025, 1, 6), number)


@given(st.integers(0, 99), st.integers(100, 199), phrases)
def test_a_range_is_never_one_number(low, high, tail):
    delays = [limit for limit in parse(f"{low}-{high}个工作日内").limits if limit.kind is Kind.DELAY]
    assert delays == []


def test_long_nonsense_is_left_quickly():
    assert parse("在" * 5000 + "20个工作日内").limits == ()
    assert not parse("在通过" * 60 + "日内").certain


def test_stored_limit_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="guess"):
        Limit.from_json({"kind": "guess"})


def standard_phrases() -> list[dict[str, str]]:
    with (Path(__file__).parent / "standard_phrases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", standard_phrases(), ids=lambda row: row["text"])
def test_every_phrase_of_the_standard_catalogs(row):
    limits = parse(row["text"])
    assert limits.limits
    assert (limits.certain, limits.describe()) == (row["certain"] == "1", row["words"])
