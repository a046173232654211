"""年度报告: one unit, one year, six sections; three of them are tables (国办公开办函〔2021〕30号)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from audit.chain import canonical, sm3
from requests_app.models.request import HANDLERS
from statute.annual import VERSIONS, Matrix, due_on, filled
from supervision.workflow import State

SECTIONS = ("header", "overview", "problems", "other")
Tables = Mapping[int, Matrix]


def matrices(kept: Mapping[str, Any], version: str) -> dict[int, Matrix]:
    """The three tables from what was kept as JSON; a table that was never filled in is all blank."""
    return {
        number: filled(form, kept.get(str(number)) or _blank(form))
        for number, form in VERSIONS[version].items()
    }


def _blank(form: Any) -> dict[str, dict[str, None]]:
    return {row: dict.fromkeys(form.columns_of(row)) for row in form.rows}


def plain(tables: Tables) -> dict[str, Any]:
    """The tables as JSON keeps them."""
    return {str(number): matrix.plain() for number, matrix in tables.items()}


def typed_over(tables: Tables, cells: Mapping[int, Mapping[str, Mapping[str, object]]]) -> dict[int, Matrix]:
    """The tables with the cells that were typed, by table, row and column; the others stay."""
    kept = plain(tables)
    for number, rows in cells.items():
        for row, columns in rows.items():
            kept[str(number)].setdefault(row, {}).update(columns)
    return {number: filled(matrix.form, kept[str(number)]) for number, matrix in tables.items()}


class Origin(models.TextChoices):
    """Where the figures come from."""

    COMPUTED = "computed", "系统统计"
    ENTERED = "entered", "人工填报"
    IMPORTED = "imported", "导入以前公布的报告"


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def published(self) -> Self:
        """What any citizen may read. The one predicate of every outlet."""
        return self.filter(state=State.PUBLISHED)

    def handed_in(self) -> Self:
        """Submitted for signature or published: what a roll-up counts as the unit's own figures."""
        return self.filter(state__in=(State.SUBMITTED, State.PUBLISHED))

    def visible_to(self, user: Any) -> Self:
        """The reports of the units a person works for; the county office sees its county's."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(unit__in=user.roles.organisations(*HANDLERS, Role.COUNTY_OFFICE))

    def for_list(self) -> Self:
        return self.select_related("unit").defer("tables", "counted", "parts", "explanations", *SECTIONS)


class AnnualReport(models.Model):
    """政府信息公开工作年度报告 (条例第四十九条、第五十条).

    `tables` are the figures as entered; `counted` what the system counted and `parts` what the units reported, both
    frozen at submission. What is published never changes; later corrections are `Adjustment` rows beside it.
    """

    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="annual_reports"
    )
    year = models.PositiveSmallIntegerField("年度")
    version = models.CharField(
        "版式", max_length=4, choices=[(v, f"{v}年版式") for v in VERSIONS], default="2021"
    )
    origin = models.CharField("数据来源", max_length=10, choices=Origin, default=Origin.COMPUTED)
    source_note = models.CharField("原公布的出处和日期", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)

    header = models.TextField("报头", max_length=2000, blank=True)
    overview = models.TextField("一、总体情况", max_length=20_000, blank=True)
    problems = models.TextField("五、存在的主要问题及改进情况", max_length=10_000, blank=True)
    other = models.TextField("六、其他需要报告的事项", max_length=10_000, blank=True)
    tables: Any = models.JSONField("表内数据", default=dict)
    counted: Any = models.JSONField("系统统计", default=dict)
    parts: Any = models.JSONField("各单位合计", default=dict)
    explanations: Any = models.JSONField("差异说明", default=dict)

    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    signed_hash = models.CharField("签发的内容摘要", max_length=64, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="编制人", on_delete=models.PROTECT, related_name="+"
    )
    started_on = models.DateField("开始编制日期")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="最近修改人", on_delete=models.PROTECT, related_name="+"
    )
    preparers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="参与编制的人", related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="送签人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_on = models.DateField("送签日期", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="签发人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_on = models.DateField("公布日期", null=True, help_text="签发公布的同时报县政务公开主管部门")
    published_at = models.DateTimeField("公布时间", null=True)
    returned_reason = models.TextField("退回意见", max_length=1000, blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        ordering: ClassVar = ["-year", "unit__tree_id", "unit__lft"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "year",
                name="annual_report_once",
                violation_error_message="这个单位这一年度的报告已经开始编制。",
            ),
            models.CheckConstraint(
                name="annual_report_signed_by_another",
                condition=~Q(state=State.PUBLISHED)
                | (
                    Q(signed_by__isnull=False)
                    & ~Q(signed_by=F("submitted_by"))
                    & ~Q(signed_by=F("started_by"))
                    & ~Q(signed_by=F("edited_by"))
                ),
                violation_error_message="编制、送签的人不能签发。",
            ),
            models.CheckConstraint(
                name="annual_report_published_as_signed",
                condition=~Q(state=State.PUBLISHED)
                | (~Q(signed_hash="") & Q(signed_hash=F("content_hash")) & Q(published_at__isnull=False)),
                violation_error_message="公布的必须与签发的完全一致。",
            ),
            models.CheckConstraint(
                name="annual_report_submitted_by_somebody",
                condition=Q(state=State.DRAFT)
                | (Q(submitted_by__isnull=False) & Q(submitted_on__isnull=False)),
                violation_error_message="送签的报告须有送签人和日期。",
            ),
            models.CheckConstraint(
                name="annual_report_import_names_its_source",
                condition=~Q(origin=Origin.IMPORTED) | ~Q(source_note=""),
                violation_error_message="导入的报告须写明原来在哪里、什么时候公布。",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "year"], name="annual_report_by_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("supervision:report", args=[self.unit.code, self.year])

    @property
    def title(self) -> str:
        return f"{self.unit.name}{self.year}年政府信息公开工作年度报告"

    @property
    def is_county(self) -> bool:
        return self.unit.kind == OrganisationKind.COUNTY_GOVERNMENT

    @property
    def due_on(self) -> Any:
        return due_on(self.year, is_county=self.is_county)

    @property
    def matrices(self) -> dict[int, Matrix]:
        """The three tables as entered, and once published as published."""
        return matrices(self.tables, self.version)

    def digest(self) -> str:
        """What a signature stands for: every word and every figure."""
        facts = {name: getattr(self, name) for name in (*SECTIONS, "version", "source_note")}
        return sm3(
            canonical({**facts, "unit": self.unit_id, "year": self.year, "tables": plain(self.matrices)})
        )
