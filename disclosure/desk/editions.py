"""Starting a document, its screen, and the acts that concern it as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import Refused
from catalog.desk.acting import person
from catalog.forms import ReasonForm
from catalog.models import Item
from disclosure.actions import deciding, drafting, releasing, scanning
from disclosure.actions.attaching import ALLOWED_SENTENCE
from disclosure.desk.acting import address, attempt, back_to, find_edition, screen_url, show
from disclosure.desk.buttons import buttons, ready, steps
from disclosure.desk.channels import panel
from disclosure.desk.history import edits, history, last_return, opinions_of
from disclosure.desk.reading import clock, document_view, fault_lines, file_lines, findings_of
from disclosure.desk.saving import after_saving, fingerprint, keep, save
from disclosure.desk.sheet import EditionForm
from disclosure.forms import ConditionForm, StartForm
from disclosure.models import DocumentEdition
from disclosure.policies import may_close_condition, may_waive, verdicts
from disclosure.validation import remarks
from disclosure.workflow import IN_PREPARATION, READABLE_ATTRIBUTES, Action, Status
from statute.document_kinds import USUALLY_NOT_OPEN
from statute.grounds import GROUNDS

EDITOR = "js/editor.js"


def start(request: HttpRequest) -> HttpResponse:
    """起草文件; from the list of gaps, under the item that lacks one."""
    user = person(request)
    item = _item(request)
    initial = {"unit": item.unit_id, "title": item.path_key.split("/")[-1]} if item else {}
    form = StartForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edition = _start(request, form, item)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已建立草稿。可以随时保存，提交审查之前只有本单位看得到。")
            return back_to(edition)
    context = {"form": form, "title": "起草文件", "item": item}
    return show(request, "disclosure/desk/start.html", context)


def _item(request: HttpRequest) -> Item | None:
    asked = request.POST.get("item") or request.GET.get("item", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    mine = person(request).roles.organisations()
    return Item.objects.filter(pk=int(asked), unit__in=mine).select_related("unit", "domain").first()


@transaction.atomic
def _start(request: HttpRequest, form: StartForm, item: Item | None) -> DocumentEdition:
    user, today, data = person(request), timezone.localdate(), form.cleaned_data
    edition = drafting.start_document(data["unit"], title=data["title"], kind=data["kind"], by=user, on=today)
    if item is not None and item.unit_id == edition.unit_id:
        edition = drafting.save_draft(
            edition, by=user, on=today, revision=edition.revision, values={}, items=[item]
        )
    return edition


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition: where it stands, what is missing, its content, and every act with its reason beside it."""
    edition = find_edition(request, pk)
    if request.method != "POST":
        return page(request, edition)
    if request.POST.get("then") == "find":
        return page(request, edition, _typed(request, edition))
    if refused := save(request, edition, page):
        return refused
    _scan(request, edition)
    messages.success(request, "已保存。")
    return back_to(edition)


def _typed(request: HttpRequest, edition: DocumentEdition) -> EditionForm:
    return EditionForm(request.POST, edition=edition, person=person(request), today=timezone.localdate())


def _scan(request: HttpRequest, edition: DocumentEdition) -> None:
    """What was just saved is looked through at once, so that nothing comes as a surprise at submission."""
    attempt(request, lambda: scanning.scan_now(edition, by=person(request)), "")


