"""One worker for all tests here: two on the same queue would take each other's work."""

from collections.abc import Iterator

import pytest

from deploy.loopback import Stack, running
from portal import celery_app
from tests.services.live import Worker, child, own_queue, ready, start_worker


@pytest.fixture(scope="session")
def celery_worker_process(tmp_path_factory, django_db_setup) -> Iterator[Worker]:
    """One worker for all tests here; it reads what they commit to the test database."""
    worker = start_worker(tmp_path_factory.mktemp("worker"), own_queue("all"))
    assert ready(worker), worker.log
    yield worker
    worker.process.terminate()
    worker.process.wait(timeout=60)


@pytest.fixture(autouse=True)
def _tasks_are_queued():
    """Elsewhere in the suite tasks run in place: a worker cannot see what a test has not committed."""
    before = celery_app.conf.task_always_eager
    celery_app.conf.task_always_eager = False
    yield
    celery_app.conf.task_always_eager = before


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The composition without containers; what one test breaks in it, it mends."""
    with running(database_options={"fsync": "off"}) as made:
        made.county = child("tests.services.acts.settle", 3, env=made.environment())
        yield made
