"""The ledger: the balance always follows, nothing is ever changed, months close in order (山东省村务公开条例第十二条)."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook
from PIL import Image

from accounts.policies import Refused
from tests import factories, villages
from tests.factories import ON
from village.actions import keeping, receipts
from village.content import fen_of, yuan
from village.models import BoardItem, LedgerBook, LedgerEntry, Receipt
from village.workflow import Status

HEAD = ["日期", "对方", "个人", "类别", "用途", "收入", "支出", "凭证号", "审批人"]
GOOD = ["2026-01-08", "青岚县财政局", "", "上级拨付", "转移支付", "1,200.50", "", "记-2", "李主任"]
PAID = ["2026-01-09", "张秀英", "是", "误工补贴和报酬", "清扫村道", "", 300, "记-3", "李主任"]


@given(st.integers(-(10**12), 10**12))
def test_money_is_read_as_it_is_written(fen):
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize("text", ["", "一百", "1.234", "1e5", "--1", "NaN"])
def test_what_is_no_money_is_refused(text):
    with pytest.raises(ValueError, match="两位小数"):
        fen_of(text)


class Book(TestCase):
    @given(st.lists(st.tuples(st.booleans(), st.integers(1, 40_000), st.booleans()), max_size=8))
    def test_the_balance_follows_whatever_is_entered_and_struck(self, steps):
        """In and out in any order, some struck: the balance is the sum, and striking gives back what was."""
        county = factories.county()
        book = villages.book(county, opening=1_000_000)
        for is_in, fen, struck in steps:
            before = LedgerBook.objects.get(pk=book.pk).balance
            side = {"amount_in" if is_in else "amount_out": fen}
            made = villages.entry(county, book, **side)
            assert made.balance == before + (fen if is_in else -fen)
            if struck:
                red = keeping.reverse(made, by=county.village_officer, on=ON, reason="记错")
                assert red.balance == before
        book.refresh_from_db()
        entries = list(LedgerEntry.objects.filter(book=book))
        assert [one.number for one in entries] == list(range(1, len(entries) + 1))
        assert book.balance == 1_000_000 + sum(one.amount_in - one.amount_out for one in entries)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"amount_out": 1}, {"summary": "别的"}, {"on": ON}, {"balance": 0}])
def test_an_entry_cannot_be_changed_or_deleted_even_in_the_database(county, values):
    made = villages.entry(county, villages.book(county))
    with pytest.raises(DatabaseError, match="冲销"), transaction.atomic():
        LedgerEntry.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(DatabaseError, match="冲销"), transaction.atomic():
        made.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "match"),
    [({"balance": 1}, "接不上"), ({"number": 9}, "接不上"), ({"amount_in": 5}, "接不上"), ({"on": date(2026, 1, 5)}, "已经结账")],
)  # fmt: skip
def test_the_database_carries_the_balance_on(county, values, match):
    book = villages.book(county)
    villages.entry(county, book)
    keeping.close_month(book, date(2026, 1, 1), by=county.village_officer, on=ON)
    whole = {
        "book": book, "number": 2, "on": date(2026, 2, 3), "counterparty": "甲", "purpose": "grant", "summary": "乙",
        "amount_in": 100, "balance": 70_100, "voucher_no": "1", "approver": "丙", "entered_on": ON,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        LedgerEntry.objects.create(**(whole | values))
    LedgerEntry.objects.create(**whole)


@pytest.mark.django_db
def test_months_close_in_order_and_take_no_more(county):
    book, by = villages.book(county), county.village_officer
    with pytest.raises(Refused, match="请先结2026年01月"):
        keeping.close_month(book, date(2026, 2, 1), by=by, on=ON)
    villages.entry(county, book)
    closed = keeping.close_month(book, date(2026, 1, 1), by=by, on=ON)
    assert (closed.total_out, closed.closing_balance, closed.entries) == (30_000, 70_000, 1)
    with pytest.raises(Refused, match="已经结账"):
        villages.entry(county, book)
    with pytest.raises(Refused, match="还没有结束"):
        keeping.close_month(book, date(2026, 3, 1), by=by, on=ON)
    empty = keeping.close_month(book, date(2026, 2, 1), by=by, on=ON)
    assert (empty.entries, empty.closing_balance) == (0, 70_000)


@pytest.mark.django_db
def test_what_was_wrong_in_a_closed_month_is_struck_in_the_next(county):
    book = villages.book(county)
    made = villages.entry(county, book)
    keeping.close_month(book, date(2026, 1, 1), by=county.village_officer, on=ON)
    red = keeping.reverse(made, by=county.village_officer, on=ON, reason="金额不对")
    assert (red.on, red.amount_out, red.balance) == (ON, -30_000, 100_000)
    for again in (made, red):
        with pytest.raises(Refused, match="冲销"):
            keeping.reverse(again, by=county.village_officer, on=ON, reason="再来")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "match"),
    [({"amount_out": 200_000}, "余额会变成-1,000.00"), ({"on": date(2026, 3, 9)}, "没有到"), ({"amount_out": 0}, "只填一个"), ({"summary": " "}, "用途")],
)  # fmt: skip
def test_what_cannot_be_is_refused(county, values, match):
    book = villages.book(county)
    with pytest.raises(Refused, match=match):
        villages.entry(county, book, **values)
    book.refresh_from_db()
    assert (book.balance, book.last_number) == (100_000, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["village_supervisor", "township_clerk", "office", "clerk", "superuser"])
def test_only_the_village_keeps_its_book(county, who):
    book = villages.book(county)
    with pytest.raises(Refused):
        keeping.enter(
            book, keeping.Values(ON, "甲", "grant", "乙", "1", "丙", 5), by=getattr(county, who), on=ON
        )


def workbook(*rows) -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("账.xlsx", out.getvalue())


@pytest.mark.django_db
def test_a_file_is_looked_at_first_and_then_taken_in_whole(client, county):
    book = villages.book(county)
    client.force_login(county.village_officer)
    url = reverse("admin:village_import", args=[county.village.pk])
    bad = ["昨天", "", "", "吃饭", "招待", "5", "6", "记-4", "李主任"]
    text = client.post(url, {"workbook": workbook(GOOD, bad)}).content.decode()
    for problem in ("日期：应写成", "对方：不能空着", "不在类别表里", "一行只填一个"):
        assert problem in text
    assert client.post(url, {"workbook": workbook(GOOD, bad), "commit": "1"}).status_code == 422
    assert "2行都没有问题" in client.post(url, {"workbook": workbook(GOOD, PAID)}).content.decode()
    assert not LedgerEntry.objects.exists()
    client.post(url, {"workbook": workbook(GOOD, PAID), "commit": "1"})
    assert list(book.entries.values_list("amount_in", "amount_out", "is_person")) == [(120_050, 0, False), (0, 30_000, True)]  # fmt: skip
    too_much = [*PAID[:6], 99_999_999, *PAID[7:]]
    response = client.post(url, {"workbook": workbook(GOOD, too_much), "commit": "1"})
    assert "第3行" in response.content.decode()
    assert book.entries.count() == 2


@pytest.mark.django_db
def test_accounts_are_proposed_from_the_book_and_people_are_a_family_name(client, county):
    made = villages.due(county, "财务收支明细")
    with pytest.raises(Refused, match="请先在账本里结"):
        keeping.propose_month(made, by=county.village_officer, on=ON)
    made = villages.advance_ledger(county, made)
    assert made.status == Status.PUBLISHED
    assert made.table["rows"] == [
        ["01-20", "张**", "清扫村道误工补贴", "", "300.00", "700.00", "记-1", "李主任"]
    ]
    month = client.get(reverse("villages:month", args=[county.village.code, 2026, 1])).content.decode()
    assert "张**" in month
    assert "张秀英" not in month
    assert "误工补贴和报酬" in month
    listing = client.get(reverse("villages:ledger", args=[county.village.code])).content.decode()
    assert "2026年01月" in listing
    assert client.get(reverse("villages:month", args=[county.village.code, 2026, 2])).status_code == 404


@pytest.mark.django_db
def test_a_month_that_is_closed_but_not_published_is_not_shown(client, county):
    book = villages.book(county)
    villages.entry(county, book)
    keeping.close_month(book, date(2026, 1, 1), by=county.village_officer, on=ON)
    assert client.get(reverse("villages:month", args=[county.village.code, 2026, 1])).status_code == 404
    listing = client.get(reverse("villages:ledger", args=[county.village.code])).content.decode()
    assert "还没有公布的账" in listing


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (600, 1000), "white").save(out, "JPEG")
    return SimpleUploadedFile("凭证.jpg", out.getvalue())


@pytest.mark.django_db
def test_a_receipt_is_public_only_blacked_out_and_only_with_its_month(client, county):
    villages.listed(county)
    book = villages.book(county)
    entry = villages.entry(county, book)
    url = reverse("villages:receipt", args=[county.village.code, entry.pk])
    receipts.attach(entry, picture(), by=county.village_officer, on=ON)
    accounts = BoardItem.objects.get(matter__is_ledger=True, period_start=date(2026, 1, 1))
    villages.advance_ledger(county, accounts)
    assert client.get(url).status_code == 404  # nobody has looked at it yet
    receipts.mask(Receipt.objects.get(), [0, 59], by=county.village_officer, on=ON)
    data = b"".join(client.get(url).streaming_content)
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.getpixel((10, 10)) == shown.getpixel((590, 990)) == (0, 0, 0)
        assert min(shown.getpixel((300, 500))) > 250
    accounts.refresh_from_db()
    from_other = reverse("villages:receipt", args=[factories.organisation(factories.K.VILLAGE, "下河村", county.township).code, entry.pk])  # fmt: skip
    assert client.get(from_other).status_code == 404


@pytest.mark.django_db
def test_the_screens_of_the_book(client, county):
    client.force_login(county.village_officer)
    pk = county.village.pk
    act = lambda name, **values: client.post(reverse("admin:village_ledger_act", args=[pk, name]), values)  # noqa: E731
    assert act("open", opening="1000").status_code == 302
    given = {
        "on": "2026-03-01", "counterparty": "张秀英", "purpose": "wages", "summary": "清扫", "amount_out": "30",
        "voucher_no": "1", "approver": "李主任",
    }  # fmt: skip
    response = act("enter", **given | {"amount_out": "三十"})
    assert response.status_code == 422
    assert "清扫" in response.content.decode()
    # the book begins today, whatever today is: an entry dated before that month is refused with its reason
    assert act("enter", **given | {"on": "2020-01-01"}).status_code == 422
    assert not LedgerEntry.objects.exists()
