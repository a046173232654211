"""The clock of applications with a real worker and a real broker: a message twice is work once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from requests_app.actions import extending
from requests_app.models import InformationRequest, RequestReminder
from requests_app.tasks import recompute, remind
from requests_app.workflow import Status
from tests.applications import case
from tests.services.live import eventually

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL names no broker"),
]


def test_the_worker_reminds_once(celery_worker_process, lasting_county):
    """Of a task that is past its day: that needs no calendar, which the tests before may have taken away."""
    county, day = lasting_county, timezone.localdate() - timedelta(days=9)
    made = case(county, state=Status.PROCESSING, on=day)
    extending.ask_assistance(
        made, by=county.clerk, on=day, organisation=county.other_department, question="请查找", due_on=day
    )
    for _ in range(2):
        remind.apply_async(queue=celery_worker_process.queue)
    found = RequestReminder.objects.filter(request=made, kind="assist")
    assert eventually(found.exists), celery_worker_process.log
    assert eventually(lambda: celery_worker_process.log.count("succeeded in") >= 2), celery_worker_process.log
    assert found.count() == 1


def test_the_worker_recomputes_what_rests_on_an_older_calendar(celery_worker_process, lasting_county):
    made = case(lasting_county, state=Status.PROCESSING, on=timezone.localdate())
    InformationRequest.objects.filter(pk=made.pk).update(calendar_key="old", reply_due=made.received_on)
    recompute.apply_async(queue=celery_worker_process.queue)

    def moved():
        return InformationRequest.objects.get(pk=made.pk).reply_due == made.reply_due

    assert eventually(moved), celery_worker_process.log
    assert made.clock_changes.filter(by_calendar=True).count() == 1
