"""/supervision/complaints/: complaining, and following it by number and code; /supervision/rectifications/: what came of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address
from accounts.policies import Refused
from catalog.models import Item, Node
from disclosure.views.files import serve
from interpretation.views.framing import counted
from statute.loading import working_calendar
from supervision.actions import complaining
from supervision.complaint_forms import ComplaintForm, TrackForm
from supervision.complaint_workflow import ComplaintKind, OrderState
from supervision.deadlines import complaint_due
from supervision.models import Complaint, Rectification, RepairFile
from supervision.numbering import code_digest, matches

TITLE: Final = "监督投诉"
ORDERS: Final = "督促整改"
PROVED: Final = "complaints-proved"  # session: the complaints this visitor showed number and code for
CODES: Final = "complaints-codes"  # session: number → code, so that the receipt can show it once more
NAMED: Final = ("kind", "unit", "application", "subject")  # what a link to the form may fill in
WRONG: Final = 5
PAGE_SIZE: Final = 30
LARGEST_KEY: Final = 2**63 - 1
NOT_FOUND: Final = "编号或者查询码不对，请核对。查询码在回执上。"
TOO_MANY: Final = "编号或者查询码输错的次数过多，请一小时后再试。"


def _frame(*crumbs: str, root: str = TITLE) -> dict[str, object]:
    start = reverse("supervision:complain" if root == TITLE else "supervision:rectifications")
    whole = [(root, start if crumbs else ""), *((title, "") for title in crumbs)]
    return {
        "crumbs": [{"title": title, "url": url} for title, url in whole],
        "column": {"name": root, "type": "政府信息公开", "description": "监督投诉和整改情况", "keywords": "监督投诉;整改"},
    }  # fmt: skip


def _private(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page about one person's complaint: kept by nobody on the way."""
    response = TemplateResponse(request, f"supervision/{name}.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """投诉举报. The form's key makes one complaint of it, however often it is sent."""
    if request.method != "POST":
        initial = {name: request.GET[name][:100] for name in NAMED if request.GET.get(name)}
        initial.setdefault("kind", ComplaintKind.UNPUBLISHED)
        return _form(request, ComplaintForm(initial=initial), _item(request.GET.get("item", "")), uuid4())
    key, item = _key(request), _item(request.POST.get("item", ""))
    standing = Complaint.objects.filter(idempotency_key=key).first()
    if standing is not None:
        return _to_receipt(request, complaining.Receipt(standing, ""))
    form = ComplaintForm(request.POST, request.FILES)
    if counted("complain", address(request)) > settings.REQUESTS_PER_ADDRESS:
        form.add_error(None, "提交得太频繁，请一小时后再试。")
        return _form(request, form, item, key, status=429)
    if form.by_a_machine or not form.is_valid():
        return _form(request, form, item, key, status=422)
    names = ("kind", "unit", "subject", "text", "name", "phone", "email", "application", "files")
    written = complaining.Written(item=item, **{name: form.cleaned_data[name] for name in names})
    at = timezone.now()
    try:
        receipt = complaining.take(written, key=key, at=at, on=timezone.localdate(at))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, item, key, status=422)
    return _to_receipt(request, receipt)


def _form(
    request: HttpRequest, form: ComplaintForm, item: Item | None, key: UUID, *, status: int = 200
) -> HttpResponse:
    return _private(request, "complain", {"form": form, "item": item, "key": key} | _frame(), status=status)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _item(text: str) -> Item | None:
    """The catalog item a complaint is about, where the link named one that is published."""
    if not text.isdecimal() or len(text) > 18:
        return None
    return Item.objects.filter(pk=int(text), nodes__in=Node.objects.public()).select_related("unit").first()


def _to_receipt(request: HttpRequest, receipt: complaining.Receipt) -> HttpResponse:
    if receipt.code:
        _prove(request, receipt.complaint)
        request.session[CODES] = {**request.session.get(CODES, {}), receipt.complaint.number: receipt.code}
    return HttpResponseRedirect(reverse("supervision:complaint_receipt", args=[receipt.complaint.number]))


def _prove(request: HttpRequest, complaint: Complaint) -> None:
    proved = [pk for pk in request.session.get(PROVED, []) if pk != complaint.pk]
    request.session[PROVED] = [*proved[-19:], complaint.pk]


