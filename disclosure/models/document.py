"""Documents: the identity that has an address and an index number, and no state."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models import Organisation
from disclosure.workflow import LISTED_ATTRIBUTES, Status


class Topic(models.Model):
    """主题分类 (国务院公文主题分类): two levels, data a county may add to."""

    code = models.CharField("代码", max_length=10, unique=True)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(
        "self", verbose_name="上级", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    verified = models.BooleanField("已核实", default=False)

    class Meta:
        verbose_name = "主题分类"
        verbose_name_plural = "主题分类"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class CountyWord(models.Model):
    """敏感词: what a county does not want to see in a published text without somebody having looked."""

    county = models.ForeignKey(
        Organisation, verbose_name="县", on_delete=models.CASCADE, related_name="county_words"
    )
    word = models.CharField("词语", max_length=50)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "敏感词"
        verbose_name_plural = "敏感词"
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "county", "word", name="county_word_unique", violation_error_message="这个词已在词表里。"
            )
        ]

    def __str__(self) -> str:
        return self.word


class IndexCounter(models.Model):
    """The last serial of a unit in a year: allocated under this row's lock, never given twice."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("unit", "year", name="index_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.year}: {self.last}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> Self:
        """Documents of which any citizen may know (see `DocumentEditionQuerySet.public`)."""
        return self.filter(editions__status=Status.PUBLISHED, editions__attribute__in=LISTED_ATTRIBUTES)


class Document(models.Model):
    """文件 (条例第十二条): what has an address and a permanent 索引号. Its editions have the state.

    `index_number` is ours when `index_serial` is set; a number that came with an old document is an
    opaque text, neither parsed nor unique.
    """

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="documents"
    )
    index_number = models.CharField("索引号", max_length=100, blank=True, db_index=True)
    index_year = models.PositiveSmallIntegerField("索引年份", null=True, editable=False)
    index_serial = models.PositiveIntegerField("索引序号", null=True, editable=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "index_year",
                "index_serial",
                name="document_index_unique",
                condition=Q(index_serial__isnull=False),
                violation_error_message="这个索引号已经用过。",
            ),
        ]

    def __str__(self) -> str:
        return self.index_number or f"文件{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    def of_status(self, *statuses: str) -> Any:
        """The edition in one of these states, or None."""
        return self.editions.filter(status__in=statuses).order_by("-version").first()  # type: ignore[attr-defined]
