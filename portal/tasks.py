"""What runs by the clock for the site itself."""

import time

from celery import shared_task
from django.db import connection
from django.utils import timezone

from portal import strays
from portal.doctor import heartbeat_file


@shared_task
def beat_heartbeat() -> None:
    """Shows that scheduler and worker are alive: the doctor reads the age of this file."""
    heartbeat_file().write_text(str(time.time()))


@shared_task
def sweep_files() -> int:
    """Files that no row names, left by a process that died."""
    return strays.sweep(timezone.now())


@shared_task
def refresh_statistics() -> None:
    """What SQLite's planner knows of the tables, kept up to date; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("PRAGMA optimize=0x10002")
