"""How the work is organised, in the back office: the county's own numbers, trainings, people, the plan, the column."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.roles import Role
from statute.admin import SetByActAdmin
from supervision.actions import ruling
from supervision.complaint_admin import SupervisionAdmin
from supervision.desk import experiences, plans, staff, trainings
from supervision.models import ExperienceArticle, StaffMember, SupervisionRule, Training, WorkPlan
from supervision.organising_forms import RuleForm

KEEPERS = (Role.COUNTY_OFFICE, Role.CLERK, Role.HEAD)


@admin.register(SupervisionRule)
class SupervisionRuleAdmin(SetByActAdmin):
    """监督规定."""

    list_display: ClassVar = [
        "key",
        "value",
        "legal_basis",
        "effective_from",
        "effective_to",
        "verified_badge",
    ]
    list_filter: ClassVar = ["key"]
    form_class = RuleForm
    set_title = "设定监督规定"
    identity = "key"

    def initial_for(self, query: QueryDict) -> dict[str, Any]:
        row = SupervisionRule.objects.current().filter(key=query.get("key", "")).first()
        names = ("key", "value", "legal_basis", "verified")
        return {name: getattr(row, name) for name in names} if row is not None else {}

    def act(self, form: Any, *, by: Any) -> Model:
        data = form.cleaned_data
        return ruling.set_rule(
            data["key"], data["value"], legal_basis=data["legal_basis"], by=by, on=data["effective_from"],
            verified=data["verified"],
        )  # fmt: skip


@admin.register(Training)
class TrainingAdmin(SupervisionAdmin):
    """政务公开培训: the newest first, with how many of the units that were asked came."""

    title = "政务公开培训"
    screen = staticmethod(trainings.training_screen)
    start_url, start_label, starters = "admin:supervision_training_start", "登记培训", KEEPERS
    list_display: ClassVar = ["subject", "held_on", "organiser", "attended", "standing"]
    list_filter: ClassVar = [("held_on", admin.DateFieldListFilter)]
    search_fields: ClassVar = ["subject"]
    list_select_related: ClassVar = ["organiser"]
    routes: ClassVar = (
        ("start/", trainings.start_training, "training_start"),
        ("files/<int:pk>/", trainings.training_file, "training_file"),
        ("<int:pk>/attendance/", trainings.fill, "training_fill"),
        ("<int:pk>/act/<slug:name>/", trainings.training_act, "training_act"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Training]:
        came = Count("attendances", filter=Q(attendances__came__gt=0))
        return super().get_queryset(request).annotate(asked_count=Count("attendances"), came_count=came)

    @admin.display(description="到会单位")
    def attended(self, training: Any) -> str:
        return f"{training.came_count} / {training.asked_count}"

    @admin.display(description="状态")
    def standing(self, training: Training) -> str:
        if training.void_on is not None:
            return "已作废"
        return "已举行" if training.held_on <= timezone.localdate() else "还没有举行"


class ServingFilter(admin.SimpleListFilter):
    """在岗情况."""

    title = "在岗情况"
    parameter_name = "serving"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "在岗"), ("no", "已结束")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(until=None)
        return queryset.exclude(until=None) if self.value() == "no" else queryset


@admin.register(StaffMember)
class StaffMemberAdmin(SupervisionAdmin):
    """政务公开工作人员, by unit."""

    title = "政务公开工作人员"
    screen = staticmethod(staff.member_screen)
    start_url, start_label, starters = "admin:supervision_staffmember_start", "登记工作人员", KEEPERS
    list_display: ClassVar = [
        "person_name",
        "unit_name",
        "post",
        "duty",
        "since",
        "until",
        "certificate",
        "attended",
    ]
    list_filter: ClassVar = [ServingFilter, "post"]
    list_select_related: ClassVar = ["unit", "user"]
    routes: ClassVar = (
        ("start/", staff.start_member, "staffmember_start"),
        ("<int:pk>/act/<slug:name>/", staff.member_act, "staffmember_act"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffMember]:
        valid = Count("attendances", filter=Q(attendances__training__void_on=None))
        return super().get_queryset(request).annotate(attended_count=valid)

    @admin.display(description="姓名")
    def person_name(self, member: StaffMember) -> str:
        return str(member)

    @admin.display(description="单位", ordering="unit__lft")
    def unit_name(self, member: StaffMember) -> str:
        return member.unit.label

    @admin.display(description="参加培训（次）", ordering="attended_count")
    def attended(self, member: Any) -> int:
        return int(member.attended_count)


@admin.register(WorkPlan)
class WorkPlanAdmin(SupervisionAdmin):
    """年度工作要点."""

    title = "年度工作要点"
    screen = staticmethod(plans.plan_screen)
    start_url, start_label = "admin:supervision_plan_start", "编制工作要点"
    list_display: ClassVar = ["title", "year", "county", "state", "published_at"]
    list_filter: ClassVar = ["state"]
    list_select_related: ClassVar = ["county"]
    routes: ClassVar = (
        ("start/", plans.start_plan, "plan_start"),
        ("tasks/<int:pk>/", plans.task_screen, "plan_task"),
        ("tasks/<int:pk>/remove/", plans.remove_task, "plan_task_remove"),
        ("tasks/<int:pk>/act/<slug:name>/", plans.task_act, "plan_task_act"),
        ("reports/<int:pk>/judge/", plans.judge, "plan_judge"),
        ("<int:pk>/tasks/", plans.add_task, "plan_task_add"),
        ("<int:pk>/act/<slug:name>/", plans.plan_act, "plan_act"),
    )


@admin.register(ExperienceArticle)
class ExperienceArticleAdmin(SupervisionAdmin):
    """经验交流: what my units write for the column."""

    title = "经验交流"
    screen = staticmethod(experiences.article_screen)
    start_url, start_label, starters = "admin:supervision_experience_start", "写经验交流", KEEPERS
    list_display: ClassVar = ["title", "unit", "status", "published_at"]
    list_filter: ClassVar = ["status"]
    search_fields: ClassVar = ["title"]
    list_select_related: ClassVar = ["unit"]
    ordering: ClassVar = ["-pk"]
    routes: ClassVar = (
        ("start/", experiences.start_article, "experience_start"),
        ("<int:pk>/act/<slug:name>/", experiences.article_act, "experience_act"),
    )
