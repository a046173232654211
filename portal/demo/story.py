"""What happened in the demonstration county's catalogs, in order; each piece of work is announced as it is done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from accounts.models import Organisation, OrganisationKind
from accounts.roles import Role
from catalog.actions.editing import Source, start_edition
from catalog.actions.references import import_references
from catalog.actions.reviewing import return_edition
from catalog.actions.townships import accept_change, decline_change
from catalog.content import path_key
from catalog.models import CatalogEdition, Domain, PendingChange, ReferenceList
from catalog.tree import read_rows
from catalog.workflow import Status
from portal.demo.adapting import adapt, revise
from portal.demo.chain import Desk, compile_rows, review_until, send, start, through
from portal.demo.organisations import COUNTY, lines
from portal.demo.revisions import IN_PREPARATION, PUBLISHED, TOWNSHIP_DOMAINS, Revision

TOWNSHIPS: Final = 8
PILOTS: Final = 26
LISTS: Final = 3
STEPS: Final = (
    PILOTS + TOWNSHIPS * len(TOWNSHIP_DOMAINS) + len(PUBLISHED) + TOWNSHIPS + len(IN_PREPARATION) + LISTS
)
DECLINED: Final = "本乡未设急难发生地受理点,临时救助仍由户籍地受理,待县民政局统一部署后再改。"


def tell(desk: Desk) -> Iterator[str]:
    """Everything, in the order in which it happened."""
    yield from county_editions(desk)
    yield from township_editions(desk)
    yield from second_versions(desk)
    yield from answers_of_townships(desk)
    yield from editions_in_preparation(desk)
    yield from reference_lists(desk)


def county_editions(desk: Desk) -> Iterator[str]:
    """Each department compiles its domains from the national standard; all are published."""
    names = {
        (line["domain"], line["item"]): line["written"] or line["name"]
        for line in lines("reference_items.csv")
        if line["item"]
    }
    for place, domain in enumerate(_pilots(desk)):
        unit = _department(desk, domain)
        days = 300 - 3 * place
        edition = start(desk, unit, domain, Source.STANDARD, days)
        rows = adapt(domain.name, read_rows(edition), unit.name, names)
        edition = compile_rows(edition, rows, by=desk.cast.clerk(unit), on=desk.before(days - 5))
        through(desk, edition, days - 8)
        yield f"{unit.label} · {domain}"


def township_editions(desk: Desk) -> Iterator[str]:
    """The townships take the county's 乡级 rows over."""
    for name in TOWNSHIP_DOMAINS:
        for place, unit in enumerate(_townships(desk)):
            days = 160 - 2 * place
            edition = start(desk, unit, desk.domains[name], Source.COUNTY, days)
            rows = revise(read_rows(edition), lambda row: row, ())
            edition = compile_rows(edition, rows, by=desk.cast.clerk(unit), on=desk.before(days - 2))
            through(desk, edition, days - 4)
            yield f"{unit.label} · {name}"


def second_versions(desk: Desk) -> Iterator[str]:
    """A few departments have revised since; what changed for townships is handed down to them."""
    for place, (name, revision) in enumerate(PUBLISHED.items()):
        edition = _revised(desk, desk.domains[name], revision, 48 - 2 * place)
        through(desk, edition, 44 - 2 * place)
        yield f"{edition.domain} 第{edition.version}版"


def answers_of_townships(desk: Desk) -> Iterator[str]:
    """石桥镇 has taken every change and submitted, 柳河镇 has begun, 梅山乡 declined one; the others have not answered."""
    domain = desk.domains["社会救助"]
    for unit in _townships(desk):
        waiting = list(PendingChange.objects.waiting().filter(unit=unit, domain=domain))
        clerk = desk.cast.clerk(unit)
        if unit.short_name == "石桥镇":
            for change in waiting:
                edition = accept_change(change, by=clerk, on=desk.before(6))
            send(desk, edition, 2)
        elif unit.short_name == "柳河镇":
            accept_change(waiting[0], by=clerk, on=desk.before(3))
        elif unit.short_name == "梅山乡":
            guide = next(
                change for change in waiting if change.path_key == path_key(("临时救助", "办事指南"))
            )
            decline_change(guide, by=clerk, reason=DECLINED)
        yield f"{unit.label} · 县级变更"


