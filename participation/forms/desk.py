"""What the desk fills in: drafts, opinions that came on paper, answers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Organisation, User
from disclosure import body as bodies
from disclosure.models import Document, DocumentEdition
from participation import questionnaire
from participation.actions.deciding import Entry, write_entries
from participation.actions.gathering import Seats, write_groups
from participation.actions.reading import LARGEST
from participation.actions.surveying import write_questions
from participation.clauses import WHOLE
from participation.models import (
    Answer,
    CatalogueEntry,
    Consultation,
    DecisionCatalogue,
    DecisionMatter,
    Gathering,
    Opinion,
    PeriodRule,
    Report,
    Survey,
)
from participation.policies import EDITORS, ORGANISERS
from participation.procedure import following

MOMENT = "%Y-%m-%dT%H:%M"


def organising_units(user: User) -> QuerySet[Organisation]:
    """The units a person may start something for."""
    mine = user.roles.organisations(*EDITORS)
    return Organisation.objects.active().filter(pk__in=mine, kind__in=ORGANISERS).order_by("tree_id", "lft")


def as_html(text: str) -> str:
    """Typed or pasted text as a clean body: plain lines become paragraphs."""
    if "<" not in text:
        text = "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())
    return bodies.clean(text)


class Moment(forms.DateTimeInput):
    """One field for day and time, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


def https_field(model: type[Model], name: str) -> Any:
    """The field of a model for an address: what is typed without a scheme is https."""
    return model._meta.get_field(name).formfield(assume_scheme="https")


class ThingForm(forms.ModelForm):
    """A draft of any kind: the unit when it is new, texts as clean HTML, `extras` for what is not a column."""

    unit = forms.ModelChoiceField(label="组织单位", queryset=Organisation.objects.none(), empty_label=None)
    html_fields: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = organising_units(user)  # type: ignore[attr-defined]
        for name in self.html_fields:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 14, "data-editor": ""})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.html_fields:
            if data.get(name):
                data[name] = as_html(data[name])
        return data

    def values(self) -> dict[str, Any]:
        """The model's own fields as filled in."""
        return {
            name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data
        }


