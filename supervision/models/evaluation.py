"""考核评估 (条例第四十六条; 市实施意见四): schemes in versions, evaluations with the facts behind each score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from disclosure.models.edition import STAFF
from supervision.evaluation_workflow import Notice, Stage
from supervision.models.complaint import OFFICE
from supervision.scoring import colour_of, value_of


def _who(name: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=name, on_delete=models.PROTECT, null=True, related_name="+"
    )


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def published(self) -> Self:
        return self.filter(published_on__isnull=False)

    def in_force(self) -> Scheme | None:
        return self.published().order_by("-version").first()


class Scheme(models.Model):
    """考核方案: one version; once published it is never changed, a county edits the next."""

    version = models.PositiveIntegerField("版次", unique=True)
    name = models.CharField("名称", max_length=100)
    legal_basis = models.CharField("依据", max_length=300)
    praise_from = models.DecimalField(
        "通报表扬（不低于）", max_digits=5, decimal_places=2, default=Decimal(90)
    )
    urge_below = models.DecimalField("督促整改（低于）", max_digits=5, decimal_places=2, default=Decimal(75))
    criticise_below = models.DecimalField(
        "通报批评（低于）", max_digits=5, decimal_places=2, default=Decimal(60)
    )
    prepared_by = _who("拟定人")
    published_by = _who("公布人")
    published_on = models.DateField("公布日期", null=True)
    frozen = models.BooleanField(default=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "考核方案"
        verbose_name_plural = "考核方案"
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="scheme_bounds_in_order",
                condition=Q(criticise_below__lte=F("urge_below"), urge_below__lte=F("praise_from")),
                violation_error_message="通报批评的分数线不得高于督促整改，督促整改不得高于通报表扬。",
            ),
            models.CheckConstraint(
                name="scheme_published_by_another",
                condition=Q(published_by=None) | Q(prepared_by=None) | ~Q(published_by=F("prepared_by")),
                violation_error_message="拟定考核方案的人不能自己公布。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    @property
    def bounds(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in ("praise_from", "urge_below", "criticise_below")}

    def points(self) -> Decimal:
        """What all indicators come to; a scheme is published with 100 only."""
        return self.indicators.aggregate(sum=Sum("points"))["sum"] or Decimal(0)


class Indicator(models.Model):
    """考核指标: so many points, all at `full`, none at `zero`; measured by the system, or given by the office with evidence."""

    scheme = models.ForeignKey(
        Scheme, verbose_name="方案", on_delete=models.CASCADE, related_name="indicators"
    )
    position = models.PositiveSmallIntegerField("顺序")
    head = models.CharField("一级指标", max_length=30)
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("指标", max_length=100)
    points = models.DecimalField(
        "分值", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    measure = models.CharField("系统取数", max_length=40, blank=True, help_text="空白的由人工填写并附依据")
    full = models.DecimalField("得满分的值", max_digits=7, decimal_places=2, default=Decimal(100))
    zero = models.DecimalField("得零分的值", max_digits=7, decimal_places=2, default=Decimal(0))
    basis = models.CharField("依据", max_length=200, blank=True)
    frozen = models.BooleanField(default=False)

    class Meta:
        verbose_name = "考核指标"
        verbose_name_plural = "考核指标"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("scheme", "code", name="indicator_once_in_scheme"),
            models.CheckConstraint(
                name="indicator_points_positive",
                condition=Q(points__gt=0, points__lte=100),
                violation_error_message="分值须大于0，不超过100。",
            ),
            models.CheckConstraint(
                name="indicator_full_is_not_zero",
                condition=~Q(full=F("zero")),
                violation_error_message="得满分的值和得零分的值不能相同。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def published(self) -> Self:
        return self.filter(stage=Stage.PUBLISHED)

    def open(self) -> Self:
        return self.filter(stage__in=(Stage.PREPARING, Stage.REVIEWING, Stage.FROZEN))

    def visible_to(self, user: Any) -> Self:
        """The office and the head who publishes; the units from the day they are asked."""
        if not isinstance(user, User):
            return self.none()
        heads = user.roles.direct.get(Role.HEAD, frozenset())
        whole = Q(county__in=user.roles.organisations(*OFFICE)) | Q(county__in=heads)
        asked = Q(stage__in=(Stage.REVIEWING, Stage.FROZEN, Stage.PUBLISHED))
        concerned = Score.objects.filter(unit__in=user.roles.organisations(*STAFF)).values("evaluation")
        return self.filter(whole | asked & Q(pk__in=concerned))


class Evaluation(models.Model):
    """一次考核评估: one scheme, one period, the units of a county."""

    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    scheme = models.ForeignKey(Scheme, verbose_name="方案", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=100)
    start = models.DateField("考核期起")
    end = models.DateField("考核期止")
    stage = models.CharField("环节", max_length=10, choices=Stage, default=Stage.PREPARING)
    measured_on = models.DateField("取数日期", null=True)
    objections_until = models.DateField("异议期限", null=True)
    begun_by = _who("编制人")
    frozen_by = _who("封存人")
    frozen_on = models.DateField("封存日期", null=True)
    bounds: Any = models.JSONField("分数线", default=dict)
    digest = models.CharField("封存事实的摘要", max_length=64, blank=True)
    published_by = _who("公布人")
    published_on = models.DateField("公布日期", null=True)
    void_reason = models.CharField("作废理由", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "考核评估"
        verbose_name_plural = "考核评估"
        ordering: ClassVar = ["-end", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evaluation_dates_in_order",
                condition=Q(end__gte=F("start")),
                violation_error_message="考核期止不得早于考核期起。",
            ),
            models.CheckConstraint(
                name="evaluation_published_by_another",
                condition=Q(published_by=None) | ~Q(published_by=F("frozen_by")),
                violation_error_message="封存的人不能自己公布。",
            ),
            models.CheckConstraint(
                name="evaluation_published_is_frozen",
                condition=~Q(stage__in=("frozen", "published")) | ~Q(digest=""),
                violation_error_message="公布的考核须先封存。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("supervision:evaluation", args=[self.pk])

    @property
    def content_hash(self) -> str:
        """What the head publishes: exactly these facts."""
        return self.digest

    def is_late(self, on: date) -> bool:
        """Units may no longer object, and nothing was frozen."""
        return (
            self.stage == Stage.REVIEWING and self.objections_until is not None and on > self.objections_until
        )


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: Any) -> Self:
        """The office and the head of the county read all, a unit its own."""
        if not isinstance(user, User):
            return self.none()
        heads = user.roles.direct.get(Role.HEAD, frozenset())
        return self.filter(
            Q(evaluation__county__in=user.roles.organisations(*OFFICE))
            | Q(evaluation__county__in=heads)
            | Q(unit__in=user.roles.organisations(*STAFF))
        )


class Score(models.Model):
    """One unit's score for one indicator, with the facts it was worked out from."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="scores")
    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="scores"
    )
    indicator = models.ForeignKey(Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="+")
    facts: Any = models.JSONField("事实", default=dict)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True)
    entered_by = _who("填写人")
    frozen = models.BooleanField(default=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "指标得分"
        verbose_name_plural = "指标得分"
        ordering: ClassVar = ["indicator__position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("evaluation", "unit", "indicator", name="score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.points}"

    @property
    def value(self) -> Decimal | None:
        return value_of(self.facts)

    @property
    def colour(self) -> str:
        return colour_of(self.facts)

    @property
    def is_missing(self) -> bool:
        """A person has to give the value, or to say that it does not apply."""
        return not self.indicator.measure and "entered" not in self.facts


class Result(models.Model):
    """One unit's total, rank among its like, and notice; written when the facts are frozen."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="results")
    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="results"
    )
    group = models.CharField("类别", max_length=20)
    total = models.DecimalField("总分", max_digits=5, decimal_places=2)
    rank = models.PositiveSmallIntegerField("排名")
    notice = models.CharField("通报", max_length=10, choices=Notice, blank=True)
    frozen = models.BooleanField(default=False)

    class Meta:
        verbose_name = "考核结果"
        verbose_name_plural = "考核结果"
        ordering: ClassVar = ["group", "rank", "unit__lft"]
        constraints: ClassVar = [models.UniqueConstraint("evaluation", "unit", name="result_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.total}"


class ScoreObjection(models.Model):
    """异议: what a unit says against one of its scores, and the office's answer."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="objections")
    text = models.CharField("异议", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField("提出日期")
    accepted = models.BooleanField("采纳", null=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = _who("答复人")
    answered_on = models.DateField("答复日期", null=True)

    class Meta:
        verbose_name = "考核异议"
        verbose_name_plural = "考核异议"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "score", name="objection_one_waiting", condition=Q(accepted=None),
                violation_error_message="这项得分已有一条异议在等答复。",
            ),
            models.CheckConstraint(
                name="objection_answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")),
                violation_error_message="提出异议的人不能自己答复。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text
