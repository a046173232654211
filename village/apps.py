"""村(居)务公开."""

from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "village"
    verbose_name = "村务公开"

    def ready(self) -> None:
        from disclosure import news  # noqa: PLC0415
        from search.sources import register  # noqa: PLC0415
        from village import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from village.findable import SOURCES  # noqa: PLC0415
        from village.news import SUPPLIER  # noqa: PLC0415

        news.register(SUPPLIER)
        for source in SOURCES:
            register(source)
