"""/api/v1/interpretations/, answers/ and messages/: what explains the documents, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from interpretation.models import (
    Interpretation,
    InterpretationEdition,
    InterpretationFile,
    Message,
    MessageKind,
    PolicyAnswer,
    Question,
)
from interpretation.workflow import Form
from portal.api.base import OpenList, OpenOne, absolute, titled
from portal.api.filters import Code, Key, Since, Words
from portal.api.serializers import NamedDocumentSerializer

TAG = "解读回应"


class InterpretationSerializer(serializers.ModelSerializer[InterpretationEdition]):
    """An interpretation with the documents it explains."""

    id = serializers.IntegerField(source="interpretation_id")
    form = serializers.ChoiceField(source="interpretation.form", choices=Form.choices, help_text="解读形式")
    form_name = serializers.CharField(source="interpretation.get_form_display")
    unit = serializers.CharField(source="interpretation.unit.code", help_text="解读机关代码")
    unit_name = serializers.CharField(source="interpretation.unit.name")
    documents = NamedDocumentSerializer(many=True, source="named", help_text="解读的文件")
    url = serializers.SerializerMethodField()

    class Meta:
        model = InterpretationEdition
        fields: ClassVar = [
            "id", "title", "sentence", "keywords", "form", "form_name", "unit", "unit_name", "speaker", "published_at",
            "documents", "url",
        ]  # fmt: skip

    def get_url(self, edition: InterpretationEdition) -> str:
        return absolute(edition.get_absolute_url())


class ElementSerializer(serializers.Serializer[Any]):
    """One of the parts the rules ask for: 背景依据、目标任务、主要内容 …"""

    label = serializers.CharField()
    text = serializers.CharField()


class QuestionSerializer(serializers.ModelSerializer[Question]):
    class Meta:
        model = Question
        fields: ClassVar = ["question", "answer"]


class InterpretationFileSerializer(serializers.ModelSerializer[InterpretationFile]):
    url = serializers.SerializerMethodField()

    class Meta:
        model = InterpretationFile
        fields: ClassVar = ["name", "alt", "url"]

    def get_url(self, file: InterpretationFile) -> str:
        return absolute(file.get_absolute_url())


class WholeInterpretationSerializer(InterpretationSerializer):
    """One interpretation in words, with its questions and files."""

    elements = serializers.SerializerMethodField(help_text="背景依据、决策依据、目标任务、主要内容、新旧差异")
    questions = QuestionSerializer(many=True)
    files = InterpretationFileSerializer(many=True)

    class Meta(InterpretationSerializer.Meta):
        fields: ClassVar = [
            *InterpretationSerializer.Meta.fields, "elements", "text", "text_equivalent", "transcript", "questions", "files",
        ]  # fmt: skip

    @extend_schema_field(ElementSerializer(many=True))
    def get_elements(self, edition: InterpretationEdition) -> list[dict[str, str]]:
        return [{"label": label, "text": text} for label, text in edition.elements]


class AnswerSerializer(serializers.ModelSerializer[PolicyAnswer]):
    """政策问答: a question people ask, answered from documents in force."""

    unit = serializers.CharField(source="unit.code", help_text="答复单位代码")
    unit_name = serializers.CharField(source="unit.name")
    documents = NamedDocumentSerializer(many=True, source="named", help_text="依据的文件")
    url = serializers.SerializerMethodField()

    class Meta:
        model = PolicyAnswer
        fields: ClassVar = [
            "id", "question", "answer", "keywords", "unit", "unit_name", "published_at", "confirmed_at", "documents", "url",
        ]  # fmt: skip

    def get_url(self, answer: PolicyAnswer) -> str:
        return absolute(answer.get_absolute_url())


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A message and its answer as its writer agreed to show them; never a name."""

    unit = serializers.CharField(source="unit.code", help_text="答复单位代码")
    unit_name = serializers.CharField(source="unit.name")
    kind_name = serializers.CharField(source="get_kind_display")
    subject = serializers.CharField(source="shown_subject")
    text = serializers.CharField(source="shown_text")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields: ClassVar = [
            "id", "kind", "kind_name", "subject", "text", "unit", "unit_name", "received_on", "answered_on", "answer",
            "shown_at", "url",
        ]  # fmt: skip

    def get_url(self, message: Message) -> str:
        return absolute(message.get_absolute_url())


class InterpretationFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = Words("标题、一句话解读、关键词", ("title", "sentence", "keywords"))
    unit = Code(label="解读机关代码", field_name="interpretation__unit__code")
    form = django_filters.ChoiceFilter(
        label="解读形式", choices=Form.choices, field_name="interpretation__form"
    )
    document = Key(label="解读的文件编号", field_name="interpretation__documents")
    published_since = Since(label="发布时间不早于", field_name="published_at")

    class Meta:
        model = InterpretationEdition
        fields: tuple[str, ...] = ()


class AnswerFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = Words("问题、答复、关键词", ("question", "answer", "keywords"))
    unit = Code(label="答复单位代码", field_name="unit__code")
    document = Key(label="依据的文件编号", field_name="documents")
    published_since = Since(label="发布时间不早于", field_name="published_at")

    class Meta:
        model = PolicyAnswer
        fields: tuple[str, ...] = ()


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = Words("标题、内容、答复", ("shown_subject", "shown_text", "answer"))
    unit = Code(label="答复单位代码", field_name="unit__code")
    kind = django_filters.ChoiceFilter(label="类别", choices=MessageKind.choices)
    shown_since = Since(label="公开时间不早于", field_name="shown_at")

    class Meta:
        model = Message
        fields: tuple[str, ...] = ()


def name_documents(rows: Sequence[Any], through: Any, thing: str, key: str) -> None:
    """Sets `named` on each row: the public documents tied to it (two queries)."""
    keys = {getattr(row, key) for row in rows}
    pairs = list(
        through.objects.filter(**{f"{thing}__in": keys}).order_by("pk").values_list(thing, "document")
    )
    found = titled(pairs)
    for row in rows:
        row.named = found.get(getattr(row, key), [])


class _OfInterpretations:
    """Both addresses: the same predicate, the documents named."""

    def get_queryset(self) -> QuerySet[InterpretationEdition]:
        return InterpretationEdition.objects.public().select_related("interpretation__unit")

    def complete(self, rows: Sequence[Any]) -> None:
        name_documents(rows, Interpretation.documents.through, "interpretation", "interpretation_id")


@extend_schema(tags=[TAG], summary="政策解读，新的在前")
class Interpretations(_OfInterpretations, OpenList):
    serializer_class = InterpretationSerializer
    filterset_class = InterpretationFilter

    def get_queryset(self) -> QuerySet[InterpretationEdition]:
        return super().get_queryset().defer("body", "text", "transcript", "captions", "text_equivalent")


@extend_schema(tags=[TAG], summary="一篇解读，含文字、问答和文件地址")
class OneInterpretation(_OfInterpretations, OpenOne):
    serializer_class = WholeInterpretationSerializer
    lookup_field = "interpretation"

    def get_queryset(self) -> QuerySet[InterpretationEdition]:
        files = Prefetch("files", InterpretationFile.objects.order_by("position", "pk"))
        return super().get_queryset().prefetch_related("questions", files)


class _OfAnswers:
    def get_queryset(self) -> QuerySet[PolicyAnswer]:
        return PolicyAnswer.objects.public().select_related("unit")

    def complete(self, rows: Sequence[Any]) -> None:
        name_documents(rows, PolicyAnswer.documents.through, "policyanswer", "pk")


@extend_schema(tags=[TAG], summary="政策问答库")
class Answers(_OfAnswers, OpenList):
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter


@extend_schema(tags=[TAG], summary="一条政策问答")
class OneAnswer(_OfAnswers, OpenOne):
    serializer_class = AnswerSerializer


class _OfMessages:
    def get_queryset(self) -> QuerySet[Message]:
        return Message.objects.public().select_related("unit")


@extend_schema(tags=[TAG], summary="公开的留言和答复")
class Messages(_OfMessages, OpenList):
    serializer_class = MessageSerializer
    filterset_class = MessageFilter


@extend_schema(tags=[TAG], summary="一件留言和答复")
class OneMessage(_OfMessages, OpenOne):
    serializer_class = MessageSerializer
