"""栏目: how many things stand in each and when the last was added; by the county's rules, nothing counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import Organisation
from disclosure.models import DocumentEdition
from disclosure.models.guide import INSTITUTIONS
from disclosure.policies import PUBLISHERS
from interpretation.models import InterpretationEdition, Message, PolicyAnswer
from participation.models import Consultation
from statute.document_kinds import DocumentKind
from statute.statutory_items import ITEMS
from supervision.models import AnnualReport, SiteColumn

NOTICES: Final = (DocumentKind.NOTICE, DocumentKind.PROCLAMATION)


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in one column."""

    name: str
    url: str
    number: int
    last: Any  # a moment, or None


@dataclass(frozen=True, slots=True)
class ColumnState:
    """One column under its rule on a day. An empty column is empty and not stale as well (不重复计算)."""

    held: Held
    group: str
    cycle_days: int
    source: str
    on: date

    @property
    def last_on(self) -> date | None:
        return localtime(self.held.last).date() if self.held.last else None

    @property
    def empty(self) -> bool:
        return self.held.number == 0

    @property
    def stale(self) -> bool:
        last = self.last_on
        return not self.empty and (last is None or last < self.on - timedelta(days=self.cycle_days))

    @property
    def words(self) -> str:
        if self.empty:
            return f"{self.held.name}：没有内容"
        last = f"最近一次是{self.last_on}" if self.last_on else "没有日期"
        return f"{self.held.name}：{last}，应{self.cycle_days}天内更新一次"


def _of(rows: QuerySet, name: str, url: str, field: str = "published_at") -> Held:
    found = rows.order_by().aggregate(number=Count("pk"), last=Max(field))
    return Held(name, url, found["number"], found["last"])


def _documents() -> QuerySet[DocumentEdition]:
    return DocumentEdition.objects.public()


def _news() -> Iterator[Held]:
    yield _of(_documents().filter(before_portal_on=None), "最新文件", reverse("documents:list"))


def _notices() -> Iterator[Held]:
    rows = _documents().filter(kind__in=NOTICES)
    yield _of(rows, "通知公告", f"{reverse('documents:list')}?kind={DocumentKind.NOTICE}")


def _normative() -> Iterator[Held]:
    yield _of(_documents().filter(is_normative=True), "规章、规范性文件库", reverse("open:normative"))


def _interpretations() -> Iterator[Held]:
    yield _of(InterpretationEdition.objects.public(), "政策解读", reverse("interpretations:list"))


def _answers() -> Iterator[Held]:
    yield _of(PolicyAnswer.objects.public(), "政策问答库", reverse("interpretations:answers"))


def _consultations() -> Iterator[Held]:
    yield _of(Consultation.objects.public(), "征求意见", reverse("participation:consultations"))


def _messages() -> Iterator[Held]:
    yield _of(Message.objects.public(), "留言答复", reverse("messages:home"), "shown_at")


def _reports() -> Iterator[Held]:
    yield _of(AnnualReport.objects.published(), "政府信息公开年报", reverse("open:reports"))


def _institutions() -> Iterator[Held]:
    rows = _documents().under_statutory(INSTITUTIONS)
    yield _of(rows, "政府信息公开制度", reverse("open:institutions"))


def _statutory() -> Iterator[Held]:
    """法定主动公开内容: every item of 第二十条、第二十一条 is a column of the county."""
    for item in ITEMS.values():
        rows = _documents().under_statutory(item.code)
        yield _of(rows, f"法定主动公开内容·{item.label}", f"{reverse('open:content')}?item={item.code}")


def _units() -> Iterator[Held]:
    """Every unit's own column (two queries)."""
    numbers = {
        row["unit"]: row
        for row in _documents()
        .order_by()
        .values("unit")
        .annotate(number=Count("pk"), last=Max("published_at"))
    }
    for unit in Organisation.objects.active().filter(kind__in=PUBLISHERS).order_by("tree_id", "lft"):
        row = numbers.get(unit.pk, {"number": 0, "last": None})
        yield Held(
            f"{unit.label}信息公开", reverse("open:unit-home", args=[unit.code]), row["number"], row["last"]
        )


@dataclass(frozen=True, slots=True)
class Source:
    """What a rule counts, and its name in the desk."""

    label: str
    held: Callable[[], Iterator[Held]]


SOURCES: Final[Mapping[str, Source]] = {
    "news": Source("最新文件（首页）", _news),
    "notices": Source("通知、公告", _notices),
    "normative": Source("规章、规范性文件", _normative),
    "interpretations": Source("政策解读", _interpretations),
    "answers": Source("政策问答库", _answers),
    "consultations": Source("征求意见", _consultations),
    "messages": Source("公开的留言答复", _messages),
    "reports": Source("政府信息公开年报", _reports),
    "institutions": Source("政府信息公开制度", _institutions),
    "statutory": Source("法定主动公开内容的每一项", _statutory),
    "units": Source("每个单位的信息公开栏目", _units),
}


def columns(on: date) -> list[ColumnState]:
    """Every column the rules in force name; a rule whose source is unknown counts nothing."""
    rules = SiteColumn.objects.in_force(on)
    return [
        ColumnState(held, rule.group, rule.cycle_days, rule.source, on)
        for rule in rules
        if rule.source in SOURCES
        for held in SOURCES[rule.source].held()
    ]
