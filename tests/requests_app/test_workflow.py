"""The table of steps: every act from every state it does not allow is refused and writes nothing."""

from datetime import timedelta

import pytest

from accounts.policies import Refused
from audit.models import AuditEntry
from requests_app.actions import asking, charging, closing, deciding, delivering, extending, intake
from requests_app.models import CaseStep
from requests_app.workflow import STAGES, TRANSITIONS, Action, NotPossible, Status, available, stage
from tests.applications import GRANT, advance, case
from tests.factories import ON

A = Action
LATER = ON + timedelta(days=14)


def acts(county):
    """Each act of the table as a call that would succeed in the right state."""
    clerk, head = {"by": county.clerk, "on": ON}, {"by": county.head, "on": ON}
    reply = {"on": ON, "opinion": "同意"}
    return {
        A.REGISTER: lambda made: intake.register(made, **clerk),
        A.START_REVIEW: lambda made: intake.start_review(made, **clerk),
        A.ACCEPT: lambda made: intake.accept(made, **clerk),
        A.ASK_CORRECTION: lambda made: asking.ask_correction(made, what="请写明年度", until=LATER, **clerk),
        A.CORRECT: lambda made: asking.correct(made, answer="2025年度", **clerk),
        A.ASK_REASON: lambda made: asking.ask_reason(made, count=40, text="40件", until=LATER, **clerk),
        A.GIVE_REASON: lambda made: asking.give_reason(made, answer="用于研究", is_reasonable=True, **clerk),
        A.NOTIFY_FEE: lambda made: charging.notify(made, pages=68, **clerk),
        A.PAY: lambda made: charging.pay(made, receipt_no="票001", **clerk),
        A.WAIVE_FEE: lambda made: charging.waive(made, reason="低保家庭", **head),
        A.EXTEND: lambda made: extending.extend(made, days=10, reason="需要汇总", **head),
        A.DEFER: lambda made: asking.defer(made, until=ON + timedelta(days=90), reason="件数多", **head),
        A.CONSULT: lambda made: extending.consult(
            made, kind="third_party", party="某公司", question="是否同意公开", **clerk
        ),
        A.ASSIST: lambda made: extending.ask_assistance(
            made, organisation=county.other_department, question="请查找", due_on=LATER, **clerk
        ),
        A.REASSIGN: lambda made: extending.reassign(
            made, target=county.other_department, reason="属于其职责", **clerk
        ),
        A.DECIDE: lambda made: deciding.decide(made, answers=GRANT, values={"provided": "附件"}, **clerk),
        A.SUBMIT_REPLY: lambda made: deciding.submit_reply(made, **clerk),
        A.RETURN_REPLY: lambda made: deciding.return_reply(
            made.replies.get(), by=county.secrecy_reviewer, on=ON, reason="漏页"
        ),
        A.SIGN_REPLY: lambda made: deciding.sign_reply(made.replies.get(), by=county.head, seen="", **reply),
        A.ANSWER: lambda made: delivering.answer(made, way="direct", evidence="李明", **clerk),
        A.CLOSE: lambda made: closing.close(made, **clerk),
        A.ARCHIVE: lambda made: closing.archive(made, **clerk),
        A.WITHDRAW: lambda made: closing.withdraw(made, reason="电话确认", **clerk),
        A.REOPEN: lambda made: deciding.reopen(made, reason="复议决定", until=LATER, **head),
    }


def test_every_act_has_a_call(county):
    assert set(acts(county)) == set(Action)


@pytest.mark.parametrize("state", Status.values)
def test_acts_that_a_state_does_not_allow_are_refused_and_write_nothing(county, state):
    made = case(county, state=state)
    calls = acts(county)
    before = (made.status, made.revision, CaseStep.objects.count(), AuditEntry.objects.count())
    for action in set(Action) - set(available(state)):
        if action in (A.RETURN_REPLY, A.SIGN_REPLY) and not made.replies.exists():
            continue  # there is no reply to speak of
        with pytest.raises((Refused, NotPossible)):
            calls[action](made)
        made.refresh_from_db()
        assert (made.status, made.revision, CaseStep.objects.count(), AuditEntry.objects.count()) == before, (
            action
        )


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (state, action)
        for action, row in TRANSITIONS.items()
        for state in row.sources
        # these need something to have happened first; each has tests of its own
        if action not in {A.SUBMIT_REPLY, A.RETURN_REPLY, A.SIGN_REPLY, A.ANSWER, A.DEFER}
    ],
)
def test_acts_that_a_state_allows_lead_where_the_table_says(county, state, action):
    made = case(county, state=state)
    acts(county)[action](made)
    made.refresh_from_db()
    assert made.status == (TRANSITIONS[action].target or state)
    assert made.steps.last().action == action
    done = AuditEntry.objects.filter(action__startswith="request.").order_by("pk")
    assert done.last().action == f"request.{action.value}"


@pytest.mark.parametrize("state", Status.values)
def test_every_state_has_a_stage(state):
    assert 0 <= stage(state) < len(STAGES)


def test_a_reply_goes_by_two_people_at_least_and_once(county):
    made = case(county, state=Status.REVIEWING_REPLY)
    reply = made.replies.get()
    with pytest.raises(Refused, match="不在签发环节"):
        deciding.sign_reply(reply, by=county.head, on=ON, opinion="同意", seen="")
    with pytest.raises(Refused, match="保密审查员"):
        deciding.pass_secrecy(reply, by=county.superuser, on=ON, opinion="同意", seen="")
    advance(county, made, Status.REPLIED)
    with pytest.raises((Refused, NotPossible)):
        delivering.answer(made, by=county.clerk, on=ON, way="direct", evidence="李明")
    assert made.replies.standing().count() == 1
