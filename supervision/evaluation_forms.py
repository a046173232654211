"""The small forms of schemes and evaluations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from interpretation.forms.acts import ActForm
from supervision.measuring import GAUGES
from supervision.models import Indicator, Scheme


class BeginForm(forms.Form):
    name = forms.CharField(label="名称", max_length=100, help_text="例如：2026年第一季度政务公开考核")
    start = forms.DateField(label="考核期起", widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="考核期止", widget=forms.DateInput(attrs={"type": "date"}))


class AskForm(ActForm):
    until = forms.DateField(label="异议期限", widget=forms.DateInput(attrs={"type": "date"}))


class EntryForm(forms.Form):
    """填写: the value, or 不涉及; and what it rests on."""

    value = forms.DecimalField(
        label="值", min_value=0, max_value=9999, decimal_places=2, required=False, help_text="不涉及的留空"
    )
    evidence = forms.CharField(label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ObjectionForm(forms.Form):
    text = forms.CharField(label="异议和理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    accepted = forms.ChoiceField(
        label="是否采纳",
        choices=[("no", "不采纳"), ("yes", "采纳，按更正后的值计分")],
        widget=forms.RadioSelect,
        initial="no",
    )
    value = forms.DecimalField(
        label="更正后的值", min_value=0, max_value=9999, decimal_places=2, required=False
    )
    text = forms.CharField(label="答复的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class BoundsForm(forms.ModelForm):
    class Meta:
        model = Scheme
        fields = ("praise_from", "urge_below", "criticise_below")

    def _post_clean(self) -> None:
        """The act looks at the row as a whole."""


class RowForm(forms.Form):
    """One indicator of a draft: 0 points take it out."""

    name = forms.CharField(label="指标", max_length=100)
    points = forms.DecimalField(label="分值", min_value=0, max_value=100, decimal_places=2)
    full = forms.DecimalField(label="满分值", min_value=0, max_value=9999, decimal_places=2)
    zero = forms.DecimalField(label="零分值", min_value=0, max_value=9999, decimal_places=2)
    basis = forms.CharField(label="依据", max_length=200, required=False)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        names = ("name", "points", "full", "zero", "basis")
        initial = {name: getattr(indicator, name) for name in names}
        super().__init__(*args, prefix=f"i{indicator.pk}", initial=initial, **kwargs)
        self.indicator = indicator
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{indicator.name}：{field.label}"
            field.widget.attrs["class"] = "input" if name in {"name", "basis"} else "figure"


class NewRowForm(forms.Form):
    """增加一项; without a name nothing is added."""

    head = forms.CharField(label="一级指标", max_length=30, required=False)
    code = forms.SlugField(label="代码（字母）", max_length=40, required=False)
    name = forms.CharField(label="指标", max_length=100, required=False)
    points = forms.DecimalField(
        label="分值", min_value=Decimal("0.01"), max_value=100, decimal_places=2, required=False
    )
    measure = forms.ChoiceField(
        label="系统取数", required=False,
        choices=[("", "人工填写"), *((code, one.describes[:40]) for code, one in GAUGES.items())],
    )  # fmt: skip

    def row(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if not data["name"]:
            return None
        return {name: data[name] for name in ("head", "code", "name", "points", "measure")}
