"""What falls due is a row before anybody does anything: so that what is missing can be seen and counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from accounts.models import Organisation
from statute.villages import Cycle, Period, due_on, period_of, periods_open
from village.models import BoardItem, Matter

LONGEST_ABSENCE: Final = 400  # days looked back for a period that was never opened; older ones are history


@transaction.atomic
def open_periods(village: Organisation, *, on: date) -> int:
    """Open every period of the village's list that can be published by `on`; running it twice adds nothing."""
    Organisation.objects.select_for_update().get(pk=village.pk)
    matters = Matter.objects.active().filter(village=village).exclude(cycle=Cycle.AT_ONCE)
    oldest = on - timedelta(days=LONGEST_ABSENCE)
    there = set(
        BoardItem.objects.filter(village=village, period_start__gte=oldest - timedelta(days=92))
        .exclude(status="withdrawn")
        .values_list("matter_id", "period_start")
    )
    rows = [
        BoardItem.opened(matter, period.start, due_on(period, matter.due_days))
        for matter in matters
        for period in _open(matter, oldest, on)
        if (matter.pk, period.start) not in there
    ]
    BoardItem.objects.bulk_create(rows)
    return len(rows)


def _open(matter: Matter, oldest: date, on: date) -> Iterator[Period]:
    cycle = Cycle(matter.cycle)
    return periods_open(cycle, max(matter.since, period_of(cycle, oldest).start), on)


def open_all(*, on: date) -> int:
    """Every village that keeps a list; one transaction each, so that none waits for another."""
    villages = Organisation.objects.active().filter(matters__is_active=True).order_by("pk").distinct()
    return sum(open_periods(village, on=on) for village in villages)
