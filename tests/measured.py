"""Facts for the measures: a document of the department published on a given day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from disclosure.models import DocumentEdition
from disclosure.workflow import Status
from tests import documents
from tests.factories import County

ON = date(2026, 3, 2)
numbers = count(100)


def published(county: County, on: date, *, days_late: int = 0, **values) -> DocumentEdition:
    """Signed by the real acts, and out on a day of the test's choosing."""
    values.setdefault("doc_number", f"青民发〔2026〕{next(numbers)}号")
    made = documents.document(county, state=Status.SIGNED, on=on, **values)
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    facts = {"status": Status.PUBLISHED, "published_at": at, "due_on": on, "days_late": days_late}
    DocumentEdition.objects.filter(pk=made.pk).update(**facts)
    made.refresh_from_db()
    return made
