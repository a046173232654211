"""What may be asked about documents: the forms of the back office."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from disclosure.actions.campaigns import CHOICES
from disclosure.models import Campaign, ReleaseCondition, Withdrawal
from disclosure.policies import PUBLISHERS
from disclosure.workflow import Attribute
from statute import grounds
from statute.document_kinds import DocumentKind

UNSET = ("", "——")
KINDS = [
    (kind.value, f"{kind.label}（通常不公开）" if kind.usually_not_open else kind.label)
    for kind in DocumentKind
]
ARTICLES = {
    "条例第十四条": "第十四条：绝对不公开，不能定为依申请公开",
    "条例第十五条": "第十五条：第三方同意或者不公开会损害公共利益的，应当公开",
    "条例第十六条": "第十六条：可以不公开",
}


def date_field(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def text_field(label: str, most: int, rows: int = 0, **more: Any) -> forms.CharField:
    """Optional text: a draft may be saved with anything missing. `rows` makes it an area."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **more)


def ground_choices(attribute: str) -> list[Any]:
    """The grounds an attribute may rest on, by article; all of them while none is chosen."""
    allowed = tuple(grounds.GROUNDS.values())
    if attribute in Attribute.values and attribute != Attribute.OPEN:
        allowed = grounds.grounds_for(grounds.Attribute(attribute))
    found: dict[str, list[tuple[str, str]]] = {}
    for rule in allowed:
        article = next(words for start, words in ARTICLES.items() if rule.article.startswith(start))
        found.setdefault(article, []).append((rule.code.value, rule.label))
    return [UNSET, *found.items()]


class StartForm(forms.Form):
    """起草文件: which unit, what it is called, what it is."""

    unit = forms.ModelChoiceField(label="发布机构", queryset=Organisation.objects.none())
    title = forms.CharField(label="标题", max_length=300, help_text="公文的全称，以后可以修改")
    kind = forms.ChoiceField(label="公文种类", choices=KINDS, initial=DocumentKind.NOTICE.value)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.roles.organisations(Role.CLERK, Role.HEAD)
        units = Organisation.objects.active().filter(pk__in=mine, kind__in=PUBLISHERS)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk


class DecisionForm(forms.Form):
    """审查意见: agree, hold another attribute for right, return, or ask those who may decide."""

    AGREE, DIFFERS, RETURN, REFER = "agree", "differs", "return", "refer"

    text = forms.CharField(
        label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="同意也要写明意见；起草人会看到，并一直保留在办理记录里",
    )  # fmt: skip
    attribute = forms.ChoiceField(
        label="公开属性", choices=Attribute.choices, required=False, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(label="法定事由", choices=lambda: ground_choices(""), required=False)
    reason = text_field("不主动公开的理由", 2000, rows=3, help_text="不少于10个字；与起草人一致时可以留空")


class ResolveForm(DecisionForm):
    """登记确定意见 (条例第十七条第三款)."""

    reason = None  # type: ignore[assignment]  # the answer itself gives it


class WithdrawForm(forms.Form):
    """撤下: why, and what the public sees instead."""

    reason = forms.CharField(
        label="撤下的原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只留在办理记录里，公众看不到",
    )  # fmt: skip
    behaviour = forms.ChoiceField(
        label="公众看到什么", choices=Withdrawal.Behaviour.choices, widget=forms.RadioSelect
    )
    public_note = text_field("给公众的说明", 200, help_text="显示在页面上，例如：内容正在核实")


class ConditionForm(forms.Form):
    """登记发布前提 (条例第十一条)."""

    kind = forms.ChoiceField(
        label="前提",
        choices=[
            (kind.value, kind.label)
            for kind in (ReleaseCondition.Kind.CONFIRMATION, ReleaseCondition.Kind.APPROVAL)
        ],
    )
    note = forms.CharField(label="与哪个机关确认、报谁批准", max_length=300)


class CampaignForm(forms.Form):
    """发起清理与评估."""

    kind = forms.ChoiceField(label="类别", choices=Campaign.Kind.choices, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(label="组织单位", queryset=Organisation.objects.none())
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2100)
    due_on = forms.DateField(
        label="完成期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="各单位在这一天之前评估完毕",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.roles.organisations(Role.COUNTY_OFFICE)
        counties = Organisation.objects.filter(pk__in=mine, kind=OrganisationKind.COUNTY_GOVERNMENT)
        self.fields["organisation"].queryset = counties  # type: ignore[attr-defined]
        if len(counties) == 1:
            self.fields["organisation"].initial = counties[0].pk


class EntryForm(forms.Form):
    """评估一份文件: the conclusions that suit the campaign, and the reason."""

    decision = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.value, one.label) for one in CHOICES[Campaign.Kind(kind)]]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """确认人工渠道: the day it was posted or shown, and a photo of it."""

    on = forms.DateField(
        label="张贴或播出日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    photo = forms.FileField(label="照片", required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
