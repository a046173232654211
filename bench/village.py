"""Villages in numbers: 600 villages × 24 months × 40 entries.

Four matters of every village mirror one item of the catalog; the government has one list a quarter that names eight people of each
village, the villages have published theirs, every seventh with one amount different.

Targets: the county's overview ≤ 8 queries, the same at N and 2N, under 300 ms; the comparison of all villages under 60 s. Times of pages
are multiples of a page without queries ("hello") too, the best of five; the comparison is in seconds of processor time as well.
"""

from __future__ import annotations

import datetime as dt
import os
import time

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import grant_role
from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from bench.requests import best
from bench.setting import database
from catalog.models import Domain, Item
from disclosure.models import Document, DocumentEdition, Placement
from disclosure.workflow import Attribute
from disclosure.workflow import Status as Edition
from statute.document_kinds import DocumentKind
from village.actions import comparing, listing, opening
from village.models import BoardItem, LedgerBook, LedgerEntry, LedgerMonth, Matter

VILLAGES = int(os.environ.get("VILLAGES", "600"))
MONTHS = int(os.environ.get("MONTHS", "24"))
ENTRIES = int(os.environ.get("ENTRIES", "40"))
TODAY = dt.date(2026, 9, 1)
MIRRORED = ("农业补贴发放", "最低生活保障和特困人员", "残疾人、困境儿童和留守人员", "养老服务和高龄津贴")
LISTED = 8


def month(back: int) -> dt.date:
    number = TODAY.year * 12 + TODAY.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)


def county() -> tuple[Organisation, User]:
    made = Organisation.objects.create(name="青岚县", code="ql", kind=OrganisationKind.COUNTY_GOVERNMENT)
    officer = User.objects.create(username="office", is_staff=True, organisation=made)
    grant_role(officer, Role.COUNTY_OFFICE, made, by=None)
    return made, officer


def fill(government: Organisation, first: int, last: int) -> None:
    """Villages with their lists opened, and two years of accounts written in bulk past the acts but not past the triggers."""
    for number in range(first, last):
        parent = government
        if number % 40 == 0:
            parent = Organisation.objects.create(
                name=f"{number}镇", code=f"t{number}", kind=OrganisationKind.TOWNSHIP, parent=government
            )
        village = Organisation.objects.create(
            name=f"{number:03d}村", code=f"v{number}", kind=OrganisationKind.VILLAGE, parent=parent
        )
        listing.adopt(village, by=None, on=TODAY, since=month(MONTHS))
        opening.open_periods(village, on=TODAY)
        book = LedgerBook.objects.create(
            village=village, opened_on=month(MONTHS), opening_balance=10**9, balance=10**9
        )
        rows, balance, serial = [], 10**9, 0
        for back in range(MONTHS, 0, -1):
            for entry in range(ENTRIES):
                serial, balance = serial + 1, balance - 100
                rows.append(
                    LedgerEntry(
                        book=book, number=serial, on=month(back).replace(day=1 + entry % 28), counterparty="甲", summary="乙",
                        purpose="management", amount_out=100, balance=balance, voucher_no="1", approver="丙", entered_on=TODAY,
                    )
                )  # fmt: skip
        LedgerEntry.objects.bulk_create(rows, batch_size=2000)
        LedgerMonth.objects.bulk_create(
            LedgerMonth(
                book=book, month=month(back), entries=ENTRIES, total_in=0, total_out=100 * ENTRIES, closing_balance=0, closed_on=TODAY
            )
            for back in range(MONTHS, 0, -1)
        )  # fmt: skip


