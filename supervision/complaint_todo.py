"""待办: complaints to check and to decide, orders to carry out and to judge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from supervision.complaint_workflow import ComplaintState, OrderState
from supervision.models import Complaint, Rectification

STEPS = {
    ComplaintState.RECEIVED: "受理",
    ComplaintState.CHECKING: "核查",
    ComplaintState.DECIDING: "审定",
}


def tasks_for(person: Person, today: date) -> list[Task]:
    """The office's and the head's complaints; the unit's orders, the office's verdicts (two queries)."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [*_complaints(person, today), *_orders(person, today)]


def _complaints(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    office, head = direct.get(Role.COUNTY_OFFICE, frozenset()), direct.get(Role.HEAD, frozenset())
    open_ones = Complaint.objects.visible_to(person).open().select_related("unit", "county")
    for one in open_ones.order_by("due_on", "pk"):
        deciding = one.state == ComplaintState.DECIDING
        mine = one.county_id in (head if deciding else office) and one.state != ComplaintState.RECTIFYING
        label = STEPS.get(ComplaintState(one.state), "查看")
        yield Task(
            f"投诉 {one.number} {one.subject}", reverse("admin:supervision_complaint_change", args=[one.pk]), one.unit.name,
            one.get_state_display(), label if mine else "查看", due_on=one.due_on, provisional=one.due_provisional,
            overdue=one.is_overdue(today), mine=mine,
        )  # fmt: skip


def _orders(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    own = direct.get(Role.CLERK, frozenset()) | direct.get(Role.HEAD, frozenset())
    office = direct.get(Role.COUNTY_OFFICE, frozenset())
    open_ones = Rectification.objects.visible_to(person).open().select_related("unit")
    for one in open_ones.order_by("due_on", "pk"):
        waits_for_office = one.state == OrderState.HANDED_IN
        mine = one.county_id in office if waits_for_office else one.unit_id in own
        label = "验收" if waits_for_office else "报送整改情况"
        yield Task(
            f"{one.get_kind_display()} {one.number}", reverse("admin:supervision_rectification_change", args=[one.pk]),
            one.unit.name, one.get_state_display(), label if mine else "查看", due_on=one.due_on,
            provisional=one.due_provisional, overdue=one.is_overdue(today), mine=mine,
        )  # fmt: skip
