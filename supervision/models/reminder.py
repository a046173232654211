"""催办: that a unit was reminded of its report, so that nobody is reminded twice; it never changes a date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Organisation


class ReportReminder(models.Model):
    unit = models.ForeignKey(Organisation, verbose_name="单位", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("事项", max_length=20)
    due_on = models.DateField("期限")
    on = models.DateField("提醒日期")
    escalated = models.BooleanField("已报负责人和主管部门", default=False)

    class Meta:
        verbose_name = "年度报告催办"
        verbose_name_plural = "年度报告催办"
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "year", "kind", name="report_reminder_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="report_reminder_by_day")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.kind}"
