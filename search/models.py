"""What can be found, and what the county office says about words."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from search.wording import BREAK, key


class EntryQuerySet(models.QuerySet["Entry"]):
    def findable(self) -> Self:
        return self.filter(visible=True)

    def changed_after(self, change: int) -> Self:
        """What an index that has read up to `change` does not know yet, in order."""
        return self.filter(change__gt=change).order_by("change")


class Entry(models.Model):
    """检索条目: one findable thing, written by the act that makes it public or takes it away, in its transaction.

    `text` is title, number and body with `wording.BREAK` between them; a thing that may not be found any more keeps
    its row and nothing of its text. `change` grows in the order of commits: who has read up to a number has read
    everything before it.
    """

    kind = models.CharField("类别", max_length=20)
    object_id = models.BigIntegerField("对象编号")
    visible = models.BooleanField("可检索", default=True)
    change = models.BigIntegerField("变更序号", unique=True)
    url = models.CharField("网址", max_length=300, blank=True)
    title = models.CharField("标题", max_length=500, blank=True)
    number = models.CharField("文号", max_length=100, blank=True)
    # A number and not a foreign key: this app is below `accounts`.
    unit_id = models.BigIntegerField("机构编号", null=True)
    unit_name = models.CharField("机构", max_length=100, blank=True)
    domains = models.CharField("领域代码", max_length=300, blank=True, help_text="前后都有空格:“ a b ”")
    topic = models.CharField("主题", max_length=60, blank=True)
    date = models.DateField("日期", null=True)
    in_force = models.BooleanField("有效", default=True)
    status = models.CharField("有效性", max_length=20, blank=True)
    weight = models.FloatField("权重", default=1.0)
    opens_at = models.DateTimeField("开始时间", null=True)
    closes_at = models.DateTimeField("截止时间", null=True)
    text = models.TextField("文字", blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        ordering: ClassVar = ["-change"]
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "object_id", name="entry_once"),
            models.CheckConstraint(
                name="entry_hidden_has_no_text",
                condition=Q(visible=True) | Q(text="", title=""),
                violation_error_message="不再公开的条目不得保留文字。",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind}/{self.object_id}"

    @property
    def body(self) -> str:
        return self.text.rpartition(BREAK)[2]

    @property
    def year(self) -> int:
        """0 where there is no date."""
        return self.date.year if self.date else 0

    @property
    def domain_codes(self) -> list[str]:
        return self.domains.split()


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class Synonym(models.Model):
    """同义词: words that mean the same; who looks for one finds the others, and is told so."""

    words = models.CharField("词语", max_length=200, help_text="用顿号分开,例如:低保、最低生活保障")
    is_active = models.BooleanField("启用", default=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"
        ordering: ClassVar = ["words"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="synonym_has_several_words",
                condition=Q(words__contains="、"),
                violation_error_message="至少要两个词,用顿号分开。",
            ),
            models.UniqueConstraint("words", name="synonym_once", violation_error_message="这组词已经有了。"),
        ]

    def __str__(self) -> str:
        return self.words

    def listed(self) -> list[str]:
        return [word.strip() for word in self.words.split("、") if word.strip()]


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def for_words(self, query: str) -> Self:
        """Those shown above the results of exactly these words."""
        asked = key(query)
        if not asked:
            return self.none()
        return self.filter(is_active=True, keys__contains=f"|{asked}|").order_by("position", "pk")


class Promotion(models.Model):
    """推荐结果: what the county office puts above the results of certain words.

    It names an entry and not an address: what is withdrawn is gone from here too.
    """

    words = models.CharField("查找的词", max_length=200, help_text="完全等于这些词时显示,用顿号分开")
    keys = models.CharField(max_length=250, editable=False)
    entry = models.ForeignKey(Entry, verbose_name="结果", on_delete=models.CASCADE, related_name="promotions")
    note = models.CharField("说明", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=1)
    is_active = models.BooleanField("启用", default=True)

    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = "推荐结果"
        verbose_name_plural = "推荐结果"
        ordering: ClassVar = ["words", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "words", "entry", name="promotion_once", violation_error_message="这些词已经推荐了这个结果。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.entry}"
