"""县区报送 are taken in by the city when the signature holds, once each (市实施意见四)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.exchange import REPORT, NotGenuineError, Sealed, unseal
from supervision.models import CountyFile
from supervision.policies import may_compare

NUMBERS = ("fresh", "due", "overdue", "empty", "published", "on_time")


@transaction.atomic
def take_file(city: Organisation, data: bytes, *, by: User, at: datetime) -> CountyFile:
    """导入县区报送文件: from a county whose key is known, unchanged, with the figures it should have."""
    require(may_compare(by, city))
    try:
        sealed = unseal(data, REPORT, settings.EXCHANGE_PARTNERS)
        _check(sealed)
        made_on = date.fromisoformat(sealed.made_on)
    except NotGenuineError as wrong:
        raise Refused(str(wrong)) from wrong
    except ValueError as wrong:
        raise Refused("文件的日期不对，没有导入。") from wrong
    try:
        with transaction.atomic():
            made = CountyFile.objects.create(
                city=city, sender=sealed.sender[:100], number=sealed.number[:60], made_on=made_on, text=data.decode(),
                digest=sealed.digest, by=by, at=at,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused("这份文件已经导入，没有重复导入。") from twice
    record(by, "county_file.taken", made, article="市实施意见四", organisation=city, number=made.number,
           digest=made.digest)  # fmt: skip
    return made


def _check(sealed: Sealed) -> None:
    """The figures are whole numbers by unit; a file of another making is refused, not guessed at."""
    rows = sealed.body.get("coverage")
    if not isinstance(rows, list) or not rows or not all(_is_line(row) for row in rows):
        raise NotGenuineError("文件里没有可以比较的数字，没有导入。")


def _is_line(row: Any) -> bool:
    if (
        not isinstance(row, Mapping)
        or not isinstance(row.get("unit"), str)
        or not isinstance(row.get("red"), Mapping)
    ):
        return False
    numbers = [row.get(name, 0) for name in NUMBERS] + list(row["red"].values())
    return all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers)
