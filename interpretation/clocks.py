"""How soon a concern must be answered (pure): 5 hours, 24 hours, 48 hours from when it arose.

国办发〔2016〕80号: 特别重大、重大突发事件 authoritative information within 5 hours, a press conference within 24;
国办发〔2016〕61号: other 政务舆情 within 48 hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MAJOR: Final = "major"
ORDINARY: Final = "ordinary"
STATEMENT: Final = "statement"
CONFERENCE: Final = "conference"
ANY: Final = ""  # whatever was said first


@dataclass(frozen=True)
class Rule:
    """`kind` of entry that must be out within `hours`; empty for any kind."""

    label: str
    kind: str
    hours: int
    basis: str


RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    MAJOR: (
        Rule("发布权威信息", ANY, 5, "国办发〔2016〕80号"),
        Rule("举行新闻发布会", CONFERENCE, 24, "国办发〔2016〕80号"),
    ),
    ORDINARY: (Rule("作出回应", ANY, 48, "国办发〔2016〕61号"),),
}


@dataclass(frozen=True)
class Limit:
    """One thing that must be done by `due`, when it was done, and whether that was or is late."""

    label: str
    basis: str
    hours: int
    due: datetime
    done: datetime | None
    late: bool


def limits(
    severity: str, arisen: datetime, said: Sequence[tuple[str, datetime]], now: datetime
) -> list[Limit]:
    """The limits of a concern; `said` is (kind of entry, when it was out), in any order."""
    found = []
    for rule in RULES[severity]:
        due = arisen + timedelta(hours=rule.hours)
        done = min((at for kind, at in said if rule.kind in (ANY, kind)), default=None)
        found.append(Limit(rule.label, rule.basis, rule.hours, due, done, (done or now) > due))
    return found
