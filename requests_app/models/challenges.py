"""复议、诉讼登记: what was brought against a reply, or against the lack of one, and how it ended."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from requests_app.models.request import HANDLERS, InformationRequest


class ChallengeKind(models.TextChoices):
    """The three groups of table 3 (国办公开办函〔2021〕30号)."""

    REVIEW = "review", "行政复议"
    SUIT = "suit", "未经复议直接起诉"
    SUIT_AFTER_REVIEW = "suit_after_review", "复议后起诉"


class Result(models.TextChoices):
    """结果纠正 is 撤销、变更、确认违法、责令履行; 其他结果 is whatever ended it without deciding."""

    PENDING = "pending", "尚未审结"
    UPHELD = "upheld", "结果维持"
    CORRECTED = "corrected", "结果纠正"
    OTHER = "other", "其他结果"


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def pending(self) -> Self:
        return self.filter(result=Result.PENDING)

    def to_redo(self) -> Self:
        """A decision says that the case is to be handled again, and nobody has begun (行政复议法第七十七条)."""
        begun = Q(request__reopened_on__gte=F("decided_on"))
        return self.filter(must_redo=True, request__isnull=False).exclude(begun)

    def visible_to(self, user: Any) -> Self:
        """Those of the units a person works for; the county office sees its county's."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.roles.organisations(*HANDLERS, Role.COUNTY_OFFICE))


class Challenge(models.Model):
    """行政复议、行政诉讼 (条例第五十一条): one proceeding is one row, a suit after a review is another that follows it.

    `request` stays empty where it is about active disclosure, or about a case on paper that was never in the system.
    """

    unit = models.ForeignKey(
        Organisation, verbose_name="被申请人（被告）", on_delete=models.PROTECT, related_name="challenges"
    )
    request = models.ForeignKey(
        InformationRequest, verbose_name="所涉申请", on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )  # fmt: skip
    kind = models.CharField("类别", max_length=20, choices=ChallengeKind)
    body = models.CharField("复议机关或者法院", max_length=100)
    case_number = models.CharField("案号", max_length=100, blank=True)
    filed_on = models.DateField("收到通知日期", help_text="收到答复通知书、应诉通知书之日")
    result = models.CharField("结果", max_length=10, choices=Result, default=Result.PENDING)
    decided_on = models.DateField("审结日期", null=True)
    decision_number = models.CharField("决定书、裁判文书文号", max_length=100, blank=True)
    must_redo = models.BooleanField("须重新办理", default=False)
    note = models.CharField("备注", max_length=500, blank=True, help_text="不写申请人的个人信息")
    follows = models.ForeignKey(
        "self",
        verbose_name="在哪一件复议之后",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suits",
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    registered_on = models.DateField("登记日期")
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = "复议、诉讼"
        verbose_name_plural = "复议、诉讼"
        ordering: ClassVar = ["-filed_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="challenge_ended_has_date",
                condition=Q(result=Result.PENDING, decided_on=None)
                | (~Q(result=Result.PENDING) & Q(decided_on__isnull=False)),
                violation_error_message="审结的须有结果和日期，没有审结的两样都没有。",
            ),
            models.CheckConstraint(
                name="challenge_ends_after_it_began",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("filed_on")),
                violation_error_message="审结日期不能早于收到通知的日期。",
            ),
            models.CheckConstraint(
                name="challenge_only_suits_follow",
                condition=Q(follows=None) | Q(kind=ChallengeKind.SUIT_AFTER_REVIEW),
                violation_error_message="只有复议后起诉的，才写明在哪一件复议之后。",
            ),
            models.CheckConstraint(
                name="challenge_not_after_itself",
                condition=Q(follows=None) | ~Q(follows=F("pk")),
                violation_error_message="一件诉讼不能在它自己之后。",
            ),
            models.CheckConstraint(
                name="challenge_redo_when_corrected",
                condition=Q(must_redo=False) | Q(result=Result.CORRECTED),
                violation_error_message="只有结果纠正的，才可能须重新办理。",
            ),
            models.UniqueConstraint(
                "unit",
                "kind",
                "case_number",
                name="challenge_once",
                condition=~Q(case_number=""),
                violation_error_message="这个案号已经登记。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "filed_on"], name="challenge_by_filing"),
            models.Index(fields=["unit", "result", "decided_on"], name="challenge_by_result"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case_number or self.body}"

    def get_absolute_url(self) -> str:
        return reverse("admin:requests_app_challenge", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.result == Result.PENDING
