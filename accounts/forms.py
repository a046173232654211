"""What is asked of somebody who signs in."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import guarding
from accounts.addresses import address
from accounts.models import User

PAUSED: Final = "尝试的次数太多，请15分钟后再试。"


class SignInForm(AuthenticationForm):
    """用户名和密码. What it says is the same for accounts that exist and those that do not."""

    error_messages = {
        "invalid_login": "用户名或者密码不正确。注意区分大小写；连续多次不正确，会暂停登录15分钟。",
        "inactive": "用户名或者密码不正确。注意区分大小写；连续多次不正确，会暂停登录15分钟。",
    }

    def clean(self) -> dict[str, Any]:
        if (
            self.request is None
            or not self.cleaned_data.get("username")
            or not self.cleaned_data.get("password")
        ):
            return super().clean()
        watched = guarding.signing_in(self.cleaned_data["username"], address(self.request))
        if not guarding.try_once(watched, at=timezone.now()):
            raise ValidationError(PAUSED, code="paused")
        cleaned = super().clean()
        guarding.succeeded(watched)
        return cleaned


class CodeForm(forms.Form):
    """验证码: of an app, or one of the recovery codes."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="手机验证器上的6位数字；手机不在身边时，填写一个恢复码。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
    )


class TotpForm(forms.Form):
    """登记动态验证码."""

    name = forms.CharField(
        label="名称", max_length=50, initial="我的手机", help_text="方便您以后辨认，例如“工作手机”。"
    )
    code = forms.CharField(
        label="验证码",
        max_length=10,
        help_text="手机验证器现在显示的6位数字。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """登记通行密钥."""

    name = forms.CharField(
        label="名称", max_length=50, initial="我的通行密钥", help_text="例如“办公电脑”“蓝色U盾”。"
    )
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class ConfirmForm(forms.Form):
    """再次验证: the password, and a code where the person has a second factor."""

    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text="手机验证器上的6位数字，或者一个恢复码。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.factors.filter(kind="totp").exists():
            del self.fields["code"]


class ResetForm(forms.Form):
    """重置他人的二次验证."""

    reason = forms.CharField(
        label="重置的理由", max_length=200, help_text="例如“手机丢失，恢复码也不在身边”。"
    )
    identified = forms.CharField(
        label="怎样核实了是本人",
        max_length=200,
        help_text="两个人办理：写明另一位在场的人，和怎样核实的，例如“本人持工作证到场，办公室李某在场见证”。",
    )
