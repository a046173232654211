"""自查: what a government site is checked for, each check as one dated result with its evidence (国办秘函〔2019〕19号)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from accounts.waiting import was_left_behind
from statute.models.effective import EffectiveQuerySet

STALE: Final = timedelta(minutes=30)  # a check running for longer was left behind by a worker that is gone
WATCHERS: Final = (Role.COUNTY_OFFICE, Role.CITY_OFFICE)


class Part(models.TextChoices):
    """The three parts of the table; a veto ends the check, above 80 points the third part is scored."""

    VETO = "veto", "单项否决"
    DEDUCT = "deduct", "扣分指标"
    BONUS = "bonus", "加分指标"


class Light(models.TextChoices):
    RED = "red", "不合格"
    AMBER = "amber", "需改进"
    GREEN = "green", "合格"
    OPEN = "open", "待人工核对"


class SiteProbeQuerySet(models.QuerySet["SiteProbe"]):
    def between(self, since: datetime, until: datetime) -> Self:
        return self.filter(at__gt=since, at__lte=until)


class SiteProbe(models.Model):
    """探测记录: one visit to the site's own home page, its status and how long it took."""

    at = models.DateTimeField("时间", db_index=True)
    status = models.PositiveSmallIntegerField("状态码")
    milliseconds = models.PositiveIntegerField("用时（毫秒）")
    failed = models.BooleanField("无法访问", default=False)

    objects = SiteProbeQuerySet.as_manager()

    class Meta:
        verbose_name = "探测记录"
        verbose_name_plural = "探测记录"
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status}"


