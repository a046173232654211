"""听证会和会议 in public: the notice, signing up, the draw to repeat, who takes part, and the report."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address
from accounts.policies import Refused
from disclosure.body import presented
from disclosure.views.details import code as qr_code
from participation.actions.gathering import find_by_code, sign_up, withdraw_signup
from participation.actions.opining import TooLate
from participation.draw import ticket
from participation.forms.public import SignUpForm, WithdrawForm
from participation.listing import held
from participation.models import Gathering
from participation.policies import may_sign_up
from participation.streaming import player
from participation.views.framing import counted, is_busy, page

CRUMB = "听证会和会议"
SLIP = "participation-slip"  # session: gathering → number and code of one's own sign-up
TRIES = 10  # of number and code, from one address in an hour


def public(pk: int) -> Gathering:
    return get_object_or_404(Gathering.objects.public().select_related("unit", "matter", "report"), pk=pk)


def _day_after(gathering: Gathering) -> datetime:
    """Midnight after it was held: what was live is over by then."""
    day = timezone.localtime(gathering.starts_at).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))


def crumbs(gathering: Gathering, *more: str) -> list[tuple[str, str]]:
    found = [(CRUMB, reverse("participation:gatherings")), (gathering.title, gathering.get_absolute_url())]
    return [*found, *((title, "") for title in more)]


@login_not_required
@require_safe
def gatherings(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    every = Gathering.objects.public().for_list()
    context = {
        "coming": every.filter(starts_at__gte=at).order_by("starts_at"),
        "past": held(every.filter(starts_at__lt=at)[:100], at),
    }
    return page(request, "gatherings", context, (CRUMB, ""))


@login_not_required
@require_safe
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice; the participants once their list is published; the report once it is."""
    found, at = public(pk), timezone.now()
    participants = found.signups.seated().select_related("group").order_by("group__number", "seat")
    named = found.kind == Gathering.Kind.HEARING  # 第十六条: the list of a hearing is published
    report = found.report if found.is_reported else None
    context = {
        "gathering": found,
        "live": player(found.live_url, settings.STREAM_HOSTS) if at < _day_after(found) else None,
        "replay": player(report.replay_url, settings.STREAM_HOSTS) if report else None,
        "held": held([found], at)[0] if at > found.starts_at else None,
        "notice": presented(found.notice),
        "groups": found.groups.all(),
        "may_sign_up": may_sign_up(found, at),
        "participants": [(one, one.name if named else one.shown_name) for one in participants]
        if found.participants_at
        else [],
        "report": report,
        "article": {"title": found.title, "published_at": found.published_at, "source": str(found.unit)},
    }
    return page(request, "gathering", context, *crumbs(found))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest, pk: int) -> HttpResponse:
    found = public(pk)
    asked = is_busy(request, "signup")
    if request.method != "POST":
        if not may_sign_up(found, timezone.now()):
            return HttpResponseRedirect(found.get_absolute_url())
        form = SignUpForm(initial={"key": uuid.uuid4()}, gathering=found, challenged=asked)
        return _form_page(request, found, form)
    form = SignUpForm(request.POST, gathering=found, challenged=asked)
    if counted("signup", address(request)) > settings.PARTICIPATION_PER_ADDRESS:
        form.add_error(None, "同一网络地址一小时内报名的次数太多，请过一会儿再试，或者打电话、到窗口报名。")
        return _form_page(request, found, form, status=429)
    if form.by_a_machine:
        return HttpResponseRedirect(found.get_absolute_url())
    if not form.is_valid():
        return _form_page(request, found, form, status=422)
    data = form.cleaned_data
    try:
        slip = sign_up(found, data["group"], name=data["name"], phone=data["phone"], key=form.idempotency_key)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, found, form, status=409 if isinstance(refusal, TooLate) else 422)
    if slip.code:
        request.session[SLIP] = request.session.get(SLIP, {}) | {
            str(found.pk): [slip.signup.serial, slip.code]
        }
    return HttpResponseRedirect(reverse("participation:signed_up", args=[found.pk]))


def _form_page(request: HttpRequest, found: Gathering, form: SignUpForm, status: int = 200) -> HttpResponse:
    return page(
        request,
        "signup",
        {"gathering": found, "form": form},
        *crumbs(found, "报名"),
        status=status,
        private=True,
    )


@login_not_required
@require_safe
def signed_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip: number, code, and whether there is a seat. Only for whoever has just signed up."""
    found = public(pk)
    serial, code = request.session.get(SLIP, {}).get(str(found.pk), (None, ""))
    own = found.signups.filter(serial=serial).select_related("group").first() if serial else None
    return page(
        request,
        "signed_up",
        {"gathering": found, "own": own, "code": code},
        *crumbs(found, "报名回执"),
        private=True,
    )


@login_not_required
@require_safe
def slip_code(request: HttpRequest, pk: int) -> HttpResponse:
    """签到二维码: the staff's own page for this slip, for whatever reads codes on their telephone; nobody else gets in there."""
    found = public(pk)
    serial, code = request.session.get(SLIP, {}).get(str(found.pk), (0, ""))
    if not code:
        raise Http404
    place = reverse("admin:participation_gathering_arrival", args=[found.pk])
    address = f"{settings.SITE_URL}{place}?{urlencode({'serial': serial, 'code': code})}"
    response = HttpResponse(qr_code(address), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """取消报名 by number and code; the next of the waiting list moves up at once."""
    found = public(pk)
    form = WithdrawForm(request.POST or None)
    done = False
    if request.method == "POST" and form.is_valid():
        if counted("withdraw", address(request)) > TRIES:
            form.add_error(None, "试的次数太多，请一小时后再试，或者打电话取消。")
        else:
            try:
                withdraw_signup(find_by_code(found, form.cleaned_data["serial"], form.cleaned_data["code"]))
                done = True
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"gathering": found, "form": form, "done": done}
    return page(
        request,
        "withdraw_signup",
        context,
        *crumbs(found, "取消报名"),
        status=422 if form.errors else 200,
        private=True,
    )


@login_not_required
@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """抽签 to repeat: seed, numbers, digests, and the result of each."""
    found = public(pk)
    if found.drawn_at is None:
        raise Http404
    rows = found.signups.filter(rank__isnull=False).select_related("group").order_by("group__number", "rank")
    context = {"gathering": found, "rows": [(one, ticket(found.seed, one.serial)) for one in rows]}
    return page(request, "draw", context, *crumbs(found, "抽签结果"))
