"""解读方案: what is planned for a document before it goes to signature, or why nothing is."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, User
from disclosure.models import DocumentEdition
from disclosure.models.edition import STAFF
from disclosure.workflow import Status as DocumentStatus
from interpretation.workflow import Form


class PlanQuerySet(models.QuerySet["InterpretationPlan"]):
    def visible_to(self, user: Any) -> Self:
        """Plans of the units the person works for."""
        return (
            self.filter(unit__in=user.roles.organisations(*STAFF)) if isinstance(user, User) else self.none()
        )

    def published(self) -> Self:
        """Plans of documents that are on the site: from then on the promised material is due."""
        return self.filter(edition__status=DocumentStatus.PUBLISHED)


class InterpretationPlan(models.Model):
    """解读方案 (市实施意见三(二)2; law-book §8): outline, forms, ways, time, who is responsible; one per edition."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟定中"
        FILED = "filed", "已随文报送"
        WAIVED = "waived", "免于解读"

    class Timing(models.TextChoices):
        TOGETHER = "together", "与文件同步发布"
        SOON = "soon", "文件发布后3个工作日内"

    edition = models.OneToOneField(
        DocumentEdition, verbose_name="文件", on_delete=models.CASCADE, related_name="interpretation_plan"
    )
    unit = models.ForeignKey(
        Organisation, verbose_name="解读机关", on_delete=models.PROTECT, related_name="interpretation_plans"
    )
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.DRAFT)
    outline = models.TextField(
        "解读提纲", max_length=4000, blank=True, help_text="准备讲清楚哪些问题，一行一个"
    )
    forms: Any = models.JSONField("解读形式", default=list, blank=True)
    ways = models.CharField(
        "解读途径", max_length=300, blank=True, help_text="例如：政府网站、政务新媒体、新闻发布会"
    )
    timing = models.CharField("解读时间", max_length=10, choices=Timing, default=Timing.TOGETHER)
    first_interpreter = models.CharField(
        "第一解读人", max_length=60, blank=True, help_text="起草部门主要负责人是第一解读人和责任人"
    )
    first_interpreter_post = models.CharField("第一解读人职务", max_length=100, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="经办责任人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    waiver_reason = models.CharField("免除或者延后的理由", max_length=300, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="决定人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    waived_on = models.DateField("决定日期", null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="拟定人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="报送人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    filed_on = models.DateField("报送日期", null=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "解读方案"
        verbose_name_plural = "解读方案"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="plan_waived_with_reason",
                condition=~Q(status="waived")
                | (~Q(waiver_reason="") & Q(waived_by__isnull=False, waived_on__isnull=False)),
                violation_error_message="免于解读的，必须有负责人的决定和理由。",
            ),
            models.CheckConstraint(
                name="plan_filed_is_complete",
                condition=~Q(status="filed")
                | (~Q(outline="") & ~Q(first_interpreter="") & Q(filed_on__isnull=False)),
                violation_error_message="报送的方案必须写明提纲和第一解读人。",
            ),
            models.CheckConstraint(
                name="plan_waived_by_another",
                condition=~Q(status="waived") | ~Q(waived_by=F("started_by")),
                violation_error_message="拟定方案的人不能自己决定免于解读。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.title} 解读方案"

    @property
    def form_labels(self) -> list[str]:
        return [Form(form).label for form in self.forms]


class MaterialReminder(models.Model):
    """解读催办: that the missing material of a document was pointed out, so that nobody is told twice."""

    plan = models.ForeignKey(
        InterpretationPlan, verbose_name="方案", on_delete=models.CASCADE, related_name="reminders"
    )
    due_on = models.DateField("应发布日期")
    on = models.DateField("提醒日期")

    class Meta:
        verbose_name = "解读催办"
        verbose_name_plural = "解读催办"
        constraints: ClassVar = [models.UniqueConstraint("plan", "due_on", name="material_reminder_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.due_on}"
