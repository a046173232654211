"""Short texts with a four-eyes release: answers of the library, entries about a concern, events."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import Organisation, User
from disclosure.models import Document, DocumentEdition, StoredFile, Validity, ValidityEvent
from disclosure.models.edition import STAFF
from interpretation import clocks
from interpretation.content import digest
from interpretation.workflow import PieceStatus


class PieceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return (
            self.filter(unit__in=user.roles.organisations(*STAFF)) if isinstance(user, User) else self.none()
        )

    def published(self) -> Self:
        return self.filter(status=PieceStatus.PUBLISHED)


class Piece(models.Model):
    """What the three kinds share: who prepared it, who let it out, and that it was exactly this text."""

    status = models.CharField("状态", max_length=10, choices=PieceStatus, default=PieceStatus.DRAFT)
    revision = models.PositiveIntegerField("修改次数", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("审签的内容摘要", max_length=64, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审签人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_on = models.DateField("审签日期", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    note = models.CharField("退回或者撤下的原因", max_length=300, blank=True)

    FIELDS: ClassVar[tuple[str, ...]] = ()
    FOUND_AS: ClassVar[str] = ""  # the kind under which search finds a piece of a higher app
    ARTICLE: ClassVar[str] = ""  # what the record of its acts names, where it is not the article of the act

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_published_as_approved",
                condition=~Q(status="published")
                | (
                    Q(approved_hash=F("content_hash"), approved_by__isnull=False, published_at__isnull=False)
                    & ~Q(approved_hash="")
                ),
                violation_error_message="只能发布与审签时完全一致的内容。",
            ),
            models.CheckConstraint(
                name="%(class)s_approved_by_another",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("submitted_by")) & ~Q(approved_by=F("prepared_by"))),
                violation_error_message="起草、送审的人不能自己审签。",
            ),
        ]

    def digest(self) -> str:
        return digest({name: getattr(self, name) for name in self.FIELDS}, **self.lists())

    def lacks(self) -> str:
        """What the kind itself still asks for before it is sent on; empty for nothing."""
        return ""

    def lists(self) -> dict[str, list[Any]]:
        """What else was approved beside `FIELDS`."""
        return {}


class PolicyAnswerQuerySet(PieceQuerySet):
    def public(self) -> Self:
        """What citizens may rely on: published, and every document it rests on still says so."""
        return self.published().filter(
            Exists(self._ties()), ~Exists(self._ties().filter(~Exists(self._standing())))
        )

    def withheld(self) -> Self:
        """待复核: published once, but a document it rests on is gone or has changed since."""
        return self.published().filter(
            ~Exists(self._ties()) | Exists(self._ties().filter(~Exists(self._standing())))
        )

    def _ties(self) -> models.QuerySet:
        return PolicyAnswer.documents.through.objects.filter(policyanswer=OuterRef("pk"))

    def _standing(self) -> models.QuerySet:
        """The document's edition, readable, in force, and not changed after the answer was confirmed."""
        changed = ValidityEvent.objects.filter(
            edition=OuterRef("pk"), applied_at__gt=OuterRef(OuterRef("policyanswer__confirmed_at"))
        )
        return (
            DocumentEdition.objects.readable()
            .filter(
                ~Exists(changed),
                document=OuterRef("document"),
                validity__in=(Validity.IN_FORCE, Validity.MODIFIED),
                published_at__lte=OuterRef("policyanswer__confirmed_at"),
            )
        )  # fmt: skip


