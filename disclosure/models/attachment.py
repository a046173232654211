"""Files as stored once, and attachments as named by an edition."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.urls import reverse

from disclosure.models.edition import DocumentEdition


def private_storage() -> Storage:
    """Where files lie: outside the web root, or in a bucket nobody but the site can read."""
    return storages["private"]


class VirusState(models.TextChoices):
    """What a scanner said; without one a file is 未扫描 and never called safe."""

    UNSCANNED = "unscanned", "未扫描"
    CLEAN = "clean", "未发现病毒"
    INFECTED = "infected", "发现病毒"


class StoredFile(models.Model):
    """文件实体: the bytes, known by their digest, and what was read in them. Never changed."""

    file = models.FileField("文件", upload_to="files/%Y/%m", storage=private_storage, max_length=200)
    sm3 = models.CharField("内容摘要", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小")
    mime = models.CharField("类型", max_length=100)
    extension = models.CharField("扩展名", max_length=10)
    text = models.TextField("文字", blank=True)
    found: Any = models.JSONField("扫描发现", default=list)
    words_hash = models.CharField("词表摘要", max_length=64, blank=True)
    virus_state = models.CharField(
        "病毒扫描", max_length=10, choices=VirusState, default=VirusState.UNSCANNED
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件实体"
        verbose_name_plural = "文件实体"

    def __str__(self) -> str:
        return self.file.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def readable(self) -> Self:
        """Attachments any citizen may fetch."""
        return self.filter(edition__in=DocumentEdition.objects.readable())

    def listed(self) -> Self:
        """Named below the text; pictures inside the text are not."""
        return self.filter(inline=False)


class Attachment(models.Model):
    """附件: a name and a file in one edition. `lineage` is what stays the same when the file is replaced."""

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.ForeignKey(
        StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="attachments"
    )
    lineage = models.UUIDField("沿革", default=uuid.uuid4, db_index=True)
    name = models.CharField("名称", max_length=200)
    alt = models.CharField("替代文本", max_length=300, blank=True)
    inline = models.BooleanField("正文中的图片", default=False)
    position = models.PositiveIntegerField("次序", default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "lineage", name="attachment_lineage_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:attachment", args=[self.edition.document_id, self.pk])
