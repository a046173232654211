"""What has happened to one application, and the count as it stands on any day."""

import datetime as dt
from dataclasses import dataclass

from statute.calendar import Counted, Interval, WorkingCalendar
from statute.clock.facts import (
    CONSULTATION_DAYS,
    CORRECTION_DAYS,
    PAYMENT_DAYS,
    REPLY_DAYS,
    ClockEvent,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event the law does not allow, and why. It changes nothing."""

    event: ClockEvent
    reason: str


class History:
    """The facts of one application as they are known on `as_of`; built by `retell`, then only read.

    `start` is day 0 of the running count: receipt, or the correction or payment that started it anew.
    """

    __slots__ = (
        "as_of", "calendar", "closed", "consultations", "corrected", "correction", "deferred", "extension",
        "fee", "late", "paid", "reason_notice", "reasons", "received_on", "refused", "revoked", "start", "taken",
    )  # fmt: skip

    def __init__(self, received_on: dt.date, calendar: WorkingCalendar, as_of: dt.date) -> None:
        self.received_on = self.start = received_on
        self.calendar = calendar
        self.as_of = as_of
        self.correction: ClockEvent | None = None
        self.corrected: ClockEvent | None = None
        self.fee: ClockEvent | None = None
        self.paid: ClockEvent | None = None
        self.reason_notice: ClockEvent | None = None
        self.reasons: ClockEvent | None = None
        self.deferred: ClockEvent | None = None
        self.extension: ClockEvent | None = None
        self.closed: ClockEvent | None = None
        self.consultations: list[ClockEvent] = []
        self.late: list[
            ClockEvent
        ] = []  # consultations begun after the limit had ended: they exclude nothing
        self.revoked: list[tuple[ClockEvent, ClockEvent]] = []
        self.taken: list[ClockEvent] = []
        self.refused: list[Refusal] = []

    @property
    def until(self) -> dt.date:
        """The last day that can count: the day the case was closed, or today."""
        return self.closed.on if self.closed else self.as_of

    @property
    def awaits_correction(self) -> bool:
        return self.correction is not None and self.corrected is None

    @property
    def awaits_payment(self) -> bool:
        return self.fee is not None and self.paid is None

    @property
    def extension_days(self) -> int:
        return (self.extension.days or 0) if self.extension else 0

    def lapse(self, consultation: ClockEvent) -> Counted | None:
        """The last day for an answer; None while the letter is not known to have been delivered."""
        if consultation.delivered is None:
            return None
        return self.calendar.add_working_days(consultation.delivered, CONSULTATION_DAYS)

    def payment_limit(self, fee: ClockEvent) -> Counted:
        return self.calendar.add_working_days(fee.served, PAYMENT_DAYS)

    def correction_limit(self) -> Counted:
        return self.calendar.add_working_days(self.received_on, CORRECTION_DAYS)

    def interval(self, consultation: ClockEvent, day: dt.date) -> Interval:
        """From dispatch to answer, lapse or `day`, whichever is first."""
        lapse = self.lapse(consultation)
        ends = [
            day,
            *([consultation.answered] if consultation.answered else []),
            *([lapse.date] if lapse else []),
        ]
        return consultation.on, min(ends)

    def excluded_intervals(self, day: dt.date) -> list[Interval]:
        """What the consultations take out of the running count, as known on `day` (第三十三条第三款)."""
        found = []
        for consultation in self.consultations:
            first, last = self.interval(consultation, day)
            if consultation not in self.late and last > self.start:
                found.append((max(first, self.start), last))
        return [interval for interval in found if interval[0] < interval[1]]

    def excluded(self, day: dt.date) -> int:
        """Working days taken out, each once however many consultations cover it."""
        return self.calendar.workdays_in(self.excluded_intervals(day)) if self.consultations else 0

    def counted(self, day: dt.date, *, extended: bool = True) -> Counted:
        """The count from `start` as it stands on `day`, whether or not the clock runs."""
        days = REPLY_DAYS + self.excluded(day) + (self.extension_days if extended else 0)
        return self.calendar.add_working_days(self.start, days)

    def due_at(self, day: dt.date) -> Counted | None:
        """The last day for the reply as it stands on `day`; None while the clock is stopped for the applicant.

        A deferred period (第三十五条) is never shorter than the ordinary one.
        """
        if self.awaits_correction or self.awaits_payment:
            return None
        due = self.counted(day)
        later = self.deferred.until if self.deferred else None
        if later is None or later <= due.date:
            return due
        years = range(self.start.year, later.year + 1)
        return Counted(later, tuple(year for year in years if not self.calendar.announced(year)))

    def open_consultations(self) -> list[ClockEvent]:
        """Those that still stop the clock: neither answered nor lapsed."""
        if self.closed:
            return []
        return [one for one in self.consultations if one not in self.late and self._open(one)]

    def _open(self, consultation: ClockEvent) -> bool:
        if consultation.answered is not None and consultation.answered <= self.as_of:
            return False
        lapse = self.lapse(consultation)
        return lapse is None or lapse.date >= self.as_of

    def expired(self, day: dt.date, *, doing: str) -> str:
        """Why it is too late on `day`, or empty. The last day itself still belongs to the period."""
        due = self.due_at(day)
        return f"答复期限已于{due.date}届满，不能再{doing}" if due and day > due.date else ""
