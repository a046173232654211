"""What reviewers said, what the scan found, and what a release still waits for."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from disclosure.models.edition import DocumentEdition
from disclosure.scanner.finding import Kind
from disclosure.workflow import Attribute
from statute.grounds import Ground


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def standing(self) -> Self:
        return self.filter(voided_at=None)


class Opinion(models.Model):
    """审查意见 (保密法实施条例第四十二条 逐项审查): one person's word on exactly `content_hash`."""

    class Step(models.TextChoices):
        SECRECY = "secrecy", "保密审查"
        REFERRED = "referred", "主管部门意见"
        OFFICE = "office", "办公室审核"
        SIGNING = "signing", "签发"

    class Decision(models.TextChoices):
        AGREED = "agreed", "同意"
        DIFFERS = "differs", "另有意见"
        RETURNED = "returned", "退回"
        REFERRED = "referred", "提请确定"

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="opinions"
    )
    round = models.PositiveSmallIntegerField("轮次")
    step = models.CharField("环节", max_length=10, choices=Step)
    decision = models.CharField("结论", max_length=10, choices=Decision)
    attribute = models.CharField("认为应当", max_length=14, choices=Attribute, blank=True)
    ground = models.CharField(
        "法定事由", max_length=2, blank=True, choices=[(g.value, g.label) for g in Ground]
    )
    text = models.TextField("意见", max_length=2000)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审查人", on_delete=models.PROTECT, related_name="+"
    )
    submitter = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    content_hash = models.CharField("内容摘要", max_length=64)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", auto_now_add=True)
    voided_at = models.DateTimeField("失效时间", null=True)
    void_reason = models.CharField("失效原因", max_length=200, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "审查意见"
        verbose_name_plural = "审查意见"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="opinion_not_by_the_submitter",
                condition=~Q(person=F("submitter")),
                violation_error_message="送审人不能审查自己送审的文件。",
            ),
            models.UniqueConstraint(
                "edition",
                "round",
                "step",
                name="opinion_one_per_step",
                condition=Q(voided_at=None, decision__in=("agreed", "differs")),
                violation_error_message="这个环节已有审查意见。",
            ),
            models.UniqueConstraint(
                "edition",
                "round",
                "person",
                name="opinion_secrecy_and_signature_by_two",
                condition=Q(
                    voided_at=None, step__in=("secrecy", "signing"), decision__in=("agreed", "differs")
                ),
                violation_error_message="保密审查和签发须由不同的人进行。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}:{self.get_decision_display()}"


class FindingQuerySet(models.QuerySet["Finding"]):
    def open_blocking(self) -> Self:
        """What must be removed, masked or justified before anybody may approve."""
        return self.filter(blocking=True, justified_at=None)


class Finding(models.Model):
    """扫描发现 (law-book §12): where something stands that should not be published unseen."""

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="findings"
    )
    attachment = models.ForeignKey(
        "Attachment", verbose_name="附件", on_delete=models.CASCADE, null=True, related_name="findings"
    )
    kind = models.CharField("类别", max_length=20, choices=[(k.value, k.label) for k in Kind])
    place = models.CharField("位置", max_length=300)
    excerpt = models.CharField("内容", max_length=200)
    fingerprint = models.CharField("指纹", max_length=64)
    blocking = models.BooleanField("须处理", default=True)
    justification = models.TextField("保留的理由", max_length=500, blank=True)
    justified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="说明人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    justified_at = models.DateTimeField("说明时间", null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "扫描发现"
        verbose_name_plural = "扫描发现"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}:{self.place}"


class ReleaseConditionQuerySet(models.QuerySet["ReleaseCondition"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def holding_signature(self) -> Self:
        """What must be there before a document goes to signature: 没有解读方案的不予办理 (三同步)."""
        return self.open().filter(kind=ReleaseCondition.Kind.INTERPRETATION_PLAN)


class ReleaseCondition(models.Model):
    """发布前提: what a release waits for. Higher apps add and meet conditions; publishing only looks."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", "与有关机关协商确认(条例第十一条)"
        APPROVAL = "approval", "依照规定报经批准(条例第十一条)"
        INTERPRETATION_PLAN = "interpretation_plan", "政策解读方案"
        INTERPRETATION = "interpretation", "政策解读同步发布"
        FEEDBACK = "feedback", "意见采纳情况反馈"

    edition = models.ForeignKey(
        DocumentEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="conditions"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    note = models.CharField("说明", max_length=300, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField("提出时间", auto_now_add=True)
    waived = models.BooleanField("免除", default=False)
    outcome = models.CharField("结果", max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办结人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("办结时间", null=True)

    objects = ReleaseConditionQuerySet.as_manager()

    class Meta:
        verbose_name = "发布前提"
        verbose_name_plural = "发布前提"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition",
                "kind",
                name="condition_of_an_app_once",
                condition=Q(kind__in=("interpretation_plan", "interpretation")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
