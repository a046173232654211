"""/api/v1/consultations/: drafts put to the public, and what became of the opinions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from disclosure.body import to_text
from participation import listing
from participation.models import Consultation
from participation.workflow import Phase
from portal.api.base import OpenList, OpenOne, absolute, titled
from portal.api.filters import Code, Since, Words
from portal.api.serializers import NamedDocumentSerializer

TAG = "公众参与"
STATES: Final = [("open", "正在征集"), ("waiting", "已截止，待反馈"), ("settled", "已反馈")]
ROW: Final = ("serial", "by", "channel", "clause", "text", "adopted", "summary", "reason")


class ConsultationSerializer(serializers.ModelSerializer[Consultation]):
    """A draft with where it stands."""

    unit = serializers.CharField(source="unit.code", help_text="征求意见的机关代码")
    unit_name = serializers.CharField(source="unit.name")
    state = serializers.ChoiceField(source="standing.phase", choices=Phase.choices, help_text="进展")
    state_name = serializers.CharField(source="standing.phase.label")
    feedback_due_on = serializers.DateField(source="standing.due", help_text="应当反馈的日期")
    opinions = serializers.IntegerField(source="number", help_text="收到的意见数")
    feedback_published_at = serializers.SerializerMethodField(help_text="意见采纳情况公布时间")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Consultation
        fields: ClassVar = [
            "id", "title", "unit", "unit_name", "state", "state_name", "opens_at", "closes_at", "published_at",
            "feedback_due_on", "opinions", "feedback_published_at", "url",
        ]  # fmt: skip

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_feedback_published_at(self, one: Consultation) -> str | None:
        moment = one.feedback.published_at if one.is_settled else None
        return timezone.localtime(moment).isoformat() if moment else None

    def get_url(self, one: Consultation) -> str:
        return absolute(one.get_absolute_url())


class OpinionRowSerializer(serializers.Serializer[Any]):
    """One line of the published table of opinions, as the page prints it."""

    serial = serializers.CharField(help_text="编号")
    by = serializers.CharField(help_text="提出人，隐去姓名")
    channel = serializers.CharField(help_text="渠道")
    clause = serializers.CharField(help_text="条款")
    text = serializers.CharField(help_text="意见")
    adopted = serializers.CharField(help_text="是否采纳")
    summary = serializers.CharField(help_text="归并")
    reason = serializers.CharField(help_text="理由")


class FeedbackSerializer(serializers.Serializer[Any]):
    """意见采纳情况."""

    summary = serializers.CharField()
    adopted = serializers.IntegerField(help_text="采纳条数")
    partly = serializers.IntegerField(help_text="部分采纳条数")
    not_adopted = serializers.IntegerField(help_text="未采纳条数")
    rows = OpinionRowSerializer(many=True, help_text="逐条")
    documents = NamedDocumentSerializer(many=True, help_text="最后形成的文件")
    url = serializers.CharField()


class WholeConsultationSerializer(ConsultationSerializer):
    """One draft with its text, its explanation and, once published, the result."""

    text = serializers.SerializerMethodField(help_text="征求意见稿")
    explanation = serializers.SerializerMethodField(help_text="起草说明")
    feedback = serializers.SerializerMethodField(help_text="意见采纳情况；未公布的为空")

    class Meta(ConsultationSerializer.Meta):
        fields: ClassVar = [
            *ConsultationSerializer.Meta.fields, "text", "explanation", "short_reason", "feedback",
        ]  # fmt: skip

    def get_text(self, one: Consultation) -> str:
        return to_text(one.body)

    def get_explanation(self, one: Consultation) -> str:
        return to_text(one.explanation)

    @extend_schema_field(FeedbackSerializer(allow_null=True))
    def get_feedback(self, one: Consultation) -> dict[str, Any] | None:
        if not one.is_settled:
            return None
        published, totals = one.feedback, listing.totals(one)
        pairs = [(one.pk, published.document_id)] if published.document_id else []
        made = {
            "summary": published.summary, "adopted": totals.adopted, "partly": totals.partly,
            "not_adopted": totals.not_adopted, "url": absolute(published.get_absolute_url()),
            "rows": [dict(zip(ROW, row, strict=True)) for row in listing.feedback_rows(one)],
            "documents": titled(pairs).get(one.pk, []) if pairs else [],
        }  # fmt: skip
        shown: dict[str, Any] = FeedbackSerializer(made).data
        return shown


class ConsultationFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    q = Words("标题", ("title",))
    unit = Code(label="征求意见的机关代码", field_name="unit__code")
    state = django_filters.ChoiceFilter(label="进展", choices=STATES, method="filter_state")
    published_since = Since(label="公布时间不早于", field_name="published_at")

    class Meta:
        model = Consultation
        fields: tuple[str, ...] = ()

    def filter_state(self, found: Any, name: str, value: str) -> QuerySet[Consultation]:
        at = timezone.now()
        kept: QuerySet[Consultation] = (
            found.settled() if value == "settled" else found.open(at) if value == "open" else found.awaiting_feedback(at)
        )  # fmt: skip
        return kept


class _OfConsultations:
    """Both addresses: the same predicate, counted opinions, and where each stands now."""

    def by_the_clock(self) -> str:
        """Which have opened, which have closed, and the day, by which feedback is late (one query)."""
        at = timezone.now()
        passed = Consultation.objects.public().aggregate(
            opened=Count("pk", filter=Q(opens_at__lte=at)), closed=Count("pk", filter=Q(closes_at__lt=at))
        )
        return f"{timezone.localdate(at)} {passed['opened']} {passed['closed']}"

    def get_queryset(self) -> QuerySet[Consultation]:
        return Consultation.objects.public().for_list().annotate(number=Count("opinions"))

    def complete(self, rows: Sequence[Any]) -> None:
        for line in listing.lines(rows, timezone.now()):
            line.consultation.standing = line.standing  # type: ignore[attr-defined]  # read by the serializer


@extend_schema(tags=[TAG], summary="征求意见，新的在前")
class Consultations(_OfConsultations, OpenList):
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilter


@extend_schema(tags=[TAG], summary="一次征求意见，含征求意见稿和意见采纳情况")
class OneConsultation(_OfConsultations, OpenOne):
    serializer_class = WholeConsultationSerializer
