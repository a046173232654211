"""Catalog editions: one version of one unit's catalog for one domain."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.models.domain import Domain
from catalog.workflow import IN_PREPARATION, READABLE, REVIEWS, Status


class CatalogEditionQuerySet(models.QuerySet["CatalogEdition"]):
    def standard(self) -> Self:
        """The national standard: editions without a unit."""
        return self.filter(unit__isnull=True)

    def of_units(self) -> Self:
        return self.filter(unit__isnull=False)

    def in_force(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def public(self) -> Self:
        """What any citizen may read: units' published editions, and past ones marked as such."""
        return self.of_units().filter(status__in=READABLE)

    def in_preparation(self) -> Self:
        return self.filter(status__in=IN_PREPARATION)

    def under_review(self) -> Self:
        return self.filter(status__in=REVIEWS)

    def visible_to(self, user: Any) -> Self:
        """What a member of staff may open: what is published, their units', and what came to them."""
        published = Q(status__in=READABLE)
        if not isinstance(user, User):
            return self.filter(published, unit__isnull=False)
        roles = user.roles
        own = roles.organisations(
            Role.CLERK, Role.SECRECY_REVIEWER, Role.HEAD, Role.COUNTY_OFFICE, Role.CITY_OFFICE
        )
        reviewing = roles.organisations(Role.HEAD, Role.CITY_DEPARTMENT)
        submitted = ~Q(status__in=(Status.DRAFT, Status.DISCARDED))
        return self.filter(
            published
            | Q(unit__in=own)
            | (submitted & Q(domain__in=Domain.objects.filter(duties__organisation__in=reviewing)))
        )


class CatalogEdition(models.Model):
    """目录版次 (条例第十二条; 市实施意见三(一)): unit × domain × version, with its own tree of nodes.

    `unit` is null for the national standard. `content_hash` is SM3 over the rows as last changed;
    `approved_hash` is what the last reviewer of a completed chain approved. Publishing needs both equal.
    """

    unit = models.ForeignKey(
        Organisation,
        verbose_name="编制单位",
        on_delete=models.PROTECT,
        null=True,
        related_name="catalog_editions",
    )
    domain = models.ForeignKey(Domain, verbose_name="领域", on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveIntegerField("版次")
    status = models.CharField("状态", max_length=30, choices=Status, default=Status.DRAFT)
    based_on = models.ForeignKey(
        "self", verbose_name="底本", on_delete=models.PROTECT, null=True, related_name="derived"
    )
    round = models.PositiveSmallIntegerField("送审轮次", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("核准的内容摘要", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="起草人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_on = models.DateField("起草日期")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送审人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    step_since = models.DateField("进入当前环节", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发布人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    superseded_at = models.DateTimeField("取代时间", null=True)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name="编辑过的人", related_name="+")

    objects = CatalogEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "目录版次"
        verbose_name_plural = "目录版次"
        ordering: ClassVar = ["unit", "domain", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "domain",
                "version",
                name="edition_version_unique",
                violation_error_message="这个版次已经存在。",
            ),
            models.UniqueConstraint(
                "domain", "version", name="edition_standard_version_unique", condition=Q(unit__isnull=True)
            ),
            models.UniqueConstraint(
                "unit",
                "domain",
                name="edition_one_published",
                condition=Q(status=Status.PUBLISHED),
                violation_error_message="同一单位同一领域只能有一个已发布的版次。",
            ),
            models.UniqueConstraint(
                "unit",
                "domain",
                name="edition_one_in_preparation",
                condition=Q(status__in=IN_PREPARATION),
                violation_error_message="这个单位在该领域已有一个编制中的版次。",
            ),
            models.CheckConstraint(
                name="edition_published_is_stamped",
                condition=~Q(status__in=READABLE) | Q(published_at__isnull=False),
                violation_error_message="已发布的版次必须有发布时间。",
            ),
            models.CheckConstraint(
                name="edition_published_as_approved",
                condition=~Q(status__in=(Status.APPROVED, *READABLE))
                | Q(unit__isnull=True)
                | (Q(approved_hash=F("content_hash")) & ~Q(approved_hash="")),
                violation_error_message="只能发布与审核通过时完全一致的内容。",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["status", "domain"], name="edition_by_status")]

    def __str__(self) -> str:
        return f"{self.unit or '国家标准'} · {self.domain} · 第{self.version}版"

    @property
    def is_standard(self) -> bool:
        return self.unit_id is None

    @property
    def title(self) -> str:
        """The heading the official table prints."""
        return f"{self.unit.name if self.unit else '国家'}{self.domain.name}领域基层政务公开标准目录"

    def get_absolute_url(self) -> str:
        return reverse("catalog:edition", args=[self.pk])
