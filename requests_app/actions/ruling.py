"""县级规定: what the county settles itself. A new row takes the place of the one in force; nothing is overwritten."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app.actions.stepping import required
from requests_app.models import CountyRule
from requests_app.policies import may_set_rule

RANGES = {CountyRule.Key.SAME_SUBJECT: range(2, 101), CountyRule.Key.RETENTION_YEARS: range(1, 101)}


@transaction.atomic
def set_rule(
    key: str, value: int, *, legal_basis: str, by: User, on: date, verified: bool = False
) -> CountyRule:
    """设定县级规定 from `on`. The former row ends then and stays; two offices at once do it one after the other."""
    require(may_set_rule(by))
    if key not in CountyRule.Key.values:
        raise Refused("没有这一项县级规定。")
    allowed = RANGES[CountyRule.Key(key)]
    if value not in allowed:
        raise Refused(f"数值应在{allowed[0]}至{allowed[-1]}之间。")
    basis = required(legal_basis, "请写明依据：哪份文件、哪一条。")[:200]
    former = CountyRule.objects.select_for_update().filter(key=key, effective_to=None).first()
    if former:
        if former.value == value and former.legal_basis == basis and former.verified == verified:
            raise Refused("与现行规定相同，没有改动。")
        if former.effective_from and former.effective_from > on:
            raise Refused(f"现行规定自{former.effective_from}起施行，更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    made = CountyRule(key=key, value=value, legal_basis=basis, verified=verified, effective_from=on)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # there was no former row to wait at
        raise Refused("刚刚有人设定了这一项，请核对后再操作。") from None
    record(by, "county_rule.set", made, key=key, value=value, former=former.value if former else None,
           legal_basis=basis)  # fmt: skip
    return made
