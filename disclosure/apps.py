"""Documents: from the drafter's desk to the archive."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "文件公开"

    def ready(self) -> None:
        from disclosure import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from disclosure.deadlines import open_publications  # noqa: PLC0415
        from disclosure.findable import SOURCES  # noqa: PLC0415
        from search import sources  # noqa: PLC0415
        from statute.open_deadlines import register  # noqa: PLC0415

        register(open_publications)
        for source in SOURCES:
            sources.register(source)
