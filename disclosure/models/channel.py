"""同源发布、多渠道展现: where a published edition must appear, and whether it did."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from accounts.outbox import LEASE
from accounts.waiting import turn_has_come, was_left_behind
from catalog.models import Domain, Item
from disclosure.models.attachment import StoredFile
from disclosure.models.edition import DocumentEdition


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: Any) -> Self:
        """Automatic deliveries whose next attempt is not later than `at`."""
        automatic = self.filter(state__in=(Delivery.State.WAITING, Delivery.State.FAILED), manual=False)
        return automatic.filter(turn_has_come(at))

    def to_confirm(self) -> Self:
        """Manual channels somebody must still serve and confirm with a date and a photo."""
        return self.filter(manual=True, state=Delivery.State.WAITING)


class Delivery(models.Model):
    """渠道投送 (条例第二十三条; 市实施意见三(三)2): one edition, one channel, one event."""

    class Event(models.TextChoices):
        PUBLISHED = "published", "发布"
        UPDATED = "updated", "更新"
        WITHDRAWN = "withdrawn", "撤下"

    class Outlet(models.TextChoices):
        WEBSITE = "website", "政府网站"
        FEED = "feed", "订阅源(Atom)"
        BOARD = "board", "电子屏(触摸屏)"
        NOTICE = "notice", "打印张贴"
        EMAIL = "email", "邮件推送"
        WEBHOOK = "webhook", "政务新媒体推送"
        MANUAL = "manual", "人工渠道"

    class State(models.TextChoices):
        WAITING = "waiting", "待投送"
        DONE = "done", "已投送"
        FAILED = "failed", "投送失败,将重试"
        ABANDONED = "abandoned", "多次失败,已停止"
        CONFIRMED = "confirmed", "已确认"
        CANCELLED = "cancelled", "已取消"

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.CharField("事项", max_length=10, choices=Event)
    outlet = models.CharField("渠道", max_length=10, choices=Outlet)
    label = models.CharField("渠道名称", max_length=100)
    endpoint = models.ForeignKey(
        "WebhookEndpoint",
        verbose_name="接收方",
        on_delete=models.CASCADE,
        null=True,
        related_name="deliveries",
    )
    manual = models.BooleanField("人工", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    under_way = models.BooleanField("投送中", default=False)  # no second message overtakes it
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_attempt_at = models.DateTimeField("下次投送", null=True)
    last_error = models.CharField("最近的错误", max_length=300, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    done_at = models.DateTimeField("完成时间", null=True)
    done_on = models.DateField("张贴或播出日期", null=True)
    photo = models.ForeignKey(
        StoredFile, verbose_name="照片", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="确认人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "渠道投送"
        verbose_name_plural = "渠道投送"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "manual", "next_attempt_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.label} {self.get_event_display()}"


class WebhookEndpoint(models.Model):
    """政务新媒体接收方: an address that is told what was published. The secret signs every message."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField("名称", max_length=100)
    url = models.URLField("地址", max_length=300)
    secret = models.CharField("签名密钥", max_length=100)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "新媒体接收方"
        verbose_name_plural = "新媒体接收方"

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """邮件订阅: an address that asked for a digest, confirmed by its owner, ended by one click.

    What it asks for: documents of the unit, in the domain, under the item, found by the words; empty is any.
    """

    email = models.EmailField("邮箱")
    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    domain = models.ForeignKey(
        Domain, verbose_name="领域", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        Item, verbose_name="公开事项", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    words = models.CharField("搜索词", max_length=100, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("订阅时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    ended_at = models.DateTimeField("退订时间", null=True)
    sent_up_to = models.DateTimeField("已推送至", null=True)
    sent_on = models.DateField("最近推送日期", null=True)

    class Meta:
        verbose_name = "邮件订阅"
        verbose_name_plural = "邮件订阅"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "email",
                "unit",
                "domain",
                "item",
                "words",
                name="subscription_once",
                condition=Q(ended_at=None),
                nulls_distinct=False,
                violation_error_message="这个邮箱已经订阅。",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class DigestMailQuerySet(models.QuerySet["DigestMail"]):
    def waiting(self) -> Self:
        """Written down and not yet handed to the mail server."""
        return self.filter(taken_at=None)

    def due(self, at: datetime) -> Self:
        """Those, and what a sender that was killed left behind: nobody knows whether it went out."""
        return self.filter(Q(taken_at=None) | was_left_behind(at - LEASE, "taken_at"))


class DigestMail(models.Model):
    """每日摘要: one mail on its way, written in the transaction that moves the watermarks, deleted once it went out."""

    email = models.EmailField("邮箱")
    editions: Any = models.JSONField("版次", default=list)
    others: Any = models.JSONField("其他内容", default=dict, help_text="来源（disclosure.news）→ 编号")
    on = models.DateField("日期")
    taken_at = models.DateTimeField("交给邮件服务器的时间", null=True)

    objects = DigestMailQuerySet.as_manager()

    class Meta:
        verbose_name = "每日摘要"
        verbose_name_plural = "每日摘要"
        constraints: ClassVar = [
            models.UniqueConstraint("email", name="digest_mail_one_waiting", condition=Q(taken_at=None)),
        ]

    def __str__(self) -> str:
        return f"每日摘要 {self.on}"


class Reminder(models.Model):
    """提醒: told once, to whom it concerns; escalation goes to people and never touches the document."""

    edition = models.ForeignKey(DocumentEdition, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("类别", max_length=30)
    due_on = models.DateField("期限")
    on = models.DateField("提醒日期")
    text = models.CharField("内容", max_length=300)
    escalated = models.BooleanField("已升级", default=False)

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "kind", "due_on", name="reminder_once"),
        ]

    def __str__(self) -> str:
        return self.text
