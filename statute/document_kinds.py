"""公文种类 (党政机关公文处理工作条例 第八条), and one value for information that is no 公文."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """The fifteen kinds in the order of 第八条; `OTHER` is a list, a table, the page of a notice."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    ORDER = "order"
    COMMUNIQUE = "communique"
    PROCLAMATION = "proclamation"
    PUBLIC_NOTICE = "public_notice"
    OPINION = "opinion"
    NOTICE = "notice"
    CIRCULAR = "circular"
    REPORT = "report"
    REQUEST = "request"
    REPLY = "reply"
    PROPOSAL = "proposal"
    LETTER = "letter"
    MINUTES = "minutes"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_official(self) -> bool:
        """Whether it is a 公文."""
        return self is not DocumentKind.OTHER

    @property
    def usually_not_open(self) -> bool:
        """A form that asks again when such a one is proposed as 主动公开 (条例第十六条第二款 for most)."""
        return self in USUALLY_NOT_OPEN

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) for a form or a field."""
        return [(kind.value, kind.label) for kind in cls]


_K: Final = DocumentKind
_LABELS: Final[Mapping[DocumentKind, str]] = {
    _K.RESOLUTION: "决议", _K.DECISION: "决定", _K.ORDER: "命令（令）", _K.COMMUNIQUE: "公报", _K.PROCLAMATION: "公告",
    _K.PUBLIC_NOTICE: "通告", _K.OPINION: "意见", _K.NOTICE: "通知", _K.CIRCULAR: "通报", _K.REPORT: "报告",
    _K.REQUEST: "请示", _K.REPLY: "批复", _K.PROPOSAL: "议案", _K.LETTER: "函", _K.MINUTES: "纪要",
    _K.OTHER: "其他政府信息",
}  # fmt: skip
USUALLY_NOT_OPEN: Final = frozenset({_K.REQUEST, _K.REPORT, _K.PROPOSAL, _K.MINUTES})
