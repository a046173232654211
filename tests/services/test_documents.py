"""The clock of documents with a real worker and a real broker."""

import socket
from datetime import date

import pytest
from django.conf import settings

from disclosure.models import Delivery, DocumentEdition, Validity
from disclosure.tasks import deliver, run_lifecycle
from disclosure.workflow import Status
from tests import documents
from tests.disclosure.clock.channels import demand, endpoint
from tests.disclosure.clock.conftest import receiver  # noqa: F401  a fixture
from tests.services.live import eventually

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
]


def state(row):
    return Delivery.objects.values_list("state", flat=True).get(pk=row.pk)


def test_the_worker_tells_a_receiver_and_a_dead_one_is_tried_later(
    celery_worker_process,
    lasting_county,
    receiver,  # noqa: F811
):
    county = lasting_county
    demand(county, {"两微一端": "used"})
    endpoint(county, url=receiver.url, name="好的")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        endpoint(county, url=f"http://127.0.0.1:{nobody.getsockname()[1]}/", name="没有人的")
        edition = documents.document(county, state=Status.PUBLISHED)
        deliver.apply_async(queue=celery_worker_process.queue)
        good, dead = (edition.deliveries.get(label=label) for label in ("好的", "没有人的"))
        assert eventually(lambda: state(good) == Delivery.State.DONE), celery_worker_process.log
        assert eventually(lambda: state(dead) == Delivery.State.FAILED), celery_worker_process.log
    assert [body["title"] for body in receiver.bodies] == [edition.title]


def test_the_worker_ends_what_is_over(celery_worker_process, lasting_county):
    edition = documents.document(lasting_county, state=Status.PUBLISHED, valid_until=date(2026, 3, 3))
    DocumentEdition.objects.filter(pk=edition.pk).update(validity=Validity.IN_FORCE)
    run_lifecycle.apply_async(queue=celery_worker_process.queue)
    run_lifecycle.apply_async(queue=celery_worker_process.queue)

    def over():
        return DocumentEdition.objects.get(pk=edition.pk).validity == Validity.EXPIRED

    assert eventually(over), celery_worker_process.log
    assert edition.validity_events.count() == 1
