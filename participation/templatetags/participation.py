"""Participation on other pages: `{% open_consultations 4 %}` on the home page."""

from __future__ import annotations

from django import template
from django.utils import timezone

from participation.listing import calls
from participation.models import Consultation

register = template.Library()


@register.inclusion_tag("participation/_open.html")
def open_consultations(number: int) -> dict[str, object]:
    """What one may have a say in now, the soonest closing first; one query."""
    at = timezone.now()
    return {"lines": calls(Consultation.objects.for_list().open(at).order_by("closes_at")[:number], at)}
