"""What every row of the law has in common: the days between which it holds."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q


class EffectiveQuerySet(models.QuerySet):
    """Rows in force from `effective_from` (empty: always) until before `effective_to` (empty: still)."""

    def in_force(self, on: dt.date) -> Self:
        """Rows in force on that day."""
        started = Q(effective_from__isnull=True) | Q(effective_from__lte=on)
        return self.filter(started & (Q(effective_to__isnull=True) | Q(effective_to__gt=on)))

    def current(self) -> Self:
        """Rows nothing has superseded, including those that take effect on a later day."""
        return self.filter(effective_to__isnull=True)

    def unverified(self) -> Self:
        """未核实: not yet compared with the official text."""
        return self.filter(verified=False)
