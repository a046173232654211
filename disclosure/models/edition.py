"""Editions of documents: the text, its metadata, its attribute, and the state."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models import Item
from disclosure.content import FIELDS, Content
from disclosure.models.document import Document, Topic
from disclosure.models.guide import StatutorySource
from disclosure.workflow import (
    CURRENT,
    DECIDED,
    IN_PREPARATION,
    LISTED_ATTRIBUTES,
    READABLE_ATTRIBUTES,
    UNDER_REVIEW,
    Attribute,
    Status,
)
from statute.document_kinds import DocumentKind
from statute.grounds import Ground
from statute.statutory_items import NORMATIVE

# The day a list shows and is sorted by: what was on an older site keeps its day there, and stands below everything new.
# The constant is written out, so that the database knows the expression of its index again.
LISTED: Final = Func(
    F("before_portal_on"),
    template="COALESCE(%(expressions)s, '9999-12-31')",
    output_field=models.DateField(),
)
STAFF = (Role.CLERK, Role.SECRECY_REVIEWER, Role.OFFICE, Role.HEAD, Role.COUNTY_OFFICE)


class Validity(models.TextChoices):
    """有效性: kept by the acts of `actions.lifecycle`, which log when each change took place."""

    IN_FORCE = "in_force", "有效"
    NOT_YET = "not_yet", "尚未施行"
    MODIFIED = "modified", "已修改"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"


class ResponsibleBasis(models.TextChoices):
    """公开主体的依据 (条例第十条)."""

    MADE = "made", "制作"
    KEPT = "kept", "保存"
    FIRST_OBTAINED = "first_obtained", "最初获取"
    LEAD = "lead", "牵头制作"


class DocumentEditionQuerySet(models.QuerySet["DocumentEdition"]):
    def public(self) -> Self:
        """What any citizen may know of: published, and not 不予公开. The one predicate of every outlet."""
        return self.filter(status=Status.PUBLISHED, attribute__in=LISTED_ATTRIBUTES)

    def readable(self) -> Self:
        """What any citizen may read: text and attachments of what is 主动公开 or 删减后公开."""
        return self.filter(status=Status.PUBLISHED, attribute__in=READABLE_ATTRIBUTES)

    def earlier(self) -> Self:
        """Former editions citizens may still read beside the one that replaced them."""
        standing = DocumentEdition.objects.readable().filter(document=OuterRef("document"))
        return self.filter(
            Exists(standing),
            status=Status.SUPERSEDED,
            attribute__in=READABLE_ATTRIBUTES,
            published_at__isnull=False,
        )

    def in_preparation(self) -> Self:
        return self.filter(status__in=IN_PREPARATION)

    def under_review(self) -> Self:
        return self.filter(status__in=UNDER_REVIEW)

    def awaiting_publication(self) -> Self:
        """Open information not yet on the site: the clock of 第二十六条 runs for these."""
        decided = Q(attribute__in=READABLE_ATTRIBUTES)
        proposed = Q(attribute="", proposed_attribute__in=READABLE_ATTRIBUTES)
        return self.in_preparation().filter(decided | proposed)

    def stale_attribute(self, before: Any) -> Self:
        """依申请公开 or 不予公开, decided or last re-evaluated before a day (条例第十八条)."""
        return self.filter(
            status__in=(Status.PUBLISHED, Status.LEDGER),
            attribute__in=(Attribute.ON_REQUEST, Attribute.NOT_OPEN),
            attribute_reviewed_on__lt=before,
        )

    def visible_to(self, user: Any) -> Self:
        """What a member of staff may open: what is public, and everything of the units they work for."""
        if not isinstance(user, User):
            return self.public()
        public = Q(status=Status.PUBLISHED, attribute__in=LISTED_ATTRIBUTES)
        return self.filter(public | Q(unit__in=user.roles.organisations(*STAFF)))

    def under_statutory(self, item: str) -> Self:
        """What belongs under an item of 第二十条 or 第二十一条, by its domain, its topic, or as a normative document."""
        sources = StatutorySource.objects.filter(item=item)
        filed = Placement.objects.filter(domain__in=sources.filter(topic=None).values("domain")).values(
            "edition"
        )
        found = Q(topic__in=sources.filter(domain=None).values("topic")) | Q(pk__in=filed)
        return self.filter(found | Q(is_normative=True) if item == NORMATIVE else found)

    def for_list(self) -> Self:
        """What a row of a public list shows, without the text."""
        return self.select_related("document", "unit").defer("body", "text")


class DocumentEdition(models.Model):
    """文件版次: one wording of a document, from the draft to the archive (条例第十七条、第二十六条).

    `content_hash` is SM3 over what a reviewer approves; `approved_hash` is what was signed. Publishing
    needs both equal. `proposed_*` is the drafter's, `attribute` and `ground` the signer's final word.
    """

    document = models.ForeignKey(
        Document, verbose_name="文件", on_delete=models.PROTECT, related_name="editions"
    )
    version = models.PositiveIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    unit = models.ForeignKey(
        Organisation, verbose_name="发布机构", on_delete=models.PROTECT, related_name="document_editions"
    )

    title = models.CharField("标题", max_length=300)
    kind = models.CharField("公文种类", max_length=20, choices=DocumentKind.choices())
    topic = models.ForeignKey(
        Topic, verbose_name="主题分类", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    doc_number = models.CharField("发文字号", max_length=100, blank=True)
    registration_no = models.CharField("统一登记号", max_length=100, blank=True)
    issuer = models.CharField("发文机关", max_length=200, blank=True, help_text="按落款填写全称")
    co_issuers = models.ManyToManyField(
        Organisation, verbose_name="联合发文机关", blank=True, related_name="jointly_issued"
    )
    responsible_basis = models.CharField(
        "公开主体依据", max_length=20, choices=ResponsibleBasis, default=ResponsibleBasis.MADE
    )
    formed_on = models.DateField("成文日期", null=True, help_text="信息形成的日期,即签发或落款日期")
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    is_normative = models.BooleanField("行政规范性文件", default=False)
    summary = models.CharField("内容概述", max_length=100, blank=True)
    keywords = models.CharField("主题词", max_length=100, blank=True)
    body = models.TextField("正文", blank=True)
    text = models.TextField("正文文字", blank=True, editable=False)
    forwards = models.ForeignKey(
        Document,
        verbose_name="转发的文件",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="forwarded_by",
    )
    special_period = models.CharField("法定特别时限", max_length=50, blank=True)
    items = models.ManyToManyField(
        Item, verbose_name="目录事项", through="Placement", related_name="document_editions"
    )

    proposed_attribute = models.CharField("拟定公开属性", max_length=14, choices=Attribute, blank=True)
    proposed_ground = models.CharField(
        "法定事由", max_length=2, blank=True, choices=[(g.value, g.label) for g in Ground]
    )
    proposed_reason = models.TextField("理由", max_length=2000, blank=True)
    redaction_note = models.TextField(
        "删减说明", max_length=2000, blank=True, help_text="删去了哪些内容,依据是什么"
    )
    attribute = models.CharField("公开属性", max_length=14, choices=Attribute, blank=True)
    ground = models.CharField(
        "不公开的法定事由", max_length=2, blank=True, choices=[(g.value, g.label) for g in Ground]
    )
    attribute_reason = models.TextField("不公开的理由", blank=True)
    attribute_reviewed_on = models.DateField("公开属性最近认定日期", null=True)

    validity = models.CharField("有效性", max_length=10, choices=Validity, default=Validity.IN_FORCE)
    repealed_on = models.DateField("废止日期", null=True)

    round = models.PositiveSmallIntegerField("送审轮次", default=0)
    revision = models.PositiveIntegerField("修改次数", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("签发的内容摘要", max_length=64, blank=True)
    change_note = models.CharField("修改说明", max_length=300, blank=True)
    first_publication = models.BooleanField("首次公开", default=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_on = models.DateField("起草日期")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    step_since = models.DateField("进入当前环节", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="签发人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_on = models.DateField("签发日期", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发布人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    superseded_at = models.DateTimeField("取代时间", null=True)
    due_on = models.DateField("应公开日期", null=True)
    days_late = models.PositiveIntegerField("逾期工作日", null=True)
    before_portal_on = models.DateField("原发布日期", null=True, help_text="本平台启用前首次发布的日期")
    batch = models.ForeignKey(
        "ArchiveBatch", verbose_name="导入批次", on_delete=models.PROTECT, null=True, related_name="editions"
    )
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="编辑过的人", related_name="+")

    objects = DocumentEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "文件版次"
        verbose_name_plural = "文件"
        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("document", "version", name="document_version_unique"),
            models.UniqueConstraint(
                "document",
                name="document_one_current",
                condition=Q(status__in=CURRENT),
                violation_error_message="同一文件只能有一个现行版次。",
            ),
            models.UniqueConstraint(
                "document",
                name="document_one_in_preparation",
                condition=Q(status__in=IN_PREPARATION),
                violation_error_message="这份文件已有一个起草中的版次。",
            ),
            models.CheckConstraint(
                name="document_published_is_stamped",
                condition=~Q(status__in=(Status.PUBLISHED, Status.WITHDRAWN)) | Q(published_at__isnull=False),
                violation_error_message="已发布的文件必须有发布时间。",
            ),
            models.CheckConstraint(
                name="document_decided_as_approved",
                condition=~Q(status__in=DECIDED)
                | (Q(approved_hash=F("content_hash")) & ~Q(approved_hash="")),
                violation_error_message="只能发布与签发时完全一致的内容。",
            ),
            models.CheckConstraint(
                name="document_decided_has_attribute",
                condition=~Q(status__in=DECIDED) | ~Q(attribute=""),
                violation_error_message="签发时必须确定公开属性。",
            ),
            models.CheckConstraint(
                name="document_restriction_has_ground",
                condition=Q(attribute__in=("", Attribute.OPEN)) | (~Q(ground="") & ~Q(attribute_reason="")),
                violation_error_message="不主动公开的,必须有法定事由和理由(条例第十四至十六条)。",
            ),
            models.CheckConstraint(
                name="document_not_open_is_never_published",
                condition=~(
                    Q(attribute=Attribute.NOT_OPEN) & Q(status__in=(Status.PUBLISHED, Status.WITHDRAWN))
                ),
                violation_error_message="不予公开的文件不得发布。",
            ),
        ]
        indexes: ClassVar = [
            # what a list is sorted by, and what its facets count, without touching the rows (bench/documents.py)
            models.Index(
                fields=["status", "-published_at", "-id", "attribute"], name="document_by_publication"
            ),
            models.Index(fields=["status", "-formed_on", "-id", "attribute"], name="document_by_formation"),
            models.Index(
                F("status"),
                LISTED.desc(),
                F("published_at").desc(),
                F("id").desc(),
                F("attribute"),
                name="document_by_listing",
            ),
            models.Index(
                fields=[
                    "status",
                    "attribute",
                    "validity",
                    "kind",
                    "unit",
                    "topic",
                    "formed_on",
                    "published_at",
                    "title",
                    "doc_number",
                    "document",
                ],
                name="document_facets",
            ),
            models.Index(fields=["status", "unit", "-published_at"], name="document_by_unit"),
            models.Index(fields=["status", "validity", "valid_until"], name="document_by_validity"),
            models.Index(fields=["doc_number"], name="document_by_number"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.document_id])

    @property
    def mark(self) -> str:
        """(此件公开发布): the mark of the attribute decided, else of the one proposed."""
        value = self.attribute or self.proposed_attribute
        return Attribute(value).mark if value else ""

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED and self.attribute in LISTED_ATTRIBUTES

    @property
    def is_readable(self) -> bool:
        return self.status == Status.PUBLISHED and self.attribute in READABLE_ATTRIBUTES

    @property
    def is_trial(self) -> bool:
        """试行 or 暂行, whose validity is shorter."""
        return "试行" in self.title or "暂行" in self.title

    def content(self) -> Content:
        """The value that reviewers approve (five queries)."""
        attachments = self.attachments.order_by("position", "pk").values_list("name", "file__sm3", "alt")
        relations = self.relations.order_by("pk").values_list("kind", "target_id", "target_text")
        return Content(
            fields={name: getattr(self, name) for name in FIELDS},
            attachments=list(attachments),
            items=list(self.items.values_list("pk", flat=True)),
            co_issuers=list(self.co_issuers.values_list("pk", flat=True)),
            relations=list(relations),
        )


class Placement(models.Model):
    """The catalog item an edition is published under; the domain is repeated for counting."""

    edition = models.ForeignKey(DocumentEdition, on_delete=models.CASCADE, related_name="placements")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="placements")
    domain = models.ForeignKey("catalog.Domain", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "目录归属"
        verbose_name_plural = "目录归属"
        constraints: ClassVar = [models.UniqueConstraint("edition", "item", name="placement_once")]
        indexes: ClassVar = [models.Index(fields=["domain", "edition"], name="placement_by_domain")]

    def __str__(self) -> str:
        return f"{self.edition_id} → {self.item_id}"
