"""政务公开工作人员: who does the work of disclosure in a unit, since when, and what they learnt for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from accounts.models import Organisation, User
from disclosure.models.edition import STAFF


@dataclass(frozen=True)
class People:
    """How many of a unit do the work: all their time, or part of it."""

    full: int
    part: int

    @property
    def words(self) -> str:
        named = (("专职", self.full), ("兼职", self.part))
        return "，".join(f"{name}{number}人" for name, number in named if number)


class StaffMemberQuerySet(models.QuerySet["StaffMember"]):
    def serving(self, on: date) -> Self:
        """In the post on that day."""
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)

    def counted(self, on: date) -> dict[int, People]:
        """Unit → how many serve on that day; one query."""
        rows = self.serving(on).order_by().values("unit")
        full, part = (Count("pk", filter=Q(post=post)) for post in ("full", "part"))
        return {row["unit"]: People(row["f"], row["p"]) for row in rows.annotate(f=full, p=part)}

    def visible_to(self, user: Any) -> Self:
        """The unit's own people and the office above it; names are no public page's."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.roles.organisations(*STAFF))


class StaffMember(models.Model):
    """政务公开工作人员 (市实施意见四(二) 有专人负责): of who has an account the account gives the name."""

    class Post(models.TextChoices):
        FULL = "full", "专职"
        PART = "part", "兼职"

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="staff_members"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50, blank=True, help_text="有账号的不用填写，取账号的姓名")
    post = models.CharField("专职或者兼职", max_length=4, choices=Post)
    duty = models.CharField("负责的工作", max_length=100)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)
    certificate = models.CharField("证书", max_length=200, blank=True, help_text="名称、编号、取得日期")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = StaffMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "政务公开工作人员"
        verbose_name_plural = "政务公开工作人员"
        ordering: ClassVar = ["unit__tree_id", "unit__lft", "post", "since", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="staff_member_has_one_name",
                condition=Q(user=None) & ~Q(name="") | Q(user__isnull=False, name=""),
                violation_error_message="请选择账号，没有账号的填写姓名，不要两样都填。",
            ),
            models.CheckConstraint(
                name="staff_member_days_in_order",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="结束日期不得早于开始日期。",
            ),
            models.UniqueConstraint(
                "unit", "user", condition=Q(until=None), name="staff_member_once_at_a_time",
                violation_error_message="这个账号已经登记在这个单位。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.user) if self.user_id else self.name
