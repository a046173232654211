"""对照: whether a village and the government say the same; refreshed by the worker, never by hand."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from disclosure.models import DocumentEdition
from village.models.item import BoardItem


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def public(self) -> Self:
        """Of documents that can still be read, or of which there is none."""
        readable = DocumentEdition.objects.readable()
        return self.filter(models.Q(edition=None) | models.Q(edition__in=readable))


class Comparison(models.Model):
    """相同事项对照 (市实施意见三(四)): one publication of a village against one document of the government."""

    class Outcome(models.TextChoices):
        EQUAL = "equal", "一致"
        DIFFERENT = "different", "不一致"
        NO_VILLAGE = "no_village", "村里没有公布"
        NO_GOVERNMENT = "no_government", "没有对应的政府公开"

    item = models.OneToOneField(
        BoardItem, verbose_name="村务公开", on_delete=models.CASCADE, related_name="comparison"
    )
    edition = models.ForeignKey(
        DocumentEdition,
        verbose_name="政府文件",
        on_delete=models.CASCADE,
        null=True,
        related_name="village_comparisons",
    )
    outcome = models.CharField("结果", max_length=14, choices=Outcome, db_index=True)
    government_count = models.PositiveIntegerField("政府公开条数", default=0)
    village_count = models.PositiveIntegerField("村公开条数", default=0)
    government_total = models.BigIntegerField("政府公开金额（分）", default=0)
    village_total = models.BigIntegerField("村公开金额（分）", default=0)
    only_government: Any = models.JSONField("政府公开而村里没有的", default=list)
    only_village: Any = models.JSONField("村里公开而政府没有的", default=list)
    checked_on = models.DateField("对照日期")

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = "政务村务对照"
        verbose_name_plural = "政务村务对照"
        ordering: ClassVar = ["-checked_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.item} {self.get_outcome_display()}"
