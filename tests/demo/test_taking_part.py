"""The demonstration's public participation: every phase of asking, and every way a meeting can end."""

import pytest

from participation.listing import held
from participation.models import Consultation, Gathering
from tests.participation.made import moment

pytestmark = pytest.mark.django_db


def test_meetings_are_open_to_sign_up_watched_again_and_late(demo):
    at = moment(demo.month, demo.day, year=demo.year)
    found = {
        one.gathering.title: one for one in held(Gathering.objects.for_list().filter(starts_at__lt=at), at)
    }
    assert {one.badge for one in found.values()} == {"done", "overdue"}
    watched = found["邀请公众列席县政府常务会议（农村饮水安全）"].gathering
    assert watched.report.replay_url
    assert watched.report.answers
    assert Gathering.objects.filter(starts_at__gt=at, signup_opens__lt=at).count() == 1


def test_consultations_are_in_every_phase_and_one_is_late(demo):
    at = moment(demo.month, demo.day, 0, year=demo.year)
    assert Consultation.objects.count() >= 6
    assert Consultation.objects.awaiting_feedback(at).exists()
