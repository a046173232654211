import datetime as dt

import statute.open_deadlines
from statute.calendar import YearNotice
from statute.open_deadlines import Moved, OpenDeadline, moved, open_deadlines, register, unregister
from tests.statute.calendars import seeded_calendar

OLD = seeded_calendar()
TOUCHED = OpenDeadline("申请〔2026〕1号", "/a/1", dt.date(2026, 12, 21), 20)
UNTOUCHED = OpenDeadline("申请〔2026〕2号", "/a/2", dt.date(2026, 3, 2), 20)


def test_only_what_ends_otherwise_is_listed():
    new = OLD.with_year(2027, YearNotice(off=frozenset({dt.date(2027, 1, 1)})))
    (move,) = moved(OLD, new, [TOUCHED, UNTOUCHED])
    assert move == Moved(
        "申请〔2026〕1号",
        "/a/1",
        before=OLD.add_working_days(TOUCHED.start, 20),
        after=new.add_working_days(TOUCHED.start, 20),
    )
    assert move.before.provisional
    assert move.after.firm == dt.date(2027, 1, 19)


def test_a_date_that_only_becomes_firm_is_listed():
    new = OLD.with_year(2027, YearNotice(off=frozenset({dt.date(2027, 10, 1)})))
    (move,) = moved(OLD, new, [TOUCHED])
    assert move.before.date == move.after.firm


def test_a_day_declared_off_later_moves_a_running_limit():
    notice = OLD.notices[2026]
    new = OLD.with_year(2026, YearNotice(notice.off | {dt.date(2026, 3, 11)}, notice.worked, notice.names))
    (move,) = moved(OLD, new, [UNTOUCHED])
    assert (move.before.firm, move.after.firm) == (dt.date(2026, 3, 30), dt.date(2026, 3, 31))


def test_a_provider_counts_once(monkeypatch):
    monkeypatch.setattr(statute.open_deadlines, "_providers", [])

    def provide():
        return [TOUCHED]

    register(provide)
    register(provide)
    assert open_deadlines() == [TOUCHED]
    unregister(provide)
    assert open_deadlines() == []
