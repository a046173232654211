"""The workflow tables are checked when the process starts."""

from typing import Any

from django.core.checks import Error, register

from interpretation.workflow import FINAL, REVIEWER, REVIEWS, TABLES


@register()
def workflow_is_complete(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every act has a row, every state but the final ones can be left, every step a reviewer."""
    errors = []
    for actions, (states, table) in TABLES.items():
        errors += [
            Error(f"no transition for {action!r}", id="interpretation.E001")
            for action in actions
            if action not in table
        ]
        sources = {source for row in table.values() for source in row.sources}
        errors += [
            Error(f"state {status!r} cannot be left", id="interpretation.E002")
            for status in states
            if status not in sources and status not in FINAL
        ]
    errors += [
        Error(f"nobody reviews {step!r}", id="interpretation.E003")
        for step in REVIEWS
        if step not in REVIEWER
    ]
    return errors
