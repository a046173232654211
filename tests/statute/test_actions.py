import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

import statute.open_deadlines
from audit.models import AuditEntry
from statute.actions import announce_year, preview_year, set_review_period
from statute.loading import notice_days, working_calendar
from statute.models import CalendarDay, CalendarNotice, LegalInstrument, ReviewPeriod
from statute.notices import parse_days
from statute.open_deadlines import OpenDeadline, register
from tests.statute.calendars import seeded_calendar

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 10)
DAYS_2027 = "2027-01-01至2027-01-03 放假 元旦\n2027-02-06 上班 春节\n2027-02-08至2027-02-12 放假 春节"


@pytest.fixture
def open_request(monkeypatch):
    deadline = OpenDeadline("申请〔2026〕9号", "/requests/9/", dt.date(2026, 12, 21), 20)

    def provide():
        return [deadline]

    monkeypatch.setattr(statute.open_deadlines, "_providers", [])
    register(provide)
    return deadline


def announce(days=DAYS_2027, year=2027, on=ON):
    return announce_year(
        year=year, days=parse_days(days), by=None, on=on, document_number="国办发明电〔2026〕1号"
    )


def test_the_seed_loads_to_the_seeded_calendar(django_assert_num_queries):
    assert working_calendar().notices == seeded_calendar().notices
    with django_assert_num_queries(1):
        working_calendar()


def test_announcing_a_year_makes_its_dates_firm_and_is_recorded(open_request):
    assert working_calendar().add_working_days(open_request.start, 20).provisional
    (move,) = announce()
    assert move.label == open_request.label
    assert move.after.firm == dt.date(2027, 1, 19)
    assert working_calendar().add_working_days(open_request.start, 20).firm == dt.date(2027, 1, 19)
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.details["moved"]) == ("calendar.announced", 1)


def test_a_correction_supersedes_and_keeps_the_old_rows(open_request):
    announce()
    first = CalendarNotice.objects.current().get(year=2027)
    before = notice_days(first)
    (move,) = announce(DAYS_2027 + "\n2027-01-04 放假 元旦", on=dt.date(2026, 12, 1))
    second = CalendarNotice.objects.current().get(year=2027)
    first.refresh_from_db()
    assert (first.superseded_by, first.effective_to) == (second, dt.date(2026, 12, 1))
    assert (second.revision, second.effective_to) == (2, None)
    assert notice_days(first) == before
    assert move.after.firm == dt.date(2027, 1, 20)
    assert CalendarNotice.objects.of_year(2027).in_force(dt.date(2026, 11, 30)).get() == first
    assert CalendarNotice.objects.of_year(2027).in_force(dt.date(2026, 12, 1)).get() == second


def test_a_seeded_year_can_be_corrected_on_the_day_itself():
    announce("2026-01-01至2026-01-02 放假 元旦", year=2026)
    announce("2026-01-01 放假 元旦", year=2026)
    assert CalendarNotice.objects.of_year(2026).count() == 3
    assert len(notice_days(CalendarNotice.objects.current().get(year=2026))) == 1


def test_a_correction_cannot_be_dated_before_the_row_it_corrects():
    announce()
    with pytest.raises(ValidationError, match="不得早于"):
        announce(on=dt.date(2026, 11, 9))


def test_what_is_rolled_back_is_not_remembered():
    with transaction.atomic():
        announce()
        assert working_calendar().announced(2027)
        transaction.set_rollback(True)
    assert not working_calendar().announced(2027)
    announce("2027-10-01 放假 国庆节")
    assert len(working_calendar().notices[2027].days) == 1


def test_a_preview_saves_nothing(open_request):
    (move,) = preview_year(year=2027, days=parse_days(DAYS_2027))
    assert move.after.firm == dt.date(2027, 1, 19)
    assert not working_calendar().announced(2027)
    assert not AuditEntry.objects.filter(action="calendar.announced").exists()


def test_days_of_another_year_are_refused_and_nothing_is_written():
    with pytest.raises(ValidationError, match="不在2027年"):
        announce("2026-10-01 放假 国庆节")
    assert not CalendarNotice.objects.of_year(2027).exists()


def test_the_database_holds_one_current_notice_a_year():
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarNotice.objects.create(year=2026, revision=2)
    with pytest.raises(ValidationError, match="已有现行的放假安排"):
        CalendarNotice(year=2026, revision=2).full_clean()


def test_the_database_holds_only_exceptional_days():
    notice = CalendarNotice.objects.current().get(year=2026)
    for date, is_working in ((dt.date(2026, 3, 7), False), (dt.date(2026, 3, 9), True)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarDay.objects.create(notice=notice, date=date, is_working=is_working)


def test_a_review_period_is_superseded_and_never_overwritten():
    first = set_review_period(step="county", working_days=5, legal_basis="县规定", by=None, on=ON)
    later = ON + dt.timedelta(days=30)
    second = set_review_period(step="county", working_days=3, legal_basis="县规定", by=None, on=later)
    first.refresh_from_db()
    assert (first.working_days, first.effective_to) == (5, later)
    steps = ReviewPeriod.objects.for_step("county")
    assert steps.in_force(ON).get() == first
    assert steps.in_force(later).get() == second
    with pytest.raises(ValidationError, match="不得早于"):
        set_review_period(step="county", working_days=2, legal_basis="县规定", by=None, on=ON)
    with pytest.raises(ValidationError, match="至少为1个工作日"):
        set_review_period(step="city", working_days=0, legal_basis="县规定", by=None, on=ON)


def test_the_seeded_instruments_say_what_is_not_verified():
    assert LegalInstrument.objects.get(key="OGI").in_force_on == dt.date(2019, 5, 15)
    assert set(LegalInstrument.objects.unverified().values_list("key", flat=True)) == {
        "FEE", "RCEO", "SECRET", "CSL", "NETDATA", "PETIT",
    }  # fmt: skip


def test_the_command_lists_what_moves_and_saves_unless_dry(tmp_path, capsys, open_request):
    file = tmp_path / "2027.csv"
    file.write_text("date,is_working,name\n2027-01-01,0,元旦\n", encoding="utf-8")
    call_command("load_calendar", "2027", "--file", str(file), "--dry-run")
    assert "试算，未保存" in (out := capsys.readouterr().out)
    assert "申请〔2026〕9号：2027-01-18 → 2027-01-19" in out
    assert not working_calendar().announced(2027)
    call_command("load_calendar", "2027", "--file", str(file), "--document-number", "国办发明电〔2026〕1号")
    assert "已公布" in capsys.readouterr().out
    assert working_calendar().announced(2027)


def test_the_command_refuses_a_year_nobody_has_announced():
    with pytest.raises(CommandError, match="没有2027年"):
        call_command("load_calendar", "2027", "--from-package")
