"""期限重算: on every change of the calendar, and every day for the cases whose clock stands still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from audit.actions import record
from requests_app.actions.stepping import CLOCK_FIELDS, reckon
from requests_app.deadlines import calendar_key, deadline, with_facts
from requests_app.models import ClockChange, InformationRequest
from statute.clock import State
from statute.loading import working_calendar

BATCH = 500
DAILY = (
    State.PAUSED,
    State.NOT_RECEIVED,
)  # their date, or their state, can change without anybody doing anything


def stale(on: date) -> list[int]:
    """Open cases whose date rests on an older calendar, or may have moved overnight."""
    open_cases = InformationRequest.objects.open()
    old = open_cases.exclude(calendar_key=calendar_key())
    daily = open_cases.filter(clock_state__in=DAILY)
    return sorted({*old.values_list("pk", flat=True), *daily.values_list("pk", flat=True)})


def recompute_stale(on: date) -> int:
    """Work every stale date out anew, in batches of their own transactions; how many moved."""
    return sum(_recompute(keys, on) for keys in _batches(stale(on)))


def _batches(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


@transaction.atomic
def _recompute(keys: list[int], on: date) -> int:
    calendar, key = working_calendar(), calendar_key()
    locked = InformationRequest.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    changes: list[ClockChange] = []
    cases = list(with_facts(locked))
    for case in cases:
        by_calendar = case.calendar_key != key
        cause = "放假安排变动" if by_calendar else "征求意见期间顺延"
        change = reckon(case, deadline(case, on, calendar), on, cause)
        case.calendar_key = key
        if change is not None:
            change.by_calendar = by_calendar
            changes.append(change)
    _keep(cases)
    ClockChange.objects.bulk_create(changes)
    if changes:
        record(
            None, "request.recomputed", None, article="条例第三十三条", cases=len(cases), moved=len(changes)
        )
    return len(changes)


def _keep(cases: list[InformationRequest]) -> None:
    """Cases received on one day come to one date: a statement for each different result, not for each case."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for case in cases:
        alike[tuple(getattr(case, name) for name in CLOCK_FIELDS)].append(case.pk)
    for values, keys in alike.items():
        InformationRequest.objects.filter(pk__in=keys).update(**dict(zip(CLOCK_FIELDS, values, strict=True)))
