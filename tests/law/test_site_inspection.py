"""国办秘函〔2019〕19号: what a government site is checked for, and what ends the check."""

from datetime import timedelta

import pytest
from django.utils import timezone

from supervision.inspecting import scoring, vetoes
from tests.inspections import column, facts, inspection, line, message, stands, visits
from tests.supervision.test_deductions import Line


def test_a_forged_date_of_publication_fails_the_site(county):
    column()
    stands(county, at=timezone.now() - timedelta(days=40))
    done = inspection(county)
    assert line(done, "V1.5").light == "red"
    assert not done.passed
    assert done.total is None


@pytest.mark.parametrize(("failed", "light"), [(16, "amber"), (17, "red")])
def test_five_in_a_hundred_visits_of_a_week_that_fail_are_a_veto(county, failed, light):
    visits(timezone.now(), failed=failed)  # of 336
    assert vetoes.reachable(facts(county, timezone.now())).light == light


@pytest.mark.parametrize(("days", "light"), [(14, "amber"), (15, "red")])
def test_a_home_page_has_something_new_in_two_weeks(county, days, light):
    stands(county, at=timezone.now() - timedelta(days=days))
    assert vetoes.home(facts(county, timezone.now())).light == light


def test_a_message_open_for_more_than_three_months_is_a_veto(county):
    message(county, timezone.localdate() - timedelta(days=95))
    assert vetoes.answered(facts(county, timezone.now())).light == "red"


def test_deductions_never_exceed_the_points_of_their_indicator():
    rule = Line("deduct", 4, None)
    rule.per_fault = 1
    found = vetoes.Reading("", faults=9)
    assert scoring.judged(rule, found) == ("red", 0)
