"""The forms of the back office: plans, materials, short pieces, messages, and the county's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.timezone import localtime

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from disclosure.policies import PUBLISHERS
from interpretation.content import ELEMENTS
from interpretation.forms.ties import TiedForm
from interpretation.models import (
    Concern,
    ConcernEntry,
    InterpretationEdition,
    InterpretationPlan,
    MessageKind,
    OutreachEvent,
    PolicyAnswer,
)
from interpretation.workflow import HEARD_OR_SEEN, MEETINGS, WITH_ELEMENTS, Form
from statute.forms import FromDayForm

EDITORS: Final = (Role.CLERK, Role.HEAD)
MOMENT: Final = "%Y-%m-%dT%H:%M"
EXTRA_QUESTIONS: Final = 4


def text(label: str, most: int, *, rows: int = 0, required: bool = False, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


def moment(label: str, *, required: bool = False, help_text: str = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=widget,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        help_text=help_text,
    )


def own_units(user: User) -> Any:
    """The units a person writes for."""
    mine = user.roles.organisations(*EDITORS)
    return Organisation.objects.active().filter(pk__in=mine, kind__in=PUBLISHERS).order_by("tree_id", "lft")


class PlanForm(forms.Form):
    """解读方案. Nothing is required to save; filing says what is missing."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    outline = text("解读提纲", 4000, rows=6, help_text="准备讲清楚哪些问题，一行一个")
    kinds = forms.MultipleChoiceField(
        label="解读形式", choices=Form.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = text("解读途径", 300, help_text="例如：政府网站、政务新媒体、新闻发布会")
    timing = forms.ChoiceField(
        label="解读时间", choices=InterpretationPlan.Timing.choices, widget=forms.RadioSelect, required=False
    )
    first_interpreter = text("第一解读人", 60, help_text="起草部门主要负责人")
    first_interpreter_post = text("第一解读人职务", 100)
    responsible = forms.ModelChoiceField(label="经办责任人", queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, plan: InterpretationPlan, **kwargs: Any) -> None:
        initial = {
            "revision": plan.revision, "outline": plan.outline, "kinds": plan.forms, "ways": plan.ways,
            "timing": plan.timing, "first_interpreter": plan.first_interpreter,
            "first_interpreter_post": plan.first_interpreter_post, "responsible": plan.responsible_id,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        people = User.objects.filter(organisation=plan.unit_id, is_active=True).order_by("pk")
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        data["forms"] = data.pop("kinds")
        data["timing"] = data["timing"] or InterpretationPlan.Timing.TOGETHER
        return data


class StartMaterialForm(forms.Form):
    """起草解读: which form, what it is called."""

    form = forms.ChoiceField(label="解读形式", choices=Form.choices)
    title = text("标题", 200, required=True)


FORM_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "elements": ELEMENTS,
    "graphic": ("text_equivalent",),
    "heard": ("transcript", "captions", "external_url", "external_title"),
    "meeting": ("held_at", "place", "live_url", "transcript"),
    "written": ("external_url", "external_title"),
}


def extra_fields(form: str) -> tuple[str, ...]:
    """What one form of interpretation asks for beside the common fields."""
    found: tuple[str, ...] = ()
    if form in WITH_ELEMENTS:
        found += FORM_FIELDS["elements"]
    if form == Form.GRAPHIC:
        found += FORM_FIELDS["graphic"]
    if form in HEARD_OR_SEEN:
        found += FORM_FIELDS["heard"]
    if form in MEETINGS:
        found += FORM_FIELDS["meeting"]
    if form in (Form.EXPERT, Form.MEDIA):
        found += FORM_FIELDS["written"]
    return found


COMMON: Final = ("title", "sentence", "keywords", "speaker", "speaker_post", "body")


class MaterialForm(TiedForm):
    """一篇解读的全部内容. Nothing but the title is required to save; submitting says what is missing."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = text("标题", 200, required=True)
    sentence = text("一句话解读", 80, help_text="这份文件讲什么，不超过80字；显示在文件页面上")
    keywords = text("关键词", 100, help_text="用空格隔开")
    speaker = text("解读人", 60)
    speaker_post = text("解读人身份", 100, help_text="例如：县民政局局长、某大学教授、某报记者")
    background = text("背景依据", 4000, rows=4)
    basis = text("决策依据", 4000, rows=4)
    purpose = text("目标任务", 4000, rows=4)
    measures = text("主要内容", 8000, rows=6)
    scope = text("适用范围", 4000, rows=3, help_text="哪些人、哪些事适用；没有可以不填，下面三项相同")
    standards = text("执行标准", 4000, rows=3)
    cautions = text("注意事项", 4000, rows=3)
    benefits = text("惠民举措", 4000, rows=3)
    differences = text("新旧差异", 4000, rows=4, help_text="修改、替代旧文件的必须填写")
    body = text("解读正文", 500_000, rows=12, help_text="可以从Word或网页直接粘贴，多余的格式会自动去掉")
    text_equivalent = text(
        "图解的文字说明", 50_000, rows=10, help_text="图上的全部内容，看不到图的人靠它了解"
    )
    transcript = text("文字稿", 100_000, rows=10)
    captions = text("字幕", 200_000, rows=6, help_text="WebVTT格式，第一行是 WEBVTT")
    external_url = forms.URLField(label="站外网址", max_length=300, required=False, assume_scheme="https")
    external_title = text("站外网页名称", 100)
    held_at = moment("举行时间")
    place = text("地点", 100)
    live_url = forms.URLField(label="直播网址", max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, edition: InterpretationEdition, **kwargs: Any) -> None:
        wanted = (*COMMON, *extra_fields(edition.form))
        initial = {name: getattr(edition, name) for name in wanted} | {"revision": edition.revision}
        if edition.held_at is not None:
            initial["held_at"] = localtime(edition.held_at)
        documents = list(edition.interpretation.documents.values_list("pk", flat=True))
        super().__init__(*args, initial=initial, documents=documents, **kwargs)
        self.edition, self.asked = edition, edition.form == Form.QUESTIONS
        self.names = wanted
        for name in set(self.fields) - {*wanted, "revision", "kept", "another"}:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}

    def questions(self) -> list[tuple[str, str]]:
        """As typed where it was sent, else as kept; with some empty rows to fill in."""
        if isinstance(self.data, QueryDict) and "question" in self.data:
            return list(zip(self.data.getlist("question"), self.data.getlist("answer"), strict=False))
        kept = list(self.edition.questions.values_list("question", "answer"))
        return [*kept, *([("", "")] * EXTRA_QUESTIONS)]


class FileForm(forms.Form):
    """上传文件."""

    file = forms.FileField(
        label="文件", help_text="图片、mp4、mp3、pdf等，不超过50MB；更大的视频请用站外网址"
    )
    alt = text("图片的替代文本", 300, help_text="图片必须填写，说明图片的内容")


class StartAnswerForm(forms.Form):
    unit = forms.ModelChoiceField(label="答复单位", queryset=Organisation.objects.none())
    question = text("问题", 200, required=True)
    source = forms.ChoiceField(label="来源", choices=PolicyAnswer.Source.choices, initial="other")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = own_units(user)  # type: ignore[attr-defined]


class StartEventForm(StartAnswerForm):
    question = None  # type: ignore[assignment]  # not of an event
    source = None  # type: ignore[assignment]
    title = text("名称", 150, required=True)
    audience = forms.ChoiceField(label="面向", choices=OutreachEvent.Audience.choices)
    held_at = moment("举行时间", required=True)
    place = text("地点", 150, required=True)


class StartConcernForm(StartAnswerForm):
    question = None  # type: ignore[assignment]  # not of a concern
    source = None  # type: ignore[assignment]
    title = text("专题名称", 100, required=True)
    summary = text("关切的问题", 300, rows=3)
    severity = forms.ChoiceField(label="类别", choices=Concern.Severity.choices, initial="ordinary")
    arisen_at = moment("发生时间", required=True, help_text="回应时限从这时起算")


class PieceForm(TiedForm):
    """The text of a short piece; which fields it has is the model's `FIELDS`."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    WIDGETS: Final = {"answer": 8, "text": 10, "summary": 8, "record": 6}

    def __init__(self, *args: Any, piece: Any, **kwargs: Any) -> None:
        has_documents = hasattr(piece, "documents")
        documents = list(piece.documents.values_list("pk", flat=True)) if has_documents else []
        initial = {name: getattr(piece, name) for name in piece.FIELDS} | {"revision": piece.revision}
        super().__init__(*args, documents=documents, **kwargs)
        self.piece = piece
        if not has_documents:
            del self.fields["another"]
        for name in piece.FIELDS:
            self.fields[name] = self._field(name)
            value = initial[name]
            self.initial[name] = localtime(value) if hasattr(value, "tzinfo") else value
        self.initial["revision"] = piece.revision
        self.order_fields(["revision", *piece.FIELDS, "kept", "another"])

    def _field(self, name: str) -> forms.Field:
        column = self.piece._meta.get_field(name)
        label, help_text = str(column.verbose_name), column.help_text
        if column.choices:
            return forms.ChoiceField(label=label, choices=column.choices)
        if name.endswith("_at"):
            return moment(label, required=True, help_text=help_text)
        if name == "attendance":
            return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, required=False)
        return text(
            label,
            column.max_length,
            rows=self.WIDGETS.get(name, 0),
            required=not column.blank,
            help_text=help_text,
        )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.piece.FIELDS}


