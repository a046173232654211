"""登记当面、邮寄、传真的申请, and the slip that is handed over."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.actions import intake, papers, telling
from requests_app.deadlines import deadline
from requests_app.desk.acting import back_to, show
from requests_app.forms.desk import TakeForm
from requests_app.models import CaseFile, InformationRequest
from statute.clock import Channel
from statute.loading import working_calendar

PAPERS: Final = {
    "application_file": CaseFile.Kind.APPLICATION,
    "identity_file": CaseFile.Kind.IDENTITY,
    "authority_file": CaseFile.Kind.AUTHORITY,
}


class NotKept(Refused):
    """A paper that was not taken, and the field it came in."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """The counter's form. What is lacking by 第二十九条 is a reason to ask for a correction, not to turn somebody away."""
    user = person(request)
    form = TakeForm(request.POST or None, request.FILES or None, user=user, initial={"key": uuid4()})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a paper that cannot be kept leaves no case behind, and no number
                receipt = _take(request, form)
        except NotKept as refusal:
            form.add_error(refusal.field, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _slip(request, receipt) if receipt.code else back_to(receipt.request)
    if form.errors:
        status = 422
    return show(request, "take", {"title": "登记申请", "form": form}, status=status)


def _take(request: HttpRequest, form: TakeForm) -> intake.Receipt:
    data = form.cleaned_data
    application = intake.Application(
        person=form.person(),
        **{
            name: data[name]
            for name in ("subject", "document_number", "form", "way", "needs_help", "help_note")
        },
    )
    channel = Channel(data["channel"])
    arrival = intake.Arrival(
        channel, timezone.now(), data["arrived"], data["confirmed"] if channel.needs_confirmation else None,
        evidence=data["evidence"], is_oral=data["is_oral"], read_back=data["read_back"],
    )  # fmt: skip
    receipt = intake.take(data["unit"], application, arrival, key=data["key"], by=person(request))
    if receipt.code:
        _keep_papers(receipt.request, form, by=person(request))
    if receipt.code and receipt.request.applicant.email_sealed:
        telling.tell(receipt.request, "received", f"已收到您的申请。登记编号 {receipt.request.number}。")
    return receipt


def _keep_papers(case: InformationRequest, form: TakeForm, *, by: User) -> None:
    for field, kind in PAPERS.items():
        upload = form.cleaned_data[field]
        if upload is None:
            continue
        try:
            papers.add_file(case, upload, kind=kind, by=by, on=timezone.localdate())
        except Refused as refusal:
            raise NotKept(field, str(refusal)) from refusal


def _slip(request: HttpRequest, receipt: intake.Receipt) -> HttpResponse:
    """回执, printed at once: the code is never shown again."""
    case = receipt.request
    context = {
        "title": f"回执 {case.number}",
        "case": case,
        "clock": deadline(case, timezone.localdate(), working_calendar()),
        "code": receipt.code,
        "track_url": request.build_absolute_uri(reverse("requests:track")),
    }
    return show(request, "slip", context)
