import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from statute.actions import set_special_period
from statute.limits import Trigger, Unit
from statute.loading import special_rules
from statute.models import SpecialPeriod
from statute.publication import publication_due
from statute.special_fixture import COLUMNS, load_special_periods, read_special_rules
from statute.special_rules import PeriodKind, SpecialRule
from tests import factories
from tests.statute.calendars import seeded_calendar

ON = dt.date(2026, 11, 10)
LATER = dt.date(2026, 12, 10)
SHIPPED = {rule.key: rule for rule in read_special_rules()}


def rule(number=20, **changes) -> SpecialRule:
    given = {
        "key": "budget", "matter": "本级预算", "kind": PeriodKind.WITHIN, "source": "预算法", "article": "第十四条第一款",
        "number": number, "unit": Unit.DAY, "trigger": Trigger.APPROVED, "event": "人大批准", "verified": True,
    }  # fmt: skip
    return SpecialRule(**(given | changes))


# --- the values ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "words", "basis"),
    [
        ("budget_department", "本级政府财政部门批复之日起20日内公开", "预算法第十四条第二款"),
        ("procurement_result", "中标、成交供应商确定之日起2个工作日内公开", "政府采购法实施条例第四十三条"),
        ("procurement_single_source", "公示不少于5个工作日", "政府采购法实施条例第三十八条"),
        ("procurement_inquiry", "收到供应商询问之日起3个工作日内答复", "政府采购法实施条例第五十二条"),
        ("land_pre_notice", "公示不少于10个工作日", "土地管理法实施条例第二十六条"),
        ("land_approval", "收到征地批准文件之日起15个工作日内公开", "土地管理法实施条例第三十一条"),
        ("licence_hearing", "举行听证前不少于7日", "行政许可法"),
        ("planning_approved", "批准后及时公布", "城乡规划法第八条"),
        ("penalty_page_person", "公示满2年撤下", "外省示例（河北省），由本县按本省规定确定"),
    ],
)
def test_the_shipped_periods_read_as_the_law_does(key, words, basis):
    assert (SHIPPED[key].describe(), SHIPPED[key].basis) == (words, basis)


def test_every_number_of_the_law_is_shipped():
    numbers = sorted(f"{found.number}{found.unit}" for found in SHIPPED.values() if found.number)
    assert numbers == sorted(
        [
            "20day",
            "20day",
            "20day",
            "2workday",
            "2workday",
            "5workday",
            "3workday",
            "3day",
            "3day",
            "7workday",
            "7workday",
            "3day",
            "7day",
            "10workday",
            "30day",
            "15workday",
            "30day",
            "3day",
            "10day",
            "5day",
            "30day",
            "5year",
            "2year",
        ]
    )
    assert all(found.event for found in SHIPPED.values() if not found.number)
    assert {key for key, found in SHIPPED.items() if not found.verified} == {
        "licence_result", "penalty_result", "licence_hearing", "housing_decision", "housing_minimum_area",
        "housing_valuation", "penalty_page_organisation", "penalty_page_person",
    }  # fmt: skip


def test_where_a_period_ends():
    calendar = seeded_calendar()
    start = dt.date(2026, 2, 10)
    assert SHIPPED["land_pre_notice"].end(start, calendar).firm == dt.date(2026, 3, 2)
    assert SHIPPED["budget_government"].end(start, calendar).firm == dt.date(2026, 3, 2)
    assert SHIPPED["penalty_page_person"].end(start, calendar).firm == dt.date(2028, 2, 10)
    assert SHIPPED["planning_approved"].end(start, calendar) is None
    assert SHIPPED["licence_hearing"].end(start, calendar) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": None}, "同时填写"),
        ({"number": None}, "同时填写"),
        ({"number": 0}, "至少为1"),
        ({"unit": Unit.HOUR}, "单位应为"),
        ({"number": None, "unit": None, "event": ""}, "原文的说法"),
    ],
)
def test_what_is_no_period(changes, words):
    with pytest.raises(ValueError, match=words):
        rule(**changes)


