"""What may be asked of the catalog's acts: forms of the back office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.actions.editing import Source
from catalog.content import LEVELS, NOT_USED, OPTIONAL, USED, Row
from catalog.importer import MAX_BYTES
from catalog.models import Channel, Domain, ReferenceList
from catalog.policies import COMPILERS

UNKNOWN = ""
YES_NO = ((UNKNOWN, "未知"), ("yes", "是"), ("no", "否"))
STATES = ((UNKNOWN, "未注明"), (USED, "■ 选用"), (OPTIONAL, "◇ 可选"), (NOT_USED, "□ 不用"))
MODES = ((UNKNOWN, "未知"), ("active", "主动公开"), ("request", "依申请公开"))


class StartForm(forms.Form):
    """起草新版: which unit, which domain, from what."""

    unit = forms.ModelChoiceField(label="编制单位", queryset=Organisation.objects.none())
    domain = forms.ModelChoiceField(label="领域", queryset=Domain.objects.active())
    source = forms.ChoiceField(
        label="从哪里开始", choices=[(s.value, s.label) for s in Source], initial=Source.STANDARD.value
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.roles.organisations(Role.CLERK, Role.HEAD)
        units = Organisation.objects.active().filter(pk__in=mine, kind__in=COMPILERS)
        field = self.fields["unit"]
        field.queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            field.initial = units[0].pk


class RowForm(forms.Form):
    """十栏: one item as the official table asks for it. Unknown may be left unknown until submission."""

    heading1 = forms.CharField(
        label="一级事项",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "heading-names", "autocomplete": "off"}),
        help_text="从已有的里选，或者写一个新的",
    )
    heading2 = forms.CharField(label="二级事项（有三级事项时填）", max_length=300, required=False)
    name = forms.CharField(label="事项名称", max_length=300)
    seq = forms.CharField(label="序号", max_length=20, required=False)
    content = forms.CharField(
        label="公开内容（要素）",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="一行一个要素",
    )
    basis = forms.CharField(label="公开依据", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    time_limit = forms.CharField(
        label="公开时限", widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text="例如：信息形成或者变更之日起20个工作日内",
    )  # fmt: skip
    subject = forms.CharField(label="公开主体", max_length=500, required=False)
    audience_all = forms.ChoiceField(label="全社会", choices=YES_NO, required=False)
    audience_group = forms.CharField(
        label="特定群体", max_length=200, required=False, help_text="写明是谁，例如：申请人"
    )
    mode = forms.ChoiceField(label="公开方式", choices=MODES, required=False)
    service_name = forms.CharField(
        label="政务服务网事项名称",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "service-names", "autocomplete": "off"}),
        help_text="办事服务类事项填写，须与政务服务网完全一致",
    )

    def __init__(self, *args: Any, row: Row | None = None, adding: bool = False, **kwargs: Any) -> None:
        self.row = row or Row(path=())
        if row is not None:
            kwargs.setdefault("initial", self._initial(row))
        super().__init__(*args, **kwargs)
        if not adding:
            del self.fields["heading1"], self.fields["heading2"]
        standard = list(Channel.objects.filter(is_standard=True).values_list("name", flat=True))
        own = [name for name in (self.row.channels or {}) if name not in standard]
        self.channel_names = [*standard, *own]
        for number, name in enumerate(self.channel_names):
            self.fields[f"channel{number}"] = forms.ChoiceField(
                label=name,
                choices=STATES,
                required=False,
                initial=(self.row.channels or {}).get(name, UNKNOWN),
            )
        self.fields["other_channels"] = forms.CharField(
            label="其他渠道", max_length=500, required=False, help_text="表中没有的渠道，用顿号隔开"
        )
        for name, label in LEVELS.items():
            self.fields[f"level_{name}"] = forms.ChoiceField(
                label=label,
                choices=YES_NO,
                required=False,
                initial=_yes_no(self.row.levels.get(name)),
            )

    @staticmethod
    def _initial(row: Row) -> dict[str, Any]:
        mode = "active" if row.mode_active else "request" if row.mode_request else UNKNOWN
        headings = [*row.path[:-1], "", ""]
        return {
            "heading1": headings[0], "heading2": headings[1], "name": row.path[-1], "seq": row.seq,
            "content": row.content, "basis": row.basis, "time_limit": row.time_limit, "subject": row.subject,
            "audience_all": _yes_no(row.audience_all), "audience_group": row.audience_group or "",
            "mode": mode, "service_name": row.service_name,
        }  # fmt: skip

    def channel_fields(self) -> Sequence[forms.BoundField]:
        return [self[f"channel{number}"] for number in range(len(self.channel_names))]

    def level_fields(self) -> Sequence[forms.BoundField]:
        return [self[f"level_{name}"] for name in LEVELS]

    def stated_row(self) -> Row:
        """The row as typed, over what the form does not ask (extras, source)."""
        data = self.cleaned_data
        headings = [data[name].strip() for name in ("heading1", "heading2") if data.get(name, "").strip()]
        path = (
            (*headings, data["name"].strip())
            if "heading1" in self.fields
            else (*self.row.path[:-1], data["name"].strip())
        )
        texts = ("seq", "content", "basis", "time_limit", "subject", "service_name")
        return replace(self.row, path=path, **{name: _text(data[name]) for name in texts}, **self._ticks())

    def _ticks(self) -> dict[str, Any]:
        """The tick columns that were touched; the others keep what the form has no words for."""
        data, found = self.cleaned_data, {}
        touched = {name.rstrip("0123456789").partition("_")[0] for name in self.changed_data}
        if "audience" in touched:
            everyone, group = _truth(data["audience_all"]), data["audience_group"].strip()
            found["audience_all"] = everyone
            found["audience_group"] = group or (None if everyone is None else "")
        if "mode" in touched:
            mode = data["mode"]
            found["mode_active"] = None if mode == UNKNOWN else mode == "active"
            found["mode_request"] = None if mode == UNKNOWN else mode == "request"
        if "level" in touched:
            stated = {name: _truth(data[f"level_{name}"]) for name in LEVELS}
            found["levels"] = {name: value for name, value in stated.items() if value is not None}
        if touched & {"channel", "other"}:
            found["channels"] = self._channels()
        return found

    def _channels(self) -> dict[str, str] | None:
        states = {name: self.cleaned_data[f"channel{n}"] for n, name in enumerate(self.channel_names)}
        typed = self.cleaned_data["other_channels"].replace(",", "、").replace(";", "、")
        states |= {name.strip(): USED for name in typed.split("、") if name.strip()}
        return {name: state for name, state in states.items() if state} or None


def _text(typed: str) -> str:
    """Browsers send line ends as CRLF; a row that was only opened and saved must not count as changed."""
    return typed.replace("\r\n", "\n").strip()


def _yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def _truth(text: str) -> bool | None:
    return None if text == UNKNOWN else text == "yes"


class ReasonForm(forms.Form):
    """A reason that is asked for."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _not_too_large(uploaded: Any) -> None:
    """Refuse a huge file by its stated size, before it is read into memory."""
    if uploaded and uploaded.size > MAX_BYTES:
        megabytes, most = uploaded.size // 1024**2, MAX_BYTES // 1024**2
        raise forms.ValidationError(f"文件有{megabytes} MB，超过{most} MB上限，请拆分后再导入。")


