"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from catalog.workflow import FINAL, REVIEWER, REVIEWS, TRANSITIONS, Action, Status


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state can be left unless it is final, every review step has a reviewer."""
    errors = [
        Error(f"no transition for {action}", id="catalog.E001")
        for action in Action
        if action not in TRANSITIONS
    ]
    sources = {status for transition in TRANSITIONS.values() for status in transition.sources}
    errors += [
        Error(f"state {status} cannot be left", id="catalog.E002")
        for status in Status
        if status not in sources and status not in FINAL
    ]
    errors += [Error(f"nobody reviews {step}", id="catalog.E003") for step in REVIEWS if step not in REVIEWER]
    return errors
