"""The statistics of a year: what they count, what the public does not get to see, and what they cost."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.actions import closing
from requests_app.counts import Replies, YearCounts, year_counts
from requests_app.figures import (
    COUNTY,
    ENDED,
    GROUP,
    MONTH,
    OUTCOME,
    RECEIVED,
    TOTAL,
    Writer,
    median,
    numbers,
    public_marks,
)
from requests_app.models import InformationRequest
from requests_app.statistics import annual_table
from requests_app.suppression import LEAST, Mark
from requests_app.workflow import Status
from statute.calendar import WorkingCalendar
from statute.clock import Channel
from statute.loading import working_calendar
from statute.outcomes import OUTCOMES, Group, OutcomeCode
from tests.applications import INTERNAL, NOT_FOUND, advance, case, receive
from tests.caches import start_anew
from tests.factories import ON

PAGE = reverse("requests:statistics")


@pytest.fixture(autouse=True)
def _counted_anew():
    start_anew()


def many(county, number: int, *, unit=None, state: str = Status.REPLIED, **values) -> None:
    """So many cases like one that came about by real acts."""
    made = case(county, state=state, **values)
    if unit is not None:
        InformationRequest.objects.filter(pk=made.pk).update(unit=unit)
        made.refresh_from_db()
    for _ in range(number - 1):
        copy = InformationRequest.objects.get(pk=made.pk)
        copy.pk, copy.number, copy.idempotency_key = (
            None,
            f"{made.number}-{InformationRequest.objects.count()}",
            None,
        )
        copy.idempotency_key = InformationRequest._meta.get_field("idempotency_key").get_default()
        copy.save(force_insert=True)


def writer(county, year: int = ON.year) -> Writer:
    return Writer(year_counts([county.department.pk], year), working_calendar(), None)


def test_the_results_are_those_of_the_annual_table(county):
    case(county, state=Status.PROCESSING, on=date(2025, 12, 25))
    for answers in (None, INTERNAL, NOT_FOUND):
        case(county, state=Status.REPLIED, answers=answers)
    for state in (Status.WITHDRAWN, Status.ABANDONED, Status.ARCHIVED):
        case(county, state=state)
    found, table = writer(county).figures, annual_table([county.department.pk], ON.year)
    assert found[RECEIVED, COUNTY, TOTAL, ""] == table.at("1", "总计") == 6
    assert found[ENDED, COUNTY, TOTAL, ""] == table.at("3.7", "总计") == 6
    by_row = [found[ENDED, COUNTY, OUTCOME, code.value] for code in OUTCOMES]
    assert by_row == [table.at(row, "总计") for row in table.form.leaves]


def test_on_time_and_the_days_it_took(county):
    for days in (2, 4, 40):
        made = case(county, state=Status.PROCESSING)
        advance(county, made, Status.REPLIED, on=ON + timedelta(days=days))
    withdrawn = case(county, state=Status.PROCESSING)
    closing.withdraw(withdrawn, by=county.clerk, on=ON + timedelta(days=1), reason="电话确认")
    calendar = working_calendar()
    line = writer(county).line("全年", COUNTY)
    assert (line.received, line.ended) == ("4", "4")
    assert line.on_time == "66%"
    assert line.median == str(calendar.working_days_between(ON, ON + timedelta(days=4)))
    april = writer(county).line("4月", COUNTY, 4)
    assert (april.received, april.ended, april.on_time) == ("0", "1", "0%")
    assert writer(county).line("5月", COUNTY, 5).on_time == "—"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30))
def test_the_median_is_the_middle(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    expected = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    assert median(Counter(values)) == expected


def test_the_public_page_says_less_than_five_and_staff_see_the_number(county):
    many(county, 12, channel="counter")
    many(county, 3, answers=INTERNAL, channel="counter")
    page = Client().get(PAGE).content.decode()
    assert "少于5" in page
    assert '<td class="num"><b>12</b></td>' not in page  # the rest of the total would be the three
    client = Client()
    client.force_login(county.clerk)
    exact = client.get(reverse("admin:requests_app_figures"), {"year": ON.year}).content.decode()
    assert "少于5" not in exact
    assert '<td class="num"><b>12</b></td>' in exact


def test_a_unit_with_few_cases_has_no_figures_of_its_own(county):
    many(county, 20)
    many(county, 8, unit=county.township)
    many(county, 2, unit=county.other_department)
    whole = Client().get(PAGE).context["sheet"]
    assert whole.total.received == "30"
    assert sorted(line.received for line in whole.units) == ["20", "少于5", "略"]
    page = Client().get(PAGE, {"unit": county.other_department.code})
    assert page.context["sheet"].is_left_out
    assert "不单列" in page.content.decode()
    assert 'id="months"' not in page.content.decode()
    assert Client().get(PAGE, {"unit": county.department.code}).context["sheet"].total.received == "20"


@pytest.mark.parametrize(
    "query", [{"year": "1999"}, {"year": "abc"}, {"unit": "nowhere"}, {"year": "2026" * 30}]
)
def test_what_is_not_there_is_not_found(county, query):
    receive(county)
    assert Client().get(PAGE, query).status_code == 404


def test_a_county_without_applications_says_what_will_stand_here(county):
    page = Client().get(PAGE)
    assert page.status_code == 200
    assert "还没有可以统计的申请" in page.content.decode()


def test_a_year_costs_six_queries_however_many_cases_and_is_counted_once(county, django_assert_num_queries):
    many(county, 6)
    with django_assert_num_queries(6):
        Client().get(PAGE)
    with django_assert_num_queries(1):
        Client().get(PAGE)
    many(county, 30, unit=county.township, channel="registered_mail")
    many(county, 9, on=date(2026, 5, 6))
    start_anew()
    with django_assert_num_queries(6):
        page = Client().get(PAGE)
    assert page.context["sheet"].total.received == "45"


def test_the_page_is_whole_without_scripts_and_keeps_the_policy(county):
    many(county, 9)
    response = Client().get(PAGE)
    text = response.content.decode()
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    for table in ("months", "outcomes", "channels", "units"):
        assert f'<table class="table table--figures" id="{table}">' in text
        assert f'data-chart="{table}"' in text
    assert text.count("hidden></figure>") == text.count("data-chart=")
    several = [row for row in OUTCOMES.values() if row.group not in (Group.GRANTED, Group.PARTLY)]
    assert len(several) == 19
    assert all(row.wording in text for row in several)
    assert all(group.value in text for group in Group)


# -- nothing small can be worked out, from one page or from all of them together --

FEW = st.integers(0, 7)
UNITS, MONTHS, CHANNELS = (1, 2), (1, 2), (Channel.COUNTER.value, Channel.FAX.value)


def received(cube) -> YearCounts:
    rows = [
        (*place, number)
        for place, number in zip(product(UNITS, MONTHS, CHANNELS), cube, strict=True)
        if number
    ]
    return YearCounts(rows, [], [])


def allowed(value: int, true: int, mark: Mark | None) -> bool:
    return value == true if mark is None else mark.value[0] <= value <= mark.value[1]


def tables(figures, marks, kind: str, columns) -> dict[tuple[int, ...], dict[object, set[int]]]:
    """Every table of this kind that agrees with what is published: by the units' totals, the values of each figure."""
    inner = [(RECEIVED, unit, kind, which) for unit in UNITS for which in columns]
    choices = [
        [v for v in range(max(0, figures[p] - 3), figures[p] + 4) if allowed(v, figures[p], marks.get(p))]
        for p in inner
    ]
    found: dict[tuple[int, ...], dict[object, set[int]]] = {}
    for values in product(*choices):
        tried = Counter(dict(zip(inner, values, strict=True)))
        for (_, unit, _, which), value in zip(inner, values, strict=True):
            tried[RECEIVED, unit, TOTAL, ""] += value
            tried[RECEIVED, COUNTY, kind, which] += value
            tried[RECEIVED, COUNTY, TOTAL, ""] += value
        if all(allowed(value, figures[place], marks.get(place)) for place, value in tried.items()):
            totals = tuple(tried[RECEIVED, unit, TOTAL, ""] for unit in UNITS)
            for place, value in tried.items():
                found.setdefault(totals, {}).setdefault(place, set()).add(value)
    return found


