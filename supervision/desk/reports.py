"""The screen of one report: what it says, what does not add up, and the acts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.desk.acting import person
from statute.annual import Violation
from supervision.actions import adjusting, deciding, drafting
from supervision.counting import against, in_force
from supervision.desk.acting import LABELS, attempt, back_to, cell_url, find_report, revision, show
from supervision.models import SECTIONS, AnnualReport, Origin
from supervision.policies import may_decide_adjustment, may_prepare, may_publish, may_return
from supervision.presenting import sheet
from supervision.validation import findings, obstacles, unexplained
from supervision.views import sentences
from supervision.workflow import Action, State, available


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    report = find_report(request, pk)
    user, today = person(request), timezone.localdate()
    found = findings(report, against(report))
    first = report.matrices
    now = in_force(report) if report.state == State.PUBLISHED else first
    link = cell_url(report.unit.code, report.year)
    context: dict[str, Any] = {
        "title": str(report),
        "report": report,
        "today": today,
        "late": report.published_on is None and today > report.due_on,
        "actions": {action.value for action in available(report.state)},
        "may_prepare": may_prepare(user, report, _first_action(report)),
        "may_publish": may_publish(user, report),
        "may_return": may_return(user, report),
        "errors": [one for one in found if one.blocks],
        "differences": [_difference(report, one, place) for place, one in enumerate(found) if not one.blocks],
        "unexplained": len(unexplained(report, found)),
        "obstacles": obstacles(report, found, today) if report.state == State.DRAFT else [],
        "sheets": [sheet(now[number], published=first[number], link=link) for number in now],
        "texts": [(name, LABELS[name], getattr(report, name)) for name in SECTIONS],
        "is_imported": report.origin == Origin.IMPORTED,
        "adjustments": _adjustments(request, report),
    }
    return show(request, "report", context)


def _first_action(report: AnnualReport) -> Action:
    """The act of this state that stands for the right to prepare."""
    return {State.DRAFT: Action.EDIT, State.SUBMITTED: Action.WITHDRAW, State.PUBLISHED: Action.ADJUST}[
        State(report.state)
    ]


def _difference(report: AnnualReport, one: Violation, place: int) -> dict[str, Any]:
    return {"one": one, "id": f"why{place}", "text": report.explanations.get(one.key, "")}


def _adjustments(request: HttpRequest, report: AnnualReport) -> list[dict[str, Any]]:
    rows = report.adjustments.select_related("proposed_by", "decided_by")
    found = []
    for row in rows:
        row.report = report
        found.append(
            {
                "row": row,
                "lines": sentences(report, row),
                "verdict": may_decide_adjustment(person(request), row),
            }
        )
    return found


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The acts that need at most a reason."""
    report = find_report(request, pk)
    by, on = person(request), timezone.localdate()
    reason = request.POST.get("reason", "")
    acts = {
        "recount": (lambda: drafting.recount(report, by=by, on=on, revision=revision(request)), "已经重新统计。"),
        "explain": (lambda: drafting.explain(report, by=by, on=on, explanations=_explanations(request)), "说明已经保存。"),
        "submit": (lambda: deciding.submit(report, by=by, on=on, revision=revision(request)), "已经送负责人签发。"),
        "withdraw": (lambda: deciding.withdraw(report, by=by, on=on), "已经撤回。"),
        "return": (lambda: deciding.return_report(report, by=by, on=on, reason=reason), "已经退回。"),
        "publish": (
            lambda: deciding.publish(report, by=by, on=on, seen=request.POST.get("seen", "")),
            "已经签发公布，同时报县政务公开主管部门。",
        ),
    }  # fmt: skip
    if name not in acts:
        raise Http404
    done, said = acts[name]
    attempt(request, done, said)
    return back_to(report, "check" if name == "explain" else "")


def _explanations(request: HttpRequest) -> dict[str, str]:
    """Key and text come in pairs."""
    keys, texts = request.POST.getlist("key"), request.POST.getlist("why")
    return dict(zip(keys, texts, strict=False))


@require_POST
def decide_adjustment(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """签发 or decline a correction."""
    report = find_report(request, pk)
    adjustment = get_object_or_404(report.adjustments.waiting(), pk=row)
    given: dict[str, Any] = {
        "by": person(request), "on": timezone.localdate(), "opinion": request.POST.get("opinion", ""),
    }  # fmt: skip
    if request.POST.get("decision") == "sign":
        attempt(
            request,
            lambda: adjusting.sign(adjustment, **given),
            "更正已经签发，页面同时显示原来的和更正后的数据。",
        )
    else:
        attempt(request, lambda: adjusting.decline(adjustment, **given), "没有同意这项更正。")
    return back_to(report, "adjustments")
