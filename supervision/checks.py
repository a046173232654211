"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from supervision.workflow import FINAL, TRANSITIONS, Action, State


@register()
def report_workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state can be reached, and every state but the last can be left."""
    errors = [
        Error(f"no transition for {action}", id="supervision.E001")
        for action in Action
        if action not in TRANSITIONS
    ]
    moves = [(source, row.target) for row in TRANSITIONS.values() for source in row.sources]
    errors += [
        Error(f"state {state} cannot be left", id="supervision.E002")
        for state in State
        if state not in FINAL and not any(source == state != target for source, target in moves)
    ]
    errors += [
        Error(f"state {state} cannot be reached", id="supervision.E003")
        for state in State
        if state != State.DRAFT and not any(target == state for _, target in moves)
    ]
    return errors
