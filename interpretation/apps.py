"""政策解读与回应: from the plan of an interpretation to the answer of a citizen's message."""

from django.apps import AppConfig


class InterpretationConfig(AppConfig):
    name = "interpretation"
    verbose_name = "解读回应"

    def ready(self) -> None:
        from disclosure import news  # noqa: PLC0415
        from interpretation import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from interpretation.deadlines import open_answers  # noqa: PLC0415
        from interpretation.findable import SOURCES  # noqa: PLC0415
        from interpretation.news import SUPPLIER  # noqa: PLC0415
        from search import sources  # noqa: PLC0415
        from statute.open_deadlines import register  # noqa: PLC0415

        register(open_answers)
        news.register(SUPPLIER)
        for source in SOURCES:
            sources.register(source)
