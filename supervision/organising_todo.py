"""待办: the year's trainings that are still to be held, sheets that are still to be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from supervision.learning import LATE_IN_THE_YEAR, years
from supervision.models import Attendance, Training


def tasks_for(person: Person, today: date) -> list[Task]:
    """The office's trainings; the sheets of those a unit held itself."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [*_owed(person, today), *_sheets(person, today)]


def _owed(person: User, today: date) -> Iterator[Task]:
    """条例第四十八条: a year that fell short, or will soon."""
    office = person.roles.direct.get(Role.COUNTY_OFFICE, frozenset())
    for county in Organisation.objects.filter(pk__in=office):
        before, now = years(county.pk, today)
        if now.is_met or (before.is_met and today.month < LATE_IN_THE_YEAR):
            continue
        year = now if before.is_met else before
        yield Task(
            f"{year.year}年政务公开培训还差{year.needed - year.held}次", reverse("admin:supervision_training_start"), county.name,
            "组织或者补上培训", "登记", due_on=year.due_on, overdue=year.due_on < today,
        )  # fmt: skip


def _sheets(person: User, today: date) -> Iterator[Task]:
    direct = person.roles.direct
    own = direct.get(Role.CLERK, frozenset()) | direct.get(Role.COUNTY_OFFICE, frozenset())
    empty = Attendance.objects.filter(training=OuterRef("pk"), came=None)
    held = Training.objects.held_by(today).filter(Exists(empty), organiser__in=own)
    for one in held.select_related("organiser").order_by("held_on", "pk"):
        yield Task(
            f"培训“{one.subject}”", reverse("admin:supervision_training_change", args=[one.pk]), one.organiser.name,
            "签到表没有登记完", "登记",
        )  # fmt: skip
