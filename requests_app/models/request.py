"""The application itself: who handles it, how it came in, what it asks for, where it stands."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models import Item
from disclosure.models import Document
from requests_app.workflow import ENDED, OPEN, STAGES, Status, stage
from statute.clock import Channel
from statute.outcomes import OUTCOMES, OutcomeCode

HANDLERS = (Role.CLERK, Role.SECRECY_REVIEWER, Role.OFFICE, Role.HEAD)  # who works on the cases of a unit


class ApplicantKind(models.TextChoices):
    """申请人情况: exactly the six columns of the annual report's table 2 (国办公开办函〔2021〕30号)."""

    NATURAL = "natural", "自然人"
    COMPANY = "company", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL = "legal", "法律服务机构"
    OTHER = "other", "其他"


class Form(models.TextChoices):
    """获取信息的形式 (条例第二十九条第三项、第四十条)."""

    PAPER = "paper", "纸质文件"
    ELECTRONIC = "electronic", "电子文档"
    INSPECTION = "inspection", "查阅、抄录"


class Way(models.TextChoices):
    """获取信息的途径."""

    ONLINE = "online", "在本网站下载"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    PICKUP = "pickup", "自行领取"
    FAX = "fax", "传真"


class RequestCounter(models.Model):
    """The last registration number of a unit and year; locked while a number is given."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("unit", "year", name="request_counter_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.year}: {self.last}"


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def open(self) -> Self:
        """Not answered, withdrawn or given up."""
        return self.filter(status__in=OPEN)

    def ended(self) -> Self:
        return self.filter(status__in=ENDED)

    def overdue(self, on: Any) -> Self:
        """The last day for the reply has passed."""
        return self.open().filter(reply_due__lt=on)

    def unconfirmed(self) -> Self:
        """Arrived, and not yet received in the sense of 第三十一条."""
        return self.open().filter(received_on=None)

    def handled_by(self, user: Any) -> Self:
        """The cases of the units the person works for: whoever may read the applicant's data."""
        return self.filter(unit__in=user.roles.organisations(*HANDLERS))

    def visible_to(self, user: Any) -> Self:
        """Handlers see their unit's cases, the county office its county's. An assisting unit sees its task, no case."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.roles.organisations(*HANDLERS, Role.COUNTY_OFFICE))

    def of_person(self, index: str) -> Self:
        """Everything one person or body ever asked, across accounts and channels."""
        return self.filter(applicant__person_index=index) if index else self.none()

    def for_list(self) -> Self:
        return self.select_related("unit", "handler", "applicant")


class InformationRequest(models.Model):
    """政府信息公开申请 (条例第二十七条至第四十五条): one application, from receipt to the archive.

    The dates below `arrived_at` are what the clock comes to (`statute.clock`), written by `actions.clock.recompute`
    only; the facts it counts from are here and in the dated rows that point here. `on` of a date is Asia/Shanghai.
    """

    unit = models.ForeignKey(
        Organisation, verbose_name="承办机关", on_delete=models.PROTECT, related_name="requests"
    )
    number = models.CharField("登记编号", max_length=60, unique=True)
    year = models.PositiveSmallIntegerField("登记年份")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.RECEIVED)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="申请人账号",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="information_requests",
    )
    code_hash = models.CharField("查询码摘要", max_length=64)
    idempotency_key = models.UUIDField("提交标识", unique=True, default=uuid.uuid4, editable=False)

    # Stands in `Applicant` too; here the annual table is counted from one index, without looking at who asked.
    applicant_kind = models.CharField("申请人类型", max_length=10, choices=ApplicantKind)
    channel = models.CharField("申请渠道", max_length=20, choices=[(c.value, c.label) for c in Channel])
    arrived_at = models.DateTimeField("到达时间")
    arrived_on = models.DateField("到达日期", help_text="提交、签收或者到达之日")
    confirmed_on = models.DateField(
        "确认日期", null=True, help_text="平常信函、互联网、传真以确认之日为收到之日"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="确认人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    evidence = models.CharField(
        "收到凭据", max_length=200, blank=True, help_text="签收单号、传真号码、确认的方式等"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="代为录入",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    is_oral = models.BooleanField("口头申请", default=False)
    read_back = models.BooleanField("已向申请人复述并确认", default=False)

    subject = models.TextField("所需政府信息", max_length=2000)
    document_number = models.CharField("文号", max_length=100, blank=True)
    document = models.ForeignKey(
        Document, verbose_name="所指文件", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )  # fmt: skip
    item = models.ForeignKey(
        Item, verbose_name="所指目录事项", on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )  # fmt: skip
    form = models.CharField("形式要求", max_length=12, choices=Form, blank=True)
    way = models.CharField("获取途径", max_length=10, choices=Way, blank=True)
    needs_help = models.BooleanField("需要必要帮助", default=False)
    help_note = models.CharField("需要的帮助", max_length=300, blank=True)
    subject_key = models.CharField("同一信息标识", max_length=64, blank=True, db_index=True)
    published_as = models.ForeignKey(
        Document,
        verbose_name="转为主动公开的文件",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    received_on = models.DateField("收到日期", null=True)
    correction_limit = models.DateField("告知补正的最后日期", null=True)
    reply_due = models.DateField("答复期限", null=True)
    due_provisional = models.BooleanField("期限暂定", default=False)
    clock_state = models.CharField("计时状态", max_length=20, default="not_received")
    calendar_key = models.CharField("推算所据日历", max_length=64, blank=True)

    outcome = models.CharField(
        "办理结果", max_length=20, blank=True, choices=[(c.value, c.label) for c in OutcomeCode]
    )
    decided_on = models.DateField("答复日期", null=True)
    withdrawn_on = models.DateField("撤回日期", null=True)
    reopened_on = models.DateField("重新办理日期", null=True)
    reopened_until = models.DateField("重新答复的期限", null=True, help_text="复议决定、判决确定的期限")
    closed_on = models.DateField("办结日期", null=True)
    archived_on = models.DateField("归档日期", null=True)
    anonymised_on = models.DateField("匿名化日期", null=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "政府信息公开申请"
        verbose_name_plural = "依申请公开"
        ordering: ClassVar = ["-arrived_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="request_ended_has_outcome",
                condition=~Q(status__in=ENDED) | (~Q(outcome="") & Q(decided_on__isnull=False)),
                violation_error_message="办结的申请必须有办理结果和日期。",
            ),
            models.CheckConstraint(
                name="request_open_has_no_outcome",
                condition=~Q(status__in=OPEN) | Q(outcome="") | Q(reopened_on__isnull=False),
                violation_error_message="还在办理的申请没有办理结果。",
            ),
            models.CheckConstraint(
                name="request_confirmed_after_arrival",
                condition=Q(confirmed_on=None) | Q(confirmed_on__gte=F("arrived_on")),
                violation_error_message="确认日期不能早于到达日期。",
            ),
            models.CheckConstraint(
                name="request_has_applicant_kind",
                condition=Q(applicant_kind__in=ApplicantKind.values),
                violation_error_message="请选择申请人类型。",
            ),
            models.CheckConstraint(
                name="request_oral_is_read_back",
                condition=Q(is_oral=False) | Q(read_back=True),
                violation_error_message="口头申请须由工作人员记录并向申请人复述确认。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "status", "reply_due"], name="request_by_unit"),
            models.Index(fields=["status", "reply_due"], name="request_by_due"),
            models.Index(fields=["unit", "received_on"], name="request_by_receipt"),
            models.Index(fields=["unit", "decided_on", "outcome"], name="request_by_outcome"),
            # The annual table, read in the order it is grouped by and from nowhere else.
            models.Index(
                fields=["applicant_kind", "outcome", "unit", "received_on", "decided_on"],
                name="request_annual_table",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The back-office screen: citizens reach their case with number and code only."""
        return reverse("admin:requests_app_informationrequest_change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def stage(self) -> int:
        return stage(self.status)

    @property
    def stage_name(self) -> str:
        return STAGES[self.stage][0]

    @property
    def outcome_label(self) -> str:
        return OUTCOMES[OutcomeCode(self.outcome)].wording if self.outcome else ""

    def is_overdue(self, on: Any) -> bool:
        return self.is_open and self.reply_due is not None and on > self.reply_due
