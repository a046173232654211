"""One publication on one screen: the content, the four steps, the wall, objections, orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.policies import Refused, Verdict
from catalog.desk.acting import person
from statute.villages import last_day
from village import forms, policies
from village.actions import boarding, deciding, keeping
from village.actions.stepping import Conflict
from village.desk.acting import attempt, find_item, show, to
from village.models import BoardItem, Comparison, Objection, Posting, Rules
from village.workflow import STEPS, WAITING, Action, NotPossible, Status, available

Data = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """A button of the screen: its form, whether this person may, and what it does."""

    label: str
    form: type[django_forms.Form]
    judge: Callable[[User, BoardItem, date], Verdict]
    perform: Callable[[BoardItem, django_forms.Form, Data], Any]
    is_danger: bool = False


def _judge(policy: Callable[[User, BoardItem], Verdict]) -> Callable[[User, BoardItem, date], Verdict]:
    return lambda user, item, on: policy(user, item)


def _propose(item: BoardItem, form: django_forms.Form, given: Data) -> Any:
    if item.matter.is_ledger:
        return keeping.propose_month(item, by=given["by"], on=given["on"], revision=given["revision"])
    assert isinstance(form, forms.ProposeForm)  # noqa: S101  the row below says so
    return deciding.propose(item, form.content(), by=given["by"], on=given["on"], revision=given["revision"])


def _plainly(act: Callable[..., Any], *names: str, seen: bool = False) -> Callable[..., Any]:
    def perform(item: BoardItem, form: django_forms.Form, given: Data) -> Any:
        values = {name: form.cleaned_data[name] for name in names}
        if seen:
            values["seen"] = given["seen"]
        return act(item, by=given["by"], on=given["on"], **values)

    return perform


def _form(item: BoardItem, action: Action) -> type[django_forms.Form]:
    """Accounts are taken from the book: there is nothing to fill in."""
    if action == Action.PROPOSE and item.matter.is_ledger:
        return forms.PlainForm
    return ACTS[action].form


ACTS: Final[dict[Action, Act]] = {
    Action.PROPOSE: Act("送监督委员会审查", forms.ProposeForm, _judge(policies.may_propose), _propose),
    Action.REVIEW: Act(
        "审查通过", forms.NoteForm, _judge(policies.may_review), _plainly(deciding.review, "note", seen=True)
    ),
    Action.DECIDE: Act(
        "登记联席会议决定", forms.MeetingForm, _judge(policies.may_decide), _plainly(deciding.decide, "meeting", seen=True)
    ),
    Action.RETURN: Act(
        "提出异议并退回", forms.ReasonForm, _judge(policies.may_return), _plainly(deciding.send_back, "reason"), True
    ),
    Action.PUBLISH: Act("现在公布", forms.PlainForm, _judge(policies.may_publish), _plainly(deciding.publish)),
    Action.POST: Act(
        "登记上墙", forms.PostForm, _judge(policies.may_post), _plainly(boarding.post, "place", "photo")
    ),
    Action.ORDER: Act(
        "责令公布", forms.OrderForm, policies.may_order, _plainly(boarding.order, "reason", "until"), True
    ),
    Action.WITHDRAW: Act(
        "撤下更正", forms.ReasonForm, _judge(policies.may_withdraw), _plainly(deciding.withdraw, "reason"), True
    ),
}  # fmt: skip


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, find_item(request, pk))


def render(
    request: HttpRequest, item: BoardItem, *, bound: tuple[Action, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`bound`: the act that was tried, with the form as it was filled in."""
    user, today = person(request), timezone.localdate()
    rules = Rules(today)
    objections = list(item.objections.select_related("by"))
    context = {
        "title": str(item),
        "item": item,
        "village": item.village,
        "steps": steps(item),
        "offers": _offers(item, user, today, bound),
        "postings": item.postings.all(),
        "anew": boarding.to_post_anew(item, rules.days("board_days")),
        "board_days": rules.days("board_days"),
        "objections": [{"row": row, "may": policies.may_answer(user, row)} for row in objections],
        "answer_form": forms.AnswerForm(),
        "may_post": policies.may_post(user, item),
        "orders": item.orders.select_related("ordered_by"),
        "notices": item.notices.all(),
        "overdue": item.is_overdue(today),
        "today": today,
        "objections_until": item.published_on and last_day(item.published_on, rules.days("objection_days")),
        "basis": rules.basis("steps"),
        "comparison": Comparison.objects.filter(item=item).select_related("edition__unit").first(),
    }
    return show(request, "item", context, status=status)


