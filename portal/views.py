"""The home of the site, its plain pages, signing in, and health."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import defaults
from django.views.decorators.http import require_safe

from accounts import oidc, signing
from accounts.forms import SignInForm
from accounts.models import Organisation, OrganisationKind, User
from catalog.listing import counted_domains
from catalog.models import Domain
from portal.api.limits import API, refused
from portal.api.views import publishing_units
from portal.doctor import QUICK, examine
from portal.logs import current_id
from portal.open.places import GROUPS
from portal.search_page import HOT_WORDS

UNIT_GROUPS = (
    ("县级政府", (OrganisationKind.COUNTY_GOVERNMENT,)),
    ("县直部门", (OrganisationKind.COUNTY_DEPARTMENT,)),
    ("乡镇(街道)", (OrganisationKind.TOWNSHIP,)),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, the domains with live counts, every unit; what is new comes by tags in the template."""
    tiles = [
        {
            "name": domain.name, "icon": domain.icon, "units": domain.units, "items": domain.rows,
            "url": reverse("catalog:domain", args=[domain.code]), "is_pilot": domain.is_pilot,
        }
        for domain in counted_domains()
    ]  # fmt: skip
    context = {
        "domains": tiles,
        "units": unit_groups(),
        "stats": [
            {"label": "已公开领域", "value": sum(1 for tile in tiles if tile["units"]), "unit": "个"},
            {"label": "已公开事项", "value": sum(tile["items"] for tile in tiles), "unit": "项"},
            {"label": "现行目录", "value": sum(tile["units"] for tile in tiles), "unit": "份"},
        ],
        "hot_words": HOT_WORDS,
    }
    return TemplateResponse(request, "portal/home.html", context)


def unit_groups() -> list[dict[str, object]]:
    """Units by kind, for the unit switcher; only groups with units."""
    units = Organisation.objects.publishing_catalogs()
    groups: list[dict[str, object]] = []
    for label, kinds in UNIT_GROUPS:
        found = [
            {"name": unit.label, "url": reverse("catalog:unit", args=[unit.code])}
            for unit in units
            if unit.kind in kinds
        ]
        if found:
            groups.append({"kind_label": label, "units": found})
    return groups


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of plain text."""
    return TemplateResponse(request, f"portal/{name}.html")


@login_not_required
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """网站地图: every domain and every unit on one page."""
    context = {"domains": Domain.objects.active(), "units": unit_groups()}
    return TemplateResponse(request, "portal/site_map.html", context)


@login_not_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """按单位找: every unit with its own ways in (one query)."""
    found = list(publishing_units())
    groups = [
        {"label": label, "units": [unit for unit in found if unit.kind == kind]}
        for label, kind in GROUPS
        if any(unit.kind == kind for unit in found)
    ]
    context = {
        "groups": groups,
        "crumbs": [{"title": "按单位找", "url": ""}],
        "column": {
            "name": "按单位找", "type": "机构职能", "description": "本县公开政府信息的单位",
            "keywords": "单位;部门;乡镇;街道",
        },
    }  # fmt: skip
    return TemplateResponse(request, "portal/units.html", context)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What machines may walk; what only sorts or exports is not worth their time."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /kiosk/",
        "Disallow: /leave/",
        "Disallow: /requests/track/",
        "Allow: /",
    ]
    lines.append(f"Sitemap: {settings.SITE_URL.rstrip('/')}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """The living page of components; only where DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    return TemplateResponse(request, "portal/design.html")


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """What a load balancer asks: 200 while the site can serve, 503 when it cannot; no details for strangers."""
    findings = examine(QUICK)
    broken = [finding.name for finding in findings if finding.state == "broken"]
    degraded = [finding.name for finding in findings if finding.state == "degraded"]
    state = "broken" if broken else "degraded" if degraded else "ok"
    return JsonResponse(
        {"state": state, "broken": broken, "degraded": degraded}, status=503 if broken else 200
    )


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all; asks nothing of anybody, so that a database that is away restarts no web process."""
    return JsonResponse({"state": "ok"})


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    """登录 of staff and applicants, the first step; in the demo every role's account is offered."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """The password was right: the second step, or in. Applicants have no back office: they go to their applications."""
        user = form.get_user()
        home = reverse("admin:index" if user.is_staff else "requests:mine")
        return signing.begin(self.request, user, next_url=self.get_redirect_url() or home, at=timezone.now())

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        return (
            reverse("requests:mine")
            if isinstance(user, User) and not user.is_staff
            else reverse("admin:index")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Django's own `site` here is the host's name; the page's shell wants ours
        return super().get_context_data(**kwargs) | {
            "site": settings.SITE,
            "demo_accounts": demo_accounts() if settings.DEMO else [],
            "external": settings.OIDC_NAME if oidc.is_offered() else "",
        }


def demo_accounts() -> list[dict[str, str]]:
    """One account per role, as the demo made them."""
    people = User.objects.filter(username__startswith="demo-", is_active=True).select_related("organisation")
    return [
        {
            "username": person.username,
            "role": person.full_name,
            "organisation": str(person.organisation or ""),
            "password": settings.DEMO_PASSWORD,
        }
        for person in people.order_by("pk")
    ]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.bad_request(request, exception, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception, "403.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return refused("没有这个地址。", 404)
    return defaults.page_not_found(request, exception, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return refused(f"系统出了问题，请稍后再试。故障编号 {current_id()}。", 500)
    return HttpResponseServerError(render_to_string("500.html", {"request_id": current_id()}))
