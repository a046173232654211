"""What a complainant may be asked, and the small forms beside the buttons of complaints and orders."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from accounts.models import Organisation
from interpretation.forms.acts import ActForm
from supervision.actions.keeping_files import ACCEPT, ALLOWED
from supervision.actions.rectifying import BASIS
from supervision.complaint_policies import WATCHED
from supervision.complaint_workflow import ComplaintKind, Finding, OrderKind
from supervision.deadlines import LONGEST_ORDER, ORDER_DAYS

CHOOSE: Final = "请选择"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, help_text=ALLOWED, widget=FilesInput(attrs={"accept": ACCEPT}), **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


def watched_units(county: Organisation | None = None) -> Any:
    """Whom the office supervises: departments and townships."""
    units = Organisation.objects.active().filter(kind__in=WATCHED)
    return (county.get_descendants().filter(pk__in=units) if county else units).order_by("tree_id", "lft")


class ComplaintForm(forms.Form):
    """投诉举报: what is wrong, whose, and how to tell the result. Phone and mail may be left out."""

    kind = forms.ChoiceField(
        label="投诉的是哪种情形", choices=ComplaintKind.choices, widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(
        label="被投诉的单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=CHOOSE,
        help_text="县直部门和乡镇（街道）",
    )  # fmt: skip
    application = forms.CharField(
        label="申请的登记编号",
        max_length=30,
        required=False,
        help_text="投诉申请没有依法答复的请填写，在申请回执上",
    )
    subject = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(
        label="事实和理由", max_length=3000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text="应当公开什么、在哪里没有找到，或者哪天申请的、有没有收到答复",
    )  # fmt: skip
    files = FilesField(label="材料")
    name = forms.CharField(
        label="怎么称呼您", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="联系电话", max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="电子邮箱", max_length=254, required=False, help_text="填写的，办结时给您发一封邮件",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = watched_units()  # type: ignore[attr-defined]

    @property
    def by_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class TrackForm(forms.Form):
    number = forms.CharField(label="投诉编号", max_length=30)
    code = forms.CharField(
        label="查询码", max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class DemandFields(forms.Form):
    """What an order says, whatever it was opened on."""

    kind = forms.ChoiceField(label="方式", choices=OrderKind.choices)
    text = forms.CharField(
        label="存在的问题和整改要求", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="不要写投诉人的姓名和联系方式",
    )  # fmt: skip
    working_days = forms.IntegerField(
        label="整改期限（工作日）", min_value=1, max_value=LONGEST_ORDER, initial=ORDER_DAYS
    )
    legal_basis = forms.CharField(label="依据", max_length=200, initial=BASIS)


class ComplaintOrderForm(DemandFields, ActForm):
    """下达整改 on a complaint."""

    field_order = ("kind", "text", "working_days", "legal_basis")


class GapForm(DemandFields):
    """下达整改 on a gap the office found: a unit, and what it was seen by."""

    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Organisation.objects.none(), to_field_name="code", empty_label=CHOOSE
    )
    item = forms.IntegerField(label="公开事项的编号", required=False, min_value=1, max_value=2**31,
                              help_text="公开事项页面地址里的数字；不针对某一事项的不填")  # fmt: skip
    reference = forms.CharField(
        label="问题来源", max_length=200, required=False, help_text="例如：三月份网站检查"
    )
    field_order = ("unit", "item", "reference", "kind", "text", "working_days", "legal_basis")

    def __init__(self, *args: Any, county: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = watched_units(county)  # type: ignore[attr-defined]


class FindingForm(ActForm):
    finding = forms.ChoiceField(
        label="核查结论", choices=[(one.value, one.label) for one in (Finding.UNFOUNDED, Finding.OUT_OF_SCOPE)],
        help_text="属实的，请下达整改",
    )  # fmt: skip
    answer = forms.CharField(
        label="告知投诉人", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明核查的经过和理由；不属于本平台受理的，写明向哪里提出",
    )  # fmt: skip


class ExtendForm(ActForm):
    working_days = forms.IntegerField(label="延长工作日", min_value=1, max_value=ORDER_DAYS * 2, initial=5)
    reason = forms.CharField(label="理由", max_length=300)


class RepairForm(ActForm):
    text = forms.CharField(label="整改情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    page_url = forms.CharField(
        label="可以看到结果的网页", max_length=300, required=False, help_text="例如 /documents/123/"
    )
    files = FilesField(label="佐证材料")


class VerdictForm(ActForm):
    verdict = forms.CharField(label="验收意见", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RejectForm(VerdictForm):
    working_days = forms.IntegerField(
        label="重新整改期限（工作日）", min_value=1, max_value=LONGEST_ORDER, initial=5
    )


class CriticismForm(ActForm):
    text = forms.CharField(label="通报批评的事由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
