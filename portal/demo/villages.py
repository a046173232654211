"""Twenty villages over twelve months: accounts and lists by the four steps, some late, some missing, some objected to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.models import Item
from portal.demo import boards
from portal.demo.chain import Desk
from statute.villages import Cycle, period_of
from village.actions import boarding, comparing, deciding, keeping, listing, opening
from village.models import BoardItem, LedgerBook
from village.sheet import Line

MONTHS: Final = 12
VILLAGE_STEPS: Final = 20
# day, counterparty, a person, purpose, what for, in, out (元; what is spent varies from month to month)
ENTRIES: Final = (
    (3, "示例农业发展公司", False, "rent", ("机动地承包费",), 8600, 0),
    (6, "青岚县财政局", False, "grant", ("村级组织运转经费",), 5200, 0),
    (11, "示例村民甲", True, "wages", ("村道保洁误工补贴", "渠道清淤误工补贴", "护林防火误工补贴"), 0, 1800),
    (16, "示例电力公司", False, "management", ("路灯和办公用电",), 0, 640),
    (
        22,
        "示例建材店",
        False,
        "public",
        ("水渠维修材料", "村道修补材料", "文化广场护栏", "路灯更换"),
        0,
        2350,
    ),
    (26, "示例村民乙", True, "welfare", ("八十岁老人生日慰问", "困难户走访慰问"), 0, 300),
)


def varied(spent: int, month: dt.date, place: int, line: int) -> int:
    """What a month costs in whole tens of yuan: 60 to 150 per cent of `spent`, the same on every run."""
    return spent * (60 + (month.month * 37 + month.year * 11 + place * 13 + line * 29) % 91) // 1000 * 10


def load_villages(desk: Desk) -> Iterator[str]:
    """Tell every village's year; yields a label for each."""
    villages = [body for body in desk.bodies.values() if body.kind == OrganisationKind.VILLAGE]
    months = [month_before(desk.on, back) for back in range(MONTHS, 0, -1)]
    item = boards.government_lists(desk, villages, boards.quarters_over(desk.on, months))
    for place, village in enumerate(villages):
        Teller(desk, village, place, mirrored=item).tell()
        yield f"村务公开 {village.label}"
    comparing.compare_all(on=desk.on)


