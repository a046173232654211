"""Many at the same moment: no number twice, one complaint for one key, one verdict."""

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.policies import Refused
from supervision.actions import complaining, rectifying
from supervision.complaint_workflow import OrderState
from supervision.models import Complaint
from tests.complaints import order, written
from tests.factories import ON
from tests.threads import together


@pytest.fixture
def county(lasting_county):
    return lasting_county


def test_numbers_are_given_once_and_a_key_makes_one_complaint(county):
    keys = [uuid4(), *(uuid4() for _ in range(6))]
    keys.append(keys[0])
    acts = [partial(complaining.take, written(county), key=key, at=timezone.now(), on=ON) for key in keys]
    outcomes = together(*acts)
    assert not [one for one in outcomes if isinstance(one, Exception)]
    numbers = sorted(Complaint.objects.values_list("number", flat=True))
    assert numbers == [f"TS{ON.year}-{number:05d}" for number in range(1, 8)]


def test_two_verdicts_at_once_are_one(county):
    made = order(county, state=OrderState.HANDED_IN)
    good = partial(rectifying.accept, made, by=county.office, on=ON, verdict="好", revision=made.revision)
    bad = partial(
        rectifying.reject,
        made,
        by=county.office,
        on=ON,
        verdict="不好",
        working_days=3,
        revision=made.revision,
    )
    outcomes = together(good, bad)
    assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
    assert made.reports.get().good is not None
