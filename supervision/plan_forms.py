"""What the office and the units may be asked about the year's work plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.models import Organisation
from interpretation.forms.acts import ActForm
from supervision.models import WorkPlan
from supervision.organising_policies import TRAINED


def _day(label: str, **given: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given
    )


class PlanForm(forms.Form):
    """编制工作要点."""

    year = forms.IntegerField(label="年度", min_value=2008, max_value=2099)
    title = forms.CharField(label="标题", max_length=100)
    basis = forms.CharField(
        label="依据", max_length=200, required=False, help_text="上级工作要点的名称、文号"
    )

    @staticmethod
    def started(county: Organisation, today: date) -> dict[str, object]:
        """What the form begins with."""
        place = county.name.removesuffix("人民政府")
        return {"year": today.year, "title": f"{place}{today.year}年政务公开工作要点"}


class TaskForm(forms.Form):
    """增加任务."""

    text = forms.CharField(label="任务", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label="请选择"
    )
    due_on = _day("完成期限")

    def __init__(self, *args: Any, plan: WorkPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = plan.county.get_descendants(include_self=True)
        units = below.filter(kind__in=TRAINED, is_active=True).order_by("lft")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ReportForm(ActForm):
    text = forms.CharField(label="进展情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    page_url = forms.CharField(
        label="可以看到结果的网页", max_length=300, required=False, help_text="例如 /documents/123/"
    )
    is_done = forms.BooleanField(
        label="这项任务已经完成", required=False, help_text="由县政务公开主管部门核实"
    )


class ShiftForm(ActForm):
    due_on = _day("调整后的期限")
    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = self.thing.due_on