# --- the rows -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_period_is_superseded_and_never_overwritten():
    first = set_special_period(rule=rule(), by=None, on=None)
    second = set_special_period(rule=rule(15), by=None, on=LATER)
    first.refresh_from_db()
    assert (first.number, first.effective_from, first.effective_to) == (20, None, LATER)
    assert (second.number, second.effective_to) == (15, None)
    assert special_rules(ON) == {"budget": rule()}
    assert special_rules(LATER) == {"budget": rule(15)}
    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.action, entry.article) == ("special_period.set", "第二十六条")
    assert entry.details["period"] == "人大批准之日起15日内公开"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "on", "words"),
    [
        (rule(15), dt.date(2026, 11, 9), "更改不得早于该日"),
        (rule(15), None, "须有启用日期"),
        (rule(), LATER, "没有改动"),
        (rule(15, source=""), LATER, "不能为空"),
        (rule(15, key="预 算"), LATER, "由字母，数字，下划线"),
    ],
)
def test_a_bad_change_is_refused_and_nothing_is_written(changed, on, words):
    set_special_period(rule=rule(), by=None, on=ON)
    entries = AuditEntry.objects.count()
    with pytest.raises(ValidationError, match=words):
        set_special_period(rule=changed, by=None, on=on)
    assert special_rules(LATER) == {"budget": rule()}
    assert (SpecialPeriod.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_only_the_offices_set_one(county):
    for name in ("clerk", "head", "administrator", "city_reviewer", "stranger"):
        with pytest.raises(PermissionDenied):
            set_special_period(rule=rule(), by=getattr(county, name), on=factories.ON)
    assert not SpecialPeriod.objects.exists()
    assert set_special_period(rule=rule(), by=county.office2, on=factories.ON).rule() == rule()
    assert set_special_period(rule=rule(15), by=county.city_officer, on=factories.ON).number == 15


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"unit": ""},
        {"number": None},
        {"number": 0},
        {"number": None, "unit": "", "event": ""},
        {"key": "taken"},
    ],
)
def test_the_database_says_no_too(changes):
    given = {
        "key": "other",
        "matter": "预算",
        "kind": "within",
        "number": 20,
        "unit": "day",
        "source": "预算法",
    }
    SpecialPeriod.objects.create(**(given | {"key": "taken"}))
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialPeriod.objects.create(**(given | changes))


# --- the file -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_keeps_what_the_county_set(capsys):
    call_command("load_special_periods")
    assert f"新增{len(SHIPPED)}项" in capsys.readouterr().out
    assert special_rules(dt.date(2020, 1, 1)) == SHIPPED
    changed = rule(10, key="budget_government")
    set_special_period(rule=changed, by=None, on=ON)
    call_command("load_special_periods")
    assert f"新增0项，现行{len(SHIPPED)}项，其中8项未核实" in capsys.readouterr().out
    assert special_rules(ON)["budget_government"] == changed


@pytest.mark.django_db
def test_a_loaded_period_decides_when_a_budget_is_due():
    load_special_periods()
    approved = dt.date(2026, 2, 10)
    found = publication_due(
        approved, own=[], special=special_rules(approved)["budget_government"], calendar=seeded_calendar()
    )
    assert (found.date, found.calendar_days) == (dt.date(2026, 3, 2), 20)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a,事项,within,x,day,,,某法,,0", "第3行有误：“x”不是数字"),
        ("a,事项,often,1,day,,,某法,,0", "第3行有误：“often”不在within、"),
        ("a,事项,within,1,hour,,,某法,,0", "第3行有误：期限的单位"),
        ("a,事项,within,1,,,,某法,,0", "同时填写"),
        ("a,事项,within,1", "缺少source"),
        ("a,事项,within,1,day,,,某法,,0\na,事项,within,2,day,,,某法,,0", "启用日期"),
    ],
)
def test_a_bad_file_loads_nothing(tmp_path, line, words):
    file = tmp_path / "periods.csv"
    file.write_text(f"{','.join(COLUMNS)}\nb,另一事项,within,1,day,,,某法,,0\n{line}\n", "utf-8")
    with pytest.raises(CommandError, match=words):
        call_command("load_special_periods", "--file", str(file))
    assert not SpecialPeriod.objects.exists()


@pytest.mark.django_db
def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_special_periods", "--file", str(tmp_path / "nowhere.csv"))
