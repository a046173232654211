"""意见 on the desk: looking through, entering, answering one or many at once, and the feedback they make."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Refused
from audit.actions import record
from catalog.desk.acting import first_errors, person
from disclosure.bulk.sheets import workbook
from participation import listing
from participation.actions import answering, extending, importing, opining
from participation.desk.acting import attempt, find, show
from participation.desk.things import offers, run
from participation.forms.desk import (
    AnswerForm,
    AnswersFileForm,
    EntryForm,
    ExtensionForm,
    FeedbackForm,
    PaperFileForm,
    now_for_input,
)
from participation.models import Answer, Consultation, Feedback, OpinionPart
from participation.policies import may_extend, may_see_contact, may_work_on_opinions
from participation.validation import feedback_problems
from participation.workflow import Status

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _back(consultation: Consultation, place: str = "") -> HttpResponseRedirect:
    url = reverse("admin:participation_opinions", args=[consultation.pk])
    return HttpResponseRedirect(f"{url}#{place}" if place else url)


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Every part with its answer; the unanswered first when asked for."""
    consultation, at = find(request, Consultation, pk), timezone.now()
    parts = OpinionPart.objects.filter(opinion__consultation=consultation).select_related("opinion", "answer")
    only_open = "open" in request.GET
    found = parts.unanswered() if only_open else parts
    current = Paginator(found.order_by("opinion__serial", "place"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    feedback = Feedback.objects.filter(consultation=consultation).select_related("unit", "submitted_by", "approved_by").first()  # fmt: skip
    initial = {"summary": feedback.summary, "document": feedback.document_id} if feedback else {}
    context = {
        "title": f"意见与反馈：{consultation}",
        "consultation": consultation,
        "line": listing.line(consultation, at),
        "page": current,
        "only_open": only_open,
        "totals": listing.totals(consultation),
        "answers": Answer.objects.filter(consultation=consultation),
        "feedback": feedback,
        "may_extend": may_extend(person(request), consultation, at),
        "extensions": consultation.extensions.select_related("by"),
        "extension_form": ExtensionForm(auto_id="extend_%s"),
        "works": may_work_on_opinions(person(request), consultation),
        "sees_contact": may_see_contact(person(request), consultation),
        "entry": EntryForm(consultation=consultation, initial={"received_at": now_for_input()}),
        "answer_form": AnswerForm(),
        "file_form": AnswersFileForm(auto_id="answers_%s"),
        "paper_form": PaperFileForm(auto_id="paper_%s"),
        "feedback_form": FeedbackForm(consultation=consultation, initial=initial),
        "offers": offers(request, feedback) if feedback else [],
        "problems": feedback_problems(feedback, at) if feedback and feedback.status == Status.DRAFT else [],
    }
    return show(request, "opinions", Consultation, context)


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = find(request, Consultation, pk)
    form = EntryForm(request.POST, consultation=consultation)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "entry")
    data = form.cleaned_data
    said = opining.Said({data["place"]: data["text"]}, data["name"], data["contact"])
    source = opining.Source(data["channel"], data["origin"], data["received_at"])
    attempt(request, lambda: opining.enter(consultation, said, source, by=person(request)), "意见已录入。")
    return _back(consultation)


@require_POST
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """核看: one opinion, or all ticked ones may be shown."""
    consultation = find(request, Consultation, pk)
    chosen = consultation.opinions.filter(serial__in=[one for one in request.POST.getlist("serial") if one.isdecimal() and len(one) < 10][:PAGE_SIZE])  # fmt: skip
    shown, reason = request.POST.get("act") != "hide", request.POST.get("reason", "")
    if not chosen:
        messages.error(request, "请先勾选意见。")
    for opinion in chosen:
        if not attempt(
            request,
            lambda opinion=opinion: opining.moderate(opinion, by=person(request), shown=shown, reason=reason),  # type: ignore[misc]
            f"{opinion}{'可以展示' if shown else '不展示'}。",
        ):
            break
    return _back(consultation)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复 the ticked parts at once: a new answer, or into a standing one."""
    consultation = find(request, Consultation, pk)
    keys = [int(one) for one in request.POST.getlist("part") if one.isdecimal() and len(one) < 19]
    parts = list(OpinionPart.objects.filter(opinion__consultation=consultation, pk__in=keys))
    into_key = request.POST.get("into", "")
    into = (
        consultation.answers.filter(pk=int(into_key)).first()
        if into_key.isdecimal() and len(into_key) < 19
        else None
    )
    values = (
        {"summary": into.summary, "adoption": into.adoption, "reason": into.reason} if into else request.POST
    )
    form = AnswerForm(values)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "answer")
    attempt(
        request,
        lambda: answering.answer(consultation, parts, by=person(request), into=into, **form.cleaned_data),
        f"已答复{len(parts)}条意见。",
    )
    return _back(consultation)


@require_POST
def import_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """导入答复 from the table that was exported."""
    consultation = find(request, Consultation, pk)
    form = AnswersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "import")
    upload = form.cleaned_data["file"]
    try:
        done = importing.import_answers(consultation, upload.read(), upload.name, by=person(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(consultation, "import")
    messages.success(request, f"已导入：{done.changed}条意见有了新的答复，{done.same}条没有变化。")
    return _back(consultation)


@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = find(request, Consultation, pk)
    form = FeedbackForm(request.POST, consultation=consultation)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "feedback")
    attempt(
        request, lambda: answering.conclude(consultation, by=person(request), **form.cleaned_data), "已保存。"
    )
    return _back(consultation, "feedback")


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """提交、审核、公布 of the feedback."""
    consultation = find(request, Consultation, pk)
    feedback = get_object_or_404(
        Feedback.objects.select_related("unit", "consultation"), consultation=consultation
    )
    run(request, feedback, name, publish=answering.publish)
    return _back(consultation, "feedback")


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """延长征求意见的时间."""
    consultation = find(request, Consultation, pk)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_errors(form))
        return _back(consultation, "extend")
    data = form.cleaned_data
    attempt(
        request, lambda: extending.extend(consultation, data["closes_at"], by=person(request), reason=data["reason"]), "已延长，网站上已经公布。"
    )  # fmt: skip
    return _back(consultation, "extend")


@require_POST
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Who said it and how to reach them: for the unit's own people, every look recorded."""
    consultation = find(request, Consultation, pk)
    serial = request.POST.get("serial", "")
    if not serial.isdecimal() or len(serial) > 9:
        raise Http404
    opinion = get_object_or_404(consultation.opinions, serial=int(serial))
    if not (verdict := may_see_contact(person(request), consultation)):
        raise Refused(verdict.reason)
    with transaction.atomic():
        record(person(request), "opinion.contact_seen", opinion, article="个人信息保护法第三十四条", organisation=consultation.unit)  # fmt: skip
    messages.info(
        request, f"{opinion}：{opinion.name or '没有写姓名'}，{opinion.contact or '没有写联系方式'}。"
    )
    return _back(consultation)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The table to work through off line; without names and addresses."""
    consultation = find(request, Consultation, pk)
    data = workbook("意见及答复", listing.COLUMNS, listing.feedback_rows(consultation))
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="opinions-{pk}.xlsx"'
    return response
