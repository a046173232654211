"""Archives of old documents that come in, and packages that go out to the archive and the library."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from disclosure.models.attachment import private_storage


class ArchiveBatch(models.Model):
    """历史文件导入: read into `rows` (dry run), approved by somebody else, then written row by row."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待读取"
        READING = "reading", "正在读取"
        READ = "read", "已读取,待送审"
        SUBMITTED = "submitted", "待负责人审核"
        APPROVED = "approved", "审核通过,待导入"
        WRITING = "writing", "正在导入"
        DONE = "done", "已导入"
        FAILED = "failed", "读取失败"
        DISCARDED = "discarded", "已放弃"

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="archive_batches"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField("清单", upload_to="imports/%Y/%m", storage=private_storage, max_length=200)
    files_zip = models.FileField(
        "附件包", upload_to="imports/%Y/%m", storage=private_storage, max_length=200, blank=True
    )
    file_hash = models.CharField("内容摘要", max_length=64)
    total = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("已导入", default=0)
    errors = models.PositiveIntegerField("有错误的行", default=0)
    error = models.CharField("错误", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审核人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_hash = models.CharField("审核的内容摘要", max_length=64, blank=True)
    opinion = models.CharField("审核意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "历史文件导入"
        verbose_name_plural = "历史文件导入"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="archive_batch_four_eyes",
                condition=Q(approved_by=None) | Q(by=None) | ~Q(approved_by=F("by")),
                violation_error_message="导入人不能审核自己的批次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.file_name}"


class ArchiveRow(models.Model):
    """One line of a batch as read: its values, what is wrong with it, and the document it became."""

    batch = models.ForeignKey(ArchiveBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")
    values: Any = models.JSONField("内容", default=dict)
    problems: Any = models.JSONField("问题", default=list)
    document = models.ForeignKey(
        "Document", verbose_name="文件", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint("batch", "number", name="archive_row_once")]

    def __str__(self) -> str:
        return f"第{self.number}行"


class HandOver(models.Model):
    """移送 (条例第二十五条): what was published in a month, packed for the archive and the library."""

    county = models.ForeignKey(
        Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="hand_overs"
    )
    month = models.DateField("月份", help_text="当月第一日")
    file = models.FileField("移送包", upload_to="handover/%Y", storage=private_storage, max_length=200)
    sm3 = models.CharField("内容摘要", max_length=64)
    count = models.PositiveIntegerField("文件数")
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    received_by = models.CharField("接收单位", max_length=100, blank=True)
    received_on = models.DateField("接收日期", null=True)

    class Meta:
        verbose_name = "移送包"
        verbose_name_plural = "移送包"
        ordering: ClassVar = ["-month"]
        constraints: ClassVar = [
            models.UniqueConstraint("county", "month", name="hand_over_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y年%m月}"
