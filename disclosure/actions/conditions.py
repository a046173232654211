"""发布前提 of higher apps: opened by the county's rules, met or waived by the acts of the app that owns them.

Call these under the edition's lock (`drafting.lock`), inside the act's own transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policies import Denied, Refused, holds, require
from accounts.roles import Role
from audit.actions import record
from disclosure.models import DocumentEdition, ReleaseCondition, ReleaseRule
from disclosure.models.rule import DEMANDS
from disclosure.policies import may_excuse
from disclosure.workflow import READABLE_ATTRIBUTES

ARTICLE = "市实施意见三(二)2 同步组织、同步审签、同步部署"


def rules_for(edition: DocumentEdition, *, on: date) -> list[ReleaseRule]:
    """The rules in force that mean this document; one query."""
    rules = ReleaseRule.objects.in_force(on).select_related("county")
    return [rule for rule in rules if rule.matches(edition)]


def demand_by_rules(edition: DocumentEdition, *, on: date, attribute: str = "") -> None:
    """Open what the rules ask of a document that is to be public; what was opened before stays as it is."""
    if (attribute or edition.proposed_attribute) not in READABLE_ATTRIBUTES:
        return
    for rule in rules_for(edition, on=on):
        for kind in DEMANDS[ReleaseCondition.Kind(rule.kind)]:
            demand(edition, kind, note=f"{rule.name}（{rule.legal_basis}）", by=None)


def demand(edition: DocumentEdition, kind: str, *, note: str, by: User | None) -> ReleaseCondition:
    """The edition's condition of this kind, opened if there is none yet."""
    found, _ = ReleaseCondition.objects.get_or_create(
        edition=edition, kind=kind, defaults={"note": note[:300], "opened_by": by}
    )
    return found


def meet(edition: DocumentEdition, kind: str, *, by: User, outcome: str) -> None:
    """办结: the app's act has done what was waited for. Nothing happens where nothing was."""
    edition.conditions.open().filter(kind=kind).update(
        waived=False, outcome=outcome[:300], closed_by=by, closed_at=timezone.now()
    )


def reopen(edition: DocumentEdition, kind: str) -> None:
    """What had been done no longer is; a condition that was waived stays waived."""
    edition.conditions.filter(kind=kind, waived=False).update(outcome="", closed_by=None, closed_at=None)


def waive(edition: DocumentEdition, kind: str, *, by: User, reason: str) -> None:
    """免除 with a reason. Raises `Refused` where there is no such condition or it is another's to decide."""
    condition = edition.conditions.filter(kind=kind).select_related("edition__unit").first()
    require(may_excuse(by, condition) if condition else Denied("本件没有这项前提,无须免除。"))
    if len(reason.strip()) < 5:
        raise Refused("请写明免除的理由(不少于5个字)。")
    ReleaseCondition.objects.filter(pk=condition.pk).update(  # type: ignore[union-attr]  # refused above
        waived=True, outcome=reason.strip()[:300], closed_by=by, closed_at=timezone.now()
    )
    record(by, "condition.closed", edition, article=ARTICLE, organisation=edition.unit,
           kind=kind, outcome=reason.strip()[:300], waived=True)  # fmt: skip


@transaction.atomic
def set_rule(
    county: Organisation, *, key: str, values: Mapping[str, Any], by: User | None, on: date
) -> ReleaseRule:
    """设定解读范围: a new row from `on`; the former one ends then and stays. ValidationError says what is wrong.

    `by` is None for the installation (a command on the machine).
    """
    if by is not None and not holds(by, Role.COUNTY_OFFICE, county):
        raise Refused("由县政务公开主管部门设定。")
    former = ReleaseRule.objects.select_for_update().current().filter(county=county, key=key).first()
    if former is not None:
        if former.effective_from > on:
            raise ValidationError(f"现行规则自{former.effective_from}起启用,更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    rule = ReleaseRule(county=county, key=key, effective_from=on, set_by=by, **values)
    rule.full_clean()
    rule.save()
    record(by, "release_rule.set", rule, article=ARTICLE, organisation=county, key=key)
    return rule


@transaction.atomic
def end_rule(rule: ReleaseRule, *, by: User, on: date) -> ReleaseRule:
    """停用 from `on`; the row stays."""
    rule = ReleaseRule.objects.select_for_update(of=("self",)).select_related("county").get(pk=rule.pk)
    if not holds(by, Role.COUNTY_OFFICE, rule.county):
        raise Refused("由县政务公开主管部门设定。")
    if rule.effective_to is not None:
        raise Refused("这条规则已经停用。")
    rule.effective_to = max(on, rule.effective_from)
    rule.save(update_fields=["effective_to"])
    record(by, "release_rule.ended", rule, article=ARTICLE, organisation=rule.county, key=rule.key)
    return rule
