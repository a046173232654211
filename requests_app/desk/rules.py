"""县级规定: what the county settles itself, what held before, and a form for the county office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from catalog.desk.acting import person
from requests_app.actions.ruling import set_rule
from requests_app.desk.acting import show
from requests_app.forms.desk import RuleForm
from requests_app.models import CountyRule
from requests_app.models.office import DEFAULTS
from requests_app.policies import may_set_rule


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form, status = RuleForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = set_rule(**form.cleaned_data, by=user, on=timezone.localdate())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已设定“{made}”，自今日起施行。")
                return redirect("admin:requests_app_rules")
        status = 422
    rows = list(CountyRule.objects.order_by("key", "-pk"))
    in_force = {row.key for row in rows if row.effective_to is None}
    context = {
        "title": "县级规定",
        "rows": rows,
        "defaults": [(key.label, value) for key, value in DEFAULTS.items() if key not in in_force],
        "form": form,
        "verdict": may_set_rule(user),
    }
    return show(request, "rules", context, status=status)
