"""提出异议: without an account, once however often the button is pressed."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.addresses import address
from accounts.policies import Refused
from village.actions import boarding
from village.forms import ObjectionForm
from village.views.boards import item_context
from village.views.framing import find_item
from village.workflow import NotPossible

PER_HOUR: Final = 10


@login_not_required
@require_POST
def object_to(request: HttpRequest, village_code: str, pk: int) -> HttpResponse:
    found, form = find_item(village_code, pk), ObjectionForm(request.POST)
    valid = form.is_valid()
    if request.POST.get("website"):  # a machine: answered like a person, kept nowhere
        return HttpResponseRedirect(f"{found.get_absolute_url()}#objections")
    if valid and _too_many(request):
        form.add_error(None, "提交得太多了，请一小时后再试，或者直接到村务监督委员会反映。")
    elif valid:
        data = form.cleaned_data
        given = {name: data[name] for name in ("text", "name", "phone")}
        try:
            boarding.object_to(found, key=data["key"], on=timezone.localdate(), **given)
        except (Refused, NotPossible) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "异议已经收到，村民委员会将在五日内答复，答复公布在这里。")
            return HttpResponseRedirect(f"{found.get_absolute_url()}#objections")
    return TemplateResponse(request, "village/item.html", item_context(request, found, form), status=422)


def _too_many(request: HttpRequest) -> bool:
    """Ten an hour from one network address; a village shares one, so it is not few."""
    where = address(request)
    key = f"village-objection:{sha256(where.encode()).hexdigest()[:24]}"
    cache.add(key, 0, 3600)
    try:
        return int(cache.incr(key)) > PER_HOUR
    except ValueError:  # expired between the two
        return False
