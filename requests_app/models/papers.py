"""Files of a case, what happened to it, and how its date moved."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosure.models import StoredFile
from requests_app.models.request import InformationRequest
from requests_app.workflow import Action, Status


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def for_applicant(self) -> Self:
        """What the applicant may download."""
        return self.exclude(audience=CaseFile.Audience.INTERNAL).exclude(replaced=True)


class CaseFile(models.Model):
    """案卷材料. Who may have it is settled file by file; what is given defaults to the applicant alone."""

    class Audience(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        PUBLIC = "public", "公开"
        INTERNAL = "internal", "内部"

    class Kind(models.TextChoices):
        APPLICATION = "application", "申请材料"
        IDENTITY = "identity", "身份证明"
        AUTHORITY = "authority", "授权委托书"
        EVIDENCE = "evidence", "收到凭据"
        CORRECTION = "correction", "补正材料"
        CONSULTATION = "consultation", "征求意见材料"
        WORKING = "working", "办理材料"
        GIVEN = "given", "提供的信息"
        LETTER = "letter", "告知书"

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="files"
    )
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=14, choices=Kind)
    audience = models.CharField("谁可以取得", max_length=10, choices=Audience)
    name = models.CharField("名称", max_length=200)
    pages = models.PositiveIntegerField("页数", null=True)
    source = models.ForeignKey(
        "self",
        verbose_name="由哪份材料遮盖而来",
        on_delete=models.PROTECT,
        null=True,
        related_name="redactions",
    )
    replaced = models.BooleanField("已被取代", default=False)
    fetched_on = models.DateField("申请人首次下载", null=True)
    added_on = models.DateField("加入日期")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="加入人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = "案卷材料"
        verbose_name_plural = "案卷材料"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_file_identity_is_internal",
                condition=~Q(kind__in=("identity", "authority", "consultation")) | Q(audience="internal"),
                violation_error_message="身份证明、委托书和征求意见材料只供内部使用。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_redacted(self) -> bool:
        """Pages and pictures; what has been blacked out already is made anew from its original."""
        return self.source_id is None and self.file.extension in (
            ".pdf",
            ".jpg",
            ".jpeg",
            ".png",
            ".webp",
            ".gif",
        )


class Redaction(models.Model):
    """遮盖 of one paper: the boxes as last saved, by whom; `version` keeps two people from overwriting each other."""

    file = models.OneToOneField(
        CaseFile, verbose_name="材料", on_delete=models.CASCADE, related_name="redaction"
    )
    boxes: Any = models.JSONField("遮盖的位置", default=list)
    version = models.PositiveIntegerField("版次", default=0)
    saved_on = models.DateField("保存日期")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "遮盖"
        verbose_name_plural = "遮盖"

    def __str__(self) -> str:
        return f"{self.file} 遮盖{len(self.boxes)}处"


class CaseStep(models.Model):
    """办理记录: one line for each thing done, in words for the handlers and, where it concerns him, the applicant."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="steps"
    )
    action = models.CharField("事项", max_length=20, choices=Action, blank=True)
    status = models.CharField("此后的状态", max_length=20, choices=Status)
    on = models.DateField("日期")
    at = models.DateTimeField("记录时间", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办理人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField("内部记录", max_length=1000, blank=True)
    public_note = models.CharField("告知申请人的内容", max_length=1000, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.request} {self.get_action_display()}"


class ClockChange(models.Model):
    """期限变动: the date before, the date after, and why (条例第三十三条); the applicant and the handler are told once."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="clock_changes"
    )
    on = models.DateField("日期")
    at = models.DateTimeField("记录时间", auto_now_add=True)
    cause = models.CharField("原因", max_length=200)
    before = models.DateField("原期限", null=True)
    after = models.DateField("新期限", null=True)
    before_provisional = models.BooleanField("原期限暂定", default=False)
    after_provisional = models.BooleanField("新期限暂定", default=False)
    by_calendar = models.BooleanField("因放假安排变动", default=False)
    told_at = models.DateTimeField("告知时间", null=True)

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.request}：{self.before} → {self.after}"
