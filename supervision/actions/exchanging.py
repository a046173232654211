"""市县交换: what a superior without this system is sent, signed, and the taking of the reply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from audit.chain import sm3
from requests_app.models import Filing
from statute.calendar import shift_months
from supervision.counting import in_force
from supervision.exchange import REPLY, REPORT, NotGenuineError, Sealed, private_key, seal, unseal
from supervision.freshness import heat
from supervision.measures import MEASURES, board
from supervision.models import AnnualReport, ExchangeFile
from supervision.models.report import plain
from supervision.policies import may_exchange

PARTNER = "市政务公开主管部门"


@transaction.atomic
def send(
    county: Organisation, *, by: User, on: date, at: datetime, since: date | None = None
) -> ExchangeFile:
    """报送: filings since the last file (or `since`), coverage and measures of today, figures of the last published report."""
    county = Organisation.objects.select_for_update(of=("self",)).get(pk=county.pk)
    require(may_exchange(by, county))
    earlier = county.exchange_files.sent().order_by("-pk").first()
    number = (
        f"{county.code.upper()}-{on:%Y%m%d}-{county.exchange_files.sent().filter(made_on=on).count() + 1}"
    )
    first = since or (earlier.made_on if earlier else shift_months(on, -12))
    partner = _superior(county)
    data = seal(
        REPORT, _body(county, first, on), signing_key(), sender=county.name, receiver=partner, number=number,
        made_on=on.isoformat(),
    )  # fmt: skip
    made = ExchangeFile.objects.create(
        county=county, direction=ExchangeFile.Direction.OUT, number=number, partner=partner, made_on=on,
        text=data.decode(), digest=sm3(data), by=by, at=at,
    )  # fmt: skip
    record(
        by,
        "exchange.sent",
        made,
        article="市实施意见四",
        organisation=county,
        number=number,
        digest=made.digest,
    )
    return made


def signing_key() -> Any:
    return private_key(settings.EXCHANGE_SEED, settings.AUDIT_KEY)


def _superior(county: Organisation) -> str:
    return county.parent.name if county.parent else PARTNER


def _body(county: Organisation, first: date, on: date) -> dict[str, Any]:
    """Nothing about applicants: a filing's text holds none by its own rule."""
    units = list(county.get_descendants(include_self=True).publishing_catalogs().order_by("tree_id", "lft"))
    return {
        "period": {"first": first.isoformat(), "last": on.isoformat()},
        "filings": _filings(units, first, on),
        "coverage": _coverage(units, on),
        "report": _report(county),
    }


def _filings(units: list[Organisation], first: date, on: date) -> list[dict[str, Any]]:
    rows = Filing.objects.filter(unit__in=units, filed_on__gte=first, filed_on__lt=on + timedelta(days=1))
    return [
        {
            "id": row.pk, "unit": row.unit.name, "case": row.request.number, "kind": row.get_kind_display(), "text": row.text,
            "filed_on": row.filed_on.isoformat(), "state": row.get_state_display(), "opinion": row.opinion,
        }
        for row in rows.select_related("unit", "request").order_by("filed_on", "pk")
    ]  # fmt: skip


def _coverage(units: list[Organisation], on: date) -> list[dict[str, Any]]:
    cells = heat(units, on).of_units()
    found = board([unit.pk for unit in units], on, since=shift_months(on, -12))
    lines = []
    for unit in units:
        rate = found.rate(unit.pk)
        own = asdict(cells[unit.pk]) if unit.pk in cells else {}
        red = {measure.label: found.tally(measure.key, unit.pk).red for measure in MEASURES}
        lines.append({"unit": unit.name, **own, "published": rate.total, "on_time": rate.done, "red": red})
    return lines


def _report(county: Organisation) -> dict[str, Any]:
    """The figures in force of the newest published report of the county."""
    report = AnnualReport.objects.published().filter(unit=county).order_by("-year").first()
    return {"year": report.year, "tables": plain(in_force(report))} if report else {}


@transaction.atomic
def take_reply(county: Organisation, data: bytes, *, by: User, on: date, at: datetime) -> ExchangeFile:
    """导入回复: only what the superior signed, once, and only to a file that went out as it says."""
    county = Organisation.objects.select_for_update(of=("self",)).get(pk=county.pk)
    require(may_exchange(by, county))
    try:
        sealed = unseal(data, REPLY, settings.EXCHANGE_PARTNERS)
        answered = _answered(county, sealed)
        made_on = date.fromisoformat(sealed.made_on)
    except NotGenuineError as wrong:
        raise Refused(str(wrong)) from wrong
    except ValueError as wrong:
        raise Refused("回复的日期不对，没有导入。") from wrong
    try:
        with transaction.atomic():
            made = ExchangeFile.objects.create(
                county=county, direction=ExchangeFile.Direction.IN, number=sealed.number[:60], partner=sealed.sender[:100],
                made_on=made_on, text=data.decode(), digest=sealed.digest, answers=answered, by=by, at=at,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused("这份文件已经有回复，没有重复导入。") from twice
    record(
        by,
        "exchange.answered",
        made,
        organisation=county,
        number=answered.number,
        digest=made.digest,
        on=on.isoformat(),
    )
    return made


def _answered(county: Organisation, sealed: Sealed) -> ExchangeFile:
    """The file it answers: ours, unchanged; its remarks are about filings that were in it."""
    if sealed.receiver != county.name:
        raise NotGenuineError(f"这份回复是给“{sealed.receiver}”的，没有导入。")
    body = sealed.body
    sent: ExchangeFile | None = (
        county.exchange_files.sent().filter(number=str(body.get("in_reply_to", ""))).first()
    )
    if sent is None:
        raise NotGenuineError("没有找到它回复的报送文件，没有导入。")
    if body.get("digest") != sent.digest:
        raise NotGenuineError("对方回复的报送文件与本县发出的不一致，没有导入。")
    known = {row["id"] for row in content(sent)["filings"]}
    remarks = body.get("remarks", [])
    if not isinstance(remarks, list) or not all(
        isinstance(one, Mapping)
        and isinstance(one.get("filing"), int)
        and one["filing"] in known
        and isinstance(one.get("opinion"), str)
        for one in remarks
    ):
        raise NotGenuineError("回复里的意见与报送的报备事项对不上，没有导入。")
    return sent


def content(file: ExchangeFile) -> dict[str, Any]:
    """What the file says."""
    body: dict[str, Any] = json.loads(file.text)["body"]
    return body
