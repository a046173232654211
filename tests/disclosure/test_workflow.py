"""The table of states and acts, written out a second time and tried over every combination."""

import re

import pytest

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.actions import deciding, drafting, releasing
from disclosure.checks import workflow_is_complete
from disclosure.models import (
    Delivery,
    Document,
    DocumentEdition,
    Finding,
    IndexCounter,
    Opinion,
    Placement,
    ReleaseCondition,
    ValidityEvent,
    Withdrawal,
)
from disclosure.policies import verdicts
from disclosure.workflow import TRANSITIONS, Action, Attribute, NotPossible, Status, available, next_status
from tests import documents
from tests.factories import ON

S, A = Status, Action
REVIEWS = [S.SECRECY, S.REFERRED, S.OFFICE, S.SIGNING]
LEADS = {
    A.EDIT: dict.fromkeys([S.DRAFT, *REVIEWS, S.SIGNED], S.DRAFT),
    A.SUBMIT: {S.DRAFT: S.SECRECY},
    A.PASS_SECRECY: {S.SECRECY: S.OFFICE},
    A.REFER: {S.SECRECY: S.REFERRED},
    A.RESOLVE: {S.REFERRED: S.SECRECY},
    A.REVIEW: {S.OFFICE: S.SIGNING},
    A.SIGN: {S.SIGNING: S.SIGNED},
    A.RETURN: dict.fromkeys(REVIEWS, S.DRAFT),
    A.RECALL: dict.fromkeys([*REVIEWS, S.SIGNED], S.DRAFT),
    A.PUBLISH: {S.SIGNED: S.PUBLISHED},
    A.SUPERSEDE: dict.fromkeys([S.PUBLISHED, S.LEDGER, S.WITHDRAWN], S.SUPERSEDED),
    A.WITHDRAW: {S.PUBLISHED: S.WITHDRAWN},
    A.RESTORE: {S.WITHDRAWN: S.PUBLISHED},
    A.DISCARD: {S.DRAFT: S.DISCARDED},
}


def fingerprint() -> dict[str, list]:
    """Every value of every row the acts could write."""
    models = (
        Document, DocumentEdition, Placement, Opinion, Finding, ReleaseCondition, ValidityEvent, Withdrawal,
        Delivery, IndexCounter, AuditEntry,
    )  # fmt: skip
    found = {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}
    return found | {"authors": sorted(DocumentEdition.authors.through.objects.values_list())}


def acts(county, edition):
    """Name → (action, the act by the person whose turn it would be)."""
    by, seen = {"by": county.clerk, "on": ON}, edition.content_hash
    word = {"on": ON, "text": "意见"}
    returner = {
        S.SECRECY: county.secrecy_reviewer,
        S.REFERRED: county.office,
        S.OFFICE: county.office_reviewer,
    }
    return {
        "save_draft": (A.EDIT, lambda: drafting.save_draft(edition, revision=edition.revision, values={"title": "新标题"}, **by)),
        "submit": (A.SUBMIT, lambda: deciding.submit(edition, **by)),
        "pass_secrecy": (A.PASS_SECRECY, lambda: deciding.pass_secrecy(edition, by=county.secrecy_reviewer, seen=seen, **word)),
        "refer": (A.REFER, lambda: deciding.refer(edition, by=county.secrecy_reviewer, seen=seen, **word)),
        "resolve": (A.RESOLVE, lambda: deciding.resolve(edition, by=county.office, attribute="open", **word)),
        "review": (A.REVIEW, lambda: deciding.review(edition, by=county.office_reviewer, seen=seen, **word)),
        "sign": (A.SIGN, lambda: deciding.sign(edition, by=county.head, seen=seen, attribute="open", **word)),
        "return_document": (
            A.RETURN,
            lambda: deciding.return_document(edition, by=returner.get(S(edition.status), county.head), seen=seen, **word),
        ),
        "recall": (A.RECALL, lambda: deciding.recall(edition, reason="有误", **by)),
        "publish": (A.PUBLISH, lambda: releasing.publish(edition, **by)),
        "withdraw": (A.WITHDRAW, lambda: releasing.withdraw(edition, by=county.head2, reason="有误", behaviour="gone")),
        "restore": (A.RESTORE, lambda: releasing.restore(edition, by=county.head2, reason="已核实")),
        "discard": (A.DISCARD, lambda: drafting.discard(edition, reason="重复", **by)),
    }  # fmt: skip


