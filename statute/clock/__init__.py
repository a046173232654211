"""答复期限 (条例第三十至三十五条): facts in, a date that anybody can recount out. Nothing is stored, nothing patched."""

from statute.clock.deadline import Breach, ReplyDeadline, State, reply_deadline
from statute.clock.facts import Channel, ClockEvent, EventKind, Receipt
from statute.clock.history import Refusal
from statute.clock.limits import Limit, LimitKind

__all__ = [
    "Breach",
    "Channel",
    "ClockEvent",
    "EventKind",
    "Limit",
    "LimitKind",
    "Receipt",
    "Refusal",
    "ReplyDeadline",
    "State",
    "reply_deadline",
]
