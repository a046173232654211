"""修改 and 更正: the two pages on which figures are typed into the tables as printed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from catalog.desk.acting import person
from statute.annual import VERSIONS
from statute.annual.form import CARRIED
from supervision.actions import adjusting, drafting
from supervision.actions.stepping import Conflict
from supervision.counting import Tables, carried_over, in_force, last_year
from supervision.desk.acting import LABELS, back_to, find_report, revision, show
from supervision.models import SECTIONS, AnnualReport, Origin, plain, typed_over
from supervision.policies import may_prepare
from supervision.presenting import sheet, typed
from supervision.workflow import Action

SAVED, ADDED_UP = "已经保存。", "已经保存，合计和总计由各项相加得出。"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改 text and figures on one page. What was typed survives a conflict, beside what is stored by then."""
    report = find_report(request, pk)
    user = person(request)
    verdict = may_prepare(user, report, Action.EDIT)
    texts = {name: getattr(report, name) for name in SECTIONS}
    tables, conflict, status = report.matrices, "", 200
    if request.method == "POST":
        forms = VERSIONS[report.version].values()
        cells = typed(request.POST.get, forms)
        texts |= {name: request.POST[name] for name in SECTIONS if name in request.POST}
        try:
            drafting.edit(
                report, by=user, on=timezone.localdate(), texts=texts, tables=cells, revision=revision(request),
                add_up="add_up" in request.POST,
            )  # fmt: skip
        except Refused as refusal:
            conflict, status = str(refusal), 409 if isinstance(refusal, Conflict) else 403
            tables = typed_over(tables, cells)
        else:
            messages.success(request, ADDED_UP if "add_up" in request.POST else SAVED)
            return _again(report) if "add_up" in request.POST else back_to(report)
    context = {
        "title": f"修改：{report}",
        "report": report,
        "verdict": verdict,
        "texts": [(name, LABELS[name], texts[name]) for name in SECTIONS],
        "sheets": [
            sheet(tables[n], inputs=bool(verdict), fixed=_fixed(report) if n == 2 else ()) for n in tables
        ],
        "conflict": conflict,
        "differing": _differing(report, tables, texts) if conflict else [],
    }
    return show(request, "edit", context, status=status)


def _again(report: AnnualReport) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:supervision_edit', args=[report.pk])}#tables")


def _fixed(report: AnnualReport) -> list[tuple[str, str]]:
    """The carry-over is last year's where last year was published."""
    if report.origin == Origin.IMPORTED:
        return []
    return [(CARRIED, column) for column in carried_over(last_year(report.unit, report.year))]


def _differing(report: AnnualReport, tables: Tables, texts: dict[str, str]) -> list[tuple[str, str, str]]:
    """(what, as stored now, as typed) of everything that is not the same."""
    stored, mine = plain(report.matrices), plain(tables)
    found = [
        (LABELS[name], getattr(report, name), texts[name])
        for name in SECTIONS
        if getattr(report, name) != texts[name].replace("\r\n", "\n").strip()
    ]
    for number, form in VERSIONS[report.version].items():
        for row, column in form.places():
            before, after = stored[str(number)][row][column], mine[str(number)][row][column]
            if before != after:
                found.append((f"{form.rows[row]}，{column}", _text(before), _text(after)))
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """提出更正: the tables as they hold now, to be typed over, and the reason."""
    report = find_report(request, pk)
    user = person(request)
    tables, refused, reason = in_force(report), "", request.POST.get("reason", "")
    if request.method == "POST":
        cells = typed(request.POST.get, VERSIONS[report.version].values())
        try:
            adjusting.propose(report, by=user, on=timezone.localdate(), tables=cells, reason=reason)
        except Refused as refusal:
            refused = str(refusal)
            tables = typed_over(tables, cells)
        else:
            messages.success(request, "更正已经提出，由负责人签发。")
            return back_to(report, "adjustments")
    verdict = may_prepare(user, report, Action.ADJUST)
    context = {
        "title": f"更正：{report}",
        "report": report,
        "verdict": verdict,
        "sheets": [sheet(tables[number], inputs=bool(verdict)) for number in tables],
        "refused": refused,
        "reason": reason,
    }
    return show(request, "adjust", context, status=422 if refused else 200)
