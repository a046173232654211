"""Tasks: under the id of the request they came from, counted by result, and asked by Prometheus where the worker has a port."""

from __future__ import annotations

import logging
import os
from time import perf_counter
from typing import Any, Final

from celery.signals import before_task_publish, task_postrun, task_prerun, worker_ready
from prometheus_client import start_http_server

from portal.logs import current_id, new_id, work_under
from portal.observing import numbers
from portal.observing.exposing import registry

logger = logging.getLogger(__name__)
HEADER: Final = "portal_request_id"
_BEGAN: Final[dict[str, float]] = {}


def send_along(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """A message on its way carries the id of the request that sent it."""
    if headers is not None and current_id() != "-":
        headers.setdefault(HEADER, current_id())


def begin(task_id: str = "", task: Any = None, **kwargs: Any) -> None:
    """From here on the task logs under that id, or, woken by the clock, under one of its own."""
    given = getattr(task.request, HEADER, None) or (task.request.headers or {}).get(HEADER)
    if not task.request.is_eager:
        work_under(str(given or new_id()))
    _BEGAN[task_id] = perf_counter()


def end(task_id: str = "", task: Any = None, state: str | None = None, **kwargs: Any) -> None:
    began = _BEGAN.pop(task_id, None)
    numbers.TASKS.labels(task.name, (state or "unknown").lower()).inc()
    if began is not None:
        numbers.TASK_SECONDS.labels(task.name).observe(perf_counter() - began)
    if not task.request.is_eager:
        work_under("-")


def listen(**kwargs: Any) -> None:
    """The worker's own /metrics, for a private network only."""
    if port := os.environ.get("METRICS_PORT"):
        start_http_server(int(port), addr=os.environ.get("METRICS_BIND", "0.0.0.0"), registry=registry())  # noqa: S104
        logger.info("metrics of tasks on port %s", port)


def connect() -> None:
    before_task_publish.connect(send_along, weak=False)
    task_prerun.connect(begin, weak=False)
    task_postrun.connect(end, weak=False)
    worker_ready.connect(listen, weak=False)
