"""A real worker on the real broker: what is queued is done, and what was lost is picked up."""

import json
from urllib.request import urlopen

import pytest
from django.conf import settings

from catalog.models import ImportBatch
from catalog.tasks import read_import, sweep_imports
from portal.logs import work_under
from portal.tasks import beat_heartbeat
from tests import factories
from tests.services.live import eventually, free_port, own_queue, ready, start_worker

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
]
TABLE = "序号,公开事项,公开内容(要素),公开主体\n1,城市低保,办理条件,县民政局\n"


@pytest.fixture
def edition(lasting_county):
    return factories.edition(lasting_county)


def waiting_batch(edition) -> ImportBatch:
    return ImportBatch.objects.create(
        edition=edition, by=edition.started_by, file_name="目录.csv", file_hash="0" * 64, data=TABLE.encode()
    )


def state_of(batch: ImportBatch) -> str:
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)


def test_a_queued_task_is_carried_out_by_the_worker(celery_worker_process):
    beat_heartbeat.apply_async(queue=celery_worker_process.queue)
    heartbeat = celery_worker_process.var / "heartbeat"
    assert eventually(heartbeat.exists), celery_worker_process.log


def test_an_uploaded_file_is_read_by_the_worker(celery_worker_process, edition):
    batch = waiting_batch(edition)
    read_import.apply_async([batch.pk], queue=celery_worker_process.queue)
    done = {ImportBatch.State.PREVIEWED, ImportBatch.State.REFUSED}
    assert eventually(lambda: state_of(batch) in done), celery_worker_process.log


def test_a_row_whose_message_was_lost_is_picked_up_by_the_sweep(celery_worker_process, edition):
    batch = waiting_batch(edition)
    sweep_imports.apply_async(queue=celery_worker_process.queue)
    assert eventually(lambda: state_of(batch) != ImportBatch.State.WAITING), celery_worker_process.log


def test_what_is_queued_outlives_a_worker_that_is_killed(tmp_path_factory):
    queue = own_queue("killed")
    first = start_worker(tmp_path_factory.mktemp("first"), queue)
    assert ready(first), first.log
    first.process.kill()
    first.process.wait()
    beat_heartbeat.apply_async(queue=queue)
    second = start_worker(tmp_path_factory.mktemp("second"), queue)
    try:
        assert eventually((second.var / "heartbeat").exists, 120), second.log
    finally:
        second.process.terminate()
        second.process.wait(timeout=60)


def test_a_worker_tells_prometheus_what_it_did_and_logs_under_the_id_of_the_request(tmp_path_factory):
    queue, port = own_queue("watched"), free_port()
    worker = start_worker(
        tmp_path_factory.mktemp("watched"), queue, METRICS_PORT=str(port), METRICS_BIND="127.0.0.1"
    )
    try:
        assert ready(worker), worker.log
        work_under("asked-by-this-test")
        try:
            beat_heartbeat.apply_async(queue=queue)
        finally:
            work_under("-")
        wanted = f'portal_tasks_total{{result="success",task="{beat_heartbeat.name}"}} 1.0'
        assert eventually(lambda: wanted in _metrics(port)), _metrics(port)
        assert "portal_task_seconds_count" in _metrics(port)
        assert eventually(lambda: _logged(worker.log, "succeeded")), worker.log
        assert _logged(worker.log, "succeeded") == ["asked-by-this-test"]
    finally:
        worker.process.terminate()
        worker.process.wait(timeout=60)


def _metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def _logged(log: str, word: str) -> list[str]:
    """The request ids of the lines about the task that have this word."""
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    return [
        one["request"] for one in lines if word in one["message"] and beat_heartbeat.name in one["message"]
    ]
