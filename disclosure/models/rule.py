"""Which documents wait for what before they may be signed and released: rows a county sets and supersedes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, OrganisationKind
from disclosure.models.edition import DocumentEdition
from disclosure.models.review import ReleaseCondition
from statute.models.effective import EffectiveQuerySet

Kind = ReleaseCondition.Kind
# What one kind of rule asks for: the plan before the signature, the material before the release.
DEMANDS = {Kind.INTERPRETATION: (Kind.INTERPRETATION_PLAN, Kind.INTERPRETATION)}


class ReleaseRule(models.Model):
    """发布前提规则: documents that match every column filled in wait for `kind`; an empty column matches all.

    Superseded by a new row and never overwritten, so that it can be told later why a document had to wait.
    """

    county = models.ForeignKey(
        Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="release_rules"
    )
    key = models.SlugField("代码", max_length=40)
    kind = models.CharField(
        "前提", max_length=20, choices=[(Kind.INTERPRETATION.value, Kind.INTERPRETATION.label)]
    )
    name = models.CharField("适用的文件", max_length=200)
    is_normative = models.BooleanField("限于行政规范性文件", default=False)
    unit_kinds: Any = models.JSONField("单位类别", default=list, blank=True)
    title_words = models.CharField("标题含有", max_length=200, blank=True, help_text="任一个词，用空格隔开")
    legal_basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="设定人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "解读范围规则"
        verbose_name_plural = "解读范围规则"
        ordering: ClassVar = ["key", "-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county",
                "key",
                name="release_rule_one_in_force",
                condition=Q(effective_to=None),
                violation_error_message="这条规则已有现行的一行。",
            ),
            models.CheckConstraint(
                name="release_rule_dates_in_order",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_kind_labels(self) -> str:
        return "、".join(OrganisationKind(kind).label for kind in self.unit_kinds)

    def matches(self, edition: DocumentEdition) -> bool:
        """Whether the document is one of those the rule means. `edition.unit` and `county` must be loaded."""
        unit, county = edition.unit, self.county
        within = unit.tree_id == county.tree_id and county.lft <= unit.lft and unit.rght <= county.rght
        words = self.title_words.split()
        return (
            within
            and (edition.is_normative or not self.is_normative)
            and (not self.unit_kinds or unit.kind in self.unit_kinds)
            and (not words or any(word in edition.title for word in words))
        )
