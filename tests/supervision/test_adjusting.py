"""更正: a published figure is put right by a signed row beside it; both stay, and next year carries the new one over."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from requests_app.workflow import Status
from supervision.actions import adjusting
from supervision.counting import in_force, last_year
from supervision.models import Adjustment
from supervision.workflow import State
from tests.applications import case
from tests.reports import ON, report

# one more application that was still open: received, and left over
ONE_MORE = {2: {"1": {"自然人": "1", "总计": "1"}, "4": {"自然人": "1", "总计": "1"}}}


@pytest.fixture
def published(county):
    return report(county, state=State.PUBLISHED)


def propose(county, made, tables=ONE_MORE, by=None):
    return adjusting.propose(made, by=by or county.clerk, on=ON, tables=tables, reason="漏计一件纸质申请")


def test_a_signed_correction_stands_beside_what_was_published(county, published):
    row = propose(county, published)
    assert in_force(published)[2].at("1", "总计") == 0
    adjusting.sign(row, by=county.head, on=ON)
    published.refresh_from_db()
    assert published.matrices[2].at("1", "总计") == 0
    assert in_force(published)[2].at("1", "总计") == 1
    assert published.digest() == published.signed_hash
    assert last_year(county.department, 2026)[2].at("4", "自然人") == 1


def test_corrections_add_up_one_after_the_other(county, published):
    adjusting.sign(propose(county, published), by=county.head, on=ON)
    again = {2: {"1": {"商业企业": "1", "总计": "2"}, "4": {"商业企业": "1", "总计": "2"}}}
    second = adjusting.sign(propose(county, published, again), by=county.head, on=ON)
    assert {change["before"] for change in second.changes} == {0, 1}
    assert in_force(published)[2].at("4", "总计") == 2


def test_whoever_proposes_does_not_sign(county, published):
    row = propose(county, published, by=county.head)
    with pytest.raises(Refused, match="另一人"):
        adjusting.sign(row, by=county.head, on=ON)
    for person in (county.clerk, county.other_head, county.office, county.superuser):
        with pytest.raises(Refused, match="负责人"):
            adjusting.sign(row, by=person, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=row.pk).update(state="signed", decided_by=county.head, decided_on=ON)
    adjusting.sign(row, by=county.head2, on=ON)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({}, "没有改动"), ({2: {"1": {"自然人": "1"}}}, "勾稽"), ({2: {"1": {"自然人": "一件"}}}, "勾稽"),
        ({3: {"suit": {"总计": "1"}}}, "勾稽"), ({1: {"licences": {"本年处理决定数量": ""}}}, "勾稽"),
    ],
)  # fmt: skip
def test_what_would_not_add_up_is_refused(county, published, tables, said):
    with pytest.raises(Refused, match=said):
        propose(county, published, tables)
    assert not Adjustment.objects.exists()


def test_one_waits_at_a_time_and_declining_needs_a_reason(county, published):
    row = propose(county, published)
    with pytest.raises(Refused, match="等签发"):
        propose(county, published)
    with pytest.raises(Refused, match="理由"):
        adjusting.decline(row, by=county.head, on=ON, opinion=" ")
    adjusting.decline(row, by=county.head, on=ON, opinion="已经计入")
    assert in_force(published)[2].at("1", "总计") == 0
    with pytest.raises(Refused, match="未同意"):
        adjusting.sign(row, by=county.head, on=ON)
    propose(county, published)


def test_a_decided_correction_is_frozen(county, published):
    row = adjusting.sign(propose(county, published), by=county.head, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=row.pk).update(reason="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_next_year_begins_with_the_corrected_figure(county, published):
    adjusting.sign(propose(county, published), by=county.head, on=ON)
    case(county, state=Status.REPLIED, on=date(2026, 3, 3))
    new = report(county, year=2026, on=date(2027, 1, 11))
    assert new.matrices[2].at("2", "自然人") == 1
