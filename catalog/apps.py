"""The standard catalog of what must be disclosed: domains, editions, items."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "标准目录"

    def ready(self) -> None:
        from catalog import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from catalog.deadlines import open_reviews  # noqa: PLC0415
        from catalog.findable import SOURCE  # noqa: PLC0415
        from search import sources  # noqa: PLC0415
        from statute.open_deadlines import register  # noqa: PLC0415

        register(open_reviews)
        sources.register(SOURCE)
