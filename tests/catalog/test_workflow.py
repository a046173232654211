"""The table of states and acts, written out a second time and tried over every combination."""

import re

import pytest

from accounts.models import OrganisationKind
from accounts.policies import Refused
from audit.models import AuditEntry
from catalog.actions import editing, reviewing
from catalog.actions.editing import Where
from catalog.checks import workflow_is_complete
from catalog.models import CatalogEdition, Item, Node, PendingChange, Review, RowRemark, Snapshot
from catalog.policies import verdicts
from catalog.tree import faults
from catalog.workflow import TRANSITIONS, Action, NotPossible, Status, available, next_status, review_chain
from tests import factories
from tests.factories import ON, row

S, A = Status, Action
REVIEWS = [S.COUNTY_DEPARTMENT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE]
# Act → state it is possible in → state it leads to, for a township (whose chain has every step).
LEADS = {
    A.EDIT: {S.DRAFT: S.DRAFT, S.APPROVED: S.COUNTY_DEPARTMENT} | dict.fromkeys(REVIEWS, S.COUNTY_DEPARTMENT),
    A.SUBMIT: {S.DRAFT: S.COUNTY_DEPARTMENT},
    A.RECALL: dict.fromkeys([*REVIEWS, S.APPROVED], S.DRAFT),
    A.PASS: dict(zip(REVIEWS, [*REVIEWS[1:], S.APPROVED], strict=True)),
    A.RETURN: dict.fromkeys(REVIEWS, S.DRAFT),
    A.PUBLISH: {S.APPROVED: S.PUBLISHED},
    A.SUPERSEDE: {S.PUBLISHED: S.SUPERSEDED},
    A.DISCARD: {S.DRAFT: S.DISCARDED},
}


def fingerprint() -> dict[str, list]:
    """Every value of every row the acts could write."""
    models = (CatalogEdition, Node, Item, Review, RowRemark, Snapshot, PendingChange, AuditEntry)
    found = {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}
    return found | {"authors": sorted(CatalogEdition.authors.through.objects.values_list())}


def _rows(edition):
    return Node.objects.filter(edition=edition, is_row=True).order_by("lft")


def acts(county, edition):
    """Name → (action, the act by the person whose turn it would be)."""
    clerk = county.clerk_of(edition.unit)
    reviewer = county.reviewer(S(edition.status)) if edition.status in REVIEWS else county.office
    seen = {"on": ON, "opinion": "意见", "seen": edition.content_hash}
    first, last = _rows(edition).first(), _rows(edition).last()
    heading = first.parent
    by = {"by": clerk, "on": ON}
    return {
        "add_row": (A.EDIT, lambda: editing.add_row(edition, row("新增事项"), **by)),
        "change_row": (A.EDIT, lambda: editing.change_row(first, row("甲", "乙", content="改"), **by)),
        "rename_heading": (A.EDIT, lambda: editing.rename_heading(heading, "新名称", **by)),
        "move_node": (A.EDIT, lambda: editing.move_node(last, first, Where.BEFORE, **by)),
        "remove_node": (A.EDIT, lambda: editing.remove_node(last, **by)),
        "submit": (A.SUBMIT, lambda: reviewing.submit(edition, **by)),
        "recall": (A.RECALL, lambda: reviewing.recall(edition, reason="有误", **by)),
        "discard": (A.DISCARD, lambda: editing.discard(edition, reason="重复", **by)),
        "pass_review": (A.PASS, lambda: reviewing.pass_review(edition, by=reviewer, **seen)),
        "return_edition": (A.RETURN, lambda: reviewing.return_edition(edition, by=reviewer, **seen)),
        "publish": (A.PUBLISH, lambda: reviewing.publish(edition, by=county.office2)),
    }