class PolicyAnswer(Piece):
    """政策问答: a question people ask, answered from documents in force; withheld when these change."""

    class Source(models.TextChoices):
        MESSAGE = "message", "群众留言"
        REQUEST = "request", "依申请公开"
        CONSULTATION = "consultation", "意见征集"
        INTERPRETATION = "interpretation", "政策解读"
        OTHER = "other", "热线、窗口等"

    unit = models.ForeignKey(
        Organisation, verbose_name="答复单位", on_delete=models.PROTECT, related_name="policy_answers"
    )
    question = models.CharField("问题", max_length=200)
    answer = models.TextField("答复", max_length=4000)
    keywords = models.CharField("关键词", max_length=100, blank=True)
    source = models.CharField("来源", max_length=14, choices=Source, default=Source.OTHER)
    message = models.ForeignKey(
        "Message",
        verbose_name="出自留言",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="library",
    )
    documents = models.ManyToManyField(Document, verbose_name="依据的文件", related_name="policy_answers")
    confirmed_at = models.DateTimeField("最近核对时间", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="核对人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = PolicyAnswerQuerySet.as_manager()
    FIELDS = ("question", "answer", "keywords")

    class Meta(Piece.Meta):
        verbose_name = "政策问答"
        verbose_name_plural = "政策问答库"
        ordering: ClassVar = ["-published_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["status", "-published_at"], name="policy_answer_by_time")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("interpretations:answer", args=[self.pk])

    def lists(self) -> dict[str, list[Any]]:
        return {"documents": sorted(self.documents.values_list("pk", flat=True))}


class ConcernQuerySet(models.QuerySet["Concern"]):
    def public(self) -> Self:
        """Topics on which something has been said."""
        return self.filter(Exists(ConcernEntry.objects.published().filter(concern=OuterRef("pk"))))

    def visible_to(self, user: Any) -> Self:
        return (
            self.filter(unit__in=user.roles.organisations(*STAFF)) if isinstance(user, User) else self.none()
        )

    def open(self) -> Self:
        return self.filter(closed_on=None)


class Concern(models.Model):
    """回应关切 (条例第六条第二款): a matter people worry about, and everything said about it, by time."""

    class Severity(models.TextChoices):
        MAJOR = clocks.MAJOR, "特别重大、重大突发事件"
        ORDINARY = clocks.ORDINARY, "一般政务舆情"

    unit = models.ForeignKey(
        Organisation, verbose_name="回应单位", on_delete=models.PROTECT, related_name="concerns"
    )
    title = models.CharField("专题", max_length=100)
    summary = models.CharField("关切的问题", max_length=300, blank=True)
    severity = models.CharField("类别", max_length=10, choices=Severity, default=Severity.ORDINARY)
    arisen_at = models.DateTimeField("发生时间", help_text="事件发生、舆情出现的时间，回应时限从这时起算")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="建立人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_on = models.DateField("办结日期", null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "回应关切"
        verbose_name_plural = "回应关切"
        ordering: ClassVar = ["-arisen_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("interpretations:concern", args=[self.pk])


class ConcernEntryQuerySet(PieceQuerySet):
    def visible_to(self, user: Any) -> Self:
        if not isinstance(user, User):
            return self.none()
        return self.filter(concern__unit__in=user.roles.organisations(*STAFF))


class ConcernEntry(Piece):
    """One thing said about a concern: a fact, a statement, a press conference, a correction of a rumour."""

    class Kind(models.TextChoices):
        FACT = "fact", "事实经过"
        STATEMENT = clocks.STATEMENT, "权威发布"
        CONFERENCE = clocks.CONFERENCE, "新闻发布会"
        CLARIFICATION = "clarification", "澄清"
        RUMOUR = "rumour", "辟谣"

    concern = models.ForeignKey(
        Concern, verbose_name="专题", on_delete=models.CASCADE, related_name="entries"
    )
    kind = models.CharField("类别", max_length=14, choices=Kind)
    title = models.CharField("标题", max_length=150)
    happened_at = models.DateTimeField("时间")
    rumour = models.CharField(
        "不实信息", max_length=300, blank=True, help_text="澄清、辟谣的，先写清楚流传的是什么说法"
    )
    text = models.TextField("内容", max_length=8000)

    objects = ConcernEntryQuerySet.as_manager()
    FIELDS = ("kind", "title", "happened_at", "rumour", "text")

    class Meta(Piece.Meta):
        verbose_name = "关切回应"
        verbose_name_plural = "关切回应"
        ordering: ClassVar = ["happened_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def unit(self) -> Organisation:
        return self.concern.unit

    @property
    def unit_id(self) -> int:
        return self.concern.unit_id


class OutreachEvent(Piece):
    """政策宣传培训 (市实施意见三(二)2: 面向基层社区、行业协会商会): announced before, its record and papers after."""

    class Audience(models.TextChoices):
        COMMUNITY = "community", "社区"
        VILLAGE = "village", "村"
        ASSOCIATION = "association", "行业协会商会"
        ENTERPRISE = "enterprise", "企业"
        STAFF = "staff", "工作人员"
        PUBLIC = "public", "公众"

    unit = models.ForeignKey(
        Organisation, verbose_name="组织单位", on_delete=models.PROTECT, related_name="outreach_events"
    )
    title = models.CharField("名称", max_length=150)
    audience = models.CharField("面向", max_length=12, choices=Audience)
    audience_name = models.CharField("参加对象", max_length=150, blank=True)
    held_at = models.DateTimeField("举行时间")
    place = models.CharField("地点", max_length=150)
    summary = models.TextField("内容", max_length=4000)
    record = models.TextField("举行情况", max_length=4000, blank=True)
    attendance = models.PositiveIntegerField("参加人数", null=True, blank=True)
    documents = models.ManyToManyField(
        Document, verbose_name="宣讲的文件", blank=True, related_name="outreach_events"
    )

    objects = PieceQuerySet.as_manager()
    FIELDS = ("title", "audience", "audience_name", "held_at", "place", "summary", "record", "attendance")

    class Meta(Piece.Meta):
        verbose_name = "政策宣讲"
        verbose_name_plural = "政策宣讲"
        ordering: ClassVar = ["-held_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("interpretations:event", args=[self.pk])

    def lists(self) -> dict[str, list[Any]]:
        return {
            "documents": sorted(self.documents.values_list("pk", flat=True)),
            "files": list(self.files.order_by("pk").values_list("name", "file__sm3")),
        }


class EventFile(models.Model):
    """宣讲材料."""

    event = models.ForeignKey(OutreachEvent, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = "宣讲材料"
        verbose_name_plural = "宣讲材料"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interpretations:event_file", args=[self.pk])
