"""The site itself and its back office."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal.pages import SOURCE  # noqa: PLC0415  models are loaded only now
        from search.sources import register  # noqa: PLC0415

        register(SOURCE)
        import_module("portal.checks")
        import_module("portal.observing.tasks").connect()
        connection_created.connect(import_module("portal.observing.queries").watch_connection, weak=False)


class PortalAdminConfig(AdminConfig):
    """Django's admin with our index: a to-do list before the tables."""

    default_site = "portal.admin_site.PortalAdminSite"
