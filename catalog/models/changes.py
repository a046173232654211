"""Import batches, and changes of the county's catalog that wait for a township's answer."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation
from accounts.waiting import was_left_behind
from catalog.models.domain import Domain
from catalog.models.edition import CatalogEdition


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def left_behind(self, before: datetime) -> Self:
        """Uploaded but not read, or being read since before `before` by a worker that is gone."""
        waiting = Q(state=ImportBatch.State.WAITING)
        return self.filter(waiting | Q(state=ImportBatch.State.READING) & was_left_behind(before))


class ImportBatch(models.Model):
    """导入批次: one file, its preview row by row, and what it changed if it was carried out."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        READING = "reading", "读取中"
        PREVIEWED = "previewed", "待确认"
        REFUSED = "refused", "无法读取"
        COMMITTED = "committed", "已导入"
        UNDONE = "undone", "已撤销"

    edition = models.ForeignKey(
        CatalogEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="import_batches"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField("文件摘要", max_length=64)
    data = models.BinaryField("文件", null=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING)
    message = models.CharField("说明", max_length=500, blank=True)
    done = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    revision = models.PositiveIntegerField("预览时的修改次数", default=0)
    report: Any = models.JSONField("逐行结果", default=list)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    started_at = models.DateTimeField("开始读取时间", null=True)
    committed_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("admin:catalog_import_preview", args=[self.pk])


class PendingChangeQuerySet(models.QuerySet["PendingChange"]):
    def waiting(self) -> Self:
        return self.filter(state=PendingChange.State.WAITING)


class PendingChange(models.Model):
    """待定变更: the county changed a row for townships; the township accepts it or says why not."""

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        ACCEPTED = "accepted", "已采纳"
        DECLINED = "declined", "不采纳"
        OVERTAKEN = "overtaken", "已被后续变更取代"

    class Kind(models.TextChoices):
        ADDED = "added", "新增"
        CHANGED = "changed", "修改"
        REMOVED = "removed", "删除"

    unit = models.ForeignKey(
        Organisation, verbose_name="乡镇", on_delete=models.CASCADE, related_name="pending_catalog_changes"
    )
    domain = models.ForeignKey(Domain, verbose_name="领域", on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(
        CatalogEdition, verbose_name="县级版次", on_delete=models.CASCADE, related_name="pending_changes"
    )
    kind = models.CharField("变更", max_length=10, choices=Kind)
    path_key = models.CharField("事项路径", max_length=500)
    before: Any = models.JSONField("变更前", null=True)
    after: Any = models.JSONField("变更后", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField("理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="处理人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("处理时间", null=True)
    created_at = models.DateTimeField("下达时间", auto_now_add=True)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "县级目录变更"
        verbose_name_plural = "县级目录变更"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "domain",
                "path_key",
                name="pending_change_one_waiting",
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="pending_change_declined_with_reason",
                condition=~Q(state="declined") | ~Q(reason=""),
                violation_error_message="不采纳县级变更时请说明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}:{self.path_key}"
