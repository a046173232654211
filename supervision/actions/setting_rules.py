"""检查指标、栏目更新规则: a row a county sets from a day on; the former row ends then and stays to be read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.inspecting.columns import SOURCES
from supervision.inspecting.rules import RULES
from supervision.inspection_policies import may_keep_rules
from supervision.models import CheckIndicator, Part, SiteColumn

ARTICLE: Final = "国办秘函〔2019〕19号"
FIXTURES: Final = Path(settings.BASE_DIR) / "fixtures"
# What part two and three weigh and how is known only in pieces (law-book §6.3, §6.4): not verified until somebody has.
SOURCE: Final = {
    Part.VETO: "国办秘函〔2019〕19号第一部分（按公布的检查表录入）",
    Part.DEDUCT: "国办秘函〔2019〕19号第二部分；分值按公开资料推算，待与原文核对",
    Part.BONUS: "国办秘函〔2019〕19号第三部分；分值按公开资料推算，待与原文核对",
}


def set_indicator(values: Mapping[str, Any], *, by: User, on: date) -> CheckIndicator:
    """设定指标 from `on`."""
    rule = values.get("auto_rule", "")
    if rule and RULES.get(rule, ("",))[0] != values["part"]:
        raise Refused("这种自动统计不适用于这一部分的指标。")
    made: CheckIndicator = _set(CheckIndicator, values, by=by, on=on)
    return made


def set_column(values: Mapping[str, Any], *, by: User, on: date) -> SiteColumn:
    """设定栏目更新规则 from `on`."""
    if values["source"] not in SOURCES:
        raise Refused("没有这种统计口径。")
    made: SiteColumn = _set(SiteColumn, values, by=by, on=on)
    return made


@transaction.atomic
def _set(model: type[Any], values: Mapping[str, Any], *, by: User, on: date) -> Any:
    require(may_keep_rules(by))
    row = model(**values, effective_from=on)
    former = model.objects.select_for_update().current().filter(code=row.code).first()
    if former is not None:
        if former.effective_from > on:
            raise Refused(f"现行的一条自{former.effective_from}起启用，更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    row.save()
    record(by, f"{model._meta.model_name}.set", row, article=ARTICLE, code=row.code, verified=row.verified)
    return row


@transaction.atomic
def end(row: Any, *, by: User, on: date) -> Any:
    """停用: from `on` the row is not asked any more."""
    require(may_keep_rules(by))
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if row.effective_to is not None:
        raise Refused("这一条已经停用。")
    row.effective_to = max(on, row.effective_from)
    row.save(update_fields=["effective_to"])
    record(by, f"{row._meta.model_name}.ended", row, article=ARTICLE, code=row.code)
    return row


@transaction.atomic
def seed(*, on: date) -> int:
    """The rows a county starts with; where there are any, nothing changes. How many were written."""
    made = 0
    if not CheckIndicator.objects.exists():
        made += len(CheckIndicator.objects.bulk_create(_indicators(on)))
    if not SiteColumn.objects.exists():
        made += len(SiteColumn.objects.bulk_create(_columns(on)))
    if made:
        record(None, "inspection_rules.seeded", article=ARTICLE, rows=made)
    return made


def _lines(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _indicators(on: date) -> list[CheckIndicator]:
    return [
        CheckIndicator(
            **{**line, "verified": line["verified"] == "1"},
            position=place,
            source=SOURCE[Part(line["part"])],
            effective_from=on,
        )
        for place, line in enumerate(_lines("inspection_indicators.csv"), 1)
    ]


def _columns(on: date) -> list[SiteColumn]:
    return [
        SiteColumn(**{**line, "cycle_days": int(line["cycle_days"])}, position=place, effective_from=on)
        for place, line in enumerate(_lines("inspection_columns.csv"), 1)
    ]
