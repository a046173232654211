"""Measures by unit: what other apps say is late, missing or near, as red and amber numbers. Nothing is stored here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from catalog.models import ReferenceEntry, ReferenceList
from disclosure.coverage import dues
from disclosure.models import CampaignEntry, DocumentEdition
from disclosure.todo import ALARM
from disclosure.workflow import LISTED_ATTRIBUTES, READABLE_ATTRIBUTES
from disclosure.workflow import Status as DocumentStatus
from interpretation.deadlines import missing_materials, recent_plans
from interpretation.models import InterpretationEdition, Message
from interpretation.workflow import Status as InterpretationStatus
from participation.deadlines import feedback_days, feedback_due
from participation.models import Consultation
from requests_app.models import InformationRequest
from statute.calendar import shift_months
from statute.document_kinds import DocumentKind
from statute.loading import working_calendar
from supervision.freshness import Level
from supervision.learning import untrained
from supervision.models import PlanTask
from supervision.models.standing import rows_to_fill

NEAR: Final = timedelta(days=30)  # a re-evaluation that falls due within a month is amber
ON_TIME: Final = 90  # per cent; below is red, county practice until the scheme of evaluation says otherwise


@dataclass(frozen=True)
class Measure:
    """What is looked at, on what basis, what red and amber mean, and where one acts."""

    key: str
    label: str
    basis: str
    red: str
    amber: str
    route: str

    @property
    def url(self) -> str:
        return reverse(self.route)


@dataclass
class Tally:
    red: int = 0
    amber: int = 0

    @property
    def level(self) -> Level:
        return Level.RED if self.red else Level.AMBER if self.amber else Level.GREEN

    @property
    def words(self) -> str:
        if not self.red and not self.amber:
            return "0"
        return f"{self.red}" + (f"，另{self.amber}将到期" if self.amber else "")


Tallies = dict[int, Tally]
MEASURES: Final = (
    Measure("late", "逾期未公开的文件", "条例第二十六条", "超过公开期限仍未发布", f"{ALARM}个工作日内到期",
            "admin:disclosure_documentedition_changelist"),
    Measure("attribute", "公开属性年度评估", "条例第十八条", "一年以上没有重新评估", "一个月内满一年", "admin:disclosure_campaign_changelist"),
    Measure("validity", "规范性文件清理", "市实施意见三(二)1", "清理期限已过仍未评估", "清理已发起，尚未评估", "admin:disclosure_campaign_changelist"),
    Measure("interpretation", "应解读未解读", "市实施意见三(二)2", "文件发布超过3个工作日没有解读", "3个工作日内应发布",
            "admin:interpretation_interpretationedition_changelist"),
    Measure("feedback", "意见采纳情况未反馈", "市实施意见三(二)1", "反馈期限已过", "征集已结束，反馈未到期",
            "admin:participation_consultation_changelist"),
    Measure("messages", "留言未答复", "国办秘函〔2019〕19号", "超过三个月未答复，单项否决", "超过答复时限",
            "admin:interpretation_message_changelist"),
    Measure("requests", "依申请公开逾期", "条例第三十三条", "超过答复期限", f"{ALARM}个工作日内到期",
            "admin:requests_app_informationrequest_changelist"),
    Measure("training", "年度培训", "条例第四十八条，市实施意见四(二)", "上一年没有达到次数（县）、通知了没有参加（单位），今年也没有补上",
            "今年还没有达到次数（县，十月起）、通知了没有参加（单位）", "admin:supervision_training_changelist"),
    Measure("plan", "工作要点任务逾期", "市实施意见四(一)", "完成期限已过，没有报送完成", "十日内到期", "admin:supervision_workplan_changelist"),
    Measure("names", "政务服务事项名称不一致", "市实施意见三(一)", "与政务服务网清单名称不同", "", "admin:catalog_referencelist_changelist"),
)  # fmt: skip


@dataclass
class Board:
    """The measures of some units on one day, and how much was published in time since `since`."""

    units: list[int]
    tallies: dict[str, Tallies] = field(default_factory=dict)
    on_time: dict[int, tuple[int, int]] = field(default_factory=dict)

    def tally(self, key: str, unit: int) -> Tally:
        return self.tallies[key].get(unit) or Tally()

    def whole(self, key: str) -> Tally:
        found = self.tallies[key].values()
        return Tally(sum(one.red for one in found), sum(one.amber for one in found))

    def rate(self, unit: int | None = None) -> Rate:
        """及时率 of one unit, or of all."""
        pairs = list(self.on_time.values()) if unit is None else [self.on_time.get(unit, (0, 0))]
        return Rate(sum(done for done, _ in pairs), sum(total for _, total in pairs))


@dataclass(frozen=True)
class Rate:
    done: int
    total: int

    @property
    def percent(self) -> int | None:
        return self.done * 100 // self.total if self.total else None

    @property
    def level(self) -> Level:
        if self.percent is None:
            return Level.NONE
        if self.done == self.total:
            return Level.GREEN
        return Level.AMBER if self.percent >= ON_TIME else Level.RED


def board(units: Collection[int], today: date, *, since: date) -> Board:
    """Every measure of these units; the number of queries does not grow with them."""
    found = Board(list(units))
    for measure in MEASURES:
        found.tallies[measure.key] = COUNTS[measure.key](units, today) if units else {}
    found.on_time = published_on_time(units, since, today)
    return found


def published_on_time(units: Collection[int], since: date, until: date) -> dict[int, tuple[int, int]]:
    """Unit → (in time, all) of what first came out in these days with a last day (第二十六条)."""
    first, last = _start(since), _start(until + timedelta(days=1))
    out = DocumentEdition.objects.filter(
        status=DocumentStatus.PUBLISHED, unit__in=units, published_at__gte=first, published_at__lt=last,
        attribute__in=READABLE_ATTRIBUTES, due_on__isnull=False, before_portal_on=None,
    )  # fmt: skip
    counted = (
        out.order_by().values("unit").annotate(n=Count("pk"), late=Count("pk", filter=Q(days_late__gt=0)))
    )
    return {row["unit"]: (row["n"] - row["late"], row["n"]) for row in counted}


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _tallied(pairs: Iterable[tuple[int, bool]]) -> Tallies:
    """(unit, is red) once for each thing."""
    found: Tallies = defaultdict(Tally)
    for unit, red in pairs:
        if red:
            found[unit].red += 1
        else:
            found[unit].amber += 1
    return dict(found)


def _late(units: Collection[int], today: date) -> Tallies:
    waiting = DocumentEdition.objects.awaiting_publication().filter(unit__in=units).defer("body", "text")
    editions = list(waiting.order_by())
    calendar = working_calendar()
    soon = calendar.add_working_days(today, ALARM).date
    due = dues(editions, calendar)
    return _tallied(
        (one.unit_id, due[one.pk].date < today)
        for one in editions
        if one.pk in due and due[one.pk].date <= soon
    )


def _attribute(units: Collection[int], today: date) -> Tallies:
    """A year after it was settled or last looked at; by Article 18 every year."""
    year = shift_months(today, -12)
    near = DocumentEdition.objects.stale_attribute(year + NEAR).filter(unit__in=units).order_by()
    return _tallied(
        (unit, day < year) for unit, day in near.values_list("unit_id", "attribute_reviewed_on") if day
    )


def _validity(units: Collection[int], today: date) -> Tallies:
    open_ones = CampaignEntry.objects.filter(
        decision="", campaign__closed_on=None, campaign__kind="cleanup", unit__in=units
    )
    rows = open_ones.order_by().values_list("unit_id", "campaign__due_on")
    return _tallied((unit, due < today) for unit, due in rows)


def _interpretation(units: Collection[int], today: date) -> Tallies:
    missing = missing_materials(recent_plans(today, units), today, working_calendar())
    return _tallied((one.plan.unit_id, one.late) for one in missing)


def _feedback(units: Collection[int], today: date) -> Tallies:
    waiting = Consultation.objects.awaiting_feedback(_start(today))  # type: ignore[attr-defined]  # abstract manager
    closed = waiting.filter(unit__in=units)
    days, calendar = feedback_days(today), working_calendar()
    return _tallied((one.unit_id, feedback_due(one, days, calendar).date < today) for one in closed)


def _messages(units: Collection[int], today: date) -> Tallies:
    late = Message.objects.overdue(today).filter(unit__in=units)
    red = Message.objects.red(today).filter(unit__in=units).order_by().values("pk")
    rows = late.annotate(vetoes=Q(pk__in=red)).order_by().values_list("unit_id", "vetoes")
    return _tallied((unit, bool(vetoes)) for unit, vetoes in rows)


def _requests(units: Collection[int], today: date) -> Tallies:
    soon = working_calendar().add_working_days(today, ALARM).date
    open_ones = InformationRequest.objects.open().filter(unit__in=units, reply_due__lte=soon).order_by()
    rows = open_ones.values_list("unit_id", "reply_due")
    return _tallied((unit, due < today) for unit, due in rows if due)


def _names(units: Collection[int], today: date) -> Tallies:
    """A row that names a 政务服务网 item its county's list has not; without a list there is nothing to compare."""
    lists = ReferenceList.objects.current().filter(kind=ReferenceList.Kind.SERVICE)
    own = {row.pk: row.county.get_descendants(include_self=True) for row in lists.select_related("county")}
    rows = rows_to_fill().exclude(service_name="").filter(edition__unit__in=units)
    found: Tallies = {}
    for pk, below in own.items():
        names = ReferenceEntry.objects.filter(list=pk).values("name")
        differing = rows.filter(edition__unit__in=below).exclude(service_name__in=names)
        found |= _tallied((unit, True) for unit in differing.values_list("edition__unit_id", flat=True))
    return found


