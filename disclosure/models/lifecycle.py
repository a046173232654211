"""What one document does to another, what time does to all, and what is taken off the site."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from disclosure.models.document import Document
from disclosure.models.edition import DocumentEdition, Validity


class RelationQuerySet(models.QuerySet["Relation"]):
    def due(self, today: object) -> Self:
        """Of published editions, in effect by `today`, not yet applied to a document of ours."""
        return self.filter(
            Q(edition__effective_on__isnull=True) | Q(edition__effective_on__lte=today),
            edition__status="published",
            target__isnull=False,
            applied_on=None,
        )


class Relation(models.Model):
    """文件之间的关系: the edition changes, repeals or replaces another document when it takes effect."""

    class Kind(models.TextChoices):
        MODIFIES = "modifies", "修改"
        REPEALS = "repeals", "废止"
        REPLACES = "replaces", "替代"

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="relations"
    )
    kind = models.CharField("关系", max_length=10, choices=Kind)
    target = models.ForeignKey(
        Document,
        verbose_name="文件",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="affected_by",
    )
    target_text = models.CharField("本站没有的文件", max_length=300, blank=True)
    applied_on = models.DateField("生效日期", null=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = "文件关系"
        verbose_name_plural = "文件关系"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="relation_has_a_target",
                condition=Q(target__isnull=False) | ~Q(target_text=""),
                violation_error_message="请选择文件或者写明文件名称。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.target or self.target_text}"


class ValidityEvent(models.Model):
    """有效性变化: what changed, when it should have, and when it did (a late run says so)."""

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="validity_events"
    )
    validity = models.CharField("有效性", max_length=10, choices=Validity)
    cause = models.ForeignKey(
        DocumentEdition, verbose_name="由此引起", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField("应变更日期")
    applied_on = models.DateField("变更日期")
    applied_at = models.DateTimeField("变更时间", auto_now_add=True)

    class Meta:
        verbose_name = "有效性变化"
        verbose_name_plural = "有效性变化"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_validity_display()} {self.due_on}"

    @property
    def days_late(self) -> int:
        """Calendar days between the day it was due and the day the scheduler did it."""
        return (self.applied_on - self.due_on).days


class Withdrawal(models.Model):
    """撤下 (保密法第三十四条): why, what the public sees instead, and when it came back."""

    class Behaviour(models.TextChoices):
        BANNER = "banner", "保留页面,说明已撤下"
        REDIRECT = "redirect", "转到另一文件"
        GONE = "gone", "页面不再提供(410)"
        NOT_FOUND = "not_found", "如同不存在(404)"

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="withdrawals"
    )
    reason = models.TextField("原因", max_length=500)
    public_note = models.CharField("公开说明", max_length=200, blank=True)
    behaviour = models.CharField("公众看到", max_length=10, choices=Behaviour)
    redirect_to = models.ForeignKey(
        Document, verbose_name="转到", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="撤下人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("撤下时间")
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="恢复人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    restored_at = models.DateTimeField("恢复时间", null=True)
    restore_reason = models.TextField("恢复原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "撤下记录"
        verbose_name_plural = "撤下记录"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", name="withdrawal_one_open", condition=Q(restored_at=None)),
            models.CheckConstraint(
                name="withdrawal_redirect_has_target",
                condition=~Q(behaviour="redirect") | Q(redirect_to__isnull=False),
                violation_error_message="请选择要转到的文件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.get_behaviour_display()}"


class Campaign(models.Model):
    """清理与评估: the yearly re-evaluation of what is not open (第十八条), the two-yearly clean-up (三(二)1)."""

    class Kind(models.TextChoices):
        REEVALUATION = "reevaluation", "公开属性年度评估"
        CLEANUP = "cleanup", "规范性文件清理"

    kind = models.CharField("类别", max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, verbose_name="组织单位", on_delete=models.PROTECT, related_name="campaigns"
    )
    year = models.PositiveSmallIntegerField("年度")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发起人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_on = models.DateField("发起日期")
    due_on = models.DateField("完成期限")
    closed_on = models.DateField("办结日期", null=True)
    result_published_at = models.DateTimeField("结果公布时间", null=True)

    class Meta:
        verbose_name = "清理与评估"
        verbose_name_plural = "清理与评估"
        ordering: ClassVar = ["-year", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind",
                "organisation",
                "year",
                name="campaign_once_a_year",
                violation_error_message="本年度的这项工作已经发起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}"


class CampaignEntry(models.Model):
    """One document to be judged in a campaign: the decision, the reason, the person."""

    class Decision(models.TextChoices):
        KEEP = "keep", "继续有效"
        MODIFY = "modify", "修改"
        REPEAL = "repeal", "废止"
        EXPIRED = "expired", "宣布失效"
        UNCHANGED = "unchanged", "维持原公开属性"
        CONVERT = "convert", "转为主动公开"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    edition = models.ForeignKey(DocumentEdition, on_delete=models.PROTECT, related_name="campaign_entries")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("结论", max_length=10, choices=Decision, blank=True)
    reason = models.TextField("理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="评估人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField("评估日期", null=True)
    result = models.ForeignKey(
        DocumentEdition, verbose_name="转换后的版次", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "清理与评估事项"
        verbose_name_plural = "清理与评估事项"
        ordering: ClassVar = ["unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("campaign", "edition", name="campaign_entry_once"),
            models.CheckConstraint(
                name="campaign_decision_has_reason",
                condition=Q(decision="") | (~Q(reason="") & Q(decided_on__isnull=False)),
                violation_error_message="请写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_decision_display()}"
