"""监督保障: what the county measures of itself, orders, organises and reports."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "监督保障"

    def ready(self) -> None:
        from search.sources import register  # noqa: PLC0415
        from statute import open_deadlines  # noqa: PLC0415
        from supervision import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from supervision.deadlines import open_supervision  # noqa: PLC0415
        from supervision.findable import EXPERIENCES, SOURCE  # noqa: PLC0415

        register(SOURCE)
        register(EXPERIENCES)
        open_deadlines.register(open_supervision)
