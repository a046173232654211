"""The metrics of this process (Prometheus). With several processes each writes files, which are read together.

Labels are names of views, tasks and rows of code: there are only so many of them, and none is about a person.
"""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import Counter, Histogram

MANY_PROCESSES: Final = "PROMETHEUS_MULTIPROC_DIR" in os.environ
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})

REQUESTS: Final = Counter("portal_requests", "Answers", ["view", "method", "status"])
REQUEST_SECONDS: Final = Histogram("portal_request_seconds", "Time to answer", ["view"], buckets=SECONDS)
DATABASE_SECONDS: Final = Counter("portal_database_seconds", "Time in the database", ["view"])
QUERIES: Final = Counter("portal_database_queries", "Queries", ["view"])
PAGE_CACHE: Final = Counter("portal_page_cache", "Pages for anonymous readers", ["result"])
TASKS: Final = Counter("portal_tasks", "Tasks that ended", ["task", "result"])
TASK_SECONDS: Final = Histogram(
    "portal_task_seconds", "Time of a task", ["task"], buckets=(*SECONDS, 120, 600)
)
REFUSED_SIGN_INS: Final = Counter(
    "portal_sign_ins_refused", "Passwords and codes that were wrong or paused", []
)
