"""The form of an edition: everything a person fills in, with the choices that suit this document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict

from accounts.models import Organisation, User
from catalog.models import Item, Node
from disclosure.actions.drafting import RelationTo
from disclosure.desk.pick import Pick, document_title, titles
from disclosure.forms import KINDS, UNSET, date_field, ground_choices, text_field
from disclosure.models import DocumentEdition, Relation, ResponsibleBasis, Topic
from disclosure.policies import PUBLISHERS
from disclosure.workflow import Attribute
from statute.models import SpecialPeriod
from statute.special_rules import PeriodKind

LONGEST_BODY: Final = 1_000_000  # characters; a request may hold five megabytes beside its files


@dataclass(frozen=True)
class ItemChoice:
    """One item of the unit's catalog as a checkbox."""

    pk: int
    heading: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class ItemGroup:
    """The items of one domain that are offered, and how many of them are chosen."""

    domain: str
    items: Sequence[ItemChoice]

    @property
    def chosen(self) -> int:
        return sum(item.chosen for item in self.items)


class EditionForm(forms.Form):
    """文件的全部内容. Nothing is required: what a submission needs is said by `validation.remarks`."""

    title = text_field("标题", 300)
    kind = forms.ChoiceField(label="公文种类", choices=KINDS, help_text="请示、报告、议案、纪要通常不公开")
    doc_number = text_field("发文字号", 100, help_text="例如：青民发〔2026〕3号；没有就空着")
    issuer = text_field("发文机关", 200, help_text="按落款填写全称")
    formed_on = date_field("成文日期", "签发或落款的日期，公开期限从这一天起算")
    body = text_field("正文", LONGEST_BODY, rows=18)
    proposed_attribute = forms.ChoiceField(
        label="拟定公开属性", choices=Attribute.choices, required=False, widget=forms.RadioSelect
    )
    proposed_ground = forms.ChoiceField(label="不公开的法定事由", required=False, help_text="主动公开的不填")
    proposed_reason = text_field(
        "理由", 2000, rows=3, help_text="主动公开的不填；其余须书面说明，不少于10个字"
    )
    redaction_note = text_field(
        "删减说明", 2000, rows=2, help_text="删减后公开的填写：删去了哪些内容，依据是什么"
    )
    summary = text_field("内容概述", 100, help_text="一句话，不超过100字，显示在列表里")
    keywords = text_field("主题词", 100, help_text="用空格隔开")
    topic = forms.ChoiceField(label="主题分类", required=False)
    responsible_basis = forms.ChoiceField(label="公开主体依据", choices=ResponsibleBasis.choices)
    issued_on = date_field("印发日期")
    effective_on = date_field("施行日期")
    valid_until = date_field("有效期至")
    is_normative = forms.BooleanField(label="行政规范性文件", required=False)
    registration_no = text_field("统一登记号", 100, help_text="行政规范性文件必须有")
    special_period = forms.ChoiceField(
        label="法定特别时限", required=False, help_text="法律、法规对这类信息另有期限的，选择依据"
    )
    items = forms.TypedMultipleChoiceField(label="目录事项", coerce=int, required=False)
    co_issuers = forms.TypedMultipleChoiceField(
        label="联合发文机关", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_kind = forms.ChoiceField(label="关系", choices=Relation.Kind.choices, required=False)

    def __init__(self, data: Any = None, *, edition: DocumentEdition, person: User, today: date) -> None:
        super().__init__(data, initial=initial_of(edition))
        self.edition = edition
        own = edition.document_id
        self.forwards = Pick("forwards", person, besides=own, chosen=document_title(edition.forwards_id))
        self.relation = Pick("relation", person, besides=own, may_type=True)
        self.kept = [
            (f"{one.kind}|{one.target_id or ''}|{one.target_text}", one) for one in self._relations(edition)
        ]
        self.groups = _items(edition)
        self._offer(today)
        if data is not None:
            self.forwards.read(data)
            self.relation.read(data)

    def _offer(self, today: date) -> None:
        """The choices that depend on what is in the database."""
        chosen = str(self["proposed_attribute"].value() or "")
        ground = str(self["proposed_ground"].value() or "")
        offered = ground_choices(chosen)
        if ground and not any(ground == code for _, rules in offered[1:] for code, _ in rules):
            offered = ground_choices("")
        self.fields["proposed_ground"].choices = offered  # type: ignore[attr-defined]
        self.fields["topic"].choices = _topics()  # type: ignore[attr-defined]
        periods = _periods(self.edition, today)
        self.fields["special_period"].choices = periods  # type: ignore[attr-defined]
        self.fields["co_issuers"].choices = _partners(self.edition.unit)  # type: ignore[attr-defined]
        pairs = [(one.pk, one.full_name) for places in self.groups.values() for one in places]
        self.fields["items"].choices = pairs  # type: ignore[attr-defined]

    @staticmethod
    def _relations(edition: DocumentEdition) -> list[Relation]:
        relations = list(edition.relations.order_by("pk"))
        names = titles(one.target_id for one in relations)
        for one in relations:
            one.label = names.get(one.target_id or 0, one.target_text)  # type: ignore[attr-defined]
        return relations

    def item_groups(self) -> list[ItemGroup]:
        """The items by domain: all, or those with the words looked for; what is ticked always stays."""
        ticked = {str(pk) for pk in self["items"].value() or ()}
        words = self.item_words.split()
        found = []
        for domain, nodes in self.groups.items():
            choices = [ItemChoice(one.pk, one.heading, one.name, str(one.pk) in ticked) for one in nodes]
            shown = [
                one for one in choices
                if one.chosen or all(word in f"{domain} {one.heading} {one.name}" for word in words)
            ]  # fmt: skip
            if shown:
                found.append(ItemGroup(domain, shown))
        return found

    @property
    def item_words(self) -> str:
        return str(self.data.get("item_words", ""))[:50] if self.is_bound else ""

    def kept_relations(self) -> list[tuple[str, Relation, bool]]:
        """(value of the checkbox, the relation, ticked)."""
        posted = self.data.getlist("relations") if isinstance(self.data, QueryDict) else None
        return [(value, one, posted is None or value in posted) for value, one in self.kept]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, pick in (("forwards", self.forwards), ("relation", self.relation)):
            if pick.error:
                words = "转发的文件" if name == "forwards" else "与其他文件的关系"
                self.add_error(None, f"{words}:{pick.error}")
        return data

    def values(self) -> dict[str, Any]:
        """Names of `content.FIELDS` (but for the text) and what was typed."""
        data = self.cleaned_data
        plain = (
            "title", "kind", "doc_number", "registration_no", "issuer", "responsible_basis", "formed_on", "issued_on",
            "effective_on", "valid_until", "is_normative", "summary", "keywords", "special_period",
            "proposed_attribute", "proposed_ground",
        )  # fmt: skip
        return {name: data[name] for name in plain} | {
            "proposed_reason": _lines(data["proposed_reason"]),
            "redaction_note": _lines(data["redaction_note"]),
            "topic_id": int(data["topic"]) if data["topic"] else None,
            "forwards_id": self.forwards.target,
        }

    def chosen_items(self) -> list[Item]:
        return list(Item.objects.filter(pk__in=self.cleaned_data["items"]))

    def chosen_partners(self) -> list[Organisation]:
        return list(Organisation.objects.filter(pk__in=self.cleaned_data["co_issuers"]))

    def relations(self) -> list[RelationTo]:
        """Those kept, and the new one."""
        found = [
            RelationTo(one.kind, one.target_id, one.target_text)
            for _, one, kept in self.kept_relations()
            if kept
        ]
        kind = self.cleaned_data["new_kind"] or Relation.Kind.MODIFIES
        if self.relation.target or self.relation.text:
            new = RelationTo(kind, self.relation.target, "" if self.relation.target else self.relation.text)
            found += [new] if new not in found else []
        return found

    def relation_words(self) -> list[str]:
        """Every relation that would be saved, as words."""
        found = [f"{one.get_kind_display()}{one.label}" for _, one, kept in self.kept_relations() if kept]  # type: ignore[attr-defined]
        if new := self.relation.chosen or self.relation.text:
            found.append(f"{Relation.Kind(self.cleaned_data['new_kind'] or 'modifies').label}{new}")
        return found


def initial_of(edition: DocumentEdition) -> dict[str, Any]:
    """The edition as the form shows it."""
    same = (
        "title", "kind", "doc_number", "registration_no", "issuer", "responsible_basis", "formed_on", "issued_on",
        "effective_on", "valid_until", "is_normative", "summary", "keywords", "body", "special_period",
        "proposed_attribute", "proposed_ground", "proposed_reason", "redaction_note",
    )  # fmt: skip
    return {name: getattr(edition, name) for name in same} | {
        "topic": edition.topic_id or "",
        "items": [placement.item_id for placement in edition.placements.all()],
        "co_issuers": [unit.pk for unit in edition.co_issuers.all()],
    }


def _lines(typed: str) -> str:
    """Browsers send line ends as CRLF; what was only opened and saved must not count as changed."""
    return typed.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class _Place:
    pk: int
    heading: str
    name: str

    @property
    def full_name(self) -> str:
        return f"{self.heading} / {self.name}" if self.heading else self.name


def _items(edition: DocumentEdition) -> dict[str, list[_Place]]:
    """The unit's catalog in force by domain, in printed order; items chosen earlier that left it come last."""
    nodes = Node.objects.public().rows().filter(edition__unit=edition.unit_id)
    nodes = nodes.order_by("edition__domain__position", "edition__domain", "lft")
    found: dict[str, list[_Place]] = {}
    seen = set()
    columns = ("item_id", "edition__domain__name", "name", "parent__name", "parent__parent_id")
    for pk, domain, name, heading, above in nodes.values_list(*columns):
        found.setdefault(domain, []).append(_Place(pk, heading if above else "", name))
        seen.add(pk)
    for placement in edition.placements.exclude(item__in=seen).select_related("item") if edition.pk else ():
        found.setdefault("已不在现行目录", []).append(_Place(placement.item_id, "", str(placement.item)))
    return found


def _topics() -> list[Any]:
    """主题分类 in two levels; one query."""
    rows = list(Topic.objects.order_by("code").values_list("pk", "name", "parent_id"))
    children: dict[int, list[tuple[int, str]]] = {}
    for pk, name, parent in rows:
        if parent:
            children.setdefault(parent, []).append((pk, name))
    tops = [(pk, name) for pk, name, parent in rows if parent is None]
    found: list[Any] = [UNSET]
    for pk, name in tops:
        below = children.get(pk)
        found.append((name, [(pk, f"{name}（总类）"), *below]) if below else (pk, name))
    return found


def _periods(edition: DocumentEdition, today: date) -> list[tuple[str, str]]:
    """Special periods in force on the day the document was formed; the one chosen stays."""
    rows = list(SpecialPeriod.objects.in_force(edition.formed_on or today).order_by("matter"))
    rows.sort(key=lambda row: row.kind != PeriodKind.WITHIN)
    found = [(row.key, f"{row.matter}:{row.rule().describe()}({row.rule().basis})") for row in rows]
    if edition.special_period and edition.special_period not in dict(found):
        found.append((edition.special_period, f"{edition.special_period}（已停用）"))
    return [UNSET, *found]


def _partners(unit: Organisation) -> list[tuple[int, str]]:
    """Bodies of the same tree that may issue a document together with the unit."""
    others = (
        Organisation.objects.active().filter(tree_id=unit.tree_id, kind__in=PUBLISHERS).exclude(pk=unit.pk)
    )
    return list(others.order_by("lft").values_list("pk", "name"))
