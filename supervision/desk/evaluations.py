"""Schemes and evaluations at the desk: the office's, the head's, and each unit's own scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import first_errors, person
from interpretation.desk.acting import Act as Button
from interpretation.desk.acting import Noun, acting, attempt, offers, plainly
from interpretation.forms.acts import ActForm, ReasonForm
from supervision.actions import announcing, evaluating, scheming
from supervision.desk.complaints import show
from supervision.evaluation_forms import (
    AnswerForm,
    AskForm,
    BeginForm,
    BoundsForm,
    EntryForm,
    NewRowForm,
    ObjectionForm,
    RowForm,
)
from supervision.evaluation_policies import (
    may_answer,
    may_edit_scheme,
    may_object,
    may_publish,
    may_publish_scheme,
    may_run,
)
from supervision.evaluation_views import lines
from supervision.evaluation_workflow import Act, possible
from supervision.models import Evaluation, Scheme, Score, ScoreObjection
from supervision.scoring import total_of


def find(request: HttpRequest, pk: int) -> Evaluation:
    """The evaluation, or 404 when it is not for this person's eyes."""
    visible = Evaluation.objects.visible_to(person(request))
    return get_object_or_404(visible.select_related("county", "scheme", "frozen_by", "published_by"), pk=pk)


def county_of(request: HttpRequest) -> Organisation:
    """The county whose schemes and evaluations this person keeps or publishes."""
    direct = person(request).roles.direct
    keys = direct.get(Role.COUNTY_OFFICE, frozenset()) | direct.get(Role.HEAD, frozenset())
    found = Organisation.objects.filter(pk__in=keys, kind=OrganisationKind.COUNTY_GOVERNMENT).first()
    if found is None:
        raise Refused("由县政务公开主管部门办理。")
    return found


def url_of(evaluation: Evaluation) -> str:
    return reverse("admin:supervision_evaluation_change", args=[evaluation.pk])


def _running(act: Act) -> Any:
    return lambda user, evaluation: may_run(user, evaluation, act)


def _in(act: Act) -> Any:
    return lambda evaluation: possible(evaluation.stage, act)


BUTTONS = (
    Button("measure", "重新取数", _running(Act.MEASURE), plainly(evaluating.measure), offered=_in(Act.MEASURE),
           success="已重新取数。", is_primary=False),
    Button("ask", "征求被评单位意见", _running(Act.ASK), plainly(evaluating.ask, "until"), AskForm, offered=_in(Act.ASK),
           success="各单位可以看到自己的得分并提出异议。"),
    Button("freeze", "封存", _running(Act.FREEZE), plainly(evaluating.freeze, "revision"), offered=_in(Act.FREEZE),
           success="已封存，等待负责人公布。"),
    Button("publish", "公布", may_publish, plainly(announcing.publish, "seen"), offered=_in(Act.PUBLISH),
           success="已公布，并向需要整改的单位下达整改。"),
    Button("void", "作废", _running(Act.VOID), plainly(evaluating.void, "reason"), ReasonForm, offered=_in(Act.VOID),
           success="已作废。", is_danger=True, is_primary=False),
)  # fmt: skip
EVALUATION = Noun(find, BUTTONS, url_of, "supervision_evaluation_act")
act = acting(EVALUATION)


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The units with their totals as they stand, what is still missing, the acts."""
    evaluation = find(request, pk)
    visible = evaluation.scores.visible_to(person(request)).select_related("unit", "indicator")
    units: dict[int, list[Score]] = {}
    for score in visible.order_by("unit__lft", "indicator__position"):
        units.setdefault(score.unit_id, []).append(score)
    results = {one.unit_id: one for one in evaluation.results.all()}
    rows = [
        {
            "unit": scores[0].unit, "total": total_of(score.facts for score in scores), "result": results.get(key),
            "missing": sum(score.is_missing for score in scores), "red": sum(score.colour == "red" for score in scores),
        }
        for key, scores in units.items()
    ]  # fmt: skip
    context = {
        "title": evaluation.name, "evaluation": evaluation, "rows": rows, "offers": offers(EVALUATION, request, evaluation),
        "waiting": ScoreObjection.objects.filter(score__evaluation=evaluation, accepted=None).count(),
        "late": evaluation.is_late(timezone.localdate()),
    }  # fmt: skip
    return show(request, "evaluation", context, Evaluation)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    county, today = county_of(request), timezone.localdate()
    first = today.replace(day=1) - timedelta(days=1)
    form = BeginForm(request.POST or None, initial={"start": first.replace(day=1), "end": first})
    if request.method == "POST" and form.is_valid():
        try:
            made = evaluating.begin(county, by=person(request), on=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(url_of(made))
    context = {"title": "编制考核", "form": form, "scheme": Scheme.objects.in_force()}
    return show(request, "evaluation_start", context, Evaluation, 422 if form.errors else 200)


@require_safe
def unit(request: HttpRequest, pk: int, unit_code: str) -> HttpResponse:
    """One unit's scores: what was counted, what the office entered, objections and answers, with their small forms."""
    evaluation, user = find(request, pk), person(request)
    scores = (
        evaluation.scores.visible_to(user)
        .filter(unit__code=unit_code)
        .select_related("unit", "indicator", "entered_by")
    )
    of_unit = list(scores.prefetch_related("objections__by", "objections__answered_by"))
    if not of_unit:
        raise Http404
    rows = lines(of_unit)
    for row in rows:
        score = row["score"]
        score.evaluation = evaluation
        row["may_enter"] = not score.indicator.measure and may_run(user, evaluation, Act.ENTER)
        row["may_object"] = may_object(user, score)
        row["objections"] = [_objection(user, one, score) for one in score.objections.all()]
        row["forms"] = {"enter": EntryForm(auto_id=f"e{score.pk}-%s"), "object": ObjectionForm(auto_id=f"o{score.pk}-%s"),
                        "answer": AnswerForm(auto_id=f"a{score.pk}-%s")}  # fmt: skip
    context = {
        "title": f"{of_unit[0].unit.name} {evaluation.name}", "evaluation": evaluation, "unit": of_unit[0].unit, "lines": rows,
        "total": total_of(score.facts for score in of_unit),
    }  # fmt: skip
    return show(request, "evaluation_unit", context, Evaluation)


