"""Who reads an uploaded table: one at a time, whatever the clock says; one that comes back late writes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.actions import importing
from catalog.actions.importing import STALE, commit, preview
from catalog.models import ImportBatch
from tests import factories

TABLE = "序号,公开事项,公开内容(要素),公开主体\n1,城市低保,办理条件,县民政局\n"
State = ImportBatch.State


@pytest.fixture
def batch(county) -> ImportBatch:
    edition = factories.edition(county)
    return ImportBatch.objects.create(
        edition=edition, by=edition.started_by, file_name="目录.csv", file_hash="0" * 64, data=TABLE.encode()
    )


def test_a_reader_that_was_overtaken_does_not_undo_what_was_decided_meanwhile(batch, monkeypatch, on):
    """It hung for longer than a claim lasts; another read the file, and the clerk carried it out."""
    plain, calls = importing.planned, []

    def slow(*args):
        calls.append(1)
        lines = plain(*args)
        if len(calls) == 1:
            ImportBatch.objects.update(started_at=timezone.now() - STALE - timedelta(seconds=1))
            commit(preview(batch), by=batch.by, on=on)
        return lines

    monkeypatch.setattr(importing, "planned", slow)
    assert preview(batch).state == State.COMMITTED
    batch.refresh_from_db()
    assert (batch.state, len(calls)) == (State.COMMITTED, 2)


@pytest.mark.parametrize(
    ("started", "free"),
    [
        (timedelta(0), False),
        (-STALE - timedelta(seconds=1), True),
        (timedelta(minutes=5), False),  # the clock was set back a little
        (timedelta(days=365), True),  # it was a year ahead, and is right again
    ],
)
def test_when_a_claim_is_free_again(batch, started, free):
    now = timezone.now()
    ImportBatch.objects.update(state=State.READING, started_at=now + started)
    assert ImportBatch.objects.left_behind(now - STALE).exists() == free
