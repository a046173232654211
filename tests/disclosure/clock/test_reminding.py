"""提醒: once each, the most urgent only, up to those in charge when it is late, and never a hand on the document."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import User
from audit.models import AuditEntry
from disclosure import tasks
from disclosure.actions import campaigns, reminding, telling
from disclosure.models import Campaign, DocumentEdition, Reminder, Validity
from disclosure.workflow import Attribute, Status
from statute.calendar import WorkingCalendar
from tests import documents, factories
from tests.disclosure.clock.mails import Refusing
from tests.disclosure.clock.stamps import moment, published_at
from tests.threads import together

# Formed on Monday 2026-03-02: twenty working days without any holiday among them.
DUE = date(2026, 3, 30)
CALENDAR = WorkingCalendar({})


@pytest.fixture
def draft(county):
    return documents.draft(county)


def kinds(edition=None):
    rows = Reminder.objects.filter(edition=edition) if edition else Reminder.objects.all()
    return list(rows.order_by("pk").values_list("kind", flat=True))


def everyday(start, stop):
    day = start
    while day <= stop:
        reminding.remind(day)
        day += timedelta(days=1)


def test_five_three_and_one_working_days_before(draft):
    everyday(date(2026, 3, 2), DUE)
    found = Reminder.objects.order_by("pk").values_list("kind", "on", "due_on", "escalated")
    assert list(found) == [
        ("publication-5", date(2026, 3, 23), DUE, False),
        ("publication-3", date(2026, 3, 25), DUE, False),
        ("publication-1", date(2026, 3, 27), DUE, False),
    ]
    assert Reminder.objects.first().text == (
        "《关于调整城乡居民最低生活保障标准的通知》应于2026-03-30前公开,还剩5个工作日。"
    )


def test_late_goes_up_and_again_every_five_working_days(draft):
    everyday(date(2026, 3, 31), date(2026, 4, 20))
    found = Reminder.objects.order_by("pk").values_list("kind", "on", "escalated")
    assert [kind for kind, _, _ in found] == [f"publication-overdue-{n}" for n in range(len(found))]
    assert len(found) >= 3
    assert all(escalated for _, _, escalated in found)
    assert found[0][1] == date(2026, 3, 31)
    assert AuditEntry.objects.filter(action="reminder.escalated").count() == len(found)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([date(2026, 3, 26)], ["publication-3"]),  # the fifth and the third day were missed
        ([DUE], ["publication-1"]),
        ([date(2026, 3, 23), DUE], ["publication-5", "publication-1"]),
        ([date(2026, 4, 3)], ["publication-overdue-0"]),
        ([DUE, date(2026, 3, 26)], ["publication-1"]),  # a clock put back brings no lesser one
    ],
)
def test_a_missed_day_is_made_up_by_the_most_urgent_one(draft, days, expected):
    for day in days:
        reminding.remind(day)
    assert kinds() == expected


@pytest.mark.parametrize(
    ("left", "kind"),
    [(6, None), (5, "publication-5"), (4, "publication-5"), (3, "publication-3"), (2, "publication-3"),
     (1, "publication-1"), (0, "publication-1"), (-1, "publication-overdue-0"), (-5, "publication-overdue-0"),
     (-6, "publication-overdue-1"), (-11, "publication-overdue-2")],
)  # fmt: skip
def test_the_stages(left, kind):
    assert reminding.stage(left) == kind


@pytest.mark.parametrize("state", [Status.PUBLISHED, Status.LEDGER, Status.DISCARDED])
def test_what_is_done_is_not_reminded_of(county, state):
    attribute = Attribute.NOT_OPEN if state == Status.LEDGER else Attribute.OPEN
    documents.document(county, state=state, proposed_attribute=attribute)
    assert reminding.remind(date(2026, 6, 1)) == []


def test_what_was_signed_as_open_has_a_deadline_whatever_was_proposed(county):
    edition = documents.draft(county, proposed_attribute=Attribute.ON_REQUEST)
    assert reminding.remind(DUE) == []
    edition = documents.advance(county, edition, Status.SIGNED, attribute=Attribute.OPEN)
    assert [one.kind for one in reminding.remind(DUE)] == ["publication-1"]


def test_another_due_day_is_reminded_of_anew(county, draft):
    reminding.remind(DUE)
    DocumentEdition.objects.filter(pk=draft.pk).update(formed_on=date(2026, 3, 3))
    reminding.remind(DUE)
    assert list(Reminder.objects.values_list("kind", "due_on")) == [
        ("publication-1", DUE), ("publication-1", date(2026, 3, 31)),
    ]  # fmt: skip


def test_a_reminder_never_touches_the_document(draft):
    before = DocumentEdition.objects.values().get(pk=draft.pk)
    everyday(date(2026, 3, 20), date(2026, 4, 20))
    tasks.send_reminders(date(2026, 4, 21))
    assert Reminder.objects.count() > 4
    assert DocumentEdition.objects.values().get(pk=draft.pk) == before


# --- normative documents -----------------------------------------------------------------------------------


def normative(county, **values):
    whole = {"is_normative": True, "registration_no": "QLDR-2026-0010001", "effective_on": date(2026, 3, 10),
             "valid_until": date(2029, 3, 9)}  # fmt: skip
    return documents.document(county, state=Status.PUBLISHED, **whole | values)


def test_six_months_before_a_normative_document_ends_once(county):
    edition = normative(county)
    assert reminding.remind(date(2028, 9, 8)) == []
    assert [one.kind for one in reminding.remind(date(2028, 9, 9))] == ["normative-expiry"]
    everyday(date(2029, 3, 1), date(2029, 3, 20))
    assert kinds(edition) == ["normative-expiry"]
    assert "有效期至2029-03-09" in Reminder.objects.get().text


def test_a_missed_half_year_is_made_up_until_the_last_day(county):
    edition = normative(county)
    DocumentEdition.objects.filter(pk=edition.pk).update(validity=Validity.REPEALED)
    assert reminding.remind(date(2029, 3, 9)) == []
    DocumentEdition.objects.filter(pk=edition.pk).update(validity=Validity.MODIFIED)
    assert reminding.remind(date(2029, 3, 10)) == []
    assert len(reminding.remind(date(2029, 3, 9))) == 1


def test_a_clean_up_is_due_two_years_after_the_last(county):
    published_at(county, moment(2026, 3, 5), is_normative=True, registration_no="QLDR-2026-0010001",
                 effective_on=date(2026, 3, 10), valid_until=date(2031, 3, 9))  # fmt: skip
    assert reminding.cleanups_due(date(2028, 3, 4)) == []
    assert reminding.cleanups_due(date(2028, 3, 5)) == [(county.government, date(2028, 3, 5))]
    campaign = campaigns.open_campaign(
        Campaign.Kind.CLEANUP,
        county.government,
        year=2028,
        by=None,
        on=date(2028, 3, 6),
        due_on=date(2028, 6, 1),
    )
    assert reminding.cleanups_due(date(2028, 12, 1)) == [], "one is under way"
    Campaign.objects.filter(pk=campaign.pk).update(closed_on=date(2028, 5, 31))
    assert reminding.cleanups_due(date(2030, 5, 30)) == []
    assert reminding.cleanups_due(date(2030, 5, 31)) == [(county.government, date(2030, 5, 31))]
    assert len(reminding.remind_of_cleanups(date(2030, 6, 1))) == 1
    assert reminding.remind_of_cleanups(date(2030, 6, 2)) == []


def test_a_county_without_normative_documents_has_nothing_to_clean_up(county):
    assert reminding.cleanups_due(date(2040, 1, 1)) == []


# --- by mail -----------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(county):
    for name, person in county.people.items():
        User.objects.filter(pk=person.pk).update(email=f"{name}@qinglan.example")


def told():
    return {message.to[0].partition("@")[0] for message in mail.outbox}


def run(day, at=None):
    reminding.remind(day)
    reminding.remind_of_cleanups(day)
    return telling.mail_reminders(day, at=at or timezone.now())


def test_those_concerned_are_told_and_nobody_else(county, draft, addresses):
    run(date(2026, 3, 23))
    assert told() == {"clerk", "clerk2"}
    mail.outbox.clear()
    documents.deciding.submit(draft, by=county.clerk, on=factories.ON)
    run(date(2026, 3, 25))
    assert told() == {"clerk", "clerk2", "secrecy_reviewer", "secrecy_reviewer2"}
    mail.outbox.clear()
    run(date(2026, 3, 31))
    assert told() == {
        "clerk", "clerk2", "secrecy_reviewer", "secrecy_reviewer2", "head", "head2", "office", "office2",
    }  # fmt: skip


def test_a_mail_names_no_title_because_nobody_reviewed_it_yet(county, draft, addresses, settings):
    settings.SITE_URL = "https://www.qinglan.example"
    run(date(2026, 3, 23))
    body = mail.outbox[0].body
    assert "低生活保障" not in body
    assert "文件编号" in body
    assert f"https://www.qinglan.example/admin/disclosure/documentedition/{draft.pk}/change/" in body


def test_people_without_an_address_or_an_account_in_use_get_no_mail(county, draft, addresses):
    User.objects.filter(pk=county.clerk.pk).update(email="")
    User.objects.filter(pk=county.clerk2.pk).update(is_active=False)
    run(date(2026, 3, 23))
    assert mail.outbox == []


def test_one_mail_a_day_with_everything_and_nothing_twice(county, draft, addresses):
    User.objects.exclude(pk=county.clerk.pk).update(email="")
    documents.draft(county, title="关于临时救助的通知")
    run(date(2026, 3, 23))
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("文件编号") == 2
    documents.draft(county, title="关于养老服务的通知")
    run(date(2026, 3, 23))
    assert len(mail.outbox) == 1, "the third waits for tomorrow"
    run(date(2026, 3, 24))
    assert len(mail.outbox) == 2
    assert mail.outbox[1].body.count("文件编号") == 1
    run(date(2026, 3, 24))
    assert len(mail.outbox) == 2


def test_a_mail_the_server_did_not_take_is_sent_later(county, draft, addresses, settings):
    settings.EMAIL_BACKEND = "tests.disclosure.clock.mails.Refusing"
    User.objects.exclude(pk=county.clerk.pk).update(email="")
    Refusing.to_say = [ConnectionRefusedError()]
    assert run(date(2026, 3, 23)).later == 1
    assert run(date(2026, 3, 23)).sent == 1
    Refusing.to_say = [smtplib.SMTPServerDisconnected()]
    assert run(date(2026, 3, 25)).never == 1
    assert run(date(2026, 3, 25)).sent == 0


def test_a_document_published_meanwhile_is_no_longer_mailed_about(county, draft, addresses):
    reminding.remind(date(2026, 3, 23))
    documents.advance(county, draft, Status.PUBLISHED)
    telling.mail_reminders(date(2026, 3, 24), at=timezone.now())
    assert mail.outbox == []


def test_a_clean_up_is_mailed_to_the_county_office(county, addresses):
    published_at(county, moment(2024, 3, 5), is_normative=True, registration_no="QLDR-2026-0010001",
                 effective_on=date(2026, 3, 10), valid_until=date(2031, 3, 9))  # fmt: skip
    run(date(2026, 3, 20))
    assert told() == {"office", "office2"}
    assert "应于2026-03-05前完成" in mail.outbox[0].body


def test_without_mail_reminders_are_still_written(county, draft, addresses, settings):
    settings.MAIL_ENABLED = False
    run(date(2026, 3, 23))
    assert (kinds(), mail.outbox) == (["publication-5"], [])


# --- whatever happens --------------------------------------------------------------------------------------

DAYS = st.lists(
    st.integers(0, 60).map(lambda n: date(2026, 3, 16) + timedelta(days=n)), min_size=1, max_size=15
)


@given(days=DAYS)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_runs_yields_each_reminder_at_most_once_and_ever_more_urgent(draft, days):
    with transaction.atomic():
        for day in days:
            made = [(one.kind, one.due_on) for one in reminding.remind(day)]
            assert len(made) <= 1
            assert reminding.remind(day) == []
        stages = [reminding.urgency(kind) for kind in kinds()]
        transaction.set_rollback(True)
    assert stages == sorted(set(stages))
    crossed = {reminding.stage(CALENDAR.working_days_between(day, DUE)) for day in days} - {None}
    assert bool(stages) == bool(crossed)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_and_mail_once(lasting_county):
    documents.draft(lasting_county)
    User.objects.filter(pk=lasting_county.clerk.pk).update(email="clerk@qinglan.example")
    act = lambda: run(date(2026, 3, 23))  # noqa: E731
    outcomes = together(act, act)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert (Reminder.objects.count(), len(mail.outbox)) == (1, 1)


# --- the yearly re-evaluation ------------------------------------------------------------------------------


def restricted(county, on):
    return documents.document(county, state=Status.PUBLISHED, on=on, proposed_attribute=Attribute.ON_REQUEST)


def test_the_re_evaluation_opens_in_january_once(county):
    edition = restricted(county, date(2025, 11, 3))
    assert tasks.evaluate(date(2025, 12, 31)) == 0
    assert tasks.evaluate(date(2026, 1, 1)) == 1
    assert tasks.evaluate(date(2026, 1, 2)) == 0
    campaign = Campaign.objects.get()
    assert (campaign.kind, campaign.year, campaign.opened_by) == (Campaign.Kind.REEVALUATION, 2026, None)
    assert campaign.due_on > campaign.opened_on
    assert [entry.edition for entry in campaign.entries.all()] == [edition]


def test_a_january_that_was_missed_is_made_up_for(county):
    restricted(county, date(2025, 11, 3))
    assert tasks.evaluate(date(2026, 6, 15)) == 1


def test_what_was_decided_this_year_opens_nothing(county):
    restricted(county, date(2026, 2, 2))
    assert tasks.evaluate(date(2026, 6, 15)) == 0
    assert tasks.evaluate(date(2027, 1, 4)) == 1


def test_none_is_opened_beside_one_that_is_open(county):
    restricted(county, date(2025, 11, 3))
    tasks.evaluate(date(2026, 1, 5))
    assert tasks.evaluate(date(2027, 1, 5)) == 0
    Campaign.objects.update(closed_on=date(2027, 1, 20))
    assert tasks.evaluate(date(2027, 1, 21)) == 1
