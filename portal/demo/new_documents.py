"""This season's documents, each through the acts of the people who would do them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.models import Item
from disclosure.actions import attaching, deciding, drafting, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.bulk.values import read_kind
from disclosure.models import DocumentEdition, ReleaseCondition, Topic, Withdrawal
from disclosure.workflow import Attribute, Status
from portal.demo.chain import Desk
from portal.demo.files import letter, spreadsheet
from portal.demo.old_documents import YEARS, numbers_of, subjects_of
from portal.demo.papers import PAPERS, Paper
from portal.demo.subjects import Subject, write
from statute.calendar import shift_months

Paths = Mapping[tuple[int, str], Sequence[tuple[str, int]]]
LATE: Final = ("qinglan-wjj", "qinglan-wlj")  # these forget the twenty working days
OPINIONS: Final = {
    Status.SECRECY: ("不涉及国家秘密和个人隐私,可以公开。", "经逐项审查,同意拟定的公开属性。"),
    Status.OFFICE: ("格式、文号、公开属性符合要求。", "与目录事项一致,同意送签。"),
    Status.SIGNING: ("同意印发并公开。", "同意。"),
}


class Registry:
    """Topics and catalog items by name, read once."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        below_first = Topic.objects.order_by(F("parent").desc(nulls_last=True))
        self.topics = {topic.name: topic for topic in below_first}
        self.items = Item.objects.in_bulk([pk for rows in paths.values() for _, pk in rows])

    def item(self, unit: Organisation, path: str) -> Item:
        """The item a path names in the unit's catalog, else the first of its domain."""
        domain, *levels = [part for part in path.split("/") if part]
        rows = self.paths[unit.pk, domain]
        wanted = "/".join(levels)
        named = [pk for key, pk in rows if wanted and key.startswith(wanted[:40])]
        return self.items[named[0] if named else rows[0][1]]


class Office:
    """The people of one unit, and a document on its way past them."""

    def __init__(self, desk: Desk, unit: Organisation, registry: Registry) -> None:
        self.desk, self.unit, self.registry = desk, unit, registry

    def person(self, role: Role) -> User:
        return self.desk.cast.colleagues[self.unit.code, role]

    def draft(
        self, title: str, path: str, html: str, *, days: int, by: User | None = None, **values: Any
    ) -> DocumentEdition:
        """Started and filled in so many days ago; `relations`, `co_issuers` are ties, the rest metadata."""
        by, on = by or self.person(Role.CLERK), self.desk.before(days)
        kind = read_kind("", title).value
        made = drafting.start_document(self.unit, title=title, kind=kind, by=by, on=on)
        ties = {name: values.pop(name) for name in ("relations", "co_issuers") if name in values}
        whole = {"formed_on": on, "proposed_attribute": Attribute.OPEN} | values
        return drafting.save_draft(
            made, by=by, on=on, revision=made.revision, values=whole, body=html,
            items=[self.registry.item(self.unit, path)], **ties,
        )  # fmt: skip

    def attach(self, made: DocumentEdition, name: str, data: bytes, *, days: int) -> DocumentEdition:
        upload = SimpleUploadedFile(name, data)
        return attaching.attach(made, upload, by=self.person(Role.CLERK), on=self.desk.before(days)).edition

    def advance(
        self, made: DocumentEdition, until: str, *, days: int, by: User | None = None
    ) -> DocumentEdition:
        """Submitted and decided day by day, published today: the stamp is the server's."""
        clerk = by or self.person(Role.CLERK)
        made = deciding.submit(made, by=clerk, on=self.desk.before(days))
        while made.status not in (until, Status.SIGNED, Status.LEDGER):
            days = max(0, days - 1)
            made = self._decide(made, days)
        if made.status == Status.SIGNED and until == Status.PUBLISHED:
            made = releasing.publish(made, by=clerk, on=self.desk.on)
        return made

    def _decide(self, made: DocumentEdition, days: int) -> DocumentEdition:
        step = Status(made.status)
        act: dict[str, Any] = {
            "on": self.desk.before(days), "seen": made.content_hash, "text": OPINIONS[step][made.pk % len(OPINIONS[step])],
        }  # fmt: skip
        if step == Status.SECRECY:
            return deciding.pass_secrecy(made, by=self.person(Role.SECRECY_REVIEWER), **act)
        if step == Status.OFFICE:
            return deciding.review(made, by=self.person(Role.OFFICE), **act)
        return deciding.sign(made, by=self.person(Role.HEAD), attribute=made.proposed_attribute, **act)


