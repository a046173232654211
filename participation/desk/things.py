"""The screens every kind of thing has: its draft, its review, its publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused, Verdict
from catalog.desk.acting import person
from participation.actions import publishing
from participation.desk.acting import attempt, find, show
from participation.forms.desk import ThingForm
from participation.models import Reviewed
from participation.policies import may_approve, may_edit, may_publish, may_return, may_submit, may_withdraw
from participation.validation import problems
from participation.workflow import Action, NotPossible

POLICIES = {
    Action.SUBMIT: may_submit, Action.APPROVE: may_approve, Action.RETURN: may_return, Action.PUBLISH: may_publish,
    Action.WITHDRAW: may_withdraw,
}  # fmt: skip
DONE = {
    Action.SUBMIT: "已提交审核。", Action.APPROVE: "审核通过。", Action.RETURN: "已退回。", Action.PUBLISH: "已公布。",
    Action.WITHDRAW: "已撤下。",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of thing in the back office: its model, its form, and the names its pages go by."""

    model: type[Reviewed]
    form: type[ThingForm]
    links: tuple[tuple[str, str], ...] = field(default=())  # (label, admin url name) beside the buttons

    @property
    def slug(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    def url(self, page: str, *args: object) -> str:
        return reverse(f"admin:participation_{self.slug}_{page}", args=args)


@dataclass(frozen=True)
class Offer:
    """A button with whether it works and why not."""

    action: Action
    verdict: Verdict
    needs_text: bool
    is_danger: bool = False


def offers(request: HttpRequest, thing: Reviewed) -> list[Offer]:
    """The acts of the state, each with its verdict; acts of other states are not shown."""
    user, found = person(request), []
    for action, policy in POLICIES.items():
        verdict = policy(user, thing)
        if verdict or not verdict.reason.startswith("现在是"):
            needs = action in (Action.APPROVE, Action.RETURN, Action.WITHDRAW)
            found.append(Offer(action, verdict, needs, action in (Action.RETURN, Action.WITHDRAW)))
    return found


def screen(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    thing = find(request, kind.model, pk)
    context = {
        "title": str(thing),
        "thing": thing,
        "kind": kind,
        "may_edit": may_edit(person(request), thing),
        "edit_url": kind.url("edit", thing.pk),
        "act_url": kind.url("act", thing.pk, "name").removesuffix("name/"),
        "offers": offers(request, thing),
        "problems": problems(thing, timezone.now()) if may_submit(person(request), thing) else [],
        "links": [
            (label, reverse(f"admin:participation_{name}", args=[thing.pk])) for label, name in kind.links
        ],
        "part": f"participation/desk/_{kind.slug}.html",
        "list_url": kind.url("changelist"),
        "public_url": thing.get_absolute_url() if thing.is_public else "",  # type: ignore[attr-defined]
    }
    return show(request, "thing", kind.model, context)


def act(request: HttpRequest, kind: Kind, pk: int, name: str) -> HttpResponse:
    """One of the buttons."""
    thing = find(request, kind.model, pk)
    run(request, thing, name)
    return HttpResponseRedirect(kind.url("change", thing.pk))


def run(request: HttpRequest, thing: Reviewed, name: str, publish: Any = publishing.publish) -> bool:
    """Carry out the act called `name` with what the form says; unknown names are 404."""
    if name not in Action.values or Action(name) not in DONE:
        raise Http404
    action, by, at = Action(name), person(request), timezone.now()
    remark = request.POST.get("remark", "")
    acts = {
        Action.SUBMIT: lambda: publishing.submit(thing, by=by, at=at),
        Action.APPROVE: lambda: publishing.approve(
            thing, by=by, at=at, seen=request.POST.get("seen", ""), remark=remark
        ),
        Action.RETURN: lambda: publishing.send_back(thing, by=by, remark=remark),
        Action.PUBLISH: lambda: publish(thing, by=by, at=at),
        Action.WITHDRAW: lambda: publishing.withdraw(thing, by=by, at=at, reason=remark),
    }
    return attempt(request, acts[action], DONE[action])


def new(request: HttpRequest, kind: Kind) -> HttpResponse:
    """起草."""
    form = kind.form(request.POST or None, user=person(request))
    if request.method == "POST" and form.is_valid():
        thing = kind.model(**form.values())
        try:
            with transaction.atomic():
                publishing.start(thing, form.cleaned_data["unit"], by=person(request))
                _extras(request, form, thing)
        except (Refused, NotPossible, ValidationError) as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(request, "已建立草稿。")
            return HttpResponseRedirect(kind.url("change", thing.pk))
    return _form_page(request, kind, form, f"起草{kind.name}", kind.url("changelist"))


def edit(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    """修改: what somebody else changed meanwhile is a conflict, and what was typed stays on the page."""
    thing = find(request, kind.model, pk)
    verdict = may_edit(person(request), thing)
    if not verdict:
        messages.error(request, verdict.reason)
        return HttpResponseRedirect(kind.url("change", thing.pk))
    form = kind.form(request.POST or None, user=person(request), instance=thing)
    if request.method == "POST" and form.is_valid():
        revision = request.POST.get("revision", "")
        try:
            with transaction.atomic():
                publishing.edit(
                    thing, form.values(), by=person(request), revision=int(revision) if revision.isdecimal() else -1
                )  # fmt: skip
                _extras(request, form, thing)
        except (Refused, NotPossible, ValidationError) as refusal:
            form.add_error(None, _sentence(refusal))
        else:
            messages.success(request, "已保存。")
            return HttpResponseRedirect(kind.url("change", thing.pk))
    return _form_page(request, kind, form, f"修改{kind.name}", kind.url("change", thing.pk), thing)


def _extras(request: HttpRequest, form: ThingForm, thing: Reviewed) -> None:
    """What a form holds besides columns (questions, groups) goes through the kind's own act."""
    if form.extras:
        form.save_extras(thing, by=person(request))  # type: ignore[attr-defined]


def _sentence(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _form_page(
    request: HttpRequest, kind: Kind, form: ThingForm, title: str, back: str, thing: Reviewed | None = None
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "back": back,
        "thing": thing,
        "list_url": kind.url("changelist"),
        "kind": kind,
    }
    return show(request, "form", kind.model, context, status=422 if form.errors else 200)
