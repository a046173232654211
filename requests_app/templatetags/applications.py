"""Applications on other apps' pages: `{% answer_statistics %}`."""

from __future__ import annotations

from django import template
from django.db.models import Count, F, Q
from django.utils import timezone

from requests_app.models import InformationRequest
from requests_app.workflow import Status

register = template.Library()


@register.inclusion_tag("requests_app/_answers.html")
def answer_statistics() -> dict[str, object]:
    """This year's applications: received, decided, decided in time, given wholly or in part (one query).

    What was withdrawn was not answered; what ended before a period began to run was not late.
    """
    year = timezone.localdate().year
    answered = Q(decided_on__isnull=False) & ~Q(status=Status.WITHDRAWN)
    counted = InformationRequest.objects.filter(received_on__year=year).aggregate(
        received=Count("pk"),
        decided=Count("pk", filter=answered),
        in_time=Count("pk", filter=answered & (Q(decided_on__lte=F("reply_due")) | Q(reply_due=None))),
        given=Count("pk", filter=Q(outcome__in=("GRANT", "PARTIAL"))),
    )
    return {"year": year, "numbers": counted}
