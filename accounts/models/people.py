"""Organisations, people, and the roles people hold on organisations."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from guardian.models import UserObjectPermissionBase
from mptt.models import MPTTModel, TreeForeignKey, TreeManager
from mptt.querysets import TreeQuerySet

from accounts.roles import Role, RoleMap, resolve


class OrganisationKind(models.TextChoices):
    CITY_OFFICE = "city_office", "市政务公开主管部门"
    CITY_DEPARTMENT = "city_department", "市直部门"
    COUNTY_GOVERNMENT = "county_government", "县级政府"
    COUNTY_DEPARTMENT = "county_department", "县直部门"
    TOWNSHIP = "township", "乡镇(街道)"
    VILLAGE = "village", "村(社区)"
    PUBLIC_ENTERPRISE = "public_enterprise", "公共企事业单位"


class OrganisationQuerySet(TreeQuerySet["Organisation"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def publishing_catalogs(self) -> Self:
        """Units that compile a catalog of their own (国办发〔2019〕54号: 县、乡两级)."""
        return self.active().filter(
            kind__in=(
                OrganisationKind.COUNTY_GOVERNMENT,
                OrganisationKind.COUNTY_DEPARTMENT,
                OrganisationKind.TOWNSHIP,
            )
        )


class OrganisationManager(TreeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """mptt's manager with our vocabulary."""


class Organisation(MPTTModel):
    """行政机关及相关组织 (条例第四条、第五十四条、第五十五条): a body that acts or must publish."""

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=50, blank=True)
    code = models.SlugField("代码", max_length=40, unique=True, help_text="用于网址和编号,确定后不再更改")
    kind = models.CharField("类别", max_length=30, choices=OrganisationKind)
    parent = TreeForeignKey(
        "self", verbose_name="上级", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{18}$", "统一社会信用代码是18位数字和大写字母。")],
    )
    region_code = models.CharField(
        "行政区划代码",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^\d{6}(\d{3}|\d{6})?$", "行政区划代码是6、9或12位数字。")],
    )
    review_body = models.CharField(
        "复议机关",
        max_length=100,
        blank=True,
        help_text="税务、国家安全等垂直领导的机关填上一级主管部门（行政复议法第二十七条）；其他单位不填，按隶属关系确定",
    )
    is_active = models.BooleanField("在用", default=True)

    objects = OrganisationManager()

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering: ClassVar = ["tree_id", "lft"]
        permissions: ClassVar = [(role.permission, role.label) for role in Role]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "credit_code",
                name="organisation_credit_code_unique",
                condition=~models.Q(credit_code=""),
                violation_error_message="这个统一社会信用代码已被另一机构使用。",
            ),
            models.UniqueConstraint(
                "parent",
                "name",
                name="organisation_name_unique_below_parent",
                violation_error_message="同一上级下已有同名机构。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What is printed where space is short."""
        return self.short_name or self.name


class RoleGrant(UserObjectPermissionBase):
    """任职: one person holds one role on one organisation and all below it (a django-guardian grant)."""

    content_object = models.ForeignKey(
        Organisation, verbose_name="机构", on_delete=models.CASCADE, related_name="role_grants"
    )

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "任职"
        verbose_name_plural = "任职"

    def __str__(self) -> str:
        return f"{self.user} · {self.permission} · {self.content_object}"


class User(AbstractUser):
    """工作人员: a person with an account; what they may do follows from the roles they hold."""

    full_name = models.CharField("姓名", max_length=50, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="所在机构",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )

    objects: ClassVar[UserManager["User"]] = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> RoleMap:
        """Role → ids of the organisations it covers, read once per request (two queries)."""
        if not self.is_active:
            return RoleMap({}, {})
        grants = RoleGrant.objects.filter(user=self).values_list("permission__codename", "content_object_id")
        held = [(Role.from_permission(codename), pk) for codename, pk in grants]
        return resolve(held, Organisation.objects.order_by().values_list("pk", "parent_id"))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__.pop("roles", None)
        super().refresh_from_db(*args, **kwargs)