def page(
    request: HttpRequest,
    edition: DocumentEdition,
    form: EditionForm | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The screen, with `form` as typed where it was not saved."""
    user, today = person(request), timezone.localdate()
    answers = verdicts(user, edition)
    may_edit = answers[Action.EDIT]
    # what was typed is shown even where it may not be saved any more
    is_editing = form is not None or (
        bool(may_edit) and (edition.status == Status.DRAFT or "edit" in request.GET)
    )
    findings = findings_of(edition)
    open_findings = sum(one.blocking and one.justified_at is None for one in findings)
    found = remarks(edition, today=today) if edition.status in IN_PREPARATION else []
    answers[Action.SUBMIT] = ready(answers[Action.SUBMIT], found, open_findings)
    opinions = opinions_of(edition)
    returned = last_return(opinions)
    context = {
        "title": edition.title or "（未填标题）",
        "edition": edition,
        "buttons": buttons(edition, answers),
        "steps": steps(edition, opinions),
        "clock": clock(edition, today),
        "faults": fault_lines(found),
        "blocking": sum(remark.blocking for remark in found),
        "findings": findings,
        "open_findings": open_findings,
        "may_edit": may_edit,
        "is_editing": is_editing,
        "returned": returned if edition.status == Status.DRAFT else None,
        "history": history(edition, opinions),
        "edits": edits(edition),
        "channels": panel(user, edition),
        "conditions": _conditions(request, edition),
        "condition_form": ConditionForm(auto_id="condition_%s"),
        "versions": list(edition.document.editions.exclude(pk=edition.pk).order_by("-version").only("version", "status", "published_at")),
        "public_url": address("documents:detail", edition.document_id) if edition.is_public else "",
        "withdrawal": edition.withdrawals.filter(restored_at=None).select_related("by").first(),
        "reason": ReasonForm(),
        "here": screen_url(edition),
    }  # fmt: skip
    shown = _editing(request, edition, form, today) if is_editing else document_view(edition)
    return show(request, "disclosure/desk/edition.html", context | shown | extra, status=status)


def _editing(
    request: HttpRequest, edition: DocumentEdition, form: EditionForm | None, today: Any
) -> dict[str, Any]:
    """What only the form needs."""
    form = form or EditionForm(None, edition=edition, person=person(request), today=today)
    ground = str(form["proposed_ground"].value() or "")
    kind = str(form["kind"].value() or "")
    return {
        "form": form,
        "seen": fingerprint(edition),
        "files": file_lines(edition),
        "allowed": ALLOWED_SENTENCE,
        "has_editor": finders.find(EDITOR) is not None,
        "ground_rules": list(GROUNDS.values()),
        "ground": GROUNDS.get(ground),  # type: ignore[call-overload]  # an unknown code has no rule
        "asks_again": kind in USUALLY_NOT_OPEN and form["proposed_attribute"].value() in READABLE_ATTRIBUTES,
    }


def _conditions(request: HttpRequest, edition: DocumentEdition) -> list[dict[str, Any]]:
    user = person(request)
    rows = edition.conditions.select_related("opened_by", "closed_by", "edition__unit")
    return [
        {"row": one, "may_close": may_close_condition(user, one), "may_waive": may_waive(user, one)}
        for one in rows
    ]


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    if refused := keep(request, edition, page):
        return refused
    sent = attempt(
        request,
        lambda: deciding.submit(edition, by=person(request), on=timezone.localdate()),
        "已提交，等待保密审查。",
    )
    if not sent:
        _scan(request, edition)  # a refused submission takes its findings back with it
    return back_to(edition)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(
        request,
        lambda: releasing.publish(edition, by=person(request), on=timezone.localdate()),
        "已发布，公众现在可以看到。",
    )
    return back_to(edition)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").replace("\x00", "").strip()[:300]


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(
        request,
        lambda: deciding.recall(
            edition, by=person(request), on=timezone.localdate(), reason=_reason(request)
        ),
        "已撤回，可以继续修改。",
    )
    return back_to(edition)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(
        request,
        lambda: drafting.discard(
            edition, by=person(request), on=timezone.localdate(), reason=_reason(request)
        ),
        "已放弃，留作记录。",
    )
    return back_to(edition)


@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """起草新版; leads to the new edition."""
    edition = find_edition(request, pk)
    made: list[DocumentEdition] = []
    attempt(
        request,
        lambda: made.append(
            drafting.start_edition(
                edition.document, by=person(request), on=timezone.localdate(), reason=_reason(request)
            )
        ),
        "已起草新版，内容与现行版次相同。现行版次照常公开，直到新版发布。",
    )
    return back_to(made[0] if made else edition)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    edition = find_edition(request, pk)
    attempt(
        request,
        lambda: releasing.restore(edition, by=person(request), reason=_reason(request)),
        "已恢复公开。",
    )
    return back_to(edition)


@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """扫描 what is saved now."""
    edition = find_edition(request, pk)
    return after_saving(
        request, edition, page, lambda: scanning.scan_now(edition, by=person(request)), "已扫描。", "findings"
    )
