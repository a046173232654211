"""放假安排: the State Council's yearly notices and the days they change."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from statute.models.effective import EffectiveQuerySet

NOTICE_BASIS = "《全国年节及纪念日放假办法》；国务院办公厅年度节假日安排通知"


class CalendarNoticeQuerySet(EffectiveQuerySet):
    def of_year(self, year: int) -> Self:
        """Every revision of one year's arrangement, the newest first."""
        return self.filter(year=year).order_by("-revision")


class CalendarNotice(models.Model):
    """放假安排 of one year (国务院办公厅关于某年部分节假日安排的通知): every working day rests on it.

    《政府信息公开条例》第二十六条、第三十三条 count in 工作日. A correction is a new revision.
    """

    year = models.PositiveSmallIntegerField("年份")
    revision = models.PositiveSmallIntegerField("版次", default=1)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    legal_basis = models.CharField("依据", max_length=200, default=NOTICE_BASIS)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期", null=True, blank=True)
    effective_to = models.DateField("停用日期", null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        verbose_name="替代版次",
        related_name="supersedes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    version = models.UUIDField("内容标识", default=uuid.uuid4, unique=True, editable=False)

    objects = CalendarNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "放假安排"
        verbose_name_plural = "放假安排"
        ordering = ["-year", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "revision"],
                name="calendar_notice_revision_once",
                violation_error_message="该年份已有这一版次的放假安排。",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(effective_to__isnull=True),
                name="calendar_notice_one_in_force",
                violation_error_message="该年份已有现行的放假安排，请更正而不是另建。",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="calendar_notice_dates_in_order",
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年放假安排（第{self.revision}版）"


class CalendarDay(models.Model):
    """A day of a notice that differs from Monday-to-Friday: 放假 on a weekday or 调休上班 at a weekend."""

    notice = models.ForeignKey(
        CalendarNotice, verbose_name="放假安排", related_name="days", on_delete=models.PROTECT
    )
    date = models.DateField("日期")
    is_working = models.BooleanField("上班")
    name = models.CharField("节日", max_length=60, blank=True)

    class Meta:
        verbose_name = "节假日与调休日"
        verbose_name_plural = "节假日与调休日"
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "date"],
                name="calendar_day_once_per_notice",
                violation_error_message="同一版放假安排中日期不得重复。",
            ),
            models.CheckConstraint(
                condition=Q(is_working=True, date__week_day__in=[1, 7])
                | Q(is_working=False, date__week_day__in=[2, 3, 4, 5, 6]),
                name="calendar_day_is_exceptional",
                violation_error_message="只登记工作日放假和周末上班的日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{'调休上班' if self.is_working else '放假'}"
