"""Filings, reminders, notices, same subject, keys and retention."""

import io
import logging
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.policies import Refused
from audit.models import AuditEntry
from requests_app import tasks
from requests_app.actions import (
    deciding,
    digesting,
    extending,
    filing,
    forgetting,
    gathering,
    intake,
    reckoning,
    reminding,
    telling,
)
from requests_app.models import (
    Applicant,
    CountyRule,
    Filing,
    InformationRequest,
    Notice,
    RequestReminder,
)
from requests_app.workflow import Status
from statute.actions import announce_year
from statute.loading import working_calendar
from statute.notices import DayChange
from tests.applications import ID_NUMBER, INTERNAL, advance, at, case, receive
from tests.factories import ON


def kinds(made) -> list[str]:
    return list(made.filings.order_by("pk").values_list("kind", flat=True))


def test_registration_extension_refusal_and_lateness_are_filed_in_the_same_transaction(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    extending.extend(made, by=county.head, on=date(2026, 3, 20), days=5, reason="需要汇总")
    reminding.remind(date(2026, 4, 20))
    advance(county, made, Status.REPLIED, on=date(2026, 4, 20), answers=INTERNAL)
    assert kinds(made) == ["registration", "extension", "overdue", "refusal"]
    assert "李明" not in "".join(made.filings.values_list("text", flat=True))
    other = receive(county)
    with transaction.atomic():
        intake.register(other, by=county.clerk, on=ON)
        transaction.set_rollback(True)
    assert kinds(other) == []


def test_the_office_accepts_asks_or_sends_back_and_the_unit_answers(county):
    made = case(county, state=Status.REGISTERED)
    row = made.filings.get()
    with pytest.raises(Refused, match="主管部门处理"):
        filing.decide(row, by=county.clerk, on=ON, state="accepted")
    with pytest.raises(Refused, match="写明意见"):
        filing.decide(row, by=county.office, on=ON, state="asked")
    filing.decide(row, by=county.office, on=ON, state="asked", opinion="请说明渠道")
    with pytest.raises(Refused, match="经办人或负责人"):
        filing.answer(row, by=county.other_clerk, on=ON, text="当面")
    assert filing.answer(row, by=county.clerk, on=ON, text="当面提交").state == Filing.State.WAITING
    assert filing.decide(row, by=county.office, on=ON, state="accepted").state == Filing.State.ACCEPTED
    before = AuditEntry.objects.count()
    filing.decide(row, by=county.office, on=ON, state="accepted")
    assert AuditEntry.objects.count() == before


def test_the_ledger_of_a_month_is_a_table_without_applicants(client, county):
    made = case(county, state=Status.REGISTERED)
    Filing.objects.update(text="=1+1")
    client.force_login(county.office)
    url = reverse("admin:requests_app_filings_export")
    sheet = load_workbook(io.BytesIO(client.get(url, {"month": "2026-03"}).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:]] == [made.number]
    assert rows[1][4] == "'=1+1"
    assert client.get(url, {"month": "bad"}).status_code == 200
    client.force_login(county.other_clerk)
    assert (
        len(list(load_workbook(io.BytesIO(client.get(url, {"month": "2026-03"}).content)).active.rows)) == 1
    )


def marks(made, *days: date) -> list[tuple[str, date]]:
    for day in days:
        reminding.remind(day)
    return list(made.reminders.order_by("pk").values_list("kind", "on"))


def test_reminders_come_five_three_and_one_working_days_before_once_each(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 9, 18))
    days = [date(2026, 10, 10) + timedelta(days=n) for n in range(14)]
    found = marks(made, *days, *days)
    assert found == [
        ("reply-5", date(2026, 10, 15)), ("reply-3", date(2026, 10, 19)), ("reply-1", date(2026, 10, 21)),
        ("overdue", date(2026, 10, 23)),
    ]  # fmt: skip
    assert made.reminders.get(kind="overdue").due_on == date(2026, 10, 22)


def test_after_an_outage_there_is_one_current_reminder_and_no_flood(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 9, 18))
    assert marks(made, date(2026, 10, 13), date(2026, 10, 21)) == [("reply-1", date(2026, 10, 21))]


