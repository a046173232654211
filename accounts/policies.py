"""May this person do this, and if not, why? The two answers, and the rules for accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, OrganisationKind, SecondFactor, User
from accounts.roles import Role


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    reason: str = ""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and the sentence shown beside the disabled button."""

    reason: str

    def __bool__(self) -> Literal[False]:
        return False


Verdict = Allowed | Denied
Person = User | AnonymousUser


class Refused(PermissionDenied):
    """An act was refused; `str()` is the Chinese sentence for the person who asked."""


def require(verdict: Verdict) -> None:
    """Raise `Refused` with the reason unless the verdict is `Allowed`."""
    if not verdict:
        raise Refused(verdict.reason)


def holds(person: Person, role: Role, organisation: Organisation | None) -> bool:
    return isinstance(person, User) and organisation is not None and person.roles.has(role, organisation.pk)


def may_enter_back_office(person: Person) -> Verdict:
    """Staff with at least one role; a superuser without roles keeps accounts but decides nothing."""
    if not isinstance(person, User) or not person.is_active or not person.is_staff:
        return Denied("请用工作人员账号登录。")
    if not person.roles and not person.is_superuser:
        return Denied("您还没有任职,请联系本单位系统管理员。")
    return Allowed()


def may_manage_organisation(person: Person, organisation: Organisation | None) -> Verdict:
    """Edit an organisation or its people: administrators of it or of one above it."""
    if isinstance(person, User) and person.is_superuser:
        return Allowed()
    if holds(person, Role.ADMINISTRATOR, organisation):
        return Allowed()
    return Denied("只有本机构或其上级的系统管理员可以管理机构和人员。")


def may_grant(person: Person, role: Role, organisation: Organisation, to: User) -> Verdict:
    """任命: an administrator gives a role on an organisation; nobody gives one to themselves."""
    if to == person:
        return Denied("不能给自己授予岗位。")
    verdict = may_manage_organisation(person, organisation)
    if not verdict:
        return verdict
    if organisation.kind not in ROLE_PLACES[role]:
        return Denied(f"“{role.label}”不能设在“{organisation.get_kind_display()}”。")
    return Allowed()


def may_remove_factor(person: User, factor: SecondFactor, *, others: int) -> Verdict:
    """撤销验证方式: one's own; the last one only where none is required of this person."""
    if factor.user_id != person.pk:
        return Denied("只能撤销自己的验证方式。")
    if others == 0 and needs_second_factor(person):
        return Denied("本系统要求工作人员登录时二次验证，不能撤销最后一种方式；请先登记另一种。")
    return Allowed()


def may_reset_factors(person: User, other: User) -> Verdict:
    """重置二次验证: an administrator of the other person's organisation, never one's own; a superuser's only by a superuser."""
    if person == other:
        return Denied("不能重置自己的二次验证，请另一位系统管理员办理。")
    if other.is_superuser and not person.is_superuser:
        return Denied("超级管理员的账号不在这里管理。")
    return may_manage_organisation(person, other.organisation)


def needs_second_factor(person: User) -> bool:
    """Whether this person may work only after a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and person.is_staff


_K = OrganisationKind
_UNITS: Sequence[OrganisationKind] = (
    _K.COUNTY_GOVERNMENT,
    _K.COUNTY_DEPARTMENT,
    _K.TOWNSHIP,
    _K.PUBLIC_ENTERPRISE,
)
ROLE_PLACES: dict[Role, Sequence[OrganisationKind]] = {
    Role.CLERK: (*_UNITS, _K.CITY_DEPARTMENT, _K.CITY_OFFICE),
    Role.SECRECY_REVIEWER: (*_UNITS, _K.CITY_DEPARTMENT, _K.CITY_OFFICE),
    Role.OFFICE: (*_UNITS, _K.CITY_DEPARTMENT, _K.CITY_OFFICE),
    Role.HEAD: (*_UNITS, _K.CITY_DEPARTMENT, _K.CITY_OFFICE),
    Role.COUNTY_OFFICE: (_K.COUNTY_GOVERNMENT,),
    Role.CITY_DEPARTMENT: (_K.CITY_DEPARTMENT,),
    Role.CITY_OFFICE: (_K.CITY_OFFICE,),
    Role.VILLAGE: (_K.VILLAGE,),
    Role.VILLAGE_SUPERVISOR: (_K.VILLAGE,),
    Role.VILLAGE_PARTY: (_K.VILLAGE,),
    Role.ADMINISTRATOR: tuple(_K),
}
