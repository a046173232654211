"""The table of states over its complement, and who may do what, by role and by what they did before."""

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from audit.models import AuditEntry
from supervision.actions import adjusting, deciding, drafting
from supervision.models import AnnualReport
from supervision.workflow import TRANSITIONS, Action, NotPossible, State, available, next_state
from tests import reports
from tests.reports import ON, head_of, report

A = Action


def acts(county, made):
    """Every act on the report by somebody who may do it in the right state."""
    clerk, head, on = county.clerk, county.head, ON
    return {
        A.EDIT: lambda: drafting.edit(made, by=clerk, on=on, texts={"overview": "新"}, tables={}),
        A.RECOUNT: lambda: drafting.recount(made, by=clerk, on=on),
        A.EXPLAIN: lambda: drafting.explain(made, by=clerk, on=on, explanations={"V10/2/1/总计": "x"}),
        A.SUBMIT: lambda: deciding.submit(made, by=clerk, on=on),
        A.WITHDRAW: lambda: deciding.withdraw(made, by=clerk, on=on),
        A.RETURN: lambda: deciding.return_report(made, by=head, on=on, reason="数据有误"),
        A.PUBLISH: lambda: deciding.publish(made, by=head, on=on, seen=made.content_hash),
        A.ADJUST: lambda: adjusting.propose(
            made, by=clerk, on=on, tables={1: {"licences": {"本年处理决定数量": "121"}}}, reason="漏计一件"
        ),
    }


@pytest.mark.parametrize("state", list(State))
def test_every_act_is_possible_in_its_states_and_refused_in_all_others(county, state):
    made = report(county, state=state)
    assert set(acts(county, made)) == set(Action)
    for action, act in acts(county, made).items():
        before = AnnualReport.objects.filter(pk=made.pk).values().get()
        entries = AuditEntry.objects.count()
        if action in available(state):
            with transaction.atomic():
                act()
                assert AnnualReport.objects.get(pk=made.pk).state == next_state(state, action)
                transaction.set_rollback(True)
            continue
        with pytest.raises((Refused, NotPossible)):
            act()
        assert AnnualReport.objects.filter(pk=made.pk).values().get() == before
        assert AuditEntry.objects.count() == entries


def test_the_table_refuses_what_it_has_no_row_for():
    for action, row in TRANSITIONS.items():
        for state in State:
            if state not in row.sources:
                with pytest.raises(NotPossible):
                    next_state(state, action)


PREPARERS = {"clerk", "clerk2", "head", "head2"}


@pytest.mark.parametrize("who", ["clerk", "head", "secrecy_reviewer", "other_clerk", "township_clerk", "office",
                                 "government_clerk", "city_officer", "administrator", "superuser", "stranger"])  # fmt: skip
def test_who_prepares_and_who_signs(county, who):
    person = county.people[who]
    made = report(county, state=State.SUBMITTED)
    for act in (
        lambda: deciding.publish(made, by=person, on=ON, seen=made.content_hash),
        lambda: deciding.return_report(made, by=person, on=ON, reason="误"),
    ):
        if who == "head":
            with transaction.atomic():
                act()
                transaction.set_rollback(True)
        else:
            with pytest.raises(Refused):
                act()
    may_withdraw = who in {
        "clerk",
        "head",
        "government_clerk",
    }  # the county's clerk is a clerk of all below it
    if may_withdraw:
        deciding.withdraw(made, by=person, on=ON)
    else:
        with pytest.raises(Refused):
            deciding.withdraw(made, by=person, on=ON)


def test_whoever_had_a_hand_in_it_does_not_sign_it(county):
    made = report(county)
    drafting.edit(made, by=county.head, on=ON, texts={}, tables={})
    drafting.edit(made, by=county.clerk2, on=ON, texts={}, tables={})
    made = deciding.submit(made, by=county.clerk, on=ON)
    with pytest.raises(Refused, match="参与了报告的编制"):
        deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)
    deciding.publish(made, by=county.head2, on=ON, seen=made.content_hash)


@pytest.mark.parametrize("column", ["started_by", "edited_by", "submitted_by"])
def test_the_database_wants_four_eyes_too(county, column):
    made = report(county, state=State.SUBMITTED)
    values = {
        "state": State.PUBLISHED, "signed_by": getattr(made, column), "signed_hash": made.content_hash,
        "published_at": "2026-01-12T00:00Z",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.filter(pk=made.pk).update(
            **values | {"signed_by": county.head, "signed_hash": "x"}
        )
    AnnualReport.objects.filter(pk=made.pk).update(**values | {"signed_by": county.head})


def test_what_is_published_cannot_be_changed_or_taken_away_even_in_the_database(county):
    made = report(county, state=State.PUBLISHED)
    for act in (
        lambda: AnnualReport.objects.filter(pk=made.pk).update(overview="改"),
        lambda: AnnualReport.objects.filter(pk=made.pk).update(state=State.DRAFT),
        made.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    made.refresh_from_db()
    assert made.digest() == made.signed_hash


def test_what_is_signed_is_what_was_seen(county):
    made = report(county, state=State.SUBMITTED)
    with pytest.raises(Refused, match="有改动"):
        deciding.publish(made, by=county.head, on=ON, seen="0" * 64)
    AnnualReport.objects.filter(pk=made.pk).update(overview="送签以后改的")
    with pytest.raises(Refused, match="有改动"):
        deciding.publish(made, by=county.head, on=ON, seen=made.content_hash)


def test_a_late_report_says_by_how_many_days(county):
    made = report(county, state=State.SUBMITTED)
    deciding.publish(made, by=head_of(county, made.unit), on=reports.date(2026, 2, 3), seen=made.content_hash)
    entry = AuditEntry.objects.about(made).get(action="annual_report.publish")
    assert entry.details["late_days"] == 3
    assert entry.article == "条例第四十九条"
