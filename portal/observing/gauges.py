"""What waits, asked of the database when Prometheus asks: outboxes, search, overdue work, background, backup."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal import doctor
from portal.observing import waiting
from search import index


class Gauges(Collector):
    """Counted anew at each scrape; what cannot be counted is left out, and that it was is a metric of its own."""

    def collect(self) -> Iterator[Metric]:
        failed = 0
        for ask in (_outboxes, _overdue, _search, _background, _backup):
            try:
                yield from list(ask())
            except DatabaseError:
                failed += 1
        yield _gauge("portal_gauges_failed", "Groups of metrics the database did not answer for", failed)


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _outboxes() -> Iterator[Metric]:
    now = timezone.now()
    due = GaugeMetricFamily("portal_outbox_due", "Rows a task should take at its next run", labels=["outbox"])
    oldest = GaugeMetricFamily("portal_outbox_oldest_seconds", "Age of the oldest of them", labels=["outbox"])
    for outbox in waiting.OUTBOXES:
        due.add_metric([outbox.name], outbox.waiting(now).count())
        oldest.add_metric([outbox.name], waiting.oldest(outbox, now))
    yield from (due, oldest)


def _overdue() -> Iterator[Metric]:
    today = timezone.localdate()
    found = GaugeMetricFamily("portal_overdue", "Open work whose last day has passed", labels=["kind"])
    for kind, rows in waiting.OVERDUE.items():
        found.add_metric([kind], rows(today).count())
    yield found


def _search() -> Iterator[Metric]:
    copy = index.copy()
    yield _gauge("portal_search_index_usable", "Whether this host's index can be used", copy is not None)
    if copy is not None:
        lag = index.newest_change() - copy.change
        yield _gauge("portal_search_lag", "Changes this host's index is behind", lag)


def _background() -> Iterator[Metric]:
    age = doctor.heartbeat_age()
    yield _gauge(
        "portal_heartbeat_age_seconds",
        "Since scheduler and worker last showed themselves",
        -1 if age is None else age,
    )


def _backup() -> Iterator[Metric]:
    newest = doctor.newest_backup()
    age = -1 if newest is None else time.time() - newest
    yield _gauge(
        "portal_backup_age_seconds", "Since the newest complete backup; -1 where none is in sight", age
    )
