"""What may be asked of an applicant: exactly what Article 29 names, and never what it is for (第二十七条)."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation
from requests_app import identity
from requests_app.models import ApplicantKind, Form, IdentityKind, Way
from requests_app.policies import RECEIVERS

SUBJECT_HELP: Final = "写清名称、文号，或者时间、地点、事项等便于查找的特征。一份申请写一件信息。"
FILE_HELP: Final = "图片或者 pdf，不超过50MB；提交前就保存在草稿里"
NATURAL: Final = ApplicantKind.NATURAL


def receiving_units() -> QuerySet[Organisation]:
    """Bodies one may apply to (第二十七条)."""
    return Organisation.objects.active().filter(kind__in=RECEIVERS).order_by("tree_id", "lft")


def _text(label: str, most: int, *, required: bool = False, rows: int = 0, **attrs: Any) -> forms.CharField:
    help_text = attrs.pop("help_text", "")
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=help_text
    )


class PersonForm(forms.Form):
    """申请人: the same fields on line and at the counter; which must be there is settled by the subclasses."""

    kind = forms.ChoiceField(label="申请人类型", choices=ApplicantKind.choices, initial=NATURAL)
    name = _text("姓名或者名称", 100, autocomplete="name")
    contact_person = _text("联系人", 50, help_text="法人或者其他组织填写")
    identity_kind = forms.ChoiceField(
        label="证件类型", choices=IdentityKind.choices, initial=IdentityKind.ID_CARD, required=False
    )
    identity = _text("证件号码", 40, autocomplete="off", spellcheck="false")
    phone = _text("联系电话", 30, autocomplete="tel", inputmode="tel")
    email = forms.EmailField(
        label="电子邮箱",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = _text("通信地址", 200, autocomplete="street-address")
    agent_name = _text("代理人姓名", 50)
    agent_identity_kind = forms.ChoiceField(
        label="代理人证件类型", choices=[("", "——"), *IdentityKind.choices], required=False
    )
    agent_identity = _text("代理人证件号码", 40, autocomplete="off", spellcheck="false")
    agent_phone = _text("代理人电话", 30, inputmode="tel")
    subject = _text("所需政府信息", 2000, required=True, rows=5, help_text=SUBJECT_HELP)
    document_number = _text("文号", 100, help_text="知道时填写，例如 青政发〔2025〕8号")
    form = forms.ChoiceField(
        label="要求的形式", choices=Form.choices, widget=forms.RadioSelect, required=False
    )
    way = forms.ChoiceField(label="获取的途径", choices=Way.choices, widget=forms.RadioSelect, required=False)
    needs_help = forms.BooleanField(label="我在阅读、视听上有困难，需要帮助", required=False)
    help_note = _text("需要什么帮助", 300)

    def clean_identity(self) -> str:
        return self._checked("identity", "identity_kind")

    def clean_agent_identity(self) -> str:
        return self._checked("agent_identity", "agent_identity_kind")

    def _checked(self, name: str, kind: str) -> str:
        number = str(self.cleaned_data[name])
        if said := identity.fault(str(self.cleaned_data.get(kind, "")), number):
            raise forms.ValidationError(said)
        return identity.normalised(number)

    def person(self) -> dict[str, str]:
        """The fields of `Applicant`."""
        names = (
            "kind", "name", "contact_person", "identity_kind", "identity", "phone", "email", "address", "agent_name",
            "agent_identity_kind", "agent_identity", "agent_phone",
        )  # fmt: skip
        return {name: self.cleaned_data.get(name) or "" for name in names}


class ApplyForm(PersonForm):
    """网上申请: nothing of 第二十九条 may be missing."""

    unit = forms.ModelChoiceField(
        label="向哪个机关申请", queryset=Organisation.objects.none(), to_field_name="code", empty_label="请选择",
        help_text="不知道由谁负责时，可以向县人民政府申请，由它告诉您或者转给负责的机关",
    )  # fmt: skip
    identity_file = forms.FileField(label="身份证明的照片或者扫描件", required=False, help_text=FILE_HELP)
    authority_file = forms.FileField(label="授权委托书", required=False, help_text=FILE_HELP)
    has_agent = forms.BooleanField(label="由代理人代为申请", required=False)
    consent = forms.BooleanField(label="我已阅读个人信息处理说明，同意为办理本申请使用上述信息")
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
    field_order = ("unit", "subject", "document_number", "kind", "name", "contact_person")

    def __init__(self, *args: Any, kept: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept  # kinds of files that the draft has already
        self.fields["unit"].queryset = receiving_units()  # type: ignore[attr-defined]
        for name in ("name", "identity_kind", "identity", "form", "way"):
            self.fields[name].required = True
        self.fields["identity"].error_messages["required"] = (
            "请填写证件号码（条例第二十九条第二款第一项 身份证明）。"
        )
        self.fields["phone"].help_text = "电话、邮箱、地址至少填写一项"
        self.fields["consent"].error_messages["required"] = "请先阅读个人信息处理说明并勾选同意。"
        self.fields["subject"].error_messages["required"] = "请写明所需政府信息（条例第二十九条）。"

    @property
    def by_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("phone", "email", "address")):
            self.add_error("phone", "电话、邮箱、地址至少填写一项，好与您联系。")
        needs = {Way.POST: ("address", "邮寄"), Way.EMAIL: ("email", "发电子邮件")}
        if found := needs.get(data.get("way", "")):
            name, how = found
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"您选择了{how}，请填写{self.fields[name].label}。")
        self._organisation(data)
        self._agent(data)
        return data

    def _organisation(self, data: dict[str, Any]) -> None:
        """A body states its credit code and whom to speak to."""
        if data.get("kind") in ("", None, NATURAL):
            return
        if data.get("identity") and data.get("identity_kind") == IdentityKind.ID_CARD:
            self.add_error("identity_kind", "法人或者其他组织请选择统一社会信用代码。")
        if not data.get("contact_person"):
            self.add_error("contact_person", "请填写联系人。")

    def _agent(self, data: dict[str, Any]) -> None:
        if not data.get("has_agent"):
            for name in ("agent_name", "agent_identity_kind", "agent_identity", "agent_phone"):
                data[name] = ""
            return
        if not data.get("agent_name"):
            self.add_error("agent_name", "请填写代理人姓名。")
        if not data.get("agent_identity") and "agent_identity" not in self.errors:
            self.add_error("agent_identity", "请填写代理人证件号码。")
        if not data.get("authority_file") and "authority" not in self.kept:
            self.add_error("authority_file", "代理申请须提交授权委托书。")


class TrackForm(forms.Form):
    """查询: two things only the applicant has."""

    number = forms.CharField(
        label="登记编号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="查询码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AnswerForm(forms.Form):
    """补正 or reasons, from the applicant."""

    answer = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class SuggestForm(forms.Form):
    text = forms.CharField(
        label="为什么应当向全社会公开",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