def _complaint(request: HttpRequest, number: str) -> Complaint:
    """The complaint, for who has shown number and code; 404 for everybody else, known or not."""
    found = get_object_or_404(Complaint.objects.select_related("unit"), number=number[:30])
    if found.pk not in request.session.get(PROVED, []):
        raise Http404
    return found


@login_not_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """回执: number, code, until when and how that was found."""
    complaint = _complaint(request, number)
    context = {
        "complaint": complaint,
        "code": request.session.get(CODES, {}).get(number, ""),
        "due": complaint_due(complaint.received_on, working_calendar()),
        "track_url": request.build_absolute_uri(reverse("supervision:complaint_track")),
    }
    return _private(request, "complaint_receipt", context | _frame("投诉回执"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown number and a wrong code, after the same work; five wrong ones an hour, no more."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method != "POST" or not form.is_valid():
        return _private(request, "complaint_track", {"form": form} | _frame("查询"))
    number = form.cleaned_data["number"].strip().upper()
    tries = (("complaint-number", number, WRONG), ("complaint-address", address(request), WRONG * 4))
    if any(counted(what, who, add=False) >= most for what, who, most in tries):
        form.add_error(None, TOO_MANY)
        return _private(request, "complaint_track", {"form": form} | _frame("查询"), status=429)
    complaint = _opened(number, form.cleaned_data["code"])
    if complaint is not None:
        _prove(request, complaint)
        return HttpResponseRedirect(reverse("supervision:complaint", args=[complaint.number]))
    for what, who, _ in tries:
        counted(what, who)
    form.add_error(None, NOT_FOUND)
    return _private(request, "complaint_track", {"form": form} | _frame("查询"), status=422)


def _opened(number: str, code: str) -> Complaint | None:
    complaint = Complaint.objects.filter(number=number).first()
    if complaint is None:
        code_digest(number, code)  # the work a known number costs
        return None
    return complaint if matches(complaint, code) else None


@login_not_required
@require_safe
def own(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, the last day with its steps, and the result."""
    complaint = _complaint(request, number)
    context = {
        "complaint": complaint,
        "due": complaint_due(complaint.received_on, working_calendar()),
        "overdue": complaint.is_overdue(timezone.localdate()),
        "happened": complaint.steps.exclude(public_note=""),
        "files": complaint.files.values_list("name", flat=True),
    }
    return _private(request, "complaint_own", context | _frame(complaint.number))


@login_not_required
@require_safe
def rectifications(request: HttpRequest) -> HttpResponse:
    """Who must put what kind of thing right by when, and where it stands; no word of any complaint (five queries)."""
    today = timezone.localdate()
    public = Rectification.objects.public().select_related("unit", "item")
    where = request.GET.get("state", "")
    if where == "late":
        public = public.overdue(today)
    elif where in OrderState.values:
        public = public.filter(state=where)
    page = Paginator(public.order_by("-issued_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    shown: dict[int, list[RepairFile]] = {}
    for file in RepairFile.objects.public().filter(report__order__in=list(page)).select_related("report"):
        shown.setdefault(file.report.order_id, []).append(file)
    rows = [
        {
            "order": order,
            "colour": order.colour(today),
            "late": order.is_overdue(today),
            "files": shown.get(order.pk, []),
        }
        for order in page
    ]
    everything = Rectification.objects.public()
    context = {
        "page": page, "rows": rows, "where": where,
        "tally": {
            "all": everything.count(), "closed": everything.filter(state=OrderState.CLOSED).count(),
            "late": everything.overdue(today).count(),
        },
        "states": [("", "全部"), ("open", "整改中"), ("handed_in", "待验收"), ("closed", "验收合格"), ("late", "已逾期")],
    }  # fmt: skip
    return TemplateResponse(request, "supervision/rectifications.html", context | _frame(root=ORDERS))


@login_not_required
@require_safe
def repair_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper the office has shown; every other is 404."""
    public = RepairFile.objects.public().select_related("file").defer("file__text")
    return serve(request, get_object_or_404(public, pk=min(pk, LARGEST_KEY)))
