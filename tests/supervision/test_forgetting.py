"""What names a complainant goes after the time the county has set; what is counted stays (个人信息保护法第四十七条)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.policies import Refused
from audit.models import AuditEntry
from statute.calendar import shift_months
from supervision import tasks
from supervision.actions import complaining, forgetting, ruling
from supervision.actions.forgetting import GONE
from supervision.complaint_workflow import ComplaintState
from supervision.measuring import Scope, measured
from supervision.models import Complainant, Complaint, ComplaintNotice
from supervision.models.rule import Key
from supervision.numbering import matches
from tests import complaints
from tests.factories import ON

pytestmark = pytest.mark.django_db
S = ComplaintState


def _settled(county):
    return complaints.complaint(county, state=S.CONCLUDED)


def test_names_go_after_the_time_and_figures_stay(county):
    made = _settled(county)
    scope = Scope([county.department.pk], ON, ON, ON)
    before = measured(["complaints_unfounded"], scope)["complaints_unfounded"][county.department.pk]
    last = shift_months(ON, 36)
    assert forgetting.due_for_anonymising(last) == []
    assert forgetting.due_for_anonymising(last + timedelta(days=1)) == [made.pk]
    forgetting.anonymise(made.pk, on=last + timedelta(days=1))
    made = Complaint.objects.get()
    assert (made.subject, made.text, made.answer, made.application) == (GONE, GONE, GONE, "")
    who = Complainant.objects.get()
    assert [bytes(data) for data in (who.name_sealed, who.phone_sealed, who.email_sealed)] == [b"", b"", b""]
    assert not made.steps.exclude(note="", public_note="").exists()
    assert not ComplaintNotice.objects.exists()
    assert not matches(made, "")
    assert (made.kind, made.unit, made.finding, made.concluded_on) == (
        "unpublished",
        county.department,
        "unfounded",
        ON,
    )
    after = measured(["complaints_unfounded"], scope)["complaints_unfounded"][county.department.pk]
    assert (after.number, after.of) == (before.number, before.of) == (1, 1)
    with pytest.raises(Refused, match="匿名化"):
        complaining.look(made, by=county.office)
    assert forgetting.due_for_anonymising(last + timedelta(days=9)) == []
    entry = AuditEntry.objects.get(action="complaint.anonymised")
    assert "李明明" not in str(entry.details)


@pytest.mark.parametrize("state", [S.RECEIVED, S.CHECKING, S.RECTIFYING, S.DECIDING])
def test_what_is_under_way_is_never_anonymised(county, state):
    made = complaints.complaint(county, state=state)
    forgetting.anonymise(made.pk, on=shift_months(ON, 120))
    made.refresh_from_db()
    assert made.anonymised_on is None
    assert made.complainant.name == "李明明"
    assert forgetting.due_for_anonymising(shift_months(ON, 120)) == []


def test_the_years_are_a_row_of_the_county(county):
    made = _settled(county)
    ruling.set_rule(Key.RETENTION_YEARS, 1, legal_basis="县办法", by=county.office, on=ON)
    assert forgetting.due_for_anonymising(shift_months(ON, 12) + timedelta(days=1)) == [made.pk]


def test_one_that_fails_holds_up_no_other(county, monkeypatch, caplog):
    first, second = _settled(county), _settled(county)
    Complaint.objects.update(concluded_on=shift_months(ON, -120))
    whole = forgetting.anonymise

    def failing(pk, *, on):
        if pk == first.pk:
            raise OSError
        whole(pk, on=on)

    monkeypatch.setattr(forgetting, "anonymise", failing)
    assert tasks.forget() == 1
    assert f"complaint {first.pk} was not anonymised" in caplog.text
    second.refresh_from_db()
    assert second.anonymised_on is not None


def test_the_desk_says_that_it_is_gone(county):
    made = _settled(county)
    forgetting.anonymise(made.pk, on=shift_months(ON, 37))
    client = Client()
    client.force_login(county.office)
    page = client.get(reverse("admin:supervision_complaint_change", args=[made.pk])).content.decode()
    assert "保存期限已满" in page
    assert "查看联系方式" not in page
