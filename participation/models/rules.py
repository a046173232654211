"""Statutory periods as rows with their source: superseded, never overwritten."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from statute.models.effective import EffectiveQuerySet


class PeriodRule(models.Model):
    """法定期限: how long a draft is open for comment, how early materials are sent, when feedback is due."""

    class Purpose(models.TextChoices):
        COMMENT = "comment", "征求意见不少于"
        FEEDBACK = "feedback", "截止后反馈不超过"
        MATERIALS = "materials", "听证材料送达提前"
        LEGALITY = "legality", "合法性审查不少于"
        REPORT = "report", "举行后公布情况不超过"

    class Unit(models.TextChoices):
        DAY = "day", "日"
        WORKDAY = "workday", "个工作日"

    key = models.SlugField("代码", max_length=40)
    name = models.CharField("适用于", max_length=60)
    purpose = models.CharField("用途", max_length=10, choices=Purpose)
    days = models.PositiveSmallIntegerField("天数")
    unit = models.CharField("单位", max_length=8, choices=Unit, default=Unit.DAY)
    legal_basis = models.CharField("依据", max_length=200)
    may_be_shorter = models.BooleanField(
        "因紧急等情况可以缩短", default=False, help_text="缩短的理由随征求意见稿公布"
    )
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("生效", null=True, blank=True)
    effective_to = models.DateField("失效", null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "法定期限"
        verbose_name_plural = "法定期限"
        ordering: ClassVar = ["purpose", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "key", name="period_rule_current_once", condition=Q(effective_to__isnull=True),
                violation_error_message="这项期限已有现行的规定，请先停用旧的。",
            ),
            models.CheckConstraint(
                name="period_rule_ends_after_it_began",
                condition=Q(effective_to=None) | Q(effective_from=None) | Q(effective_to__gt=models.F("effective_from")),
                violation_error_message="失效日期应在生效日期之后。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}：{self.get_purpose_display()}{self.days}{self.get_unit_display()}"


def rule_days(purpose: str, on: date) -> int:
    """The days of the one rule of this purpose in force on a day; 0 when the county has none."""
    found = PeriodRule.objects.in_force(on).filter(purpose=purpose).order_by("-effective_from", "-pk").first()
    return found.days if found else 0
