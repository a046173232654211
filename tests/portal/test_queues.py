"""Which queue a task waits in: every one is taken by a worker that was told nothing, and by `deploy/start`."""

from pathlib import Path

import pytest
from django.conf import settings

from portal import celery_app

QUEUES = {queue.name for queue in settings.CELERY_TASK_QUEUES}
celery_app.loader.import_default_modules()
OURS = sorted(name for name in celery_app.tasks if not name.startswith("celery."))
SCHEDULED = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()})


def queue_of(name: str) -> str:
    return celery_app.amqp.router.route({}, name)["queue"].name


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("disclosure.tasks.send_digests", "mail"),
        ("requests_app.tasks.remind", "mail"),
        ("supervision.tasks.send_complaint_notices", "mail"),
        ("requests_app.tasks.write_letters", "render"),
        ("disclosure.tasks.scan_files", "scan"),
        ("search.tasks.follow", "index"),
        ("catalog.tasks.sweep_imports", "portal"),
    ],
)
def test_a_slow_mail_server_holds_up_no_letter(task, queue):
    assert queue_of(task) == queue


def test_every_task_waits_where_somebody_looks():
    assert {queue_of(name) for name in OURS} == QUEUES


def test_every_scheduled_task_exists():
    assert set(SCHEDULED) <= set(OURS)


def test_a_worker_in_a_container_takes_every_queue():
    text = (Path(settings.BASE_DIR) / "deploy" / "start").read_text(encoding="utf-8")
    assert set(text.split("WORKER_QUEUES:-")[1].split("}")[0].split(",")) == QUEUES
