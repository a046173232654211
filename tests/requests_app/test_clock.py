"""The dates kept on a case are what the pure law makes of its rows, whatever happened (条例第三十至三十五条)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from requests_app.actions import asking, charging, closing, deciding, extending, intake, reckoning
from requests_app.actions.stepping import recompute
from requests_app.deadlines import deadline
from requests_app.models import ClockChange, Correction, InformationRequest
from requests_app.workflow import Status
from statute.actions import announce_year
from statute.loading import working_calendar
from statute.notices import DayChange
from tests.applications import ID_NUMBER, advance, application, at, case, receive


def fresh(made: InformationRequest) -> InformationRequest:
    return InformationRequest.objects.get(pk=made.pk)


def due(made: InformationRequest) -> date | None:
    return fresh(made).reply_due


def test_at_the_counter_the_day_counts_and_make_up_saturdays_are_worked(county):
    made = receive(county, on=date(2026, 2, 10))
    assert (made.received_on, made.reply_due) == (date(2026, 2, 10), date(2026, 3, 16))


def test_on_line_on_a_rest_day_the_next_working_day_confirms(county):
    saturday = date(2026, 3, 7)
    made = receive(county, on=saturday, channel="internet")
    assert (made.received_on, made.reply_due, made.clock_state) == (None, None, "not_received")
    assert intake.confirm(made, by=None, on=date(2026, 3, 9)).received_on == date(2026, 3, 9)
    made = fresh(made)
    assert made.arrived_on == saturday
    assert (made.correction_limit, made.reply_due) == (date(2026, 3, 18), date(2026, 4, 7))


def test_extension_by_the_head_alone_once_and_in_time(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 9, 18))
    assert made.reply_due == date(2026, 10, 22)
    day = date(2026, 10, 21)
    for by, days, on, said in (
        (county.clerk, 10, day, "负责人同意"),
        (county.head, 21, day, "1至20个工作日"),
        (county.head, 10, date(2026, 10, 23), "届满"),
    ):
        with pytest.raises(Refused, match=said):
            extending.extend(made, by=by, on=on, days=days, reason="需要汇总")
    extending.extend(made, by=county.head, on=day, days=10, reason="需要汇总")
    assert due(made) == date(2026, 11, 5)
    with pytest.raises(Refused, match="延长过一次"):
        extending.extend(made, by=county.head, on=day, days=5, reason="再延")
    extending.revoke_extension(made, by=county.head, on=day, reason="已经找到")
    assert due(made) == date(2026, 10, 22)


def test_a_correction_is_asked_once_and_starts_the_count_anew(county):
    made = case(county, state=Status.IN_REVIEW, on=date(2026, 3, 2))
    late = date(2026, 3, 12)
    asking.ask_correction(made, by=county.clerk, on=late, what="请写明年度", until=late + timedelta(days=10))
    made = fresh(made)
    assert made.correction.is_late
    assert made.reply_due is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(request=made, asked_on=late, what="再补", until=late)
    asking.correct(made, by=None, on=date(2026, 3, 20), answer="2025年度")
    assert due(made) == date(2026, 4, 20)
    with pytest.raises(Refused, match="一次性"):
        asking.ask_correction(
            made, by=county.clerk, on=date(2026, 3, 23), what="再补", until=date(2026, 4, 1)
        )
    assert InformationRequest.objects.count() == 1


def test_consulting_a_third_party_is_not_counted(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 4, 1))
    one = extending.consult(
        made, by=county.clerk, on=date(2026, 4, 10), kind="third_party", party="某公司", question="是否同意公开",
        delivered_on=date(2026, 4, 10),
    )  # fmt: skip
    extending.answer_consultation(
        one,
        by=county.clerk,
        on=date(2026, 4, 24),
        position="objects",
        answer="属于商业秘密",
        is_reasonable=True,
    )
    assert due(made) == date(2026, 5, 18)
    assert "征求第三方意见" in fresh(made).steps.order_by("-pk")[1].public_note


def test_a_fee_counts_the_person_over_the_month_and_begins_the_count_anew(county):
    for _ in range(11):
        receive(county, on=date(2026, 2, 6))
    made = case(county, state=Status.PROCESSING, on=date(2026, 2, 6))
    assert charging.asked_before(made) == 11
    assert charging.propose(made, items=1).total == 100
    with pytest.raises(Refused, match="不得同时"):
        charging.propose(made, items=1, pages=68)
    assert charging.notify(made, by=county.clerk, on=date(2026, 2, 6), pages=68).amount == 380
    assert due(made) is None
    charging.pay(made, by=county.clerk, on=date(2026, 2, 26), receipt_no="票001")
    assert due(made) == date(2026, 3, 25)


def test_who_withdrew_stays_withdrawn(county):
    made = case(county, state=Status.PROCESSING)
    one = extending.consult(
        made, by=county.clerk, on=date(2026, 3, 3), kind="third_party", party="某公司", question="是否同意"
    )
    closing.withdraw(made, by=None, on=date(2026, 3, 18), reason="")
    extending.answer_consultation(one, by=county.clerk, on=date(2026, 3, 20), position="agrees", answer="")
    made = fresh(made)
    assert (made.status, made.outcome, made.clock_state) == (Status.WITHDRAWN, "OTHER_ELSE", "withdrawn")


def test_reassigned_inside_the_county_the_receipt_day_stays(county):
    made = case(county, state=Status.REGISTERED, on=date(2026, 3, 2))
    extending.reassign(
        made, by=county.clerk, on=date(2026, 3, 6), target=county.other_department, reason="属于其职责"
    )
    made = fresh(made)
    assert (made.unit, made.handler, made.received_on) == (county.other_department, None, date(2026, 3, 2))


def test_an_unannounced_year_is_provisional_and_recomputed_when_announced(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 12, 21))
    assert made.due_provisional
    closed = case(county, state=Status.REPLIED, on=date(2026, 12, 21))
    before = fresh(closed).reply_due
    announce_year(year=2027, days=[DayChange(date(2027, 1, 1), is_working=False, name="元旦")], document_number="国办发明电〔2026〕9号", by=None, on=date(2026, 12, 22))  # fmt: skip
    assert reckoning.recompute_stale(date(2026, 12, 22)) == 1
    made = fresh(made)
    assert not made.due_provisional
    change = ClockChange.objects.filter(request=made).last()
    assert (change.by_calendar, change.before_provisional, change.after_provisional) == (True, True, False)
    assert fresh(closed).reply_due == before
    assert reckoning.recompute_stale(date(2026, 12, 22)) == 0


def test_the_kept_date_is_the_date_from_scratch_in_every_state(county):
    for state in Status.values:
        made = fresh(case(county, state=state))
        found = deadline(made, made.steps.last().on, working_calendar())
        assert (made.received_on, made.reply_due) == (found.received_on, found.reply_due), state
        assert recompute(made, on=made.steps.last().on, cause="再算") is None


def test_submitting_twice_is_one_case_with_one_code(county):
    key, day = uuid4(), date(2026, 3, 2)
    first = intake.submit(county.department, application(), key=key, at=at(day), on=day)
    again = intake.submit(county.department, application(), key=key, at=at(day), on=day)
    assert (again.request, again.code) == (first.request, "")
    assert first.code
    assert InformationRequest.objects.count() == 1


def test_personal_data_is_sealed_and_the_same_person_is_found(county):
    made = receive(county)
    other = receive(county, person={"identity": "37011219800101123 x ", "name": "李 明"})
    applicant = fresh(made).applicant
    assert (applicant.identity, applicant.phone) == (ID_NUMBER, "13800001234")
    assert ID_NUMBER.encode() not in bytes(applicant.identity_sealed)
    assert applicant.person_index == fresh(other).applicant.person_index
    applicant.phone_sealed = applicant.identity_sealed
    with pytest.raises(Exception, match="密文与所在位置不符"):
        _ = applicant.phone


def test_reopened_the_decision_sets_the_period_and_the_first_year_counts(county):
    made = case(county, state=Status.CLOSED, on=date(2026, 3, 2))
    deciding.reopen(
        made, by=county.head, on=date(2026, 6, 1), reason="青政复决〔2026〕3号", until=date(2026, 6, 15)
    )
    made = fresh(made)
    assert (made.status, made.reply_due) == (Status.PROCESSING, date(2026, 6, 15))
    advance(county, made, Status.REPLIED, on=date(2026, 6, 10))
    made = fresh(made)
    assert made.decided_on == date(2026, 3, 2)
    assert made.replies.standing().get().version == 2
