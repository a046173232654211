"""公开事项清单 of a village."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.desk.acting import person
from catalog.models import Item
from disclosure.models import DocumentEdition, Placement
from village.actions import listing, opening
from village.desk.acting import attempt, find_village, show, to
from village.forms import BeginForm, RequestedMatterForm
from village.models import Matter
from village.policies import may_list


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    return _render(request, pk, RequestedMatterForm())


def _render(request: HttpRequest, pk: int, form: RequestedMatterForm, status: int = 200) -> HttpResponse:
    village = find_village(request, pk)
    context = {
        "title": f"{village.label}公开事项清单",
        "village": village,
        "matters": Matter.objects.active().filter(village=village).select_related("mirrors__unit"),
        "form": form,
        "mirrorable": mirrorable(),
        "may": may_list(person(request), village),
    }
    return show(request, "matters", context, status=status)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """`adopt` the county's list, `add` what villagers ask for, `begin` what happened."""
    village, by, on = find_village(request, pk), person(request), timezone.localdate()
    if name == "adopt":

        def take_over() -> None:
            listing.adopt(village, by=by, on=on)
            opening.open_periods(village, on=on)

        attempt(request, take_over, "清单已按县目录建立，本期要公布的已经列出。")
        return to("matters", pk)
    if name == "add":
        form = RequestedMatterForm(request.POST)
        if not form.is_valid():
            return _render(request, pk, form, status=422)
        data: dict[str, Any] = dict(form.cleaned_data)
        representatives = data.pop("who") == "representatives"

        def add() -> None:
            listing.add_on_request(village, by=by, on=on, representatives=representatives, **data)
            opening.open_periods(village, on=on)

        if not attempt(request, add, "已列入清单。"):
            return _render(request, pk, form, status=422)
        return to("matters", pk)
    if name == "mirror":
        return _mirror(request, pk)
    if name == "begin":
        return _begin(request, pk)
    raise Http404


def mirrorable() -> QuerySet[Item]:
    """Catalog items under which the government has published something readable."""
    placed = Placement.objects.filter(edition__in=DocumentEdition.objects.readable()).values("item")
    return Item.objects.filter(pk__in=placed).select_related("unit").order_by("unit__lft", "path_key")[:400]


def _mirror(request: HttpRequest, pk: int) -> HttpResponse:
    village, keys = find_village(request, pk), ("matter", "item")
    matter_pk, item_pk = (
        int(text) if text.isdecimal() and len(text) < 19 else 0
        for text in (request.POST.get(key, "") for key in keys)
    )
    matter = get_object_or_404(Matter.objects.active(), pk=matter_pk, village=village)
    item = get_object_or_404(Item, pk=item_pk) if item_pk else None
    attempt(
        request,
        lambda: listing.mirror(matter, by=person(request), item=item),
        "对应关系已保存，下次自动对照。",
    )
    return to("matters", pk)


def _begin(request: HttpRequest, pk: int) -> HttpResponse:
    village, form = find_village(request, pk), BeginForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写一个标题。")
        return to("matters", pk)
    matter = get_object_or_404(Matter.objects.active(), pk=form.cleaned_data["matter"], village=village)
    made = []

    def begin() -> None:
        title = form.cleaned_data["title"]
        made.append(listing.begin(matter, by=person(request), on=timezone.localdate(), title=title))

    if attempt(request, begin, "已列入，请填写内容。"):
        return to("boarditem_change", made[0].pk)
    return to("matters", pk)
