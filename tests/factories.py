"""One factory per model, its state the one knob: `edition(county, state=Status.CITY_OFFICE)` gets there by real acts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count

from django.utils import timezone

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.actions.editing import Source, change_row, discard, replace_rows, start_edition
from catalog.actions.reviewing import pass_review, publish, submit
from catalog.content import Row
from catalog.models import (
    CatalogEdition,
    Channel,
    ChannelAlias,
    ChecklistQuestion,
    Domain,
    DomainAlias,
    DomainDuty,
    ImportBatch,
    Node,
    PendingChange,
    ReferenceEntry,
    ReferenceList,
)
from catalog.tree import read_rows
from catalog.workflow import Status

ON = date(2026, 3, 2)
numbers = count(1)
K = OrganisationKind
WITHIN_20_DAYS = "自该信息形成或者变更之日起20个工作日内予以公开"


def organisation(kind: K, name: str, parent: Organisation | None = None, **values) -> Organisation:
    values.setdefault("code", f"org-{next(numbers)}")
    return save_organisation(Organisation(kind=kind, name=name, parent=parent, **values), by=None)


def person(name: str, role: Role | None = None, place: Organisation | None = None, **values) -> User:
    """Somebody with an account; `role` and `place` together appoint them."""
    user = User(
        username=f"user{next(numbers)}", full_name=name, organisation=place, **{"is_staff": True, **values}
    )
    user.set_unusable_password()
    user.save()
    if role is not None and place is not None:
        grant_role(user, role, place, by=None)
    return user


def domain(name: str = "社会救助", **values) -> Domain:
    return Domain.objects.create(name=name, **{"code": f"domain-{next(numbers)}", **values})


def domain_alias(domain: Domain, name: str) -> DomainAlias:
    return DomainAlias.objects.create(domain=domain, name=name)


def duty(domain: Domain, *bodies: Organisation) -> list[DomainDuty]:
    return [DomainDuty.objects.create(domain=domain, organisation=body) for body in bodies]


def channel(name: str = "政府网站", **values) -> Channel:
    return Channel.objects.create(name=name, **values)


def channel_alias(channel: Channel, name: str) -> ChannelAlias:
    return ChannelAlias.objects.create(channel=channel, name=name)


def question(domain: Domain | None = None, text: str = "公开依据是否现行有效", **values) -> ChecklistQuestion:
    return ChecklistQuestion.objects.create(domain=domain, text=text, **values)


def reference_list(county: County, *names: str, kind: str = ReferenceList.Kind.SERVICE) -> ReferenceList:
    created = ReferenceList.objects.create(county=county.government, kind=kind, file_name="清单.xlsx")
    ReferenceEntry.objects.bulk_create(ReferenceEntry(list=created, name=name) for name in names)
    return created


def row(*path: str, **columns) -> Row:
    """A row that may be submitted: every one of the ten columns is stated."""
    whole = {
        "content": "政策文件\n申请条件\n办理结果",
        "basis": "《中华人民共和国政府信息公开条例》",
        "time_limit": WITHIN_20_DAYS,
        "subject": "青岚县民政局",
        "channels": {"政府网站": "used", "政府公报": "not_used"},
        "audience_all": True,
        "audience_group": "",
        "mode_active": True,
        "mode_request": False,
        "levels": {"county": True, "township": True},
    }
    return Row(path=path, **{**whole, **columns})


def rows() -> list[Row]:
    """Two 一级事项 with two rows each, one of them for the county alone, and a row of its own."""
    return [
        row("最低生活保障", "政策法规文件", seq="1"),
        row("最低生活保障", "审核审批信息", seq="2"),
        row("临时救助", "政策法规文件", seq="3"),
        row("临时救助", "审核审批信息", seq="4", levels={"county": True, "township": False}),
        row("监督检查", seq="5"),
    ]


@dataclass
class County:
    """A county under its city, and the people who act for it (each attribute one person)."""

    city_office: Organisation
    city_department: Organisation
    other_city_department: Organisation
    government: Organisation
    department: Organisation
    other_department: Organisation
    township: Organisation
    other_township: Organisation
    village: Organisation
    domain: Domain
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]  # a copy in the making has none yet
        except KeyError:
            raise AttributeError(name) from None

    def reviewer(self, step: Status, *, spare: bool = False) -> User:
        """Who decides a review step; their colleague if `spare`."""
        name = {
            Status.COUNTY_DEPARTMENT: "head",
            Status.COUNTY_OFFICE: "office",
            Status.CITY_DEPARTMENT: "city_reviewer",
            Status.CITY_OFFICE: "city_officer",
        }[step]
        return self.people[f"{name}2" if spare else name]

    def clerk_of(self, unit: Organisation) -> User:
        return {
            self.department.pk: self.clerk,
            self.other_department.pk: self.other_clerk,
            self.township.pk: self.township_clerk,
            self.other_township.pk: self.other_township_clerk,
            self.government.pk: self.government_clerk,
        }[unit.pk]


def county() -> County:
    city = organisation(K.CITY_OFFICE, "云州市政务公开办公室")
    government = organisation(K.COUNTY_GOVERNMENT, "青岚县人民政府", city)
    township = organisation(K.TOWNSHIP, "白石镇人民政府", government)
    made = County(
        city_office=city,
        city_department=organisation(K.CITY_DEPARTMENT, "云州市民政局", city),
        other_city_department=organisation(K.CITY_DEPARTMENT, "云州市教育局", city),
        government=government,
        department=organisation(K.COUNTY_DEPARTMENT, "青岚县民政局", government),
        other_department=organisation(K.COUNTY_DEPARTMENT, "青岚县教育和体育局", government),
        township=township,
        other_township=organisation(K.TOWNSHIP, "柳河镇人民政府", government),
        village=organisation(K.VILLAGE, "上河村", township),
        domain=domain(),
    )
    duty(made.domain, made.department, made.city_department)
    made.people = {name: person(name, role, place) for name, (role, place) in _posts(made).items()}
    made.people["stranger"] = person("stranger")
    made.people["superuser"] = person("superuser", is_superuser=True)
    return made


def _posts(c: County) -> dict[str, tuple[Role, Organisation]]:
    return {
        "clerk": (Role.CLERK, c.department),
        "clerk2": (Role.CLERK, c.department),
        "secrecy_reviewer": (Role.SECRECY_REVIEWER, c.department),
        "head": (Role.HEAD, c.department),
        "head2": (Role.HEAD, c.department),
        "other_clerk": (Role.CLERK, c.other_department),
        "other_head": (Role.HEAD, c.other_department),
        "township_clerk": (Role.CLERK, c.township),
        "township_head": (Role.HEAD, c.township),
        "other_township_clerk": (Role.CLERK, c.other_township),
        "village_officer": (Role.VILLAGE, c.village),
        "village_supervisor": (Role.VILLAGE_SUPERVISOR, c.village),
        "village_party": (Role.VILLAGE_PARTY, c.village),
        "government_clerk": (Role.CLERK, c.government),
        "government_head": (Role.HEAD, c.government),
        "office": (Role.COUNTY_OFFICE, c.government),
        "office2": (Role.COUNTY_OFFICE, c.government),
        "administrator": (Role.ADMINISTRATOR, c.government),
        "city_reviewer": (Role.CITY_DEPARTMENT, c.city_department),
        "city_reviewer2": (Role.CITY_DEPARTMENT, c.city_department),
        "other_city_reviewer": (Role.CITY_DEPARTMENT, c.other_city_department),
        "city_head": (Role.HEAD, c.city_office),
        "city_officer": (Role.CITY_OFFICE, c.city_office),
        "city_officer2": (Role.CITY_OFFICE, c.city_office),
    }


def standard(domain: Domain, content: list[Row] | None = None) -> CatalogEdition:
    """A national standard of the domain, in force."""
    edition = CatalogEdition.objects.create(
        unit=None,
        domain=domain,
        version=1,
        started_on=ON,
        status=Status.PUBLISHED,
        published_at=timezone.now(),
    )
    replace_rows(edition, rows() if content is None else content)
    return edition


def edition(
    county: County,
    unit: Organisation | None = None,
    *,
    state: Status = Status.DRAFT,
    content: list[Row] | None = None,
    domain: Domain | None = None,
    source: Source = Source.EMPTY,
) -> CatalogEdition:
    """An edition of the unit (the department unless named), brought to `state` by the acts that lead there."""
    unit, domain = unit or county.department, domain or county.domain
    clerk = county.clerk_of(unit)
    made = start_edition(unit, domain, by=clerk, source=source, on=ON)
    if source == Source.EMPTY:
        replace_rows(made, rows() if content is None else content)
    if state == Status.DISCARDED:
        return discard(made, by=clerk, on=ON, reason="重复起草")
    if state != Status.DRAFT:
        made = advance(county, submit(made, by=clerk, on=ON), state)
    if state == Status.SUPERSEDED:
        edition(county, unit, domain=domain, state=Status.PUBLISHED, content=content)
        made.refresh_from_db()
    return made


def advance(county: County, made: CatalogEdition, state: Status) -> CatalogEdition:
    """Pass one review step after the other until the edition is in `state`."""
    while made.status not in {state, Status.APPROVED}:
        made = passed(county, made)
    if state in {Status.PUBLISHED, Status.SUPERSEDED}:
        made = publish(made, by=county.office2)
    return made


def passed(county: County, made: CatalogEdition, by: User | None = None, **values) -> CatalogEdition:
    """The step the edition waits at, passed by its reviewer."""
    by = by or county.reviewer(Status(made.status))
    answers = dict.fromkeys(ChecklistQuestion.objects.values_list("pk", flat=True), True)
    return pass_review(
        made, by=by, **{"on": ON, "opinion": "同意", "seen": made.content_hash, "answers": answers, **values}
    )


def import_batch(
    edition: CatalogEdition, by: User, state: str = ImportBatch.State.WAITING, **values
) -> ImportBatch:
    """A file as received; what follows is the importer's."""
    whole = {"file_name": "目录.xlsx", "file_hash": "0" * 64, "data": b"", "state": state, **values}
    return ImportBatch.objects.create(edition=edition, by=by, **whole)


def pending_change(county: County, state: str = PendingChange.State.WAITING, **values) -> PendingChange:
    """A change of the county's catalog that waits for the township, as `hand_down` writes it."""
    edition(county, state=Status.PUBLISHED)
    edition(county, county.township, source=Source.COUNTY, state=Status.PUBLISHED)
    revised = rows()
    revised[0] = row("最低生活保障", "政策法规文件", seq="1", content="新的内容")
    edition(county, state=Status.PUBLISHED, content=revised)
    change = PendingChange.objects.get(unit=county.township)
    if state != PendingChange.State.WAITING:
        PendingChange.objects.filter(pk=change.pk).update(state=state, **values)
        change.refresh_from_db()
    return change


def replace_row(edition: CatalogEdition, key: str, path: tuple[str, ...], *, by: User) -> int:
    """Rename one row by the act for it; returns its item."""
    old = next(one for one in read_rows(edition) if one.key == key)
    node = Node.objects.get(edition=edition, item=old.item)
    change_row(node, replace(old, path=path), by=by, on=ON)
    return node.item_id
