"""What the office and the units may be asked about how the work is organised (市实施意见四)."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Organisation, User
from accounts.roles import Role
from interpretation.forms.acts import ActForm
from requests_app.policies import EDITORS
from statute.forms import FromDayForm
from supervision.actions.keeping_files import ACCEPT, ALLOWED
from supervision.models import StaffMember, SupervisionRule, Training, TrainingFile
from supervision.organising_policies import TRAINED

CHOOSE = "请选择"


class RuleForm(FromDayForm):
    """设定监督规定."""

    key = forms.ChoiceField(label="事项", choices=SupervisionRule.Key.choices)
    value = forms.IntegerField(label="数值", min_value=1, max_value=100)
    legal_basis = forms.CharField(label="依据", max_length=200, help_text="本县规定的文件名称、文号")
    verified = forms.BooleanField(label="已与依据文件核对", required=False)
    field_order = ("key", "value", "legal_basis", "verified", "effective_from")


def kept_units(user: User) -> Any:
    """The units whose trainings and people this person registers."""
    own = user.roles.organisations(Role.COUNTY_OFFICE, *EDITORS)
    return Organisation.objects.active().filter(pk__in=own, kind__in=TRAINED).order_by("tree_id", "lft")


def _day(label: str, **given: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given
    )


class _UnitsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class TrainingForm(forms.Form):
    """登记培训, past or planned."""

    organiser = forms.ModelChoiceField(
        label="组织单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    subject = forms.CharField(label="培训内容", max_length=150)
    held_on = _day("培训日期", help_text="可以是已经举行的，也可以是计划举行的")
    place = forms.CharField(
        label="地点或者方式", max_length=100, help_text="例如：县政府三楼会议室、视频会议"
    )
    audience = forms.CharField(label="参加对象", max_length=200, help_text="例如：各单位分管负责人和经办人")
    units = _UnitsField(
        label="通知参加的单位", queryset=Organisation.objects.none(), to_field_name="code",
        error_messages={"required": "请选择通知哪些单位参加。"},
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = kept_units(user)
        self.fields["organiser"].queryset = kept  # type: ignore[attr-defined]
        trees = kept.values("tree_id")
        asked = Organisation.objects.active().filter(tree_id__in=trees, kind__in=TRAINED)
        self.fields["units"].queryset = asked.order_by("tree_id", "lft")  # type: ignore[attr-defined]
        if user.roles.direct.get(Role.COUNTY_OFFICE):  # whose trainings are for all, as a rule
            self.fields["units"].initial = asked


class MoreUnitsForm(ActForm):
    units = _UnitsField(label="增加的单位", queryset=Organisation.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        training: Training = self.thing
        below = training.county.get_descendants(include_self=True).filter(kind__in=TRAINED, is_active=True)
        asked = training.attendances.values("unit")
        self.fields["units"].queryset = below.exclude(pk__in=asked).order_by("lft")  # type: ignore[attr-defined]


class SummaryForm(ActForm):
    summary = forms.CharField(label="培训情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].initial = self.thing.summary


class TrainingFileForm(ActForm):
    kind = forms.ChoiceField(label="类别", choices=TrainingFile.Kind.choices)
    file = forms.FileField(label="文件", help_text=ALLOWED, widget=forms.FileInput(attrs={"accept": ACCEPT}))


class ArticleForm(forms.Form):
    """写经验交流."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    title = forms.CharField(label="标题", max_length=100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = kept_units(user)  # type: ignore[attr-defined]


class StaffForm(forms.Form):
    """登记政务公开工作人员."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=None
    )
    user = forms.ModelChoiceField(
        label="账号", queryset=User.objects.none(), required=False, empty_label="没有账号",
        help_text="有账号的，姓名取自账号",
    )  # fmt: skip
    name = forms.CharField(label="姓名", max_length=50, required=False, help_text="没有账号的才填写")
    post = forms.ChoiceField(label="专职或者兼职", choices=StaffMember.Post.choices, widget=forms.RadioSelect)
    duty = forms.CharField(label="负责的工作", max_length=100, help_text="例如：文件公开、依申请公开")
    since = _day("开始日期")
    certificate = forms.CharField(
        label="证书", max_length=200, required=False, help_text="名称、编号、取得日期；没有的不填"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = kept_units(user)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        people = User.objects.filter(organisation__in=units, is_active=True)
        self.fields["user"].queryset = people.order_by("organisation", "pk")  # type: ignore[attr-defined]


class StaffChangeForm(ActForm):
    post = forms.ChoiceField(label="专职或者兼职", choices=StaffMember.Post.choices, widget=forms.RadioSelect)
    duty = forms.CharField(label="负责的工作", max_length=100)
    certificate = forms.CharField(label="证书", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("post", "duty", "certificate"):
            self.fields[name].initial = getattr(self.thing, name)
