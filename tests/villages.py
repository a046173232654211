"""Villages for tests: `item(county, state=Status.DECIDED)` gets there by the real acts of the village's people."""

from __future__ import annotations

from datetime import date

from tests.factories import ON, County
from village.actions import deciding, keeping, listing, opening
from village.models import BoardItem, LedgerBook, LedgerEntry, Matter
from village.workflow import Status

JANUARY = date(2026, 1, 15)
TABLE = {"columns": ["姓名", "金额（元）"], "rows": [["张秀英", "560"], ["李建国", "480"]]}
MEETING = "应到7人，实到6人，一致同意"


def listed(county: County, *, since: date = JANUARY, on: date = ON) -> list[Matter]:
    """The county's model list as the village's, its periods open on `on`."""
    listing.adopt(county.village, by=county.village_officer, on=on, since=since)
    opening.open_periods(county.village, on=on)
    return list(Matter.objects.filter(village=county.village))


def due(
    county: County, title: str = "最低生活保障和特困人员", *, since: date = JANUARY, on: date = ON
) -> BoardItem:
    """The first thing the village has to publish about the matter."""
    listed(county, since=since, on=on)
    items = BoardItem.objects.waiting().filter(matter__title=title, village=county.village)
    return items.select_related("village", "matter").earliest("period_start")


def content(**values) -> deciding.Content:
    return deciding.Content(**({"text": "本季度名单如下。", "table": TABLE} | values))


def advance(county: County, made: BoardItem, state: str, *, on: date = ON, **values) -> BoardItem:
    """Carry it on by the village's people, everything on `on`."""
    if state != Status.DUE:
        made = deciding.propose(made, content(**values), by=county.village_officer, on=on)
    if state not in (Status.DUE, Status.PROPOSED):
        seen = made.content_hash
        made = deciding.review(made, by=county.village_supervisor, on=on, note="属实", seen=seen)
    if state in (Status.DECIDED, Status.PUBLISHED, Status.WITHDRAWN):
        seen = made.content_hash
        made = deciding.decide(made, by=county.village_party, on=on, meeting=MEETING, seen=seen)
    if state in (Status.PUBLISHED, Status.WITHDRAWN):
        made = deciding.publish(made, by=county.village_officer, on=on)
    if state == Status.WITHDRAWN:
        deciding.withdraw(made, by=county.village_officer, on=on, reason="数字有误")
        made.refresh_from_db()
    return made


def item(county: County, *, state: str = Status.DUE, on: date = ON, **values) -> BoardItem:
    return advance(county, due(county, on=on), state, on=on, **values)


def reviewed(county: County, made: BoardItem, *, on: date = ON) -> BoardItem:
    """What is proposed, passed by the supervision committee."""
    return deciding.review(made, by=county.village_supervisor, on=on, note="属实", seen=made.content_hash)


def book(county: County, *, since: date = JANUARY, opening: int = 100_000) -> LedgerBook:
    """The village's book, opened with 1,000 元."""
    return keeping.open_book(county.village, by=county.village_officer, on=since, opening_balance=opening)


def entry(county: County, made: LedgerBook, *, on: date = date(2026, 1, 20), **values) -> LedgerEntry:
    whole = {
        "on": on, "counterparty": "张秀英", "is_person": True, "purpose": "wages", "summary": "清扫村道误工补贴",
        "voucher_no": "记-1", "approver": "李主任", "amount_out": 30_000,
    } | values  # fmt: skip
    if whole.get("amount_in"):
        whole["amount_out"] = 0
    return keeping.enter(made, keeping.Values(**whole), by=county.village_officer, on=ON)


def advance_ledger(county: County, made: BoardItem, *, on: date = ON) -> BoardItem:
    """January's accounts with one entry, closed, and published by the four steps."""
    kept = LedgerBook.objects.filter(village=county.village).first() or book(county)
    if not kept.entries.exists():
        entry(county, kept)
    keeping.close_month(kept, made.period_start, by=county.village_officer, on=on)
    made = keeping.propose_month(made, by=county.village_officer, on=on)
    made = reviewed(county, made, on=on)
    seen = made.content_hash
    made = deciding.decide(made, by=county.village_party, on=on, meeting=MEETING, seen=seen)
    return deciding.publish(made, by=county.village_officer, on=on)