ACTS = [
    "add_row",
    "change_row",
    "rename_heading",
    "move_node",
    "remove_node",
    "submit",
    "recall",
    "discard",
    "pass_review",
    "return_edition",
    "publish",
]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", S)
def test_every_act_in_every_state_does_what_the_table_says_or_nothing_at_all(county, state, act):
    edition = factories.edition(county, county.township, state=state)
    assert edition.status == state
    action, perform = acts(county, edition)[act]
    before = fingerprint()
    if state in LEADS[action]:
        perform()
        edition.refresh_from_db()
        assert edition.status == LEADS[action][state]
        assert AuditEntry.objects.count() == len(before["AuditEntry"]) + 1
        assert faults() == {}
    else:
        with pytest.raises((Refused, NotPossible)) as refusal:
            perform()
        assert re.fullmatch(r"本版目录现在是“.+”,不能.+。", str(refusal.value))
        assert fingerprint() == before


@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("state", S)
def test_the_table_is_as_declared(state, action):
    if state in LEADS[action]:
        assert next_status(state, action, OrganisationKind.TOWNSHIP) == LEADS[action][state]
        assert action in available(state)
    else:
        with pytest.raises(NotPossible, match=f"现在是“{state.label}”,不能{action.label}"):
            next_status(state, action, OrganisationKind.TOWNSHIP)
        assert action not in available(state)


def test_what_is_final_allows_nothing_but_being_superseded():
    assert available(S.PUBLISHED) == (A.SUPERSEDE,)
    assert available(S.SUPERSEDED) == available(S.DISCARDED) == ()


def test_only_a_township_passes_the_county_department_first():
    for kind in OrganisationKind:
        expected = REVIEWS if kind == OrganisationKind.TOWNSHIP else REVIEWS[1:]
        assert list(review_chain(kind)) == expected
        assert next_status(S.DRAFT, A.SUBMIT, kind) == expected[0]
        assert next_status(S.APPROVED, A.EDIT, kind) == expected[0]


def test_a_step_the_unit_no_longer_has_leads_back_into_the_chain_and_not_past_it():
    kind = OrganisationKind.COUNTY_DEPARTMENT
    assert next_status(S.COUNTY_DEPARTMENT, A.PASS, kind) == S.COUNTY_OFFICE


def test_every_step_of_the_review_rests_on_an_instrument():
    assert all(transition.article for action, transition in TRANSITIONS.items() if action != A.DISCARD)


def test_the_start_up_check_finds_the_table_complete():
    assert workflow_is_complete(None) == []


EDITORS = {"township_clerk", "township_head", "government_clerk", "government_head", "city_head"}
OFFICE = {"office", "office2"}
# Action → state → the people who may, for a township's edition drafted by `township_clerk`.
MAY = {
    A.EDIT: dict.fromkeys([S.DRAFT, *REVIEWS, S.APPROVED], EDITORS),
    A.SUBMIT: {S.DRAFT: EDITORS},
    A.RECALL: dict.fromkeys([*REVIEWS, S.APPROVED], EDITORS),
    A.DISCARD: {S.DRAFT: EDITORS},
    A.PASS: {
        S.COUNTY_DEPARTMENT: {"head", "head2"},
        S.COUNTY_OFFICE: OFFICE,
        S.CITY_DEPARTMENT: {"city_reviewer", "city_reviewer2"},
        S.CITY_OFFICE: {"city_officer", "city_officer2"},
    },
    A.PUBLISH: {S.APPROVED: OFFICE},
}
MAY[A.RETURN] = MAY[A.PASS]


@pytest.mark.django_db
@pytest.mark.parametrize("state", S)
def test_every_person_state_and_act_equals_the_declared_table(county, state):
    edition = factories.edition(county, county.township, state=state)
    for name, someone in county.people.items():
        for action, verdict in verdicts(someone, edition).items():
            assert bool(verdict) is (name in MAY[action].get(state, ())), (name, action)
            assert verdict or re.search(r"[\u4e00-\u9fff].*。$", verdict.reason), (name, action)


@pytest.mark.django_db
def test_the_national_standard_is_changed_by_no_act(county):
    edition = factories.standard(county.domain)
    before = fingerprint()
    for someone in county.people.values():
        assert not any(verdicts(someone, edition).values())
        with pytest.raises(Refused, match="国家标准目录不能在这里修改"):
            editing.add_row(edition, row("新增事项"), by=someone, on=ON)
    assert fingerprint() == before
