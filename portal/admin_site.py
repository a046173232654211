"""The back office: Django's admin, opening on what waits for the person who signed in."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.policies import may_enter_back_office
from catalog import todo as catalog_todo
from catalog.todo import Task
from disclosure import guide_todo
from disclosure import todo as document_todo
from interpretation import todo as interpretation_todo
from participation import todo as participation_todo
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
