"""依申请公开: from the application to the archive."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from requests_app import checks  # noqa: F401, PLC0415  checks register themselves once apps are loaded
        from requests_app.deadlines import open_replies  # noqa: PLC0415
        from statute.open_deadlines import register  # noqa: PLC0415

        register(open_replies)
