"""Reference lists the catalog must agree with."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from catalog.models.domain import Domain


class ReferenceListQuerySet(models.QuerySet["ReferenceList"]):
    def current(self) -> Self:
        return self.filter(replaced_at__isnull=True)


class ReferenceList(models.Model):
    """对照清单 (市实施意见三(一)): 政务服务网事项, 权责清单 or 公共服务事项 of one county, as imported."""

    class Kind(models.TextChoices):
        SERVICE = "service", "政务服务网办事服务事项"
        POWER = "power", "权责清单"
        PUBLIC_SERVICE = "public_service", "公共服务事项清单"

    kind = models.CharField("清单", max_length=20, choices=Kind)
    county = models.ForeignKey(
        Organisation, verbose_name="所属县", on_delete=models.PROTECT, related_name="reference_lists"
    )
    file_name = models.CharField("文件名", max_length=200)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)
    replaced_at = models.DateTimeField("被新清单取代", null=True)

    objects = ReferenceListQuerySet.as_manager()

    class Meta:
        verbose_name = "对照清单"
        verbose_name_plural = "对照清单"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county", "kind", name="reference_list_one_current", condition=Q(replaced_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.county.label} {self.get_kind_display()}"


class ReferenceEntry(models.Model):
    """清单事项: one line of a reference list."""

    list = models.ForeignKey(
        ReferenceList, verbose_name="清单", on_delete=models.CASCADE, related_name="entries"
    )
    name = models.CharField("事项名称", max_length=300)
    code = models.CharField("事项编码", max_length=60, blank=True)
    domain = models.ForeignKey(
        Domain, verbose_name="领域", on_delete=models.PROTECT, null=True, related_name="reference_entries"
    )
    organisation_name = models.CharField("实施主体", max_length=200, blank=True)

    class Meta:
        verbose_name = "清单事项"
        verbose_name_plural = "清单事项"
        constraints: ClassVar = [
            models.UniqueConstraint("list", "name", "code", name="reference_entry_once_per_list")
        ]

    def __str__(self) -> str:
        return self.name
