"""换密钥: names and addresses under an older key are sealed with the current one, batch by batch, as often as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction

from participation.models import Opinion, SignUp, SurveyPass
from participation.privacy import reseal

SEALED: Final[tuple[Any, ...]] = (Opinion, SignUp, SurveyPass)
BATCH: Final = 500


def rotate() -> Iterator[int]:
    """How many rows each batch looked at; interrupted, it goes on from the start and skips what is done."""
    for model in SEALED:
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            with transaction.atomic():
                rows = model.objects.select_for_update(of=("self",)).filter(
                    pk__in=keys[start : start + BATCH]
                )
                for row in rows:
                    if changed := reseal(row):
                        row.save(update_fields=changed)
            yield len(keys[start : start + BATCH])
