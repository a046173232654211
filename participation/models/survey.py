"""问卷调查、民意调查、投票: questions, one answer sheet per person, and the counts kept beside them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.waiting import turn_has_come
from disclosure.models import StoredFile
from participation.models.matter import DecisionMatter
from participation.models.publication import Reviewed, ReviewedQuerySet
from participation.privacy import Sealed
from participation.questionnaire import Item
from participation.workflow import Phase, phase


class SurveyQuerySet(ReviewedQuerySet):
    def open(self, at: datetime) -> Self:
        return self.public().filter(opens_at__lte=at, closes_at__gte=at)

    def closed(self, at: datetime) -> Self:
        """Whose results are public."""
        return self.public().filter(closes_at__lt=at)


class Survey(Reviewed):
    """调查 (重大行政决策程序暂行条例第十四条): how repeats are kept out is published with it."""

    class Kind(models.TextChoices):
        SURVEY = "survey", "问卷调查"
        OPINION = "opinion", "民意调查"
        POLL = "poll", "投票"

    class Protection(models.TextChoices):
        OPEN = "open", "不核验，可能有重复填写"
        CODE = "code", "邮箱或者手机核验，每个一次"
        ACCOUNT = "account", "登录后填写，每人一次"

    title = models.CharField("标题", max_length=200)
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.SURVEY)
    intro = models.TextField("说明", max_length=3000, help_text="为什么调查、结果作什么用")
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    protection = models.CharField("怎样防止重复", max_length=8, choices=Protection, default=Protection.OPEN)
    least = models.PositiveSmallIntegerField("少于几人的结果不公布", default=5, help_text="保护个人，不小于3")
    matter = models.ForeignKey(
        DecisionMatter, verbose_name="决策事项", on_delete=models.PROTECT, null=True, blank=True, related_name="surveys"
    )  # fmt: skip
    answered = models.PositiveIntegerField("已收到", default=0, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta(Reviewed.Meta):
        abstract = False
        verbose_name = "问卷调查"
        verbose_name_plural = "问卷调查"
        ordering: ClassVar = ["-closes_at", "-pk"]
        constraints: ClassVar = [
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                name="survey_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="截止时间应在开始时间之后。",
            ),
            models.CheckConstraint(
                name="survey_least_protects",
                condition=Q(least__gte=3),
                violation_error_message="少于3人的结果必须不公布。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participation:survey", args=[self.pk])

    def items(self) -> list[Item]:
        """The questions as values (three queries)."""
        found = []
        questions = list(
            self.questions.select_related("only_if__question").prefetch_related("choices", "rows")
        )
        for one in questions:
            condition = (one.only_if.question.number, one.only_if.number) if one.only_if else None
            choices, rows = [c.text for c in one.choices.all()], [r.text for r in one.rows.all()]
            found.append(Item(one.kind, one.text, one.required, one.most, choices, rows, condition, one.page))
        return found

    def content(self) -> Any:
        names = ("title", "kind", "intro", "protection", "least", "matter_id")
        items = [vars(item) for item in self.items()]
        return {name: getattr(self, name) for name in names} | {
            "opens_at": self.opens_at.timestamp(), "closes_at": self.closes_at.timestamp(), "items": items,
        }  # fmt: skip

    @property
    def open_from(self) -> datetime:
        return max(self.opens_at, self.published_at) if self.published_at else self.opens_at

    def phase(self, at: datetime) -> Phase:
        """A survey is settled as soon as it is closed: the counts are its result."""
        return phase(self.open_from, self.closes_at, at, settled=at > self.closes_at)


class Question(models.Model):
    class Kind(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        MATRIX = "matrix", "矩阵"
        SCALE = "scale", "量表"
        TEXT = "text", "填空"
        FILE = "file", "文件"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField("题号")
    page = models.PositiveSmallIntegerField("页", default=1)
    kind = models.CharField("题型", max_length=8, choices=Kind)
    text = models.CharField("题目", max_length=300)
    required = models.BooleanField("必答", default=False)
    most = models.PositiveSmallIntegerField("最多选几项", null=True)
    only_if = models.ForeignKey(
        "Choice", verbose_name="只问选了这一项的", on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "题目"
        verbose_name_plural = "题目"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint("survey", "number", name="question_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("选项", max_length=200)

    class Meta:
        verbose_name = "选项"
        verbose_name_plural = "选项"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint("question", "number", name="choice_number_once")]

    def __str__(self) -> str:
        return self.text


class MatrixRow(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("行", max_length=200)

    class Meta:
        verbose_name = "矩阵的行"
        verbose_name_plural = "矩阵的行"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint("question", "number", name="matrix_row_number_once")]

    def __str__(self) -> str:
        return self.text


class Response(models.Model):
    """一份答卷. Its id is the form's key; `voter` is the keyed digest of who it was, empty in an open survey."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    voter = models.CharField(max_length=64, blank=True, editable=False)
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "survey", "voter", name="one_response_per_person", condition=~Q(voter=""),
                violation_error_message="您已经填写过这份调查。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"答卷{self.pk}"


