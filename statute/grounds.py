"""不公开的法定理由 (条例第十四至十六条) and the 公开属性 a document may carry on each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Attribute(StrEnum):
    """公开属性, proposed when a document is drafted (条例第十三条; 市实施意见 公文公开属性源头认定)."""

    OPEN = "open"
    OPEN_REDACTED = "open_redacted"
    ON_REQUEST = "on_request"
    NOT_OPEN = "not_open"

    @property
    def label(self) -> str:
        return _ATTRIBUTE_LABELS[self]

    @property
    def needs_ground(self) -> bool:
        """Everything but 主动公开 is proposed with a written statutory reason."""
        return self is not Attribute.OPEN


_ATTRIBUTE_LABELS: Final = {
    Attribute.OPEN: "主动公开",
    Attribute.OPEN_REDACTED: "删减后公开",
    Attribute.ON_REQUEST: "依申请公开",
    Attribute.NOT_OPEN: "不予公开",
}


class Ground(StrEnum):
    """Codes of the reasons the Regulation knows: A 第十四条, B 第十五条, C 第十六条."""

    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    C3 = "C3"

    @property
    def label(self) -> str:
        return GROUNDS[self].label


@dataclass(frozen=True, slots=True)
class GroundRule:
    """One reason. `absolute`: never open, to nobody; `third_party`: opens with consent or for a graver public
    interest; `discretionary`: may be kept back, need not be, and opens where a law says so.

    `decision` is the code of the answer to a request refused on the same ground (条例第三十六条第三项, 年报表二).
    """

    code: Ground
    label: str
    article: str
    absolute: bool
    discretionary: bool
    third_party: bool
    decision: str
    reason_hint: str

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What a document may be on this ground. The absolute ones are not given on request either."""
        on_request = () if self.absolute else (Attribute.ON_REQUEST,)
        return (Attribute.OPEN_REDACTED, *on_request, Attribute.NOT_OPEN)


def _absolute(code: Ground, label: str, decision: str, hint: str) -> GroundRule:
    return GroundRule(
        code, label, "条例第十四条",
        absolute=True, discretionary=False, third_party=False, decision=decision, reason_hint=hint,
    )  # fmt: skip


def _third_party(code: Ground, label: str, hint: str) -> GroundRule:
    return GroundRule(
        code, label, "条例第十五条",
        absolute=False, discretionary=False, third_party=True, decision="DENY_THIRD", reason_hint=hint,
    )  # fmt: skip


def _discretionary(code: Ground, label: str, article: str, decision: str, hint: str) -> GroundRule:
    return GroundRule(
        code, label, article,
        absolute=False, discretionary=True, third_party=False, decision=decision, reason_hint=hint,
    )  # fmt: skip


_G: Final = Ground
_ALL: Final = (
    _absolute(
        _G.A1, "国家秘密", "DENY_SECRET",
        "写明定密的依据和保密审查结论，不写密级内容；涉密文件本身不得录入本系统。",
    ),
    _absolute(
        _G.A2, "法律、行政法规禁止公开", "DENY_LAW",
        "写明是哪部法律或者行政法规的第几条禁止公开；地方规定和文件不能作为依据。",
    ),
    _absolute(
        _G.A3, "公开后可能危及国家安全、公共安全、经济安全、社会稳定", "DENY_SAFETY",
        "写明公开哪些内容、可能造成什么具体危害，不能只重复条文。",
    ),
    _third_party(
        _G.B1, "商业秘密",
        "写明涉及谁的商业秘密、公开会造成什么损害，以及征求第三方意见的结果和公共利益的衡量。",
    ),
    _third_party(
        _G.B2, "个人隐私",
        "写明涉及哪一类个人隐私、能否删减后公开，以及征求第三方意见的结果和公共利益的衡量。",
    ),
    _discretionary(
        _G.C1, "内部事务信息（人事管理、后勤管理、内部工作流程）", "条例第十六条第一款", "DENY_INTERNAL",
        "写明属于人事管理、后勤管理、内部工作流程中的哪一类，以及为什么不影响公众权利义务。",
    ),
    _discretionary(
        _G.C2, "过程性信息（讨论记录、过程稿、磋商信函、请示报告）", "条例第十六条第二款", "DENY_PROCESS",
        "写明属于讨论记录、过程稿、磋商信函、请示报告中的哪一类，以及最终结论由哪份文件公开。",
    ),
    _discretionary(
        _G.C3, "行政执法案卷信息", "条例第十六条第二款", "DENY_CASEFILE",
        "写明是哪一执法案件的案卷；法律、法规、规章规定应当公开的，从其规定。",
    ),
)  # fmt: skip
GROUNDS: Final[Mapping[Ground, GroundRule]] = MappingProxyType({rule.code: rule for rule in _ALL})


def allows(ground: Ground, attribute: Attribute) -> bool:
    """Whether a document with this attribute can rest on that ground; 主动公开 rests on none."""
    return attribute in GROUNDS[ground].attributes


def grounds_for(attribute: Attribute) -> tuple[GroundRule, ...]:
    """The grounds a document with this attribute can rest on, in the order of the Regulation."""
    return tuple(rule for rule in _ALL if attribute in rule.attributes)


def choices(attribute: Attribute | None = None) -> list[tuple[str, str]]:
    """(code, words) for a form: every ground, or those for one attribute."""
    rules = _ALL if attribute is None else grounds_for(attribute)
    return [(rule.code.value, f"{rule.label}（{rule.article}）") for rule in rules]
