"""/search/feed.atom: what a search finds, the newest first, for whoever wants to hear of it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.views import atom
from portal.search_page import read
from search import finding
from search.models import Entry
from search.sources import labels
from search.wording import excerpt

UNDATED: Final = datetime(1949, 10, 1)  # noqa: DTZ001  made aware below


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The conditions of /search, by date; what may not be seen at this moment is not among it (at most four queries)."""
    asked = read(request.GET)
    entries: list[Entry] = []
    if asked.question.words or asked.chosen:
        answer = finding.answer(replace(asked.question, by_date=True, page=1))
        known = finding.shown(answer.keys)
        entries = [known[key] for key in answer.keys if key in known]
    kinds = labels()
    title = f"“{asked.q}”的搜索结果" if asked.q else "搜索结果"
    page = f"{reverse('search')}?{request.GET.urlencode()}"
    return atom.answer(request, title, page, [_entry(one, kinds[one.kind]) for one in entries])


def _entry(entry: Entry, kind: str) -> atom.Entry:
    day = datetime.combine(entry.date, time()) if entry.date else UNDATED
    return atom.Entry(
        key=f"search/{entry.kind}/{entry.object_id}",
        path=entry.url,
        title=entry.title,
        summary="".join(text for text, _ in excerpt(entry.body, ())),
        author=entry.unit_name,
        updated=timezone.make_aware(day),
        categories=(kind, entry.status) if entry.status else (kind,),
        seen=str(entry.change),
    )
