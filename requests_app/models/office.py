"""报备 to the county office, reminders, and the county's own settings."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from requests_app.models.request import InformationRequest


class FilingQuerySet(models.QuerySet["Filing"]):
    def waiting(self) -> Self:
        return self.filter(state=Filing.State.WAITING)

    def asked(self) -> Self:
        """Sent back with a question the unit has to answer."""
        return self.filter(state=Filing.State.ASKED)


class Filing(models.Model):
    """受理报备 (市实施意见三(二)4): registration, refusal, extension, lateness are filed with the county office."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", "受理"
        EXTENSION = "extension", "延期"
        REFUSAL = "refusal", "不予公开、不予处理"
        OVERDUE = "overdue", "逾期"
        REVIEW = "review", "复议、诉讼"

    class State(models.TextChoices):
        WAITING = "waiting", "待接收"
        ASKED = "asked", "要求说明"
        ACCEPTED = "accepted", "已接收"
        REJECTED = "rejected", "退回"

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="filings"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name="报备单位", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("事项", max_length=14, choices=Kind)
    text = models.CharField("内容", max_length=300, help_text="不含申请人的个人信息")
    filed_on = models.DateField("报备日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    opinion = models.CharField("主管部门意见", max_length=500, blank=True)
    decided_on = models.DateField("处理日期", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="处理人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.CharField("单位说明", max_length=500, blank=True)
    answered_on = models.DateField("说明日期", null=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = "报备"
        verbose_name_plural = "报备"
        ordering: ClassVar = ["-filed_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "request",
                "kind",
                "filed_on",
                name="filing_once",
                violation_error_message="这一事项已经报备。",
            ),
            models.CheckConstraint(
                name="filing_question_has_opinion",
                condition=~Q(state__in=("asked", "rejected")) | ~Q(opinion=""),
                violation_error_message="要求说明或者退回的，须写明意见。",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "filed_on"], name="filing_by_state")]

    def __str__(self) -> str:
        return f"{self.request} {self.get_kind_display()}"


class RequestReminder(models.Model):
    """催办: that somebody was reminded, so that nobody is reminded twice; it never changes a date."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField("事项", max_length=40)
    due_on = models.DateField("期限")
    on = models.DateField("提醒日期")
    escalated = models.BooleanField("已报负责人和主管部门", default=False)

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        constraints: ClassVar = [
            models.UniqueConstraint("request", "kind", "due_on", name="request_reminder_once")
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="request_reminder_by_day")]

    def __str__(self) -> str:
        return f"{self.request} {self.kind} {self.due_on}"


class CountyRule(models.Model):
    """县级规定: what a county may set itself; rows are superseded, never overwritten."""

    class Key(models.TextChoices):
        SAME_SUBJECT = "same_subject", "同一信息提示公开的申请人数"
        RETENTION_YEARS = "retention_years", "个人信息保存年限"

    key = models.CharField("事项", max_length=20, choices=Key)
    value = models.PositiveIntegerField("数值")
    legal_basis = models.CharField("依据", max_length=200, blank=True)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("自", null=True)
    effective_to = models.DateField("至", null=True)

    class Meta:
        verbose_name = "县级规定"
        verbose_name_plural = "县级规定"
        ordering: ClassVar = ["key", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("key", name="county_rule_current", condition=Q(effective_to=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}：{self.value}"


# What holds where no row says otherwise. The Regulation names no number for 第四十四条; ten years is archive practice.
DEFAULTS = {CountyRule.Key.SAME_SUBJECT: 3, CountyRule.Key.RETENTION_YEARS: 10}


def county_rule(key: str) -> int:
    """The value in force."""
    row = CountyRule.objects.filter(key=key, effective_to=None).first()
    return row.value if row else DEFAULTS[CountyRule.Key(key)]
