"""Annual reports and articles of the column as search knows them: their words. Figures are read in the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from search.sources import Findable, of_rows
from supervision.models import AnnualReport, ExperienceArticle

KIND = "report"


def _made(reports: QuerySet) -> Iterator[Findable]:
    for one in reports.select_related("unit").defer("tables", "counted", "parts", "explanations"):
        parts = (str(one.year), one.header, one.overview, one.problems, one.other)
        yield Findable(
            kind=KIND,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.title,
            body="\n".join(part for part in parts if part),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            date=one.published_on,
            weight=0.85,
        )


def _of_units(keys: Collection[int]) -> Iterable[int]:
    """The title has the unit's name."""
    return AnnualReport.objects.published().filter(unit__in=keys).values_list("pk", flat=True)


SOURCE = of_rows(
    KIND, "政府信息公开年报", AnnualReport.objects.published, _made, order=36, hangs_on={"unit": _of_units}
)


def _articles(articles: QuerySet) -> Iterator[Findable]:
    for one in articles.select_related("unit"):
        yield Findable(
            kind=ExperienceArticle.FOUND_AS,
            object_id=one.pk,
            url=one.get_absolute_url(),
            title=one.title,
            body="\n".join(part for part in (one.summary, one.keywords, one.text) if part),
            unit_id=one.unit_id,
            unit_name=one.unit.name,
            date=timezone.localdate(one.published_at),
            weight=0.7,
        )


EXPERIENCES = of_rows(
    ExperienceArticle.FOUND_AS, "经验交流", ExperienceArticle.objects.published, _articles, order=66
)
