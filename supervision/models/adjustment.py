"""更正: the only way figures of a published report are put right; both figures stay to be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from statute.annual import Matrix
from supervision.models.report import AnnualReport, matrices, plain


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def signed(self) -> Self:
        return self.filter(state=Adjustment.State.SIGNED)

    def waiting(self) -> Self:
        return self.filter(state=Adjustment.State.PROPOSED)


class Adjustment(models.Model):
    """One correction: the cells it changes, why, who proposed it and who, another person, signed it.

    `changes`: [{"table": 2, "row": "3.1", "column": "自然人", "before": 3, "after": 4}, …].
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待签发"
        SIGNED = "signed", "已更正"
        DECLINED = "declined", "未同意"

    report = models.ForeignKey(
        AnnualReport, verbose_name="年度报告", on_delete=models.PROTECT, related_name="adjustments"
    )
    changes: Any = models.JSONField("更正的数据", default=list)
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+"
    )
    proposed_on = models.DateField("提出日期")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="签发人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField("签发日期", null=True)
    opinion = models.CharField("意见", max_length=500, blank=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告更正"
        verbose_name_plural = "年度报告更正"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "report",
                name="adjustment_one_waiting",
                condition=Q(state="proposed"),
                violation_error_message="这份报告已有一项更正在等签发。",
            ),
            models.CheckConstraint(
                name="adjustment_signed_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出更正的人不能签发。",
            ),
            models.CheckConstraint(
                name="adjustment_decided_by_somebody",
                condition=Q(state="proposed") | (Q(decided_by__isnull=False) & Q(decided_on__isnull=False)),
                violation_error_message="签发的更正须有签发人和日期。",
            ),
            models.CheckConstraint(
                name="adjustment_has_reason",
                condition=~Q(reason=""),
                violation_error_message="更正须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 更正"


def adjusted(report: AnnualReport, signed: Iterable[Adjustment]) -> dict[int, Matrix]:
    """The figures that hold: as published, with these corrections one after the other."""
    kept = plain(report.matrices)
    for adjustment in signed:
        for change in adjustment.changes:
            kept[str(change["table"])][change["row"]][change["column"]] = change["after"]
    return matrices(kept, report.version)
