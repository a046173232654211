"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from requests_app.workflow import FINAL, TRANSITIONS, Action, Status


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state can be reached, and every state but the last can be left."""
    errors = [
        Error(f"no transition for {action}", id="requests.E001")
        for action in Action
        if action not in TRANSITIONS
    ]
    sources = {status for row in TRANSITIONS.values() for status in row.sources}
    targets = {row.target for row in TRANSITIONS.values()} | {Status.RECEIVED, Status.ABANDONED}
    errors += [
        Error(f"state {status} cannot be left", id="requests.E002")
        for status in Status
        if status not in sources and status not in FINAL
    ]
    errors += [
        Error(f"state {status} cannot be reached", id="requests.E003")
        for status in Status
        if status not in targets
    ]
    return errors
