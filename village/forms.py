"""What villagers, secretaries and townships are asked for: few fields, plain words."""

from __future__ import annotations

import io
import uuid
from typing import Any
from zipfile import BadZipFile

from django import forms
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from statute.villages import Cycle, Head
from village.actions.deciding import Content
from village.content import MOST_ROWS, fen_of, pasted, table_of
from village.models import LedgerEntry

LARGEST = 5 * 1024 * 1024


def sheet_lines(upload: Any) -> list[list[object]]:
    """The cells of the first sheet. ValueError with a sentence for anything that is no small .xlsx."""
    if upload.size > LARGEST:
        raise ValueError("表格文件不能超过5MB。")
    try:
        book = load_workbook(io.BytesIO(upload.read()), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError):
        raise ValueError("读不出这个文件，请用 .xlsx 表格。") from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=40)
        return [list(row) for row in rows]
    finally:
        book.close()


class ProposeForm(forms.Form):
    """A few words, a table, or a photo: one of the three is enough."""

    title = forms.CharField(label="标题", max_length=120)
    text = forms.CharField(
        label="说几句", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    workbook = forms.FileField(
        label="表格文件", required=False, help_text="选一个 .xlsx 文件，第一行是表头",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip
    lines = forms.CharField(
        label="或者把表格粘贴在这里", required=False, max_length=200_000,
        help_text="从表格里复制，或者一行一条、用逗号隔开；第一行是表头。身份证号、电话、银行账号会自动去掉",
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    photo = forms.FileField(
        label="照片", required=False, help_text="拍公开栏或者单据，不要拍到身份证号和电话",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    photo_alt = forms.CharField(label="照片里是什么", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["table"] = {}
        try:
            if data.get("workbook"):
                data["table"] = table_of(sheet_lines(data["workbook"]))
            elif data.get("lines"):
                data["table"] = table_of(pasted(data["lines"]))
        except ValueError as error:
            self.add_error("workbook" if data.get("workbook") else "lines", str(error))
        return data

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            text=data["text"], table=data["table"], photo=data["photo"], photo_alt=data["photo_alt"], title=data["title"]
        )  # fmt: skip


class PlainForm(forms.Form):
    """Nothing to fill in."""


class NoteForm(forms.Form):
    note = forms.CharField(label="审查意见", max_length=300, initial="内容属实，同意公开。")


class MeetingForm(forms.Form):
    meeting = forms.CharField(
        label="联席会议情况", max_length=200, help_text="例如：应到7人，实到6人，一致同意公开"
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text="写明哪里不对、怎么改"
    )  # fmt: skip


class PostForm(forms.Form):
    place = forms.CharField(
        label="公开栏", max_length=60, initial="村公开栏", help_text="几个自然村的，每个自然村都要贴"
    )
    photo = forms.FileField(
        label="上墙照片", required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )


class OrderForm(forms.Form):
    reason = forms.CharField(label="调查核实的情况", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label="限期公布", widget=forms.DateInput(attrs={"type": "date"}))


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="答复", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="查的结果、怎么处理；对外公开"
    )  # fmt: skip


class RequestedMatterForm(forms.Form):
    """应村民要求列入 (山东省村务公开条例第八条)."""

    title = forms.CharField(label="要求公开什么", max_length=100)
    head = forms.ChoiceField(label="类别", choices=[(one.value, one.label) for one in Head])
    cycle = forms.ChoiceField(label="多久公布一次", choices=[(one.value, one.label) for one in Cycle])
    responsible = forms.CharField(label="谁负责", max_length=60, initial="村民委员会主任")
    who = forms.ChoiceField(
        label="谁要求的",
        choices=[
            ("villagers", "村民（须十分之一以上）"),
            ("representatives", "村民代表（须五分之一以上）"),
        ],
    )
    asked = forms.IntegerField(label="要求的人数", min_value=1, max_value=100_000)
    asked_of = forms.IntegerField(label="村民（代表）总数", min_value=1, max_value=100_000)


class BeginForm(forms.Form):
    matter = forms.IntegerField()
    title = forms.CharField(label="标题", max_length=120)


class OpenBookForm(forms.Form):
    opening = forms.CharField(label="期初余额（元）", max_length=20, help_text="启用时账上有多少钱")

    def clean_opening(self) -> int:
        return _fen(self.cleaned_data["opening"])


def _fen(text: str) -> int:
    try:
        return fen_of(text or "0")
    except ValueError as error:
        raise forms.ValidationError(f"{error}。") from None


class EntryForm(forms.Form):
    """记一笔: what the receipt says, in its order."""

    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    counterparty = forms.CharField(label="对方", max_length=60, help_text="钱从哪里来，或者给了谁")
    is_person = forms.BooleanField(label="对方是个人（公开时只显示姓）", required=False)
    purpose = forms.ChoiceField(label="类别", choices=LedgerEntry.Purpose.choices)
    summary = forms.CharField(label="用途", max_length=120)
    amount_in = forms.CharField(
        label="收入（元）",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    amount_out = forms.CharField(
        label="支出（元）",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    voucher_no = forms.CharField(label="凭证号", max_length=30)
    approver = forms.CharField(label="审批人", max_length=30)

    def clean_amount_in(self) -> int:
        return _fen(self.cleaned_data["amount_in"])

    def clean_amount_out(self) -> int:
        return _fen(self.cleaned_data["amount_out"])


class ImportForm(forms.Form):
    workbook = forms.FileField(
        label="账目表格（.xlsx）", help_text="表头：日期、对方、类别、用途、收入、支出、凭证号、审批人，可加“个人”",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip


class ReceiptForm(forms.Form):
    photo = forms.FileField(label="凭证照片", widget=forms.FileInput(attrs={"accept": "image/*"}))


class ObjectionForm(forms.Form):
    """No account, no name needed; `website` is filled in by machines only."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        label="哪里不对", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text="会和答复一起公开，请不要写别人的隐私"
    )  # fmt: skip
    name = forms.CharField(
        label="您的姓名", max_length=30, required=False, help_text="不公开，方便回话；办完一个月后删除"
    )
    phone = forms.CharField(
        label="电话", max_length=20, required=False, help_text="不公开，办完一个月后删除",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
