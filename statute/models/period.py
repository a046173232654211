"""时限: how long a review step should take, and what other laws set beside the twenty working days."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from statute.limits import Trigger, Unit
from statute.models.effective import EffectiveQuerySet
from statute.review_steps import REVIEW_STEPS
from statute.special_rules import UNITS, PeriodKind, SpecialRule

UNIT_CHOICES = [(unit.value, unit.label) for unit in UNITS]
TRIGGER_CHOICES = [(trigger.value, trigger.label) for trigger in Trigger]


class ReviewPeriodQuerySet(EffectiveQuerySet):
    def for_step(self, step: str) -> Self:
        """Every row of one review step."""
        return self.filter(step=step)


class ReviewPeriod(models.Model):
    """审核时限: how many working days a step of the catalog review (逐级审核、先审后发) should take.

    Set by the county; the national and provincial opinions (国办发〔2019〕54号) name no number.
    """

    step = models.CharField("审核环节", max_length=40)
    working_days = models.PositiveSmallIntegerField("工作日数")
    legal_basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = ReviewPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "审核时限"
        verbose_name_plural = "审核时限"
        ordering = ["step", "-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(effective_to__isnull=True),
                name="review_period_one_in_force",
                violation_error_message="该审核环节已有现行时限。",
            ),
            models.CheckConstraint(
                condition=Q(working_days__gte=1),
                name="review_period_at_least_one_day",
                violation_error_message="审核时限至少为1个工作日。",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="review_period_dates_in_order",
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_name}：{self.working_days}个工作日"

    @property
    def step_name(self) -> str:
        """The step in Chinese, or its code where no name is known."""
        return REVIEW_STEPS.get(self.step, self.step)


class SpecialPeriodQuerySet(EffectiveQuerySet):
    def for_key(self, key: str) -> Self:
        """Every row of one matter."""
        return self.filter(key=key)


class SpecialPeriod(models.Model):
    """特别期限: what another law or regulation sets for a matter (第二十六条 法律、法规另有规定的，从其规定).

    A row without a number carries the law's own words (及时公布). As a value it is a `SpecialRule`.
    """

    key = models.SlugField("代码", max_length=40)
    matter = models.CharField("事项", max_length=200)
    kind = models.CharField("种类", max_length=10, choices=PeriodKind.choices())
    number = models.PositiveSmallIntegerField("数字", null=True, blank=True)
    unit = models.CharField("单位", max_length=10, choices=UNIT_CHOICES, blank=True)
    trigger = models.CharField("起算", max_length=20, choices=TRIGGER_CHOICES, blank=True)
    event = models.CharField("起算事件或原文说法", max_length=200, blank=True)
    source = models.CharField("依据的法律、法规", max_length=200)
    article = models.CharField("条款", max_length=120, blank=True)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期", null=True, blank=True)
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = SpecialPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "特别期限"
        verbose_name_plural = "特别期限"
        ordering = ["key", "-effective_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(effective_to__isnull=True),
                name="special_period_one_in_force",
                violation_error_message="该事项已有现行的特别期限。",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, unit="") | (Q(number__gte=1) & ~Q(unit="")),
                name="special_period_number_has_unit",
                violation_error_message="数字和单位应当同时填写，或者都不填。",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(event=""),
                name="special_period_number_or_words",
                violation_error_message="没有数字的规定，应当写明原文的说法。",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(effective_to__gte=F("effective_from")),
                name="special_period_dates_in_order",
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}：{self.rule().describe()}"

    def rule(self) -> SpecialRule:
        """The row as the value that deadlines are computed from."""
        return SpecialRule(
            key=self.key,
            matter=self.matter,
            kind=PeriodKind(self.kind),
            source=self.source,
            article=self.article,
            number=self.number,
            unit=Unit(self.unit) if self.unit else None,
            trigger=Trigger(self.trigger) if self.trigger else None,
            event=self.event,
            verified=self.verified,
        )