class Mark(models.Model):
    """One choice ticked. `exclusive`: of this question (or matrix row) there can be only one."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="marks")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    row = models.ForeignKey(MatrixRow, on_delete=models.PROTECT, null=True, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")
    exclusive = models.BooleanField()

    class Meta:
        verbose_name = "勾选"
        verbose_name_plural = "勾选"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "response", "question", name="one_mark_per_question", condition=Q(exclusive=True, row=None)
            ),
            models.UniqueConstraint(
                "response", "row", name="one_mark_per_row", condition=Q(exclusive=True, row__isnull=False)
            ),
            models.UniqueConstraint("response", "choice", name="one_mark_per_choice", condition=Q(row=None)),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}:{self.choice_id}"


class TextReply(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="texts")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("回答", max_length=1000)

    class Meta:
        verbose_name = "填空回答"
        verbose_name_plural = "填空回答"
        constraints: ClassVar = [
            models.UniqueConstraint("response", "question", name="one_text_per_question")
        ]

    def __str__(self) -> str:
        return self.text[:30]


class FileReplyQuerySet(models.QuerySet["FileReply"]):
    def handed_in(self, survey: Survey) -> Self:
        """With a response that was sent; what lies beside an unfinished form is nobody's to read."""
        return self.filter(response__survey=survey)

    def left_behind(self, before: datetime) -> Self:
        """Of forms nobody finished."""
        return self.filter(response=None, at__lt=before)


class FileReply(models.Model):
    """交来的文件: kept from the moment it is chosen, so that turning a page loses nothing; a response's once it is sent.

    `sheet` is the form's key, which becomes the response's. Never published: only the unit's own people open it.
    """

    sheet = models.UUIDField(editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, null=True, related_name="files")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)
    at = models.DateTimeField("上传时间")

    objects = FileReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "文件回答"
        verbose_name_plural = "文件回答"
        constraints: ClassVar = [
            models.UniqueConstraint("sheet", "question", name="one_file_per_question"),
            models.CheckConstraint(
                name="file_goes_with_its_sheet",
                condition=Q(response=None) | Q(response_id=F("sheet")),
                violation_error_message="文件不属于这份答卷。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How often a choice was ticked: moved by the act that stores a response, equal to counting them all."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="tallies")
    row = models.ForeignKey(MatrixRow, on_delete=models.CASCADE, null=True, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "计数"
        verbose_name_plural = "计数"
        constraints: ClassVar = [
            models.UniqueConstraint("question", "row", "choice", name="tally_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.question_id}:{self.row_id}:{self.choice_id} {self.count}"


class PassQuerySet(models.QuerySet["SurveyPass"]):
    def due(self, at: datetime) -> Self:
        return self.filter(turn_has_come(at), sent_at=None, attempts__lt=6)


class SurveyPass(models.Model):
    """邮箱核验: the link to the form goes to the address; the address is forgotten once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="passes")
    voter = models.CharField(max_length=64, editable=False)
    address_sealed = models.BinaryField(default=b"", editable=False)
    asked_at = models.DateTimeField("索取时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)

    address = Sealed()
    objects = PassQuerySet.as_manager()

    class Meta:
        verbose_name = "填写链接"
        verbose_name_plural = "填写链接"
        constraints: ClassVar = [models.UniqueConstraint("survey", "voter", name="survey_pass_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.asked_at}"
