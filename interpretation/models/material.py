"""Interpretations: what has an address, and its editions with text, elements, questions and files."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import Organisation, User
from disclosure.models import Document, DocumentEdition, StoredFile
from disclosure.models.edition import STAFF
from interpretation.content import ELEMENTS, FIELDS, LABELS, digest
from interpretation.workflow import (
    BEYOND_TEXT,
    CURRENT,
    DECIDED,
    HEARD_OR_SEEN,
    IN_PREPARATION,
    MEETINGS,
    Form,
    Status,
)


class Interpretation(models.Model):
    """政策解读 (law-book §8): one form of explaining one or several documents. It has the address and no state."""

    unit = models.ForeignKey(
        Organisation, verbose_name="解读机关", on_delete=models.PROTECT, related_name="interpretations"
    )
    form = models.CharField("解读形式", max_length=10, choices=Form)
    documents = models.ManyToManyField(Document, verbose_name="解读的文件", related_name="interpretations")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "政策解读"
        verbose_name_plural = "政策解读"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["form", "unit"], name="interpretation_by_form")]

    def __str__(self) -> str:
        return f"{self.get_form_display()}{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("interpretations:detail", args=[self.pk])

    @property
    def is_beyond_text(self) -> bool:
        return self.form in BEYOND_TEXT


class EditionQuerySet(models.QuerySet["InterpretationEdition"]):
    def public(self) -> Self:
        """What any citizen may read: published, and of a document that may be read itself. Every outlet asks this."""
        shown = DocumentEdition.objects.readable().filter(
            document__interpretations=OuterRef("interpretation")
        )
        return self.filter(Exists(shown), status=Status.PUBLISHED)

    def of_document(self, document: int) -> Self:
        return self.filter(interpretation__documents=document)

    def in_preparation(self) -> Self:
        return self.filter(status__in=IN_PREPARATION)

    def visible_to(self, user: Any) -> Self:
        """Everything of the units a member of staff works for."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(interpretation__unit__in=user.roles.organisations(*STAFF))

    def for_list(self) -> Self:
        """What a row of a list shows, without the long texts."""
        return self.select_related("interpretation__unit").only(
            "title", "sentence", "keywords", "speaker", "status", "published_at", "updated_on", "interpretation__form",
            "interpretation__unit__name", "interpretation__unit__short_name", "interpretation__unit__code",
        )  # fmt: skip


