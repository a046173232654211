"""What everything put to the public shares: who prepared, who reviewed, and that exactly the reviewed content goes out."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, User
from accounts.roles import Role
from audit.chain import sm3
from participation.workflow import Status

DESK = (Role.CLERK, Role.OFFICE, Role.HEAD)  # who prepares and reviews in a unit


class ReviewedQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What any citizen may see; every outlet asks this and nothing else."""
        return self.filter(status=Status.PUBLISHED)

    def visible_to(self, user: Any) -> Self:
        """In the back office: the unit's own people, and the county office over all its units."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.roles.organisations(*DESK, Role.COUNTY_OFFICE))


def _person(name: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=name, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )  # fmt: skip


class Reviewed(models.Model):
    """先审后发: prepared by some, reviewed by somebody else, published with exactly the hash that was reviewed."""

    unit = models.ForeignKey(
        Organisation, verbose_name="组织单位", on_delete=models.PROTECT, related_name="+", editable=False
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    revision = models.PositiveIntegerField("修改次数", default=0, editable=False)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True, editable=False)
    approved_hash = models.CharField("审核的内容摘要", max_length=64, blank=True, editable=False)
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="起草人", related_name="+", editable=False
    )
    submitted_by = _person("提交人")
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    approved_by = _person("审核人")
    approved_at = models.DateTimeField("审核时间", null=True, editable=False)
    remark = models.CharField("审核意见", max_length=500, blank=True, editable=False)
    published_by = _person("公布人")
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, editable=False)
    withdrawn_reason = models.CharField("撤下理由", max_length=500, blank=True, editable=False)

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                violation_error_message="提交人不能审核自己提交的内容。",
            ),
            models.CheckConstraint(
                name="%(class)s_published_as_reviewed",
                condition=~Q(status__in=[Status.PUBLISHED, Status.WITHDRAWN])
                | (~Q(approved_hash="") & Q(approved_hash=F("content_hash")) & Q(published_at__isnull=False)),
                violation_error_message="公布的内容必须就是审核通过的内容。",
            ),
        ]

    def content(self) -> Any:
        """Everything the review is about, as plain JSON."""
        raise NotImplementedError

    def fingerprint(self) -> str:
        """SM3 of the content as it stands in the database."""
        plain = json.dumps(
            self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
        return sm3(plain.encode())

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED
