"""What the back office may ask of us about the self-inspection."""

from __future__ import annotations

from typing import Any

from django import forms

from supervision.inspecting.columns import SOURCES
from supervision.inspecting.rules import RULES
from supervision.models import CheckIndicator, InspectionLine, Light, Part, SiteColumn

JUDGEMENTS = [(light.value, light.label) for light in (Light.GREEN, Light.AMBER, Light.RED)]


class JudgeForm(forms.Form):
    """人工核对: a light for a veto, points for the others."""

    light = forms.ChoiceField(label="结论", choices=JUDGEMENTS, widget=forms.RadioSelect)
    score = forms.DecimalField(label="得分", min_value=0, max_digits=5, decimal_places=1)
    note = forms.CharField(label="核对情况", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, line: InspectionLine, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"l{line.pk}", **kwargs)
        if line.part == Part.VETO:
            del self.fields["score"]
            return
        del self.fields["light"]
        self.fields["score"].help_text = f"0至{line.points}分"


class IndicatorForm(forms.ModelForm):
    """检查指标: a new row from today on."""

    auto_rule = forms.ChoiceField(label="自动统计", required=False)

    class Meta:
        model = CheckIndicator
        fields = (
            "code",
            "part",
            "group",
            "name",
            "points",
            "per_fault",
            "rule_text",
            "auto_rule",
            "position",
            "source",
            "verified",
        )
        widgets = {"rule_text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(CheckIndicator.objects.exclude(auto_rule="").values_list("auto_rule", "name"))
        choices = [(key, f"{Part(part).label}·{names.get(key, key)}") for key, (part, _) in RULES.items()]
        self.fields["auto_rule"].choices = [("", "没有，人工核对"), *choices]  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """The row it replaces ends when this one begins: the act looks after that."""

    def validate_constraints(self) -> None:
        """One row in force for a code: the form still sees the former. `setting_rules` ends it and checks the new row whole."""


class ColumnForm(forms.ModelForm):
    """栏目更新规则: a new row from today on."""

    source = forms.ChoiceField(
        label="统计口径", choices=[(key, source.label) for key, source in SOURCES.items()]
    )

    class Meta:
        model = SiteColumn
        fields = ("code", "name", "source", "group", "cycle_days", "position", "legal_basis", "verified")

    def validate_unique(self) -> None:
        """As in `IndicatorForm`."""

    def validate_constraints(self) -> None:
        """As in `IndicatorForm`."""
