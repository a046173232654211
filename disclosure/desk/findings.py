"""扫描发现: mask numbers, give reasons for what may stay, and what a release waits for."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.policies import Refused
from catalog.desk.acting import first_errors, person
from disclosure.actions import releasing, scanning
from disclosure.desk.acting import attempt, back_to, find_edition
from disclosure.desk.editions import page
from disclosure.desk.saving import after_saving, keep
from disclosure.forms import ConditionForm
from disclosure.models import ReleaseCondition

AT = "findings"
MOST = 500  # findings justified in one go


@require_POST
def justify(request: HttpRequest, pk: int) -> HttpResponse:
    """说明保留: one reason for every finding that was ticked, all or none.

    Findings are named by fingerprint: a scan in between writes new rows for the same finds.
    """
    edition = find_edition(request, pk)
    if refused := keep(request, edition, page):
        return refused
    chosen = request.POST.getlist("finding")[:MOST]
    reason = request.POST.get("justification", "").replace("\x00", "")
    found = list(edition.findings.filter(fingerprint__in=chosen, justified_at=None).order_by("pk"))
    if not found:
        messages.error(request, "请先勾选要说明的扫描发现。")
        return back_to(edition, AT)

    def act() -> None:
        with transaction.atomic():
            for finding in found:
                scanning.justify(finding, by=person(request), reason=reason)

    attempt(request, act, f"已对{len(found)}处写明保留的理由。")
    return back_to(edition, AT)


@require_POST
def mask(request: HttpRequest, pk: int) -> HttpResponse:
    """遮盖 the numbers in title, summary and text, all at once."""
    edition = find_edition(request, pk)
    return after_saving(
        request,
        edition,
        page,
        lambda: scanning.mask_text(edition, by=person(request), on=timezone.localdate()),
        "已遮盖标题、概述和正文里的身份证号、银行卡号和手机号码，请核对正文。",
        AT,
    )


@require_POST
def add_condition(request: HttpRequest, pk: int) -> HttpResponse:
    """登记发布前提."""
    edition = find_edition(request, pk)
    form = ConditionForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Refused(f"没有登记：{first_errors(form)}")
        data = form.cleaned_data
        releasing.add_condition(edition, data["kind"], by=person(request), note=data["note"])

    attempt(request, act, "已登记，办结之前不能发布。")
    return back_to(edition, "conditions")


@require_POST
def close_condition(request: HttpRequest, pk: int, condition_pk: int) -> HttpResponse:
    """办结 or 免除 (`waive`)."""
    edition = find_edition(request, pk)
    conditions = ReleaseCondition.objects.filter(edition=edition).select_related("edition__unit")
    condition = get_object_or_404(conditions, pk=condition_pk)
    waived = request.POST.get("decision") == "waive"
    outcome = request.POST.get("outcome", "").replace("\x00", "")
    attempt(
        request,
        lambda: releasing.close_condition(condition, by=person(request), outcome=outcome, waived=waived),
        "已免除这项前提。" if waived else "已办结这项前提。",
    )
    return back_to(edition, "conditions")
