"""Random acts in random order on a real case: whatever happens, what must always hold does (hypothesis)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.policies import Refused
from requests_app.actions import asking, charging, closing, deciding, delivering, extending, intake
from requests_app.deadlines import deadline
from requests_app.models import InformationRequest, Reply
from requests_app.workflow import ENDED, OPEN, NotPossible, Status
from statute.loading import working_calendar
from statute.outcomes import OutcomeCode
from tests.applications import GRANT, INTERNAL, NOT_FOUND, UNCORRECTED, VALUES, receive

START = date(2026, 3, 2)


def acts(county):
    """Each act as it would be called on a day, right or wrong."""
    clerk, head = county.clerk, county.head
    return {
        "register": lambda c, on: intake.register(c, by=clerk, on=on),
        "review": lambda c, on: intake.start_review(c, by=clerk, on=on),
        "accept": lambda c, on: intake.accept(c, by=clerk, on=on),
        "ask": lambda c, on: asking.ask_correction(c, by=clerk, on=on, what="年度", until=on + timedelta(days=9)),
        "correct": lambda c, on: asking.correct(c, by=None, on=on, answer="2025"),
        "why": lambda c, on: asking.ask_reason(c, by=clerk, on=on, count=40, text="多", until=on + timedelta(days=9)),
        "because": lambda c, on: asking.give_reason(c, by=clerk, on=on, answer="研究", is_reasonable=True),
        "defer": lambda c, on: asking.defer(c, by=head, on=on, until=on + timedelta(days=80), reason="多"),
        "extend": lambda c, on: extending.extend(c, by=head, on=on, days=7, reason="多"),
        "revoke": lambda c, on: extending.revoke_extension(c, by=head, on=on, reason="已找到"),
        "consult": lambda c, on: extending.consult(
            c, by=clerk, on=on, kind="third_party", party="某公司", question="?", delivered_on=on
        ),
        "joint": lambda c, on: extending.consult(c, by=clerk, on=on, kind="joint_agency", party="某局", question="?"),
        "opinion": lambda c, on: extending.answer_consultation(
            c.consultations.filter(answered_on=None).first() or missing(), by=clerk, on=on, position="agrees", answer=""
        ),
        "fee": lambda c, on: charging.notify(c, by=clerk, on=on, pages=68),
        "pay": lambda c, on: charging.pay(c, by=clerk, on=on, receipt_no="票1"),
        "waive": lambda c, on: charging.waive(c, by=head, on=on, reason="低保家庭"),
        "grant": lambda c, on: deciding.decide(c, by=clerk, on=on, answers=GRANT, values=VALUES),
        "deny": lambda c, on: deciding.decide(c, by=clerk, on=on, answers=INTERNAL, values=VALUES),
        "nothing": lambda c, on: deciding.decide(c, by=clerk, on=on, answers=NOT_FOUND, values=VALUES),
        "gone": lambda c, on: deciding.decide(c, by=clerk, on=on, answers=UNCORRECTED, values=VALUES),
        "submit": lambda c, on: deciding.submit_reply(c, by=clerk, on=on),
        "secrecy": lambda c, on: deciding.pass_secrecy(prepared(c), by=county.secrecy_reviewer, on=on, opinion="同意", seen=""),
        "sign": lambda c, on: deciding.sign_reply(prepared(c), by=head, on=on, opinion="同意", seen=""),
        "answer": lambda c, on: delivering.answer(
            c, by=clerk, on=on, way="direct", evidence="李明"
        ),
        "close": lambda c, on: closing.close(c, by=clerk, on=on),
        "archive": lambda c, on: closing.archive(c, by=clerk, on=on),
        "withdraw": lambda c, on: closing.withdraw(c, by=None, on=on, reason=""),
        "reopen": lambda c, on: deciding.reopen(c, by=head, on=on, reason="复议决定", until=on + timedelta(days=15)),
    }  # fmt: skip


def missing():
    raise Refused("没有。")


def prepared(case: InformationRequest) -> Reply:
    return case.replies.in_preparation().first() or missing()


WAY = ("register", "review", "accept", "grant", "submit", "secrecy", "sign", "answer", "close", "archive")
ASIDE = (
    "ask", "correct", "why", "because", "defer", "extend", "revoke", "consult", "joint", "opinion", "fee", "pay", "waive",
    "deny", "nothing", "gone", "withdraw", "reopen",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(WAY),
            st.sampled_from(ASIDE),
        ),
        st.integers(0, 6),
    ),
    min_size=8,
    max_size=26,
)


def holds(case: InformationRequest, on: date) -> None:
    """The invariants, read from the database anew."""
    case = InformationRequest.objects.get(pk=case.pk)
    assert case.replies.standing().count() <= 1
    assert case.replies.in_preparation().count() <= 1
    assert case.extensions.filter(revoked_on=None).count() <= 1
    if case.status in ENDED:
        assert case.outcome in set(OutcomeCode)
        assert case.decided_on is not None
    if case.status in (Status.REPLIED, Status.ABANDONED):
        reply = case.replies.standing().get()
        assert reply.outcome == case.outcome
        assert reply.signed_by_id not in (reply.prepared_by_id, reply.submitted_by_id, reply.secrecy_by_id)
        assert not reply.gives or reply.secrecy_hash == reply.content_hash
    if not (case.is_open and case.reopened_on):
        found = deadline(case, on, working_calendar())
        assert (case.received_on, case.reply_due, case.due_provisional) == (
            found.received_on, found.reply_due, found.provisional,
        )  # fmt: skip
        assert not found.refused
    new = InformationRequest.objects.count()
    ended = InformationRequest.objects.filter(status__in=ENDED).count()
    carried = InformationRequest.objects.filter(status__in=OPEN).count()
    assert new == ended + carried


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, helped=st.booleans())
def test_whatever_is_done_in_whatever_order_the_rules_hold(county, steps, helped):
    case, on = receive(county, on=START), START
    calls = acts(county)
    if helped:  # some runs begin well on the way, so that the late acts are reached too
        for name in WAY[:3]:
            calls[name](case, on)
    for name, days in steps:
        on = working_calendar().add_working_days(on, days).date if days else on
        case = InformationRequest.objects.get(pk=case.pk)
        before = (case.status, case.revision)
        try:
            calls[name](case, on)
        except (Refused, NotPossible):
            again = InformationRequest.objects.get(pk=case.pk)
            assert (again.status, again.revision) == before
            continue
        holds(case, on)
