"""Reviews, row remarks, and the snapshots that a review was about."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from catalog.models.domain import Domain
from catalog.models.edition import CatalogEdition
from catalog.workflow import REVIEWS, Status

STEPS = [(step.value, step.label) for step in REVIEWS]


class Snapshot(models.Model):
    """The rows of an edition as somebody saw and decided them; one per distinct content."""

    edition = models.ForeignKey(CatalogEdition, on_delete=models.CASCADE, related_name="snapshots")
    content_hash = models.CharField("内容摘要", max_length=64)
    rows: Any = models.JSONField("内容")
    taken_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "送审稿"
        verbose_name_plural = "送审稿"
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "content_hash", name="snapshot_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.content_hash[:8]}"


class Decision(models.TextChoices):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> Self:
        """Not voided by an edit or a return."""
        return self.filter(voided_at__isnull=True)

    def passed(self) -> Self:
        return self.filter(decision=Decision.PASSED)


class Review(models.Model):
    """审核意见 (逐级审核): one step, one person, one opinion, about exactly one content."""

    edition = models.ForeignKey(
        CatalogEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="reviews"
    )
    round = models.PositiveSmallIntegerField("送审轮次")
    step = models.CharField("环节", max_length=30, choices=STEPS)
    organisation = models.ForeignKey(
        Organisation, verbose_name="审核单位", on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="审核人",
        on_delete=models.PROTECT,
        related_name="catalog_reviews",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField("结论", max_length=10, choices=Decision)
    opinion = models.TextField("意见")
    checklist: Any = models.JSONField("审核要点", default=list)
    content_hash = models.CharField("所审内容摘要", max_length=64)
    received_on = models.DateField("收到日期")
    decided_at = models.DateTimeField("审核时间", auto_now_add=True)
    voided_at = models.DateTimeField("失效时间", null=True)
    void_reason = models.CharField("失效原因", max_length=200, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "审核意见"
        verbose_name_plural = "审核意见"
        ordering: ClassVar = ["decided_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition",
                "round",
                "step",
                name="review_one_per_step",
                violation_error_message="这个环节已经有人审核过了。",
            ),
            models.UniqueConstraint(
                "edition",
                "round",
                "reviewer",
                name="review_different_people",
                violation_error_message="同一轮审核中,每个环节必须由不同的人审核。",
            ),
            models.CheckConstraint(
                name="review_not_own_work",
                condition=~Q(reviewer=F("submitted_by")),
                violation_error_message="送审人不能审核自己送审的目录。",
            ),
            models.CheckConstraint(
                name="review_has_opinion",
                condition=~Q(opinion=""),
                violation_error_message="请填写审核意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_decision_display()}"

    @property
    def status(self) -> Status:
        return Status(self.step)


class RowRemark(models.Model):
    """逐条意见: what a reviewer says about one row; it stays with the item across edits."""

    review = models.ForeignKey(Review, verbose_name="审核", on_delete=models.CASCADE, related_name="remarks")
    path_key = models.CharField("事项路径", max_length=500)
    text = models.CharField("意见", max_length=500)

    class Meta:
        verbose_name = "逐条意见"
        verbose_name_plural = "逐条意见"

    def __str__(self) -> str:
        return self.text


class ChecklistQuestionQuerySet(models.QuerySet["ChecklistQuestion"]):
    def in_force(self, domain: Domain) -> Self:
        """The domain's own questions, after those asked of every domain."""
        return self.filter(Q(domain=domain) | Q(domain__isnull=True), is_active=True)


class ChecklistQuestion(models.Model):
    """领域审核标准 (市实施意见三(一)2): what the city department checks, by domain."""

    domain = models.ForeignKey(
        Domain,
        verbose_name="领域",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="questions",
        help_text="留空则各领域都问",
    )
    text = models.CharField("审核要点", max_length=200)
    legal_basis = models.CharField("依据", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=10)
    is_active = models.BooleanField("在用", default=True)

    objects = ChecklistQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "审核要点"
        verbose_name_plural = "审核要点"
        ordering: ClassVar = [F("domain").asc(nulls_first=True), "position", "pk"]

    def __str__(self) -> str:
        return self.text
