"""意见 and what became of each: an opinion has parts, every part gets an answer, answers make the feedback."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.outbox import Outgoing
from disclosure.models import Document
from disclosure.scanner import mask
from participation.clauses import WHOLE
from participation.models.consultation import Consultation, Extension
from participation.models.publication import Reviewed
from participation.privacy import Sealed

HIDDEN: str = "（含有不宜公开的内容，不予展示；意见已登记并研究）"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def waiting(self) -> Self:
        """Not yet looked at: nothing is shown before somebody has."""
        return self.filter(state__in=[Opinion.State.WAITING, Opinion.State.HELD])


class Opinion(models.Model):
    """意见: what one person or body said, over whatever channel. Its id is the idempotency key of the form.

    Moderation only decides whether the text is shown; every opinion is counted and answered.
    """

    class Channel(models.TextChoices):
        WEB = "web", "网站"
        EMAIL = "email", "电子邮件"
        POST = "post", "信函"
        PHONE = "phone", "电话"
        VISIT = "visit", "当面、座谈"

    class State(models.TextChoices):
        WAITING = "waiting", "待核看"
        HELD = "held", "含敏感词，待核看"
        SHOWN = "shown", "可以展示"
        HIDDEN = "hidden", "不展示"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation, verbose_name="征求意见", on_delete=models.PROTECT, related_name="opinions"
    )
    serial = models.PositiveIntegerField("编号")
    channel = models.CharField("渠道", max_length=6, choices=Channel, default=Channel.WEB)
    at = models.DateTimeField("收到时间")
    origin = models.CharField("来源", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="录入人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    name_sealed = models.BinaryField(default=b"", editable=False)
    contact_sealed = models.BinaryField(default=b"", editable=False)
    shown_name = models.CharField("署名", max_length=20)
    state = models.CharField("核看", max_length=8, choices=State, default=State.WAITING)
    held_for = models.CharField("留待核看的原因", max_length=200, blank=True)
    reason = models.CharField("不展示的理由", max_length=300, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核看人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    name, contact = Sealed(), Sealed()
    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "意见"
        verbose_name_plural = "意见"
        ordering: ClassVar = ["serial"]
        constraints: ClassVar = [
            models.UniqueConstraint("consultation", "serial", name="opinion_serial_once"),
            models.CheckConstraint(
                name="opinion_hidden_with_reason",
                condition=~Q(state="hidden") | ~Q(reason=""),
                violation_error_message="不展示的意见须写明理由。",
            ),
            models.CheckConstraint(
                name="opinion_entered_with_origin",
                condition=Q(channel="web") | (~Q(origin="") & Q(entered_by__isnull=False)),
                violation_error_message="代为录入的意见须写明来源和录入人。",
            ),
        ]

    def __str__(self) -> str:
        return f"意见第{self.serial}号"


class PartQuerySet(models.QuerySet["OpinionPart"]):
    def unanswered(self) -> Self:
        return self.filter(answer=None)


class OpinionPart(models.Model):
    """一条意见: on one clause, or on the draft as a whole (place 0)."""

    opinion = models.ForeignKey(Opinion, verbose_name="意见", on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveSmallIntegerField("条款位置", default=WHOLE)
    label = models.CharField("条款", max_length=40, default="整体意见")
    text = models.TextField("内容", max_length=2000)
    answer = models.ForeignKey(
        "Answer", verbose_name="答复", on_delete=models.PROTECT, null=True, related_name="parts"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = "意见条目"
        verbose_name_plural = "意见条目"
        ordering: ClassVar = ["opinion__serial", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint("opinion", "place", name="opinion_part_once"),
            models.CheckConstraint(
                name="opinion_part_says_something",
                condition=~Q(text=""),
                violation_error_message="意见不能是空的。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion} {self.label}"

    @property
    def shown_text(self) -> str:
        """What the public may read: personal numbers starred out, hidden texts replaced by the sentence saying so."""
        return HIDDEN if self.opinion.state == Opinion.State.HIDDEN else mask(self.text)


class Answer(models.Model):
    """意见采纳情况的一行: one opinion or several of the same kind (归并), whether adopted, and why."""

    class Adoption(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        NOT = "not", "未采纳"

    consultation = models.ForeignKey(
        Consultation, verbose_name="征求意见", on_delete=models.CASCADE, related_name="answers"
    )
    summary = models.CharField("意见概括", max_length=300)
    adoption = models.CharField("是否采纳", max_length=8, choices=Adoption)
    reason = models.TextField("理由或者采纳的内容", max_length=1000)

    class Meta:
        verbose_name = "意见答复"
        verbose_name_plural = "意见答复"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answer_with_reason",
                condition=~Q(reason="") & ~Q(summary=""),
                violation_error_message="采纳与否都须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return self.summary


class Feedback(Reviewed):
    """意见采纳情况反馈: item by item; without it a consultation is not done. No opinion at all is published too."""

    consultation = models.OneToOneField(
        Consultation, verbose_name="征求意见", on_delete=models.PROTECT, related_name="feedback"
    )
    summary = models.TextField("总的情况", max_length=2000)
    document = models.ForeignKey(
        Document, verbose_name="正式文件", on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )  # fmt: skip

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "意见反馈"
        verbose_name_plural = "意见反馈"

    def __str__(self) -> str:
        return f"“{self.consultation}”意见采纳情况"

    def get_absolute_url(self) -> str:
        return reverse("participation:feedback", args=[self.consultation_id])

    def content(self) -> Any:
        """The words, and every part with the answer it got and the text the public will read."""
        answers = Answer.objects.filter(consultation=self.consultation_id).order_by("pk")
        parts = OpinionPart.objects.filter(opinion__consultation=self.consultation_id).select_related(
            "opinion"
        )
        return {
            "summary": self.summary,
            "document": self.document_id,
            "answers": list(answers.values_list("pk", "summary", "adoption", "reason")),
            "parts": [
                (part.opinion.serial, part.opinion.shown_name, part.opinion.channel, part.label, part.answer_id, part.shown_text)
                for part in parts.order_by("opinion__serial", "place")
            ],
        }  # fmt: skip


class OpinionNotice(Outgoing):
    """告知: who left an address is told once where the answer stands, and once of each extension; opened on sending only."""

    opinion = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="notices")
    extension = models.ForeignKey(
        Extension, verbose_name="延长", on_delete=models.CASCADE, null=True, related_name="notices"
    )

    class Meta:
        verbose_name = "反馈告知"
        verbose_name_plural = "反馈告知"
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at"], name="opinion_notice_by_state")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint("opinion", "extension", name="opinion_notice_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.opinion} 告知"
