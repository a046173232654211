"""征求意见: a draft with its explanation, open to the public between two moments."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from participation.clauses import Clause, clauses
from participation.models.publication import Reviewed, ReviewedQuerySet
from participation.models.rules import PeriodRule
from participation.workflow import Phase, Status, local, phase


class ConsultationQuerySet(ReviewedQuerySet):
    def open(self, at: datetime) -> Self:
        """One may still have one's say."""
        return self.public().filter(opens_at__lte=at, closes_at__gte=at)

    def awaiting_feedback(self, at: datetime) -> Self:
        """Closed, and what became of the opinions is not published."""
        return self.public().filter(closes_at__lt=at).exclude(feedback__status=Status.PUBLISHED)

    def settled(self) -> Self:
        return self.public().filter(feedback__status=Status.PUBLISHED)

    def for_list(self) -> Self:
        return self.select_related("unit", "feedback")


class Consultation(Reviewed):
    """公开征求意见 (重大行政决策程序暂行条例第十五条): draft and explanation, how and until when, normally 30 days."""

    title = models.CharField("标题", max_length=200)
    rule = models.ForeignKey(
        PeriodRule, verbose_name="适用的期限", on_delete=models.PROTECT, related_name="+",
        limit_choices_to={"purpose": PeriodRule.Purpose.COMMENT},
    )  # fmt: skip
    body = models.TextField("征求意见稿", help_text="按“第一条”“一、”分条的，公众可以逐条提意见")
    explanation = models.TextField("起草说明", help_text="背景、依据、主要内容、需要重点听取意见的问题")
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    short_reason = models.CharField(
        "期限较短的理由", max_length=500, blank=True, help_text="少于法定期限时填写，随稿公布"
    )
    contact_person = models.CharField("联系人", max_length=50, help_text="可以只写科室")
    phone = models.CharField("电话", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    address = models.CharField("邮寄地址", max_length=200, blank=True, help_text="写明邮编")

    objects = ConsultationQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        ordering: ClassVar = ["-closes_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["status", "closes_at"], name="consultation_by_close")]
        constraints: ClassVar = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                name="consultation_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="截止时间应在开始时间之后。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participation:consultation", args=[self.pk])

    def content(self) -> Any:
        names = (
            "title",
            "rule_id",
            "body",
            "explanation",
            "short_reason",
            "contact_person",
            "phone",
            "email",
            "address",
        )
        return {name: getattr(self, name) for name in names} | {
            "opens_at": self.opens_at.timestamp(), "closes_at": self.reviewed_closing.timestamp(),
        }  # fmt: skip

    @property
    def reviewed_closing(self) -> datetime:
        """The closing moment that was reviewed and published; an extension is an act of its own and leaves it."""
        first = Extension.objects.filter(consultation=self.pk).order_by("pk").first()
        return first.before if first else self.closes_at

    def clauses(self) -> list[Clause]:
        return clauses(self.body)

    @property
    def open_from(self) -> datetime:
        """From when one could really have one's say: never before it was published."""
        return max(self.opens_at, self.published_at) if self.published_at else self.opens_at

    def days_open(self, from_: datetime | None = None) -> int:
        """Whole days the draft is open, the day it opens not counted."""
        first, last = local(from_ or self.open_from), local(self.closes_at)
        return (last.date() - first.date()).days

    @property
    def is_settled(self) -> bool:
        """Whether what became of the opinions is published."""
        feedback = getattr(self, "feedback", None)
        return feedback is not None and feedback.is_public

    def phase(self, at: datetime) -> Phase:
        return phase(self.open_from, self.closes_at, at, settled=self.is_settled)


class Extension(models.Model):
    """延长征求意见: a later closing moment with its reason, published with the draft. There is no earlier one."""

    consultation = models.ForeignKey(
        Consultation, verbose_name="征求意见", on_delete=models.PROTECT, related_name="extensions"
    )
    before = models.DateTimeField("原截止时间")
    closes_at = models.DateTimeField("延长到")
    reason = models.CharField("延长的理由", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="决定人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = "延长"
        verbose_name_plural = "延长"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="extension_is_later",
                condition=Q(closes_at__gt=F("before")),
                violation_error_message="征求意见的时间只能延长，不能缩短。",
            ),
            models.CheckConstraint(
                name="extension_with_reason",
                condition=~Q(reason=""),
                violation_error_message="延长须写明理由。",
            ),
            models.UniqueConstraint("consultation", "before", name="extension_follows_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation} 延长到 {local(self.closes_at):%Y-%m-%d %H:%M}"
