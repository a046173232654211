"""The table of steps is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from village.workflow import TRANSITIONS, Action, Status


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state but the first can be reached."""
    errors = [
        Error(f"no transition for {action}", id="village.E001")
        for action in Action
        if action not in TRANSITIONS
    ]
    targets = {row.target for row in TRANSITIONS.values()}
    errors += [
        Error(f"state {status} cannot be reached", id="village.E002")
        for status in Status
        if status not in targets
    ]
    return errors
