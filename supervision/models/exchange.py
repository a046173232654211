"""市县交换: every file that went to the superior, and every reply that was taken, as it was."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from accounts.roles import Role


class ExchangeFileQuerySet(models.QuerySet["ExchangeFile"]):
    def sent(self) -> Self:
        return self.filter(direction=ExchangeFile.Direction.OUT)

    def visible_to(self, user: Any) -> Self:
        """The county office its county's, the city office those of the counties below it."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(county__in=user.roles.organisations(Role.COUNTY_OFFICE, Role.CITY_OFFICE))


class ExchangeFile(models.Model):
    """交换文件 (市实施意见四): filings, coverage and report figures to the city, its opinions back. Rows are only added."""

    class Direction(models.TextChoices):
        OUT = "out", "报送"
        IN = "in", "回复"

    county = models.ForeignKey(
        Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="exchange_files"
    )
    direction = models.CharField("方向", max_length=3, choices=Direction)
    number = models.CharField("编号", max_length=60)
    partner = models.CharField("对方", max_length=100)
    made_on = models.DateField("制作日期")
    text = models.TextField("文件内容")
    digest = models.CharField("文件摘要", max_length=64, unique=True)
    answers = models.OneToOneField(
        "self", verbose_name="回复的文件", on_delete=models.PROTECT, null=True, related_name="reply"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")

    objects = ExchangeFileQuerySet.as_manager()

    class Meta:
        verbose_name = "市县交换文件"
        verbose_name_plural = "市县交换"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county", "direction", "number", name="exchange_number_once", violation_error_message="这个编号已经用过。"
            ),
            models.CheckConstraint(
                name="exchange_reply_answers_a_file",
                condition=Q(direction="out", answers=None) | Q(direction="in", answers__isnull=False),
                violation_error_message="回复必须对应一份报送文件。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_direction_display()}{self.number}"