def mirrored(government: Organisation) -> None:
    """Lists on both sides, written in bulk: what is compared is the work, not how it came there."""
    domain = Domain.objects.create(name="社会救助", code="sa", position=1)
    item = Item.objects.create(unit=government, domain=domain, path_key="最低生活保障")
    Matter.objects.filter(title__in=MIRRORED).update(mirrors=item)
    due = BoardItem.objects.filter(matter__title__in=MIRRORED, period_end__lt=TODAY)
    villages = list(Organisation.objects.filter(kind=OrganisationKind.VILLAGE).order_by("pk"))
    for serial, (_, end) in enumerate(sorted(set(due.values_list("period_start", "period_end")))):
        rows = "".join(
            f"<tr><td>{village.name}</td><td>村民{at}号</td><td>{500 + at}</td></tr>"
            for village in villages
            for at in range(LISTED)
        )
        body = f"<table><tr><th>村</th><th>姓名</th><th>金额（元）</th></tr>{rows}</table>"
        list_of(government, item, serial, end, body)
    places = {village.pk: at for at, village in enumerate(villages)}
    people = [User.objects.create(username=f"step{step}") for step in range(3)]
    done = []
    for one in due:
        lines = [[f"村民{at}号", str(500 + at)] for at in range(LISTED)]
        if places[one.village_id] % 7 == 0:
            lines[0][1] = "1"
        one.table, one.status = {"columns": ["姓名", "金额（元）"], "rows": lines}, "published"
        one.content_hash = one.decided_hash = "1" * 64
        one.proposed_by, one.reviewed_by, one.decided_by = people
        one.published_by, one.published_at = people[0], timezone.now()
        one.proposed_on = one.reviewed_on = one.decided_on = one.published_on = one.due_on
        done.append(one)
    names = ("table", "status", "content_hash", "decided_hash", "proposed_by", "reviewed_by", "decided_by", "published_by",
             "published_at", "proposed_on", "reviewed_on", "decided_on", "published_on")  # fmt: skip
    BoardItem.objects.bulk_update(done, names, batch_size=200)


def list_of(government: Organisation, item: Item, serial: int, on: dt.date, body: str) -> None:
    """A published document under the item."""
    document = Document.objects.create(
        unit=government, index_number=f"{serial}", index_year=on.year, index_serial=serial
    )
    edition = DocumentEdition.objects.create(
        document=document, version=1, unit=government, title=f"名单{serial}", kind=DocumentKind.NOTICE, status=Edition.SIGNED,
        issuer=government.name, formed_on=on, body=body, text="", attribute=Attribute.OPEN, proposed_attribute=Attribute.OPEN,
        content_hash="1" * 64, approved_hash="1" * 64, started_on=on, due_on=on,
    )  # fmt: skip
    Placement.objects.create(edition=edition, item=item, domain=item.domain)
    DocumentEdition.objects.filter(pk=edition.pk).update(
        status=Edition.PUBLISHED, published_at=timezone.now()
    )


def pages(officer: User, number: int) -> None:
    client = Client()
    client.force_login(officer)
    _, hello = best(Client(), reverse("privacy"))
    print(f"\n{number} villages, {BoardItem.objects.count()} publications, {LedgerEntry.objects.count()} entries on {connection.vendor}")  # fmt: skip
    for name, address in {
        "overview": reverse("admin:village_boarditem_changelist"), "index": reverse("villages:index"),
        "a village": reverse("villages:village", args=["v0"]),
    }.items():  # fmt: skip
        queries, seconds = best(client, address)
        print(f"  {name:<10} {queries:>3} queries {seconds * 1000:>8.1f} ms {seconds / hello:>6.1f} × hello")


def main() -> None:
    with database("village"):
        government, officer = county()
        fill(government, 0, VILLAGES // 2)
        pages(officer, VILLAGES // 2)
        fill(government, VILLAGES // 2, VILLAGES)
        pages(officer, VILLAGES)
        mirrored(government)
        pages(officer, VILLAGES)
        wall, cpu = time.perf_counter(), time.process_time()
        counts = comparing.compare_all(on=TODAY)
        print(f"comparison {time.perf_counter() - wall:.1f} s ({time.process_time() - cpu:.1f} s of processor time): {counts}; target 60 s")  # fmt: skip


if __name__ == "__main__":
    main()
