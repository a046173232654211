"""Roles and how they are inherited down the organisation tree (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """岗位. What a person does for an organisation and for everything below it."""

    CLERK = "clerk"
    SECRECY_REVIEWER = "secrecy_reviewer"
    OFFICE = "office"
    HEAD = "head"
    COUNTY_OFFICE = "county_office"
    CITY_DEPARTMENT = "city_department"
    CITY_OFFICE = "city_office"
    VILLAGE = "village"
    VILLAGE_SUPERVISOR = "village_supervisor"
    VILLAGE_PARTY = "village_party"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def permission(self) -> str:
        """The codename of the django-guardian permission that carries the role."""
        return f"act_as_{self.value}"

    @classmethod
    def from_permission(cls, codename: str) -> Role:
        return cls(codename.removeprefix("act_as_"))


_LABELS: Mapping[Role, str] = {
    Role.CLERK: "经办人",
    Role.SECRECY_REVIEWER: "保密审查员",
    Role.OFFICE: "办公室审核人",
    Role.HEAD: "负责人",
    Role.COUNTY_OFFICE: "县政务公开主管部门",
    Role.CITY_DEPARTMENT: "市直部门审核人",
    Role.CITY_OFFICE: "市政务公开主管部门",
    Role.VILLAGE: "村(居)务公开员",
    Role.VILLAGE_SUPERVISOR: "村(居)务监督委员会",
    Role.VILLAGE_PARTY: "村(居)党组织(联席会议)",
    Role.ADMINISTRATOR: "系统管理员",
}


@dataclass(frozen=True)
class RoleMap:
    """What one person may act as, and where.

    `direct`: the organisations each role was granted on; `covered`: those and all below them.
    """

    direct: Mapping[Role, frozenset[int]]
    covered: Mapping[Role, frozenset[int]]

    def organisations(self, *roles: Role) -> frozenset[int]:
        """Ids of the organisations covered by any of the roles (by any role at all if none is named)."""
        wanted = roles or tuple(self.covered)
        return frozenset().union(*(self.covered.get(role, frozenset()) for role in wanted))

    def has(self, role: Role, organisation_id: int | None) -> bool:
        return organisation_id is not None and organisation_id in self.covered.get(role, frozenset())

    def granted_on(self, role: Role, organisation_id: int | None) -> bool:
        """Whether the role was granted on exactly this organisation, not inherited from above."""
        return organisation_id is not None and organisation_id in self.direct.get(role, frozenset())

    def __bool__(self) -> bool:
        return bool(self.direct)


def resolve(grants: Iterable[tuple[Role, int]], tree: Iterable[tuple[int, int | None]]) -> RoleMap:
    """The role map that follows from `grants` (role, organisation id) and the `tree` (id, parent id)."""
    direct: dict[Role, set[int]] = {}
    for role, organisation in grants:
        direct.setdefault(role, set()).add(organisation)
    if not direct:
        return RoleMap({}, {})
    children: dict[int, list[int]] = {}
    for pk, parent in tree:
        if parent is not None:
            children.setdefault(parent, []).append(pk)
    return RoleMap(
        {role: frozenset(ids) for role, ids in direct.items()},
        {role: frozenset(_with_descendants(ids, children)) for role, ids in direct.items()},
    )


def _with_descendants(roots: Iterable[int], children: Mapping[int, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting.extend(children.get(pk, ()))
    return found
