"""Starting an edition, its screen, and the acts that concern it as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import Allowed, Denied, Refused, Verdict
from catalog.actions import editing, reviewing
from catalog.content import Row
from catalog.desk.acting import attempt, edition_url, find_edition, first_errors, person, show
from catalog.desk.differing import row_reviews
from catalog.desk.history import history
from catalog.desk.outline import faulty, homeless, tree_events
from catalog.forms import ReasonForm, StartForm, UploadForm
from catalog.models import CatalogEdition, Decision, PendingChange, Review, RowRemark
from catalog.official import FORMATS
from catalog.policies import reviewing_bodies, verdicts
from catalog.tree import read_branches, walk
from catalog.views import comparison, file_response
from catalog.workflow import IN_PREPARATION, READABLE, Action, Status, review_chain

OPEN_TREE = 80  # rows up to which the whole tree is shown unfolded


def start(request: HttpRequest) -> HttpResponse:
    """起草新版."""
    user = person(request)
    form = StartForm(request.POST or None, user=user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            edition = editing.start_edition(
                data["unit"],
                data["domain"],
                by=user,
                source=editing.Source(data["source"]),
                on=timezone.localdate(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return edition_url(edition)
    return show(request, "catalog/desk/start.html", {"form": form, "title": "起草新版"})


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition: where it stands, what is wrong, its tree, and every act with its reason beside it."""
    edition = find_edition(request, pk)
    branch = read_branches(edition)
    rows = [b.row for b in walk(branch) if b.row]
    answers = verdicts(person(request), edition)
    findings = reviewing.check(edition, rows) if edition.status in IN_PREPARATION else []
    blocking = sum(finding.blocking for finding in findings)
    if answers[Action.SUBMIT]:
        answers[Action.SUBMIT] = ready(len(rows), blocking)
    remarks = open_remarks(edition)
    events = tree_events(branch, findings, remarks)
    may_edit = answers[Action.EDIT]
    context = {
        "title": str(edition),
        "edition": edition,
        "events": events,
        "is_open": len(rows) <= OPEN_TREE,
        "row_count": len(rows),
        "answers": {str(action.value): verdict for action, verdict in named(answers)},
        "buttons": buttons(edition, answers),
        "steps": steps(edition),
        "findings": findings,
        "blocking": blocking,
        "faulty": faulty(events),
        "may_edit": may_edit,
        "is_tree_editable": bool(may_edit) and (edition.status == Status.DRAFT or "edit" in request.GET),
        "remarks": remarks,
        "homeless": homeless(events, remarks),
        "returned": last_return(edition),
        "reviews": edition.reviews.select_related("reviewer", "organisation").prefetch_related("remarks"),
        "batches": edition.import_batches.select_related("by").defer("report", "data")[:5],
        "history": history(edition),
        "upload": UploadForm(),
        "reason": ReasonForm(),
        "extensions": list(FORMATS),
        "public_url": edition.get_absolute_url() if edition.unit and edition.status in READABLE else "",
        "pending": pending_count(edition),
    }
    return show(request, "catalog/desk/edition.html", context)


def ready(rows: int, blocking: int) -> Verdict:
    """Whether the content may be submitted as it stands; the act itself checks again."""
    if not rows:
        return Denied("目录里还没有事项。")
    return Denied(f"还有{blocking}处须先改正，逐条列在下面。") if blocking else Allowed()


def named(answers: dict[str, Verdict]) -> Iterator[tuple[Action, Verdict]]:
    for action, verdict in answers.items():
        yield Action(action), verdict


@dataclass(frozen=True)
class Button:
    """An act as a button: where it posts, and why it is off."""

    action: str
    label: str
    url: str
    verdict: Verdict
    asks_reason: bool = False
    is_primary: bool = False


def buttons(edition: CatalogEdition, answers: dict[str, Verdict]) -> list[Button]:
    """The acts this state offers; those of other states are left out rather than shown dead."""
    rows = (
        (Action.SUBMIT, "submit", False, True),
        (Action.PASS, "review", False, True),
        (Action.PUBLISH, "publish", False, True),
        (Action.RECALL, "recall", True, False),
        (Action.DISCARD, "discard", True, False),
    )
    offered = {
        Action.SUBMIT: edition.status == Status.DRAFT,
        Action.DISCARD: edition.status == Status.DRAFT,
        Action.PASS: edition.status in review_chain(edition.unit.kind if edition.unit else ""),
        Action.RECALL: edition.status in (*review_chain("township"), Status.APPROVED),
        Action.PUBLISH: edition.status == Status.APPROVED,
    }
    return [
        Button(
            action.value,
            "审核" if action == Action.PASS else action.label,
            reverse(f"admin:catalog_edition_{name}", args=[edition.pk]),
            answers[action],
            asks_reason,
            primary,
        )
        for action, name, asks_reason, primary in rows
        if offered[action]
    ]


