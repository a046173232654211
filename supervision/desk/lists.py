"""The reports of my units, beginning one, importing an old one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from accounts.roles import Role
from catalog.desk.acting import person
from requests_app.policies import EDITORS
from statute.annual.workbook import LARGEST
from supervision.actions import drafting, importing
from supervision.desk.acting import back_to, show
from supervision.forms import ImportForm, StartForm, preparing_units
from supervision.models import AnnualReport

PAGE_SIZE = 50


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """By year, the newest first."""
    user, today = person(request), timezone.localdate()
    rows = AnnualReport.objects.visible_to(user).for_list()
    year = request.GET.get("year", "")
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(year=int(year))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    for report in page:
        report.is_late = report.published_on is None and today > report.due_on  # type: ignore[attr-defined]
    counties = Organisation.objects.filter(
        kind=OrganisationKind.COUNTY_GOVERNMENT, pk__in=user.roles.organisations(*EDITORS, Role.COUNTY_OFFICE)
    )
    context = {
        "title": "年度报告",
        "page": page,
        "year": year,
        "counties": counties,
        "last_year": today.year - 1,
        "may_start": preparing_units(user).exists(),
    }
    return show(request, "reports", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """开始编制: the system counts at once; a report that is there already is opened."""
    user, today = person(request), timezone.localdate()
    initial = {"unit": request.GET.get("unit", ""), "year": request.GET.get("year") or today.year - 1}
    form = StartForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = drafting.start(data["unit"], data["year"], by=user, on=today, origin=data["origin"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "报告已经开始编制，请核对数据、填写文字。")
            return back_to(made)
    context = {"title": "编制年度报告", "form": form}
    return show(request, "start", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_old(request: HttpRequest) -> HttpResponse:
    """导入以前公布的报告."""
    user, today = person(request), timezone.localdate()
    form = ImportForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = importing.import_old(
                data["unit"], data["year"], data["file"].read(LARGEST + 1), by=user, on=today,
                source_note=data["source_note"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, "已经导入。不符合勾稽关系和空白的地方列在下面，数据与原来公布的一致。")
            return back_to(made)
    context = {"title": "导入以前公布的报告", "form": form}
    return show(request, "import", context, status=422 if form.errors else 200)
