"""政府信息公开指南 (条例第十二条), what feeds the statutory columns, and the emergency notice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from audit.chain import canonical, sm3
from catalog.models import Domain
from disclosure.models.document import Topic
from statute.statutory_items import ITEMS

KEEPERS: Final = (Role.CLERK, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE)
INSTITUTIONS: Final = "institutions"  # 政府信息公开制度, the column beside the statutory ones
SOURCE_CHOICES: Final = [
    (INSTITUTIONS, "政府信息公开制度"),
    *((item.code, f"{item.article} {item.label}") for item in ITEMS.values()),
]
# What a head approves, in the order of the article.
FIELDS: Final = (
    "classification", "arrangement", "retrieval", "office_name", "address", "office_hours", "phone", "fax", "email",
    "complaint_body", "complaint_contact",
)  # fmt: skip


class GuideQuerySet(models.QuerySet["Guide"]):
    def in_force(self) -> Self:
        return self.filter(status=Guide.Status.PUBLISHED)

    def public(self) -> Self:
        """In force or replaced: what any citizen may read."""
        return self.filter(status__in=(Guide.Status.PUBLISHED, Guide.Status.SUPERSEDED))

    def in_preparation(self) -> Self:
        return self.filter(status__in=IN_PREPARATION)

    def stale(self, before: date) -> Self:
        """In force and not updated since a day (第五十三条: 未及时更新公开指南)."""
        return self.in_force().filter(published_at__date__lt=before)

    def of_staff(self, user: User) -> Self:
        return self.filter(unit__in=user.roles.organisations(*KEEPERS))


class Guide(models.Model):
    """政府信息公开指南 (条例第十二条第二款): one edition of a unit's guide; somebody else approves exactly this content."""

    class Status(models.TextChoices):
        DRAFT = "draft", "编写中"
        SUBMITTED = "submitted", "待审定"
        PUBLISHED = "published", "已发布"
        SUPERSEDED = "superseded", "已被新版取代"

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="guides"
    )
    version = models.PositiveIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    classification = models.TextField("政府信息的分类", max_length=2000, blank=True)
    arrangement = models.TextField("编排体系", max_length=2000, blank=True)
    retrieval = models.TextField("获取方式", max_length=2000, blank=True)
    office_name = models.CharField("政府信息公开工作机构的名称", max_length=100, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    fax = models.CharField("传真号码", max_length=60, blank=True)
    email = models.CharField("互联网联系方式", max_length=200, blank=True, help_text="电子邮箱或者网址")
    complaint_body = models.CharField("监督投诉受理机构", max_length=100, blank=True)
    complaint_contact = models.CharField("监督投诉联系方式", max_length=200, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("审定的内容摘要", max_length=64, blank=True)
    opinion = models.CharField("退回意见", max_length=500, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="编写人", on_delete=models.PROTECT, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="审定人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    superseded_at = models.DateTimeField("取代时间", null=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="编辑过的人", related_name="+")

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = "公开指南"
        verbose_name_plural = "公开指南"
        ordering: ClassVar = ["unit__lft", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "version", name="guide_version_unique"),
            models.UniqueConstraint(
                "unit",
                name="guide_one_in_force",
                condition=Q(status="published"),
                violation_error_message="一个单位只能有一份现行的公开指南。",
            ),
            models.UniqueConstraint(
                "unit",
                name="guide_one_in_preparation",
                condition=Q(status__in=("draft", "submitted")),
                violation_error_message="本单位已有一份编写中的公开指南。",
            ),
            models.CheckConstraint(
                name="guide_published_as_approved",
                condition=~Q(status__in=("published", "superseded"))
                | (Q(approved_hash=F("content_hash"), published_at__isnull=False) & ~Q(approved_hash="")),
                violation_error_message="只能发布与审定时完全一致的公开指南。",
            ),
            models.CheckConstraint(
                name="guide_four_eyes",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("submitted_by")) & ~Q(approved_by=F("started_by"))),
                violation_error_message="编写、送审的人不能审定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}政府信息公开指南"

    def get_absolute_url(self) -> str:
        return reverse("open:unit-guide-edition", args=[self.unit.code, self.version])

    @property
    def missing(self) -> list[str]:
        """What the article asks for and is still empty; fax is for those who have one."""
        return [
            str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in FIELDS
            if name != "fax" and not getattr(self, name)
        ]

    def values(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS}

    def digest(self) -> str:
        """SM3 over what a head approves."""
        return sm3(canonical(self.values()))


IN_PREPARATION: Final = (Guide.Status.DRAFT, Guide.Status.SUBMITTED)


class StatutorySource(models.Model):
    """专栏归集规则: documents of this domain, or of this topic, belong under this item of 第二十条、第二十一条."""

    item = models.CharField("专栏", max_length=20, choices=SOURCE_CHOICES)
    domain = models.ForeignKey(
        Domain,
        verbose_name="领域",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="statutory_sources",
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name="主题",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="statutory_sources",
    )

    class Meta:
        verbose_name = "专栏归集规则"
        verbose_name_plural = "专栏归集规则"
        ordering: ClassVar = ["item", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="statutory_source_domain_or_topic",
                condition=Q(domain__isnull=False, topic=None) | Q(domain=None, topic__isnull=False),
                violation_error_message="领域和主题，请选且只选一个。",
            ),
            models.UniqueConstraint(
                "item", "domain", name="statutory_source_domain_once", condition=Q(domain__isnull=False),
                violation_error_message="这个领域已经归在这一专栏。",
            ),
            models.UniqueConstraint(
                "item", "topic", name="statutory_source_topic_once", condition=Q(topic__isnull=False),
                violation_error_message="这个主题已经归在这一专栏。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_item_display()}：{self.domain or self.topic}"


class EmergencyNoticeQuerySet(models.QuerySet["EmergencyNotice"]):
    def showing(self, at: datetime) -> Self:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), shown_from__lte=at, shown_until__gt=at)


class EmergencyNotice(models.Model):
    """紧急公告 (条例第六条): one sentence on top of every page for as long as it lasts; never edited, only ended."""

    text = models.CharField("内容", max_length=120)
    url = models.CharField(
        "详情网址", max_length=300, blank=True, help_text="本站的地址，例如 /documents/12/"
    )
    shown_from = models.DateTimeField("开始时间")
    shown_until = models.DateTimeField("结束时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发布人", on_delete=models.PROTECT, related_name="+"
    )
    county = models.ForeignKey(Organisation, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("提前结束", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="结束人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = EmergencyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "紧急公告"
        verbose_name_plural = "紧急公告"
        ordering: ClassVar = ["-shown_from", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_ends_after_it_begins",
                condition=Q(shown_until__gt=F("shown_from")),
                violation_error_message="结束时间应当晚于开始时间。",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def as_shown(self) -> dict[str, Any]:
        return {"text": self.text, "url": self.url}