def _training(units: Collection[int], today: date) -> Tallies:
    return _tallied(untrained(units, today))


def _plan(units: Collection[int], today: date) -> Tallies:
    pressing = PlanTask.objects.pressing(today).filter(unit__in=units).order_by()
    return _tallied((unit, due < today) for unit, due in pressing.values_list("unit", "due_on"))


COUNTS: Final[dict[str, Callable[[Collection[int], date], Tallies]]] = {
    "late": _late, "attribute": _attribute, "validity": _validity, "interpretation": _interpretation,
    "feedback": _feedback, "messages": _messages, "requests": _requests, "training": _training, "plan": _plan, "names": _names,
}  # fmt: skip


# --- columns of the site ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A first-level column: how old its newest entry may be, and how old it is (国办秘函〔2019〕19号)."""

    label: str
    months: int
    last_on: date | None
    stale_on: date | None

    def level(self, today: date) -> Level:
        if self.last_on is None or self.stale_on is None or self.stale_on < today:
            return Level.RED
        return Level.AMBER if self.stale_on <= today + NEAR else Level.GREEN


def columns(today: date) -> list[Column]:
    """通知公告, 政策文件 and 政策解读: six months; two queries."""
    notices = (DocumentKind.NOTICE, DocumentKind.PROCLAMATION, DocumentKind.PUBLIC_NOTICE)
    listed = DocumentEdition.objects.filter(status=DocumentStatus.PUBLISHED, attribute__in=LISTED_ATTRIBUTES)
    newest = listed.order_by().aggregate(
        notices=Max("published_at", filter=Q(kind__in=notices)), documents=Max("published_at")
    )
    material = InterpretationEdition.objects.filter(status=InterpretationStatus.PUBLISHED)
    read = material.order_by().aggregate(at=Max("published_at"))["at"]
    named = (("通知公告", newest["notices"]), ("政策文件", newest["documents"]), ("政策解读", read))
    return [_column(label, at) for label, at in named]


def _column(label: str, at: datetime | None) -> Column:
    last = timezone.localtime(at).date() if at else None
    return Column(label, 6, last, shift_months(last, 6) if last else None)
