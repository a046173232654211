"""Messages of citizens: what was asked, who answers until when, and what may be shown of it."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.outbox import Outgoing
from accounts.privacy import Sealed
from accounts.roles import Role
from catalog.models import Domain
from disclosure.models import Document
from disclosure.models.edition import STAFF
from interpretation.content import digest
from interpretation.masking import masked
from interpretation.workflow import OPEN, MessageStatus
from statute.calendar import shift_months
from statute.models.effective import EffectiveQuerySet

HANDLERS = (Role.CLERK, Role.OFFICE, Role.HEAD)
RED_MONTHS = 3  # 国办秘函〔2019〕19号 单项否决: a message not answered for more than three months


class MessageKind(models.TextChoices):
    CONSULT = "consult", "政策咨询"
    SUGGEST = "suggest", "意见建议"
    ERROR = "error", "网站找错"
    MAILBOX = "mailbox", "县长信箱"


class ReplyRule(models.Model):
    """留言答复时限 (国办发〔2017〕47号; the county's own number): a row per kind, superseded and never overwritten."""

    kind = models.CharField("类别", max_length=10, choices=MessageKind)
    working_days = models.PositiveSmallIntegerField("答复时限（工作日）", validators=[MinValueValidator(1)])
    extension_days = models.PositiveSmallIntegerField("最多延长（工作日）", default=0)
    opening = models.CharField("答复开头", max_length=300, blank=True)
    closing = models.CharField("答复结尾", max_length=300, blank=True)
    retention_years = models.PositiveSmallIntegerField(
        "答复后姓名和联系方式保存（年）", default=3, validators=[MinValueValidator(1)]
    )
    legal_basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "留言答复时限"
        verbose_name_plural = "留言答复时限"
        ordering: ClassVar = ["kind", "-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind",
                name="reply_rule_one_in_force",
                condition=Q(effective_to=None),
                violation_error_message="这类留言已有现行时限。",
            ),
            models.CheckConstraint(
                name="reply_rule_dates_in_order",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="停用日期不得早于启用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.working_days}个工作日"


class MessageCounter(models.Model):
    """The last number of a year; locked while one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class MessageQuerySet(models.QuerySet["Message"]):
    def public(self) -> Self:
        """What any citizen may read: answered, agreed to by who wrote it, let out with the answer."""
        return self.filter(status=MessageStatus.ANSWERED, consent=True, shown_at__isnull=False)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def kept_long_enough(self, kind: str, before: date) -> Self:
        """Answered before that day, and still naming who wrote."""
        return self.filter(
            kind=kind, status=MessageStatus.ANSWERED, answered_on__lt=before, anonymised_on=None
        )

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def red(self, on: date) -> Self:
        """超过三个月未答复."""
        return self.open().filter(received_on__lt=shift_months(on, -RED_MONTHS))

    def handled_by(self, user: Any) -> Self:
        """Who may read name and contact: the people of the unit it was assigned to, or the office that assigns it."""
        if not isinstance(user, User):
            return self.none()
        unassigned = Q(unit=None, county__in=user.roles.organisations(Role.COUNTY_OFFICE))
        return self.filter(Q(unit__in=user.roles.organisations(*HANDLERS)) | unassigned)

    def visible_to(self, user: Any) -> Self:
        """Handlers their unit's, the county office every one of its county."""
        if not isinstance(user, User):
            return self.none()
        roles = user.roles
        return self.filter(
            Q(unit__in=roles.organisations(*STAFF)) | Q(county__in=roles.organisations(Role.COUNTY_OFFICE))
        )


class Message(models.Model):
    """留言 (市实施意见三(二)2 及时回应公众关切): from receipt to the answer; `due_on` is kept by `actions.taking.reckon`."""

    kind = models.CharField("类别", max_length=10, choices=MessageKind)
    number = models.CharField("留言编号", max_length=30, unique=True)
    code_hash = models.CharField("查询码摘要", max_length=64)
    idempotency_key = models.UUIDField("提交标识", unique=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organisation, verbose_name="办理单位", on_delete=models.PROTECT, null=True, related_name="messages"
    )
    domain = models.ForeignKey(
        Domain, verbose_name="领域", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        Document, verbose_name="有关的文件", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField("状态", max_length=10, choices=MessageStatus, default=MessageStatus.RECEIVED)
    subject = models.CharField("标题", max_length=100)
    text = models.TextField("内容", max_length=3000)
    page_url = models.CharField("有错的网页", max_length=300, blank=True)
    consent = models.BooleanField("同意隐去姓名后公开", default=False)
    received_at = models.DateTimeField("提交时间")
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限", null=True)
    due_provisional = models.BooleanField("暂定", default=False)

    answer = models.TextField("答复", max_length=4000, blank=True)
    to_show = models.BooleanField("公开留言和答复", default=False)
    shown_subject = models.CharField("公开的标题", max_length=100, blank=True)
    shown_text = models.TextField("公开的内容", max_length=3000, blank=True)
    shown_name = models.CharField("公开的姓名", max_length=10, blank=True)
    shown_at = models.DateTimeField("公开时间", null=True)
    content_hash = models.CharField("答复的摘要", max_length=64, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="拟答复人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审签人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_on = models.DateField("答复日期", null=True)
    rating = models.PositiveSmallIntegerField(
        "满意度", null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_note = models.CharField("评价", max_length=200, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    anonymised_on = models.DateField("匿名化日期", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "留言"
        verbose_name_plural = "互动留言"
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="message_answered_by_two",
                condition=~Q(status="answered")
                | (
                    Q(approved_by__isnull=False, answered_on__isnull=False) & ~Q(approved_by=F("prepared_by"))
                ),
                violation_error_message="拟答复的人不能自己审签。",
            ),
            models.CheckConstraint(
                name="message_shown_with_consent",
                condition=Q(shown_at=None) | (Q(consent=True, to_show=True) & ~Q(answer="")),
                violation_error_message="只有留言人同意的，才能公开。",
            ),
            models.CheckConstraint(
                name="message_assigned_has_unit",
                condition=Q(status="received") | Q(unit__isnull=False),
                violation_error_message="分办时必须选择办理单位。",
            ),
            models.CheckConstraint(
                name="message_rating_one_to_five",
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
                violation_error_message="满意度是1至5分。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "due_on"], name="message_by_due"),
            models.Index(fields=["unit", "status"], name="message_by_unit"),
            models.Index(fields=["-shown_at"], name="message_by_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("messages:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def page_path(self) -> str:
        """The page with the error as an address of this site; empty where the sender named it in words."""
        return self.page_url if re.fullmatch(r"/(?!/)[^\s\\]*", self.page_url) else ""

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on

    def is_red(self, on: date) -> bool:
        """超过三个月未答复: one such message vetoes the whole site."""
        return self.is_open and self.received_on < shift_months(on, -RED_MONTHS)

    def digest(self) -> str:
        """What the second person approves: the answer, and what is shown of the message."""
        names = ("answer", "to_show", "shown_subject", "shown_text", "shown_name")
        return digest({name: getattr(self, name) for name in names})


class Sender(models.Model):
    """留言人: name and contact, sealed (个人信息保护法第五十一条); apart from the message that may be shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="sender")
    name_sealed = models.BinaryField(default=b"", editable=False)
    phone_sealed = models.BinaryField(default=b"", editable=False)
    email_sealed = models.BinaryField(default=b"", editable=False)

    name = Sealed()
    phone = Sealed()
    email = Sealed()

    class Meta:
        verbose_name = "留言人"
        verbose_name_plural = "留言人"

    def __str__(self) -> str:
        return masked(self.name)


class MessageDraft(models.Model):
    """留言草稿: what somebody has typed so far, sealed; whoever holds its cookie gets it back, nobody else does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_sealed = models.BinaryField(default=b"", editable=False)
    updated_at = models.DateTimeField("保存时间")

    content = Sealed()

    class Meta:
        verbose_name = "留言草稿"
        verbose_name_plural = "留言草稿"
        indexes: ClassVar = [models.Index(fields=["updated_at"], name="message_draft_by_time")]

    def __str__(self) -> str:
        return f"留言草稿 {self.pk}"


class MessageExtension(models.Model):
    """延期: once, by the head, with a reason the sender is told."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="extension")
    working_days = models.PositiveSmallIntegerField("延长工作日")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"

    def __str__(self) -> str:
        return f"{self.message_id} 延长{self.working_days}个工作日"


class MessageStep(models.Model):
    """办理经过: what was done, and what of it the sender is told."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField("日期")
    what = models.CharField("事项", max_length=40)
    note = models.CharField("说明", max_length=300, blank=True)
    public_note = models.CharField("告知留言人", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "办理经过"
        verbose_name_plural = "办理经过"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.what


class MessageNotice(Outgoing):
    """A mail to who wrote, as a row of the act's own transaction; the address is opened only on sending."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField("事项", max_length=40)
    text = models.CharField("内容", max_length=500)

    class Meta:
        verbose_name = "留言通知"
        verbose_name_plural = "留言通知"
        constraints: ClassVar = [models.UniqueConstraint("message", "kind", name="message_notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at"], name="message_notice_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.kind}"
