"""The demonstration county, made once for all tests of this folder: it takes as long as hundreds of others."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from portal.demo import loading

ON = date(2026, 3, 2)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker) -> Iterator[date]:
    """The day it was made on. Each test starts from the county as it was made; it is gone after the last one."""
    with django_db_blocker.unblock(), transaction.atomic():
        for _ in loading.load(on=ON):
            pass
        yield ON
        transaction.set_rollback(True)