class SiteColumn(models.Model):
    """栏目更新规则: how often something new must stand in a column; a county's own number, superseded and never overwritten.

    `source` names what is counted (`inspecting.columns.SOURCES`); it may stand for many columns, one for each unit or item.
    """

    class Group(models.TextChoices):
        NEWS = "news", "动态要闻类"
        NOTICE = "notice", "通知公告、政策文件类"
        OTHER = "other", "其他应更新栏目"

    code = models.SlugField("代码", max_length=30)
    name = models.CharField("栏目", max_length=60)
    source = models.CharField("统计口径", max_length=30)
    group = models.CharField("类别", max_length=10, choices=Group)
    cycle_days = models.PositiveSmallIntegerField("更新周期（天）", validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField("次序", default=0)
    legal_basis = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "栏目更新规则"
        verbose_name_plural = "栏目更新规则"
        ordering: ClassVar = ["position", "code", "-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "code",
                name="site_column_one_in_force",
                condition=Q(effective_to=None),
                violation_error_message="这个栏目已有现行规则。",
            ),
            models.CheckConstraint(
                name="site_column_dates_in_order",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="停用日期不得早于启用日期。",
            ),
            models.CheckConstraint(
                name="site_column_has_a_cycle",
                condition=Q(cycle_days__gte=1),
                violation_error_message="更新周期至少1天。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.cycle_days}天"


class CheckIndicator(models.Model):
    """检查指标 (国办秘函〔2019〕19号): a row of the table as the county has it, superseded and never overwritten.

    `auto_rule` is the rule that computes it (`inspecting.rules.RULES`); without one somebody looks and says.
    """

    code = models.CharField("编号", max_length=10)
    part = models.CharField("部分", max_length=10, choices=Part)
    group = models.CharField("类别", max_length=30)
    name = models.CharField("指标", max_length=60)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1, default=0)
    per_fault = models.DecimalField("每处扣分", max_digits=5, decimal_places=2, default=0)
    rule_text = models.CharField("检查内容和标准", max_length=500)
    auto_rule = models.CharField("自动统计", max_length=30, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)
    source = models.CharField("来源", max_length=200)
    verified = models.BooleanField("已核实", default=False)
    effective_from = models.DateField("启用日期")
    effective_to = models.DateField("停用日期", null=True, blank=True)

    objects = EffectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "检查指标"
        verbose_name_plural = "检查指标"
        ordering: ClassVar = ["position", "code", "-effective_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "code",
                name="check_indicator_one_in_force",
                condition=Q(effective_to=None),
                violation_error_message="这项指标已有现行的一条。",
            ),
            models.CheckConstraint(
                name="check_indicator_dates_in_order",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="停用日期不得早于启用日期。",
            ),
            models.CheckConstraint(
                name="check_indicator_points",
                condition=Q(part=Part.VETO, points=0)
                | (~Q(part=Part.VETO) & Q(points__gt=0, per_fault__gte=0)),
                violation_error_message="单项否决不计分，其他指标的分值应大于零。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: Any) -> Self:
        """The county office its county's, the city office those below it."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(county__in=user.roles.organisations(*WATCHERS))

    def done(self) -> Self:
        return self.filter(state=Inspection.State.DONE)

    def unfinished(self) -> Self:
        return self.filter(state__in=(Inspection.State.WAITING, Inspection.State.RUNNING))

    def left_behind(self, before: datetime) -> Self:
        """Waiting for a worker, or begun by one that is gone."""
        waiting = Q(state=Inspection.State.WAITING)
        return self.filter(waiting | Q(state=Inspection.State.RUNNING) & was_left_behind(before))


class Inspection(models.Model):
    """自查: asked for by a person or by the clock, done by a worker; the lines keep the rules as they were that day."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待开始"
        RUNNING = "running", "正在检查"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"

    county = models.ForeignKey(
        Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="inspections"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    on = models.DateField("自查日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发起人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    error = models.CharField("没有完成的原因", max_length=300, blank=True)
    pages = models.PositiveIntegerField("检查页面", default=0)
    links = models.PositiveIntegerField("检查链接", default=0)
    vetoes = models.PositiveSmallIntegerField("单项否决", default=0)
    still_open = models.PositiveSmallIntegerField("待人工核对", default=0)
    part_two = models.DecimalField("扣分后得分", max_digits=5, decimal_places=1, null=True)
    bonus = models.DecimalField("加分", max_digits=5, decimal_places=1, null=True)
    total = models.DecimalField("总分", max_digits=5, decimal_places=1, null=True)
    passed = models.BooleanField("合格", null=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "网站自查"
        verbose_name_plural = "网站自查"
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county",
                name="inspection_one_at_a_time",
                condition=Q(state__in=("waiting", "running")),
                violation_error_message="已有一次自查正在进行。",
            ),
            models.CheckConstraint(
                name="inspection_done_has_a_verdict",
                condition=~Q(state="done") | Q(passed__isnull=False, finished_at__isnull=False),
                violation_error_message="完成的自查须有结论和完成时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}网站自查"

    def get_absolute_url(self) -> str:
        return reverse("admin:supervision_inspection_change", args=[self.pk])

    @property
    def verdict(self) -> str:
        """合格 or 不合格, provisional while somebody still has to look."""
        if self.passed is None:
            return self.get_state_display()
        word = "合格" if self.passed else "不合格"
        return f"{word}（暂定）" if self.passed and self.still_open else word


class InspectionLineQuerySet(models.QuerySet["InspectionLine"]):
    def open(self) -> Self:
        return self.filter(light=Light.OPEN)

    def judged_since(self, day: Any) -> Self:
        """What somebody looked at from that day on, the newest first."""
        return self.filter(judged_on__gte=day).order_by("-judged_on", "-pk")


class InspectionLine(models.Model):
    """自查指标结果: one indicator as it was that day, what was found, and where."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("编号", max_length=10)
    part = models.CharField("部分", max_length=10, choices=Part)
    group = models.CharField("类别", max_length=30)
    name = models.CharField("指标", max_length=60)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)
    per_fault = models.DecimalField("每处扣分", max_digits=5, decimal_places=2)
    rule_text = models.CharField("检查内容和标准", max_length=500)
    auto_rule = models.CharField("自动统计", max_length=30, blank=True)
    verified = models.BooleanField("已核实", default=False)
    light = models.CharField("结果", max_length=10, choices=Light)
    faults = models.PositiveIntegerField("问题数", default=0)
    score = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True)
    said = models.CharField("检查情况", max_length=500)
    evidence: Any = models.JSONField("证据", default=list)  # [{"text": …, "url": …}, …]
    asks = models.BooleanField("须人工核对", default=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核对人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    judged_on = models.DateField("核对日期", null=True)
    judged_note = models.CharField("核对情况", max_length=500, blank=True)

    objects = InspectionLineQuerySet.as_manager()

    class Meta:
        verbose_name = "自查指标结果"
        verbose_name_plural = "自查指标结果"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("inspection", "code", name="inspection_line_once"),
            models.CheckConstraint(
                name="inspection_line_open_only_if_it_asks",
                condition=~Q(light="open") | Q(asks=True),
                violation_error_message="自动统计的指标不能留待核对。",
            ),
            models.CheckConstraint(
                name="inspection_line_judged_by_somebody",
                condition=Q(judged_by=None)
                | (Q(asks=True, judged_on__isnull=False) & ~Q(judged_note="") & ~Q(light="open")),
                violation_error_message="核对须有结论、日期和情况说明。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
