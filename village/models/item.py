"""One publication of one matter: the four steps, the board, objections, orders."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.policies import Person
from accounts.roles import Role
from disclosure.models import StoredFile
from statute.villages import Cycle, Period, period_of, stayed_long_enough
from village.models.ledger import LedgerMonth
from village.models.matter import Matter
from village.workflow import WAITING, Status

SEES = (
    Role.VILLAGE,
    Role.VILLAGE_SUPERVISOR,
    Role.VILLAGE_PARTY,
    Role.CLERK,
    Role.HEAD,
    Role.COUNTY_OFFICE,
    Role.CITY_OFFICE,
)
AFTER_PROPOSAL = ("reviewed", "decided", "published", "withdrawn")
AFTER_REVIEW = ("decided", "published", "withdrawn")
WAS_PUBLIC = ("published", "withdrawn")


def _who(label: str, **values: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        **values,
    )


class BoardItemQuerySet(models.QuerySet["BoardItem"]):
    def public(self) -> Self:
        """What anybody may read: published, and not taken down."""
        return self.filter(status=Status.PUBLISHED)

    def waiting(self) -> Self:
        """Opened, and not yet published."""
        return self.filter(status__in=WAITING)

    def overdue(self, today: dt.date) -> Self:
        return self.waiting().filter(due_on__lt=today)

    def visible_to(self, person: Person) -> Self:
        """In the back office: the village's own people, its township, the county and the city office."""
        if not isinstance(person, User):
            return self.none()
        return self.filter(village__in=person.roles.organisations(*SEES))


