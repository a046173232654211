"""What was decided: one of the 21 rows, its reasons, who prepared, reviewed and signed it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.chain import sm3
from requests_app.models.request import Form, InformationRequest
from statute.grounds import Ground
from statute.outcomes import OUTCOMES, Outcome, OutcomeCode


class SearchRecord(models.Model):
    """检索记录: what was searched, how and by whom; without it nobody may say there is nothing (第三十六条第四项)."""

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="searches"
    )
    scope = models.TextField("检索范围", max_length=1000, help_text="库房、系统、科室")
    keywords = models.CharField("检索词", max_length=300)
    people = models.CharField("检索人", max_length=200)
    on = models.DateField("检索日期")
    result = models.TextField("检索结果", max_length=1000)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "检索记录"
        verbose_name_plural = "检索记录"
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.request} 检索 {self.on}"


class ReplyQuerySet(models.QuerySet["Reply"]):
    def standing(self) -> Self:
        """The reply that holds: issued and not replaced."""
        return self.filter(state=Reply.State.ISSUED)

    def in_preparation(self) -> Self:
        return self.filter(state__in=PREPARED)


class Reply(models.Model):
    """答复 (条例第三十六条): prepared, reviewed and signed as one content; a signature holds for exactly that hash."""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        SECRECY = "secrecy", "保密审查"
        SIGNING = "signing", "待签发"
        SIGNED = "signed", "已签发"
        ISSUED = "issued", "已答复"
        REPLACED = "replaced", "已被取代"
        DROPPED = "dropped", "未采用"

    request = models.ForeignKey(
        InformationRequest, verbose_name="申请", on_delete=models.CASCADE, related_name="replies"
    )
    version = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    answers: Any = models.JSONField("七步办理", default=dict)
    outcome = models.CharField("办理结果", max_length=20, choices=[(c.value, c.label) for c in OutcomeCode])
    sub_reason = models.CharField("具体情形", max_length=20, blank=True)
    template = models.CharField("告知书种类", max_length=4)
    article = models.CharField("依据条款", max_length=200, blank=True)
    ground = models.CharField(
        "不予公开的法定事由", max_length=2, blank=True, choices=[(g.value, g.label) for g in Ground]
    )
    reason = models.TextField("具体理由", max_length=4000, blank=True)
    provided = models.TextField("提供的信息或者获取方式", max_length=4000, blank=True)
    form = models.CharField("提供的形式", max_length=12, choices=Form, blank=True)
    form_reason = models.CharField("改用其他形式的理由", max_length=300, blank=True)
    responsible_body = models.CharField("负责公开的机关", max_length=100, blank=True)
    responsible_contact = models.CharField("该机关联系方式", max_length=200, blank=True)
    previous = models.ForeignKey(
        InformationRequest, verbose_name="上一次申请", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    contradiction_reason = models.CharField(
        "与公文原定属性不一致的理由",
        max_length=500,
        blank=True,
        help_text="所指文件原定主动公开而现在不公开的,须说明",
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="拟稿人", on_delete=models.PROTECT, related_name="+"
    )
    prepared_on = models.DateField("拟稿日期")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="提交人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    secrecy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="保密审查人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    secrecy_on = models.DateField("保密审查日期", null=True)
    secrecy_opinion = models.TextField("保密审查意见", max_length=1000, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="签发人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_on = models.DateField("签发日期", null=True)
    signer_opinion = models.TextField("签发意见", max_length=1000, blank=True)
    returned_reason = models.TextField("退回理由", max_length=1000, blank=True)
    issued_on = models.DateField("答复日期", null=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    secrecy_hash = models.CharField("保密审查的内容摘要", max_length=64, blank=True)
    signed_hash = models.CharField("签发的内容摘要", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering: ClassVar = ["request", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint("request", "version", name="reply_version_once"),
            models.UniqueConstraint(
                "request",
                name="reply_one_standing",
                condition=Q(state="issued"),
                violation_error_message="一件申请只有一个有效的答复。",
            ),
            models.UniqueConstraint(
                "request",
                name="reply_one_in_preparation",
                condition=Q(state__in=("draft", "secrecy", "signing", "signed")),
                violation_error_message="这件申请已有一份答复在拟办。",
            ),
            models.CheckConstraint(
                name="reply_signed_as_seen",
                condition=~Q(state__in=("signed", "issued")) | Q(signed_hash=F("content_hash")) & ~Q(signed_hash=""),
                violation_error_message="只能发出与签发时完全一致的答复。",
            ),
            models.CheckConstraint(
                name="reply_signed_by_another",
                condition=Q(signed_by=None) | (~Q(signed_by=F("prepared_by")) & ~Q(signed_by=F("submitted_by"))),
                violation_error_message="拟稿人不能签发自己的答复。",
            ),
            models.CheckConstraint(
                name="reply_secrecy_by_another",
                condition=Q(secrecy_by=None)
                | (~Q(secrecy_by=F("prepared_by")) & (Q(signed_by=None) | ~Q(secrecy_by=F("signed_by")))),
                violation_error_message="拟稿、保密审查、签发须由不同的人进行。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.request} {self.rule.wording}"

    @property
    def rule(self) -> Outcome:
        return OUTCOMES[OutcomeCode(self.outcome)]

    @property
    def gives(self) -> bool:
        """Whether information goes out with it, which has to pass 保密审查 first (第十七条)."""
        return self.outcome in (OutcomeCode.GRANT, OutcomeCode.PARTIAL)

    def content(self) -> tuple[tuple[str, str], ...]:
        """What is approved: every field a letter is made of, and the files given, by their digest (one query)."""
        fields = [(name, str(getattr(self, name) or "")) for name in CONTENT]
        files = self.request.files.filter(audience="applicant", kind="given", replaced=False).order_by("pk")
        return (
            *fields,
            *(("file", f"{name}:{digest}") for name, digest in files.values_list("name", "file__sm3")),
        )

    def digest(self) -> str:
        return sm3("\x1e".join(f"{name}\x1f{value}" for name, value in self.content()).encode())


PREPARED = (Reply.State.DRAFT, Reply.State.SECRECY, Reply.State.SIGNING, Reply.State.SIGNED)
CONTENT = (
    "outcome", "sub_reason", "template", "article", "ground", "reason", "provided", "form", "form_reason",
    "responsible_body", "responsible_contact", "previous_id", "contradiction_reason",
)  # fmt: skip
