"""监督周报: once a week to each person what has to be put right, by whom, and what to do next. It changes nothing (条例第四十七条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from accounts.digests import send_digest
from accounts.models import Organisation, OrganisationKind, RoleGrant, User
from accounts.roles import Role
from audit.models import AuditEntry
from disclosure.actions.sending import absolute
from disclosure.actions.telling import holders
from statute.calendar import shift_months
from supervision.freshness import Cell, Heat, heat
from supervision.measures import MEASURES, Board, board

DIGEST: Final = "supervision.digest"
ROLES: Final = (Role.CLERK, Role.HEAD)
Posts = dict[tuple[int, Role], list[User]]


def send_digests(today: date, *, at: datetime) -> int:
    """How many mails went out. Who has had this week's gets none, and where nothing is red there is no mail."""
    if not settings.MAIL_ENABLED:
        return 0
    return sum(
        send_digest(person, lines, action=DIGEST, about="监督周报", today=today, at=at)
        for person, lines in lines_by_person(today).items()
        if person.email and not _had(person, today, at)
    )


def _had(person: User, today: date, at: datetime) -> bool:
    """Whether this ISO week's mail went out already."""
    recent = AuditEntry.objects.about(person).filter(action=DIGEST, at__gte=at - timedelta(days=8))
    days = (date.fromisoformat(details["on"]) for details in recent.values_list("details", flat=True))
    return any(day.isocalendar()[:2] == today.isocalendar()[:2] for day in days)


def lines_by_person(today: date) -> dict[User, dict[str, str]]:
    """Clerks and heads hear of their unit, the county office of each of its units, the city of each county."""
    units = list(Organisation.objects.publishing_catalogs().order_by("tree_id", "lft"))
    keys = [unit.pk for unit in units]
    cells, found = heat(units, today), board(keys, today, since=shift_months(today, -12))
    posts, week = _posts(keys), "{}-{}".format(*today.isocalendar()[:2])
    lines: dict[User, dict[str, str]] = defaultdict(dict)
    red = [unit for unit in units if faults(unit, cells, found)]
    for unit in red:
        said = sentence(unit, faults(unit, cells, found), posts)
        for role in ROLES:
            for person in posts.get((unit.pk, role), []):
                lines[person][f"{week}-{unit.pk}"] = said
    for county in (unit for unit in units if unit.kind == OrganisationKind.COUNTY_GOVERNMENT):
        below = [unit for unit in red if _within(unit, county)]
        for person in holders(Role.COUNTY_OFFICE, county):
            for unit in below:
                lines[person][f"{week}-{unit.pk}"] = sentence(unit, faults(unit, cells, found), posts)
        for person in holders(Role.CITY_OFFICE, *county.get_ancestors()) if below else []:
            names = "、".join(unit.label for unit in below)
            lines[person][f"{week}-{county.pk}-county"] = (
                f"{county.name}：{len(below)}个单位有须整改事项（{names}）。下一步：由县政务公开主管部门督促。"
            )
    return dict(lines)


def _within(unit: Organisation, county: Organisation) -> bool:
    return bool(unit.tree_id == county.tree_id and county.lft <= unit.lft <= county.rght)


def _posts(units: Collection[int]) -> Posts:
    """Who is clerk and who is head of each unit; one query."""
    codes = {role.permission: role for role in ROLES}
    grants = RoleGrant.objects.filter(
        content_object__in=units, permission__codename__in=codes, user__is_active=True
    ).select_related("user", "permission")
    found: Posts = defaultdict(list)
    for grant in grants.order_by("user"):
        found[grant.content_object_id, codes[grant.permission.codename]].append(grant.user)
    return found


def faults(unit: Organisation, cells: Heat, found: Board) -> list[str]:
    """What of the unit is red, in words; empty when there is nothing to put right."""
    own = cells.of_units().get(unit.pk) or Cell()
    bare = sum(cell.is_empty for (pk, _), cell in cells.cells.items() if pk == unit.pk)
    named = [(own.overdue, "项公开事项逾期未更新"), (bare, "个领域没有任何内容")]
    said = [f"{number}{words}" for number, words in named if number]
    for measure in MEASURES:
        number = found.tally(measure.key, unit.pk).red
        said += [f"{measure.label}{number}件"] if number else []
    return said


def sentence(unit: Organisation, wrong: list[str], posts: Posts) -> str:
    """Who has to do what next, and where."""
    clerks, heads = (posts.get((unit.pk, role), []) for role in ROLES)
    who = f"请经办人{_names(clerks)}补充、更新" if clerks else "没有设经办人，请先任命"
    head = f"，负责人{_names(heads)}督促" if heads else ""
    url = absolute(reverse("admin:supervision_items", args=[unit.code]))
    return f"{unit.name}：{'，'.join(wrong)}。下一步：{who}{head}。{url}"


def _names(people: list[User]) -> str:
    return "、".join(str(person) for person in people)
