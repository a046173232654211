"""The demonstration county's self-inspection shows every light."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from accounts.roles import Role
from portal.demo.inspecting import INSPECTION_STEPS, load_inspection
from portal.demo.organisations import COUNTY
from supervision.models import Inspection
from tests import inspections


def test_the_demonstration_shows_every_light(county):
    inspections.column()  # one column instead of all: few pages are rendered
    desk: Any = SimpleNamespace(
        on=timezone.localdate(),
        bodies={COUNTY: county.government},
        cast=SimpleNamespace(colleagues={(COUNTY, Role.COUNTY_OFFICE): county.office}),
    )
    assert len(list(load_inspection(desk))) == INSPECTION_STEPS
    done = Inspection.objects.get()
    assert done.state == Inspection.State.DONE
    assert {line.light for line in done.lines.all()} == {"red", "amber", "green", "open"}
    assert done.lines.filter(judged_by=county.office).count() == 4
