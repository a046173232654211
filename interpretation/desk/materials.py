"""One interpretation at the desk: its form, its files, its review beside the document, its acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.policies import Refused, Verdict
from catalog.desk.acting import first_errors, person
from disclosure import body as bodies
from disclosure.models import DocumentEdition
from interpretation.actions import drafting, releasing, reviewing
from interpretation.content import FIELDS, LABELS
from interpretation.desk.acting import Act, Noun, acting, attempt, offers, plainly, show
from interpretation.forms.acts import OpinionForm, ReasonForm
from interpretation.forms.desk import FileForm, MaterialForm
from interpretation.forms.ties import titles
from interpretation.models import InterpretationEdition, InterpretationFile
from interpretation.overlap import THRESHOLD
from interpretation.policies import (
    may_discard,
    may_edit,
    may_publish,
    may_recall,
    may_restore,
    may_review,
    may_revise,
    may_submit,
    may_withdraw,
)
from interpretation.validation import copied, material_remarks
from interpretation.workflow import CURRENT, IN_PREPARATION, REVIEWS, Form, Status


def find(request: HttpRequest, pk: int) -> InterpretationEdition:
    """The edition of a unit the person works for, or 404."""
    visible = InterpretationEdition.objects.visible_to(person(request))
    related = ("interpretation__unit", "started_by", "submitted_by", "secrecy_by", "approved_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def screen_url(edition: InterpretationEdition) -> str:
    return reverse("admin:interpretation_interpretationedition_change", args=[edition.pk])


def _may_revise(user: User, edition: InterpretationEdition) -> Verdict:
    return may_revise(user, edition.interpretation)


def _revise(edition: InterpretationEdition, data: dict[str, Any]) -> object:
    return drafting.start_edition(edition.interpretation, by=data["by"], on=data["on"], reason=data["reason"])


def _agree(edition: InterpretationEdition, data: dict[str, Any]) -> object:
    act = reviewing.pass_secrecy if edition.status == Status.SECRECY else reviewing.approve
    return act(edition, by=data["by"], on=data["on"], text=data["text"], seen=data["seen"])


def _in(*states: str) -> Any:
    return lambda edition: edition.status in states


ACTS = (
    Act("submit", "提交审查", may_submit, plainly(reviewing.submit), offered=_in(Status.DRAFT), success="已提交，等待保密审查。"),
    Act("agree", "同意", may_review, _agree, OpinionForm, offered=_in(*REVIEWS), success="已通过。"),
    Act("return", "退回", may_review, plainly(reviewing.send_back, "text", "seen"), OpinionForm, offered=_in(*REVIEWS),
        success="已退回起草人。", is_primary=False),
    Act("publish", "单独发布", may_publish, plainly(releasing.publish), offered=_in(Status.APPROVED), success="已发布。"),
    Act("revise", "起草新版", _may_revise, _revise, ReasonForm, offered=_in(*CURRENT), is_primary=False,
        success="已起草新版，现行版次照常公开。新版在列表里。"),
    Act("recall", "撤回", may_recall, plainly(reviewing.recall, "reason"), ReasonForm, offered=_in(*REVIEWS, Status.APPROVED),
        success="已撤回，可以继续修改。", is_primary=False),
    Act("restore", "恢复", may_restore, plainly(releasing.restore, "reason"), ReasonForm, offered=_in(Status.WITHDRAWN), success="已恢复。"),
    Act("withdraw", "撤下", may_withdraw, plainly(releasing.withdraw, "reason"), ReasonForm, offered=_in(Status.PUBLISHED),
        success="已撤下。", is_danger=True, is_primary=False),
    Act("discard", "放弃", may_discard, plainly(drafting.discard, "reason"), ReasonForm, offered=_in(Status.DRAFT),
        success="已放弃，留作记录。", is_danger=True, is_primary=False),
)  # fmt: skip
MATERIAL = Noun(find, ACTS, screen_url, "interpretation_material_act")
act = acting(MATERIAL)


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The material as it would be published beside its document; its form where it may be changed."""
    edition = find(request, pk)
    user = person(request)
    if request.method != "POST":
        return page(request, edition)
    form = _form(edition, user, request.POST)
    if not form.is_valid():
        return page(request, edition, form, status=422)
    questions = form.questions() if edition.form == Form.QUESTIONS else None
    try:
        drafting.save(
            edition, by=user, on=timezone.localdate(), revision=form.cleaned_data["revision"], values=form.values(),
            questions=questions, documents=form.tied(),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        conflict = isinstance(refusal, drafting.Conflict)
        edition.refresh_from_db()
        changed = _differences(edition, form) if conflict else []
        return page(request, edition, form, status=409 if conflict else 422, changed=changed)
    messages.success(request, "已保存。")
    return HttpResponseRedirect(screen_url(edition))


def _form(edition: InterpretationEdition, user: User, data: Any = None) -> MaterialForm:
    return MaterialForm(data, edition=edition, user=user)


def _differences(edition: InterpretationEdition, form: MaterialForm) -> list[tuple[str, str]]:
    """(label, text kept now) of every field the two people have differently: nothing typed is lost."""
    mine = form.values()
    return [
        (LABELS[name], str(getattr(edition, name) or "（空）"))
        for name in FIELDS
        if name in mine and str(mine[name] or "") != str(getattr(edition, name) or "")
    ]


def page(
    request: HttpRequest,
    edition: InterpretationEdition,
    form: MaterialForm | None = None,
    status: int = 200,
    changed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    user = person(request)
    may = may_edit(user, edition)
    is_editing = form is not None or (bool(may) and (edition.status == Status.DRAFT or "edit" in request.GET))
    documents = list(
        DocumentEdition.objects.filter(document__in=edition.interpretation.documents.all())
        .exclude(status__in=("discarded", "superseded"))
        .select_related("unit")
        .order_by("document", "-version")
    )
    context = {
        "title": edition.title,
        "edition": edition,
        "form": (form or _form(edition, user)) if is_editing else None,
        "file_form": FileForm(auto_id="file_%s"),
        "may_edit": may,
        "changed": changed or [],
        "offers": offers(MATERIAL, request, edition),
        "remarks": material_remarks(edition) if edition.status in IN_PREPARATION else [],
        "copied": copied(edition),
        "threshold": round(THRESHOLD * 100),
        "opinions": edition.opinions.select_related("person"),
        "files": edition.files.select_related("file"),
        "questions": edition.questions.all(),
        "body": mark_safe(bodies.presented(edition.body)),
        "documents": [{"edition": one, "body": mark_safe(bodies.presented(one.body))} for one in documents],
        "workbenches": [one for one in documents if one.unit_id in user.roles.organisations()],
        "names": titles([one.document_id for one in documents]),
        "versions": edition.interpretation.editions.exclude(pk=edition.pk).order_by("-version"),
        "public_url": edition.get_absolute_url() if edition.status == Status.PUBLISHED else "",
    }
    return show(request, "material", context, status=status)


@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        attempt(
            request,
            lambda: drafting.add_file(
                edition, data["file"], by=person(request), on=timezone.localdate(), alt=data["alt"]
            ),
            "已上传。",
        )
    else:
        messages.error(request, first_errors(form))
    return HttpResponseRedirect(f"{screen_url(edition)}#files")


@require_POST
def remove_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    edition = find(request, pk)
    found = get_object_or_404(InterpretationFile, pk=file, edition=edition)
    attempt(
        request, lambda: drafting.remove_file(found, by=person(request), on=timezone.localdate()), "已删除。"
    )
    return HttpResponseRedirect(f"{screen_url(edition)}#files")
