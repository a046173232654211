"""投诉举报: what somebody says is not published, not answered or not kept up to date, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, User
from accounts.outbox import Outgoing
from accounts.privacy import Sealed
from accounts.roles import Role
from catalog.models import Item
from disclosure.models import StoredFile
from supervision.complaint_workflow import OPEN_COMPLAINTS, ComplaintKind, ComplaintState, Finding

OFFICE = (Role.COUNTY_OFFICE,)


class SupervisionCounter(models.Model):
    """The last number of a kind and a year; locked while one is given."""

    kind = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "year", name="supervision_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}{self.year}: {self.last}"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_COMPLAINTS)

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def kept_long_enough(self, before: date) -> Self:
        """Settled before that day, and still naming who complained."""
        return self.filter(state=ComplaintState.CONCLUDED, concluded_on__lt=before, anonymised_on=None)

    def decided_between(self, start: date, end: date) -> Self:
        return self.filter(concluded_on__range=(start, end))

    def visible_to(self, user: Any) -> Self:
        """The office of the county and the head who decides; the unit complained of reads its order, not the complaint."""
        if not isinstance(user, User):
            return self.none()
        heads = user.roles.direct.get(Role.HEAD, frozenset())
        return self.filter(Q(county__in=user.roles.organisations(*OFFICE)) | Q(county__in=heads))


class Complaint(models.Model):
    """投诉举报 (条例第四十七条第二款、第五十一条): handled by the office of the county, never by the unit itself."""

    kind = models.CharField("投诉事项", max_length=12, choices=ComplaintKind)
    number = models.CharField("投诉编号", max_length=30, unique=True)
    code_hash = models.CharField("查询码摘要", max_length=64)
    idempotency_key = models.UUIDField("提交标识", unique=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organisation, verbose_name="被投诉单位", on_delete=models.PROTECT, related_name="complaints"
    )
    item = models.ForeignKey(
        Item, verbose_name="公开事项", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    application = models.CharField("申请登记编号", max_length=30, blank=True)
    subject = models.CharField("标题", max_length=100)
    text = models.TextField("事实和理由", max_length=3000)
    state = models.CharField("状态", max_length=12, choices=ComplaintState, default=ComplaintState.RECEIVED)
    received_at = models.DateTimeField("提交时间")
    received_on = models.DateField("收到日期")
    due_on = models.DateField("办结期限")
    due_provisional = models.BooleanField("暂定", default=False)
    finding = models.CharField("核查结论", max_length=12, choices=Finding, blank=True)
    answer = models.TextField("告知投诉人", max_length=2000, blank=True)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核查人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审定人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    concluded_on = models.DateField("办结日期", null=True)
    anonymised_on = models.DateField("匿名化日期", null=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "投诉举报"
        verbose_name_plural = "投诉举报"
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="complaint_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("found_by")),
                violation_error_message="提出核查结论的人不能自己审定。",
            ),
            models.CheckConstraint(
                name="complaint_concluded_is_told",
                condition=~Q(state="concluded")
                | (Q(concluded_on__isnull=False) & ~Q(answer="") & ~Q(finding="")),
                violation_error_message="办结的投诉须有结论，并告知投诉人。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="complaint_by_due"),
            models.Index(fields=["unit", "state"], name="complaint_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_COMPLAINTS

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on


class Complainant(models.Model):
    """投诉人: name and contact, sealed (个人信息保护法第五十一条); the unit complained of never learns them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="complainant")
    name_sealed = models.BinaryField(default=b"", editable=False)
    phone_sealed = models.BinaryField(default=b"", editable=False)
    email_sealed = models.BinaryField(default=b"", editable=False)

    name = Sealed()
    phone = Sealed()
    email = Sealed()

    class Meta:
        verbose_name = "投诉人"
        verbose_name_plural = "投诉人"

    def __str__(self) -> str:
        return f"投诉人 {self.pk}"


class ComplaintFile(models.Model):
    """投诉材料: what the complainant sent along; for the office, on no public page, gone with the name."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = "投诉材料"
        verbose_name_plural = "投诉材料"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class ComplaintStep(models.Model):
    """办理经过: what was done, and what of it the complainant is told."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField("日期")
    what = models.CharField("事项", max_length=40)
    note = models.CharField("说明", max_length=500, blank=True)
    public_note = models.CharField("告知投诉人", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "投诉办理经过"
        verbose_name_plural = "投诉办理经过"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.what


class ComplaintNotice(Outgoing):
    """The one mail that tells the result, a row of the concluding act's own transaction."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="notice")
    text = models.CharField("内容", max_length=500)

    class Meta:
        verbose_name = "投诉结果通知"
        verbose_name_plural = "投诉结果通知"
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at"], name="complaint_notice_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.get_state_display()}"
