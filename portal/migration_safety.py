"""Which changes of a live database are refused: those that lock a large table for long, or that the version still running cannot bear.

Looked at for every migration after an app's first release (`0001_initial` makes empty tables). Pure: operations in, sentences out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import migrations, models
from django.db.models.fields import NOT_PROVIDED

ADVICE: Final = "docs/operations.md, «Changing the database while the site runs»"


def faults(operations: list[Any], *, concurrently: bool, made: frozenset[str] = frozenset()) -> Iterator[str]:
    """Why each unsafe operation is refused. `concurrently`: the migration is not atomic. `made`: models it creates itself."""
    fresh = {op.name.lower() for op in operations if isinstance(op, migrations.CreateModel)} | made
    for operation in operations:
        name = getattr(operation, "model_name", getattr(operation, "name", ""))
        if name and name.lower() in fresh:
            continue
        yield from (f"{operation.describe()}: {said}" for said in _fault(operation, concurrently))


def _fault(operation: Any, concurrently: bool) -> Iterator[str]:
    if isinstance(operation, migrations.AddField):
        yield from _added(operation.field)
    elif isinstance(operation, migrations.AlterField):
        yield "changes a column under the running version; add a new one, copy in batches, switch, remove later"
    elif isinstance(operation, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        yield "the running version asks for the old name"
    elif isinstance(operation, migrations.RemoveField | migrations.DeleteModel):
        yield "the running version still reads it; stop using it in one release, remove it in the next"
    elif isinstance(operation, migrations.AddIndex) and not _is_concurrent(operation, concurrently):
        yield "builds the index under a lock; AddIndexConcurrently, with atomic = False"
    elif isinstance(operation, migrations.AddConstraint) and not _is_unvalidated(operation):
        yield "checks the whole table under a lock; AddConstraintNotValid, then ValidateConstraint"
    elif isinstance(operation, migrations.RunPython | migrations.RunSQL) and not operation.reversible:
        yield "cannot be taken back"


def _added(field: models.Field[Any, Any]) -> Iterator[str]:
    default = field.default
    if default is not NOT_PROVIDED and callable(default):
        yield "a default that is computed rewrites the table; add it null, fill in batches"
    # The running version writes rows without the new column: the database needs a value of its own.
    has_value = field.null or field.db_default is not NOT_PROVIDED
    if not has_value and not field.many_to_many:
        yield "the running version does not know the column: null=True or db_default"
    if field.unique or field.db_index:
        yield "builds its index under a lock; add the column first, the index concurrently"


def _is_concurrent(operation: Any, concurrently: bool) -> bool:
    return concurrently and type(operation).__name__ == "AddIndexConcurrently"


def _is_unvalidated(operation: Any) -> bool:
    return type(operation).__name__ == "AddConstraintNotValid"
