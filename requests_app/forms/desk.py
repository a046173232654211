"""The forms of the back office: one for each act that needs words or dates."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from requests_app.forms.public import PersonForm, receiving_units
from requests_app.models import CaseFile, Consultation, CountyRule, Form, InformationRequest, Way
from requests_app.policies import RECEIVERS
from statute.clock import Channel
from statute.fees import Mode
from statute.letters import Way as DeliveryWay

DATE: Final = {"type": "date"}
PAPER_HELP: Final = "图片或者 pdf，不超过50MB；只供内部使用"


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def area(
    label: str, most: int, *, required: bool = True, rows: int = 3, help_text: str = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=help_text
    )


class ActForm(forms.Form):
    """The common part: the day it happened, today unless it is put on record later; never a day to come."""

    on = date_field("日期")

    def __init__(self, *args: Any, case: InformationRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天。")
        return day


class PlainForm(ActForm):
    """Nothing but the day."""


class EvidenceForm(ActForm):
    evidence = area("怎样确认的", 200, help_text="例如：10时20分电话确认")


class ReasonForm(ActForm):
    reason = area("理由", 300)


class NoteForm(ActForm):
    note = area("说明", 300)


class DeliverForm(ActForm):
    """How a letter went out, and what proves the day (国办公开办函〔2016〕235号)."""

    way = forms.ChoiceField(
        label="送达方式", choices=[(way.value, f"{way.label}：{way.counts}") for way in DeliveryWay], widget=forms.RadioSelect
    )  # fmt: skip
    evidence = forms.CharField(
        label="签收人、受委托的机关或者邮件单号",
        max_length=200,
        required=False,
        help_text="网上送达的不用填写",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.way == Way.ONLINE:
            self.fields["way"].initial = DeliveryWay.ONLINE
        else:
            ways = self.fields["way"].choices  # type: ignore[attr-defined]
            self.fields["way"].choices = [one for one in ways if one[0] != DeliveryWay.ONLINE]  # type: ignore[attr-defined]


class ReceivedForm(ActForm):
    received_by = forms.CharField(label="签收人", max_length=60)


class RectifyForm(ActForm):
    text = area(
        "更正的情况",
        2000,
        help_text="申请人证明与其自身相关的记录不准确的：已经更正、转送哪个机关，或者向哪个机关提出（条例第四十一条）",
    )


class CorrectionForm(ActForm):
    what = area("需要补正的全部内容", 2000, help_text="补正只能告知一次（条例第三十条）")
    guidance = area("指导和释明", 2000, required=False)
    until = date_field("补正期限", help_text="给申请人合理的时间")


class CorrectedForm(ActForm):
    answer = area("补正的内容", 2000)


class AskReasonForm(ActForm):
    count = forms.IntegerField(label="一段时间内的申请件数", min_value=1, max_value=100_000)
    text = area("为什么明显超过合理范围", 2000)
    until = date_field("说明理由的期限")


class GivenReasonForm(ActForm):
    answer = area("申请人的理由", 2000)
    is_reasonable = forms.TypedChoiceField(
        label="理由是否合理", choices=[("1", "合理"), ("0", "不合理")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip


class JudgeForm(ActForm):
    is_reasonable = forms.TypedChoiceField(
        label="理由是否合理", choices=[("1", "合理"), ("0", "不合理")], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip


class DeferForm(ReasonForm):
    until = date_field("延迟到哪一天")


class ExtendForm(ReasonForm):
    days = forms.IntegerField(
        label="延长的工作日", min_value=1, max_value=20, help_text="最多20个，只能一次（条例第三十三条）"
    )
    told_on = date_field("告知申请人的日期", help_text="须在原期限届满前送达")
    field_order = ("on", "days", "reason", "told_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = timezone.localdate


class ConsultForm(ActForm):
    kind = forms.ChoiceField(
        label="征求谁的意见", choices=Consultation.Kind.choices, widget=forms.RadioSelect
    )
    party = forms.CharField(label="名称", max_length=100)
    question = area("征求意见的内容", 2000, help_text="不要透露申请人的身份")
    delivered_on = date_field(
        "对方收到日期", required=False, help_text="15个工作日自对方收到之日起算，以后也可以登记"
    )


class PositionForm(ActForm):
    position = forms.ChoiceField(
        label="意见", choices=Consultation.Position.choices, widget=forms.RadioSelect
    )
    answer = area("理由", 2000, required=False)
    is_reasonable = forms.TypedChoiceField(
        label="不同意的理由是否合理", choices=[("", "不适用"), ("1", "合理"), ("0", "不合理")], required=False,
        coerce={"1": True, "0": False}.get, empty_value=None,
    )  # fmt: skip


class AssistForm(ActForm):
    organisation = forms.ModelChoiceField(label="协办机关", queryset=Organisation.objects.none())
    question = area("协办事项", 2000, help_text="协办机关看不到申请人，请不要写入个人信息")
    due_on = date_field("协办期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = self.case.unit.get_root().get_descendants(include_self=True).filter(is_active=True)
        units = inside.filter(kind__in=(*RECEIVERS, "public_enterprise")).exclude(pk=self.case.unit_id)
        self.fields["organisation"].queryset = units  # type: ignore[attr-defined]


class FeeForm(ActForm):
    mode = forms.ChoiceField(
        label="计收方式", choices=[(mode.value, mode.label) for mode in Mode], widget=forms.RadioSelect,
        help_text="一件申请只能选一种（国办函〔2020〕109号第三条）",
    )  # fmt: skip
    units = forms.IntegerField(label="件数或者页数", min_value=1, max_value=100_000)
    delivered_on = date_field("送达日期", required=False)


class PaidForm(ActForm):
    receipt_no = forms.CharField(label="非税收入票据号", max_length=60)


class ReassignForm(ReasonForm):
    target = forms.ModelChoiceField(label="转给", queryset=Organisation.objects.none())
    field_order = ("on", "target", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = self.case.unit.get_root().get_descendants(include_self=True)
        units = receiving_units().filter(pk__in=inside).exclude(pk=self.case.unit_id)
        self.fields["target"].queryset = units  # type: ignore[attr-defined]


class SearchForm(ActForm):
    scope = area("检索范围", 1000, help_text="库房、系统、科室")
    keywords = forms.CharField(label="检索词", max_length=300)
    people = forms.CharField(label="检索人", max_length=200)
    result = area("检索结果", 1000)


class FileForm(ActForm):
    """Papers of the case: what is given goes to the applicant, everything else stays inside."""

    KINDS = [choice for choice in CaseFile.Kind.choices if choice[0] != CaseFile.Kind.LETTER]
    kind = forms.ChoiceField(label="类别", choices=KINDS, initial=CaseFile.Kind.GIVEN)
    file = forms.FileField(label="文件")
    name = forms.CharField(label="名称", max_length=200, required=False, help_text="不填就用文件名")


class ReopenForm(ReasonForm):
    until = date_field("重新答复的期限", help_text="复议决定、判决确定的期限")


class SameForm(ActForm):
    words = area(
        "是哪一条信息", 300, help_text="同一信息请用同样的写法，系统据此统计有多少人申请（条例第四十四条）"
    )


class PublishForm(ActForm):
    title = forms.CharField(label="公开文件的标题", max_length=300)


class CheckedForm(ActForm):
    checked = area("核对了什么证件", 200)


class TakeForm(PersonForm):
    """登记当面、邮寄、传真的申请: the channel decides what proves the day (第三十一条)."""

    unit = forms.ModelChoiceField(label="受理机关", queryset=Organisation.objects.none())
    channel = forms.ChoiceField(
        label="申请渠道", choices=[(c.value, c.label) for c in Channel if c is not Channel.INTERNET], widget=forms.RadioSelect,
        initial=Channel.COUNTER,
    )  # fmt: skip
    arrived = date_field("提交、签收或者到达日期")
    confirmed = date_field(
        "与申请人确认的日期", required=False, help_text="平常信函、传真以确认之日为收到之日，没有确认的先不填"
    )
    evidence = forms.CharField(
        label="收到的凭据",
        max_length=200,
        required=False,
        help_text="邮寄写邮件号，平常信函写邮戳和确认方式，传真写号码",
    )
    application_file = forms.FileField(label="申请书的扫描件或者照片", required=False, help_text=PAPER_HELP)
    identity_file = forms.FileField(label="身份证明的扫描件或者照片", required=False, help_text=PAPER_HELP)
    authority_file = forms.FileField(label="授权委托书的扫描件或者照片", required=False, help_text=PAPER_HELP)
    is_oral = forms.BooleanField(label="口头申请，由工作人员代为填写", required=False)
    read_back = forms.BooleanField(label="已将填写的内容念给申请人听，申请人确认无误", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("unit", "channel", "arrived", "confirmed", "evidence", "is_oral", "read_back", "subject")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = receiving_units().filter(pk__in=user.roles.organisations(Role.CLERK, Role.HEAD))
        self.fields["unit"].queryset = mine  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.fields["unit"].initial = mine[0].pk
        self.fields["arrived"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = timezone.localdate()
        for name in ("arrived", "confirmed"):
            if data.get(name) and data[name] > today:
                self.add_error(name, "日期不能晚于今天。")
        if data.get("is_oral") and not data.get("read_back"):
            self.add_error("read_back", "口头申请须念给申请人听并由其确认（条例第二十九条）。")
        if data.get("is_oral") and data.get("channel") not in (None, Channel.COUNTER):
            self.add_error("channel", "口头申请只能当面提出。")
        return data


class ReplyForm(forms.Form):
    """拟定答复: what the letter says beside what its row settles."""

    article = forms.CharField(label="依据的条款", max_length=200, required=False)
    reason = area("具体理由", 4000, required=False, rows=5)
    provided = area("提供的信息，或者获取的方式、途径和时间", 4000, required=False, rows=4)
    form = forms.ChoiceField(label="提供的形式", choices=[("", "——"), *Form.choices], required=False)
    form_reason = forms.CharField(label="改用其他形式的理由", max_length=300, required=False)
    responsible_body = forms.CharField(label="负责公开的机关", max_length=100, required=False)
    responsible_contact = forms.CharField(label="该机关的联系方式", max_length=200, required=False)
    previous = forms.ModelChoiceField(
        label="上一次申请", queryset=InformationRequest.objects.none(), required=False
    )
    contradiction_reason = forms.CharField(
        label="与公文原定公开属性不一致的理由", max_length=500, required=False,
        help_text="所指文件原定主动公开、现在不公开的，须写明",
    )  # fmt: skip

    def __init__(self, *args: Any, case: InformationRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = InformationRequest.objects.of_person(case.applicant.person_index)
        self.fields["previous"].queryset = same.exclude(pk=case.pk).order_by("-arrived_on")  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """保密审查、签发: agree or send back, in words either way."""

    decision = forms.ChoiceField(
        label="结论", choices=[("agree", "同意"), ("return", "退回")], widget=forms.RadioSelect
    )
    opinion = area("意见", 1000)


class RuleForm(forms.Form):
    """设定县级规定: from today on, with what it rests on."""

    key = forms.ChoiceField(label="事项", choices=CountyRule.Key.choices)
    value = forms.IntegerField(label="数值", min_value=1, max_value=100)
    legal_basis = forms.CharField(
        label="依据", max_length=200, help_text="哪份文件、哪一条，例如 青政办发〔2026〕3号第五条"
    )
    verified = forms.BooleanField(label="已与文件原文核对", required=False)
