"""救济途径: what a letter says about reconsideration and suit (行政复议法 2023, 行政诉讼法 2017, 法释〔2025〕8号).

The wording here is ours and not yet signed off: each paragraph is a template that the county's 司法局 approves or
replaces, and `faults` says what a replacement must not lack. 复议前置 must be told to the applicant
(行政复议法第二十三条第二款).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

REVIEW_DAYS: Final = 60  # 行政复议法第二十条
SUIT_MONTHS: Final = 6  # 行政诉讼法第四十六条
SUIT_AFTER_REVIEW_DAYS: Final = 15  # 行政诉讼法第四十五条


class Remedy(StrEnum):
    """Which way is open against a letter."""

    REVIEW = "review"
    FREE = "free"
    NONE = "none"
    OVERDUE = "overdue"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def review_first(self) -> bool:
        """复议前置: no suit before reconsideration (行政复议法第二十三条第一款第四项)."""
        return self is Remedy.REVIEW


_LABELS: Final = {
    Remedy.REVIEW: "复议前置",
    Remedy.FREE: "复议或者诉讼",
    Remedy.NONE: "不告知诉讼",
    Remedy.OVERDUE: "逾期不答复",
    Remedy.THIRD_PARTY: "第三方认为受到损害",
}
# Letters on the way to a decision; by court practice the steps are not actionable on their own.
REMEDY_OF_NOTICE: Final[Mapping[str, Remedy]] = MappingProxyType(
    {
        "T03": Remedy.NONE,
        "T04": Remedy.NONE,
        "T05": Remedy.NONE,
        "T08": Remedy.NONE,
        "T10b": Remedy.NONE,
        "T09": Remedy.THIRD_PARTY,
    }
)


class ReviewBody(StrEnum):
    """复议机关 (行政复议法第二十四条、第二十七条)."""

    COUNTY_GOVERNMENT = "county_government"
    CITY_GOVERNMENT = "city_government"
    HIGHER_DEPARTMENT = "higher_department"

    @property
    def label(self) -> str:
        return _BODY_LABELS[self]


_BODY_LABELS: Final = {
    ReviewBody.COUNTY_GOVERNMENT: "县级人民政府",
    ReviewBody.CITY_GOVERNMENT: "市级人民政府",
    ReviewBody.HIGHER_DEPARTMENT: "上一级主管部门",
}
# By kind of organisation. Villages and public enterprises decide nothing that could be reconsidered here.
_BODIES: Final[Mapping[str, ReviewBody | None]] = MappingProxyType(
    {
        "county_department": ReviewBody.COUNTY_GOVERNMENT,
        "township": ReviewBody.COUNTY_GOVERNMENT,
        "county_government": ReviewBody.CITY_GOVERNMENT,
        "city_department": ReviewBody.CITY_GOVERNMENT,
        "city_office": ReviewBody.CITY_GOVERNMENT,
        "village": None,
        "public_enterprise": None,
    }
)


def review_body(kind: str, *, vertical: bool = False) -> ReviewBody | None:
    """Who reconsiders what an organisation of this kind decided; None where nobody does.

    `vertical`: the body is under vertical leadership (垂直领导, 税务, 国家安全), and the next higher department does.
    KeyError for an unknown kind.
    """
    body = _BODIES[kind]
    return ReviewBody.HIGHER_DEPARTMENT if vertical and body else body


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its places filled in; `verified` once the county has signed off the template of that key."""

    key: str
    text: str
    verified: bool = False


_REVIEW_FIRST: Final = (
    "应当先自收到本告知书之日起{60日}内向{复议机关}申请行政复议（《中华人民共和国行政复议法》第二十三条第一款第四项）；"
    "对行政复议决定不服的，可以自收到行政复议决定书之日起{15日}内向{人民法院}提起行政诉讼。"
)
TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "review": f"如对本决定不服，{_REVIEW_FIRST}",
        "review_part": f"如对其中不予公开的部分不服，{_REVIEW_FIRST}",
        "free": (
            "如对本答复不服，可以自收到本告知书之日起{60日}内向{复议机关}申请行政复议，"
            "也可以自收到本告知书之日起{6个月}内直接向{人民法院}提起行政诉讼。"
        ),
        "none": "如对本告知的内容有异议，可以向{主管部门}反映。",
        "overdue": (
            "行政机关逾期不答复的，可以自答复期限届满之日起{60日}内向{复议机关}申请行政复议，"
            "也可以自答复期限届满之日起{6个月}内向{人民法院}提起行政诉讼。"
        ),
        "third_party": (
            "如认为公开上述政府信息侵犯您的合法权益，可以自收到本告知书之日起{60日}内向{复议机关}申请行政复议，"
            "也可以自收到本告知书之日起{6个月}内向{人民法院}提起行政诉讼。"
        ),
    }
)
_PERIODS: Final = {
    "{60日}": f"{REVIEW_DAYS}日",
    "{15日}": f"{SUIT_AFTER_REVIEW_DAYS}日",
    "{6个月}": f"{SUIT_MONTHS}个月",
}


def template_key(remedy: Remedy, *, part: bool = False) -> str:
    """The template of a class; `part`: only the withheld part of a letter is open to it (第三十七条)."""
    return "review_part" if part and remedy is Remedy.REVIEW else remedy.value


def paragraph(
    remedy: Remedy,
    *,
    body: str,
    authority: str,
    court: str = "有管辖权的人民法院",
    part: bool = False,
    signed_off: str = "",
) -> Paragraph:
    """The paragraph with names put in: `body` reconsiders, `authority` is the 政务公开主管部门.

    `signed_off` is the county's own approved wording with the same places. ValueError when it lacks what its class
    must say, or when the class needs a `body` and there is none.
    """
    key = template_key(remedy, part=part)
    if not body and remedy is not Remedy.NONE:
        raise ValueError("没有复议机关，不能写明救济途径")
    text = signed_off or TEMPLATES[key]
    places = {"{复议机关}": body, "{主管部门}": authority, "{人民法院}": court, **_PERIODS}
    for place, words in places.items():
        text = text.replace(place, words)
    if wrong := faults(remedy, text):
        raise ValueError("；".join(wrong))
    return Paragraph(key, text, verified=bool(signed_off))


def faults(remedy: Remedy, text: str) -> tuple[str, ...]:
    """What a paragraph lacks or must not promise, in sentences; empty when it may be printed."""
    plain = "".join(text.split())
    if remedy is Remedy.NONE:
        promised = [word for word in ("行政诉讼", "起诉", "行政复议") if word in plain]
        return tuple(f"此类告知不得承诺{word}" for word in promised)
    missing = [f"救济途径没有写明{what}" for what, word in _needed(remedy) if word not in plain]
    if remedy is Remedy.REVIEW and "直接" in plain:
        missing.append("复议前置的决定不得写可以直接起诉（行政复议法第二十三条第一款第四项）")
    return tuple(missing)


def _needed(remedy: Remedy) -> tuple[tuple[str, str], ...]:
    always = (
        ("行政复议", "行政复议"),
        (f"{REVIEW_DAYS}日的复议期限", f"{REVIEW_DAYS}日"),
        ("行政诉讼", "行政诉讼"),
    )
    if remedy is Remedy.REVIEW:
        after = (f"{SUIT_AFTER_REVIEW_DAYS}日的起诉期限", f"{SUIT_AFTER_REVIEW_DAYS}日")
        return (("应当先申请行政复议（行政复议法第二十三条第二款）", "应当先"), *always, after)
    return (*always, (f"{SUIT_MONTHS}个月的起诉期限", f"{SUIT_MONTHS}个月"))
