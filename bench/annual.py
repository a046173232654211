"""The annual report's table 2 over 1,000,000 cases: seconds, as a ratio to the target, and that it is one query.

Targets: < 1 s on PostgreSQL, < 3 s on SQLite. Measured twice: five years of cases, of which the table is for the last,
and all of them in the one year the table is for. With the kind of applicant read from the applicant's row it took 3.2 s
and 6.5 s on SQLite (two cores); with the kind on the case and the index `request_annual_table`, which is in the order of
the grouping and holds every column, 0.8 s and 0.6 s there, 0.3 s and 0.4 s on PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
import os
import time
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, OrganisationKind
from bench.setting import database, multiply, settle
from requests_app.models import Applicant, ApplicantKind, InformationRequest
from requests_app.statistics import annual_table
from statute.annual import check
from statute.outcomes import OutcomeCode

CASES = int(os.environ.get("CASES", "1000000"))
UNITS = 20
ROUNDS = 5
TARGET = {"postgresql": 1.0, "sqlite": 3.0}
YEAR = 2026
LAST = dt.date(YEAR, 12, 1)


def units() -> list[Organisation]:
    county = Organisation.objects.create(name="青岚县", code="ql", kind=OrganisationKind.COUNTY_GOVERNMENT)
    return [
        Organisation.objects.create(
            name=f"第{number}局", code=f"u{number}", kind=OrganisationKind.COUNTY_DEPARTMENT, parent=county
        )
        for number in range(UNITS)
    ]


def one_of(words: list[str], by: str) -> str:
    """SQL: the words in turn."""
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE ({by}) % {len(words)} {cases} END"


def fill(within: list[Organisation], days: int) -> None:
    """Cases received on the days before `LAST`, every fiftieth still open, the kinds and results in turn."""
    day = f"n % {days}"
    is_open = "n % 50 = 0"
    if connection.vendor == "postgresql":
        received, key, uid = f"DATE '{LAST}' - (({day})::int)", "md5('k' || n)::uuid", "md5('a' || n)::uuid"
        arrived, decided = f"({received})::timestamptz", f"{received} + 14"
    else:
        received, key, uid = (
            f"date('{LAST}', '-' || ({day}) || ' days')",
            "lower(hex(randomblob(16)))",
            "lower(hex(randomblob(16)))",
        )
        arrived, decided = f"{received} || ' 01:00:00'", f"date({received}, '+14 days')"
    case = InformationRequest.objects.create(
        unit=within[0], number="M-0", year=YEAR, code_hash="0" * 64, idempotency_key=uuid.uuid4(), channel="counter", applicant_kind="natural",
        arrived_at=dt.datetime(YEAR, 1, 5, tzinfo=dt.UTC), arrived_on=dt.date(YEAR, 1, 5), subject="低保资金发放明细", status="processing",
        received_on=dt.date(YEAR, 1, 5),
    )  # fmt: skip
    multiply(case, CASES - 1, {
        "unit_id": one_of([str(unit.pk) for unit in within], "n / 7").replace("'", ""), "number": "'M-' || n", "idempotency_key": key,
        "status": f"CASE WHEN {is_open} THEN 'processing' ELSE 'archived' END", "arrived_at": arrived, "arrived_on": received,
        "received_on": received, "decided_on": f"CASE WHEN NOT ({is_open}) THEN {decided} END",
        "applicant_kind": one_of([*ApplicantKind.values], "n"), "outcome": f"CASE WHEN {is_open} THEN '' ELSE {one_of([*OutcomeCode], 'n / 3')} END",
    })  # fmt: skip
    Applicant.objects.create(request=case, kind="natural", name="李明")
    people = Applicant.objects.get()
    first = InformationRequest.objects.order_by("pk").values_list("pk", flat=True)[0]
    multiply(
        people,
        CASES - 1,
        {"id": uid, "request_id": f"n + {first}", "kind": one_of([*ApplicantKind.values], "n")},
    )
    settle()


def measure(within: list[Organisation], what: str) -> None:
    keys = [unit.pk for unit in within]
    with CaptureQueriesContext(connection) as captured:
        table = annual_table(keys, YEAR)
    assert not check(table)
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        annual_table(keys, YEAR)
        best = min(best, time.perf_counter() - start)
    target = TARGET[connection.vendor]
    print(f"{what:<22} {InformationRequest.objects.count():>9,} cases {len(captured):>2} query {best:>6.2f} s  {best / target:>5.2f} × target "
          f"({target:.0f} s)  total {table.at('3.7', '总计')}")  # fmt: skip


def main() -> None:
    for what, days in (("five years", 5 * 365), ("all in one year", 330)):
        with database("annual"):
            within = units()
            fill(within, days)
            measure(within, what)


if __name__ == "__main__":
    main()
