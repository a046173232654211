"""What the public leaves besides applications: drafts, and suggestions to make something public; and what it is told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.outbox import Outgoing
from disclosure.models import StoredFile
from requests_app.models.request import InformationRequest
from requests_app.privacy import Sealed


class RequestDraft(models.Model):
    """草稿: what somebody has typed so far, sealed; its id is the idempotency key of the submission.

    Whoever holds the cookie, or is signed in as `account`, gets it back; nobody else does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="request_drafts"
    )
    content_sealed = models.BinaryField(default=b"", editable=False)
    updated_at = models.DateTimeField("保存时间")

    content = Sealed()

    class Meta:
        verbose_name = "申请草稿"
        verbose_name_plural = "申请草稿"
        indexes: ClassVar = [models.Index(fields=["updated_at"], name="draft_by_time")]

    def __str__(self) -> str:
        return f"草稿 {self.pk}"


class DraftFile(models.Model):
    """A file sent with a draft: it survives an error beside another field."""

    draft = models.ForeignKey(RequestDraft, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField("类别", max_length=14)
    name = models.CharField("名称", max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "草稿材料"
        verbose_name_plural = "草稿材料"

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    """建议主动公开 (条例第四十四条第二款): reviewed by the body, and published promptly where it holds."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "采纳，转为主动公开"
        DECLINED = "declined", "不采纳"

    request = models.OneToOneField(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="suggestion"
    )
    text = models.TextField("建议", max_length=1000, blank=True)
    made_on = models.DateField("提出日期")
    decision = models.CharField("决定", max_length=10, choices=Decision, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="决定人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "公开建议"
        verbose_name_plural = "公开建议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="suggestion_decided_with_reason",
                condition=Q(decision="") | ~Q(reason=""),
                violation_error_message="对建议的决定须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} 建议主动公开"


class Notice(Outgoing):
    """通知: a row in the act's own transaction, mailed later; without personal data, the address is opened on sending."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField("事项", max_length=40)
    text = models.TextField("内容", max_length=1000)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        constraints: ClassVar = [models.UniqueConstraint("request", "kind", name="notice_once")]
        indexes: ClassVar = [models.Index(fields=["state", "next_attempt_at"], name="notice_by_state")]

    def __str__(self) -> str:
        return f"{self.request} {self.kind}"