@settings(max_examples=60)
@given(st.lists(FEW, min_size=8, max_size=8))
def test_months_and_channels_together_give_no_small_figure_away(cube):
    figures = numbers(received(cube))
    marks = public_marks(figures)
    by_month, by_channel = tables(figures, marks, MONTH, MONTHS), tables(figures, marks, "channel", CHANNELS)
    values: dict[object, set[int]] = {}
    for totals in by_month.keys() & by_channel.keys():  # both must be true of the same applications
        for place, seen in [*by_month[totals].items(), *by_channel[totals].items()]:
            values.setdefault(place, set()).update(seen)
    for place, number in figures.items():
        if 0 < number < LEAST:
            assert place in marks
            assert len(values[place]) > 1, (place, marks)


ENDINGS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 12), st.sampled_from([*OutcomeCode]), st.integers(1, 30)),
    max_size=40,
)


@settings(max_examples=40)
@given(ENDINGS)
def test_of_results_too_every_small_figure_is_left_out(rows):
    replies = [
        Replies(unit, date(2026, month, 1), date(2026, month, 20), False, number)
        for unit, month, _, number in rows
    ]
    counts = YearCounts([], [(unit, month, str(code), number) for unit, month, code, number in rows], replies)
    figures = numbers(counts)
    marks = public_marks(figures)
    assert all(place in marks for place, number in figures.items() if 0 < number < LEAST)
    for unit in range(1, 6):
        if marks.get((ENDED, unit, TOTAL, "")):
            parts = [place for place in figures if place[0] == ENDED and place[1] == unit]
            assert all(place in marks for place in parts)
    sheet = Writer(counts, WorkingCalendar({}), marks).sheet(
        COUNTY, [(unit, str(unit), "局") for unit in range(1, 6)]
    )
    shown = [number for _, sum_, parts in sheet.groups for number in (sum_, *(n for _, n in parts))]
    assert not {"1", "2", "3", "4"} & {*shown, *(line.ended for line in (*sheet.months, *sheet.units))}
    for group in Group:  # a group of one row is printed once, and both are left out or neither
        rows_of = [code for code, row in OUTCOMES.items() if row.group is group]
        if len(rows_of) == 1:
            pair = {
                (ENDED, COUNTY, GROUP, group) in marks,
                (ENDED, COUNTY, OUTCOME, rows_of[0].value) in marks,
            }
            assert len(pair) == 1
