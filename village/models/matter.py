"""The list of what a village publishes: the county's model list, and the list of each village."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from catalog.models import Item
from statute.models.effective import EffectiveQuerySet
from statute.villages import Cycle, Focus, Head

HEADS = [(head.value, head.label) for head in Head]
CYCLES = [(cycle.value, cycle.label) for cycle in Cycle]
FOCUSES = [(focus.value, focus.label) for focus in Focus]


class VillageRule(models.Model):
    """A period or an article the county works by, superseded and never overwritten: the Act's numbers move."""

    key = models.CharField("事项", max_length=30)
    label = models.CharField("名称", max_length=60)
    days = models.PositiveSmallIntegerField("天数", null=True, help_text="自然日")
    legal_basis = models.CharField("依据", max_length=60)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("自", null=True)
    effective_to = models.DateField("至", null=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "村务公开规则"
        verbose_name_plural = "村务公开规则"
        ordering: ClassVar = ["key", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("key", name="village_rule_current", condition=Q(effective_to=None)),
        ]

    def __str__(self) -> str:
        return self.label


class Rules:
    """The rules in force on a day, read in one query."""

    def __init__(self, on: dt.date) -> None:
        rows = VillageRule.objects.in_force(on).order_by("pk")
        self._rows: Mapping[str, VillageRule] = {row.key: row for row in rows}

    def days(self, key: str) -> int:
        return self._rows[key].days or 0

    def basis(self, key: str) -> str:
        return self._rows[key].legal_basis

    def __getitem__(self, key: str) -> VillageRule:
        return self._rows[key]


class ModelMatter(models.Model):
    """村务公开目录: what the county's 民政 department asks every village to publish (山东省村务公开条例第十八条)."""

    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("事项", max_length=100, unique=True)
    head = models.CharField("类别", max_length=20, choices=HEADS)
    focus = models.CharField("重点领域", max_length=20, choices=FOCUSES, blank=True)
    cycle = models.CharField("周期", max_length=10, choices=CYCLES)
    due_days = models.PositiveSmallIntegerField("期满后天数", help_text="自然日")
    responsible = models.CharField("责任人", max_length=60)
    is_ledger = models.BooleanField("财务明细", default=False)
    legal_basis = models.CharField("依据", max_length=100)
    verified = models.BooleanField("已核实", default=False)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "县村务公开目录"
        verbose_name_plural = "县村务公开目录"
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.title


class MatterQuerySet(models.QuerySet["Matter"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Matter(models.Model):
    """公开事项: one line of a village's 公开事项清单."""

    class Origin(models.TextChoices):
        MODEL = "model", "县目录"
        VILLAGERS = "villagers", "十分之一以上村民要求"
        REPRESENTATIVES = "representatives", "五分之一以上村民代表要求"

    village = models.ForeignKey(
        Organisation, verbose_name="村(社区)", on_delete=models.PROTECT, related_name="matters"
    )
    model = models.ForeignKey(
        ModelMatter, verbose_name="县目录", on_delete=models.PROTECT, null=True, related_name="matters"
    )
    position = models.PositiveSmallIntegerField("次序", default=500)
    title = models.CharField("事项", max_length=100)
    head = models.CharField("类别", max_length=20, choices=HEADS)
    focus = models.CharField("重点领域", max_length=20, choices=FOCUSES, blank=True)
    cycle = models.CharField("周期", max_length=10, choices=CYCLES)
    due_days = models.PositiveSmallIntegerField("期满后天数")
    responsible = models.CharField("责任人", max_length=60)
    is_ledger = models.BooleanField("财务明细", default=False)
    legal_basis = models.CharField("依据", max_length=100, blank=True)
    origin = models.CharField("来源", max_length=16, choices=Origin, default=Origin.MODEL)
    asked = models.PositiveIntegerField("要求的人数", default=0)
    asked_of = models.PositiveIntegerField("村民(代表)总数", default=0)
    since = models.DateField("自")
    is_active = models.BooleanField("在用", default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="列入人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    mirrors = models.ForeignKey(
        Item,
        verbose_name="对应的政务公开事项",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="village_matters",
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "village",
                "title",
                name="matter_once_per_village",
                condition=Q(is_active=True),
                violation_error_message="清单里已有这一事项。",
            ),
            models.UniqueConstraint(
                "village", name="matter_one_ledger", condition=Q(is_ledger=True, is_active=True)
            ),
            models.CheckConstraint(
                name="matter_asked_by_enough",
                condition=Q(origin="model")
                | Q(origin="villagers", asked__gt=0, asked__lte=F("asked_of"), asked_of__lte=F("asked") * 10)
                | Q(
                    origin="representatives",
                    asked__gt=0,
                    asked__lte=F("asked_of"),
                    asked_of__lte=F("asked") * 5,
                ),
                violation_error_message="须有十分之一以上村民或者五分之一以上村民代表要求。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
