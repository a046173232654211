"""换密钥: whatever of any app is sealed under an older key is sealed with the current one, as often as it takes.

Found by the `Sealed` fields themselves, so no table can be forgotten when a key is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import models, transaction

from accounts.privacy import Sealed, reseal

BATCH: Final = 500


def rotate() -> Iterator[int]:
    """How many rows each batch looked at; interrupted, it goes on from the start and skips what is done."""
    for model in Sealed.owners:
        last = None
        while True:
            rows = model._base_manager.order_by("pk")
            keys = list((rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[:BATCH])
            if not keys:
                break
            _reseal(model, keys)
            last = keys[-1]
            yield len(keys)


@transaction.atomic
def _reseal(model: type[models.Model], keys: Sequence[Any]) -> None:
    for row in model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys):
        if changed := reseal(row):
            row.save(update_fields=changed)
