"""What the law says, as rows: each carries its basis and its dates, is superseded and never overwritten."""

from statute.models.calendar import NOTICE_BASIS, CalendarDay, CalendarNotice
from statute.models.effective import EffectiveQuerySet
from statute.models.instrument import LegalInstrument
from statute.models.period import ReviewPeriod, SpecialPeriod

__all__ = [
    "NOTICE_BASIS",
    "CalendarDay",
    "CalendarNotice",
    "EffectiveQuerySet",
    "LegalInstrument",
    "ReviewPeriod",
    "SpecialPeriod",
]