# --- this year's editions of the yearly subjects --------------------------------------------------------------


def yearly(desk: Desk, registry: Registry) -> Iterator[str]:
    """What every department and township has written this year, on the site; two departments were late."""
    first = desk.on.year - YEARS
    for unit in desk.bodies.values():
        office = Office(desk, unit, registry)
        for place, subject in enumerate(subjects_of(unit)):
            has_place = (unit.pk, subject.domain) in registry.paths
            if has_place and subject.is_written(desk.on.year, first):
                days = 66 if unit.code in LATE and place == 0 else 3 + (place + unit.pk) % 6
                yield _written(office, subject, place, days)


def _written(office: Office, subject: Subject, place: int, days: int) -> str:
    desk, unit = office.desk, office.unit
    text = write(subject, desk.on.year, unit.label if unit.kind == OrganisationKind.TOWNSHIP else "")
    numbers = numbers_of(unit)
    values: dict[str, Any] = {
        "doc_number": numbers.of(place, desk.on.year), "topic_id": _topic(office, subject.topic), "keywords": subject.keywords,
        "summary": text.lines[0][:100],
    } | _term(office, subject.term, 0, days)  # fmt: skip
    if subject.follows:
        earlier = numbers.of(place, desk.on.year - 1)
        standing = DocumentEdition.objects.filter(
            unit=unit, doc_number=earlier, status=Status.PUBLISHED
        ).first()
        target = RelationTo(
            subject.follows, standing.document_id if standing else None, "" if standing else earlier
        )
        values["relations"] = [target]
    if subject.joint:
        values["co_issuers"] = [desk.bodies[subject.joint]]
    made = office.draft(text.title, subject.path, text.html, days=days, **values)
    if subject.table:
        made = office.attach(made, f"{text.title}附表.xlsx", spreadsheet(text.title, text.table), days=days)
    elif place == 1:
        made = office.attach(made, f"{text.title}.docx", letter(text.title, text.lines), days=days)
    office.advance(made, Status.PUBLISHED, days=days - 1)
    return f"{unit.label} · {text.title}"


def _topic(office: Office, name: str) -> int | None:
    found = office.registry.topics.get(name)
    return found.pk if found else None


def _term(office: Office, years: int, starts_in: int, days: int) -> dict[str, Any]:
    """Metadata of a normative document in force for so many years from `starts_in` days after today."""
    if not years:
        return {}
    start = office.desk.before(days) if starts_in < 0 else office.desk.on + timedelta(days=starts_in)
    year, unit = office.desk.on.year, office.unit
    return {
        "is_normative": True, "registration_no": f"QLDR-{year}-{unit.pk:03d}{days:04d}", "effective_on": start,
        "valid_until": shift_months(start, 12 * years) - timedelta(days=1),
    }  # fmt: skip


# --- single documents, one for every state --------------------------------------------------------------------


def singles(desk: Desk, registry: Registry) -> Iterator[str]:
    """Those of 民政局 and 青石镇 are begun by the people who can log in."""
    published: DocumentEdition | None = None
    accounts = {"qinglan-mzj": "demo-clerk", "qinglan-qingshi": "demo-township"}
    for place, paper in enumerate(PAPERS):
        office = Office(desk, desk.bodies[paper.unit], registry)
        by = desk.cast.accounts.get(accounts.get(paper.unit, ""))
        made = _single(office, paper, place, by)
        if paper.then:
            _afterwards(office, paper, made, published, by)
        elif made.is_readable:
            published = made
        yield f"{office.unit.label} · {paper.title}"


