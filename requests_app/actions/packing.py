"""归档: the whole case as one folder (条例第四十五条); what went in is recorded by the digest of its list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from django.db import transaction

from accounts.models import User
from accounts.policies import require
from audit.actions import record
from audit.models import AuditEntry
from disclosure.bulk.sheets import safe
from requests_app import wording
from requests_app.actions import issuing
from requests_app.deadlines import deadline, events, receipt, with_facts
from requests_app.folder import CLOCK, RECORD, Part, calendar_json, write
from requests_app.letters import fill, standard_template
from requests_app.models import InformationRequest
from requests_app.policies import may_take
from statute.clock.wire import write_case, write_deadline
from statute.loading import working_calendar


def pack(request: InformationRequest, target: IO[bytes], *, by: User, on: date) -> str:
    """Write the folder into `target`; the digest of its manifest. Letters not yet written are written now."""
    case = with_facts(InformationRequest.objects.select_related("unit", "applicant", "handler")).get(
        pk=request.pk
    )
    require(may_take(by, case.unit))
    for letter in case.letters.filter(pdf=None).exclude(content_sealed=b""):
        issuing.write(letter)
    facts = {
        "number": case.number, "unit": case.unit.name, "status": case.get_status_display(), "outcome": case.outcome,
        "received_on": str(case.received_on or ""), "decided_on": str(case.decided_on or ""), "packed_on": str(on),
    }  # fmt: skip
    sealed = write(target, _parts(case, on), facts)
    with transaction.atomic():
        record(by, "request.packed", case, article="条例第四十五条", organisation=case.unit, manifest=sealed)
    return sealed


def _parts(case: InformationRequest, on: date) -> Iterator[Part]:
    papers = list(case.files.select_related("file").order_by("added_on", "pk"))
    names = [
        f"材料/{place:03d}_{paper.get_kind_display()}_{_safe(paper.name)}"
        for place, paper in enumerate(papers, 1)
    ]
    listed = "\n".join(
        f"{name}{'（作废）' if paper.replaced else ''}" for name, paper in zip(names, papers, strict=True)
    )
    moved = "\n".join(
        f"{row.on} {row.cause}：{row.before or '无'} → {row.after or '无'}"
        for row in case.clock_changes.all()
    )
    content = wording.of_case("T30", case, on, 卷内目录=listed or "（无）", 期限记录=moved)
    cover = fill(standard_template("T30"), content)
    yield Part("封面和卷内目录.docx", cover)
    yield Part("封面和卷内目录.pdf", issuing.pages(cover))
    yield Part("登记表.pdf", issuing.pages(fill(standard_template("T01"), wording.of_case("T01", case, on))))
    for name, paper in zip(names, papers, strict=True):
        with paper.file.file.open("rb") as handle:
            yield Part(
                name if name.lower().endswith(paper.file.extension) else f"{name}{paper.file.extension}",
                handle.read(),
            )
    yield from _history(case, on)


def _history(case: InformationRequest, on: date) -> Iterator[Part]:
    calendar, due = working_calendar(), deadline(case, on, working_calendar())
    years = range(case.arrived_on.year, on.year + 2)
    clock = {
        "case": write_case(receipt(case), events(case), on),
        "calendar": calendar_json(calendar, years),
        "result": write_deadline(due),
    }
    yield Part(CLOCK, _json(clock))
    yield Part("办理/期限推算.txt", "\n".join(due.explain()).encode())
    yield Part("办理/办理记录.csv", _steps(case))
    yield Part(RECORD, _json(_entries(case)))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def _steps(case: InformationRequest) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("日期", "事项", "办理人", "内部记录", "告知申请人"))
    for step in case.steps.select_related("by"):
        writer.writerow(
            safe(str(cell))
            for cell in (
                step.on,
                step.get_action_display(),
                step.by or "系统或申请人",
                step.note,
                step.public_note,
            )
        )
    return out.getvalue().encode("utf-8-sig")


def _entries(case: InformationRequest) -> list[dict[str, Any]]:
    """The record of acts on the case, its replies and its letters, each with its seal."""
    about = [case, *case.replies.all(), *case.letters.all()]
    found = [entry for one in about for entry in AuditEntry.objects.about(one)]
    return [
        {"facts": entry.facts(), "previous": entry.previous, "digest": entry.digest}
        for entry in sorted(found, key=lambda entry: entry.id)
    ]


def _safe(name: str) -> str:
    """A name that no system takes for a folder or refuses."""
    kept = "".join("_" if one in '\\/:*?"<>|' or not one.isprintable() else one for one in name)
    return kept.strip(". ")[:120] or "文件"
