"""催办 of feedback and reports: before and after the day it is due, each once; late, the head and the county office hear of it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from participation.actions import reminding
from participation.deadlines import feedback_days, feedback_due, report_days, report_due
from participation.models import Extension, Reminder
from statute.loading import working_calendar
from tests.participation import made
from tests.participation.made import AFTER, CLOSES

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(county):
    found = made.consultation(county)
    for person in (county.clerk, county.head, county.office):
        person.email = f"{person.username}@ql.example"
        person.save()
    return found


def due_of(thing) -> date:
    return feedback_due(thing, feedback_days(AFTER.date()), working_calendar()).date


def told(county):
    names = {getattr(county, name).email: name for name in ("clerk", "head", "office")}
    found = {names[message.to[0]] for message in mail.outbox if message.to[0] in names}
    mail.outbox.clear()
    return found


def test_ten_and_three_days_before_and_once_late_each_once(county, thing):
    due = due_of(thing)
    assert reminding.remind(CLOSES.date()) == []
    kinds = []
    for days in (12, 10, 9, 5, 3, 1, 0, -1, -2, -30):
        kinds += [row.kind for row in reminding.remind(due - timedelta(days=days))]
        assert reminding.remind(due - timedelta(days=days)) == []
    assert kinds == ["before-10", "before-3", "overdue"]
    assert list(Reminder.objects.filter(escalated=True).values_list("kind", flat=True)) == ["overdue"]


def test_the_clerk_first_then_the_head_and_the_office_and_nobody_twice(county, thing):
    due = due_of(thing)
    early, late = due - timedelta(days=3), due + timedelta(days=1)
    reminding.remind(early)
    assert reminding.send_digests(early, at=AFTER + timedelta(days=20)) == 1
    assert told(county) == {"clerk"}
    reminding.remind(late)
    at = made.moment(late.month, late.day)
    assert reminding.send_digests(late, at=at) >= 3
    assert "逾期情况已向社会公开" in mail.outbox[0].body
    assert told(county) == {"clerk", "head", "office"}
    assert reminding.send_digests(late, at=at) == 0


def test_what_is_answered_is_not_asked_for(county, thing):
    late = due_of(thing) + timedelta(days=1)
    reminding.remind(late)
    made.settled(county, thing)
    assert reminding.send_digests(late, at=made.moment(late.month, late.day)) == 0
    assert reminding.remind(late + timedelta(days=1)) == []


def test_a_meeting_nobody_has_told_about_is_asked_for_in_the_same_way(county):
    for person in (county.clerk, county.head, county.office):
        person.email = f"{person.username}@ql.example"
        person.save()
    found = made.gathering(county, title="邀请公众列席县政府常务会议")
    due = report_due(found, report_days(made.HEARING.date()), working_calendar()).date
    kinds = [
        row.kind for days in (11, 10, 2, 0, -1, -9) for row in reminding.remind(due - timedelta(days=days))
    ]
    assert kinds == ["before-10", "before-3", "overdue"]
    late = due + timedelta(days=1)
    assert reminding.send_digests(late, at=made.moment(late.month, late.day)) >= 3
    assert "“邀请公众列席县政府常务会议”的会议情况应于" in mail.outbox[0].body
    assert told(county) == {"clerk", "head", "office"}
    assert Reminder.objects.filter(gathering=found, consultation=None).count() == 3


def test_a_reminder_is_about_one_thing(county, thing):
    values = {"kind": "overdue", "due_on": AFTER.date(), "on": AFTER.date()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**values)
    Reminder.objects.create(consultation=thing, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(consultation=thing, **values)


def test_the_head_extends_it_on_the_desk_and_a_clerk_does_not(client, county, clock):
    thing = made.consultation(county)
    address = reverse("admin:participation_consultation_extend", args=[thing.pk])
    screen = reverse("admin:participation_opinions", args=[thing.pk])
    values = {"closes_at": "2026-04-20T17:00", "reason": "意见较多"}
    client.force_login(county.clerk)
    assert "延长并公布" not in client.get(screen).content.decode()
    client.post(address, values)
    assert not Extension.objects.exists()
    client.force_login(county.head)
    assert "延长并公布" in client.get(screen).content.decode()
    client.post(address, values)
    thing.refresh_from_db()
    assert (thing.closes_at, thing.extensions.get().before) == (made.moment(4, 20, 17), CLOSES)
    assert "2026-04-20 17:00" in client.get(screen).content.decode()
