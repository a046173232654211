"""The people of the demonstration county: one account per role to log in with, colleagues who cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.actions import grant_role
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.workflow import Status
from portal.demo.organisations import CITY, COUNTY


@dataclass(frozen=True)
class Account:
    """One account of the login page: `title` tells the role, `place` is the organisation's code."""

    username: str
    title: str
    role: Role
    place: str


ACCOUNTS: Final = (
    Account("demo-clerk", "县直部门经办人", Role.CLERK, "qinglan-mzj"),
    Account("demo-secrecy", "县直部门保密审查员", Role.SECRECY_REVIEWER, "qinglan-mzj"),
    Account("demo-office", "县直部门办公室审核人", Role.OFFICE, "qinglan-mzj"),
    Account("demo-head", "县直部门负责人", Role.HEAD, "qinglan-mzj"),
    Account("demo-township", "乡镇经办人", Role.CLERK, "qinglan-qingshi"),
    Account("demo-township-head", "乡镇负责人", Role.HEAD, "qinglan-qingshi"),
    Account("demo-county", "县政务公开主管部门", Role.COUNTY_OFFICE, COUNTY),
    Account("demo-county2", "县政务公开主管部门(第二人)", Role.COUNTY_OFFICE, COUNTY),
    Account("demo-city-department", "市直部门审核人", Role.CITY_DEPARTMENT, "yunzhou-mzj"),
    Account("demo-city", "市政务公开主管部门", Role.CITY_OFFICE, CITY),
    Account("demo-village", "村务公开员", Role.VILLAGE, "qinglan-qingshi-1"),
    Account("demo-village-supervisor", "村务监督委员会", Role.VILLAGE_SUPERVISOR, "qinglan-qingshi-1"),
    Account("demo-village-party", "村党组织(联席会议)", Role.VILLAGE_PARTY, "qinglan-qingshi-1"),
    Account("demo-admin", "系统管理员", Role.ADMINISTRATOR, CITY),
)
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN: Final = (
    "建国", "秀兰", "志强", "丽华", "海燕", "文博", "晓东", "雪梅", "永刚", "静怡", "春生", "玉珍", "立新", "慧敏", "振华", "小禾",
    "国栋", "淑芬", "明远", "佳宁", "向阳", "美玲", "德胜", "思源", "宏伟", "雅琴", "光明", "晨曦", "家乐", "若溪",
)  # fmt: skip
REVIEWERS: Final = (Role.HEAD, Role.SECRECY_REVIEWER, Role.OFFICE)  # of a document, each somebody else
COLLEAGUES: Final[Mapping[str, tuple[Role, ...]]] = {
    OrganisationKind.CITY_OFFICE: (Role.CITY_OFFICE,),
    OrganisationKind.CITY_DEPARTMENT: (Role.CITY_DEPARTMENT,),
    OrganisationKind.COUNTY_GOVERNMENT: (Role.COUNTY_OFFICE, Role.CLERK, *REVIEWERS),
    OrganisationKind.COUNTY_DEPARTMENT: (Role.CLERK, *REVIEWERS),
    OrganisationKind.TOWNSHIP: (Role.CLERK, *REVIEWERS),
    OrganisationKind.VILLAGE: (Role.VILLAGE, Role.VILLAGE_SUPERVISOR, Role.VILLAGE_PARTY),
}


@dataclass(frozen=True)
class Cast:
    """Who plays which part; every person is read once, so their roles are too."""

    colleagues: Mapping[tuple[str, Role], User]
    accounts: Mapping[str, User]

    def clerk(self, unit: Organisation) -> User:
        return self.colleagues[unit.code, Role.CLERK]

    def head(self, unit: Organisation) -> User:
        return self.colleagues[unit.code, Role.HEAD]

    def reviewer(self, step: Status, body: str) -> User:
        """The colleague who decides a step at the body with this code."""
        roles = {
            Status.COUNTY_DEPARTMENT: Role.HEAD,
            Status.COUNTY_OFFICE: Role.COUNTY_OFFICE,
            Status.CITY_DEPARTMENT: Role.CITY_DEPARTMENT,
            Status.CITY_OFFICE: Role.CITY_OFFICE,
        }
        return self.colleagues[body, roles[step]]


def appoint(bodies: Mapping[str, Organisation]) -> Cast:
    """Make everybody and appoint them."""
    password = make_password(settings.DEMO_PASSWORD)  # hashed once: it is slow by design
    accounts = {
        account.username: _person(account.username, account.title, bodies[account.place], password)
        for account in ACCOUNTS
    }
    for account in ACCOUNTS:
        grant_role(accounts[account.username], account.role, bodies[account.place], by=None)
    names, colleagues = _names(), {}
    for body in bodies.values():
        for role in COLLEAGUES.get(body.kind, ()):
            person = _person(f"p-{body.code}-{role.value.replace('_', '-')}", next(names), body, None)
            grant_role(person, role, body, by=None)
            colleagues[body.code, role] = person
    return Cast(colleagues, accounts)


def _person(username: str, name: str, body: Organisation, password: str | None) -> User:
    person = User(username=username, full_name=name, organisation=body, is_staff=True)
    if password is None:
        person.set_unusable_password()
    else:
        person.password = password
    person.save()
    return person


def _names() -> Iterator[str]:
    """Made-up names, no two alike."""
    for turn in range(len(GIVEN)):
        for place, surname in enumerate(SURNAMES):
            yield surname + GIVEN[(place + turn * 7) % len(GIVEN)]
