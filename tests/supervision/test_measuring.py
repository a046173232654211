"""Every automatic indicator goes from red to green when the facts do; the code of each names its query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from disclosure.models import Topic, ValidityEvent
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import planning
from interpretation.models import Message
from interpretation.workflow import Form, MessageStatus
from participation.models import Consultation
from requests_app.models import Correction, InformationRequest, Letter
from requests_app.workflow import Status as RequestStatus
from supervision.actions import rectifying
from supervision.complaint_workflow import ComplaintState, OrderState
from supervision.measuring import GAUGES, Fact, Scope, measured
from supervision.models import Complaint
from supervision.scoring import colour_of
from tests import applications, complaints, documents, interpretations, reports, trainings, villages
from tests.evaluations import scheme
from tests.factories import ON, County
from tests.open.made import guide_in_force
from tests.participation import made as taking_part
from village.models import BoardItem, Comparison
from village.workflow import Status as VillageStatus

pytestmark = pytest.mark.django_db
EVER = (date(2020, 1, 1), date(2099, 12, 31))
PUBLISHED = DocumentStatus.PUBLISHED
Make = Callable[[County], object]


@dataclass(frozen=True)
class Case:
    """`wrong` makes the facts of a red score, `right` those of a better one."""

    wrong: Make
    right: Make
    unit: str = "department"
    on: date = ON


def _document(county, **values):
    return documents.document(county, state=PUBLISHED, **values)


def _whole(county):
    topic = Topic.objects.create(code="X1", name="民政")
    return _document(county, topic_id=topic.pk, keywords="低保;标准", doc_number="青民发〔2026〕9号")


def _validity(days: int) -> Make:
    def make(county):
        due = {"due_on": ON, "applied_on": ON + timedelta(days)}
        return ValidityEvent.objects.create(edition=_document(county), validity="repealed", **due)

    return make


def _planned(county):
    made = documents.draft(county)
    plan = interpretations.plan(county, made, forms=["text"])
    planning.postpone(plan, by=county.head, on=ON, reason="防汛紧急,先行发布")
    return documents.advance(county, made, PUBLISHED)


def _material(form: str) -> Make:
    def make(county):
        edition = _planned(county)
        return interpretations.material(county, edition, form)

    return make


def _reply(days: int) -> Make:
    def make(county):
        made = applications.case(county, state=RequestStatus.REPLIED)
        end = made.decided_on
        InformationRequest.objects.filter(pk=made.pk).update(reply_due=end - timedelta(days))

    return make


def _replied_after(days: int) -> Make:
    def make(county):
        made = applications.case(county, state=RequestStatus.REPLIED)
        received = made.decided_on - timedelta(days)
        InformationRequest.objects.filter(pk=made.pk).update(received_on=received)

    return make


def _correction(is_late: bool) -> Make:
    def make(county):
        made = applications.case(county, state=RequestStatus.AWAITING_CORRECTION)
        Correction.objects.filter(request=made).update(is_late=is_late)

    return make


def _letter(is_void: bool) -> Make:
    def make(county):
        made = applications.case(county, state=RequestStatus.REPLIED)
        if is_void:
            Letter.objects.filter(request=made).delete()

    return make


def _answered(days: int) -> Make:
    def make(county):
        made = interpretations.message(county, state=MessageStatus.ANSWERED)
        Message.objects.filter(pk=made.pk).update(due_on=made.answered_on - timedelta(days))

    return make


def _rated(rating: int) -> Make:
    def make(county):
        made = interpretations.message(county, state=MessageStatus.ANSWERED)
        Message.objects.filter(pk=made.pk).update(rating=rating)

    return make


def _consulted(days: int, state: str = "published") -> Make:
    def make(county):
        made = taking_part.consultation(county, state=state)
        Consultation.objects.filter(pk=made.pk).update(
            closes_at=made.open_from + timedelta(days=days, hours=1)
        )

    return make


def _published_in_time(county):
    waiting = BoardItem.objects.waiting().filter(matter__title="最低生活保障和特困人员")
    made = waiting.earliest("period_start")
    BoardItem.objects.filter(pk=made.pk).update(due_on=ON)
    made.refresh_from_db()
    villages.advance(county, made, VillageStatus.PUBLISHED)


def _compared(outcome: str) -> Make:
    def make(county):
        made = villages.item(county, state=VillageStatus.PUBLISHED)
        Comparison.objects.create(item=made, outcome=outcome, checked_on=ON)

    return make


def _ordered(days: int) -> Make:
    def make(county):
        made = complaints.order(county)
        made = rectifying.hand_in(
            made, by=county.clerk, on=made.due_on + timedelta(days), text=complaints.DONE
        )
        rectifying.accept(made, by=county.office, on=made.due_on, verdict="好", revision=made.revision)

    return make


def _upheld(county):
    made = complaints.complaint(county, state=ComplaintState.RECTIFYING).order
    made = rectifying.hand_in(made, by=county.clerk, on=ON, text=complaints.DONE)
    rectifying.accept(made, by=county.office, on=ON, verdict="好", revision=made.revision)


def _nothing(county):
    return None


YEARS_ON = timezone.localdate() + timedelta(days=3 * 366)
CASES = {
    "items_filled": Case(documents.published_catalog, lambda c: [_document(c, items=[documents.item(c, place=n)]) for n in range(5)]),
    "published_in_time": Case(lambda c: _document(c, formed_on=date(2025, 6, 2)), lambda c: _document(c, doc_number="青民发〔2026〕8号")),
    "metadata_complete": Case(_document, _whole),
    "validity_marked": Case(_validity(9), _validity(0)),
    "guide_fresh": Case(_nothing, guide_in_force, on=timezone.localdate()),
    "editions_current": Case(documents.published_catalog, _nothing, on=YEARS_ON),
    "interpreted": Case(_planned, _material(Form.TEXT), on=YEARS_ON),
    "interpreted_in_time": Case(_planned, _material(Form.TEXT), on=YEARS_ON),
    "beyond_text": Case(_material(Form.TEXT), _material(Form.PRESS)),
    "replies_in_time": Case(_reply(3), _reply(0)),
    "reply_days": Case(_replied_after(60), _replied_after(0)),
    "corrections_in_time": Case(_correction(is_late=True), _correction(is_late=False)),
    "letters_complete": Case(_letter(is_void=True), _letter(is_void=False)),
    "not_corrected": Case(lambda c: applications.challenge(c, "corrected"), lambda c: applications.challenge(c, "upheld")),
    "messages_in_time": Case(_answered(3), _answered(0)),
    "satisfaction": Case(_rated(1), _rated(5)),
    "drafts_open": Case(_consulted(10), _consulted(40), on=date(2026, 12, 31)),
    "feedback_published": Case(taking_part.consultation, lambda c: taking_part.consultation(c, state="settled"), on=date(2026, 12, 31)),
    "villages_in_time": Case(villages.due, _published_in_time, "township"),
    "villages_equal": Case(_compared("different"), lambda c: Comparison.objects.update(outcome="equal"), "township"),
    "orders_in_time": Case(_ordered(3), _ordered(-1)),
    "complaints_unfounded": Case(_upheld, lambda c: complaints.complaint(c, state=ComplaintState.CONCLUDED)),
    "trained": Case(trainings.held, lambda c: trainings.held(c, came=2)),
    "report_in_time": Case(_nothing, lambda c: reports.report(c, state="published"), on=ON),
}  # fmt: skip


def fact(county: County, code: str, case: Case) -> Fact:
    unit = getattr(county, case.unit)
    units = [county.department.pk, county.township.pk]
    span = (date(2026, 1, 1), date(2026, 12, 31)) if code in ("report_in_time", "villages_in_time") else EVER
    return measured([code], Scope(units, *span, case.on))[code].get(unit.pk, Fact())


def test_every_measure_has_a_case():
    assert set(CASES) == set(GAUGES)


@pytest.mark.parametrize("code", CASES)
def test_red_amber_and_green_by_changing_facts(county, code):
    case = CASES[code]
    indicator = scheme(county).indicators.get(measure=code)
    shown = {
        "points": str(indicator.points),
        "full": str(indicator.full),
        "zero": str(indicator.zero),
        "per": GAUGES[code].per,
    }

    def colour(found: Fact) -> str:
        return colour_of({"indicator": shown, **found.as_json()})

    case.wrong(county)
    red = fact(county, code, case)
    assert colour(red) == "red", red
    case.right(county)
    if code == "editions_current":
        case = replace(case, on=timezone.localdate())
    better = fact(county, code, case)
    assert better.number != red.number or better.of != red.of
    per = GAUGES[code].per
    amber = (float(indicator.full) - float(indicator.zero)) * 0.75 + float(indicator.zero)
    assert colour(Fact(round(amber * 100), 100 * per)) == "amber"
    assert colour(Fact(round(float(indicator.full) * 100), 100 * per)) == "green"
    good = better.number / better.of if better.of else 0
    before = red.number / red.of if red.of else 0
    assert good != before


def test_what_is_wrong_is_named(county):
    _upheld(county)
    found = fact(county, "complaints_unfounded", CASES["complaints_unfounded"])
    assert found.listed == [Complaint.objects.get().number]


def test_many_units_cost_no_more_queries_than_one(county, django_assert_max_num_queries):
    complaints.order(county, state=OrderState.CLOSED)
    units = [county.department.pk, county.other_department.pk, county.township.pk, county.other_township.pk]
    with django_assert_max_num_queries(55):
        measured(GAUGES, Scope(units, *EVER, ON))
