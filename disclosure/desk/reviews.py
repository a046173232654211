"""The review screens: the document exactly as it would be published, what changed, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused, Verdict
from catalog.desk.acting import person
from disclosure import body as bodies
from disclosure.actions import deciding
from disclosure.desk.acting import attempt, back_to, find_edition, screen_url, show
from disclosure.desk.buttons import steps
from disclosure.desk.history import opinions_of
from disclosure.desk.reading import clock, document_view, facts, findings_of
from disclosure.forms import DecisionForm, ResolveForm
from disclosure.models import DocumentEdition, Opinion
from disclosure.policies import may_resolve, may_review
from disclosure.workflow import CURRENT, Attribute, Status
from statute.grounds import GROUNDS

Decision = DecisionForm
WORDS = {Status.SECRECY: "保密审查", Status.OFFICE: "办公室审核", Status.SIGNING: "签发"}
AGREE = {Status.SECRECY: "通过保密审查", Status.OFFICE: "审核通过", Status.SIGNING: "签发"}
DONE = {
    Status.SECRECY: "已通过保密审查，转办公室审核。",
    Status.OFFICE: "审核通过，已报请签发。",
    Status.SIGNING: "已签发。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """保密审查、办公室审核、签发: one screen, the step decides what may be answered."""
    edition = find_edition(request, pk)
    if edition.status == Status.REFERRED:
        return resolve(request, pk)
    form = DecisionForm(request.POST or None, initial=_proposal(edition))
    posted = request.method == "POST" and form.is_valid()
    if posted and attempt(request, lambda: _decide(request, edition, form), _success(request, edition)):
        return back_to(edition)
    return _page(request, edition, form, may_review(person(request), edition))


def _proposal(edition: DocumentEdition) -> dict[str, str]:
    """The head starts from what the drafter proposed; nobody else is led to an answer."""
    if edition.status != Status.SIGNING:
        return {}
    return {"attribute": edition.proposed_attribute, "ground": edition.proposed_ground}


def _success(request: HttpRequest, edition: DocumentEdition) -> str:
    answer = request.POST.get("decision")
    if answer == Decision.RETURN:
        return "已退回起草人。"
    if answer == Decision.REFER:
        return "已提请县政务公开主管部门确定。"
    return DONE.get(Status(edition.status), "")


def _decide(request: HttpRequest, edition: DocumentEdition, form: DecisionForm) -> None:
    data, answer = form.cleaned_data, request.POST.get("decision")
    common: dict[str, Any] = {
        "by": person(request), "on": timezone.localdate(), "text": data["text"], "seen": request.POST.get("seen", ""),
    }  # fmt: skip
    if answer == Decision.RETURN:
        deciding.return_document(edition, **common)
    elif answer == Decision.REFER:
        deciding.refer(edition, **common)
    elif answer == Decision.AGREE and edition.status == Status.SIGNING:
        deciding.sign(
            edition, **common, attribute=data["attribute"], ground=data["ground"], reason=data["reason"]
        )
    elif answer == Decision.AGREE:
        _passing(edition)(edition, **common)
    elif answer == Decision.DIFFERS:
        if data["attribute"] in ("", edition.proposed_attribute):
            raise Refused("另有意见的，请选择您认为应当的公开属性。")
        _passing(edition)(edition, **common, attribute=data["attribute"], ground=data["ground"])
    else:
        raise Refused("请选择结论。")


def _passing(edition: DocumentEdition) -> Callable[..., DocumentEdition]:
    return deciding.pass_secrecy if edition.status == Status.SECRECY else deciding.review


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """登记确定意见: the county office answers what the unit was not sure of, or sends it back."""
    edition = find_edition(request, pk)
    form = ResolveForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        common: dict[str, Any] = {"by": person(request), "on": timezone.localdate(), "text": data["text"]}
        if request.POST.get("decision") == Decision.RETURN:
            deciding.return_document(edition, **common, seen=request.POST.get("seen", ""))
        else:
            deciding.resolve(edition, **common, attribute=data["attribute"], ground=data["ground"])

    returned = request.POST.get("decision") == Decision.RETURN
    success = "已退回起草人。" if returned else "已登记确定意见，转回本单位保密审查。"
    if request.method == "POST" and form.is_valid() and attempt(request, act, success):
        return back_to(edition)
    return _page(request, edition, form, may_resolve(person(request), edition))


def _page(
    request: HttpRequest, edition: DocumentEdition, form: DecisionForm, verdict: Verdict
) -> HttpResponse:
    if request.method == "POST":  # a refused act may have met newer content: that is what is shown and hashed
        edition = find_edition(request, edition.pk)
    opinions = opinions_of(edition)
    this_round = [one for one in opinions if one.round == edition.round and one.voided_at is None]
    status = Status(edition.status)
    step = "确定意见" if status == Status.REFERRED else WORDS.get(status, "审查")
    context = {
        "title": f"{step}：{edition.title}",
        "step": step,
        "edition": edition,
        "verdict": verdict,
        "steps": steps(edition, opinions),
        "clock": clock(edition, timezone.localdate()),
        "findings": findings_of(edition),
        "opinions": this_round,
        "earlier": [one for one in opinions if one not in this_round],
        "rule": GROUNDS.get(edition.proposed_ground),  # type: ignore[call-overload]  # '' has no rule
        "changes": changes(edition),
        "form": form,
        "answer": request.POST.get("decision", ""),
        "agree": AGREE.get(status, ""),
        "is_signing": status == Status.SIGNING,
        "is_referred": status == Status.REFERRED,
        "may_refer": status == Status.SECRECY,
        "doubts": [one for one in this_round if one.decision == Opinion.Decision.DIFFERS],
        "seen": edition.content_hash,
        "back": screen_url(edition),
        "mark": edition.mark,
        "proposed": Attribute(edition.proposed_attribute) if edition.proposed_attribute else None,
    }
    return show(request, "disclosure/desk/review.html", context | document_view(edition))


def changes(edition: DocumentEdition) -> dict[str, Any] | None:
    """What differs from the edition that stands: facts on both sides, and the paragraphs; None for a first edition."""
    standing = edition.document.of_status(*CURRENT)
    if standing is None or standing.pk == edition.pk:
        return None
    old, new = dict(facts(standing)), dict(facts(edition))
    labels = list(dict.fromkeys((*old, *new)))
    rows = [(label, old.get(label, ""), new.get(label, "")) for label in labels]
    texts = bodies.compare(standing.body, edition.body)
    before = set(standing.attachments.listed().values_list("name", "file__sm3"))
    after = set(edition.attachments.listed().values_list("name", "file__sm3"))
    return {
        "standing": standing,
        "title": (standing.title, edition.title) if standing.title != edition.title else None,
        "facts": [row for row in rows if row[1] != row[2]],
        "texts": [one for one in texts if one.kind != "same"],
        "added": sorted(name for name, _ in after - before),
        "removed": sorted(name for name, _ in before - after),
    }
