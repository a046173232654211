"""换密钥: nothing of any app stays under a key that is taken away."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.privacy import Sealed
from accounts.resealing import rotate
from supervision.models import Complaint
from tests import complaints

pytestmark = pytest.mark.django_db


def test_every_table_with_a_sealed_value_is_found():
    named = {model.__name__ for model in Sealed.owners}
    assert named >= {"Applicant", "Complainant", "Letter", "MessageDraft", "Opinion", "RequestDraft", "Sender", "SignUp", "SurveyPass"}  # fmt: skip


def test_a_complainant_can_be_told_after_the_old_key_is_gone(county, settings):
    made = complaints.complaint(county)
    before = made.complainant.email
    assert before
    settings.REQUEST_KEYS = settings.REQUEST_KEYS | {9: bytes(range(16))}
    call_command("rotate_keys", stdout=StringIO())
    settings.REQUEST_KEYS = {9: bytes(range(16))}
    assert Complaint.objects.get(pk=made.pk).complainant.email == before


def test_a_second_run_changes_nothing(county, settings):
    made = complaints.complaint(county)
    settings.REQUEST_KEYS = settings.REQUEST_KEYS | {9: bytes(range(16))}
    assert sum(rotate()) >= 1
    sealed = bytes(Complaint.objects.get(pk=made.pk).complainant.email_sealed)
    list(rotate())
    assert bytes(Complaint.objects.get(pk=made.pk).complainant.email_sealed) == sealed
