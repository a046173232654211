"""/supervision/offices/: 政务公开机构名录, as the guides in force name them (条例第十二条); nothing is typed twice."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from disclosure.models import Guide
from disclosure.policies import PUBLISHERS
from supervision.models import StaffMember
from supervision.organising_policies import TRAINED

TITLE = "政务公开机构名录"


@login_not_required
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Every unit with the office its guide names and how many people it has for it; one without a guide says so (three queries)."""
    guides = {
        guide.unit_id: guide for guide in Guide.objects.in_force().defer("classification", "arrangement")
    }
    units = Organisation.objects.active().filter(kind__in=PUBLISHERS).order_by("tree_id", "lft")
    people = StaffMember.objects.counted(timezone.localdate())
    context = {
        "rows": [(unit, guides.get(unit.pk), people.get(unit.pk), unit.kind in TRAINED) for unit in units],
        "crumbs": [{"title": TITLE, "url": ""}],
        "column": {
            "name": TITLE, "type": "机构职能", "description": "各单位的政府信息公开工作机构和联系方式",
            "keywords": "政务公开;机构;联系方式",
        },
    }  # fmt: skip
    return TemplateResponse(request, "supervision/offices.html", context)
