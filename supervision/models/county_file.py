"""县区报送: signed files of counties, as a superior who runs this platform took them in, to be compared."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from accounts.models import Organisation, User
from accounts.roles import Role


class CountyFileQuerySet(models.QuerySet["CountyFile"]):
    def visible_to(self, user: Any) -> Self:
        """The city's office."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(city__in=user.roles.direct.get(Role.CITY_OFFICE, frozenset()))

    def newest(self, first: date, last: date) -> list[CountyFile]:
        """Of each county the newest file made in these days, by name."""
        found: dict[str, CountyFile] = {}
        for row in self.filter(made_on__range=(first, last)).order_by("sender", "made_on", "pk"):
            found[row.sender] = row
        return list(found.values())


class CountyFile(models.Model):
    """县区报送文件 (市实施意见四): what a county signed, as it came. Rows are only added."""

    city = models.ForeignKey(Organisation, verbose_name="市", on_delete=models.PROTECT, related_name="+")
    sender = models.CharField("报送单位", max_length=100)
    number = models.CharField("编号", max_length=60)
    made_on = models.DateField("制作日期")
    text = models.TextField("文件内容")
    digest = models.CharField("文件摘要", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导入人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("导入时间")

    objects = CountyFileQuerySet.as_manager()

    class Meta:
        verbose_name = "县区报送文件"
        verbose_name_plural = "县区比较"
        ordering: ClassVar = ["-made_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "city", "digest", name="county_file_once", violation_error_message="这份文件已经导入。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.number}"
