"""Organisations, people and their roles in the back office."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts import actions, signing
from accounts.actions.factors import reset_factors
from accounts.forms import ResetForm
from accounts.models import Organisation, RoleGrant, SecondFactor, User
from accounts.policies import ROLE_PLACES, Refused, may_manage_organisation, may_reset_factors
from accounts.roles import Role

for model in (Group, GroupObjectPermission, UserObjectPermission):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def managed(request: HttpRequest) -> QuerySet[Organisation]:
    """The organisations this person administers."""
    user = request.user
    if isinstance(user, User) and user.is_superuser:
        return Organisation.objects.all()
    ids = user.roles.organisations(Role.ADMINISTRATOR) if isinstance(user, User) else ()
    return Organisation.objects.filter(pk__in=ids)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """机构: the tree as an indented list; saving goes through an act that locks the tree."""

    list_display: ClassVar = ["indented", "kind", "code", "credit_code", "is_active"]
    list_filter: ClassVar = ["kind", "is_active"]
    search_fields: ClassVar = ["name", "short_name", "code", "credit_code"]
    ordering: ClassVar = ["tree_id", "lft"]
    fields: ClassVar = [
        "name",
        "short_name",
        "code",
        "kind",
        "parent",
        "credit_code",
        "region_code",
        "review_body",
        "is_active",
    ]
    change_form_template = "admin/accounts/organisation/change_form.html"

    @admin.display(description="名称", ordering="lft")
    def indented(self, organisation: Organisation) -> str:
        return "\u3000" * organisation.level + organisation.name

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> list[str]:
        return ["code"] if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Everybody sees the whole tree: names of public bodies are public."""
        return Organisation.objects.all()

    def has_change_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return bool(may_manage_organisation(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs |= {"queryset": managed(request), "required": not request.user.is_superuser}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Organisation, form: forms.ModelForm, change: bool
    ) -> None:
        actions.save_organisation(obj, by=request.user, fields=form.changed_data)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/roles/", view(self.roles_view), name="accounts_organisation_roles"),
            path("<int:pk>/roles/<int:grant>/revoke/", view(self.revoke_view), name="accounts_role_revoke"),
            *super().get_urls(),
        ]

    def roles_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """任职: who holds which role on this organisation; grant one."""
        organisation = get_object_or_404(managed(request), pk=pk)
        form = GrantForm(request.POST or None, organisation=organisation, people=people(request))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                actions.grant_role(data["user"], Role(data["role"]), organisation, by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已授予{data['user']}“{Role(data['role']).label}”。")
                return redirect("admin:accounts_organisation_roles", pk)
        above = organisation.get_ancestors(include_self=True)
        grants = RoleGrant.objects.filter(content_object__in=above).select_related(
            "user", "permission", "content_object"
        )
        context = self.admin_site.each_context(request) | {
            "title": f"{organisation} 任职",
            "organisation": organisation,
            "form": form,
            "grants": [
                {
                    "grant": g,
                    "role": Role.from_permission(g.permission.codename).label,
                    "own": g.content_object_id == pk,
                }
                for g in grants.order_by("content_object__level", "user__full_name")
            ],
            "opts": self.opts,
        }
        return TemplateResponse(request, "accounts/desk/roles.html", context)

    def revoke_view(self, request: HttpRequest, pk: int, grant: int) -> HttpResponse:
        """免去任职."""
        found = get_object_or_404(
            RoleGrant, pk=grant, content_object__in=managed(request), content_object_id=pk
        )
        if request.method == "POST":
            try:
                actions.revoke_role(found, by=request.user)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, "已免去该任职。")
        return redirect("admin:accounts_organisation_roles", pk)


def people(request: HttpRequest) -> QuerySet[User]:
    """The people of the organisations this person administers."""
    user = request.user
    if isinstance(user, User) and user.is_superuser:
        return User.objects.filter(is_active=True)
    return User.objects.filter(organisation__in=managed(request), is_active=True, is_superuser=False)


class GrantForm(forms.Form):
    """授予岗位."""

    user = forms.ModelChoiceField(label="人员", queryset=User.objects.none())
    role = forms.ChoiceField(label="岗位")

    def __init__(self, *args: Any, organisation: Organisation, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people.order_by("full_name")  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if organisation.kind in ROLE_PLACES[role]
        ]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """人员: an administrator keeps the accounts of their own organisations; roles are granted on organisations."""

    list_display: ClassVar = [
        "username",
        "full_name",
        "organisation",
        "is_active",
        "has_factor",
        "last_login",
    ]
    list_filter: ClassVar = ["is_active"]
    search_fields: ClassVar = ["username", "full_name"]
    list_select_related: ClassVar = ["organisation"]
    ordering: ClassVar = ["organisation__lft", "full_name"]
    filter_horizontal: ClassVar = []
    fieldsets: ClassVar = [
        (None, {"fields": ["username", "password"]}),
        ("个人", {"fields": ["full_name", "organisation", "email", "is_active"]}),
        ("记录", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets: ClassVar = [
        (
            None,
            {
                "fields": [
                    "username",
                    "full_name",
                    "organisation",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        )
    ]
    readonly_fields: ClassVar = ["last_login", "date_joined"]
    change_form_template = "admin/accounts/user/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.factors_view)
        return [path("<int:pk>/factors/", view, name="accounts_user_factors"), *super().get_urls()]

    def factors_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """重置二次验证 of somebody else: with a reason, after the administrator's own password."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        person = get_object_or_404(self.get_queryset(request), pk=pk)
        if not signing.is_confirmed(request, at=timezone.now()):
            return signing.ask_again(request, back_to=request.path)
        verdict = may_reset_factors(request.user, person)
        form = ResetForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                reset_factors(person, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"已重置{person}的二次验证，请通知本人重新登录并登记。")
                return redirect("admin:accounts_user_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": f"{person} 重置二次验证", "person": person, "form": form, "verdict": verdict,
            "held": list(person.factors.all()), "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "accounts/desk/reset_factors.html", context)

    @admin.display(description="二次验证", boolean=True)
    def has_factor(self, person: User) -> bool:
        return bool(getattr(person, "held_factors", False))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return self._kept(request).annotate(
            held_factors=Exists(SecondFactor.objects.filter(user=OuterRef("pk")))
        )

    def _kept(self, request: HttpRequest) -> QuerySet[User]:
        if request.user.is_superuser:
            return User.objects.all()
        return User.objects.filter(organisation__in=managed(request), is_superuser=False)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people leave by being switched off; what they did stays theirs

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "organisation":
            kwargs |= {"queryset": managed(request), "required": True}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        actions.save_person(obj, by=request.user, is_new=not change, fields=form.changed_data)
