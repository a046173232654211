"""村级财务: a book per village, entries that are never changed, months that are closed. Amounts are whole 分."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from disclosure.models import StoredFile
from village.content import hide_name, yuan


class LedgerBook(models.Model):
    """账本: what the village had when it began, and where it stands; its row is the lock of every entry."""

    village = models.OneToOneField(
        Organisation, verbose_name="村(社区)", on_delete=models.PROTECT, related_name="ledger"
    )
    opened_on = models.DateField("启用日期")
    opening_balance = models.BigIntegerField("期初余额（分）")
    balance = models.BigIntegerField("余额（分）")
    last_number = models.PositiveIntegerField("最后序号", default=0)

    class Meta:
        verbose_name = "账本"
        verbose_name_plural = "账本"

    def __str__(self) -> str:
        return f"{self.village}账本"


class LedgerMonth(models.Model):
    """结账: a month nobody can add to any more; the row is written when it is closed."""

    book = models.ForeignKey(LedgerBook, verbose_name="账本", on_delete=models.PROTECT, related_name="months")
    month = models.DateField("月份", help_text="当月第一日")
    entries = models.PositiveIntegerField("笔数")
    total_in = models.BigIntegerField("收入合计（分）")
    total_out = models.BigIntegerField("支出合计（分）")
    closing_balance = models.BigIntegerField("期末余额（分）")
    closed_on = models.DateField("结账日期")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="结账人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "月结"
        verbose_name_plural = "月结"
        ordering: ClassVar = ["-month"]
        constraints: ClassVar = [
            models.UniqueConstraint("book", "month", name="ledger_month_once"),
            models.CheckConstraint(name="ledger_month_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y年%m月}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def of_month(self, month: dt.date) -> Self:
        return self.filter(on__year=month.year, on__month=month.month).order_by("number")


class LedgerEntry(models.Model):
    """收支一笔 (山东省村务公开条例第十二条 逐项逐笔). Never edited: what was wrong is struck by a counter-entry in red."""

    class Purpose(models.TextChoices):
        RENT = "rent", "发包及租赁收入"
        GRANT = "grant", "上级拨付"
        OTHER_IN = "other_in", "其他收入"
        MANAGEMENT = "management", "管理费用"
        WAGES = "wages", "误工补贴和报酬"
        PUBLIC = "public", "公益事业"
        WELFARE = "welfare", "福利和救助"
        BUILDING = "building", "工程建设"
        OTHER_OUT = "other_out", "其他支出"

    book = models.ForeignKey(
        LedgerBook, verbose_name="账本", on_delete=models.PROTECT, related_name="entries"
    )
    number = models.PositiveIntegerField("序号")
    on = models.DateField("日期")
    counterparty = models.CharField("对方", max_length=60)
    is_person = models.BooleanField("对方是个人", default=False)
    purpose = models.CharField("类别", max_length=12, choices=Purpose)
    summary = models.CharField("用途", max_length=120)
    amount_in = models.BigIntegerField("收入（分）", default=0)
    amount_out = models.BigIntegerField("支出（分）", default=0)
    balance = models.BigIntegerField("余额（分）")
    voucher_no = models.CharField("凭证号", max_length=30)
    approver = models.CharField("审批人", max_length=30)
    reverses = models.OneToOneField(
        "self",
        verbose_name="冲销",
        on_delete=models.PROTECT,
        null=True,
        related_name="reversed_by",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记账人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_on = models.DateField("记账日期")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "收支"
        verbose_name_plural = "收支"
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["book", "on"], name="ledger_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint("book", "number", name="ledger_number_once"),
            models.CheckConstraint(
                name="ledger_one_side",
                condition=Q(reverses=None, amount_in__gt=0, amount_out=0)
                | Q(reverses=None, amount_in=0, amount_out__gt=0)
                | Q(reverses__isnull=False, amount_in__lt=0, amount_out=0)
                | Q(reverses__isnull=False, amount_in=0, amount_out__lt=0),
                violation_error_message="一笔只能是收入或者支出；负数只用于冲销。",
            ),
            models.CheckConstraint(
                name="ledger_not_itself", condition=Q(reverses=None) | ~Q(reverses=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}笔 {self.summary}"

    @property
    def public_counterparty(self) -> str:
        """A person's family name only; bodies and firms in full."""
        return hide_name(self.counterparty) if self.is_person else self.counterparty

    def line(self) -> list[str]:
        """As it stands on the board."""
        return [
            f"{self.on:%m-%d}", self.public_counterparty, self.summary, yuan(self.amount_in) if self.amount_in else "",
            yuan(self.amount_out) if self.amount_out else "", yuan(self.balance), self.voucher_no, self.approver,
        ]  # fmt: skip


class Receipt(models.Model):
    """凭证: the scan stays inside; the public sees only the copy on which somebody blacked out what is personal."""

    entry = models.OneToOneField(
        LedgerEntry, verbose_name="收支", on_delete=models.PROTECT, related_name="receipt"
    )
    scan = models.ForeignKey(StoredFile, verbose_name="原件", on_delete=models.PROTECT, related_name="+")
    shown = models.ForeignKey(
        StoredFile, verbose_name="公开件", on_delete=models.PROTECT, null=True, related_name="+"
    )
    cells: Any = models.JSONField("遮盖的格子", default=list)
    masked_on = models.DateField("遮盖日期", null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "凭证"
        verbose_name_plural = "凭证"

    def __str__(self) -> str:
        return f"{self.entry} 凭证"
