"""解读工作台: plan, materials and document side by side; the plan, its waiver, and the release in one act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import Denied, Refused, Verdict
from catalog.desk.acting import person
from disclosure.actions.conditions import rules_for
from disclosure.desk.reading import document_view
from disclosure.models import DocumentEdition
from disclosure.models.edition import STAFF
from disclosure.workflow import IN_PREPARATION
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import drafting, planning, releasing
from interpretation.desk.acting import Act, Noun, acting, attempt, offers, plainly, show
from interpretation.desk.materials import screen_url
from interpretation.forms.acts import ReasonForm
from interpretation.forms.desk import PlanForm, StartMaterialForm
from interpretation.models import InterpretationEdition, InterpretationPlan
from interpretation.policies import may_change_plan, may_plan, may_release, may_start, may_waive_plan
from interpretation.validation import plan_remarks

Status = InterpretationPlan.Status


def find(request: HttpRequest, pk: int) -> DocumentEdition:
    """The document of a unit the person works for, or 404."""
    mine = DocumentEdition.objects.filter(unit__in=person(request).roles.organisations(*STAFF))
    related = ("unit", "document__unit", "topic", "interpretation_plan__responsible")
    return get_object_or_404(mine.select_related(*related), pk=pk)


def url(edition: DocumentEdition) -> str:
    return reverse("admin:interpretation_workbench", args=[edition.pk])


def _plan(edition: DocumentEdition) -> InterpretationPlan | None:
    return (
        InterpretationPlan.objects.filter(edition=edition)
        .select_related("edition__unit", "unit", "responsible")
        .first()
    )


def _of_plan(judge: Any) -> Any:
    def answer(user: User, edition: DocumentEdition) -> Verdict:
        plan = _plan(edition)
        return judge(user, plan) if plan is not None else Denied("还没有拟定解读方案。")

    return answer


def _file(edition: DocumentEdition, data: dict[str, Any]) -> object:
    return planning.file_plan(_needed(edition), by=data["by"], on=data["on"])


def _postpone(edition: DocumentEdition, data: dict[str, Any]) -> object:
    return planning.postpone(_needed(edition), by=data["by"], on=data["on"], reason=data["reason"])


def _needed(edition: DocumentEdition) -> InterpretationPlan:
    plan = _plan(edition)
    if plan is None:
        raise Refused("还没有拟定解读方案。")
    return plan


def _in_preparation(edition: DocumentEdition) -> bool:
    return edition.status in IN_PREPARATION


def _status(edition: DocumentEdition) -> str:
    plan = _plan(edition)
    return plan.status if plan is not None else ""


ACTS = (
    Act("start", "拟定解读方案", may_plan, plainly(planning.start_plan), success="已建立方案，请填写。",
        offered=lambda edition: _in_preparation(edition) and not _status(edition)),
    Act("file", "报送方案", _of_plan(may_change_plan), _file, success="方案已随文报送。",
        offered=lambda edition: _in_preparation(edition) and _status(edition) == Status.DRAFT),
    Act("release", "文件与解读一并发布", may_release, plainly(releasing.release),
        success="文件和解读已经同时发布。", offered=lambda edition: edition.status == DocumentStatus.SIGNED),
    Act("postpone", "先发布文件、随后解读", may_waive_plan, _postpone, ReasonForm, success="已决定延后，文件发布后3个工作日内须补上解读。",
        offered=lambda edition: _in_preparation(edition) and _status(edition) == Status.FILED, is_primary=False),
    Act("waive", "免于解读", may_waive_plan, plainly(planning.waive, "reason"), ReasonForm, success="已决定免于解读。",
        offered=lambda edition: _in_preparation(edition) and _status(edition) != Status.WAIVED, is_danger=True, is_primary=False),
)  # fmt: skip
WORKBENCH = Noun(find, ACTS, url, "interpretation_workbench_act")
act = acting(WORKBENCH)


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The document on one side, its plan and materials on the other; POST saves the plan."""
    edition = find(request, pk)
    plan = _plan(edition)
    form = PlanForm(request.POST or None, plan=plan) if plan is not None else None
    conflict = False
    if request.method == "POST" and form is not None and plan is not None and form.is_valid():
        try:
            planning.save_plan(
                plan,
                by=person(request),
                on=timezone.localdate(),
                revision=form.cleaned_data["revision"],
                values=form.values(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            conflict = isinstance(refusal, planning.Conflict)
        else:
            messages.success(request, "方案已保存。")
            return HttpResponseRedirect(url(edition))
    return _page(request, edition, plan, form, 409 if conflict else 422 if form and form.errors else 200)


def _page(
    request: HttpRequest,
    edition: DocumentEdition,
    plan: InterpretationPlan | None,
    form: PlanForm | None,
    status: int,
) -> HttpResponse:
    user = person(request)
    rows = (
        InterpretationEdition.objects.of_document(edition.document_id)
        .exclude(status__in=("superseded", "discarded"))
        .select_related("interpretation__unit", "approved_by")
        .prefetch_related("questions", "files__file")
        .order_by("pk")
    )
    may_change = may_change_plan(user, plan) if plan is not None else Denied("")
    context = {
        "title": f"解读工作台：{edition.title}",
        "edition": edition,
        "plan": plan,
        "form": form if may_change else None,
        "may_change": may_change,
        "remarks": list(plan_remarks(plan)) if plan is not None and plan.status == Status.DRAFT else [],
        "rules": rules_for(edition, on=timezone.localdate()) if _in_preparation(edition) else [],
        "conditions": edition.conditions.filter(kind__startswith="interpretation").select_related(
            "closed_by"
        ),
        "materials": [{"edition": one, "url": screen_url(one)} for one in rows],
        "offers": offers(WORKBENCH, request, edition),
        "start_form": StartMaterialForm(auto_id="material_%s"),
        "may_start": may_start(user, edition.unit),
        "document_url": reverse("admin:disclosure_documentedition_change", args=[edition.pk]),
    }
    return show(request, "workbench", context | document_view(edition), status=status)


@require_http_methods(["POST"])
def start_material(request: HttpRequest, pk: int) -> HttpResponse:
    """起草一种形式的解读 for this document; leads to its screen."""
    edition = find(request, pk)
    form = StartMaterialForm(request.POST)
    made: list[InterpretationEdition] = []
    if form.is_valid():
        attempt(
            request,
            lambda: made.append(
                drafting.start(
                    edition.unit, form=form.cleaned_data["form"], title=form.cleaned_data["title"],
                    documents=[edition.document], by=person(request), on=timezone.localdate(),
                )
            ),
            "已建立草稿。",
        )  # fmt: skip
    else:
        messages.error(request, "请选择形式并填写标题。")
    return HttpResponseRedirect(screen_url(made[0]) if made else url(edition))
