"""年度政务公开工作要点: the year's tasks, who does each by when, and what the units said they did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from disclosure.models.edition import STAFF
from interpretation.content import digest
from supervision.models.rectification import local_page
from supervision.plan_workflow import SOON, PlanState, Standing, standing


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def published(self) -> Self:
        return self.filter(state=PlanState.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """Published ones to every member of staff of the county; drafts to its office and the head who decides."""
        if not isinstance(user, User):
            return self.none()
        heads = user.roles.direct.get(Role.HEAD, frozenset())
        above = Organisation.objects.filter(pk__in=user.roles.organisations(*STAFF)).values("tree_id")
        return self.filter(
            Q(county__in=user.roles.organisations(Role.COUNTY_OFFICE))
            | Q(county__in=heads)
            | Q(state=PlanState.PUBLISHED, county__tree_id__in=above)
        )


class WorkPlan(models.Model):
    """年度政务公开工作要点 (市实施意见四(一)): published by somebody else, in exactly the form that was shown."""

    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=100)
    basis = models.CharField("依据", max_length=200, blank=True, help_text="上级工作要点的名称、文号")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="编制人", on_delete=models.PROTECT, related_name="+"
    )
    returned_reason = models.CharField("退回理由", max_length=300, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审定人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("公布时间", null=True)
    approved_hash = models.CharField("审定的内容摘要", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度工作要点"
        verbose_name_plural = "年度工作要点"
        ordering: ClassVar = ["-year", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county", "year", name="work_plan_once_a_year", violation_error_message="这一年已有工作要点。"
            ),
            models.CheckConstraint(
                name="work_plan_published_by_another",
                condition=~Q(state="published")
                | (Q(published_by__isnull=False, published_at__isnull=False) & ~Q(published_by=F("prepared_by")) & ~Q(approved_hash="")),
                violation_error_message="编制工作要点的人不能自己审定。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("supervision:plan", args=[self.year])

    @property
    def content_hash(self) -> str:
        """SM3 of the title, the basis and every task as they are now."""
        rows = self.tasks.order_by("number").values_list("number", "text", "unit__code", "due_on")
        tasks = [[number, text, code, due.isoformat()] for number, text, code, due in rows]
        return digest({"year": self.year, "title": self.title, "basis": self.basis}, tasks=tasks)


class PlanTaskQuerySet(models.QuerySet["PlanTask"]):
    def running(self) -> Self:
        """Of published plans, and neither done nor reported as done."""
        return self.filter(plan__state=PlanState.PUBLISHED, done_on=None).exclude(_waiting())

    def pressing(self, on: date) -> Self:
        """Overdue, or due within ten days."""
        return self.running().filter(due_on__lte=on + timedelta(days=SOON))

    def for_list(self) -> Self:
        """With everything a row shows."""
        return self.select_related("unit", "plan").annotate(waits=_waiting())


def _waiting() -> Exists:
    return Exists(TaskReport.objects.filter(task=OuterRef("pk"), is_done=True, accepted=None))


class PlanTask(models.Model):
    """一项任务: what, whose, by when."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("任务", max_length=500)
    unit = models.ForeignKey(
        Organisation, verbose_name="责任单位", on_delete=models.PROTECT, related_name="plan_tasks"
    )
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "工作要点任务"
        verbose_name_plural = "工作要点任务"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint("plan", "number", name="plan_task_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "due_on"], name="plan_task_by_unit")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:30]}"

    def standing(self, on: date) -> Standing:
        """How it stands on that day; `for_list` spares the query."""
        waits = getattr(self, "waits", None)
        if waits is None:
            waits = self.reports.filter(is_done=True, accepted=None).exists()
        return standing(self.done_on, self.due_on, waits=waits, on=on)


class TaskReport(models.Model):
    """进展情况: what the unit says; one that says it is done waits for the office's word."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="reports")
    text = models.TextField("进展情况", max_length=1000)
    page_url = models.CharField("可以看到结果的网页", max_length=300, blank=True)
    is_done = models.BooleanField("已经完成", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="报送人", on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField("报送日期")
    accepted = models.BooleanField("已经核实", null=True)
    opinion = models.CharField("核实意见", max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核实人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "进展情况"
        verbose_name_plural = "进展情况"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "task", condition=Q(is_done=True, accepted=None), name="task_report_one_waiting",
                violation_error_message="已经报送完成情况，等待核实。",
            ),
            models.CheckConstraint(
                name="task_report_judged_by_another",
                condition=Q(judged_by=None) | ~Q(judged_by=F("by")),
                violation_error_message="报送进展的人不能自己核实。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.task_id} {self.on}"

    @property
    def page_path(self) -> str:
        return local_page(self.page_url)


class TaskShift(models.Model):
    """调整期限 of a published task, with the reason; the former day stays to be read."""

    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="shifts")
    former = models.DateField("原来的期限")
    due_on = models.DateField("调整后的期限")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="调整人", on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField("调整日期")

    class Meta:
        verbose_name = "期限调整"
        verbose_name_plural = "期限调整"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.former} → {self.due_on}"
