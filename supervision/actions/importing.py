"""导入以前公布的报告: figures as they were published, in the form of 2021 or of 2019; a blank stays a blank."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from statute.annual import CannotRead, read_report
from supervision.actions.drafting import FIRST_YEAR, begin
from supervision.actions.stepping import required
from supervision.models import AnnualReport, Origin, plain
from supervision.policies import may_start


@transaction.atomic
def import_old(
    unit: Organisation, year: int, data: bytes, *, by: User, on: date, source_note: str
) -> AnnualReport:
    """A draft with the published figures. What does not add up is shown and stays: nobody rewrites an old report."""
    require(may_start(by, unit))
    if not FIRST_YEAR <= year < on.year:
        raise Refused(f"只能导入{FIRST_YEAR}年至{on.year - 1}年的报告。")
    source = required(source_note, "请写明原来在哪里、什么时候公布。")[:200]
    try:
        tables = read_report(data)
    except CannotRead as error:
        raise Refused(f"{error}。") from None
    report = begin(
        unit, year, by=by, on=on, version=tables[2].form.version, origin=Origin.IMPORTED, source_note=source
    )
    report.tables = plain(tables)
    report.content_hash = report.digest()
    report.save()
    record(
        by, "annual_report.imported", report, article="条例第四十九条", organisation=unit, version=report.version,
        tables=sorted(tables),
    )  # fmt: skip
    return report
