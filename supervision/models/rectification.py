"""责令改正、督促整改: what a unit must put right by when, what it says it did, and what the office found."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models import Item
from disclosure.models import StoredFile
from disclosure.models.edition import STAFF
from supervision.complaint_workflow import OPEN_ORDERS, OrderKind, OrderState
from supervision.models.complaint import OFFICE, Complaint

SOON = 3  # days before the last one, when the unit is reminded


def local_page(address: str) -> str:
    """The address where it is one of this site; empty where it was named in words."""
    return address if re.fullmatch(r"/(?!/)[^\s\\]*", address) else ""


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_ORDERS)

    def overdue(self, on: date) -> Self:
        """Not handed in by the last day; what waits for the office's verdict is not the unit's delay."""
        return self.filter(state=OrderState.OPEN, due_on__lt=on)

    def issued_between(self, start: date, end: date) -> Self:
        return self.filter(issued_on__range=(start, end)).exclude(state=OrderState.CANCELLED)

    def public(self) -> Self:
        """What everybody may know of: who must put what kind of thing right by when, and where it stands."""
        return self.exclude(state=OrderState.CANCELLED)

    def visible_to(self, user: Any) -> Self:
        """The people of the unit, and the office of the county with the head of the county's government."""
        if not isinstance(user, User):
            return self.none()
        heads = user.roles.direct.get(Role.HEAD, frozenset())
        return self.filter(
            Q(unit__in=user.roles.organisations(*STAFF))
            | Q(county__in=user.roles.organisations(*OFFICE))
            | Q(county__in=heads)
        )


class Rectification(models.Model):
    """整改事项 (条例第四十七条第一款、第五十三条): opened on a complaint or on a gap the office found."""

    number = models.CharField("编号", max_length=30, unique=True)
    kind = models.CharField("方式", max_length=8, choices=OrderKind, default=OrderKind.URGE)
    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organisation, verbose_name="责任单位", on_delete=models.PROTECT, related_name="rectifications"
    )
    complaint = models.OneToOneField(
        Complaint, verbose_name="投诉", on_delete=models.PROTECT, null=True, blank=True, related_name="order"
    )
    item = models.ForeignKey(
        Item, verbose_name="公开事项", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField("问题来源", max_length=200, blank=True)
    demand = models.TextField("存在的问题和整改要求", max_length=2000)
    legal_basis = models.CharField("依据", max_length=200)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.OPEN)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="下达人", on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField("下达日期")
    counts_from = models.DateField("期限起算日")
    working_days = models.PositiveSmallIntegerField("整改期限（工作日）")
    due_on = models.DateField("整改期限")
    due_provisional = models.BooleanField("暂定", default=False)
    extended_by_days = models.PositiveSmallIntegerField("延长（工作日）", default=0)
    round = models.PositiveSmallIntegerField("第几次整改", default=1)
    criticised_on = models.DateField("通报批评日期", null=True)
    criticised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="通报人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    criticism = models.CharField("通报批评", max_length=500, blank=True)
    closed_on = models.DateField("办结日期", null=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering: ClassVar = ["-issued_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rectification_due_after_start",
                condition=Q(due_on__gte=F("counts_from")),
                violation_error_message="整改期限不得早于起算日。",
            ),
            models.CheckConstraint(
                name="rectification_says_what",
                condition=~Q(demand=""),
                violation_error_message="请写明存在的问题和整改要求。",
            ),
            models.CheckConstraint(
                name="rectification_criticised_by_somebody",
                condition=Q(criticised_on=None) | (Q(criticised_by__isnull=False) & ~Q(criticism="")),
                violation_error_message="通报批评须写明事由和通报人。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="rectification_by_due"),
            models.Index(fields=["unit", "issued_on"], name="rectification_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ORDERS

    def is_overdue(self, on: date) -> bool:
        return self.state == OrderState.OPEN and self.due_on < on

    def colour(self, on: date) -> str:
        """red: late or criticised · amber: due within three days, or put right only at the second try · green."""
        if self.is_overdue(on) or self.criticised_on is not None:
            return "red"
        is_soon = self.state == OrderState.OPEN and (self.due_on - on).days <= SOON
        return "amber" if is_soon or self.round > 1 else "green"


class RepairReport(models.Model):
    """整改情况: the unit's evidence of one round and the office's verdict on it."""

    order = models.ForeignKey(Rectification, on_delete=models.CASCADE, related_name="reports")
    round = models.PositiveSmallIntegerField("第几次整改")
    text = models.TextField("整改情况", max_length=2000)
    page_url = models.CharField("可以看到结果的网页", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="报送人", on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField("报送日期")
    late = models.BooleanField("逾期报送", default=False)
    good = models.BooleanField("验收合格", null=True)
    verdict = models.CharField("验收意见", max_length=500, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="验收人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_on = models.DateField("验收日期", null=True)

    class Meta:
        verbose_name = "整改情况"
        verbose_name_plural = "整改情况"
        ordering: ClassVar = ["round"]
        constraints: ClassVar = [
            models.UniqueConstraint("order", "round", name="repair_report_once_a_round"),
            models.CheckConstraint(
                name="repair_judged_by_another",
                condition=Q(judged_by=None) | ~Q(judged_by=F("by")),
                violation_error_message="报送整改情况的人不能自己验收。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} 第{self.round}次"

    @property
    def page_path(self) -> str:
        """The page as an address of this site; empty where it was named in words."""
        return local_page(self.page_url)


class RepairFileQuerySet(models.QuerySet["RepairFile"]):
    def public(self) -> Self:
        """Shown by the act, of an order that stands."""
        return self.filter(shown_on__isnull=False, report__order__in=Rectification.objects.public())


class RepairFile(models.Model):
    """整改佐证: a file the unit handed in; inside until the office shows it."""

    report = models.ForeignKey(RepairReport, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)
    shown_on = models.DateField("公开日期", null=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="公开人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = RepairFileQuerySet.as_manager()

    class Meta:
        verbose_name = "整改佐证"
        verbose_name_plural = "整改佐证"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="repair_file_shown_by_somebody",
                condition=Q(shown_on=None, shown_by=None) | Q(shown_on__isnull=False, shown_by__isnull=False),
                violation_error_message="公开整改佐证须记明公开人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RectificationReminder(models.Model):
    """催办: once before the last day and once after it; it never changes a date."""

    order = models.ForeignKey(Rectification, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("事项", max_length=20)
    due_on = models.DateField("期限")
    on = models.DateField("提醒日期")

    class Meta:
        verbose_name = "整改催办"
        verbose_name_plural = "整改催办"
        constraints: ClassVar = [
            models.UniqueConstraint("order", "kind", "due_on", name="rectification_reminder_once")
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="rectification_reminder_by_day")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
