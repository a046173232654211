"""个人信息: anonymising what is kept long enough (个人信息保护法第十九条、第四十七条)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from audit.actions import record
from statute.calendar import shift_months
from supervision.actions.complaining import lock
from supervision.complaint_workflow import ComplaintState
from supervision.models import Complainant, Complaint, ComplaintNotice
from supervision.models.rule import Key, rule_on

GONE: Final = "（已匿名化）"


def due_for_anonymising(today: date) -> list[int]:
    """Settled complaints whose retention has ended by the number in force today."""
    before = shift_months(today, -12 * rule_on(Key.RETENTION_YEARS, today).value)
    return list(Complaint.objects.kept_long_enough(before).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def anonymise(pk: int, *, on: date) -> None:
    """Destroy name and contact, what the complainant wrote and sent along, what was said to them, and the code that opens the page.

    Kind, unit, item, dates and finding stay, so evaluations and statistics stay true; an order never named anybody.
    """
    complaint = lock(Complaint(pk=pk))
    if complaint.anonymised_on is not None or complaint.state != ComplaintState.CONCLUDED:
        return
    Complainant.objects.filter(complaint=complaint).update(
        name_sealed=b"", phone_sealed=b"", email_sealed=b""
    )
    complaint.steps.update(note="", public_note="")
    ComplaintNotice.objects.filter(complaint=complaint).delete()
    for paper in complaint.files.select_related("file"):
        stored = paper.file
        paper.delete()
        stored.file.delete(save=False)
        stored.delete()
    complaint.subject = complaint.text = complaint.answer = GONE
    complaint.application = complaint.code_hash = ""
    complaint.anonymised_on = on
    complaint.save()
    record(
        None,
        "complaint.anonymised",
        complaint,
        article="个人信息保护法第四十七条",
        organisation=complaint.county,
    )
