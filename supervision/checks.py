"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from supervision import complaint_workflow
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


@register()
def supervision_workflows_are_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The same for complaints and orders."""
    table = complaint_workflow.TRANSITIONS
    actions = (*complaint_workflow.ComplaintAction, *complaint_workflow.OrderAction)
    errors = [Error(f"no transition for {one}", id="supervision.E004") for one in actions if one not in table]
    left = {source for row in table.values() for source in row.sources}
    states = (*complaint_workflow.ComplaintState, *complaint_workflow.OrderState)
    errors += [
        Error(f"state {state} cannot be left", id="supervision.E005")
        for state in states
        if state not in left and state not in complaint_workflow.FINAL
    ]
    return errors
