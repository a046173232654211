"""What runs by the clock for the site itself."""

import time

from celery import shared_task

from portal.doctor import heartbeat_file


@shared_task
def beat_heartbeat() -> None:
    """Shows that scheduler and worker are alive: the doctor reads the age of this file."""
    heartbeat_file().write_text(str(time.time()))
