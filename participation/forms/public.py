"""What may be asked of somebody who gives an opinion: the opinion; a name and an address only if he likes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import validate_email

from participation.actions import texting
from participation.actions.opining import MOST, Said
from participation.clauses import WHOLE, Clause
from participation.forms.challenge import ask, right
from participation.models import Gathering, Group


class GuardedForm(forms.Form):
    """Honeypot, a key that makes sending twice harmless, and a question to read when one address sends a lot."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(
        label="这一栏请不要填", required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )  # fmt: skip
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.CharField(label="验证问题", required=False, max_length=10)

    def __init__(self, *args: Any, challenged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenged = challenged
        if challenged:
            self.question = ask()
            self.fields["answer"].required = True
            self.fields["answer"].help_text = f"{self.question.question}用数字或者汉字回答"
            self.fields["answer"].error_messages["required"] = "请回答验证问题。"

    @property
    def by_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def new_token(self) -> str:
        return self.question.token if self.challenged else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.challenged and data.get("answer") and not right(str(data.get("token", "")), data["answer"]):
            self.add_error("answer", "答案不对，请看清新的问题再答。")
        return data

    @property
    def idempotency_key(self) -> UUID:
        return UUID(str(self.cleaned_data["key"]))


class OpinionForm(GuardedForm):
    """提意见: on the draft as a whole, or clause by clause."""

    name = forms.CharField(
        label="姓名或者单位", max_length=50, required=False, help_text="可以不填；公布时只显示姓氏",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = forms.EmailField(
        label="电子邮箱", max_length=100, required=False, help_text="可以不填；填了，反馈公布时会告诉您一次，不作别的用",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: list[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = clauses
        self.fields["whole"] = forms.CharField(
            label="对整个征求意见稿的意见",
            max_length=MOST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        for clause in clauses:
            self.fields[f"clause_{clause.place}"] = forms.CharField(
                label=f"对{clause.label}的意见", max_length=MOST, required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    def rows(self) -> list[tuple[Clause, forms.BoundField]]:
        return [(clause, self[f"clause_{clause.place}"]) for clause in self.clauses]

    def parts(self) -> dict[int, str]:
        """Place → text, of what was typed; also of a form that is not valid, to hand it back."""
        typed = {WHOLE: str(self["whole"].value() or "")}
        typed |= {clause.place: str(self[f"clause_{clause.place}"].value() or "") for clause in self.clauses}
        return {place: text for place, text in typed.items() if text.strip()}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.parts():
            self.add_error("whole", "请至少写一条意见：对整个稿子的，或者对某一条的。")
        return data

    def said(self) -> Said:
        return Said(self.parts(), self.cleaned_data["name"], self.cleaned_data["contact"])


class PassForm(forms.Form):
    """索取填写链接."""

    address = forms.CharField(
        label="电子邮箱", max_length=100, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if texting.is_on():
            field = self.fields["address"]
            field.label, field.widget = "电子邮箱或者手机号码", forms.TextInput()

    def clean_address(self) -> str:
        """An address, or a mobile number where the county can write to one."""
        address = str(self.cleaned_data["address"]).strip()
        if texting.is_on() and (number := texting.mobile(address)):
            return number
        validate_email(address)
        return address


class SignUpForm(GuardedForm):
    """报名."""

    group = forms.ModelChoiceField(label="以什么身份参加", queryset=Group.objects.none(), empty_label=None)
    name = forms.CharField(
        label="姓名", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="手机号码", max_length=30, help_text="通知您参加用，不公布",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    consent = forms.BooleanField(label="我同意抽中后公布姓名")

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = gathering.groups.all()  # type: ignore[attr-defined]
        if gathering.kind != Gathering.Kind.HEARING:
            del self.fields["consent"]


class WithdrawForm(forms.Form):
    """取消报名: number and code from the slip."""

    serial = forms.IntegerField(label="编号", min_value=1, max_value=10**6)
    code = forms.CharField(
        label="取消码", max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
