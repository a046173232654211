"""The small forms beside the buttons of the desk: one for each kind of act."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Organisation, User
from disclosure.policies import PUBLISHERS
from interpretation.actions.answering import shown_by_default
from interpretation.deadlines import reply_rule
from interpretation.models import Message


class ActForm(forms.Form):
    """What every act carries unseen: the digest of what the page showed, and the revision."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, thing: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing, self.user = thing, user
        self.fields["seen"].initial = getattr(thing, "content_hash", "")
        self.fields["revision"].initial = getattr(thing, "revision", None)


class ReasonForm(ActForm):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OpinionForm(ActForm):
    text = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(ActForm):
    unit = forms.ModelChoiceField(label="办理单位", queryset=Organisation.objects.none())
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="转办的，请说明理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county: Organisation = self.thing.county
        self.fields["unit"].queryset = (  # type: ignore[attr-defined]
            Organisation.objects.active()
            .filter(kind__in=PUBLISHERS, tree_id=county.tree_id, lft__gte=county.lft, rght__lte=county.rght)
            .order_by("lft")
        )


class DraftAnswerForm(ActForm):
    """拟答复, started with the county's words; what would be shown is starred out beforehand."""

    answer = forms.CharField(label="答复", max_length=4000, widget=forms.Textarea(attrs={"rows": 10}))
    to_show = forms.BooleanField(label="答复以后公开（隐去姓名）", required=False)
    shown_subject = forms.CharField(label="公开的标题", max_length=100, required=False)
    shown_text = forms.CharField(
        label="公开的内容",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="请隐去姓名、住址等",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message: Message = self.thing
        rule = reply_rule(message.kind, message.received_on)
        started = "\n".join(line for line in (rule.opening, "", rule.closing) if line is not None)
        self.fields["answer"].initial = message.answer or started.strip()
        if not message.consent:
            for name in ("to_show", "shown_subject", "shown_text"):
                del self.fields[name]
            return
        subject, body = shown_by_default(message)
        self.fields["to_show"].initial = message.to_show or not message.answer
        self.fields["shown_subject"].initial = message.shown_subject or subject
        self.fields["shown_text"].initial = message.shown_text or body


class ExtendForm(ActForm):
    working_days = forms.IntegerField(label="延长工作日", min_value=1, max_value=60)
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="会告知留言人"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = reply_rule(self.thing.kind, self.thing.received_on).extension_days
        self.fields["working_days"].initial = most
        self.fields["working_days"].help_text = f"最多{most}个工作日，只能延长一次"
