"""Who is acting, for which organisation."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from accounts.findable import SOURCE  # noqa: PLC0415  models are loaded only now
        from search.sources import register  # noqa: PLC0415

        register(SOURCE)
