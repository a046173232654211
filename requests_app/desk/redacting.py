"""遮盖的屏幕: the pages as pictures, boxes drawn with mouse or keyboard, or typed as numbers where there is no script."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.actions import redacting
from requests_app.actions.stepping import Conflict
from requests_app.desk.acting import back_to, case_url, show
from requests_app.models import CaseFile, InformationRequest
from requests_app.policies import may_redact
from requests_app.redaction import CannotRedact, page_picture
from statute import grounds

SPARE: Final = 3  # empty rows for who draws without a script
NAMES: Final = ("page", "left", "top", "width", "height", "ground")


def _file(request: HttpRequest, pk: int) -> CaseFile:
    handled = InformationRequest.objects.handled_by(person(request))
    return get_object_or_404(
        CaseFile.objects.select_related("file", "request__unit"), pk=pk, request__in=handled
    )


def _data(file: CaseFile) -> bytes:
    with file.file.file.storage.open(file.file.file.name, "rb") as source:
        return bytes(source.read())


@require_safe
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page of a paper as a picture, for the handlers of the unit; kept by nobody."""
    file = _file(request, pk)
    if not file.can_be_redacted:
        raise Http404
    try:
        data, _ = page_picture(_data(file), min(number, 100_000))
    except CannotRedact:
        raise Http404 from None
    response = HttpResponse(data, content_type="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    """The boxes of one paper: saved with a version, then made into the copy that is given."""
    file = _file(request, pk)
    if not file.can_be_redacted:
        raise Http404
    boxes, version = redacting.boxes_of(file)
    rows: list[dict[str, Any]] = [_shown(box.as_json()) for box in boxes]
    status = 200
    if request.method == "POST":
        typed = _typed(request)
        try:
            return _act(request, file, typed)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409 if isinstance(refusal, Conflict) else 422
            rows = typed
    try:
        _, count = page_picture(_data(file), 1, dpi=20)
        unreadable = ""
    except CannotRedact as error:
        count, unreadable = 0, str(error)
    number = request.GET.get("page", "1")
    chosen = min(max(int(number), 1), max(count, 1)) if number.isdecimal() and len(number) < 7 else 1
    context = {
        "title": f"遮盖：{file.name}",
        "file": file,
        "case": file.request,
        "verdict": may_redact(person(request), file.request, file),
        "rows": [*rows, *({"page": chosen} for _ in range(SPARE))],
        "version": version,
        "grounds": grounds.choices(),
        "count": count,
        "number": chosen,
        "pages": range(1, count + 1),
        "unreadable": unreadable,
        "made": file.redactions.filter(replaced=False).first(),
        "back": case_url(file.request, "files"),
    }
    return show(request, "redact", context, status=status)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Fractions as percent, which people can type."""
    return row | {name: f"{row[name] * 100:.2f}" for name in NAMES[1:5]}


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """The rows as sent, in percent; empty ones are none."""
    columns = [request.POST.getlist(name) for name in NAMES]
    rows = [dict(zip(NAMES, values, strict=False)) for values in zip(*columns, strict=False)]
    return [row for row in rows if any(row.get(name, "").strip() for name in NAMES[1:5])]


def _act(request: HttpRequest, file: CaseFile, rows: list[dict[str, Any]]) -> HttpResponse:
    by, on = person(request), timezone.localdate()
    version = request.POST.get("version", "")
    given = int(version) if version.isdecimal() and len(version) < 10 else -1
    redacting.save_boxes(file, [_fractions(row) for row in rows], by=by, on=on, version=given)
    if request.POST.get("act") != "make":
        messages.success(request, f"已保存{len(rows)}处遮盖。")
        return HttpResponseRedirect(
            f"{reverse('admin:requests_app_redact', args=[file.pk])}?page={request.POST.get('at', '1')[:6]}"
        )
    made = redacting.make(file, by=by, on=on)
    messages.success(request, f"已生成“{made.name}”，经核对没有留下被遮盖的内容。原件只供内部使用。")
    return back_to(file.request, "files")


def _fractions(row: dict[str, Any]) -> dict[str, Any]:
    """Percent as fractions; what is no number stays, and is named by the act."""
    found = dict(row)
    for name in NAMES[1:5]:
        try:
            found[name] = float(row[name]) / 100
        except ValueError:
            continue
    return found