def test_lateness_goes_to_the_head_and_the_office(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    marks(made, date(2026, 3, 24), date(2026, 5, 6))
    early, late = made.reminders.order_by("pk")
    assert county.head not in reminding.recipients(early)
    assert {county.clerk, county.head, county.office} <= set(reminding.recipients(late))


def test_other_limits_are_reminded_of_too(county):
    letter = receive(county, channel="ordinary_mail")
    InformationRequest.objects.filter(pk=letter.pk).update(confirmed_on=None, received_on=None)
    waiting = case(county, state=Status.AWAITING_CORRECTION)
    fresh = case(county, state=Status.REGISTERED)
    asked = case(county, state=Status.PROCESSING)
    extending.ask_assistance(
        asked, by=county.clerk, on=ON, organisation=county.other_department, question="请查找", due_on=ON
    )
    reminding.remind(date(2026, 3, 11))
    found = {(row.request_id, row.kind) for row in RequestReminder.objects.all()}
    assert (letter.pk, "unconfirmed") in found
    assert (fresh.pk, "correction") in found
    assert (asked.pk, "assist") in found
    reminding.remind(date(2026, 3, 16))
    assert waiting.reminders.filter(kind="limit").exists()


def test_one_digest_a_day_with_what_is_new(county):
    county.clerk.email = "clerk@mail.example"
    county.clerk.save()
    case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    day = date(2026, 3, 24)
    reminding.remind(day)
    assert digesting.send_digests(day, at=at(day)) == 1
    case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    reminding.remind(day)
    assert digesting.send_digests(day, at=at(day)) == 0
    tomorrow = day + timedelta(days=1)
    assert digesting.send_digests(tomorrow, at=at(tomorrow)) == 1
    assert len(mail.outbox) == 2
    assert "李明" not in mail.outbox[0].body


def test_a_dead_mail_server_loses_no_notice(county, monkeypatch):
    made = case(county, state=Status.REPLIED)
    count = Notice.objects.filter(request=made).count()
    assert count >= 2

    def down(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", down)
        assert telling.send_due(at(ON)) == 0
    assert Notice.objects.filter(state=Notice.State.WAITING).count() == count
    assert telling.send_due(at(ON)) == 0  # not before the next attempt
    assert telling.send_due(at(ON + timedelta(days=1))) == count
    assert telling.send_due(at(ON + timedelta(days=1))) == 0
    assert {tuple(one.to) for one in mail.outbox} == {("liming@mail.example",)}
    assert ID_NUMBER not in "".join(one.body for one in mail.outbox)


def test_who_left_no_address_is_told_nothing_by_mail(county):
    made = case(county, state=Status.REPLIED, person={"email": ""})
    assert not made.notices.exists()


def same(county, number: int, **values):
    person = {"identity_kind": "other", "identity": f"P{number}"}
    made = case(county, state=Status.REPLIED, person=person, **values)
    return gathering.mark_same(made, by=county.clerk, on=ON, words="低保资金,发放明细")


def test_the_same_information_asked_by_several_people_is_published_by_one_act(county):
    cases = [same(county, number) for number in (1, 2)]
    assert gathering.asked_by_many(frozenset({county.department.pk})) == []
    cases.append(same(county, 1))  # the same person once more does not count
    assert gathering.asked_by_many(frozenset({county.department.pk})) == []
    cases.append(same(county, 3))
    [found] = gathering.asked_by_many(frozenset({county.department.pk}))
    assert found.people == 3
    CountyRule.objects.create(key="same_subject", value=4)
    assert gathering.asked_by_many(frozenset({county.department.pk})) == []
    edition = gathering.publish_for_all(cases[0], by=county.clerk, on=ON, title="2025年度低保资金发放明细")
    assert edition.status == "draft"
    assert set(InformationRequest.objects.values_list("published_as", flat=True)) == {edition.document_id}
    with pytest.raises(Refused, match="已经转为"):
        gathering.publish_for_all(cases[1], by=county.clerk, on=ON, title="再来一次")
    refused = same(county, 9, answers=INTERNAL)
    InformationRequest.objects.filter(pk=refused.pk).update(published_as=None)
    refused.refresh_from_db()
    with pytest.raises(Refused, match="可以公开的信息"):
        gathering.publish_for_all(refused, by=county.clerk, on=ON, title="内部流程")


def test_keys_are_rotated_and_the_old_one_may_go(county, settings):
    made = [receive(county) for _ in range(3)]
    settings.REQUEST_KEYS = {1: django_settings.REQUEST_KEYS[1], 2: b"only-for-tests-2"}
    call_command("rotate_keys", stdout=io.StringIO())
    settings.REQUEST_KEYS = {2: b"only-for-tests-2"}
    for one in made:
        assert Applicant.objects.get(request=one).identity == ID_NUMBER


def test_what_was_kept_long_enough_is_anonymised_and_statistics_stay(county):
    made = case(county, state=Status.ARCHIVED)
    open_case = case(county, state=Status.PROCESSING)
    assert forgetting.due_for_anonymising(ON + timedelta(days=365 * 9)) == []
    later = ON + timedelta(days=366 * 10)
    assert forgetting.due_for_anonymising(later) == [made.pk]
    forgetting.anonymise(made.pk, on=later)
    applicant = Applicant.objects.get(request=made)
    assert (applicant.kind, applicant.name, applicant.person_index) == ("natural", forgetting.GONE, "")
    assert (applicant.identity, applicant.phone, applicant.email) == ("", "", "")
    made.refresh_from_db()
    assert (made.outcome, made.anonymised_on) == ("GRANT", later)
    assert forgetting.due_for_anonymising(later) == []
    assert Applicant.objects.get(request=open_case).identity == ID_NUMBER


def test_no_personal_data_in_the_record_the_logs_or_any_column_in_clear(county, caplog, client):
    with caplog.at_level(logging.DEBUG):
        made = case(county, state=Status.REPLIED)
        client.force_login(county.clerk)
        client.post(reverse("admin:requests_app_person", args=[made.pk]))
        telling.send_due(at(ON))
    secrets = (ID_NUMBER, "13800001234", "清溪路9号", "liming@mail.example")
    assert not [secret for secret in secrets if secret in caplog.text]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
                    for cell in row
                )
                assert not [secret for secret in secrets if secret in text], table


def test_looking_at_a_person_is_recorded_and_for_handlers_only(county):
    made = case(county, state=Status.PROCESSING)
    url = reverse("admin:requests_app_person", args=[made.pk])
    clients = {name: Client() for name in ("clerk", "office", "other_clerk")}
    for name, client in clients.items():
        client.force_login(county.people[name])
    before = AuditEntry.objects.filter(action="request.person_seen").count()
    shown = clients["clerk"].post(url).content.decode()
    assert ID_NUMBER in shown
    assert AuditEntry.objects.filter(action="request.person_seen").count() == before + 1
    assert ID_NUMBER not in clients["office"].post(url, follow=True).content.decode()
    assert clients["other_clerk"].post(url).status_code == 404
    page = clients["office"].get(made.get_absolute_url()).content.decode()
    assert "李明" not in page


def test_rest_day_submissions_are_confirmed_by_the_worker(county, monkeypatch):
    made = receive(county, on=date(2026, 3, 7), channel="internet")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: date(2026, 3, 8))
    assert tasks.confirm_received() == 0
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: date(2026, 3, 9))
    assert tasks.confirm_received() == 1
    made.refresh_from_db()
    assert made.received_on == date(2026, 3, 9)
    assert tasks.confirm_received() == 0


