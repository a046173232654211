"""/interpretations/: what explains the documents, by form and unit; the questions of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from disclosure.models import DocumentEdition
from interpretation.models import InterpretationEdition, Question
from interpretation.views.framing import PAGE_SIZE, frame
from interpretation.workflow import Form


@dataclass(frozen=True)
class Asked:
    """What the query string asks for: `public` under all conditions but the form, `found` under that too."""

    q: str
    unit: Organisation | None
    form: str
    public: QuerySet[InterpretationEdition]

    @property
    def found(self) -> QuerySet[InterpretationEdition]:
        return self.public.filter(interpretation__form=self.form) if self.form in Form.values else self.public


def asked(query: QueryDict) -> Asked:
    """Never fails: what means nothing is no condition."""
    q = query.get("q", "").replace("\x00", "").strip()[:60]
    code = query.get("unit", "").replace("\x00", "")[:40]
    unit = Organisation.objects.filter(code=code).first() if code else None
    public = InterpretationEdition.objects.public()
    if unit is not None:
        public = public.filter(interpretation__unit=unit)
    return Asked(q, unit, query.get("form", ""), _having(public, q) if q else public)


@login_not_required
@require_safe
def interpretation_list(request: HttpRequest) -> HttpResponse:
    """By form and unit, newest first, with the documents each explains (five queries, six for one unit)."""
    wanted = asked(request.GET)
    q, unit, form, public = wanted.q, wanted.unit, wanted.form, wanted.public
    counts = dict(public.order_by().values_list("interpretation__form").annotate(n=Count("pk")))
    page = Paginator(wanted.found.for_list().order_by("-published_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    documents = documents_of(rows)
    context: dict[str, Any] = {
        "q": q,
        "unit": unit,
        "form": Form(form) if form in Form.values else None,
        "tabs": [{"value": one.value, "label": one.label, "count": counts.get(one.value, 0)} for one in Form if counts.get(one.value)],
        "query": _kept(request.GET),
        "total": sum(counts.values()),
        "page": page,
        "rows": [{"edition": one, "documents": documents.get(one.interpretation_id, [])} for one in rows],
        "answers": _questions(q) if q else [],
    }  # fmt: skip
    crumbs = [(context["form"].label, "")] if context["form"] else []
    context |= frame(crumbs, description="本县政策文件的解读", keywords="政策解读;图解;问答;新闻发布会")
    return TemplateResponse(request, "interpretation/list.html", context)


def _kept(query: QueryDict) -> str:
    """The conditions without the page, for the feed of the same list."""
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _having(public: QuerySet[InterpretationEdition], q: str) -> QuerySet[InterpretationEdition]:
    """Every word in the title, the sentence, the keywords or a question of it."""
    for word in q.split():
        asked = Question.objects.filter(edition=OuterRef("pk"), question__icontains=word)
        words = Q(title__icontains=word) | Q(sentence__icontains=word) | Q(keywords__icontains=word)
        public = public.filter(words | Exists(asked))
    return public


def _questions(q: str) -> list[Question]:
    """Single questions with all the words, each with its own address; one query."""
    found = Question.objects.filter(edition__in=InterpretationEdition.objects.public().values("pk"))
    for word in q.split():
        found = found.filter(Q(question__icontains=word) | Q(answer__icontains=word))
    return list(found.select_related("edition").order_by("-edition__published_at", "position")[:10])


def documents_of(rows: list[InterpretationEdition]) -> dict[int, list[DocumentEdition]]:
    """Interpretation → the public documents it explains; one query."""
    keys = [row.interpretation_id for row in rows]
    if not keys:
        return {}
    editions = (
        DocumentEdition.objects.readable()
        .filter(document__interpretations__in=keys)
        .values_list("document__interpretations", "pk")
    )
    pairs = list(editions)
    titles = {
        one.pk: one
        for one in DocumentEdition.objects.filter(pk__in={pk for _, pk in pairs}).only(
            "title", "document_id", "validity", "published_at"
        )
    }
    found: dict[int, list[DocumentEdition]] = {}
    for key, pk in pairs:
        found.setdefault(key, []).append(titles[pk])
    return found