class BoardItem(models.Model):
    """村务公开一期: what a village says about one matter for one period."""

    village = models.ForeignKey(
        Organisation, verbose_name="村(社区)", on_delete=models.PROTECT, related_name="board_items"
    )
    matter = models.ForeignKey(
        Matter, verbose_name="公开事项", on_delete=models.PROTECT, related_name="items"
    )
    period_start = models.DateField("期初")
    period_end = models.DateField("期末")
    due_on = models.DateField("应公布日期")
    status = models.CharField("环节", max_length=10, choices=Status, default=Status.DUE)
    revision = models.PositiveIntegerField("修改次数", default=0)
    title = models.CharField("标题", max_length=120, blank=True)
    text = models.TextField("内容", blank=True, max_length=5000)
    table: Any = models.JSONField("表格", default=dict, blank=True)
    photo = models.ForeignKey(
        StoredFile, verbose_name="照片", on_delete=models.PROTECT, null=True, related_name="+"
    )
    photo_alt = models.CharField("照片说明", max_length=200, blank=True)
    ledger_month = models.ForeignKey(
        LedgerMonth, verbose_name="月结", on_delete=models.PROTECT, null=True, related_name="items"
    )
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    proposed_by, proposed_on = _who("提出人"), models.DateField("提出日期", null=True)
    reviewed_by, reviewed_on = _who("审查人"), models.DateField("审查日期", null=True)
    review_note = models.CharField("审查意见", max_length=300, blank=True)
    decided_by, decided_on = _who("决定登记人"), models.DateField("决定日期", null=True)
    meeting = models.CharField("会议情况", max_length=200, blank=True, help_text="到会人数、主持人和表决结果")
    decided_hash = models.CharField("决定的内容摘要", max_length=64, blank=True)
    published_by, published_on = _who("公布人"), models.DateField("公布日期", null=True)
    published_at = models.DateTimeField("公布时间", null=True)
    withdrawn_on = models.DateField("撤下日期", null=True)
    withdrawn_reason = models.CharField("撤下原因", max_length=300, blank=True)
    anonymised_on = models.DateField("隐去姓名日期", null=True)

    objects = BoardItemQuerySet.as_manager()

    class Meta:
        verbose_name = "村务公开"
        verbose_name_plural = "村务公开"
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["village", "status", "-published_on"], name="board_by_village"),
            models.Index(fields=["status", "due_on"], name="board_waiting"),
            models.Index(fields=["period_end", "village", "status"], name="board_by_period"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "matter",
                "period_start",
                name="board_once_a_period",
                condition=~Q(status="withdrawn"),
                violation_error_message="这一期已经列入。",
            ),
            models.CheckConstraint(
                name="board_step_proposed",
                condition=Q(status="due")
                | (Q(proposed_by__isnull=False, proposed_on__isnull=False) & ~Q(content_hash="")),
            ),
            models.CheckConstraint(
                name="board_step_reviewed",
                condition=~Q(status__in=AFTER_PROPOSAL)
                | (Q(reviewed_on__gte=F("proposed_on")) & ~Q(reviewed_by=F("proposed_by"))),
                violation_error_message="提出人不能审查自己提出的方案。",
            ),
            models.CheckConstraint(
                name="board_step_decided",
                condition=~Q(status__in=AFTER_REVIEW)
                | (
                    Q(decided_on__gte=F("reviewed_on"), decided_hash=F("content_hash"))
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("reviewed_by"))
                ),
                violation_error_message="决定须由提出人、审查人以外的人登记，并以审查过的内容为准。",
            ),
            models.CheckConstraint(
                name="board_step_published",
                condition=~Q(status__in=WAS_PUBLIC)
                | (
                    Q(published_on__gte=F("decided_on"), published_at__isnull=False)
                    & ~Q(published_by=F("reviewed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.matter} {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("villages:item", args=[self.village.code, self.pk])

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def was_late(self) -> bool:
        return self.published_on is not None and self.published_on > self.due_on

    def is_overdue(self, today: dt.date) -> bool:
        return self.is_waiting and self.due_on < today

    @classmethod
    def opened(cls, matter: Matter, day: dt.date, due_on: dt.date, title: str = "") -> BoardItem:
        """An unsaved row for the period `day` lies in."""
        period = period_of(Cycle(matter.cycle), day)
        return cls(
            village_id=matter.village_id, matter=matter, period_start=period.start, period_end=period.end,
            due_on=due_on, title=title or f"{matter.title}（{period.label}）",
        )  # fmt: skip


class Posting(models.Model):
    """上墙 (第十三条): from when until when it hung on a fixed board; several natural villages, several boards."""

    item = models.ForeignKey(
        BoardItem, verbose_name="公开内容", on_delete=models.CASCADE, related_name="postings"
    )
    place = models.CharField("公开栏", max_length=60)
    posted_on = models.DateField("张贴日期")
    taken_on = models.DateField("取下日期", null=True)
    photo = models.ForeignKey(
        StoredFile, verbose_name="照片", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = _who("登记人")

    class Meta:
        verbose_name = "上墙记录"
        verbose_name_plural = "上墙记录"
        ordering: ClassVar = ["-posted_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "item", "place", name="posting_one_at_a_place", condition=Q(taken_on=None)
            ),
            models.CheckConstraint(
                name="posting_taken_after", condition=Q(taken_on=None) | Q(taken_on__gte=F("posted_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.posted_on}"

    def was_too_short(self, days: int) -> bool:
        return self.taken_on is not None and not stayed_long_enough(self.posted_on, self.taken_on, days)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def unanswered(self) -> Self:
        return self.filter(answered_on=None)


class Objection(models.Model):
    """异议 (第十六条): of the supervision committee to the plan, of villagers to what was published."""

    class Stage(models.TextChoices):
        PLAN = "plan", "监督委员会对公开方案"
        PUBLISHED = "published", "村民对公布内容"

    item = models.ForeignKey(
        BoardItem, verbose_name="公开内容", on_delete=models.CASCADE, related_name="objections"
    )
    key = models.UUIDField("提交标识", default=uuid.uuid4, unique=True, editable=False)
    stage = models.CharField("对象", max_length=10, choices=Stage)
    name = models.CharField("姓名", max_length=30, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    text = models.CharField("异议", max_length=1000)
    received_on = models.DateField("提出日期")
    due_on = models.DateField("应答复日期")
    by = _who("提出人")
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = _who("答复人")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        verbose_name_plural = "异议"
        ordering: ClassVar = ["-received_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="objection_answer_whole",
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="objection_not_answered_by_objector",
                condition=Q(by=None) | Q(answered_by=None) | ~Q(answered_by=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} 的异议"

    @property
    def was_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.due_on


class Order(models.Model):
    """责令公布: the township (or the county) orders what a village did not publish (村民委员会组织法 2018 第三十一条)."""

    item = models.ForeignKey(
        BoardItem, verbose_name="公开内容", on_delete=models.CASCADE, related_name="orders"
    )
    reason = models.CharField("调查情况", max_length=500)
    until = models.DateField("限期")
    ordered_by = _who("责令人")
    ordered_on = models.DateField("责令日期")
    fulfilled_on = models.DateField("公布日期", null=True)

    class Meta:
        verbose_name = "责令公布"
        verbose_name_plural = "责令公布"
        ordering: ClassVar = ["-ordered_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("item", name="order_one_open", condition=Q(fulfilled_on=None)),
            models.CheckConstraint(name="order_gives_time", condition=Q(until__gte=F("ordered_on"))),
        ]

    def __str__(self) -> str:
        return f"责令公布 {self.item}"


class Notice(models.Model):
    """提醒: told once per kind and day that counts, to the village, then to the township."""

    item = models.ForeignKey(BoardItem, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("类别", max_length=20)
    on = models.DateField("提醒日期")
    due_on = models.DateField("期限")
    text = models.CharField("内容", max_length=200)
    escalated = models.BooleanField("已报乡镇", default=False)

    class Meta:
        verbose_name = "村务提醒"
        verbose_name_plural = "村务提醒"
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("item", "kind", "due_on", name="village_notice_once")
        ]

    def __str__(self) -> str:
        return self.text
