"""Killed with -9 around a mail: none is lost, and one that has to be repeated is the same mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.outbox import LEASE
from audit.models import AuditEntry
from disclosure.actions import digesting, subscribing
from disclosure.models import DigestMail, Subscription
from interpretation.actions import reminding as answers
from interpretation.models import MessageNotice
from interpretation.workflow import MessageStatus
from participation.actions import surveying
from participation.actions import telling as opinions
from participation.models import OpinionNotice, SurveyPass
from requests_app.actions import extending as asking
from requests_app.actions import telling as applications
from requests_app.models import Notice
from requests_app.tasks import remind as remind_task
from requests_app.workflow import Status
from supervision.actions import urging
from supervision.complaint_workflow import ComplaintState
from supervision.models import ComplaintNotice
from tests.applications import case
from tests.complaints import complaint
from tests.disclosure.clock.mails import DAY, published
from tests.interpretations import message
from tests.participation import made
from tests.services.dying import killed, mailed, no_mail

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
SENT = "django.core.mail.message.EmailMessage.send"
LATER = LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _empty_postbox(settings):
    settings.MAIL_ENABLED = True
    no_mail()


def told_applicant(county):
    request = case(county, state=Status.PROCESSING)
    Notice.objects.all().delete()
    with transaction.atomic():
        applications.tell(request, "test", "已经受理。")


def told_sender(county):
    message(county, state=MessageStatus.ANSWERED)
    MessageNotice.objects.exclude(pk=MessageNotice.objects.first().pk).delete()


def told_complainant(county):
    ComplaintNotice.objects.create(
        complaint=complaint(county, state=ComplaintState.RECEIVED), text="已经办结。"
    )


OUTBOXES = [
    ("requests_app.tasks.send_notices", Notice, told_applicant, applications.send_due),
    ("interpretation.tasks.send_notices", MessageNotice, told_sender, answers.send_notices),
    ("supervision.tasks.send_complaint_notices", ComplaintNotice, told_complainant, urging.send_notices),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("task", "model", "tell", "send"), OUTBOXES, ids=[one[1].__name__ for one in OUTBOXES]
)
def test_a_row_of_an_outbox_goes_out_and_twice_only_as_the_same_mail(
    lasting_county, task, model, tell, send, when
):
    tell(lasting_county)
    killed(task, when, SENT)
    handed_over = list(mailed())
    assert len(handed_over) == (when == "after")
    row = model.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    now = timezone.now()
    assert send(now) == 0  # somebody may be at it still
    assert send(now + LATER) == 1
    assert send(now + LATER * 2) == 0
    again = mail.outbox[0].extra_headers["Message-ID"]
    assert {again} | set(handed_over) == {again}
    assert (model.objects.get().state, len(mail.outbox)) == ("sent", 1)


def test_a_notice_of_an_answer_to_an_opinion_survives(lasting_county):
    """Its words need the published feedback, so the whole way is walked."""
    made.seed_rules()
    consultation = made.consultation(lasting_county)
    made.settled(lasting_county, consultation)
    opinion = consultation.opinions.first()
    opinion.contact = "liming@mail.example"
    opinion.save()
    OpinionNotice.objects.get_or_create(opinion=opinion)
    killed("participation.tasks.send_notices", "after", SENT)
    (handed_over,) = mailed()
    assert opinions.send_due(timezone.now() + LATER) == 1
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [handed_over]
    assert opinions.send_due(timezone.now() + LATER * 2) == 0


def test_a_link_to_a_survey_that_was_asked_for(lasting_county):
    survey = made.survey(lasting_county, protection="code", year=timezone.now().year)
    now = timezone.now()
    SurveyPass.objects.all().delete()
    surveying.ask_pass(survey, "liming@mail.example", at=made.OPEN.replace(year=now.year))
    killed("participation.tasks.send_passes", "after", SENT)
    (handed_over,) = mailed()
    assert SurveyPass.objects.get().sent_at is None
    assert opinions.send_passes(now) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == handed_over
    assert opinions.send_passes(now + timedelta(days=1)) == 0


def test_the_daily_mail_of_somebody_on_the_staff(lasting_county):
    county, day = lasting_county, timezone.localdate() - timedelta(days=9)
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@mail.example")
    asking.ask_assistance(
        case(county, state=Status.PROCESSING, on=day), by=county.clerk, on=day, organisation=county.other_department,
        question="请查找", due_on=day,
    )  # fmt: skip
    killed("requests_app.tasks.remind", "after", SENT)
    (handed_over,) = mailed()
    told = AuditEntry.objects.filter(action__endswith="digest")
    assert not told.exists()
    remind_task()
    remind_task()
    identities = [one.extra_headers["Message-ID"] for one in mail.outbox]
    assert handed_over in identities
    assert len(set(identities)) == len(identities) == told.count()


def subscribed(county) -> None:
    start = timezone.now() - DAY
    Subscription.objects.create(email="reader@example.com", confirmed_at=start, sent_up_to=start)
    published(county, at=timezone.now() - timedelta(hours=1))


def digest():
    return digesting.send_digests(timezone.now(), timezone.localdate())


def test_a_digest_that_was_written_down_goes_out_once(lasting_county):
    subscribed(lasting_county)
    killed("disclosure.tasks.send_digests", "after", "disclosure.actions.digesting.write_digest")
    assert (list(mailed()), DigestMail.objects.waiting().count()) == ([], 1)
    assert digest().sent == 1
    assert digest().sent == 0
    assert len(mail.outbox) == 1


def test_a_digest_in_the_hands_of_the_mail_server_goes_out_again_as_the_same_mail(lasting_county):
    subscribed(lasting_county)
    killed(
        "disclosure.tasks.send_digests",
        "after",
        "django.core.mail.backends.filebased.EmailBackend.send_messages",
    )
    (handed_over,) = mailed()
    assert digest().sent == 0, "somebody may be at it still"
    later = timezone.now() + LATER
    assert digesting.send_digests(later, timezone.localdate(later)).sent == 1
    assert [one.extra_headers["Message-ID"] for one in mail.outbox] == [handed_over]
    assert not DigestMail.objects.exists()


def test_a_confirmation_is_sent_once_and_may_be_asked_for_again(lasting_county):
    wish, now = subscribing.Wish(unit=lasting_county.department), timezone.now()
    subscribing.subscribe("reader@example.com", wish, at=now)
    killed(
        "disclosure.tasks.send_confirmations", "after", "disclosure.actions.subscribing._claim_confirmation"
    )
    assert list(mailed()) == []
    assert subscribing.send_confirmations(now).sent == 0
    tomorrow = now + DAY
    subscribing.subscribe("reader@example.com", wish, at=tomorrow)
    assert subscribing.send_confirmations(tomorrow).sent == 1
    assert Subscription.objects.count() == 1