def _single(office: Office, paper: Paper, place: int, by: User | None) -> DocumentEdition:
    desk, term = office.desk, paper.values.get("term", 0)
    values: dict[str, Any] = {
        "doc_number": f"{numbers_of(office.unit).code}〔{desk.on.year}〕{60 + place}号", "topic_id": _topic(office, paper.topic),
        "proposed_attribute": paper.attribute, "proposed_ground": paper.ground, "proposed_reason": paper.reason,
        "redaction_note": "删去学生姓名、学校和家庭住址,依据条例第十五条。" if paper.attribute == Attribute.REDACTED else "",
        "summary": paper.lines[0][:100],
    } | _term(office, term, paper.values.get("starts_in", 0), paper.days)  # fmt: skip
    if paper.joint:
        values["co_issuers"] = [desk.bodies[paper.joint]]
    html = "".join(f"<p>{line}</p>" for line in paper.lines)
    made = office.draft(paper.title, paper.path, html, days=paper.days, by=by, **values)
    days = paper.days - 1
    if paper.state == Status.DRAFT:
        return made
    if paper.state == Status.DISCARDED:
        return drafting.discard(
            made, by=by or office.person(Role.CLERK), on=desk.before(days), reason="与另一件重复"
        )
    if paper.state in {"returned", Status.REFERRED}:
        return _sent_back(office, office.advance(made, Status.SECRECY, days=days, by=by), paper, days)
    if paper.condition:
        releasing.add_condition(
            made, ReleaseCondition.Kind.CONFIRMATION, by=by or office.person(Role.CLERK), note=paper.condition
        )
    return office.advance(made, paper.state, days=days, by=by)


def _sent_back(office: Office, made: DocumentEdition, paper: Paper, days: int) -> DocumentEdition:
    by = office.person(Role.SECRECY_REVIEWER)
    act: dict[str, Any] = {"by": by, "on": office.desk.before(max(0, days - 2)), "seen": made.content_hash}
    if paper.state == "returned":
        return deciding.return_document(
            made, text="评定结果中的机构名称与备案名称不一致,请核对后重新提交。", **act
        )
    return deciding.refer(made, text="其中的统计口径是否可以公开,本单位不能确定,提请主管部门确定。", **act)


def _afterwards(
    office: Office, paper: Paper, made: DocumentEdition, other: DocumentEdition | None, by: User | None
) -> None:
    """Withdrawn in each of the four ways, withdrawn and restored by another person, or replaced by a corrected text."""
    head, desk = office.person(Role.HEAD), office.desk
    if paper.then == "revised":
        clerk = by or office.person(Role.CLERK)
        newer = drafting.start_edition(made.document, by=clerk, on=desk.before(2), reason="补充网上申请渠道")
        body = made.body + "<p>也可以在政务服务网“社会救助”栏目提出申请。</p>"
        newer = drafting.save_draft(
            newer,
            by=clerk,
            on=desk.before(2),
            revision=newer.revision,
            values={"formed_on": desk.before(2)},
            body=body,
        )
        office.advance(newer, Status.PUBLISHED, days=2, by=by)
        return
    behaviour = Withdrawal.Behaviour.BANNER if paper.then == "restored" else paper.then
    releasing.withdraw(
        made, by=head, reason="内容需要核对,先行撤下。", behaviour=behaviour, public_note="本件正在核对,核对后重新发布。",
        redirect_to=other.document if other and paper.then == "redirect" else None,
    )  # fmt: skip
    if paper.then == "restored":
        made.refresh_from_db()
        releasing.restore(
            made, by=desk.cast.colleagues["qinglan", Role.COUNTY_OFFICE], reason="核对无误,恢复发布。"
        )
