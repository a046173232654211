"""申请的内容 (条例第二十九条): what an application must say. Nobody is asked what the information is for (第二十七条)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """The three required contents, the first one in its three pieces."""

    NAME = "name"
    IDENTITY = "identity"
    CONTACT = "contact"
    DESCRIPTION = "description"
    FORM = "form"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def article(self) -> str:
        return _ARTICLES[self]


_LABELS: Final = {
    Part.NAME: "申请人的姓名或者名称",
    Part.IDENTITY: "申请人的身份证明",
    Part.CONTACT: "申请人的联系方式",
    Part.DESCRIPTION: "政府信息的名称、文号或者便于查询的其他特征性描述",
    Part.FORM: "政府信息的形式要求（获取信息的方式、途径）",
}
_FIRST: Final = "条例第二十九条第二款第一项"
_ARTICLES: Final = {
    Part.NAME: _FIRST,
    Part.IDENTITY: _FIRST,
    Part.CONTACT: _FIRST,
    Part.DESCRIPTION: "条例第二十九条第二款第二项",
    Part.FORM: "条例第二十九条第二款第三项",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What an application says; an empty field is what it does not say."""

    name: str = ""
    identity: str = ""
    contact: str = ""
    description: str = ""
    form: str = ""


def missing(contents: Contents) -> tuple[Part, ...]:
    """The required parts it lacks, in the order of the law: grounds for asking a correction (第三十条), not for refusing."""
    return tuple(part for part in Part if not getattr(contents, part.value).strip())


def correction_items(contents: Contents) -> tuple[str, ...]:
    """What a correction notice asks for, one sentence for each missing part."""
    return tuple(f"请补充{part.label}（{part.article}）" for part in missing(contents))