def _objection(user: Any, one: ScoreObjection, score: Score) -> dict[str, Any]:
    one.score = score
    return {"one": one, "may_answer": one.accepted is None and may_answer(user, one)}


def _enter(request: HttpRequest, score: Score, data: dict[str, Any]) -> object:
    return evaluating.enter(score, by=person(request), value=data["value"], evidence=data["evidence"])


def _object(request: HttpRequest, score: Score, data: dict[str, Any]) -> object:
    return evaluating.object_to(score, by=person(request), on=timezone.localdate(), text=data["text"])


def _answer(request: HttpRequest, score: Score, data: dict[str, Any]) -> object:
    objection = get_object_or_404(score.objections.filter(accepted=None))
    return evaluating.answer(
        objection, by=person(request), on=timezone.localdate(), accepted=data["accepted"] == "yes", text=data["text"],
        value=data["value"],
    )  # fmt: skip


Performed = Callable[[HttpRequest, Score, dict[str, Any]], object]
SCORE_ACTS: dict[str, tuple[Any, Performed, str]] = {
    "enter": (EntryForm, _enter, "已填写。"),
    "object": (ObjectionForm, _object, "异议已经提出，等待答复。"),
    "answer": (AnswerForm, _answer, "异议已经答复。"),
}


@require_POST
def score_act(request: HttpRequest, pk: int, score: int, name: str) -> HttpResponse:
    """填写、提出异议、答复异议 for one score."""
    evaluation = find(request, pk)
    visible = evaluation.scores.visible_to(person(request)).select_related("unit", "indicator", "evaluation")
    found = get_object_or_404(visible, pk=score)
    if name not in SCORE_ACTS:
        raise Http404
    form_class, perform, said = SCORE_ACTS[name]
    form = form_class(request.POST)
    if form.is_valid():
        attempt(request, lambda: perform(request, found, form.cleaned_data), said)
    else:
        attempt(request, lambda: _refuse(first_errors(form)), "")
    url = reverse("admin:supervision_evaluation_unit", args=[pk, found.unit.code])
    return HttpResponseRedirect(f"{url}#s{found.pk}")


def _refuse(sentence: str) -> None:
    raise Refused(sentence)


# --- schemes ------------------------------------------------------------------------------------------------------


def scheme_url(scheme: Scheme) -> str:
    return reverse("admin:supervision_scheme_change", args=[scheme.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def begin_scheme(request: HttpRequest) -> HttpResponse:
    """拟定新的一版, a copy of the one in force."""
    county = county_of(request)
    made: list[Scheme] = []
    if request.method == "POST" and attempt(
        request,
        lambda: made.append(scheming.begin_scheme(county, by=person(request), on=timezone.localdate())),
        "已拟定新的一版。",
    ):
        return HttpResponseRedirect(scheme_url(made[0]))
    return show(request, "scheme_start", {"title": "拟定考核方案", "now": Scheme.objects.in_force()}, Scheme)


def scheme_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """All indicators with their points; a draft is a form."""
    county = county_of(request)
    scheme = get_object_or_404(Scheme, pk=pk)
    indicators = list(scheme.indicators.all())
    may_edit = may_edit_scheme(person(request), scheme, county)
    context = {
        "title": str(scheme), "scheme": scheme, "points": scheme.points(), "may_edit": may_edit,
        "may_publish": may_publish_scheme(person(request), scheme, county),
        "rows": [(one, RowForm(indicator=one) if may_edit else None) for one in indicators],
        "bounds": BoundsForm(instance=scheme), "new": NewRowForm(prefix="new"), "publish": ActForm(thing=scheme, user=person(request)),
    }  # fmt: skip
    return show(request, "scheme", context, Scheme)


@require_POST
def scheme_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """保存 the rows, 公布 the version."""
    county, by = county_of(request), person(request)
    scheme = get_object_or_404(Scheme, pk=pk)
    if name == "publish":
        attempt(
            request,
            lambda: scheming.publish_scheme(scheme, county, by=by, on=timezone.localdate()),
            "方案已经公布。",
        )
    elif name == "save":
        attempt(request, lambda: _save(request, scheme, county), "已保存。")
    else:
        raise Http404
    return HttpResponseRedirect(scheme_url(scheme))


def _save(request: HttpRequest, scheme: Scheme, county: Organisation) -> None:
    bounds, new = (
        BoundsForm(request.POST, instance=Scheme(pk=scheme.pk)),
        NewRowForm(request.POST, prefix="new"),
    )
    rows = [RowForm(request.POST, indicator=one) for one in scheme.indicators.all()]
    for form in (bounds, new, *rows):
        if not form.is_valid():
            raise Refused(first_errors(form))
    given: dict[int, dict[str, Any]] = {row.indicator.pk: row.cleaned_data for row in rows}
    limits: dict[str, Decimal] = bounds.cleaned_data
    scheming.change_scheme(scheme, county, by=person(request), bounds=limits, rows=given, new=new.row())
