"""缺失与过期: what the units' catalogs promise and the site does not show."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import Role
from catalog.desk.acting import person
from catalog.models import Node
from disclosure.coverage import Gap, gaps
from disclosure.desk.acting import show
from disclosure.models.edition import STAFF

LINES = 50


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """Items without content first by what is overdue; narrowed to a unit and a domain."""
    user, today = person(request), timezone.localdate()
    covered = user.roles.organisations(*STAFF)
    editors = user.roles.organisations(Role.CLERK, Role.HEAD)
    found = gaps(covered, today)
    unit, domain, kind = (request.GET.get(name, "") for name in ("unit", "domain", "kind"))
    units = Counter((gap.unit, gap.unit_name) for gap in found)
    of_unit = [gap for gap in found if unit in ("", str(gap.unit))]
    domains = Counter(gap.domain for gap in of_unit)
    of_domain = [gap for gap in of_unit if domain in ("", gap.domain)]
    shown = [gap for gap in of_domain if kind in ("", _kind(gap))]
    page = Paginator(shown, LINES).get_page(request.GET.get("page"))
    context = {
        "title": "缺失与过期",
        "page": page,
        "lines": [(gap, gap.unit in editors) for gap in page.object_list],
        "units": [(pk, name, count) for (pk, name), count in units.items()],
        "domains": sorted(domains.items()),
        "unit": unit,
        "domain": domain,
        "kind": kind,
        "overdue": sum(_kind(gap) == "overdue" for gap in of_domain),
        "missing": sum(_kind(gap) == "missing" for gap in of_domain),
        "is_narrowed": bool(unit or domain or kind),
        "without_catalog": _without_catalog(covered) if not found else (),
    }
    return show(request, "disclosure/desk/gaps.html", context)


def _kind(gap: Gap) -> str:
    return "missing" if gap.last_on is None else "overdue"


def _without_catalog(units: frozenset[int]) -> list[str]:
    """Names of units without a catalog in force: where nothing is promised nothing is missing."""
    with_one = Node.objects.public().filter(edition__unit__in=units).values("edition__unit")
    bodies = Organisation.objects.publishing_catalogs().filter(pk__in=units).exclude(pk__in=with_one)
    return list(bodies.order_by("lft").values_list("name", flat=True))
