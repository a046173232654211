"""What the pages about applications share: crumbs and tags, limits per address, and what a visitor has proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from requests_app.deadlines import deadline, with_facts
from requests_app.models import InformationRequest
from statute.clock import ReplyDeadline
from statute.loading import working_calendar

TITLE: Final = "依申请公开"
HOUR: Final = 3600
PROVED: Final = "requests-proved"  # session: the cases this visitor showed number and code for


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *crumbs: tuple[str, str],
    status: int = 200,
) -> HttpResponse:
    """A page below 依申请公开 with its crumbs and tags; never kept by anybody on the way."""
    whole: Sequence[tuple[str, str]] = [(TITLE, reverse("requests:guide")), *crumbs]
    frame = {
        "crumbs": [{"title": title, "url": url if place < len(whole) - 1 else ""} for place, (title, url) in enumerate(whole)],
        "column": {"name": TITLE, "type": "政府信息公开", "description": "申请公开政府信息，查询办理情况", "keywords": "依申请公开;政府信息公开申请"},
    }  # fmt: skip
    response = TemplateResponse(request, f"requests_app/{name}.html", frame | context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def prove(request: HttpRequest, case: InformationRequest) -> None:
    """The visitor knows number and code: from now on, in this session, the case is open to him."""
    proved = [pk for pk in request.session.get(PROVED, []) if pk != case.pk]
    request.session[PROVED] = [*proved[-19:], case.pk]


def may_see(request: HttpRequest, case: InformationRequest) -> bool:
    """By number and code in this session, or by the account it was made with."""
    user = request.user
    own = user.is_authenticated and case.account_id is not None and case.account_id == user.pk
    return own or case.pk in request.session.get(PROVED, [])


def with_clock(case: InformationRequest, on: date) -> tuple[InformationRequest, ReplyDeadline]:
    """The case with its facts, and what the law makes of them today, with the steps."""
    case = with_facts(InformationRequest.objects.select_related("unit", "applicant")).get(pk=case.pk)
    return case, deadline(case, on, working_calendar())


def counted(purpose: str, who: str, *, add: bool = True) -> int:
    """How often within the hour; kept as a digest only."""
    key = f"requests:{purpose}:{sha256(who.encode()).hexdigest()}"
    if not add:
        return int(cache.get(key, 0))
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two lines
        return 1
