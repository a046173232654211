"""对照清单: import and coverage."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.policies import Refused
from catalog.actions.references import coverage, import_references
from catalog.desk.acting import person, show
from catalog.forms import ReferenceForm
from catalog.models import ReferenceList


def upload(request: HttpRequest) -> HttpResponse:
    """Replace a county's list by a new file."""
    user = person(request)
    form = ReferenceForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            created = import_references(
                data["county"], ReferenceList.Kind(data["kind"]), by=user,
                file_name=data["file"].name, data=data["file"].read(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已导入{created.entries.count()}个事项。")
            return redirect("admin:catalog_reference_coverage", created.pk)
    return show(request, "catalog/desk/reference_upload.html", {"title": "导入对照清单", "form": form})


@require_safe
def show_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Domain by domain: equal names, differing names, and what stands on one side only."""
    covered = person(request).roles.organisations()
    counties = Organisation.objects.filter(pk__in=covered) | Organisation.objects.filter(children__in=covered)
    found = get_object_or_404(
        ReferenceList.objects.filter(county__in=counties.values("pk")).select_related("county"), pk=pk
    )
    lines = coverage(found.county, found)
    context = {
        "title": f"{found} 对照",
        "list": found,
        "lines": lines,
        "totals": {
            "equal": sum(len(line.equal) for line in lines),
            "differing": sum(len(line.differing) for line in lines),
            "without_item": sum(len(line.without_item) for line in lines),
            "without_entry": sum(len(line.without_entry) for line in lines),
        },
        "unplaced": found.entries.filter(domain__isnull=True),
    }
    return show(request, "catalog/desk/coverage.html", context)
