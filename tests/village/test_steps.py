"""Every act from every state it does not allow is refused and writes nothing; the database says no too."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.actions import grant_role
from accounts.policies import Refused
from accounts.roles import Role
from audit.models import AuditEntry
from tests import villages
from tests.factories import ON
from village.actions import boarding, deciding
from village.actions.stepping import Conflict
from village.models import BoardItem
from village.workflow import TRANSITIONS, Action, NotPossible, Status, available, next_status

pytestmark = pytest.mark.django_db
A = Action
LATE = ON + timedelta(days=60)


def acts(county):
    """Each act of the table as a call that would succeed in the right state."""
    return {
        A.PROPOSE: lambda made: deciding.propose(made, villages.content(), by=county.village_officer, on=LATE),
        A.REVIEW: lambda made: deciding.review(
            made, by=county.village_supervisor, on=LATE, note="属实", seen=made.content_hash
        ),
        A.RETURN: lambda made: deciding.send_back(
            made, by=county.village_supervisor if made.status != Status.REVIEWED else county.village_party,
            on=ON, reason="金额不对",
        ),
        A.DECIDE: lambda made: deciding.decide(
            made, by=county.village_party, on=LATE, meeting="同意", seen=made.content_hash
        ),
        A.PUBLISH: lambda made: deciding.publish(made, by=county.village_officer, on=LATE),
        A.POST: lambda made: boarding.post(made, by=county.village_officer, on=LATE),
        A.WITHDRAW: lambda made: deciding.withdraw(made, by=county.village_officer, on=LATE, reason="有误"),
        A.ORDER: lambda made: boarding.order(
            made, by=county.township_clerk, on=LATE, reason="核实", until=LATE
        ),
        A.OBJECT: lambda made: boarding.object_to(made, key=UUID(int=1), on=ON, text="少了一户"),
    }  # fmt: skip


def test_every_act_has_a_call(county):
    assert set(acts(county)) == set(Action)


@pytest.mark.parametrize("state", Status)
@pytest.mark.parametrize("action", Action)
def test_the_table_decides(county, action, state):
    made = villages.item(county, state=state)
    entries = AuditEntry.objects.count()
    if action in available(state):
        acts(county)[action](made)
        made.refresh_from_db()
        assert made.status == (TRANSITIONS[action].target or state)
        assert AuditEntry.objects.count() > entries
        return
    before = BoardItem.objects.filter(pk=made.pk).values().get()
    with pytest.raises((Refused, NotPossible)):
        acts(county)[action](made)
    assert BoardItem.objects.filter(pk=made.pk).values().get() == before
    assert AuditEntry.objects.count() == entries


def test_the_table_refuses_in_words():
    with pytest.raises(NotPossible, match="待提出"):
        next_status(Status.DUE, A.PUBLISH)


@pytest.mark.parametrize(
    ("state", "values", "constraint"),
    [
        (Status.PROPOSED, {"status": "reviewed", "reviewed_on": ON, "reviewed_by": "village_officer"}, "board_step_reviewed"),
        (Status.PROPOSED, {"status": "published", "published_on": ON}, "board_step"),
        (Status.REVIEWED, {"status": "decided", "decided_on": ON, "decided_by": "village_supervisor"}, "board_step_decided"),
        (Status.REVIEWED, {"status": "decided", "decided_on": ON, "decided_by": "village_party"}, "board_step_decided"),
        (Status.DECIDED, {"status": "published", "published_on": ON - timedelta(days=1)}, "board_step_published"),
        (Status.DUE, {"status": "proposed"}, "board_step_proposed"),
    ],
)  # fmt: skip
def test_the_database_keeps_the_steps_apart(county, state, values, constraint):
    """The fourth row: the decision is bound to the hash that was reviewed, which is missing here."""
    made = villages.item(county, state=state)
    row = {key: getattr(county, value) if key.endswith("_by") else value for key, value in values.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BoardItem.objects.filter(pk=made.pk).update(**row)


@pytest.mark.parametrize("values", [{"text": "别的"}, {"table": {}}, {"published_on": ON}, {"status": "due"}])
def test_what_is_published_cannot_be_changed(county, values):
    made = villages.item(county, state=Status.PUBLISHED)
    if "published_on" in values:
        values = {"published_on": ON + timedelta(days=1)}
    with pytest.raises(DatabaseError, match="不能修改"), transaction.atomic():
        BoardItem.objects.filter(pk=made.pk).update(**values)


def test_what_is_published_cannot_be_deleted(county):
    made = villages.item(county, state=Status.PUBLISHED)
    with pytest.raises(DatabaseError, match="不能修改"), transaction.atomic():
        made.delete()


def test_who_sits_in_both_bodies_reviews_nothing(county):
    """监督机构成员不是村民委员会成员 (村民委员会组织法 2018 第三十二条)."""
    grant_role(county.village_supervisor, Role.VILLAGE, county.village, by=None)
    made = villages.item(county, state=Status.PROPOSED)
    with pytest.raises(Refused, match="不能是"):
        deciding.review(made, by=county.village_supervisor, on=ON, note="", seen=made.content_hash)


def test_who_reviewed_does_not_see_another_content_pass(county):
    made = villages.item(county, state=Status.PROPOSED)
    with pytest.raises(Refused, match="改动过"):
        deciding.review(made, by=county.village_supervisor, on=ON, note="", seen="0" * 64)


def test_a_stale_form_is_a_conflict(county):
    made = villages.item(county)
    with pytest.raises(Conflict):
        deciding.propose(made, villages.content(), by=county.village_officer, on=ON, revision=7)


def test_an_empty_proposal_is_refused(county):
    made = villages.item(county)
    with pytest.raises(Refused, match="不能空着"):
        deciding.propose(made, deciding.Content(text="  "), by=county.village_officer, on=ON)


def test_a_withdrawal_makes_the_matter_due_again(county):
    made = villages.item(county, state=Status.PUBLISHED)
    anew = deciding.withdraw(made, by=county.village_officer, on=ON, reason="数字有误")
    assert anew.status == Status.DUE
    assert (anew.matter_id, anew.period_start, anew.due_on) == (
        made.matter_id,
        made.period_start,
        made.due_on,
    )
    assert not BoardItem.objects.public().filter(matter=made.matter).exists()
