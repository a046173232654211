"""/api/v1/reports/: the published annual reports with their figures (条例第五十条)."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from portal.api.base import OpenList, OpenOne, absolute
from portal.api.filters import Code, Year
from statute.annual.printed import shown
from supervision.models import AnnualReport
from supervision.models.adjustment import adjusted

TAG = "年度报告"


class ReportSerializer(serializers.ModelSerializer[AnnualReport]):
    """A published annual report of one unit for one year."""

    unit = serializers.CharField(source="unit.code", help_text="单位代码")
    unit_name = serializers.CharField(source="unit.name")
    title = serializers.CharField()
    url = serializers.SerializerMethodField()
    xlsx_url = serializers.SerializerMethodField()
    docx_url = serializers.SerializerMethodField()

    class Meta:
        model = AnnualReport
        fields: ClassVar = [
            "id", "unit", "unit_name", "year", "title", "published_on", "source_note", "url", "xlsx_url", "docx_url",
        ]  # fmt: skip

    def get_url(self, report: AnnualReport) -> str:
        return absolute(report.get_absolute_url())

    def get_xlsx_url(self, report: AnnualReport) -> str:
        return absolute(reverse("supervision:xlsx", args=[report.unit.code, report.year]))

    def get_docx_url(self, report: AnnualReport) -> str:
        return absolute(reverse("supervision:docx", args=[report.unit.code, report.year]))


class FigureSerializer(serializers.Serializer[Any]):
    """One cell of one of the three tables."""

    table = serializers.IntegerField(help_text="第几张表")
    row = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField(allow_blank=True, help_text="现在的数；空白的为空")
    published = serializers.CharField(allow_blank=True, help_text="公布时的数；与现在不同的，已依法更正")


class WholeReportSerializer(ReportSerializer):
    """One report: its sections in words, its tables cell by cell."""

    figures = serializers.SerializerMethodField()

    class Meta(ReportSerializer.Meta):
        fields: ClassVar = [
            *ReportSerializer.Meta.fields, "header", "overview", "problems", "other", "figures",
        ]  # fmt: skip

    @extend_schema_field(FigureSerializer(many=True))
    def get_figures(self, report: AnnualReport) -> list[dict[str, Any]]:
        now, first = adjusted(report, report.adjustments.signed()), report.matrices
        return [
            {
                "table": number, "row": matrix.form.rows[row], "column": column,
                "value": matrix.faults.get((row, column)) or shown(matrix.at(row, column)),
                "published": first[number].faults.get((row, column)) or shown(first[number].at(row, column)),
            }
            for number, matrix in now.items() for row, column in matrix.form.places()
        ]  # fmt: skip


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    unit = Code(label="单位代码", field_name="unit__code")
    year = Year(label="年度")

    class Meta:
        model = AnnualReport
        fields: tuple[str, ...] = ()


@extend_schema(tags=[TAG], summary="政府信息公开工作年度报告")
class Reports(OpenList):
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self) -> QuerySet[AnnualReport]:
        return AnnualReport.objects.published().for_list()


@extend_schema(tags=[TAG], summary="一份年度报告，含文字和表内数据")
class OneReport(OpenOne):
    serializer_class = WholeReportSerializer

    def get_queryset(self) -> QuerySet[AnnualReport]:
        return AnnualReport.objects.published().select_related("unit")
