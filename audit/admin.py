"""Staff read the record; nobody writes it here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display: ClassVar = ["id", "at", "actor_label", "action", "object_label", "article"]
    search_fields: ClassVar = ["actor_label", "object_label", "action"]
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Superusers read all; others what was done in the organisations they hold a role on."""
        entries = AuditEntry.objects.all()
        return (
            entries
            if request.user.is_superuser
            else entries.of_organisations(request.user.roles.organisations())
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
