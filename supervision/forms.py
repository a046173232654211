"""What the back office may ask of us about reports."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from requests_app.forms.public import receiving_units
from requests_app.policies import EDITORS
from supervision.actions.drafting import FIRST_YEAR
from supervision.models import Origin


def preparing_units(user: User) -> Any:
    """Whose reports the person prepares."""
    units = receiving_units()
    own = units.filter(pk__in=user.roles.organisations(*EDITORS))
    counties = units.filter(
        pk__in=user.roles.organisations(Role.COUNTY_OFFICE), kind=OrganisationKind.COUNTY_GOVERNMENT
    )
    return own | counties


class StartForm(forms.Form):
    """开始编制."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=2099)
    origin = forms.ChoiceField(
        label="数据来源", widget=forms.RadioSelect, initial=Origin.COMPUTED,
        choices=[(Origin.COMPUTED, "由系统统计，可以修改，有差异的须说明"), (Origin.ENTERED, "人工填报（平台启用以前的年度）")],
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = preparing_units(user)  # type: ignore[attr-defined]


class ImportForm(StartForm):
    """导入以前公布的报告."""

    origin = None  # type: ignore[assignment]
    file = forms.FileField(
        label="文件", help_text=".xlsx 或者 .csv，2021年和2019年的版式都可以；空白的单元格仍是空白，不当作0"
    )
    source_note = forms.CharField(label="原来在哪里、什么时候公布", max_length=200)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