def _offers(item: BoardItem, user: User, on: date, bound: tuple[Action, Any] | None) -> list[dict[str, Any]]:
    """The acts of this state: open with their form for who may, with the reason for who may not."""
    found = []
    for action in available(item.status):
        if action not in ACTS:
            continue
        row = ACTS[action]
        form = _form(item, action)(initial=_initial(item), auto_id=f"id_{action.value}_%s")
        if bound and bound[0] == action:
            form = bound[1]
        found.append({"name": action.value, "act": row, "form": form, "verdict": row.judge(user, item, on)})
    return found


def _initial(item: BoardItem) -> Data:
    columns, rows = item.table.get("columns", []), item.table.get("rows", [])
    lines = "\n".join("\t".join(line) for line in ([columns, *rows] if columns else []))
    values = {"title": item.title, "text": item.text, "lines": lines, "photo_alt": item.photo_alt}
    defaults = {"note": "内容属实，同意公开。", "place": boarding.MAIN_BOARD}
    return defaults | values


def steps(item: BoardItem) -> list[dict[str, str]]:
    """The four steps as `_steps.html` draws them."""
    order = list(WAITING)
    place = order.index(Status(item.status)) if item.status in order else len(order)
    days = (item.proposed_on, item.reviewed_on, item.decided_on, item.published_on)
    return [
        {
            "name": name,
            "state": "done" if at < place else "current" if at == place else "todo",
            "note": f"{days[at]:%Y-%m-%d}" if at < place and days[at] else "",
        }
        for at, (name, _) in enumerate(STEPS)
    ]


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Any act: the form is checked, the act decides; what was wrong is shown with all that was typed."""
    item = find_item(request, pk)
    if name not in Action.values or Action(name) not in ACTS:
        raise Http404
    action, row = Action(name), ACTS[Action(name)]
    form = _form(item, action)(request.POST, request.FILES, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        messages.error(request, "没有提交成功，请改正下面的问题。")
        return render(request, item, bound=(action, form), status=422)
    revision = request.POST.get("revision", "")
    given = {
        "by": person(request),
        "on": timezone.localdate(),
        "seen": request.POST.get("seen", ""),
        "revision": int(revision) if revision.isdecimal() and len(revision) < 10 else None,
    }
    try:
        row.perform(item, form, given)
    except (Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        code = 409 if isinstance(refusal, Conflict) else 422
        return render(request, find_item(request, pk), bound=(action, form), status=code)
    messages.success(request, f"{row.label}：已经办好。")
    return to("boarditem_change", pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """答复异议."""
    visible = BoardItem.objects.visible_to(person(request))
    row = get_object_or_404(Objection.objects.select_related("item__village"), pk=pk, item__in=visible)
    text = request.POST.get("text", "")
    attempt(
        request,
        lambda: boarding.answer(row, by=person(request), on=timezone.localdate(), text=text),
        "已经答复，答复与异议一起公布。",
    )
    return to("boarditem_change", row.item_id, place="objections")


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """登记取下."""
    visible = BoardItem.objects.visible_to(person(request))
    row = get_object_or_404(Posting.objects.select_related("item__village"), pk=pk, item__in=visible)
    enough: list[bool] = []

    def taken() -> None:
        enough.append(boarding.take_down(row, by=person(request), on=timezone.localdate()))

    if attempt(request, taken, "已登记取下。") and not enough[0]:
        messages.warning(request, "在公开栏上保留的时间不够，请重新公布。")
    return to("boarditem_change", row.item_id, place="board")


@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The picture, also before it is public, to who may see the item."""
    stored = find_item(request, pk).photo
    if stored is None:
        raise Http404
    return FileResponse(stored.file.storage.open(stored.file.name, "rb"), content_type=stored.mime)
