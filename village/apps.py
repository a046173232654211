"""村(居)务公开."""

from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "village"
    verbose_name = "村务公开"

    def ready(self) -> None:
        from search.sources import register  # noqa: PLC0415
        from village import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from village.findable import SOURCES  # noqa: PLC0415

        for source in SOURCES:
            register(source)
