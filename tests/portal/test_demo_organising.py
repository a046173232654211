"""How the demonstration county organises the work: trainings red, amber and green, the plan in every state, the column."""

from collections import Counter
from datetime import date

import pytest

from catalog.models import Domain
from interpretation.workflow import PieceStatus
from portal.demo.chain import Desk
from portal.demo.organisations import found_organisations, lines
from portal.demo.organising import ORGANISING_STEPS, load_organising
from portal.demo.people import appoint
from supervision.measures import board
from supervision.models import ExperienceArticle, PlanTask, StaffMember
from supervision.organising_policies import TRAINED
from supervision.plan_workflow import Standing

ON = date(2026, 3, 20)


@pytest.mark.django_db
@pytest.mark.parametrize("on", [ON, date(2026, 1, 9), date(2026, 12, 28)])
def test_every_colour_and_state_is_there(on):
    names = {name for line in lines("organisations.csv") for name in line["domains"].split()}
    Domain.objects.bulk_create(
        Domain(name=name, code=f"d{at}", position=at) for at, name in enumerate(sorted(names))
    )
    bodies = found_organisations()
    desk = Desk(on, appoint(bodies), bodies, {one.name: one for one in Domain.objects.all()}, {})
    assert len(list(load_organising(desk))) == ORGANISING_STEPS
    units = [body.pk for body in bodies.values() if body.kind in TRAINED]
    found = board(units, on, since=on)
    assert {"red", "amber", "green"} == {str(found.tally("training", unit).level) for unit in units}
    assert StaffMember.objects.serving(on).count() == len(units) - 2
    states = Counter(PlanTask.objects.get(pk=one.pk).standing(on) for one in PlanTask.objects.all())
    assert {Standing.DONE, Standing.REPORTED, Standing.SOON} <= set(states)
    if on == ON:
        assert set(states) == set(Standing)
    assert Counter(ExperienceArticle.objects.values_list("status", flat=True)) == {
        PieceStatus.PUBLISHED: 2, PieceStatus.REVIEWING: 1
    }  # fmt: skip