def editions_in_preparation(desk: Desk) -> Iterator[str]:
    """One edition at every station of the chain, each waiting for somebody who can log in."""
    stations = {
        "就业": None,
        "公共文化服务": (Status.COUNTY_OFFICE, 1, ()),
        "养老服务": (Status.CITY_DEPARTMENT, 6, (3,)),
        "安全生产": (Status.CITY_OFFICE, 26, (21, 14)),  # overdue: five working days a step
        "城市综合执法": (Status.APPROVED, 16, (12, 7, 2)),
    }
    for name, station in stations.items():
        edition = _revised(desk, desk.domains[name], IN_PREPARATION[name], 8 + (station[1] if station else 0))
        if station is not None:
            stop, sent, decided = station
            review_until(desk, send(desk, edition, sent), stop, decided)
        yield f"{edition.domain} 第{edition.version}版"
    yield _returned(desk)


def _returned(desk: Desk) -> str:
    """社会救助 came back with remarks on single rows."""
    domain, clerk = desk.domains["社会救助"], desk.cast.accounts["demo-clerk"]
    unit = _department(desk, domain)
    edition = start_edition(unit, domain, by=clerk, source=Source.PREVIOUS, on=desk.before(9))
    rows = revise(read_rows(edition), IN_PREPARATION[domain.name].change, ())
    edition = send(desk, compile_rows(edition, rows, by=clerk, on=desk.before(8)), 7, by=clerk)
    remarks = {
        ("临时救助", "审核审批信息"): "公示内容不应包含救助对象住址,请按公示要求只列姓名、金额、事由。",
        ("综合业务", "监督检查"): "请补充投诉举报电话的值班时间,并与政府网站公布的一致。",
    }
    return_edition(
        edition, by=desk.cast.accounts["demo-county2"], on=desk.before(4), seen=edition.content_hash,
        opinion="有两条涉及个人信息和联系方式,请修改后重新提交,逐条意见见表。",
        remarks={path_key(path): text for path, text in remarks.items()},
    )  # fmt: skip
    return f"{domain} 第{edition.version}版(退回)"


def reference_lists(desk: Desk) -> Iterator[str]:
    """The county's three lists, as exported; some names differ a little from those in the catalogs."""
    office = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE]
    for kind in ReferenceList.Kind:
        entries = [line for line in lines("reference_items.csv") if line["list"] == kind]
        data = _exported(entries)
        name = f"青岚县{kind.label}.csv"
        import_references(desk.bodies[COUNTY], kind, by=office, file_name=name, data=data)
        yield str(kind.label)


def _exported(entries: list[dict[str, str]]) -> bytes:
    """A list as the 政务服务网 exports it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("序号", "事项名称", "事项编码", "所属领域", "责任单位"))
    for number, entry in enumerate(entries, 1):
        writer.writerow((number, entry["name"], entry["code"], entry["domain"], entry["organisation"]))
    return text.getvalue().encode()


def _revised(desk: Desk, domain: Domain, revision: Revision, days: int) -> CatalogEdition:
    """A new version of a department's list, changed by its clerk and not yet submitted."""
    unit = _department(desk, domain)
    edition = start(desk, unit, domain, Source.PREVIOUS, days)
    rows = revise(read_rows(edition), revision.change, revision.new_rows(unit.name))
    return compile_rows(edition, rows, by=desk.cast.clerk(unit), on=desk.before(days - 2))


def _pilots(desk: Desk) -> list[Domain]:
    return sorted((d for d in desk.domains.values() if d.is_pilot), key=lambda d: d.position)


def _department(desk: Desk, domain: Domain) -> Organisation:
    return desk.bodies[desk.lead[COUNTY, domain.name]]


def _townships(desk: Desk) -> list[Organisation]:
    return [body for body in desk.bodies.values() if body.kind == OrganisationKind.TOWNSHIP]
