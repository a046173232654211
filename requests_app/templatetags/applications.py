"""Applications on other apps' pages: `{% answer_statistics %}`."""

from __future__ import annotations

from django import template
from django.db.models import Count, F, Q
from django.utils import timezone

from requests_app.models import InformationRequest

register = template.Library()


@register.inclusion_tag("requests_app/_answers.html")
def answer_statistics() -> dict[str, object]:
    """This year's applications: received, decided, decided in time, given wholly or in part (one query)."""
    year = timezone.localdate().year
    counted = InformationRequest.objects.filter(received_on__year=year).aggregate(
        received=Count("pk"),
        decided=Count("pk", filter=Q(decided_on__isnull=False)),
        in_time=Count("pk", filter=Q(decided_on__lte=F("reply_due"))),
        given=Count("pk", filter=Q(outcome__in=("GRANT", "PARTIAL"))),
    )
    return {"year": year, "numbers": counted}