class InterpretationEdition(models.Model):
    """解读版次: one wording of an interpretation. What is published is what was approved (`approved_hash`)."""

    interpretation = models.ForeignKey(
        Interpretation, verbose_name="解读", on_delete=models.CASCADE, related_name="editions"
    )
    version = models.PositiveIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)

    title = models.CharField("标题", max_length=200)
    sentence = models.CharField(
        "一句话解读", max_length=80, blank=True, help_text="显示在文件页面上，不超过80字"
    )
    keywords = models.CharField("关键词", max_length=100, blank=True, help_text="用空格隔开")
    background = models.TextField("背景依据", max_length=4000, blank=True)
    basis = models.TextField("决策依据", max_length=4000, blank=True)
    purpose = models.TextField("目标任务", max_length=4000, blank=True)
    measures = models.TextField("主要内容", max_length=8000, blank=True)
    scope = models.TextField("适用范围", max_length=4000, blank=True)
    standards = models.TextField("执行标准", max_length=4000, blank=True)
    cautions = models.TextField("注意事项", max_length=4000, blank=True)
    benefits = models.TextField("惠民举措", max_length=4000, blank=True)
    differences = models.TextField(
        "新旧差异", max_length=4000, blank=True, help_text="修改、替代旧文件的，写明哪些变了"
    )
    body = models.TextField("解读正文", blank=True)
    text = models.TextField("正文文字", blank=True, editable=False)
    text_equivalent = models.TextField(
        "图解的文字说明", blank=True, help_text="图上的全部内容，看不到图的人靠它了解"
    )
    transcript = models.TextField("文字稿", blank=True)
    captions = models.TextField("字幕", blank=True, help_text="WebVTT格式，第一行是 WEBVTT")
    external_url = models.URLField("站外网址", max_length=300, blank=True)
    external_title = models.CharField("站外网页名称", max_length=100, blank=True)
    speaker = models.CharField("解读人", max_length=60, blank=True)
    speaker_post = models.CharField("解读人身份", max_length=100, blank=True)
    held_at = models.DateTimeField("举行时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    live_url = models.URLField("直播网址", max_length=300, blank=True)

    round = models.PositiveSmallIntegerField("送审轮次", default=0)
    revision = models.PositiveIntegerField("修改次数", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("审签的内容摘要", max_length=64, blank=True)
    change_note = models.CharField("修改说明", max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    secrecy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="保密审查人",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审签人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_on = models.DateField("审签日期", null=True)
    updated_on = models.DateField("最近办理日期", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="撤下人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField("撤下的原因", max_length=300, blank=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="编辑过的人", related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "解读版次"
        verbose_name_plural = "政策解读"
        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("interpretation", "version", name="interpretation_version_unique"),
            models.UniqueConstraint(
                "interpretation",
                name="interpretation_one_current",
                condition=Q(status__in=CURRENT),
                violation_error_message="同一解读只能有一个现行版次。",
            ),
            models.UniqueConstraint(
                "interpretation",
                name="interpretation_one_in_preparation",
                condition=Q(status__in=IN_PREPARATION),
                violation_error_message="这篇解读已有一个起草中的版次。",
            ),
            models.CheckConstraint(
                name="interpretation_decided_as_approved",
                condition=~Q(status__in=DECIDED)
                | (Q(approved_hash=F("content_hash")) & ~Q(approved_hash="") & Q(approved_by__isnull=False)),
                violation_error_message="只能发布与审签时完全一致的内容。",
            ),
            models.CheckConstraint(
                name="interpretation_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                violation_error_message="送审人不能审签自己的解读。",
            ),
            models.CheckConstraint(
                name="interpretation_secrecy_and_signature_by_two",
                condition=Q(approved_by=None) | Q(secrecy_by=None) | ~Q(approved_by=F("secrecy_by")),
                violation_error_message="保密审查和审签须由不同的人进行。",
            ),
            models.CheckConstraint(
                name="interpretation_published_is_stamped",
                condition=~Q(status__in=CURRENT) | Q(published_at__isnull=False),
                violation_error_message="已发布的解读必须有发布时间。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-published_at", "-id"], name="interpretation_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("interpretations:detail", args=[self.interpretation_id])

    @property
    def form(self) -> Form:
        return Form(self.interpretation.form)

    @property
    def is_heard_or_seen(self) -> bool:
        return self.form in HEARD_OR_SEEN

    @property
    def is_meeting(self) -> bool:
        return self.form in MEETINGS

    @property
    def elements(self) -> list[tuple[str, str]]:
        """(label, text) of the elements that are filled in, in the order of the rules."""
        return [(LABELS[name], getattr(self, name)) for name in ELEMENTS if getattr(self, name)]

    @property
    def said(self) -> str:
        """Everything in words, for comparing and for search in the desk."""
        parts = [getattr(self, name) for name in ELEMENTS]
        return "\n".join([*parts, self.text, self.text_equivalent, self.transcript])

    def digest(self) -> str:
        """SM3 over what reviewers approve (three queries)."""
        return digest(
            {name: getattr(self, name) for name in FIELDS},
            questions=list(self.questions.order_by("position", "pk").values_list("question", "answer")),
            files=list(self.files.order_by("position", "pk").values_list("name", "file__sm3", "alt")),
            documents=sorted(self.interpretation.documents.values_list("pk", flat=True)),
        )


class Question(models.Model):
    """简明问答: one question of an interpretation, with an address of its own."""

    edition = models.ForeignKey(InterpretationEdition, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("次序")
    question = models.CharField("问", max_length=200)
    answer = models.TextField("答", max_length=4000)

    class Meta:
        verbose_name = "问答"
        verbose_name_plural = "问答"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "position", name="question_position_once")
        ]

    def __str__(self) -> str:
        return self.question


class InterpretationFile(models.Model):
    """A picture, a sound or film, or a paper of one edition; pictures carry an alternative text."""

    edition = models.ForeignKey(InterpretationEdition, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)
    alt = models.CharField("替代文本", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "解读文件"
        verbose_name_plural = "解读文件"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interpretations:file", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.file.mime.startswith("image/")

    @property
    def is_media(self) -> bool:
        return self.file.mime.startswith(("video/", "audio/"))


class MaterialOpinion(models.Model):
    """审查意见 on exactly `content_hash`; voided when the text changes."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回"

    edition = models.ForeignKey(InterpretationEdition, on_delete=models.CASCADE, related_name="opinions")
    round = models.PositiveSmallIntegerField("轮次")
    step = models.CharField("环节", max_length=10, choices=Status)
    decision = models.CharField("结论", max_length=10, choices=Decision)
    text = models.TextField("意见", max_length=1000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField("内容摘要", max_length=64)
    on = models.DateField("日期")
    voided = models.BooleanField("已失效", default=False)

    class Meta:
        verbose_name = "解读审查意见"
        verbose_name_plural = "解读审查意见"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition",
                "round",
                "step",
                name="material_opinion_one_per_step",
                condition=Q(voided=False, decision="agreed"),
                violation_error_message="这个环节已有审查意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}：{self.get_decision_display()}"
