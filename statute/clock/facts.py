"""What the reply clock counts from: how the application came in, and the dated events after that."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CORRECTION_DAYS: Final = 7  # 第三十条: to ask for a correction, from receipt
REPLY_DAYS: Final = 20  # 第三十三条第二款
EXTENSION_DAYS: Final = 20  # 第三十三条第二款: at most, once
CONSULTATION_DAYS: Final = 15  # 第三十二条、第三十四条: from the day the letter reaches who is asked
PAYMENT_DAYS: Final = 20  # 国办函〔2020〕109号: from the fee notice


class Channel(StrEnum):
    """How an application came in (条例第二十九条、第三十一条)."""

    COUNTER = "counter"
    REGISTERED_MAIL = "registered_mail"
    ORDINARY_MAIL = "ordinary_mail"
    INTERNET = "internet"
    FAX = "fax"

    @property
    def label(self) -> str:
        return _CHANNEL_LABELS[self]

    @property
    def needs_confirmation(self) -> bool:
        """Whether the day of confirmation, not of arrival, is the day of receipt."""
        return self in _CONFIRMED

    @property
    def article(self) -> str:
        return _CHANNEL_ARTICLES[self]


_CHANNEL_LABELS: Final = {
    Channel.COUNTER: "当面提交",
    Channel.REGISTERED_MAIL: "邮寄（签收）",
    Channel.ORDINARY_MAIL: "邮寄（平常信函）",
    Channel.INTERNET: "互联网",
    Channel.FAX: "传真",
}
_CHANNEL_ARTICLES: Final = {
    Channel.COUNTER: "条例第三十一条第一项",
    Channel.REGISTERED_MAIL: "条例第三十一条第二项",
    Channel.ORDINARY_MAIL: "条例第三十一条第二项",
    Channel.INTERNET: "条例第三十一条第三项",
    Channel.FAX: "条例第三十一条第三项",
}
_CONFIRMED: Final = frozenset({Channel.ORDINARY_MAIL, Channel.INTERNET, Channel.FAX})


@dataclass(frozen=True, slots=True)
class Receipt:
    """收到申请 (第三十一条): both moments are kept. `arrived` is the day of submission, signature or arrival;
    `confirmed` the day the applicant confirmed (ordinary mail) or both sides did (internet, fax).
    ValueError when it was confirmed before it arrived.
    """

    channel: Channel
    arrived: dt.date
    confirmed: dt.date | None = None

    def __post_init__(self) -> None:
        if self.confirmed is not None and self.confirmed < self.arrived:
            raise ValueError(f"确认日（{self.confirmed}）早于到达日（{self.arrived}）")

    def received_on(self, as_of: dt.date) -> dt.date | None:
        """收到申请之日, day 0 of every limit; None while it has not come."""
        day = self.confirmed if self.channel in _CONFIRMED else self.arrived
        return day if day is not None and day <= as_of else None


class EventKind(StrEnum):
    """What may happen to an application after receipt; the order is that of one and the same day."""

    CORRECTION_NOTICE = "correction_notice"
    CORRECTED = "corrected"
    FEE_NOTICE = "fee_notice"
    PAID = "paid"
    REASON_NOTICE = "reason_notice"
    REASONS_GIVEN = "reasons_given"
    THIRD_PARTY = "third_party"
    JOINT_AGENCY = "joint_agency"
    EXTENSION = "extension"
    EXTENSION_REVOKED = "extension_revoked"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    REPLIED = "replied"

    @property
    def label(self) -> str:
        return _EVENT_LABELS[self]

    @property
    def consults(self) -> bool:
        """Whether it asks somebody else and stops the clock until the answer (第三十三条第三款)."""
        return self in CONSULTATIONS


CONSULTATIONS: Final = frozenset({EventKind.THIRD_PARTY, EventKind.JOINT_AGENCY})
RANK: Final[Mapping[EventKind, int]] = {kind: number for number, kind in enumerate(EventKind)}
_EVENT_LABELS: Final = {
    EventKind.CORRECTION_NOTICE: "告知补正",
    EventKind.CORRECTED: "收到补正",
    EventKind.FEE_NOTICE: "收费通知",
    EventKind.PAID: "缴费",
    EventKind.REASON_NOTICE: "要求说明理由",
    EventKind.REASONS_GIVEN: "申请人说明理由",
    EventKind.THIRD_PARTY: "征求第三方意见",
    EventKind.JOINT_AGENCY: "征求共同制作机关意见",
    EventKind.EXTENSION: "延长答复期限",
    EventKind.EXTENSION_REVOKED: "撤销延期",
    EventKind.DEFERRED: "确定延迟答复期限",
    EventKind.WITHDRAWN: "撤回申请",
    EventKind.REPLIED: "作出答复",
}


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One dated row. Which fields matter depends on the kind:

    a consultation was sent `on`, `delivered`, `answered`, and may name its `party`; an extension lasts `days`
    working days and was served on `delivered` (on the same day when unknown); a correction or reason notice
    sets the applicant a period of `days` working days or `until` a day; a fee notice was `delivered`;
    a deferral (第三十五条) lasts `until` a day.
    """

    kind: EventKind
    on: dt.date
    days: int | None = None
    until: dt.date | None = None
    delivered: dt.date | None = None
    answered: dt.date | None = None
    party: str = ""

    @property
    def served(self) -> dt.date:
        """The day it reached whom it is for, as far as known."""
        return self.delivered or self.on
