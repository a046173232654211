"""文书样式: templates of the county, the wording of remedies, words of the numbers; and whether any number is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from requests_app.actions import settling
from requests_app.desk.acting import attempt, show
from requests_app.forms.public import receiving_units
from requests_app.letters import standard_template
from requests_app.models import LetterCounter, LetterTemplate, NumberWord, RemedyWording
from requests_app.models.letters import SERIES, WORDINGS
from requests_app.models.request import HANDLERS
from requests_app.numbering import missing_serials
from requests_app.policies import may_settle
from statute.letters import LETTERS
from statute.remedies import TEMPLATES


def _county(request: HttpRequest) -> Organisation:
    """The county the person works in: its office settles, everybody else of it looks."""
    roles = person(request).roles
    mine = roles.organisations(*HANDLERS, Role.COUNTY_OFFICE)
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    for county in counties:
        below = county.get_descendants(include_self=True).values_list("pk", flat=True)
        if set(below) & set(mine):
            return county
    raise Http404


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    county = _county(request)
    templates = {row.kind: row for row in LetterTemplate.objects.current().filter(county=county)}
    wordings = {row.key: row for row in RemedyWording.objects.current().filter(county=county)}
    units = list(receiving_units().filter(pk__in=county.get_descendants(include_self=True)))
    words = {
        (row.unit_id, row.series): row.word for row in NumberWord.objects.current().filter(unit__in=units)
    }
    context: dict[str, Any] = {
        "title": "文书样式",
        "county": county,
        "verdict": may_settle(person(request), county),
        "templates": [(kind, templates.get(code)) for code, kind in LETTERS.items()],
        "wordings": [(key, WORDINGS[key], TEMPLATES[key], wordings.get(key)) for key in TEMPLATES],
        "units": units,
        "series": SERIES,
        "words": [
            (unit, [(label, words.get((unit.pk, key), "")) for key, label in SERIES]) for unit in units
        ],
        "used": _used(units),
    }
    return show(request, "styles", context)


def _used(units: list[Organisation]) -> list[dict[str, Any]]:
    """This year's and last year's numbers: how many were given, and which are missing."""
    year = timezone.localdate().year
    counters = LetterCounter.objects.filter(unit__in=units, year__gte=year - 1).select_related("unit")
    labels = dict(SERIES)
    return [
        {
            "unit": row.unit, "series": labels[row.series], "year": row.year, "last": row.last,
            "missing": missing_serials(row.unit, row.series, row.year),
        }
        for row in counters.order_by("-year", "unit__lft", "series")
    ]  # fmt: skip


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The template in force, to be changed in Word and sent back."""
    county = _county(request)
    if kind not in LETTERS:
        raise Http404
    own = LetterTemplate.objects.current().filter(county=county, kind=kind).select_related("file").first()
    if own is None:
        data = standard_template(kind)
    else:
        with own.file.file.open("rb") as handle:
            data = handle.read()
    response = HttpResponse(
        data, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    name = f"{kind} {LETTERS[kind].title}.docx"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def settle(request: HttpRequest, what: str) -> HttpResponse:
    """One of the three: a template (or back to the standard one), a wording, a word."""
    county = _county(request)
    doing: dict[str, Callable[[], Any]] = {
        "template": lambda: _template(request, county),
        "standard": lambda: settling.restore_standard(county, request.POST.get("code", ""), **_common(request)),
        "wording": lambda: settling.settle_wording(
            county, request.POST.get("key", ""), text=request.POST.get("text", ""),
            signed_off=request.POST.get("signed_off", ""), **_common(request),
        ),
        "word": lambda: _word(request, county),
    }  # fmt: skip
    if what not in doing:
        raise Http404
    attempt(request, doing[what], "已经保存，此后出具的文书按新的样式。")
    return HttpResponseRedirect(f"{reverse('admin:requests_app_styles')}#{what}")


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"by": person(request), "on": timezone.localdate()}


def _template(request: HttpRequest, county: Organisation) -> object:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("请选择 .docx 模板。")
    note = request.POST.get("note", "")
    return settling.settle_template(
        county, request.POST.get("code", ""), upload, note=note, **_common(request)
    )


def _word(request: HttpRequest, county: Organisation) -> object:
    unit = receiving_units().filter(code=request.POST.get("unit", "")).first()
    if unit is None:
        raise Refused("请选择机关。")
    series, word = request.POST.get("series", ""), request.POST.get("word", "")
    return settling.settle_word(unit, series, word=word, county=county, **_common(request))
