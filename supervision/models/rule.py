"""监督规定: the numbers a county settles itself; a row is superseded, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from statute.models.effective import EffectiveQuerySet


class SupervisionRule(models.Model):
    """监督规定: how long a complaint takes, how long a name is kept, how many trainings a year has."""

    class Key(models.TextChoices):
        COMPLAINT_DAYS = "complaint_days", "投诉办结期限（工作日）"
        RETENTION_YEARS = "retention_years", "投诉办结后姓名和联系方式保存（年）"
        TRAININGS = "trainings", "每年至少组织培训（次）"

    key = models.CharField("事项", max_length=20, choices=Key)
    value = models.PositiveSmallIntegerField("数值")
    legal_basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "监督规定"
        verbose_name_plural = "监督规定"
        ordering: ClassVar = ["key", "-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "key",
                name="supervision_rule_one_in_force",
                condition=Q(effective_to=None),
                violation_error_message="这一项已有现行规定。",
            ),
            models.CheckConstraint(
                name="supervision_rule_dates_in_order",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="停用日期不得早于启用日期。",
            ),
            models.CheckConstraint(
                name="supervision_rule_is_a_number", condition=Q(value__gte=1), violation_error_message="数值至少是1。"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_key_display()}：{self.value}"


Key = SupervisionRule.Key
_COMPLAINT: Final = (
    "条例第四十七条、第五十一条没有规定期限，本平台参照第三十三条第二款的二十个工作日，待县里确定"
)
_RETENTION: Final = "个人信息保护法第十九条：为实现目的所必要的最短时间；三年是本平台的默认值，待县里确定"
_TRAININGS: Final = "市实施意见四(二)：每年至少组织1次基层政务公开集中学习培训"
# What holds where a county has set no row of its own.
DEFAULTS: Final[dict[str, tuple[int, str]]] = {
    Key.COMPLAINT_DAYS: (20, _COMPLAINT), Key.RETENTION_YEARS: (3, _RETENTION), Key.TRAININGS: (1, _TRAININGS),
}  # fmt: skip
RANGES: Final = {
    Key.COMPLAINT_DAYS: range(1, 61), Key.RETENTION_YEARS: range(1, 31), Key.TRAININGS: range(1, 13),
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A number and where it comes from."""

    value: int
    basis: str


class Rules:
    """Every number with its days, read once (one query): what held on a day is asked without another."""

    def __init__(self) -> None:
        self._rows = list(SupervisionRule.objects.order_by("-effective_from", "-pk"))

    def on(self, key: str, day: date) -> Rule:
        """The number in force on `day`; a day before the first row has the platform's own."""
        for row in self._rows:
            ended = row.effective_to is not None and row.effective_to <= day
            if row.key == key and row.effective_from <= day and not ended:
                return Rule(row.value, row.legal_basis)
        return Rule(*DEFAULTS[key])


def rule_on(key: str, day: date) -> Rule:
    return Rules().on(key, day)
