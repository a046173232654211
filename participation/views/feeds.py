"""/participation/feed.atom: drafts put to the public and the results of it, per unit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.views.atom import ENTRIES, Entry, answer
from participation.models import Consultation

TITLE = "征求意见"


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """A draft, and again as another entry what became of the opinions once that is published (one query)."""
    public = Consultation.objects.public().for_list().defer("body", "explanation")
    if unit := request.GET.get("unit", "").replace("\x00", "")[:40]:
        public = public.filter(unit__code=unit)
    newest = public.order_by("-published_at", "-pk")[:ENTRIES]
    entries = [_entry(one) for one in newest] + [_result(one) for one in newest if one.is_settled]
    entries.sort(key=lambda one: (one.updated, one.key), reverse=True)
    return answer(request, TITLE, reverse("participation:consultations"), entries[:ENTRIES])


def _entry(one: Consultation) -> Entry:
    assert one.published_at is not None  # noqa: S101  public consultations are published
    opens, closes = timezone.localtime(one.opens_at), timezone.localtime(one.closes_at)
    return Entry(
        key=f"consultations/{one.pk}",
        path=one.get_absolute_url(),
        title=one.title,
        summary=f"{opens:%Y-%m-%d %H:%M}至{closes:%Y-%m-%d %H:%M}征求意见",
        author=one.unit.name,
        updated=one.published_at,
        categories=(TITLE,),
    )


def _result(one: Consultation) -> Entry:
    return Entry(
        key=f"consultations/{one.pk}/feedback",
        path=one.feedback.get_absolute_url(),
        title=str(one.feedback),
        summary=one.feedback.summary,
        author=one.unit.name,
        updated=one.feedback.published_at,
        categories=("意见采纳情况",),
        seen=str(one.feedback.revision),
    )
