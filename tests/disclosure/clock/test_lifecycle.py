"""市实施意见三(二)1: what the calendar does to documents, on the day, late, twice, and at once from two sides."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from audit.models import AuditEntry
from disclosure import tasks
from disclosure.actions import lifecycle
from disclosure.actions.drafting import RelationTo
from disclosure.models import DocumentEdition, Relation, Validity, ValidityEvent
from disclosure.workflow import Status
from tests import documents
from tests.threads import together

ON = date(2026, 3, 2)
DAY = timedelta(days=1)


def published(county, **values):
    return documents.document(county, state=Status.PUBLISHED, **values)


def validity(edition):
    edition.refresh_from_db()
    return edition.validity


def events(edition):
    return list(edition.validity_events.values_list("validity", "due_on", "applied_on"))


def test_a_document_expires_the_day_after_its_last(county):
    edition = published(county, effective_on=ON, valid_until=date(2026, 6, 30))
    assert tasks.carry_out(date(2026, 6, 30)).done == 0
    assert validity(edition) == Validity.IN_FORCE
    assert tasks.carry_out(date(2026, 7, 1)) == tasks.Carried(done=1)
    assert validity(edition) == Validity.EXPIRED
    assert events(edition) == [(Validity.EXPIRED, date(2026, 7, 1), date(2026, 7, 1))]


def test_a_document_comes_into_force_and_repeals_another_on_its_day(county):
    old = published(county)
    new = published(
        county, effective_on=date(2026, 5, 1), relations=[RelationTo(Relation.Kind.REPEALS, old.document_id)]
    )
    assert (validity(new), validity(old)) == (Validity.NOT_YET, Validity.IN_FORCE)
    assert tasks.carry_out(date(2026, 4, 30)).done == 0
    assert tasks.carry_out(date(2026, 5, 1)) == tasks.Carried(done=2)
    assert (validity(new), validity(old)) == (Validity.IN_FORCE, Validity.REPEALED)
    assert old.repealed_on == date(2026, 5, 1)


def test_a_late_run_makes_up_for_it_and_says_how_late(county, caplog):
    edition = published(county, effective_on=date(2026, 4, 1), valid_until=date(2026, 6, 30))
    assert tasks.carry_out(date(2026, 7, 11)) == tasks.Carried(done=2, late=2)
    assert events(edition) == [
        (Validity.IN_FORCE, date(2026, 4, 1), date(2026, 7, 11)),
        (Validity.EXPIRED, date(2026, 7, 1), date(2026, 7, 11)),
    ]
    assert "expire of edition" in caplog.text
    late = AuditEntry.objects.filter(action="document.validity_changed").latest("pk")
    assert late.details["late_days"] == 10


def test_a_second_run_changes_nothing(county):
    edition = published(county, valid_until=date(2026, 6, 30))
    tasks.carry_out(date(2026, 7, 1))
    before = (DocumentEdition.objects.values().get(pk=edition.pk), AuditEntry.objects.count())
    assert tasks.carry_out(date(2026, 7, 1)) == tasks.Carried()
    assert (DocumentEdition.objects.values().get(pk=edition.pk), AuditEntry.objects.count()) == before


def test_one_failure_stops_no_neighbour(county, caplog):
    bad, good = (published(county, valid_until=date(2026, 6, 30)) for _ in range(2))
    act = lifecycle._change

    def fails_for_one(edition, *args, **kwargs):
        made = act(edition, *args, **kwargs)
        if edition.pk == bad.pk:
            raise RuntimeError("the disk is full")
        return made

    with mock.patch.object(lifecycle, "_change", fails_for_one):
        carried = tasks.carry_out(date(2026, 7, 1))
    assert carried == tasks.Carried(done=1, failed=1)
    assert (validity(bad), validity(good)) == (Validity.IN_FORCE, Validity.EXPIRED)
    assert events(bad) == []
    assert "the disk is full" in caplog.text
    assert tasks.carry_out(date(2026, 7, 2)) == tasks.Carried(done=1, late=1)


def test_what_is_not_published_is_left_alone(county):
    waiting = documents.document(county, state=Status.SIGNED, valid_until=date(2026, 6, 30))
    withdrawn = documents.document(county, state=Status.WITHDRAWN, valid_until=date(2026, 6, 30))
    assert tasks.carry_out(date(2027, 1, 1)) == tasks.Carried()
    assert validity(waiting) == validity(withdrawn) == Validity.IN_FORCE


def test_the_task_asks_for_today(county):
    yesterday = timezone.localdate() - DAY
    edition = published(county, valid_until=yesterday)
    DocumentEdition.objects.filter(pk=edition.pk).update(validity=Validity.IN_FORCE)
    tasks.run_lifecycle()
    assert validity(edition) == Validity.EXPIRED


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_change_everything_once(lasting_county):
    old = published(lasting_county)
    repeal = [RelationTo(Relation.Kind.REPEALS, old.document_id)]
    editions = [
        published(
            lasting_county, effective_on=date(2026, 5, 1), valid_until=date(2026, 6, 30), relations=repeal
        ),
        published(lasting_county, valid_until=date(2026, 6, 30)),
    ]
    run = lambda: tasks.carry_out(date(2026, 7, 1))  # noqa: E731
    outcomes = together(run, run, run)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert [one.failed for one in outcomes] == [0, 0, 0]
    assert [validity(edition) for edition in editions] == [Validity.EXPIRED] * 2
    assert ValidityEvent.objects.count() == 4
    assert ValidityEvent.objects.filter(edition=old, validity=Validity.REPEALED).count() == 1
    changed = AuditEntry.objects.filter(action="document.validity_changed")
    assert changed.count() == 3
