"""The workflow table is checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from participation.workflow import FINAL, TRANSITIONS, Action, Status


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state can be reached, and every state but the last can be left."""
    sources = {status for row in TRANSITIONS.values() for status in row.sources}
    targets = {row.target for row in TRANSITIONS.values()}
    faults = [f"no transition for {action}" for action in Action if action not in TRANSITIONS]
    faults += [f"state {one} cannot be left" for one in Status if one not in sources and one not in FINAL]
    faults += [f"state {one} cannot be reached" for one in Status if one not in targets]
    return [Error(fault, id="participation.E001") for fault in faults]
