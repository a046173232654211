"""法律依据: what the platform rests on."""

from typing import Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q

from statute.models.effective import EffectiveQuerySet


class LegalInstrumentQuerySet(EffectiveQuerySet):
    def for_key(self, key: str) -> Self:
        """Every row of one instrument."""
        return self.filter(key=key)

    def on_platform(self) -> Self:
        """What 政府信息公开制度 names (国办公开办函〔2019〕61号)."""
        return self.filter(on_platform=True)


class LegalInstrument(models.Model):
    """法律依据: a law, regulation or document the platform acts on (第二十六条 另有规定, and others)."""

    class Tag(models.TextChoices):
        """How the text is known to us."""

        READ = "S", "已读全文"
        PARTLY_READ = "S½", "已读部分"
        KNOWN = "K", "未见原文"

    key = models.SlugField("代码", max_length=20)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=120, blank=True)
    in_force_from = models.CharField("施行时间", max_length=60, blank=True)
    in_force_on = models.DateField("施行日期", null=True, blank=True)
    tag = models.CharField("核对程度", max_length=2, choices=Tag.choices)
    verified = models.BooleanField("已核实", default=False)
    on_platform = models.BooleanField(
        "列入政府信息公开制度", default=False, help_text="国办公开办函〔2019〕61号"
    )
    url = models.CharField(
        "原文网址", max_length=300, blank=True, validators=[URLValidator(["https", "http"])]
    )
    note = models.CharField("说明", max_length=300, blank=True)
    effective_from = models.DateField("启用日期", null=True, blank=True)
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = LegalInstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = "法律依据"
        verbose_name_plural = "法律依据"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(effective_to__isnull=True),
                name="legal_instrument_one_in_force",
                violation_error_message="该代码已有现行的法律依据。",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="legal_instrument_dates_in_order",
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title
