"""考核方案: begun as a new version, changed row by row, published by somebody else when its points come to 100."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from supervision.evaluation_policies import may_begin_scheme, may_edit_scheme, may_publish_scheme
from supervision.evaluation_workflow import ARTICLE
from supervision.measuring import GAUGES
from supervision.models import Indicator, Scheme

FIXTURE: Final = "evaluation_indicators.csv"
NAME: Final = "政务公开考核评估方案"
BASIS: Final = "《政府信息公开条例》第四十六条；市实施意见四；默认指标和分值由平台提供，待县里核定"
WHOLE: Final = Decimal(100)
SET_BY_ACTS: Final = ("prepared_by", "published_by", "published_on")
COPIED: Final = ("position", "head", "code", "name", "points", "measure", "full", "zero", "basis")


def default_rows() -> list[dict[str, str]]:
    """The indicators the platform comes with (sum 100)."""
    with (settings.BASE_DIR / "fixtures" / FIXTURE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def begin_scheme(county: Organisation, *, by: User, on: date) -> Scheme:
    """拟定新的一版: a copy of the version in force, of the platform's own rows the first time."""
    require(may_begin_scheme(by, county))
    list(Scheme.objects.select_for_update().order_by("pk"))
    if Scheme.objects.filter(published_on=None).exists():
        raise Refused("已有一版考核方案正在拟定。")
    last = Scheme.objects.order_by("-version").first()
    scheme = Scheme.objects.create(
        version=last.version + 1 if last else 1, name=last.name if last else NAME, prepared_by=by,
        legal_basis=last.legal_basis if last else BASIS, **(last.bounds if last else {}),
    )  # fmt: skip
    rows: Iterable[Mapping[str, Any]] = (
        last.indicators.values(*COPIED)
        if last
        else ({**row, "position": place} for place, row in enumerate(default_rows(), 1))
    )
    Indicator.objects.bulk_create(Indicator(scheme=scheme, **row) for row in rows)
    record(
        by, "evaluation_scheme.begun", scheme, article=ARTICLE, organisation=county, version=scheme.version
    )
    return scheme


def _lock(scheme: Scheme) -> Scheme:
    return Scheme.objects.select_for_update().get(pk=scheme.pk)


@transaction.atomic
def change_scheme(
    scheme: Scheme, county: Organisation, *, by: User, bounds: Mapping[str, Decimal], rows: Mapping[int, Mapping[str, Any]],
    new: Mapping[str, Any] | None = None,
) -> Scheme:  # fmt: skip
    """修改 the bounds and the rows (a row with nothing for its points goes); `new`: one more row."""
    scheme = _lock(scheme)
    require(may_edit_scheme(by, scheme, county))
    for name, value in bounds.items():
        setattr(scheme, name, value)
    scheme.prepared_by = by
    _checked(scheme)
    for indicator in scheme.indicators.filter(pk__in=rows):
        given = rows[indicator.pk]
        if not given["points"]:
            indicator.delete()
            continue
        for name in ("name", "points", "full", "zero", "basis"):
            setattr(indicator, name, given[name])
        _checked(indicator)
    if new:
        _add(scheme, new)
    record(
        by,
        "evaluation_scheme.changed",
        scheme,
        article=ARTICLE,
        organisation=county,
        points=str(scheme.points()),
    )
    return scheme


def _add(scheme: Scheme, new: Mapping[str, Any]) -> None:
    if new["measure"] and new["measure"] not in GAUGES:
        raise Refused("没有这种系统取数。")
    last = scheme.indicators.order_by("-position").first()
    _checked(Indicator(scheme=scheme, position=(last.position if last else 0) + 1, **new))


def _checked(row: Scheme | Indicator) -> None:
    """Saved when it is as its fields and constraints ask; a `Refused` with the sentence otherwise."""
    try:
        row.full_clean(exclude=SET_BY_ACTS)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.save()


@transaction.atomic
def publish_scheme(scheme: Scheme, county: Organisation, *, by: User, on: date) -> Scheme:
    """公布: its points come to 100, and from now on nothing of it changes."""
    scheme = _lock(scheme)
    require(may_publish_scheme(by, scheme, county))
    if scheme.points() != WHOLE:
        raise Refused(f"各项分值合计须为100分，现在是{scheme.points()}分。")
    scheme.indicators.update(frozen=True)
    scheme.published_by, scheme.published_on, scheme.frozen = by, on, True
    scheme.save()
    record(
        by,
        "evaluation_scheme.published",
        scheme,
        article=ARTICLE,
        organisation=county,
        version=scheme.version,
    )
    return scheme
