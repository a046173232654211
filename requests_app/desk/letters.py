"""文书 in the back office: a letter with its files and deliveries, and the papers of a case made when they are asked for."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app import wording
from requests_app.actions import delivering, issuing, packing, papers
from requests_app.desk.acting import attempt, case_url, find_handled, show
from requests_app.forms.desk import ActForm, DeliverForm, ReasonForm, ReceivedForm
from requests_app.letters import fill, standard_template
from requests_app.models import Delivery, InformationRequest, Letter
from requests_app.policies import may_take

MIMES: Final = {"docx": issuing.DOCX, "pdf": issuing.PDF}
PAPERS: Final = {"T00": "申请表", "T01": "登记表", "T02": "回执", "T30": "归档目录"}


def _find(request: HttpRequest, key: UUID) -> Letter:
    """The letter of a unit the person works for; otherwise it is not there."""
    cases = InformationRequest.objects.handled_by(person(request))
    letters = Letter.objects.filter(request__in=cases)
    return get_object_or_404(
        letters.select_related("request__unit", "request__applicant", "unit", "docx", "pdf", "template", "issued_by"),
        pk=key,
    )  # fmt: skip


def letter_url(letter: Letter) -> str:
    return reverse("admin:requests_app_letter", args=[letter.pk])


@require_safe
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    return _page(request, _find(request, key))


def _page(
    request: HttpRequest, found: Letter, bound: dict[str, ActForm] | None = None, status: int = 200
) -> HttpResponse:
    case, user = found.request, person(request)
    deliveries = list(found.deliveries.order_by("-pk"))
    standing = next((one for one in deliveries if one.failed_on is None), None)
    forms: dict[str, ActForm] = {}
    if found.state == Letter.State.ISSUED:
        if standing is None:
            forms["deliver"] = DeliverForm(case=case, user=user, auto_id="id_deliver_%s")
        elif standing.received_on is None:
            forms["receive"] = ReceivedForm(case=case, user=user, auto_id="id_receive_%s")
            forms["fail"] = ReasonForm(case=case, user=user, auto_id="id_fail_%s")
        forms["correct"] = ReasonForm(case=case, user=user, auto_id="id_correct_%s")
    content = json.loads(found.content) if found.content else {}
    context: dict[str, Any] = {
        "title": f"{found.number}",
        "case": case,
        "here_is_below": True,
        "letter": found,
        "content": [(name, content[name]) for name in content if content[name]],
        "deliveries": deliveries,
        "forms": [(name, LABELS[name], form) for name, form in (forms | (bound or {})).items()],
        "may_take": may_take(user, case.unit),
        "replaced_by": getattr(found, "replaced_by", None),
        "back": case_url(case, "letters"),
    }
    return show(request, "letter", context, status=status)


LABELS: Final = {"deliver": "登记送达", "receive": "登记签收", "fail": "登记送达未成", "correct": "更正重出"}
FORMS: Final = {"deliver": DeliverForm, "receive": ReceivedForm, "fail": ReasonForm, "correct": ReasonForm}


@require_POST
def act(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """登记送达、签收、送达未成, 更正."""
    found = _find(request, key)
    form_class: Any = FORMS.get(what)
    if form_class is None:
        raise Http404
    form = form_class(request.POST, case=found.request, user=person(request), auto_id=f"id_{what}_%s")
    if not form.is_valid():
        return _page(request, found, {what: form}, status=422)
    data = form.cleaned_data | {"by": person(request)}
    made: list[Any] = []
    doing: dict[str, Callable[[], Any]] = {
        "deliver": lambda: delivering.deliver(found, **data),
        "receive": lambda: delivering.receive(_standing(found), **data),
        "fail": lambda: delivering.fail(_standing(found), **data),
        "correct": lambda: made.append(issuing.correct(found, **data)),
    }
    attempt(request, doing[what], f"{LABELS[what]}：已经办理。")
    return HttpResponseRedirect(letter_url(made[0] if made else found))


def _standing(found: Letter) -> Delivery:
    delivery = found.deliveries.standing().first()
    if delivery is None:
        raise Refused("这份文书还没有登记送达。")
    return delivery


@require_safe
def file(request: HttpRequest, key: UUID, suffix: str) -> HttpResponse | FileResponse:
    """The letter as .docx or .pdf, the same bytes for ever; written now where the worker has not come to it yet."""
    found = _find(request, key)
    if suffix not in MIMES or not found.content:
        raise Http404
    found = issuing.write(found)
    stored = getattr(found, suffix)
    response = FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=MIMES[suffix])
    return _named(response, f"{found.rule.title}（{found.number}）.{suffix}")


@require_safe
def paper(request: HttpRequest, pk: int, kind: str, suffix: str) -> HttpResponse:
    """申请表、登记表、回执、归档目录 as they are today; the application form names the person, so looking is recorded."""
    case = find_handled(request, pk)
    if kind not in PAPERS or suffix not in MIMES:
        raise Http404
    if kind == "T00":
        papers.look_at_person(case, by=person(request))
    content = wording.of_case(kind, case, timezone.localdate(), 卷内目录=listed(case), 期限记录=moves(case))
    data = fill(standard_template(kind), content)
    body = data if suffix == "docx" else issuing.pages(data)
    return _named(HttpResponse(body, content_type=MIMES[suffix]), f"{case.number}{PAPERS[kind]}.{suffix}")


@require_safe
def folder(request: HttpRequest, pk: int) -> FileResponse:
    """下载案卷: the whole case as one file that can be verified anywhere. It names the person: looking is recorded."""
    case = find_handled(request, pk)
    papers.look_at_person(case, by=person(request))
    with ExitStack() as unfinished:
        target = unfinished.enter_context(tempfile.TemporaryFile())
        packing.pack(case, target, by=person(request), on=timezone.localdate())
        target.seek(0)
        unfinished.pop_all()  # from here on the response closes it
    return _named(FileResponse(target, content_type="application/zip"), f"{case.number}案卷.zip")


@require_safe
def receipt(request: HttpRequest, key: UUID, suffix: str) -> HttpResponse:
    """送达回证 of a letter, to be signed."""
    found = _find(request, key)
    if suffix not in MIMES or not found.content:
        raise Http404
    name, data = "送达回证", fill(standard_template("T29"), receipt_content(found))
    if "slip" in request.GET and found.kind in ("T06", "T10"):  # what the party consulted sends back
        asked = wording.of_case(
            "T07", found.request, timezone.localdate(), 征求内容=json.loads(found.content)["征求内容"]
        )
        name, data = "征求意见回执", fill(standard_template("T07"), asked)
    body = data if suffix == "docx" else issuing.pages(data)
    return _named(HttpResponse(body, content_type=MIMES[suffix]), f"{name}（{found.number}）.{suffix}")


def receipt_content(found: Letter) -> wording.Content:
    delivery = found.deliveries.last()
    content = json.loads(found.content)
    return wording.of_case(
        "T29",
        found.request,
        timezone.localdate(),
        收件人=content.get("收件人", ""),
        送达文书=f"{found.rule.title} {found.number}",
        送达方式=delivery.get_way_display() if delivery else "　",
        送达凭据=f"{wording.day(delivery.sent_on)} {delivery.evidence}" if delivery else "",
        签收=f"{delivery.received_by} {wording.day(delivery.received_on)}" if delivery and delivery.received_on else "",
    )  # fmt: skip


def listed(case: InformationRequest) -> str:
    """卷内目录: every paper of the case in the order it came."""
    rows = case.files.order_by("added_on", "pk")
    lines = [
        f"{place}. {row.added_on} {row.get_kind_display()}：{row.name}" + ("（作废）" if row.replaced else "")
        for place, row in enumerate(rows, start=1)
    ]
    return "\n".join(lines) or "（无）"


def moves(case: InformationRequest) -> str:
    """How the date moved, and why."""
    return "\n".join(
        f"{row.on} {row.cause}：{row.before or '无'} → {row.after or '无'}"
        for row in case.clock_changes.all()
    )


def _named(response: Any, name: str) -> Any:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
