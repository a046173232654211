"""The back office: Django's admin, opening on what waits for the person who signed in."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.actions.sessions import follow_session
from accounts.models import User
from accounts.policies import may_enter_back_office
from accounts.roles import Role
from catalog import todo as catalog_todo
from catalog.todo import Task
from disclosure import guide_todo
from disclosure import todo as document_todo
from interpretation import todo as interpretation_todo
from participation import todo as participation_todo
from portal.about import describe
from portal.views import Login
from requests_app import todo as request_todo
from supervision import complaint_todo, evaluation_todo, inspection_todo, organising_todo
from supervision import todo as report_todo
from village import todo as village_todo

TODOS = (
    catalog_todo,
    document_todo,
    guide_todo,
    interpretation_todo,
    participation_todo,
    request_todo,
    village_todo,
    report_todo,
    complaint_todo,
    inspection_todo,
    evaluation_todo,
    organising_todo,
)


class PortalAdminSite(AdminSite):
    site_header = "政务公开工作台"
    site_title = "政务公开工作台"
    index_title = "待办"
    empty_value_display = "—"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(may_enter_back_office(request.user))

    def get_urls(self) -> list[Any]:
        return [path("about/", self.admin_view(self.about), name="about"), *super().get_urls()]

    def about(self, request: HttpRequest) -> HttpResponse:
        """系统信息: what exactly runs here, for whoever keeps the site."""
        user = request.user
        if not isinstance(user, User) or not (
            user.is_superuser
            or user.roles.organisations(Role.ADMINISTRATOR, Role.COUNTY_OFFICE, Role.CITY_OFFICE)
        ):
            raise PermissionDenied("只有系统管理员和主管部门可以看系统信息。")
        context = self.each_context(request) | {"title": "系统信息", "about": describe()}
        return TemplateResponse(request, "portal/desk/about.html", context)

    @method_decorator((never_cache, login_not_required))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door for everybody: who is signed in and has no business here is offered another account."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        return Login.as_view(redirect_authenticated_user=False)(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """修改密码: this session goes on under a new key, and stays on its owner's list; the others are void."""
        before = request.session.session_key
        response = super().password_change(request, extra_context)
        if before and request.session.session_key != before:
            follow_session(before, str(request.session.session_key))
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"site": settings.SITE}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """待办: what waits for me by deadline, then what my units have overdue."""
        todo = _tasks(request, timezone.localdate())
        context = {"todo": [t for t in todo if t.mine], "late": [t for t in todo if not t.mine and t.overdue]}
        return super().index(request, context | (extra_context or {}))


def _tasks(request: HttpRequest, today: date) -> list[Task]:
    """What waits in every app, my own first, the earliest deadline first."""
    found = [task for todo in TODOS for task in todo.tasks_for(request.user, today)]
    return sorted(found, key=lambda task: (not task.mine, task.due_on or date.max, task.title))
