"""Items (identity) and the nodes of an edition's tree (what an edition says about them)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from mptt.models import MPTTModel, TreeForeignKey, TreeManager
from mptt.querysets import TreeQuerySet

from accounts.models import Organisation
from catalog.models.domain import Domain
from catalog.models.edition import CatalogEdition


class Item(models.Model):
    """公开事项: what later documents point to. It has no state; editions' nodes describe it."""

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, null=True, related_name="catalog_items"
    )
    domain = models.ForeignKey(Domain, verbose_name="领域", on_delete=models.PROTECT, related_name="items")
    path_key = models.CharField("事项路径", max_length=500, help_text="规范化的一级/二级/三级事项名称")
    standard = models.ForeignKey(
        "self",
        verbose_name="对应国家标准事项",
        on_delete=models.SET_NULL,
        null=True,
        related_name="local_items",
    )

    class Meta:
        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "domain",
                "path_key",
                name="item_path_unique",
                violation_error_message="同一单位同一领域已有同名事项。",
            ),
            models.UniqueConstraint(
                "domain", "path_key", name="item_standard_path_unique", condition=models.Q(unit__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.path_key

    def get_absolute_url(self) -> str:
        return reverse("catalog:item", args=[self.pk])


class NodeQuerySet(TreeQuerySet["Node"]):
    def rows(self) -> Self:
        """Nodes that carry the ten columns, not mere headings."""
        return self.filter(is_row=True)

    def public(self) -> Self:
        """Nodes of units' published editions in force: what any citizen may find."""
        return self.filter(edition__in=CatalogEdition.objects.of_units().in_force())


class NodeManager(TreeManager.from_queryset(NodeQuerySet)):  # type: ignore[misc]
    """mptt's manager with our vocabulary."""


class Node(MPTTModel):
    """目录条目: one node of one edition's tree: domain → 一级事项 → 二级事项 (→ 三级事项).

    A row carries the ten official columns. Unknown stays unknown: `None` in a tick column means the
    source did not say, never "no". `tree_id` equals the edition's pk, so trees can never be mixed up
    and new ones need no lock (docs/decisions/0003-trees.md).
    """

    edition = models.ForeignKey(
        CatalogEdition, verbose_name="版次", on_delete=models.CASCADE, related_name="nodes"
    )
    item = models.ForeignKey(
        Item, verbose_name="事项", on_delete=models.PROTECT, null=True, related_name="nodes"
    )
    parent = TreeForeignKey(
        "self", verbose_name="上级", on_delete=models.CASCADE, null=True, related_name="children"
    )
    name = models.CharField("名称", max_length=300)
    is_row = models.BooleanField("有十栏内容", default=False)

    seq = models.CharField("序号", max_length=20, blank=True)
    content = models.TextField("公开内容(要素)", blank=True)
    basis = models.TextField("公开依据", blank=True)
    citations: Any = models.JSONField("引用的依据", default=list)
    time_limit = models.TextField("公开时限", blank=True)
    time_rule: Any = models.JSONField("时限规则", null=True)
    subject = models.TextField("公开主体", blank=True)
    channels: Any = models.JSONField("公开渠道和载体", null=True)
    audience_all = models.BooleanField("全社会", null=True)
    audience_group = models.CharField("特定群体", max_length=200, null=True)
    mode_active = models.BooleanField("主动", null=True)
    mode_request = models.BooleanField("依申请", null=True)
    levels: Any = models.JSONField("公开层级", default=dict)
    service_name = models.CharField("政务服务网事项名称", max_length=200, blank=True)
    extras: Any = models.JSONField("其他栏目", default=dict)
    originals: Any = models.JSONField("原表文字", default=dict)
    verified = models.BooleanField("已核实", default=True)
    source = models.CharField("来源", max_length=100, blank=True)

    objects = NodeManager()

    class Meta:
        verbose_name = "目录条目"
        verbose_name_plural = "目录条目"
        ordering: ClassVar = ["tree_id", "lft"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "edition",
                "item",
                name="node_item_once_per_edition",
                violation_error_message="同一版次里一个事项只能出现一次。",
            ),
            models.CheckConstraint(
                name="node_tree_is_edition", condition=models.Q(tree_id=models.F("edition_id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
