"""留言答复时限 and 解读范围, as the county sets them; former rows stay (县级规定)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused
from accounts.roles import Role
from audit.actions import record
from disclosure.actions.conditions import set_rule
from disclosure.models import ReleaseCondition, ReleaseRule
from interpretation.deadlines import DEFAULT_BASIS, DEFAULTS
from interpretation.models import ReplyRule

BASIS: Final = "市实施意见三(二)2；国办发〔2016〕80号"
_TO: Final = "您好，您的留言收悉。"
_END: Final = "感谢您的关注。如有疑问，请与我们联系。"
# What a county starts from; every row is one it may change (law-book §8, what must be interpreted).
DOCUMENT_RULES: Final[Mapping[str, Mapping[str, Any]]] = {
    "normative": {"name": "行政规范性文件", "is_normative": True},
    "regulation": {
        "name": "县政府名义印发的办法、规定、细则、方案",
        "unit_kinds": [OrganisationKind.COUNTY_GOVERNMENT.value],
        "title_words": "办法 规定 细则 方案 意见",
    },
    "vital": {
        "name": "部门涉及群众切身利益的文件",
        "title_words": "补贴 救助 保障标准 征收 补偿 招生 收费 待遇",
    },
    "comment": {"name": "公开征求意见稿", "title_words": "征求意见稿 草案"},
}


@transaction.atomic
def set_reply_rule(*, kind: str, values: Mapping[str, Any], by: User | None, on: date) -> ReplyRule:
    """设定答复时限 from `on`; messages received before keep the rule of their day. `by` None: the installation."""
    if by is not None and not by.roles.organisations(Role.COUNTY_OFFICE):
        raise Refused("由县政务公开主管部门设定。")
    former = ReplyRule.objects.select_for_update().current().filter(kind=kind).first()
    if former is not None:
        if former.effective_from > on:
            raise ValidationError(f"现行时限自{former.effective_from}起启用，更改不得早于该日。")
        former.effective_to = on
        former.save(update_fields=["effective_to"])
    row = ReplyRule(kind=kind, effective_from=on, **values)
    row.full_clean()
    row.save()
    record(by, "reply_rule.set", row, kind=kind, working_days=row.working_days)
    return row


def seed(county: Organisation, *, on: date) -> int:
    """The rows a county starts with; those that are there already stay. How many were made."""
    made = 0
    for key, values in DOCUMENT_RULES.items():
        if not ReleaseRule.objects.filter(county=county, key=key).exists():
            whole = {"kind": ReleaseCondition.Kind.INTERPRETATION, "legal_basis": BASIS, **values}
            set_rule(county, key=key, values=whole, by=None, on=on)
            made += 1
    for kind, (days, more) in DEFAULTS.items():
        if not ReplyRule.objects.filter(kind=kind).exists():
            values = {"working_days": days, "extension_days": more, "legal_basis": DEFAULT_BASIS, "opening": _TO, "closing": _END}  # fmt: skip
            set_reply_rule(kind=kind, values=values, by=None, on=on)
            made += 1
    return made
