"""经验交流: what worked somewhere, for the column «基层政务公开标准化规范化» (市实施意见四(三))."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from accounts.models import Organisation
from interpretation.models import Piece
from interpretation.models.piece import PieceQuerySet


class ExperienceArticle(Piece):
    """经验交流文章: written by a unit, let out by somebody else of it in exactly the form that was shown."""

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="experience_articles"
    )
    title = models.CharField("标题", max_length=100)
    summary = models.TextField("摘要", max_length=200, help_text="一两句话，列表和订阅里显示")
    text = models.TextField("内容", max_length=8000, blank=True, help_text="每段另起一行")
    keywords = models.CharField("关键词", max_length=100, blank=True)

    objects = PieceQuerySet.as_manager()
    FIELDS = ("title", "summary", "text", "keywords")
    FOUND_AS = "experience"
    ARTICLE = "市实施意见四(三)"

    class Meta(Piece.Meta):
        verbose_name = "经验交流"
        verbose_name_plural = "经验交流"
        ordering: ClassVar = ["-published_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["status", "-published_at"], name="experience_by_time")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("supervision:experience", args=[self.pk])

    def lacks(self) -> str:
        return "" if self.text.strip() and self.summary.strip() else "请填写摘要和内容。"
