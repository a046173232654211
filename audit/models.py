"""The append-only record of acts."""

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.db import models


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, obj: models.Model) -> Self:
        """Entries about one thing, oldest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("pk")

    def of_organisations(self, ids: Collection[int]) -> Self:
        return self.filter(organisation_id__in=ids)

    def newest_digest(self) -> str:
        """What changes with every act, and with nothing else; empty before the first (one query)."""
        return self.order_by("-pk").values_list("digest", flat=True).first() or ""


class AuditEntry(models.Model):
    """操作记录: who did what, when, under which article; rows are only ever added.

    The database refuses UPDATE and DELETE (triggers in migration 0002). Each row's `digest` is
    HMAC-SM3(previous digest ‖ canonical JSON of the row), so a change made around the database shows.
    """

    id = models.BigIntegerField("序号", primary_key=True)  # allocated by `record`: consecutive, no gap
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor_label = models.CharField("操作人姓名", max_length=100)
    # A number and not a foreign key: this app is below `accounts` and must not depend on it.
    organisation_id = models.BigIntegerField("机构编号", null=True, db_index=True)
    action = models.CharField("事项", max_length=60)
    article = models.CharField("依据", max_length=60, blank=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=60, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    details = models.JSONField("内容", default=dict)
    previous = models.CharField("前一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64, unique=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_by_object"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.actor_label} {self.action}"

    def facts(self) -> dict[str, object]:
        """What the digest covers, in plain JSON types."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "actor": self.actor_id,
            "actor_label": self.actor_label,
            "organisation": self.organisation_id,
            "action": self.action,
            "article": self.article,
            "object_type": self.object_type,
            "object_id": self.object_id,
            "object_label": self.object_label,
            "details": self.details,
        }
