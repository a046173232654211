"""How long a review step may take, and the open review tasks as deadlines that a calendar change can move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from catalog.models import CatalogEdition
from statute.models import ReviewPeriod
from statute.open_deadlines import OpenDeadline


def review_days(on: date) -> dict[str, int]:
    """Step → working days a review should take, as the county has set it."""
    return dict(ReviewPeriod.objects.in_force(on).values_list("step", "working_days"))


def open_reviews() -> Iterator[OpenDeadline]:
    """Every edition waiting at a review step."""
    waiting = CatalogEdition.objects.under_review().select_related("unit", "domain")
    for edition in waiting:
        if edition.step_since is None:
            continue
        days = review_days(edition.step_since).get(edition.status)
        if days:
            url = reverse("admin:catalog_catalogedition_change", args=[edition.pk])
            yield OpenDeadline(f"{edition} {edition.get_status_display()}", url, edition.step_since, days)
