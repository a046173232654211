"""Which rule computes which indicator; a row of the table names one of these or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from supervision.inspecting import bonuses, deductions, vetoes
from supervision.inspecting.gathering import Facts
from supervision.inspecting.readings import Reading
from supervision.inspecting.scoring import BONUS, DEDUCT, VETO

Rule = Callable[[Facts], Reading]
RULES: Final[Mapping[str, tuple[str, Rule]]] = {
    "wording": (VETO, vetoes.wording), "secrets": (VETO, vetoes.secrets), "outbound": (VETO, vetoes.outbound),
    "forged": (VETO, vetoes.forged), "reachable": (VETO, vetoes.reachable), "home": (VETO, vetoes.home),
    "kept_up": (VETO, vetoes.kept_up), "answered": (VETO, vetoes.answered),
    "guides": (DEDUCT, deductions.guides), "offices": (DEDUCT, deductions.offices), "news": (DEDUCT, deductions.news),
    "notices": (DEDUCT, deductions.notices), "explained": (DEDUCT, deductions.explained), "others": (DEDUCT, deductions.others),
    "linked": (DEDUCT, deductions.linked), "forms": (DEDUCT, deductions.forms),
    "shown_answers": (DEDUCT, deductions.shown_answers), "in_time": (DEDUCT, deductions.in_time),
    "results": (DEDUCT, deductions.results), "foot": (DEDUCT, deductions.foot), "dead_links": (DEDUCT, deductions.dead_links),
    "lost_files": (DEDUCT, deductions.lost_files), "error_entry": (DEDUCT, deductions.error_entry),
    "search": (DEDUCT, deductions.search), "tags": (DEDUCT, deductions.tags),
    "open_data": (BONUS, bonuses.open_data), "answers": (BONUS, bonuses.answers), "campaigns": (BONUS, bonuses.campaigns),
    "ipv6": (BONUS, bonuses.ipv6),
}  # fmt: skip
BY_HAND: Final = Reading("系统不能判断，请人工核对后填写结论。", asks=True)


def measure(auto_rule: str, part: str, facts: Facts) -> Reading:
    """What the rule finds; by hand where there is none, or one of another part."""
    where, rule = RULES.get(auto_rule, ("", None))
    return rule(facts) if rule is not None and where == part else BY_HAND
