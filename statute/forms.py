"""What may be asked about a year's holiday arrangement and about periods."""

import datetime as dt
from hashlib import sha256
from typing import Any

from django import forms

from statute.limits import Trigger, Unit
from statute.models.instrument import LegalInstrument
from statute.models.period import TRIGGER_CHOICES, UNIT_CHOICES
from statute.notices import DayChange, notice_of, parse_days
from statute.review_steps import REVIEW_STEPS
from statute.special_rules import PeriodKind, SpecialRule

UNSET = ("", "——")
INSTRUMENT_FIELDS = (
    "title", "number", "in_force_from", "in_force_on", "tag", "verified", "on_platform", "url", "note"
)  # fmt: skip


class AnnounceYearForm(forms.Form):
    """公布/更正某年放假安排: the document and its days, one line each or pasted from a CSV file."""

    year = forms.IntegerField(label="年份", min_value=2004, max_value=2100)
    document_number = forms.CharField(label="发文字号", max_length=60, help_text="国务院办公厅通知的文号")
    issued_on = forms.DateField(
        label="印发日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label="来源", max_length=200, required=False, help_text="网页地址或文件名")
    verified = forms.BooleanField(label="已与通知原文核对", required=False)
    days = forms.CharField(
        label="放假与调休日期",
        strip=True,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 60}),
        help_text="每行一条，如“2027-02-05至2027-02-11 放假 春节”“2027-01-30 上班 春节”；"
        "也可粘贴 date,is_working,name 格式的 CSV。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "days" not in data or "year" not in data:
            return data
        try:
            changes = parse_days(data["days"])
            notice_of(data["year"], changes)
        except ValueError as error:
            self.add_error("days", str(error))
        else:
            data["changes"] = changes
        return data

    def fingerprint(self) -> str:
        """Stands for year and days: a confirmation counts only for what was previewed; after is_valid()."""
        return sha256(repr((self.cleaned_data["year"], self.changes())).encode()).hexdigest()

    def changes(self) -> list[DayChange]:
        """The days as read; only after is_valid()."""
        return list(self.cleaned_data["changes"])


class FromDayForm(forms.Form):
    """A rule that takes effect on a day, today or later: what has been counted under the old one stands."""

    effective_from = forms.DateField(
        label="启用日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="自这一天起适用，不早于今天；现行规定到这一天停用并保留。",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["effective_from"].initial = today

    def clean_effective_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["effective_from"]
        if day < self.today:
            raise forms.ValidationError("启用日期不得早于今天，已经计算的期限不回头更改。")
        return day


class ReviewPeriodForm(FromDayForm):
    """设定审核时限: how many working days a review step should take."""

    step = forms.ChoiceField(label="审核环节", choices=list(REVIEW_STEPS.items()))
    working_days = forms.IntegerField(label="工作日数", min_value=1, max_value=60)
    legal_basis = forms.CharField(label="依据", max_length=200, help_text="本县规定的文件名称、文号")
    verified = forms.BooleanField(label="已与依据文件核对", required=False)
    field_order = ["step", "working_days", "legal_basis", "verified", "effective_from"]


class SpecialPeriodForm(FromDayForm):
    """设定特别期限: what another law or regulation sets for a matter (第二十六条 另有规定)."""

    key = forms.SlugField(
        label="代码",
        max_length=40,
        help_text="小写英文和下划线，如 budget_department；代码相同即更改该事项。",
    )
    matter = forms.CharField(label="事项", max_length=200)
    kind = forms.ChoiceField(label="种类", choices=PeriodKind.choices())
    number = forms.IntegerField(
        label="数字", min_value=1, max_value=999, required=False, help_text="只写“及时”的，数字和单位都不填。"
    )
    unit = forms.ChoiceField(label="单位", choices=[UNSET, *UNIT_CHOICES], required=False)
    trigger = forms.ChoiceField(label="起算", choices=[UNSET, *TRIGGER_CHOICES], required=False)
    event = forms.CharField(
        label="起算事件或原文说法",
        max_length=200,
        required=False,
        help_text="如“收到征地批准文件”“批准后及时公布”。",
    )
    source = forms.CharField(label="依据的法律、法规", max_length=200)
    article = forms.CharField(label="条款", max_length=120, required=False)
    verified = forms.BooleanField(label="已与法律、法规原文核对", required=False)
    field_order = [
        "key", "matter", "kind", "number", "unit", "trigger", "event",
        "source", "article", "verified", "effective_from",
    ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["rule"] = _rule(data)
            except ValueError as error:
                self.add_error("number", f"{error}。")
        return data

    def rule(self) -> SpecialRule:
        """The rule as entered; only after is_valid()."""
        rule: SpecialRule = self.cleaned_data["rule"]
        return rule

    @staticmethod
    def initial_of(rule: SpecialRule) -> dict[str, Any]:
        """The fields filled in with a rule, to change it."""
        return {name: getattr(rule, name) or "" for name in rule.__slots__}


class LegalInstrumentForm(FromDayForm):
    """登记法律依据: a law, regulation or document as it reads from a day on."""

    key = forms.SlugField(
        label="代码", max_length=20, help_text="大写英文和数字，如 OGI；代码相同即更改该依据。"
    )
    title = forms.CharField(label="名称", max_length=200)
    number = forms.CharField(label="文号", max_length=120, required=False)
    in_force_from = forms.CharField(
        label="施行时间", max_length=60, required=False, help_text="如“2019-05-15”“自2021年度报告起”。"
    )
    in_force_on = forms.DateField(
        label="施行日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    tag = forms.ChoiceField(label="核对程度", choices=LegalInstrument.Tag.choices)
    verified = forms.BooleanField(label="已与原文核对", required=False)
    on_platform = forms.BooleanField(
        label="列入“政府信息公开制度”",
        required=False,
        help_text="政府信息公开平台的制度栏目列出名称和原文网址。",
    )
    url = forms.URLField(
        label="原文网址",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="政府网站上的全文。",
    )
    note = forms.CharField(label="说明", max_length=300, required=False)
    field_order = ["key", *INSTRUMENT_FIELDS, "effective_from"]

    def values(self) -> dict[str, Any]:
        """What the act takes beside key and day; only after is_valid()."""
        return {name: self.cleaned_data[name] for name in INSTRUMENT_FIELDS}

    @staticmethod
    def initial_of(row: LegalInstrument) -> dict[str, Any]:
        """The fields filled in with an instrument, to change it."""
        return {name: getattr(row, name) for name in ("key", *INSTRUMENT_FIELDS)}


def _rule(data: dict[str, Any]) -> SpecialRule:
    return SpecialRule(
        key=data["key"],
        matter=data["matter"],
        kind=PeriodKind(data["kind"]),
        source=data["source"],
        article=data["article"],
        number=data["number"],
        unit=Unit(data["unit"]) if data["unit"] else None,
        trigger=Trigger(data["trigger"]) if data["trigger"] else None,
        event=data["event"],
        verified=data["verified"],
    )