def month_before(on: dt.date, back: int) -> dt.date:
    number = on.year * 12 + on.month - 1 - back
    return dt.date(number // 12, number % 12 + 1, 1)


class Teller:
    """One village. `place` decides what went wrong there."""

    def __init__(
        self, desk: Desk, village: Organisation, place: int, *, mirrored: Item | None = None
    ) -> None:
        self.desk, self.village, self.place, self.mirrored = desk, village, place, mirrored
        people = desk.cast.colleagues
        self.secretary: User = people[village.code, Role.VILLAGE]
        self.supervisor = people[village.code, Role.VILLAGE_SUPERVISOR]
        self.party = people[village.code, Role.VILLAGE_PARTY]
        self.months = [month_before(desk.on, back) for back in range(MONTHS, 0, -1)]
        self.newest = boards.quarters_over(desk.on, self.months)[-1].end

    def _day(self, day: dt.date) -> dt.date:
        return min(day, self.desk.on)

    def tell(self) -> None:
        since = self.months[0]
        listing.adopt(self.village, by=self.secretary, on=since, since=since)
        boards.hold_against(self.village, self.mirrored, by=self.secretary)
        opening.open_periods(self.village, on=self.desk.on)
        book = keeping.open_book(self.village, by=self.secretary, on=since, opening_balance=2_600_000)
        accounts = BoardItem.objects.filter(village=self.village, matter__is_ledger=True)
        items = {item.period_start: item for item in accounts}
        for at, month in enumerate(self.months):
            if at == MONTHS - 1 and self.place % 10 == 0:
                continue  # the last month still waits for the secretary
            if at == MONTHS - 2 and self.place % 7 == 3:
                self._keep(book, month)
                boarding.order(
                    items[month], by=self.desk.cast.clerk(self.desk.bodies[self._township()]), on=self.desk.on,
                    reason="实地查看，公开栏上没有这个月的账。", until=self.desk.on + dt.timedelta(days=5),
                )  # fmt: skip
                break  # and what follows is not there either
            self._keep(book, month)
            self._accounts(items[month], at)
        self._lists()

    def _township(self) -> str:
        return next(code for code, body in self.desk.bodies.items() if body.pk == self.village.parent_id)

    def _keep(self, book: LedgerBook, month: dt.date) -> None:
        lines = [
            Line(
                number,
                {
                    "on": month.replace(day=day), "counterparty": who, "is_person": person, "purpose": purpose,
                    "summary": what[(month.month + self.place) % len(what)],
                    "amount_in": money_in * 100 + self.place * 1000 * bool(money_in),
                    "amount_out": varied(money_out, month, self.place, number) * 100,
                    "voucher_no": f"记-{month:%m}{number:02d}", "approver": "示例主任",
                },
            )
            for number, (day, who, person, purpose, what, money_in, money_out) in enumerate(ENTRIES, 1)
        ]  # fmt: skip
        after = self._day(period_of(Cycle.MONTHLY, month).end + dt.timedelta(days=2))
        keeping.bring_in(book, lines, by=self.secretary, on=after)
        keeping.close_month(book, month, by=self.secretary, on=after)

    def _accounts(self, item: BoardItem, at: int) -> None:
        """Proposed on the third, published on the sixth; every eleventh late."""
        late = 14 if (self.place + at) % 11 == 5 else 0
        start = self._day(item.period_end + dt.timedelta(days=3 + late))
        item = keeping.propose_month(item, by=self.secretary, on=start)
        published = self._decided(item, start)
        if published is None:
            return
        day = self._day(start + dt.timedelta(days=3))
        posting = boarding.post(published, by=self.secretary, on=day)
        short = self.place == 5 and at == MONTHS - 3
        taken = day + dt.timedelta(days=4 if short else 12)
        if taken <= self.desk.on:
            boarding.take_down(posting, by=self.secretary, on=taken)
        if self.place % 5 == 1 and at in (4, MONTHS - 1):
            self._objected(published, day)

    def _objected(self, item: BoardItem, day: dt.date) -> None:
        key = uuid5(NAMESPACE_URL, f"demo-objection-{item.pk}")
        one = boarding.object_to(item, key=key, on=day, text="水渠维修的材料费比去年多，请说明买了什么。")
        answered = day + dt.timedelta(days=3)
        if answered <= self.desk.on:
            text = "今年多修了四十米，购货清单已贴在公开栏，监督委员会核对过。"
            boarding.answer(one, by=self.secretary, on=answered, text=text)

    def _decided(self, item: BoardItem, start: dt.date) -> BoardItem | None:
        """The other steps, a day apart; the last village's newest still lies with the committee."""
        if self.place == VILLAGE_STEPS - 1 and item.period_end >= self.months[-1]:
            return None
        second, third = (self._day(start + dt.timedelta(days=days)) for days in (1, 2))
        item = deciding.review(
            item, by=self.supervisor, on=second, note="已核对凭证，属实。", seen=item.content_hash
        )
        meeting = "应到7人，实到6人，一致同意公开。"
        item = deciding.decide(item, by=self.party, on=third, meeting=meeting, seen=item.content_hash)
        return deciding.publish(item, by=self.secretary, on=self._day(start + dt.timedelta(days=3)))

    def _lists(self) -> None:
        """低保名单 of every quarter that is over by the acts, and the other matters of these quarters in bulk."""
        over = (
            BoardItem.objects.waiting()
            .filter(village=self.village, matter__is_ledger=False, period_end__lt=self.desk.on)
            .select_related("matter")
            .order_by("period_start")
        )
        people = (self.secretary, self.supervisor, self.party)
        boards.hang(over, self.place, people, newest=self.newest)
        for item in over.filter(matter__title=boards.LIST):
            if item.period_end == self.newest and self.place in boards.NOT_LISTED:
                continue
            content = deciding.Content(
                title=item.title,
                text="经评议公示，本季度享受最低生活保障的人员如下。",
                table={"columns": ["姓名", "月保障金（元）"], "rows": boards.listed_rows(self.place)},
            )
            start = item.period_end - dt.timedelta(days=12)
            item = deciding.propose(item, content, by=self.secretary, on=start)  # noqa: PLW2901  the act returns it as it is now
            self._decided(item, start)
