"""年报表二 computed from the cases (国办公开办函〔2021〕30号): received, carried over, each result, left over; one query.

A case counts as new in the year it was received, and with its result in the year of its first reply. A corrected or
reopened case is one case; one that was never received (unconfirmed) is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from requests_app.models import ApplicantKind, InformationRequest
from statute.annual import FORM_2021, Matrix
from statute.annual.form import CARRIED, COLUMNS, LEFT, NEW, RESULTS, TOTAL
from statute.outcomes import OUTCOMES

COLUMN = {kind.value: kind.label for kind in ApplicantKind}
ROW = dict(zip(OUTCOMES, FORM_2021.leaves, strict=True))


def annual_table(units: Iterable[int], year: int) -> Matrix:
    """Table 2 of a year for these units (by id), every cell filled; a unit without cases has zeros, which are true."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    before = Q(received_on__lt=first)
    undecided_before = Q(decided_on=None) | Q(decided_on__gte=first)
    undecided_after = Q(decided_on=None) | Q(decided_on__gt=last)
    counted = (
        InformationRequest.objects.filter(unit__in=list(units), received_on__lte=last)
        .order_by()
        .values("applicant_kind", "outcome")
        .annotate(
            new=Count("pk", filter=Q(received_on__gte=first)),
            carried=Count("pk", filter=before & undecided_before),
            decided=Count("pk", filter=Q(decided_on__gte=first, decided_on__lte=last)),
            left=Count("pk", filter=undecided_after),
        )
    )
    cells: dict[str, dict[str, int | None]] = {row: dict.fromkeys(COLUMNS, 0) for row in FORM_2021.rows}

    def add(row: str, column: str, number: int) -> None:
        for name in (column, TOTAL):
            cells[row][name] = (cells[row][name] or 0) + number

    for line in counted:
        column = COLUMN[line["applicant_kind"]]
        add(NEW, column, line["new"])
        add(CARRIED, column, line["carried"])
        add(LEFT, column, line["left"])
        if line["decided"]:
            add(ROW[line["outcome"]], column, line["decided"])
            add(RESULTS, column, line["decided"])
    return Matrix(FORM_2021, cells)
