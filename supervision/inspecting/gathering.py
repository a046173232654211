"""The facts of one self-inspection, gathered once; every rule reads these and asks nothing else of the site's pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from disclosure.models import DocumentEdition
from supervision.inspecting.columns import ColumnState, columns
from supervision.inspecting.links import MOST_VISITS, LinkBook, links_of
from supervision.inspecting.texts import Swept, sweep
from supervision.inspecting.visiting import Answer, Visitor
from supervision.models import SiteProbe

PROBED: Final = timedelta(days=7)
LEAST_A_DAY: Final = 20


@dataclass(frozen=True)
class Probes:
    """Seven days of visits: how many, how many failed, the days with fewer than twenty, and the latest failures."""

    number: int
    failed: int
    thin_days: tuple[date, ...]
    failures: tuple[SiteProbe, ...]


@dataclass
class Facts:
    """What was found, on the day `on` at `now`, of one county's site."""

    county: int
    now: datetime
    on: date
    probes: Probes
    columns: Sequence[ColumnState]
    swept: Swept
    book: LinkBook
    visitor: Visitor
    visited: dict[str, Answer] = field(default_factory=dict)

    @property
    def home(self) -> Answer:
        return self.visited[reverse("home")]

    def of_group(self, *groups: str) -> list[ColumnState]:
        return [one for one in self.columns if one.group in groups]


def gather(county: int, now: datetime, most_visits: int = MOST_VISITS) -> Facts:
    """Home and columns are asked for in this process, texts read from their rows, links resolved; nobody else is asked."""
    on, visitor = localtime(now).date(), Visitor()
    book = LinkBook(visitor, most_visits)
    facts = Facts(county, now, on, probes(now), columns(on), Swept(), book, visitor)
    for name, address in _pages(facts):
        if address not in facts.visited:
            answer = facts.visited[address] = visitor.ask(address)
            book.look((link, (name, address)) for link in links_of(answer.html))
    facts.swept = sweep(county, book, now)
    facts.swept.pages += len(facts.visited)
    return facts


def _pages(facts: Facts) -> list[tuple[str, str]]:
    """The home page, each column once, and the pages people write on."""
    forms = [
        ("申请公开", reverse("requests:apply")),
        ("写留言", reverse("messages:write")),
        ("公众参与", reverse("participation:index")),
    ]
    return [("首页", reverse("home")), *((one.held.name, one.held.url) for one in facts.columns), *forms]


def probes(now: datetime) -> Probes:
    """The seven whole days before this one and today so far (two queries)."""
    rows = SiteProbe.objects.between(now - PROBED, now)
    counted = rows.order_by().aggregate(number=Count("pk"), failed=Count("pk", filter=Q(failed=True)))
    days: dict[date, int] = {
        localtime(now).date() - timedelta(days=back): 0 for back in range(1, PROBED.days)
    }
    for at in rows.values_list("at", flat=True).iterator():
        day = localtime(at).date()
        if day in days:
            days[day] += 1
    thin = tuple(sorted(day for day, number in days.items() if number < LEAST_A_DAY))
    return Probes(counted["number"], counted["failed"], thin, tuple(rows.filter(failed=True)[:20]))


def newest_on_home() -> datetime | None:
    """The newest document the home page shows; what came from an archive is no news."""
    newest: datetime | None = (
        DocumentEdition.objects.public()
        .filter(before_portal_on=None)
        .order_by("-published_at")
        .values_list("published_at", flat=True)
        .first()
    )
    return newest
