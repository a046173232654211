"""The three tables: acts by state, over their complement; what is refused writes nothing."""

from __future__ import annotations

import pytest

from accounts.policies import Refused
from audit.models import AuditEntry
from interpretation.actions import answering, drafting, pieces, releasing, reviewing, taking
from interpretation.checks import workflow_is_complete
from interpretation.models import InterpretationEdition, Message, PolicyAnswer
from interpretation.workflow import (
    MESSAGE_TRANSITIONS,
    PIECE_TRANSITIONS,
    TRANSITIONS,
    Action,
    MessageAction,
    MessageStatus,
    NotPossible,
    PieceAction,
    PieceStatus,
    Status,
    next_status,
)
from tests import interpretations
from tests.factories import ON, County

pytestmark = pytest.mark.django_db


def test_the_tables_are_complete():
    assert workflow_is_complete(None) == []


def test_acts_of_one_table_do_not_answer_for_another():
    """`edit` is a word of two tables; a material under review goes back, a published piece is not edited at all."""
    assert next_status(Status.APPROVED, Action.EDIT) == Status.DRAFT
    with pytest.raises(NotPossible):
        next_status(PieceStatus.PUBLISHED, PieceAction.EDIT)


def _material(county: County, made: InterpretationEdition, action: Action) -> object:
    """The act by whoever may do it in the right state."""
    seen = made.content_hash
    return {
        Action.EDIT: lambda: drafting.save(made, by=county.clerk, on=ON, revision=made.revision, values={"title": "改"}),
        Action.SUBMIT: lambda: reviewing.submit(made, by=county.clerk, on=ON),
        Action.PASS_SECRECY: lambda: reviewing.pass_secrecy(made, by=county.secrecy_reviewer, on=ON, text="同意", seen=seen),
        Action.APPROVE: lambda: reviewing.approve(made, by=county.head, on=ON, text="同意", seen=seen),
        Action.RETURN: lambda: reviewing.send_back(
            made, by=county.head if made.status == Status.SIGNING else county.secrecy_reviewer, on=ON, text="改", seen=seen
        ),
        Action.RECALL: lambda: reviewing.recall(made, by=county.clerk, on=ON, reason="再想想"),
        Action.PUBLISH: lambda: releasing.publish(made, by=county.clerk, on=ON),
        Action.WITHDRAW: lambda: releasing.withdraw(made, by=county.head, on=ON, reason="有误"),
        Action.RESTORE: lambda: releasing.restore(made, by=county.head2, on=ON, reason="无误"),
        Action.DISCARD: lambda: drafting.discard(made, by=county.clerk, on=ON, reason="重复"),
    }[action]()  # fmt: skip


@pytest.mark.parametrize("state", list(Status))
def test_a_material_allows_exactly_the_acts_of_its_state(county, state):
    made = interpretations.material(county, state=state)
    for action in Action:
        if action == Action.SUPERSEDE or state in TRANSITIONS[action].sources:
            continue
        before, entries = (
            InterpretationEdition.objects.filter(pk=made.pk).values().get(),
            AuditEntry.objects.count(),
        )
        with pytest.raises((Refused, NotPossible)):
            _material(county, InterpretationEdition.objects.get(pk=made.pk), action)
        assert InterpretationEdition.objects.filter(pk=made.pk).values().get() == before, action
        assert AuditEntry.objects.count() == entries, action


@pytest.mark.parametrize("action", [one for one in Action if one != Action.SUPERSEDE])
def test_every_act_on_a_material_leads_where_the_table_says(county, action):
    source = TRANSITIONS[action].sources[0]
    made = interpretations.material(county, state=source)
    _material(county, made, action)
    made.refresh_from_db()
    assert made.status == TRANSITIONS[action].target


def _piece(county: County, made: PolicyAnswer, action: PieceAction) -> object:
    return {
        PieceAction.EDIT: lambda: pieces.save(made, by=county.clerk, revision=made.revision, values={"keywords": "新"}),
        PieceAction.SUBMIT: lambda: pieces.submit(made, by=county.clerk),
        PieceAction.APPROVE: lambda: pieces.approve(made, by=county.head, on=ON, seen=made.content_hash),
        PieceAction.RETURN: lambda: pieces.send_back(made, by=county.head, seen=made.content_hash, reason="改"),
        PieceAction.WITHDRAW: lambda: pieces.withdraw(made, by=county.head, reason="有误"),
        PieceAction.REWORK: lambda: pieces.rework(made, by=county.clerk, reason="更新"),
    }[action]()  # fmt: skip


@pytest.mark.parametrize("state", list(PieceStatus))
def test_a_piece_allows_exactly_the_acts_of_its_state(county, state):
    made = interpretations.answer(county, state=state)
    for action in PieceAction:
        if state in PIECE_TRANSITIONS[action].sources:
            continue
        before, entries = PolicyAnswer.objects.filter(pk=made.pk).values().get(), AuditEntry.objects.count()
        with pytest.raises((Refused, NotPossible)):
            _piece(county, PolicyAnswer.objects.get(pk=made.pk), action)
        assert PolicyAnswer.objects.filter(pk=made.pk).values().get() == before, action
        assert AuditEntry.objects.count() == entries, action


@pytest.mark.parametrize("action", list(PieceAction))
def test_every_act_on_a_piece_leads_where_the_table_says(county, action):
    made = interpretations.answer(county, state=PIECE_TRANSITIONS[action].sources[0])
    _piece(county, made, action)
    made.refresh_from_db()
    assert made.status == PIECE_TRANSITIONS[action].target


def _message(county: County, made: Message, action: MessageAction) -> object:
    seen = made.content_hash
    return {
        MessageAction.ASSIGN: lambda: taking.assign(made, by=county.office, on=ON, unit=county.other_department, note="职责"),
        MessageAction.DRAFT: lambda: answering.draft(
            made, by=county.clerk, on=ON, revision=made.revision, answer=interpretations.ANSWER
        ),
        MessageAction.RETURN: lambda: answering.send_back(made, by=county.head, on=ON, seen=seen, reason="再写"),
        MessageAction.ANSWER: lambda: answering.answer(made, by=county.head, on=ON, seen=seen),
        MessageAction.EXTEND: lambda: taking.extend(
            made, by=county.head, on=ON, working_days=2, reason="需要会商有关部门"
        ),
        MessageAction.HIDE: lambda: answering.hide(made, by=county.head, on=ON, reason="有误"),
        MessageAction.RATE: lambda: answering.rate(made, on=ON, rating=5),
    }[action]()  # fmt: skip


@pytest.mark.parametrize("state", list(MessageStatus))
def test_a_message_allows_exactly_the_acts_of_its_state(county, state):
    values = {"unit": None} if state == MessageStatus.RECEIVED else {}
    made = interpretations.message(county, state=state, **values)
    for action in MessageAction:
        if state in MESSAGE_TRANSITIONS[action].sources:
            continue
        before, entries = Message.objects.filter(pk=made.pk).values().get(), AuditEntry.objects.count()
        with pytest.raises((Refused, NotPossible)):
            _message(county, Message.objects.get(pk=made.pk), action)
        assert Message.objects.filter(pk=made.pk).values().get() == before, action
        assert AuditEntry.objects.count() == entries, action


@pytest.mark.parametrize("action", list(MessageAction))
def test_every_act_on_a_message_leads_where_the_table_says(county, action):
    source = MESSAGE_TRANSITIONS[action].sources[-1]
    made = interpretations.message(county, state=source)
    _message(county, made, action)
    made.refresh_from_db()
    assert made.status == (MESSAGE_TRANSITIONS[action].target or source)