@pytest.mark.parametrize("name", ["recompute", "remind", "send_notices", "forget"])
def test_tasks_do_nothing_twice(county, name):
    case(county, state=Status.PROCESSING)
    case(county, state=Status.REPLIED)
    task = getattr(tasks, name)
    task()
    assert task() == 0


def test_the_working_calendar_decides_what_is_close(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 2, 3))
    saturday, monday = (
        date(2026, 2, 28),
        date(2026, 3, 2),
    )  # a Saturday that is worked, and the day after the Sunday
    assert not list(reminding.dues(made, saturday, working_calendar()))
    assert [one.kind for one in reminding.dues(made, monday, working_calendar())] == ["reply-5"]


def test_a_reply_recalled_and_prepared_again_is_one_reply(county):
    made = case(county, state=Status.REVIEWING_REPLY)
    reply = made.replies.get()
    deciding.recall_reply(reply, by=county.clerk, on=ON, reason="漏了一页")
    advance(county, InformationRequest.objects.get(pk=made.pk), Status.REPLIED)
    assert made.replies.count() == 1


def test_a_letter_nobody_knows_to_have_arrived_is_reminded_of(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    extending.consult(
        made, by=county.clerk, on=date(2026, 3, 3), kind="third_party", party="某公司", question="是否同意"
    )
    charged = case(county, state=Status.AWAITING_FEE, on=date(2026, 3, 3), way="post")
    case(county, state=Status.AWAITING_FEE, on=date(2026, 3, 3))  # on the website it was there at once
    reminding.remind(date(2026, 3, 9))
    assert not RequestReminder.objects.filter(kind="undelivered").exists()
    reminding.remind(date(2026, 3, 10))
    found = RequestReminder.objects.filter(kind="undelivered").values_list("request", "due_on")
    assert set(found) == {(made.pk, date(2026, 3, 3)), (charged.pk, date(2026, 3, 3))}


def test_a_date_the_calendar_moved_is_told_once_to_applicant_and_handlers(county):
    made = case(county, state=Status.PROCESSING, on=date(2026, 12, 21))
    day = date(2026, 12, 22)
    announce_year(
        year=2027, days=[DayChange(date(2027, 1, 1), is_working=False, name="元旦")], by=None, on=day,
        document_number="国办发明电〔2026〕9号",
    )  # fmt: skip
    reckoning.recompute_stale(day)
    assert telling.tell_moves(day) == 1
    assert telling.tell_moves(day) == 0
    assert made.notices.filter(kind__startswith="moved-").count() == 1
    assert made.reminders.filter(kind="moved").count() == 1
