"""待办: what waits for a person of a village or its township, by the day each must be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from village.actions.boarding import to_post_anew
from village.models import BoardItem, Comparison, Objection, Rules
from village.workflow import WAITING, Status

S = Status
# Whose turn it is, and what they do.
TURNS = {
    S.DUE: (Role.VILLAGE, "提出"),
    S.PROPOSED: (Role.VILLAGE_SUPERVISOR, "审查"),
    S.REVIEWED: (Role.VILLAGE_PARTY, "登记决定"),
    S.DECIDED: (Role.VILLAGE, "公布"),
}
MOST = 200


def tasks_for(person: Person, today: date) -> list[Task]:
    """The steps, objections and boards of the person's villages; for the township what is overdue."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [
        *_steps(person, today),
        *_objections(person, today),
        *_boards(person, today),
        *_overdue(person, today),
        *_different(person),
    ]


def item_url(item: BoardItem, place: str = "") -> str:
    url = reverse("admin:village_boarditem_change", args=[item.pk])
    return f"{url}#{place}" if place else url


def _steps(person: User, today: date) -> Iterator[Task]:
    for status, (role, label) in TURNS.items():
        mine = person.roles.direct.get(role, frozenset())
        if not mine:
            continue
        items = BoardItem.objects.filter(status=status, village__in=mine).select_related("village", "matter")
        for item in items.order_by("due_on")[:MOST]:
            yield Task(
                str(item), item_url(item), item.village.label, "村务公开", label, item.due_on, overdue=item.due_on < today
            )  # fmt: skip


def _objections(person: User, today: date) -> Iterator[Task]:
    mine = person.roles.direct.get(Role.VILLAGE, frozenset())
    if not mine:
        return
    rows = Objection.objects.unanswered().filter(stage=Objection.Stage.PUBLISHED, item__village__in=mine)
    for row in rows.select_related("item__village", "item__matter"):
        yield Task(
            str(row), item_url(row.item, "objections"), row.item.village.label, "村民异议", "答复", row.due_on,
            overdue=row.due_on < today,
        )  # fmt: skip


def _boards(person: User, today: date) -> Iterator[Task]:
    """Taken from the wall too early: to be posted anew (第十三条)."""
    mine = person.roles.direct.get(Role.VILLAGE, frozenset())
    if not mine:
        return
    days = Rules(today).days("board_days")
    taken = BoardItem.objects.public().filter(village__in=mine, postings__taken_on__isnull=False).distinct()
    for item in taken.select_related("village", "matter").prefetch_related("postings").order_by("-pk")[:MOST]:
        if places := to_post_anew(item, days):
            step = f"{'、'.join(places)}上保留不满{days}日"
            yield Task(str(item), item_url(item, "board"), item.village.label, step, "重新公布")


def _overdue(person: User, today: date) -> Iterator[Task]:
    """One line for each village that is late, to the township and the county office."""
    mine = person.roles.organisations(Role.CLERK, Role.HEAD, Role.COUNTY_OFFICE)
    if not mine:
        return
    late = BoardItem.objects.filter(status__in=WAITING, due_on__lt=today, village__in=mine)
    counts: dict[str, list[str]] = {}
    rows = late.order_by("village__lft").values_list("village__code", "village__name")
    for code, name in rows:
        counts.setdefault(code, []).append(name)
    for code, names in counts.items():
        url = f"{reverse('admin:village_boarditem_changelist')}?village={code}"
        yield Task(f"{names[0]}有{len(names)}件村务到期没有公布", url, names[0], "督促指导", "查看", mine=False, overdue=True)  # fmt: skip


def _different(person: User) -> Iterator[Task]:
    """What the village says differs from what the government says: to both of them."""
    own = person.roles.direct.get(Role.VILLAGE, frozenset())
    watched = person.roles.organisations(Role.CLERK, Role.HEAD)
    if not own | watched:
        return
    rows = Comparison.objects.public().filter(
        outcome=Comparison.Outcome.DIFFERENT, item__village__in=own | watched
    )
    for row in rows.select_related("item__village", "item__matter")[:MOST]:
        village = row.item.village
        step = "与政府公开的不一致"
        yield Task(str(row.item), item_url(row.item, "agree"), village.label, step, "核对", mine=village.pk in own)  # fmt: skip