ACTS = ["save_draft", "submit", "pass_secrecy", "refer", "resolve", "review", "sign", "return_document", "recall",
        "publish", "withdraw", "restore", "discard"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", S)
def test_every_act_in_every_state_does_what_the_table_says_or_nothing_at_all(county, state, act):
    attribute = Attribute.NOT_OPEN if state == S.LEDGER else Attribute.OPEN
    edition = documents.document(county, state=state, proposed_attribute=attribute)
    assert edition.status == state
    action, perform = acts(county, edition)[act]
    before = fingerprint()
    if state in LEADS[action]:
        perform()
        edition.refresh_from_db()
        assert edition.status == LEADS[action][state]
        assert AuditEntry.objects.count() == len(before["AuditEntry"]) + 1
    else:
        with pytest.raises((Refused, NotPossible)) as refusal:
            perform()
        assert re.fullmatch(r"本件现在是“.+”,不(能.+|在审查环节)。", str(refusal.value))
        assert fingerprint() == before


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("state", S)
def test_the_table_is_as_declared(state, action):
    if state in LEADS[action]:
        assert next_status(state, action) == LEADS[action][state]
        assert action in available(state)
    else:
        with pytest.raises(NotPossible, match=f"现在是“{state.label}”,不能{action.label}"):
            next_status(state, action)
        assert action not in available(state)


def test_the_start_up_check_finds_the_table_complete():
    assert workflow_is_complete(None) == []
    assert all(row.article for action, row in TRANSITIONS.items() if action not in (A.DISCARD, A.RECALL))


EDITORS = {"clerk", "clerk2", "head", "head2", "government_clerk", "government_head", "city_head"}
IN_CHARGE = {"head", "head2", "office", "office2"}
MAY = {
    A.EDIT: dict.fromkeys([S.DRAFT, *REVIEWS, S.SIGNED], EDITORS),
    A.SUBMIT: {S.DRAFT: EDITORS},
    A.RECALL: dict.fromkeys([*REVIEWS, S.SIGNED], EDITORS),
    A.DISCARD: {S.DRAFT: EDITORS},
    "review_now": {
        S.SECRECY: {"secrecy_reviewer", "secrecy_reviewer2"},
        S.OFFICE: {"office_reviewer"},
        S.SIGNING: {"head", "head2"},
    },
    A.RESOLVE: {S.REFERRED: {"office", "office2"}},
    A.PUBLISH: {S.SIGNED: EDITORS},
    A.WITHDRAW: {S.PUBLISHED: IN_CHARGE},
    A.RESTORE: {S.WITHDRAWN: IN_CHARGE - {"head"}},  # `head` took it down
    "revise": dict.fromkeys([S.PUBLISHED, S.LEDGER, S.WITHDRAWN, S.SUPERSEDED], EDITORS),
}
MAY[A.RETURN] = MAY["review_now"] | MAY[A.RESOLVE]


@pytest.mark.django_db
@pytest.mark.parametrize("state", S)
def test_every_person_state_and_act_equals_the_declared_table(county, state):
    attribute = Attribute.NOT_OPEN if state == S.LEDGER else Attribute.OPEN
    edition = documents.document(county, state=state, proposed_attribute=attribute)
    for name, someone in county.people.items():
        for action, verdict in verdicts(someone, edition).items():
            assert bool(verdict) is (name in MAY[action].get(state, ())), (name, action)
            assert verdict or re.search(r"[\u4e00-\u9fff].*。$", verdict.reason), (name, action)
