"""调查 in public: the form, one response per person where that is promised, and the results as tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import address
from participation import results
from participation.actions import texting
from participation.actions.opining import TooLate
from participation.actions.surveying import ask_pass, voter_of
from participation.actions.telling import voter_in
from participation.forms.public import PassForm
from participation.models import Survey
from participation.policies import may_respond
from participation.views import filling
from participation.views.filling import crumbs
from participation.views.framing import counted, page

P = Survey.Protection


def public(pk: int) -> Survey:
    return get_object_or_404(Survey.objects.public().select_related("unit"), pk=pk)


@login_not_required
@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    every = Survey.objects.select_related("unit")
    context = {"open": every.open(at).order_by("closes_at"), "closed": every.closed(at)[:100]}
    return page(request, "surveys", context, (filling.CRUMB, ""))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet while it is open; before one's address or account is known, how to prove it; when over, where to look."""
    found = public(pk)
    if request.method != "POST" and not (verdict := may_respond(found, timezone.now())):
        context = {"survey": found, "verdict": verdict, "is_over": found.closes_at < timezone.now()}
        return page(request, "survey_shut", context, *crumbs(found))
    ticket = request.POST.get("ticket") or request.GET.get("pass", "")
    voter = _voter(request, found, ticket)
    if found.protection != P.OPEN and not voter:
        context = {"survey": found, "form": PassForm(), "wants_account": found.protection == P.ACCOUNT}
        return page(request, "survey_prove", context, *crumbs(found), private=True)
    return filling.fill(request, found, ticket, voter)


def _voter(request: HttpRequest, found: Survey, ticket: str) -> str:
    """Who fills it in, as the digest the survey keeps: by account, or by the link that went to an address."""
    if found.protection == P.ACCOUNT:
        return voter_of(found, f"account:{request.user.pk}") if request.user.is_authenticated else ""
    return voter_in(ticket, found.pk) if found.protection == P.CODE else ""


@login_not_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """索取链接: the same answer whatever the address is."""
    found, form = public(pk), PassForm(request.POST)
    if found.protection != P.CODE:
        raise Http404
    if counted("pass", address(request)) > settings.PARTICIPATION_PER_ADDRESS:
        form.add_error(None, "同一网络地址一小时内索取的次数太多，请过一会儿再试。")
    if not form.is_valid():
        context = {"survey": found, "form": form, "wants_account": False}
        return page(request, "survey_prove", context, *crumbs(found), status=422, private=True)
    if not form.data.get("website"):
        try:
            ask_pass(found, form.cleaned_data["address"])
        except TooLate:
            return HttpResponseRedirect(found.get_absolute_url())
    return page(
        request, "survey_asked", {"survey": found, "by_text": texting.is_on()}, *crumbs(found), private=True
    )


@login_not_required
@require_safe
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    found = public(pk)
    return page(request, "survey_thanks", {"survey": found}, *crumbs(found, "谢谢参与"), private=True)


def _closed(pk: int) -> Survey:
    """Results are public when nobody can answer any more: an interim result would sway those who follow."""
    return get_object_or_404(Survey.objects.closed(timezone.now()).select_related("unit", "matter"), pk=pk)


@login_not_required
@require_safe
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    found = _closed(pk)
    context = {"survey": found, "blocks": results.blocks(found)}
    return page(request, "survey_results", context, *crumbs(found, "结果"))


@login_not_required
@require_safe
def outcome_table(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    return csv_response(f"survey-{pk}-results.csv", results.result_lines(_closed(pk)))


class Echo:
    """A file that gives back what is written to it: a line leaves as soon as it is made."""

    def write(self, line: str) -> str:
        return line


def csv_response(name: str, lines: Iterable[list[str]]) -> StreamingHttpResponse:
    """A streamed .csv that a spreadsheet opens as UTF-8."""
    writer = csv.writer(Echo())
    written = _with_mark(writer.writerow(line) for line in lines)
    response = StreamingHttpResponse(written, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_mark(lines: Iterable[str]) -> Iterable[str]:
    yield "\ufeff"
    yield from lines
