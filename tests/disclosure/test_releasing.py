"""Publication, withdrawal, restoration, conditions, and what the database refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.actions import drafting, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import Attachment, DocumentEdition, Placement, Validity, Withdrawal
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.factories import ON

pytestmark = pytest.mark.django_db
S = Status


def test_the_stamp_is_the_servers_and_on_time_or_late_is_written_down(county):
    before = timezone.now()
    made = documents.document(county, state=S.PUBLISHED)
    assert before <= made.published_at <= timezone.now()
    assert made.days_late == 0
    late = documents.document(county, state=S.SIGNED)
    late = releasing.publish(
        late, by=county.clerk, on=date(2026, 4, 1)
    )  # 20 working days from 2026-03-02: 03-30
    assert (late.due_on, late.days_late) == (date(2026, 3, 30), 2)


@pytest.mark.parametrize(
    "values",
    [
        {"published_at": timezone.make_aware(timezone.datetime(2020, 1, 1))},
        {"title": "改过的标题"},
        {"body": "<p>改过的正文</p>"},
        {"attribute": "on_request", "ground": "C1", "attribute_reason": "改"},
        {"formed_on": date(2020, 1, 1)},
        {"status": "draft"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_the_database_refuses_to_change_what_was_published(county, values):
    made = documents.document(county, state=S.PUBLISHED)
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentEdition.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentEdition.objects.filter(pk=made.pk).delete()


def test_the_database_refuses_to_add_to_or_take_from_what_was_published(county):
    made = documents.document(county, state=S.PUBLISHED)
    other = documents.item(county, place=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Placement.objects.create(edition=made, item=other, domain=county.domain)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.placements.all().delete()
    assert Attachment.objects.filter(edition=made).count() == 0


def test_the_database_knows_no_published_document_that_is_not_open(county):
    made = documents.document(county, state=S.LEDGER, proposed_attribute=Attribute.NOT_OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentEdition.objects.filter(pk=made.pk).update(status="published", published_at=timezone.now())


def test_a_new_edition_takes_the_place_of_the_old_without_a_gap(county):
    old = documents.document(county, state=S.SUPERSEDED)
    current = DocumentEdition.objects.public().get(document=old.document)
    assert (old.version, current.version) == (1, 2)
    assert current.document.index_number == old.document.index_number
    assert list(DocumentEdition.objects.earlier()) == [old]


def test_at_most_one_edition_is_in_preparation(county):
    made = documents.document(county, state=S.PUBLISHED)
    drafting.start_edition(made.document, by=county.clerk, on=ON, reason="更正")
    with pytest.raises(Refused, match="已有一个起草中的版次"):
        drafting.start_edition(made.document, by=county.clerk2, on=ON, reason="也要更正")


def test_one_document_that_repeals_another_changes_it_when_it_goes_live(county):
    old = documents.document(county, state=S.PUBLISHED, title="旧办法")
    new = documents.document(
        county, state=S.SIGNED, title="新办法", relations=[RelationTo("repeals", target=old.document_id)]
    )
    old.refresh_from_db()
    assert old.validity == Validity.IN_FORCE  # a signature repeals nothing
    releasing.publish(new, by=county.clerk, on=ON)
    old.refresh_from_db()
    assert (old.validity, old.repealed_on, old.status) == (Validity.REPEALED, ON, S.PUBLISHED)
    event = old.validity_events.get()
    assert (event.cause, event.days_late) == (new, 0)


def test_a_later_effective_date_is_waited_for(county):
    old = documents.document(county, state=S.PUBLISHED, title="旧办法")
    new = documents.document(
        county, state=S.PUBLISHED, title="新办法", effective_on=date(2026, 5, 1),
        relations=[RelationTo("modifies", target=old.document_id)],
    )  # fmt: skip
    old.refresh_from_db()
    assert (new.validity, old.validity) == (Validity.NOT_YET, Validity.IN_FORCE)


@pytest.mark.parametrize("behaviour", Withdrawal.Behaviour)
def test_a_withdrawal_takes_it_from_every_public_query_at_once(county, behaviour):
    target = documents.document(county, state=S.PUBLISHED, title="另一份")
    made = documents.document(county, state=S.PUBLISHED)
    releasing.withdraw(
        made, by=county.office, reason="数据有误", behaviour=behaviour, redirect_to=target.document
    )
    assert made not in DocumentEdition.objects.public()
    assert made not in DocumentEdition.objects.readable()
    events = set(made.deliveries.filter(event="withdrawn").values_list("outlet", flat=True))
    assert events == set(made.deliveries.filter(event="published").values_list("outlet", flat=True))


def test_a_withdrawal_needs_a_reason_and_a_public_target(county):
    made = documents.document(county, state=S.PUBLISHED)
    hidden = documents.document(county, state=S.LEDGER, proposed_attribute=Attribute.NOT_OPEN)
    with pytest.raises(Refused, match="请说明撤下的原因"):
        releasing.withdraw(made, by=county.head, reason=" ", behaviour="gone")
    for target in (None, made.document, hidden.document):
        with pytest.raises(Refused, match="已经公开的另一份文件"):
            releasing.withdraw(made, by=county.head, reason="有误", behaviour="redirect", redirect_to=target)
    made.refresh_from_db()
    assert made.status == S.PUBLISHED


def test_what_is_restored_keeps_its_stamp_and_its_history(county):
    made = documents.document(county, state=S.WITHDRAWN)
    stamp = made.published_at
    with pytest.raises(Refused, match="撤下人以外的人"):
        releasing.restore(made, by=county.head, reason="已核实")
    back = releasing.restore(made, by=county.office, reason="已核实无误")
    withdrawal = back.withdrawals.get()
    assert (back.published_at, back.status, withdrawal.restored_by) == (stamp, S.PUBLISHED, county.office)


def test_a_release_waits_for_its_conditions(county):
    made = documents.draft(county)
    condition = releasing.add_condition(made, "confirmation", by=county.clerk, note="与教育和体育局协商确认")
    made = documents.advance(county, made, S.SIGNED)
    with pytest.raises(Refused, match=r"还在等待:与有关机关协商确认"):
        releasing.publish(made, by=county.clerk, on=ON)
    with pytest.raises(Refused, match="由负责人或县政务公开主管部门免除"):
        releasing.close_condition(condition, by=county.clerk, outcome="不等了", waived=True)
    releasing.close_condition(condition, by=county.clerk, outcome="教体局来函同意")
    assert releasing.publish(made, by=county.clerk, on=ON).status == S.PUBLISHED


def test_the_audit_record_says_on_which_article_it_rests(county):
    made = documents.document(county, state=S.PUBLISHED)
    entry = AuditEntry.objects.order_by("id").last()
    assert (entry.action, entry.article) == ("document.published", "条例第二十三条、第二十六条")
    assert entry.details["hash"] == made.approved_hash
