"""村(居)务公开."""

from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "village"
    verbose_name = "村务公开"

    def ready(self) -> None:
        from village import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
