"""公开渠道: where an edition must appear and whether it did; confirming what people post, sending anew what failed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.policies import Refused
from catalog.desk.acting import first_errors, person
from disclosure.actions import delivering
from disclosure.desk.acting import attempt, back_to, editions_of
from disclosure.forms import ConfirmForm
from disclosure.models import Delivery, DocumentEdition
from disclosure.policies import may_confirm_delivery

State = Delivery.State
KINDS = {State.DONE: "done", State.CONFIRMED: "done", State.FAILED: "invalid", State.ABANDONED: "invalid",
         State.CANCELLED: "plain", State.WAITING: "provisional"}  # fmt: skip


@dataclass(frozen=True)
class ChannelLine:
    """One delivery with the acts the person may do; `badge` is the look of its state."""

    row: Delivery
    badge: str
    may_confirm: bool
    may_retry: bool
    may_cancel: bool
    needs_photo: bool
    form: ConfirmForm | None = None


def panel(user: User, edition: DocumentEdition) -> list[ChannelLine]:
    """Every delivery of the edition, what needs a hand first; two queries."""
    rows = list(edition.deliveries.select_related("confirmed_by", "photo", "endpoint"))
    lines = []
    for row in rows:
        row.edition = edition
        handled = bool(delivering.may_handle(user, row))
        may_confirm = bool(may_confirm_delivery(user, row))
        form = (
            ConfirmForm(auto_id=f"delivery{row.pk}_%s", initial={"on": timezone.localdate()})
            if may_confirm
            else None
        )
        lines.append(
            ChannelLine(
                row, KINDS[State(row.state)], may_confirm,
                handled and not row.manual and row.state in (State.FAILED, State.ABANDONED),
                handled and row.event != Delivery.Event.WITHDRAWN
                and row.state in (State.WAITING, State.FAILED, State.ABANDONED),
                row.outlet == Delivery.Outlet.NOTICE and row.event != Delivery.Event.WITHDRAWN,
                form,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (not (line.may_confirm or line.may_retry), line.row.pk))


def _deliveries(request: HttpRequest) -> QuerySet[Delivery]:
    return Delivery.objects.filter(edition__in=editions_of(request)).select_related("edition__unit")


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """确认 a manual channel with the day and a photo."""
    delivery = get_object_or_404(_deliveries(request), pk=pk)
    form = ConfirmForm(request.POST, request.FILES)

    def act() -> None:
        if not form.is_valid():
            raise Refused(f"没有确认：{first_errors(form)}")
        data = form.cleaned_data
        delivering.confirm(
            delivery, by=person(request), on=timezone.localdate(), done_on=data["on"], photo=data["photo"]
        )

    attempt(request, act, f"已确认“{delivery.label}”。")
    return back_to(delivery.edition, "channels")


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(_deliveries(request), pk=pk)
    attempt(
        request, lambda: delivering.retry(delivery, by=person(request)), f"“{delivery.label}”已排队重新投送。"
    )
    return back_to(delivery.edition, "channels")


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(_deliveries(request), pk=pk)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    attempt(
        request,
        lambda: delivering.cancel(delivery, by=person(request), reason=reason),
        f"已取消“{delivery.label}”。",
    )
    return back_to(delivery.edition, "channels")
