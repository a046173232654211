"""The special periods as shipped (`fixtures/special_periods.csv`), and loading them into an installation."""

import csv
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from django.conf import settings
from django.db import transaction

from statute.actions import set_special_period
from statute.limits import Trigger, Unit
from statute.models import SpecialPeriod
from statute.special_rules import PeriodKind, SpecialRule

Choice = TypeVar("Choice", bound=StrEnum)

COLUMNS: Final = (
    "key", "matter", "kind", "number", "unit", "trigger", "event", "source", "article", "verified",
)  # fmt: skip
SPECIAL_PERIODS: Path = settings.BASE_DIR / "fixtures" / "special_periods.csv"


def read_special_rules(path: Path = SPECIAL_PERIODS) -> list[SpecialRule]:
    """The rules of a CSV file. ValueError names the first bad line."""
    rules: list[SpecialRule] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            try:
                rules.append(_rule(line))
            except ValueError as error:
                raise ValueError(f"{path.name}第{number}行有误：{error}") from error
    return rules


@transaction.atomic
def load_special_periods(path: Path = SPECIAL_PERIODS) -> int:
    """Add the matters not yet known, in force since ever; how many. What a county has set since is left alone."""
    known = set(SpecialPeriod.objects.values_list("key", flat=True))
    new = [rule for rule in read_special_rules(path) if rule.key not in known]
    for rule in new:
        set_special_period(rule=rule, by=None, on=None)
    return len(new)


def _rule(line: Mapping[str, str | None]) -> SpecialRule:
    cells = {name: (line.get(name) or "").strip() for name in COLUMNS}
    if missing := [name for name in ("key", "matter", "kind", "source") if not cells[name]]:
        raise ValueError(f"缺少{'、'.join(missing)}")
    number = cells["number"]
    if number and not number.isdecimal():
        raise ValueError(f"“{number}”不是数字")
    return SpecialRule(
        key=cells["key"],
        matter=cells["matter"],
        kind=_one_of(PeriodKind, cells["kind"]),
        number=int(number) if number else None,
        unit=_one_of(Unit, cells["unit"]) if cells["unit"] else None,
        trigger=_one_of(Trigger, cells["trigger"]) if cells["trigger"] else None,
        event=cells["event"],
        source=cells["source"],
        article=cells["article"],
        verified=cells["verified"] == "1",
    )


def _one_of(kind: type[Choice], text: str) -> Choice:
    try:
        return kind(text)
    except ValueError as error:
        raise ValueError(f"“{text}”不在{'、'.join(kind)}之中") from error
