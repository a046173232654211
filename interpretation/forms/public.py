"""What a citizen may be asked: a message, a look at it, a mark for the answer."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from accounts.models import Organisation
from catalog.models import Domain
from disclosure.policies import PUBLISHERS
from interpretation.models import MessageKind

ANYBODY: Final = "不清楚，由平台分办"


class MessageForm(forms.Form):
    """写留言: the least that is needed to answer. Phone or mail may be left out, the code opens the answer."""

    kind = forms.ChoiceField(label="类别", choices=MessageKind.choices)
    unit = forms.ModelChoiceField(
        label="向谁反映",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=ANYBODY,
    )
    domain = forms.ModelChoiceField(
        label="哪方面的事",
        queryset=Domain.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="不清楚",
        help_text="不知道向谁反映的，选一个方面，由主管的部门办理",
    )
    page_url = forms.CharField(
        label="有错的网页", max_length=300, required=False, help_text="网页地址或者名称；给网站找错的请填写"
    )
    subject = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(label="内容", max_length=3000, widget=forms.Textarea(attrs={"rows": 7}))
    name = forms.CharField(
        label="怎么称呼您", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="联系电话",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label="电子邮箱",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="填写的，有进展时会给您发邮件",
    )
    consent = forms.BooleanField(label="同意隐去姓名后公开留言和答复，供别人参考", required=False)
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organisation.objects.active().filter(kind__in=PUBLISHERS).order_by("tree_id", "lft")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["domain"].queryset = Domain.objects.active()  # type: ignore[attr-defined]

    @property
    def by_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == MessageKind.ERROR and not data.get("page_url"):
            self.add_error("page_url", "请填写有错的网页，我们好去核对。")
        return data


class TrackForm(forms.Form):
    number = forms.CharField(label="留言编号", max_length=30)
    code = forms.CharField(
        label="查询码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="对答复满意吗",
        coerce=int,
        choices=[(5, "5分 很满意"), (4, "4分 满意"), (3, "3分 一般"), (2, "2分 不满意"), (1, "1分 很不满意")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="想说的话", max_length=200, required=False)
