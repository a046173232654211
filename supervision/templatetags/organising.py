"""How the work is organised, on other apps' pages: `{% people_for_disclosure unit as people %}` in a unit's guide."""

from __future__ import annotations

from django import template
from django.utils import timezone

from supervision.models import StaffMember
from supervision.models.staff import People

register = template.Library()


@register.simple_tag
def people_for_disclosure(unit: int) -> People | None:
    """How many people of the unit do the work (one query)."""
    return StaffMember.objects.filter(unit=unit).counted(timezone.localdate()).get(unit)
