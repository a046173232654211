"""What the clock counts from besides receipt: dated rows, one table for each kind of matter, never overwritten."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from requests_app.models.request import InformationRequest
from statute.clock import EventKind
from statute.clock.facts import EXTENSION_DAYS
from statute.fees import Mode


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, null=True, related_name="+"
    )


class Correction(models.Model):
    """补正 (条例第三十条): asked once, with everything that is unclear and a reasonable period."""

    request = models.OneToOneField(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="correction"
    )
    asked_on = models.DateField("告知日期")
    asked_by = _person("告知人")
    what = models.TextField("需要补正的内容", max_length=2000)
    guidance = models.TextField("指导和释明", max_length=2000, blank=True)
    until = models.DateField("补正期限")
    delivered_on = models.DateField("送达日期", null=True)
    is_late = models.BooleanField("超期补正", default=False, help_text="晚于收到申请之日起7个工作日")
    answered_on = models.DateField("收到补正日期", null=True)
    answer = models.TextField("补正后的内容", max_length=2000, blank=True)

    class Meta:
        verbose_name = "补正"
        verbose_name_plural = "补正"

    def __str__(self) -> str:
        return f"{self.request} 补正"


class ReasonRequest(models.Model):
    """说明理由 (条例第三十五条): asked of who applies in a quantity or frequency clearly beyond reason."""

    request = models.OneToOneField(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="reason_request"
    )
    asked_on = models.DateField("告知日期")
    asked_by = _person("告知人")
    count = models.PositiveIntegerField("申请数量", help_text="一段时间内的申请件数")
    text = models.TextField("数量、频次的说明", max_length=2000)
    until = models.DateField("说明理由的期限")
    delivered_on = models.DateField("送达日期", null=True)
    answered_on = models.DateField("说明日期", null=True)
    answer = models.TextField("申请人的理由", max_length=2000, blank=True)
    is_reasonable = models.BooleanField("理由是否合理", null=True)
    deferred_on = models.DateField("确定延迟期限的日期", null=True)
    deferred_until = models.DateField("延迟答复的期限", null=True)

    class Meta:
        verbose_name = "说明理由"
        verbose_name_plural = "说明理由"

    def __str__(self) -> str:
        return f"{self.request} 说明理由"


class Extension(models.Model):
    """延长答复期限 (条例第三十三条第二款): at most twenty working days, once, by consent of the head."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="extensions"
    )
    approved_on = models.DateField("同意日期")
    approved_by = _person("同意人")
    days = models.PositiveSmallIntegerField("延长工作日")
    reason = models.TextField("理由", max_length=1000)
    told_on = models.DateField("告知申请人日期")
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_by = _person("撤销人")
    revoke_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "request",
                name="extension_once",
                condition=Q(revoked_on=None),
                violation_error_message="答复期限只能延长一次（条例第三十三条第二款）。",
            ),
            models.CheckConstraint(
                name="extension_within_twenty_days",
                condition=Q(days__gte=1) & Q(days__lte=EXTENSION_DAYS),
                violation_error_message="延长不得超过20个工作日（条例第三十三条第二款）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} 延长{self.days}个工作日"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def open(self) -> Self:
        return self.filter(answered_on=None)

    def third_party(self) -> Self:
        return self.filter(kind=EventKind.THIRD_PARTY)


class Consultation(models.Model):
    """征求意见: of a third party (第三十二条, silence decides nothing) or a co-making agency (第三十四条, silence is consent).

    The reply clock stands still from dispatch to the answer, or to the end of the fifteen working days.
    """

    class Kind(models.TextChoices):
        THIRD_PARTY = "third_party", "征求第三方意见"
        JOINT_AGENCY = "joint_agency", "征求共同制作机关意见"

    class Position(models.TextChoices):
        AGREES = "agrees", "同意公开"
        OBJECTS = "objects", "不同意公开"

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="consultations"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind)
    party = models.CharField("征求对象", max_length=100)
    organisation = models.ForeignKey(
        Organisation, verbose_name="平台内的机关", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    question = models.TextField("征求意见的内容", max_length=2000)
    sent_on = models.DateField("发出日期")
    sent_by = _person("发出人")
    delivered_on = models.DateField("对方收到日期", null=True)
    applicant_told_on = models.DateField("告知申请人日期", null=True)
    answered_on = models.DateField("收到意见日期", null=True)
    position = models.CharField("意见", max_length=10, choices=Position, blank=True)
    answer = models.TextField("理由", max_length=2000, blank=True)
    is_reasonable = models.BooleanField("理由是否合理", null=True)
    release_notice_on = models.DateField(
        "公开前书面告知日期", null=True, help_text="因公共利益公开的,应当告知第三方"
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        ordering: ClassVar = ["sent_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consultation_answer_has_position",
                condition=Q(answered_on=None) | ~Q(position=""),
                violation_error_message="收到的意见须注明同意或者不同意。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.get_kind_display()}：{self.party}"


class FeeNotice(models.Model):
    """收费通知 (条例第四十二条, 国办函〔2020〕109号): decided by a person on a proposal with its workings; one mode only."""

    request = models.OneToOneField(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="fee_notice"
    )
    mode = models.CharField("计收方式", max_length=10, choices=[(m.value, m.label) for m in Mode])
    units = models.PositiveIntegerField("件数或者页数")
    amount = models.PositiveIntegerField("金额（元）")
    workings: Any = models.JSONField("计算过程", default=list)
    notified_on = models.DateField("通知日期")
    notified_by = _person("通知人")
    delivered_on = models.DateField("送达日期", null=True)
    paid_on = models.DateField("缴费日期", null=True)
    receipt_no = models.CharField("非税收入票据号", max_length=60, blank=True)
    waived_on = models.DateField("免收日期", null=True)
    waived_by = _person("免收决定人")
    waive_reason = models.CharField("免收理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "收费通知"
        verbose_name_plural = "收费通知"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="fee_paid_or_waived",
                condition=Q(paid_on=None) | Q(waived_on=None),
                violation_error_message="一笔费用不能既缴纳又免收。",
            ),
            models.CheckConstraint(
                name="fee_waived_with_reason",
                condition=Q(waived_on=None) | ~Q(waive_reason=""),
                violation_error_message="免收须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.amount}元"


class AssistTask(models.Model):
    """协办 (市实施意见三(二)4 协助调查、会商): what another unit of the county is asked for. It stops no clock."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="assist_tasks"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="协办机关", on_delete=models.PROTECT, related_name="assist_tasks"
    )
    question = models.TextField("协办事项", max_length=2000, help_text="不要写入申请人的个人信息")
    asked_on = models.DateField("提出日期")
    asked_by = _person("提出人")
    due_on = models.DateField("协办期限")
    answered_on = models.DateField("回复日期", null=True)
    answered_by = _person("回复人")
    answer = models.TextField("回复", max_length=4000, blank=True)
    cancelled_on = models.DateField("取消日期", null=True)

    class Meta:
        verbose_name = "协办"
        verbose_name_plural = "协办"
        ordering: ClassVar = ["asked_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="assist_due_after_asked",
                condition=Q(due_on__gte=models.F("asked_on")),
                violation_error_message="协办期限不能早于提出日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} 协办：{self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.answered_on is None and self.cancelled_on is None


class Transfer(models.Model):
    """转办: within the county the receipt date stays what it was (条例第三十三条)."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="transfers"
    )
    source = models.ForeignKey(Organisation, verbose_name="转出", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, verbose_name="转入", on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    by = _person("转办人")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        verbose_name = "转办"
        verbose_name_plural = "转办"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.request}：{self.source} → {self.target}"
