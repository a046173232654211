"""Supervision in the demonstration county: complaints in every state, orders red, amber and green, an evaluation with ranks."""

from datetime import date

import pytest

from catalog.models import Domain
from portal.demo.chain import Desk
from portal.demo.organisations import found_organisations, lines
from portal.demo.people import appoint
from portal.demo.supervising import SUPERVISION_STEPS, load_supervision
from supervision.complaint_workflow import ComplaintState
from supervision.evaluation_workflow import Stage
from supervision.models import Complaint, Evaluation, Rectification, Score

ON = date(2026, 3, 20)


@pytest.mark.django_db
def test_every_colour_and_state_is_there():
    names = {name for line in lines("organisations.csv") for name in line["domains"].split()}
    Domain.objects.bulk_create(
        Domain(name=name, code=f"d{at}", position=at) for at, name in enumerate(sorted(names))
    )
    bodies = found_organisations()
    desk = Desk(ON, appoint(bodies), bodies, {one.name: one for one in Domain.objects.all()}, {})
    assert len(list(load_supervision(desk))) == SUPERVISION_STEPS
    assert set(Complaint.objects.values_list("state", flat=True)) == set(ComplaintState.values)
    assert Complaint.objects.overdue(ON).exists()
    assert {order.colour(ON) for order in Rectification.objects.all()} == {"red", "amber", "green"}
    assert set(Evaluation.objects.values_list("stage", flat=True)) == {Stage.PUBLISHED, Stage.PREPARING}
    colours = {score.colour for score in Score.objects.all()}
    assert {"red", "green", "grey"} <= colours
