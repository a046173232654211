"""个人信息: anonymising what is kept long enough (个人信息保护法第十九条、第四十七条)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from audit.actions import record
from requests_app.models import (
    Applicant,
    CaseFile,
    CountyRule,
    InformationRequest,
    county_rule,
)
from requests_app.workflow import Status

GONE: Final = "（已匿名化）"
NAMING: Final = (
    CaseFile.Kind.IDENTITY,
    CaseFile.Kind.AUTHORITY,
    CaseFile.Kind.LETTER,
)  # papers that name the person
SEALED: Final = (
    "identity_sealed", "phone_sealed", "address_sealed", "email_sealed", "agent_identity_sealed", "agent_phone_sealed",
)  # fmt: skip


def due_for_anonymising(today: date) -> list[int]:
    """Archived cases whose retention has ended."""
    years = county_rule(CountyRule.Key.RETENTION_YEARS)
    before = date(today.year - years, today.month, min(today.day, 28))
    archived = InformationRequest.objects.filter(
        status=Status.ARCHIVED, archived_on__lt=before, anonymised_on=None
    )
    return list(archived.values_list("pk", flat=True))


@transaction.atomic
def anonymise(pk: int, *, on: date) -> None:
    """Destroy name, sealed values, index and papers of identity; type, dates and result stay, so statistics stay true."""
    request = InformationRequest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if request.anonymised_on is not None or request.status != Status.ARCHIVED:
        return
    cleared = dict.fromkeys(SEALED, b"")
    Applicant.objects.filter(request=request).update(
        name=GONE,
        contact_person="",
        agent_name="",
        identity_kind="",
        agent_identity_kind="",
        person_index="",
        **cleared,
    )
    request.letters.update(content_sealed=b"", docx=None, pdf=None)
    for paper in request.files.filter(kind__in=NAMING).select_related("file"):
        stored = paper.file
        paper.delete()
        if not CaseFile.objects.filter(file=stored).exists():
            stored.file.delete(save=False)
            stored.delete()
    request.account = None
    request.anonymised_on = on
    request.save(update_fields=["account", "anonymised_on"])
    record(None, "request.anonymised", request, article="个人信息保护法第四十七条", organisation=request.unit)
