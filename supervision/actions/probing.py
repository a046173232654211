"""探测: the site asks its own home page and writes down how that went. No act of anybody, so nothing is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from supervision.inspecting.visiting import Answer, Visitor
from supervision.models import SiteProbe

KEPT: Final = timedelta(days=400)  # a year of checks and the half-yearly look back at them


def probe(*, at: datetime) -> SiteProbe:
    """One visit; a site that breaks down while being asked has failed too."""
    try:
        answer = Visitor().ask(reverse("home"))
    except Exception:  # noqa: BLE001  whatever it was, the page did not come
        answer = Answer(500, 0.0)
    return SiteProbe.objects.create(
        at=at, status=answer.status, milliseconds=round(answer.seconds * 1000), failed=answer.failed
    )


def forget(*, before: datetime) -> int:
    return SiteProbe.objects.filter(at__lt=before).delete()[0]
