"""Documents for tests: `document(county, state=Status.SIGNED)` gets there by the real acts."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models import CatalogEdition, Item, Node
from catalog.workflow import Status as CatalogStatus
from disclosure.actions import deciding, drafting, releasing
from disclosure.models import DocumentEdition, Withdrawal
from disclosure.workflow import Attribute, Status
from tests import factories
from tests.factories import ON, County

BODY = (
    "<p>为保障困难群众基本生活,现就有关事项通知如下。</p><h2>一、保障标准</h2><p>城乡低保标准按年度调整。</p>"
)
REASON = "属于内部工作流程,对外不产生直接约束力。"


def staff(county: County) -> County:
    """The department's secrecy reviewer is there already; adds the office reviewer and a second of each."""
    if "office_reviewer" not in county.people:
        place = county.department
        county.people["office_reviewer"] = factories.person("office_reviewer", Role.OFFICE, place)
        county.people["secrecy_reviewer2"] = factories.person(
            "secrecy_reviewer2", Role.SECRECY_REVIEWER, place
        )
    return county


def published_catalog(county: County, unit: Organisation | None = None) -> CatalogEdition:
    """The unit's catalog in force; made once."""
    unit = unit or county.department
    found = CatalogEdition.objects.in_force().filter(unit=unit, domain=county.domain).first()
    return found or factories.edition(county, unit, state=CatalogStatus.PUBLISHED)


def item(county: County, unit: Organisation | None = None, place: int = 0) -> Item:
    """A row of the unit's catalog as published, by its place in the table."""
    node = Node.objects.rows().filter(edition=published_catalog(county, unit)).order_by("lft")[place]
    assert node.item is not None
    return node.item


def draft(
    county: County, *, by: User | None = None, items: list[Item] | None = None, on: date = ON, **values
) -> DocumentEdition:
    """A draft of the department that may be submitted as it stands, unless `values` spoil it."""
    staff(county)
    by = by or county.clerk
    whole = {
        "title": "关于调整城乡居民最低生活保障标准的通知",
        "kind": "notice",
        "doc_number": "青民发〔2026〕3号",
        "formed_on": on,
        "summary": "调整城乡低保标准",
        "proposed_attribute": Attribute.OPEN,
    } | values
    body = whole.pop("body", BODY)
    if whole["proposed_attribute"] not in ("", Attribute.OPEN):
        whole = {
            "proposed_ground": "C1",
            "proposed_reason": REASON,
            "redaction_note": "删去联系人电话",
        } | whole
    relations = whole.pop("relations", None)
    made = drafting.start_document(
        county.department, title=str(whole["title"]), kind=str(whole["kind"]), by=by, on=on
    )
    return drafting.save_draft(
        made, by=by, on=on, revision=made.revision, values=whole, body=body, relations=relations,
        items=[item(county)] if items is None else items,
    )  # fmt: skip


def advance(
    county: County, made: DocumentEdition, state: str, *, on: date = ON, attribute: str = ""
) -> DocumentEdition:
    """Carry a draft on by the acts of the department's people until it is in `state`."""
    if state == Status.DRAFT:
        return made
    if state == Status.DISCARDED:
        return drafting.discard(made, by=county.clerk, on=on, reason="重复起草")
    if made.status == Status.DRAFT:
        made = deciding.submit(made, by=county.clerk, on=on)
    if state == Status.REFERRED:
        return deciding.refer(made, by=county.secrecy_reviewer, on=on, text="拿不准", seen=made.content_hash)
    given = {"on": on, "text": "同意"}
    while made.status not in (state, Status.SIGNED, Status.LEDGER):
        seen = made.content_hash
        if made.status == Status.SECRECY:
            made = deciding.pass_secrecy(made, by=county.secrecy_reviewer, seen=seen, **given)
        elif made.status == Status.OFFICE:
            made = deciding.review(made, by=county.office_reviewer, seen=seen, **given)
        else:
            final = attribute or made.proposed_attribute
            made = deciding.sign(made, by=county.head, seen=seen, attribute=final, **given)
    if state in (Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN) and made.status == Status.SIGNED:
        made = releasing.publish(made, by=county.clerk, on=on)
    if state == Status.WITHDRAWN:
        releasing.withdraw(made, by=county.head, reason="内容有误", behaviour=Withdrawal.Behaviour.GONE)
        made.refresh_from_db()
    if state == Status.SUPERSEDED:
        newer = drafting.start_edition(made.document, by=county.clerk, on=on, reason="更正一处数字")
        newer = drafting.save_draft(
            newer, by=county.clerk, on=on, revision=newer.revision, values={}, body=BODY + "<p>补充。</p>"
        )
        advance(county, newer, Status.PUBLISHED, on=on)
        made.refresh_from_db()
    return made


def document(county: County, *, state: str = Status.DRAFT, on: date = ON, **values) -> DocumentEdition:
    """An edition in `state`; a 不予公开 document ends in the ledger whatever is asked for beyond it."""
    return advance(county, draft(county, on=on, **values), state, on=on)
