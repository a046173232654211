"""公众参与: from the draft put to the public to the answer each opinion got."""

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"
    verbose_name = "公众参与"

    def ready(self) -> None:
        from disclosure import news  # noqa: PLC0415
        from participation import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from participation.findable import SOURCES  # noqa: PLC0415
        from participation.news import SUPPLIERS  # noqa: PLC0415
        from search.sources import register  # noqa: PLC0415

        for source in SOURCES:
            register(source)
        for supplier in SUPPLIERS:
            news.register(supplier)
