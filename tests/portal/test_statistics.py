"""The embedded database's planner knows what the tables hold."""

import pytest
from django.db import connection

from audit.models import AuditEntry
from portal.tasks import refresh_statistics
from tests import documents

pytestmark = pytest.mark.django_db


def test_sqlite_counts_its_tables(county):
    documents.document(county)
    refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = 'audit_auditentry'"
            )
            assert cursor.fetchone()[0] == AuditEntry.objects.count() > 0