class UploadForm(forms.Form):
    """导入文件, or the table pasted as text."""

    file = forms.FileField(
        label="选择文件", required=False, help_text=".xlsx、.docx、.html、.csv 或 .txt，不超过50 MB",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx,.html,.htm,.csv,.txt"}),
    )  # fmt: skip
    text = forms.CharField(
        label="或者粘贴表格", required=False, widget=forms.Textarea(attrs={"rows": 8}), max_length=1_000_000,
        help_text="从网页或Word复制的表格，或用 | 分隔的文字",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not data.get("text", "").strip():
            raise forms.ValidationError("请选择一个文件，或者粘贴表格。")
        _not_too_large(data.get("file"))
        return data

    def upload(self) -> tuple[str, bytes]:
        """(file name, bytes)."""
        if uploaded := self.cleaned_data.get("file"):
            return uploaded.name, uploaded.read()
        return "粘贴的表格.txt", self.cleaned_data["text"].encode()


class ReferenceForm(forms.Form):
    """导入对照清单."""

    county = forms.ModelChoiceField(label="所属县", queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label="清单", choices=ReferenceList.Kind.choices)
    file = forms.FileField(
        label="选择文件",
        help_text=".xlsx 或 .csv，至少有“事项名称”一栏",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = user.roles.organisations(Role.COUNTY_OFFICE, Role.CLERK)
        counties = Organisation.objects.filter(pk__in=mine, kind="county_government")
        self.fields["county"].queryset = counties  # type: ignore[attr-defined]
        if len(counties) == 1:
            self.fields["county"].initial = counties[0].pk

    def clean_file(self) -> Any:
        _not_too_large(self.cleaned_data["file"])
        return self.cleaned_data["file"]
