"""重大行政决策事项目录: what a government means to decide in a year, and how far each matter is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation
from participation.models.consultation import Consultation
from participation.models.publication import Reviewed
from participation.procedure import Done, Step


class DecisionCatalogue(Reviewed):
    """重大行政决策事项目录 (条例第三条第三款): published once a year, by the end of June, and adjusted in new versions."""

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    basis = models.CharField("同意机关和文号", max_length=200, help_text="经同级党委同意的文件")
    note = models.TextField("说明", max_length=1000, blank=True, help_text="调整的，写明调整了什么、为什么")

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "重大行政决策事项目录"
        verbose_name_plural = "重大行政决策事项目录"
        ordering: ClassVar = ["-year", "-version"]
        constraints: ClassVar = [
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(
                "unit", "year", "version", name="decision_catalogue_version_once",
                violation_error_message="这个年度的目录已有这个版次。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        adjusted = f"（第{self.version}版）" if self.version > 1 else ""
        return f"{self.unit}{self.year}年度重大行政决策事项目录{adjusted}"

    def get_absolute_url(self) -> str:
        return reverse("participation:catalogue", args=[self.pk])

    def content(self) -> Any:
        entries = CatalogueEntry.objects.filter(catalogue=self.pk).order_by("number")
        values = entries.values_list(
            "number", "matter_id", "title", "lead_id", "legal_basis", "planned", "is_livelihood"
        )
        return {
            "year": self.year,
            "version": self.version,
            "basis": self.basis,
            "note": self.note,
            "entries": list(values),
        }


class DecisionMatter(models.Model):
    """决策事项: what has a page and a time line, whichever edition of the catalogue names it."""

    unit = models.ForeignKey(
        Organisation, verbose_name="决策机关", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    consultations = models.ManyToManyField(
        Consultation, verbose_name="征求意见", related_name="matters", blank=True
    )

    class Meta:
        verbose_name = "决策事项"
        verbose_name_plural = "决策事项"

    def __str__(self) -> str:
        return f"决策事项{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("participation:matter", args=[self.pk])

    def done(self) -> list[Done]:
        return [Done(Step(one.step), one.on, one.skipped) for one in self.steps.all()]


class CatalogueEntry(models.Model):
    """目录中的一项: what one edition says about a matter."""

    catalogue = models.ForeignKey(
        DecisionCatalogue, verbose_name="目录", on_delete=models.CASCADE, related_name="entries"
    )
    matter = models.ForeignKey(
        DecisionMatter, verbose_name="事项", on_delete=models.PROTECT, related_name="entries"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("决策事项", max_length=200)
    lead = models.ForeignKey(
        Organisation, verbose_name="承办单位", on_delete=models.PROTECT, related_name="+"
    )
    legal_basis = models.CharField("依据", max_length=300, blank=True)
    planned = models.CharField("计划完成时间", max_length=30)
    is_livelihood = models.BooleanField("民生事项", default=False, help_text="须开展民意调查")

    class Meta:
        verbose_name = "目录事项"
        verbose_name_plural = "目录事项"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint("catalogue", "number", name="catalogue_entry_number_once"),
            models.UniqueConstraint("catalogue", "matter", name="catalogue_entry_matter_once"),
        ]

    def __str__(self) -> str:
        return self.title


class MatterStep(models.Model):
    """程序的一步: taken on a day, or left out with a reason and the article that allows it."""

    matter = models.ForeignKey(
        DecisionMatter, verbose_name="事项", on_delete=models.CASCADE, related_name="steps"
    )
    step = models.CharField("环节", max_length=12, choices=Step)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=500, blank=True)
    skipped = models.BooleanField("省略", default=False)
    reason = models.CharField("省略的理由", max_length=500, blank=True)
    article = models.CharField("依据条款", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记录人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        verbose_name = "程序环节"
        verbose_name_plural = "程序环节"
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "matter", "step", name="matter_step_once", condition=~Q(step__in=["hearing", "survey"]),
                violation_error_message="这一环节已经记过。",
            ),
            models.CheckConstraint(
                name="matter_step_skipped_with_reason",
                condition=Q(skipped=False) | (~Q(reason="") & ~Q(article="")),
                violation_error_message="省略的环节须写明理由和依据的条款。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.matter} {self.get_step_display()}"
