"""监督规定, as the county sets them; what was counted under a former row stays (条例第四十七条)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.policies import Refused
from accounts.roles import Role
from audit.actions import record
from supervision.models import SupervisionRule
from supervision.models.rule import RANGES


@transaction.atomic
def set_rule(
    key: str, value: int, *, legal_basis: str, by: User, on: date, verified: bool = False
) -> SupervisionRule:
    """设定监督规定 from `on`; complaints received before keep the number of their day."""
    if not by.roles.organisations(Role.COUNTY_OFFICE):
        raise Refused("由县政务公开主管部门设定。")
    allowed = RANGES[SupervisionRule.Key(key)]
    if value not in allowed:
        raise ValidationError(f"数值应在{allowed[0]}至{allowed[-1]}之间。")
    if not legal_basis.strip():
        raise ValidationError("请写明依据：哪份文件、哪一条。")
    former = SupervisionRule.objects.select_for_update().current().filter(key=key).first()
    if former is not None:
        if former.effective_from > on:
            raise ValidationError(f"现行规定自{former.effective_from}起启用，更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    row = SupervisionRule(
        key=key, value=value, legal_basis=legal_basis.strip()[:200], verified=verified, effective_from=on
    )
    row.full_clean()
    row.save()
    record(by, "supervision_rule.set", row, article="条例第四十七条", key=key, value=value,
           former=former.value if former else None)  # fmt: skip
    return row
