"""记账: every entry under the book's lock, the balance carried on; months closed; corrections by counter-entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from statute.villages import Cycle, period_of
from village.actions.deciding import Content, propose
from village.actions.stepping import required
from village.content import yuan
from village.models import BoardItem, LedgerBook, LedgerEntry, LedgerMonth, Rules
from village.policies import may_keep
from village.sheet import Line, read

COLUMNS = ["日期", "对方", "用途", "收入（元）", "支出（元）", "余额（元）", "凭证号", "审批人"]
PURPOSES = {str(label): str(value) for value, label in LedgerEntry.Purpose.choices}


@dataclass(frozen=True)
class Values:
    """One entry as somebody gives it; amounts in 分."""

    on: date
    counterparty: str
    purpose: str
    summary: str
    voucher_no: str
    approver: str
    amount_in: int = 0
    amount_out: int = 0
    is_person: bool = False


@transaction.atomic
def open_book(village: Organisation, *, by: User, on: date, opening_balance: int) -> LedgerBook:
    """启用账本 with what is there; once."""
    village = Organisation.objects.select_for_update().get(pk=village.pk)
    require(may_keep(by, village))
    if LedgerBook.objects.filter(village=village).exists():
        raise Refused("账本已经启用。")
    book = LedgerBook.objects.create(
        village=village, opened_on=on, opening_balance=opening_balance, balance=opening_balance
    )
    record(by, "ledger.opened", book, organisation=village, opening=opening_balance)
    return book


def _lock(book: LedgerBook, by: User) -> LedgerBook:
    book = LedgerBook.objects.select_for_update(of=("self",)).select_related("village").get(pk=book.pk)
    require(may_keep(by, book.village))
    return book


def _write(
    book: LedgerBook, values: Values, *, by: User, on: date, reverses: LedgerEntry | None = None
) -> LedgerEntry:
    """The next number and the balance that follows; the database checks both again."""
    if values.on > on:
        raise Refused(f"日期{values.on}还没有到。")
    if values.on < book.opened_on.replace(day=1):
        raise Refused(f"账本{book.opened_on}启用，不能记以前的账。")
    if book.months.filter(month=values.on.replace(day=1)).exists():
        raise Refused(f"{values.on:%Y年%m月}已经结账，不能再记；更正记在现在的月份。")
    book.last_number += 1
    book.balance += values.amount_in - values.amount_out
    if book.balance < 0:
        raise Refused(f"记上这一笔余额会变成{yuan(book.balance)}元，请核对金额。")
    entry = LedgerEntry.objects.create(
        book=book, number=book.last_number, balance=book.balance, reverses=reverses, entered_by=by, entered_on=on,
        **asdict(values),
    )  # fmt: skip
    book.save(update_fields=["last_number", "balance"])
    return entry


@transaction.atomic
def enter(book: LedgerBook, values: Values, *, by: User, on: date) -> LedgerEntry:
    """记一笔."""
    book = _lock(book, by)
    if min(values.amount_in, values.amount_out) < 0 or (values.amount_in > 0) == (values.amount_out > 0):
        raise Refused("收入、支出只填一个，不能是负数。")
    for name, sentence in (
        ("counterparty", "请写明钱从哪里来、给了谁。"),
        ("summary", "请写明用途。"),
        ("approver", "请写明谁审批的。"),
    ):
        required(str(getattr(values, name)), sentence)
    entry = _write(book, values, by=by, on=on)
    record(by, "ledger.entered", entry, article=Rules(on).basis("ledger"), organisation=book.village)
    return entry


@transaction.atomic
def reverse(entry: LedgerEntry, *, by: User, on: date, reason: str) -> LedgerEntry:
    """冲销: the same sides in red, dated today; the wrong entry stays for everybody to see."""
    book = _lock(entry.book, by)
    entry = book.entries.get(pk=entry.pk)
    if entry.reverses_id is not None:
        raise Refused("冲销的一笔不能再冲销，请重新记一笔。")
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise Refused("这一笔已经冲销。")
    reason = required(reason, "请写明为什么冲销。")
    red = _write(
        book,
        Values(
            on=on, counterparty=entry.counterparty, is_person=entry.is_person, purpose=entry.purpose,
            summary=f"冲销第{entry.number}笔：{reason}"[:120], voucher_no=entry.voucher_no, approver=entry.approver,
            amount_in=-entry.amount_in, amount_out=-entry.amount_out,
        ),
        by=by, on=on, reverses=entry,
    )  # fmt: skip
    record(by, "ledger.reversed", red, article=Rules(on).basis("ledger"), organisation=book.village)
    return red


def dry_run(lines: Sequence[Sequence[object]]) -> list[Line]:
    """What the file says, line by line; nothing is kept. `Refused` when its head is not understood."""
    try:
        return read(lines, PURPOSES)
    except ValueError as error:
        raise Refused(str(error)) from None


@transaction.atomic
def bring_in(book: LedgerBook, lines: Sequence[Line], *, by: User, on: date) -> list[LedgerEntry]:
    """导入: all lines or none; the first that cannot be entered is named."""
    if not lines:
        raise Refused("表格里没有账。")
    if bad := [line.number for line in lines if line.problems]:
        raise Refused(f"第{'、'.join(map(str, bad[:10]))}行有问题，一行也没有导入。")
    book = _lock(book, by)
    made = []
    for line in lines:
        try:
            made.append(_write(book, Values(**line.values), by=by, on=on))
        except Refused as refusal:
            raise Refused(f"第{line.number}行：{refusal}一行也没有导入。") from None
    record(
        by,
        "ledger.imported",
        book,
        article=Rules(on).basis("ledger"),
        organisation=book.village,
        lines=len(made),
    )
    return made


@transaction.atomic
def close_month(book: LedgerBook, month: date, *, by: User, on: date) -> LedgerMonth:
    """结账: only when the month is over and every earlier one is closed; a month without entries is closed too."""
    book = _lock(book, by)
    month = month.replace(day=1)
    if on <= period_of(Cycle.MONTHLY, month).end:
        raise Refused(f"{month:%Y年%m月}还没有结束。")
    if book.months.filter(month=month).exists():
        raise Refused("这个月已经结账。")
    first = next_to_close(book)
    if month != first:
        raise Refused(f"请先结{first:%Y年%m月}的账。")
    entries = book.entries.of_month(month)
    sums = entries.aggregate(entries=Count("pk"), total_in=Sum("amount_in"), total_out=Sum("amount_out"))
    before = book.months.first()
    start = before.closing_balance if before else book.opening_balance
    made = LedgerMonth.objects.create(
        book=book, month=month, entries=sums["entries"], total_in=sums["total_in"] or 0,
        total_out=sums["total_out"] or 0, closed_on=on, closed_by=by,
        closing_balance=start + (sums["total_in"] or 0) - (sums["total_out"] or 0),
    )  # fmt: skip
    record(by, "ledger.month_closed", made, article=Rules(on).basis("ledger"), organisation=book.village)
    return made


def next_to_close(book: LedgerBook) -> date:
    """The month after the last one closed, or the one the book began in."""
    newest = book.months.first()
    if newest is None:
        return book.opened_on.replace(day=1)
    return date(newest.month.year + newest.month.month // 12, newest.month.month % 12 + 1, 1)


@transaction.atomic
def propose_month(item: BoardItem, *, by: User, on: date, revision: int | None = None) -> BoardItem:
    """财务公开方案: the closed month as it stands in the book, entry by entry; nothing is typed again."""
    month = LedgerMonth.objects.filter(book__village=item.village_id, month=item.period_start).first()
    if month is None:
        raise Refused(f"请先在账本里结{item.period.label}的账。")
    return propose(item, month_content(item, month), by=by, on=on, revision=revision, month=month)


def month_content(item: BoardItem, month: LedgerMonth) -> Content:
    entries = LedgerEntry.objects.filter(book=month.book_id).of_month(month.month)
    opening = month.closing_balance - month.total_in + month.total_out
    text = (
        f"期初余额{yuan(opening)}元，收入{yuan(month.total_in)}元，支出{yuan(month.total_out)}元，"
        f"期末余额{yuan(month.closing_balance)}元，共{month.entries}笔。"
    )
    rows = [entry.line() for entry in entries]
    table: dict[str, Any] = {"columns": COLUMNS, "rows": rows} if rows else {}
    return Content(title=item.title, text=text, table=table)


def totals_by_purpose(month: LedgerMonth) -> list[dict[str, Any]]:
    """In and out by purpose with the share of the largest, for table and bars alike."""
    rows = (
        LedgerEntry.objects.filter(book=month.book_id)
        .of_month(month.month)
        .order_by()
        .values_list("purpose")
        .annotate(Sum("amount_in"), Sum("amount_out"))
    )
    found = {purpose: (money_in, money_out) for purpose, money_in, money_out in rows}
    largest = max((abs(amount) for pair in found.values() for amount in pair), default=0) or 1
    return [
        {
            "label": label, "in": yuan(found[value][0]), "out": yuan(found[value][1]),
            "bar_in": max(found[value][0], 0) * 100 // largest, "bar_out": max(found[value][1], 0) * 100 // largest,
        }
        for value, label in LedgerEntry.Purpose.choices
        if value in found
    ]  # fmt: skip
