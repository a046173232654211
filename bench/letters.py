"""1,000 letters as .docx and .pdf, as the worker writes them: letters per second of one core's time, and memory.

Run with `taskset -c 0` to see one core; the figure is of the process's own CPU time, so a busy machine does not spoil it.
"""

from __future__ import annotations

import datetime as dt
import resource
import time
import uuid

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, User
from bench.setting import database
from requests_app import wording
from requests_app.actions import intake, issuing
from requests_app.letters import fill, standard_template, to_pdf
from requests_app.models import Letter
from requests_app.numbering import missing_serials
from requests_app.tasks import write_letters
from statute.letters import LETTERS, Series

LETTERS_MADE = 1000
PERSON = {"kind": "natural", "name": "李明", "identity_kind": "id_card", "identity": "37011219800101123X", "phone": "13800001234"}  # fmt: skip


def memory() -> int:
    """Most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@transaction.atomic
def prepared() -> None:
    """So many letters issued and not yet written, on one case, one kind after the other."""
    county = Organisation.objects.create(
        name="青岚县人民政府", code="county", kind=OrganisationKind.COUNTY_GOVERNMENT
    )
    unit = Organisation.objects.create(
        name="青岚县民政局", code="mz", kind=OrganisationKind.COUNTY_DEPARTMENT, parent=county
    )
    person = User.objects.create(username="clerk")
    today = dt.date(2026, 9, 1)
    application = intake.Application(
        person=PERSON, subject="2025年度城乡低保资金发放明细", form="paper", way="post"
    )
    case = intake.submit(unit, application, key=uuid.uuid4(), at=timezone.now(), on=today).request
    kinds = [kind for kind in LETTERS.values() if kind.series is not Series.NONE]
    for number in range(LETTERS_MADE):
        kind = kinds[number % len(kinds)]
        places = {
            name: f"第{number}件的{name}，具体情况已在办理记录中载明。" * 3
            for name in kind.needs
            if name not in ("文号", "救济途径")
        }
        content = wording.content(kind, case, today, **places)
        issuing.issue(case, kind.code, content, by=person, on=today, subject=f"bench:{number}")


def main() -> None:
    with database("letters"):
        prepared()
        to_pdf(fill(standard_template("T11"), dict.fromkeys(LETTERS["T11"].places, "预热")))
        before, cpu = memory(), time.process_time()
        marks = []
        while Letter.objects.unwritten().exists():
            write_letters()
            marks.append(memory())
        spent = time.process_time() - cpu
        written = Letter.objects.exclude(pdf=None).count()
        print(
            f"letters written, docx and pdf: {written}; per second of one core: {written / spent:.1f} (target 3)"
        )
        print(f"memory: {before} MB before, {' '.join(map(str, marks))} MB after each 200")
        units = Letter.objects.values_list("unit", "series").distinct()
        gaps = [gap for unit, series in units for gap in missing_serials(unit, series, 2026)]
        print(f"numbers missing: {len(gaps)}")


if __name__ == "__main__":
    main()
