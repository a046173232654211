"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from disclosure.workflow import FINAL, MARKS, REVIEWER, REVIEWS, TRANSITIONS, Action, Attribute, Status


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state but the final ones can be left, every step a reviewer, every attribute a mark."""
    errors = [
        Error(f"no transition for {action}", id="disclosure.E001")
        for action in Action
        if action not in TRANSITIONS
    ]
    sources = {status for transition in TRANSITIONS.values() for status in transition.sources}
    errors += [
        Error(f"state {status} cannot be left", id="disclosure.E002")
        for status in Status
        if status not in sources and status not in FINAL
    ]
    errors += [
        Error(f"nobody reviews {step}", id="disclosure.E003") for step in REVIEWS if step not in REVIEWER
    ]
    errors += [Error(f"no mark for {one}", id="disclosure.E004") for one in Attribute if one not in MARKS]
    return errors
