"""The forms of the register of reviews and suits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from requests_app.forms.desk import area, date_field
from requests_app.forms.public import receiving_units
from requests_app.models import Challenge, ChallengeKind, InformationRequest, Result


def my_units(user: User) -> Any:
    return receiving_units().filter(pk__in=user.roles.organisations(Role.CLERK, Role.HEAD))


class FactsForm(forms.Form):
    """登记: what the notice of the review body or the court says."""

    unit = forms.ModelChoiceField(label="被申请人（被告）", queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label="类别", choices=ChallengeKind.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label="所涉申请的登记编号", max_length=60, required=False, help_text="涉及主动公开的，或者本平台没有登记的申请，不填"
    )  # fmt: skip
    body = forms.CharField(label="复议机关或者法院", max_length=100)
    case_number = forms.CharField(label="案号", max_length=100, required=False)
    filed_on = date_field("收到通知日期", help_text="收到答复通知书、应诉通知书之日，按这一天统计")
    follows = forms.ModelChoiceField(
        label="在哪一件复议之后",
        queryset=Challenge.objects.none(),
        required=False,
        help_text="只有复议后起诉的填写",
    )
    note = area("备注", 500, required=False, rows=2, help_text="不写申请人的个人信息")

    def __init__(self, *args: Any, user: User, challenge: Challenge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = my_units(user)
        reviews = Challenge.objects.filter(kind=ChallengeKind.REVIEW, unit__in=units)
        self.fields["follows"].queryset = reviews.order_by("-filed_on")  # type: ignore[attr-defined]
        if challenge is not None:
            del self.fields["unit"]
            self.fields["follows"].queryset = reviews.filter(unit=challenge.unit_id)  # type: ignore[attr-defined]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
            if len(units) == 1:
                self.fields["unit"].initial = units[0].pk
        self.owner = challenge.unit if challenge is not None else None
        self.fields["filed_on"].initial = self.fields["filed_on"].initial or timezone.localdate

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        unit, number = self.owner or data.get("unit"), (data.get("number") or "").strip()
        data["request"] = None
        if number and unit is not None:
            data["request"] = InformationRequest.objects.filter(unit=unit, number=number).first()
            if data["request"] is None:
                self.add_error("number", "本单位没有这个登记编号。")
        return data


class DecisionForm(forms.Form):
    """登记结果."""

    result = forms.ChoiceField(
        label="结果", choices=[choice for choice in Result.choices if choice[0] != Result.PENDING], widget=forms.RadioSelect,
        help_text="纠正包括撤销、变更、确认违法、责令履行；撤回、终止、不予受理等是其他结果",
    )  # fmt: skip
    decided_on = date_field("审结日期", help_text="决定书、裁判文书的日期；上诉的，以生效的裁判为准")
    decision_number = forms.CharField(label="决定书、裁判文书文号", max_length=100, required=False)
    must_redo = forms.BooleanField(label="结果纠正，并且须重新办理", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = self.fields["decided_on"].initial or timezone.localdate


class CorrectionForm(FactsForm):
    """更正: everything that was registered, and why it was wrong."""

    result = forms.ChoiceField(label="结果", choices=Result.choices, widget=forms.RadioSelect)
    decided_on = date_field("审结日期", required=False)
    decision_number = forms.CharField(label="决定书、裁判文书文号", max_length=100, required=False)
    must_redo = forms.BooleanField(label="结果纠正，并且须重新办理", required=False)
    reason = area("更正的理由", 300)

    @classmethod
    def of(cls, challenge: Challenge, user: User, data: Any = None) -> CorrectionForm:
        names = ("kind", "body", "case_number", "filed_on", "note", "result", "decided_on", "decision_number", "must_redo")  # fmt: skip
        initial = {name: getattr(challenge, name) for name in names} | {"follows": challenge.follows_id}
        initial["number"] = challenge.request.number if challenge.request else ""
        return cls(data, user=user, challenge=challenge, initial=initial, auto_id="id_correct_%s")