class EntryStartForm(forms.Form):
    """登记一次回应."""

    kind = forms.ChoiceField(label="类别", choices=ConcernEntry.Kind.choices)
    title = text("标题", 150, required=True)
    happened_at = moment("时间", required=True)


class ReplyRuleForm(FromDayForm):
    """设定答复时限."""

    kind = forms.ChoiceField(label="类别", choices=MessageKind.choices)
    working_days = forms.IntegerField(label="答复时限（工作日）", min_value=1, max_value=60)
    extension_days = forms.IntegerField(label="最多延长（工作日）", min_value=0, max_value=60)
    retention_years = forms.IntegerField(
        label="答复后姓名和联系方式保存（年）",
        min_value=1,
        max_value=30,
        initial=3,
        help_text="期满后自动匿名化",
    )
    opening = text("答复开头", 300)
    closing = text("答复结尾", 300)
    legal_basis = text("依据", 200, required=True, help_text="本县规定的文件名称、文号")
    verified = forms.BooleanField(label="已与依据文件核对", required=False)
    field_order = [
        "kind", "working_days", "extension_days", "retention_years", "opening", "closing", "legal_basis", "verified", "effective_from",
    ]  # fmt: skip


class ReleaseRuleForm(FromDayForm):
    """设定解读范围; with `ends` the rule stops and nothing takes its place."""

    key = forms.SlugField(label="代码", max_length=40, help_text="小写英文；代码相同即更改该条规则")
    name = text("适用的文件", 200, required=True)
    is_normative = forms.BooleanField(label="限于行政规范性文件", required=False)
    unit_kinds = forms.MultipleChoiceField(
        label="单位类别",
        choices=[(kind.value, kind.label) for kind in OrganisationKind if kind in PUBLISHERS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不选即不限",
    )
    title_words = text("标题含有", 200, help_text="任一个词，用空格隔开；空着即不限")
    legal_basis = text("依据", 200, required=True)
    verified = forms.BooleanField(label="已与依据文件核对", required=False)
    ends = forms.BooleanField(label="停用这条规则，不再设新的", required=False)
    field_order = [
        "key", "name", "is_normative", "unit_kinds", "title_words", "legal_basis", "verified", "ends", "effective_from",
    ]  # fmt: skip