class ConsultationForm(ThingForm):
    html_fields = ("body", "explanation")

    class Meta:
        model = Consultation
        fields = (
            "title", "rule", "opens_at", "closes_at", "short_reason", "body", "explanation", "contact_person", "phone",
            "email", "address",
        )  # fmt: skip
        widgets = {"opens_at": Moment(), "closes_at": Moment()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = PeriodRule.objects.current().filter(purpose=PeriodRule.Purpose.COMMENT)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]
        self.fields["rule"].empty_label = None  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """延长."""

    closes_at = forms.DateTimeField(label="延长到", widget=Moment())
    reason = forms.CharField(label="延长的理由", max_length=500, help_text="随征求意见稿公布", widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip


class AnswersFileForm(forms.Form):
    """导入答复."""

    file = forms.FileField(
        label="填好的表", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="用“导出 xlsx”的文件，填写是否采纳、归并、理由；这三栏都相同的并为一条答复。有一行不对，整个文件都不导入",
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Before a byte of it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(f"文件超过{LARGEST // 1024**2}MB，没有导入。")
        return upload


class PaperFileForm(AnswersFileForm):
    """导入纸质意见."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = "用“空白表”填写；先逐行检查，有一行不对，整个文件都不导入"


class DecisionForm(forms.Form):
    """审核: passed or sent back."""

    remark = forms.CharField(
        label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回的须写明理由",
    )  # fmt: skip


class EntryForm(forms.Form):
    """录入: an opinion that came another way, with where it came from."""

    channel = forms.ChoiceField(
        label="渠道", choices=[one for one in Opinion.Channel.choices if one[0] != "web"]
    )
    origin = forms.CharField(label="来源", max_length=200, help_text="例如 3月2日邮戳、通话时间、座谈会名称")
    received_at = forms.DateTimeField(label="收到时间", widget=Moment())
    place = forms.TypedChoiceField(label="针对", coerce=int)
    text = forms.CharField(label="意见", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    name = forms.CharField(label="姓名或者单位", max_length=50, required=False)
    contact = forms.CharField(label="联系方式", max_length=100, required=False)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(WHOLE, "整体意见"), *((clause.place, clause.title) for clause in consultation.clauses())]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """答复 the ticked parts at once; with `into` they join a standing answer."""

    summary = forms.CharField(label="意见概括", max_length=300)
    adoption = forms.ChoiceField(label="是否采纳", choices=Answer.Adoption.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由或者采纳的内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FeedbackForm(forms.Form):
    summary = forms.CharField(
        label="总的情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="收到多少意见、采纳情况；没有收到意见的，也要写明",
    )  # fmt: skip
    document = forms.ModelChoiceField(
        label="正式文件", queryset=Document.objects.none(), required=False, empty_label="还没有出台"
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = (
            DocumentEdition.objects.public()
            .filter(document__unit=consultation.unit)
            .order_by("-published_at")
        )
        titles = dict(found.values_list("document_id", "title")[:200])
        field = self.fields["document"]
        field.queryset = Document.objects.public().filter(pk__in=titles).distinct()  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: titles[one.pk]  # type: ignore[attr-defined]


class CatalogueForm(ThingForm):
    """目录: its lines as plain text, one matter a line, so that a whole table can be pasted."""

    extras = ("entries",)
    entries = forms.CharField(
        label="决策事项", widget=forms.Textarea(attrs={"rows": 10}),
        help_text="每行一项：事项 | 承办单位 | 计划完成时间 | 依据 | 民生（须开展民意调查的写“民生”）。已有事项前的[编号]请保留。",
    )  # fmt: skip

    class Meta:
        model = DecisionCatalogue
        fields = ("year", "basis", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["entries"] = "\n".join(
                f"[{one.matter_id}] {one.title} | {one.lead} | {one.planned} | {one.legal_basis} | {'民生' if one.is_livelihood else ''}"
                for one in self.instance.entries.select_related("lead")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = DecisionCatalogue.objects.filter(unit=data.get("unit"), year=data.get("year"))
        if not self.instance.pk and same.exists():
            self.add_error("year", "这个年度已有目录，请在已公布的目录上“调整”。")
        return data

    def clean_entries(self) -> list[Entry]:
        return [
            self._entry(number, line)
            for number, line in enumerate(self.cleaned_data["entries"].splitlines(), 1)
            if line.strip()
        ]

    def _entry(self, number: int, line: str) -> Entry:
        cells = [cell.strip() for cell in re.split(r"[|｜\t]", line)] + [""] * 4
        match = re.match(r"\[(\d{1,9})\]\s*(.+)", cells[0])
        key, title = (int(match.group(1)), match.group(2)) if match else (None, cells[0])
        lead = Organisation.objects.active().filter(Q(name=cells[1]) | Q(short_name=cells[1])).first()
        if lead is None:
            raise forms.ValidationError(f"第{number}行：没有叫“{cells[1]}”的单位。")
        if not title or not cells[2]:
            raise forms.ValidationError(f"第{number}行：事项和计划完成时间都要写。")
        matter = DecisionMatter.objects.filter(pk=key).first() if key else None
        if key and matter is None:
            raise forms.ValidationError(f"第{number}行：没有编号为{key}的事项。")
        return Entry(title, lead, cells[2], cells[3], cells[4] == "民生", matter)

    def save_extras(self, thing: DecisionCatalogue, *, by: User) -> None:
        write_entries(thing, self.cleaned_data["entries"], by=by)


class StepForm(forms.Form):
    """记一步 of a matter."""

    step = forms.ChoiceField(label="环节")
    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(label="说明", max_length=500, required=False, help_text="随时间线公布")
    skipped = forms.BooleanField(label="省略这一环节", required=False)
    reason = forms.CharField(label="省略的理由", max_length=500, required=False)
    article = forms.CharField(label="依据的条款", max_length=100, required=False)

    def __init__(self, *args: Any, matter: DecisionMatter, needs_survey: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = following(matter.done(), needs_survey=needs_survey)
        self.fields["step"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]


class TieForm(forms.Form):
    consultation = forms.ModelChoiceField(
        label="征求意见", queryset=Consultation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, matter: DecisionMatter, lead: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Consultation.objects.public().filter(unit__in=(matter.unit, lead)).exclude(matters=matter)
        self.fields["consultation"].queryset = found  # type: ignore[attr-defined]


class SurveyForm(ThingForm):
    """调查, its questions as plain text."""

    extras = ("questions",)
    questions = forms.CharField(
        label="题目", widget=forms.Textarea(attrs={"rows": 16}),
        help_text="一题一段：[单选] 题目 *（星号是必答），下面每行一个“- 选项”；还有 [多选2]、[矩阵]（行: …）、[量表5]、[填空]、[文件]；单独一行 --- 另起一页；"
        "“如果: 1=2”表示第1题选第2项的才填。可以复制保存，下次粘贴使用。",
    )  # fmt: skip

    class Meta:
        model = Survey
        fields = ("title", "kind", "intro", "opens_at", "closes_at", "protection", "least", "matter")
        widgets = {"opens_at": Moment(), "closes_at": Moment()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        entries = CatalogueEntry.objects.filter(
            catalogue__in=DecisionCatalogue.objects.public().visible_to(user)
        )
        titles = dict(entries.values_list("matter", "title"))
        field = self.fields["matter"]
        field.queryset = DecisionMatter.objects.filter(pk__in=titles)  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: titles[one.pk]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["questions"] = questionnaire.render(self.instance.items())

    def clean_questions(self) -> list[questionnaire.Item]:
        try:
            return questionnaire.parse(self.cleaned_data["questions"])
        except questionnaire.Malformed as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def save_extras(self, thing: Survey, *, by: User) -> None:
        write_questions(thing, self.cleaned_data["questions"], by=by)


class GatheringForm(ThingForm):
    """公告, with its groups as plain lines."""

    html_fields = ("notice",)
    extras = ("groups",)
    live_url = https_field(Gathering, "live_url")
    groups = forms.CharField(
        label="参加人类别和名额", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一类：类别 | 名额 | 利害关系人（不是的不写）。听证会的利害关系人名额不少于一半",
    )  # fmt: skip

    class Meta:
        model = Gathering
        fields = (
            "title", "kind", "notice", "place", "starts_at", "signup_opens", "signup_closes", "selection", "seed_source", "live_url",
        )  # fmt: skip
        widgets = {"starts_at": Moment(), "signup_opens": Moment(), "signup_closes": Moment()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["groups"] = "\n".join(
                f"{one.name} | {one.seats} | {'利害关系人' if one.is_affected else ''}".rstrip(" |")
                for one in self.instance.groups.all()
            )

    def clean_groups(self) -> list[Seats]:
        found = []
        for number, line in enumerate(self.cleaned_data["groups"].splitlines(), start=1):
            cells = [cell.strip() for cell in re.split(r"[|｜\t]", line)] + ["", ""]
            if not line.strip():
                continue
            if not cells[0] or not cells[1].isdecimal() or not 1 <= int(cells[1]) <= 500:
                raise forms.ValidationError(f"第{number}行：写成“类别 | 名额”，名额1至500。")
            found.append(Seats(cells[0], int(cells[1]), cells[2] == "利害关系人"))
        return found

    def save_extras(self, thing: Gathering, *, by: User) -> None:
        write_groups(thing, self.cleaned_data["groups"], by=by)


class ReportForm(forms.ModelForm):
    """记录和报告."""

    replay_url = https_field(Report, "replay_url")

    class Meta:
        model = Report
        fields = ("record", "is_signed", "text", "answers", "replay_url")


def now_for_input() -> str:
    return timezone.localtime().strftime(MOMENT)