@dataclass(frozen=True)
class StepLine:
    """One step of the review as shown: who is called, who decided, and whether it is the present one."""

    label: str
    state: str
    bodies: str
    review: Review | None = None


def steps(edition: CatalogEdition) -> list[StepLine]:
    """编制 → the review chain of this kind of unit → 发布, with what happened in this round."""
    if edition.unit is None:
        return []
    chain: Sequence[Status] = (
        Status.DRAFT,
        *review_chain(edition.unit.kind),
        Status.APPROVED,
        Status.PUBLISHED,
    )
    if edition.status not in chain:
        return []
    present = chain.index(Status(edition.status))
    given = {
        review.step: review
        for review in edition.reviews.standing()
        .filter(round=edition.round)
        .select_related("reviewer", "organisation")
    }
    lines = []
    for place, step in enumerate(chain):
        state = (
            "done"
            if place < present or step == edition.status == Status.PUBLISHED
            else "current"
            if place == present
            else "todo"
        )
        if step.value in given and given[step.value].decision == Decision.RETURNED:
            state = "returned"
        bodies = reviewing_bodies(edition, step) if step in review_chain(edition.unit.kind) else []
        lines.append(
            StepLine(step.label, state, "、".join(body.name for body in bodies), given.get(step.value))
        )
    return lines


def last_return(edition: CatalogEdition) -> Review | None:
    """The last return, while the edition is being put right or reviewed again."""
    if edition.status not in (Status.DRAFT, *review_chain("township")):
        return None
    returns = edition.reviews.filter(decision=Decision.RETURNED).select_related("reviewer", "organisation")
    return returns.order_by("-pk").first()


def pending_count(edition: CatalogEdition) -> int:
    """Changes of the county's catalog that wait for this unit's answer."""
    if edition.unit is None or edition.status not in IN_PREPARATION:
        return 0
    return PendingChange.objects.waiting().filter(unit=edition.unit, domain=edition.domain).count()


def open_remarks(edition: CatalogEdition) -> dict[str, list[str]]:
    """Row key → what reviewers said when they last returned the edition."""
    last = last_return(edition)
    if last is None:
        return {}
    found: dict[str, list[str]] = {}
    for remark in RowRemark.objects.filter(review=last):
        found.setdefault(remark.path_key, []).append(remark.text)
    return found


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(
        request,
        lambda: reviewing.submit(edition, by=person(request), on=timezone.localdate()),
        "已提交审核。",
    )
    return edition_url(edition)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(request, lambda: reviewing.publish(edition, by=person(request)), "已发布，公众现在可以看到。")
    return edition_url(edition)


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: reviewing.recall(edition, by=person(request), on=timezone.localdate(), reason=reason),
        "已撤回，可以继续修改。",
    )
    return edition_url(edition)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        attempt(request, lambda: _refuse(first_errors(form)), "")
        return edition_url(edition)
    reason = form.cleaned_data["reason"]
    done = attempt(
        request,
        lambda: editing.discard(edition, by=person(request), on=timezone.localdate(), reason=reason),
        "已放弃本版。",
    )
    return redirect("admin:catalog_catalogedition_changelist") if done else edition_url(edition)


def _refuse(reason: str) -> None:
    raise Refused(reason)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """与国家标准对照, for drafts too."""
    edition = find_edition(request, pk)
    context = comparison(edition) | {"edition": edition, "title": "与国家标准对照"}
    groups = context.get("groups") or []
    context["groups"] = [(change, row_reviews(found, {})) for change, found in groups]  # type: ignore[attr-defined]
    return show(request, "catalog/desk/compare.html", context)


@require_safe
def export(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The table as a file, for drafts too."""
    if extension not in FORMATS:
        raise Http404
    return file_response(find_edition(request, pk), extension)


def row_of(edition: CatalogEdition, item: int | None) -> Row | None:
    """The row of an item in an edition."""
    return next((b.row for b in walk(read_branches(edition)) if b.row and b.row.item == item), None)
