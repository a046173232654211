"""Documents published at a given moment."""

from datetime import datetime
from unittest import mock

from django.utils import timezone

from disclosure.models import DocumentEdition
from disclosure.workflow import Status
from tests import documents


def published_at(county, at: datetime, **values) -> DocumentEdition:
    """A document of the department, published at that moment: the stamp is the server's and never changes."""
    edition = documents.document(county, state=Status.SIGNED, **values)
    with mock.patch.object(timezone, "now", return_value=at):
        return documents.advance(county, edition, Status.PUBLISHED)


def moment(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour, minute))
