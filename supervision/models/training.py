"""政务公开培训: who was taught what on which day, which units were asked and who came, with the papers that show it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, User
from disclosure.models import StoredFile
from disclosure.models.edition import STAFF
from supervision.models.staff import StaffMember


class TrainingQuerySet(models.QuerySet["Training"]):
    def valid(self) -> Self:
        return self.filter(void_on=None)

    def held_by(self, on: date) -> Self:
        """Those that took place, by that day."""
        return self.valid().filter(held_on__lte=on)

    def visible_to(self, user: Any) -> Self:
        """The organiser's people, those of the units that were asked, and the office above them."""
        if not isinstance(user, User):
            return self.none()
        units = user.roles.organisations(*STAFF)
        asked = Attendance.objects.filter(unit__in=units).values("training")
        return self.filter(Q(organiser__in=units) | Q(county__in=units) | Q(pk__in=asked))


class Training(models.Model):
    """政务公开培训 (条例第四十八条; 市实施意见四(二): 每年至少组织1次). One entered by mistake is void, never deleted."""

    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(
        Organisation, verbose_name="组织单位", on_delete=models.PROTECT, related_name="trainings"
    )
    subject = models.CharField("培训内容", max_length=150)
    held_on = models.DateField("培训日期")
    place = models.CharField("地点或者方式", max_length=100)
    audience = models.CharField("参加对象", max_length=200)
    summary = models.TextField("培训情况", max_length=2000, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    void_on = models.DateField("作废日期", null=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "政务公开培训"
        verbose_name_plural = "政务公开培训"
        ordering: ClassVar = ["-held_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="training_void_says_why",
                condition=Q(void_on=None) | ~Q(void_reason=""),
                violation_error_message="作废的培训须写明理由。",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["county", "held_on"], name="training_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.subject}"


class Attendance(models.Model):
    """参训情况: a unit that was asked, and how many came; empty while nobody has said."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="attendances")
    unit = models.ForeignKey(Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    came = models.PositiveSmallIntegerField("参加人数", null=True)
    people = models.ManyToManyField(StaffMember, verbose_name="参加的工作人员", related_name="attendances")

    class Meta:
        verbose_name = "参训情况"
        verbose_name_plural = "参训情况"
        ordering: ClassVar = ["unit__tree_id", "unit__lft"]
        constraints: ClassVar = [
            models.UniqueConstraint("training", "unit", name="attendance_once_a_training"),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} {self.unit}"


class TrainingFile(models.Model):
    """培训资料: what was taught from, and what shows that it took place; inside the office only."""

    class Kind(models.TextChoices):
        MATERIAL = "material", "培训材料"
        EVIDENCE = "evidence", "签到表、通知、照片"

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=8, choices=Kind)
    name = models.CharField("名称", max_length=200)
    added_on = models.DateField("上传日期")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "培训资料"
        verbose_name_plural = "培训资料"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name
