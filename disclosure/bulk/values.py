"""What a cell of an archive means: dates, words for validity and attribute, grounds, terms, names (no database)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from statute.calendar import shift_months
from statute.document_kinds import DocumentKind
from statute.grounds import GROUNDS, Attribute, Ground

EXCEL_START: Final = date(1899, 12, 30)  # serial 1 is 1900-01-01, with Excel's own leap day of 1900
EARLIEST: Final = date(1949, 10, 1)
LATEST: Final = date(2100, 12, 31)
NOTHING: Final = frozenset({
    "", "无", "暂无", "空", "/", "\\", "-", "--", "—", "——", "none", "null", "nan", "n/a", "未填", "未知", "不详", "undefined",
})  # fmt: skip


class Validity(StrEnum):
    """有效性, with the codes of `disclosure.models.Validity`."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    MODIFIED = "modified"
    EXPIRED = "expired"
    REPEALED = "repealed"


class NotReadable(ValueError):  # noqa: N818  it reads as what it says
    """A cell that says something nobody can make out; `str()` is a Chinese sentence."""


def squeeze(text: str) -> str:
    """One width and no blanks at all: for comparing."""
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", unicodedata.normalize("NFKC", text))


def one_line(text: str) -> str:
    """Without line breaks, controls and double blanks: for a title, a name."""
    visible = "".join(
        " " if character.isspace() else character for character in text if not _invisible(character)
    )
    return re.sub(r" {2,}", " ", visible).strip(" \u3000")


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and not character.isspace()


def is_nothing(text: str) -> bool:
    """Whether a cell only says that there is nothing: 无, —, None."""
    return squeeze(text).lower() in NOTHING


# --- dates --------------------------------------------------------------------------------------------------

_DIGITS: Final = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YMD: Final = re.compile(
    r"(?P<y>\d{4})(?:年|[-/.])(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})日?"
    r"(?:[ T]?\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?|[ ]?\d{1,2}时(?:\d{1,2}分)?(?:\d{1,2}秒)?)?"
)
_ZONED: Final = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_CHINA: Final = timezone(timedelta(hours=8))
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_SERIAL: Final = re.compile(r"(?P<n>\d{5})(?:\.\d+)?")
_SEPARATOR: Final = re.compile(r" ?([年月日时分秒:/.]) ?")
_HAN_YEAR: Final = re.compile(r"[〇○零一二三四五六七八九]{4}年")


def read_date(text: str) -> date | None:
    """The day a cell names, whatever stands around it: 2024年04月06日 16:40, 2024/4/6, 45388, 二〇二四年四月六日.

    None for an empty cell. Raises `NotReadable` for anything else, a day that does not exist included.
    """
    if is_nothing(text):
        return None
    plain = _SEPARATOR.sub(r"\1", " ".join(unicodedata.normalize("NFKC", text).split()))
    if _ZONED.fullmatch(plain):
        return _within(datetime.fromisoformat(plain).astimezone(_CHINA).date(), text)
    if _HAN_YEAR.match(plain):
        plain = _from_han(plain)
    match = _YMD.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return _from_serial(plain, text)
    try:
        found = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        raise NotReadable(f"没有“{text.strip()[:30]}”这一天") from None
    return _within(found, text)


def _from_serial(plain: str, text: str) -> date:
    match = _SERIAL.fullmatch(plain)
    if match is None:
        raise NotReadable(f"“{text.strip()[:30]}”不是日期,请写成2024-04-06")
    return _within(EXCEL_START + timedelta(days=int(match["n"])), text)


def _within(found: date, text: str) -> date:
    if not EARLIEST <= found <= LATEST:
        raise NotReadable(f"日期“{text.strip()[:30]}”不在{EARLIEST.year}年至{LATEST.year}年之间")
    return found


def _from_han(plain: str) -> str:
    """二〇二四年十一月二十六日 → 2024年11月26日."""

    def number(match: re.Match[str]) -> str:
        tens, _, ones = match[1].partition("十")
        if "十" not in match[1]:
            return match[1].translate(_DIGITS) + match[2]
        whole = int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "〇").translate(_DIGITS))
        return f"{whole}{match[2]}"

    return re.sub(r"([〇○零一二三四五六七八九十]+)([年月日])", number, plain)


@dataclass(frozen=True, slots=True)
class Term:
    """有效期 as written: the last day, the first day if it says one, whether it is «长期»."""

    until: date | None = None
    since: date | None = None
    unlimited: bool = False


_UNLIMITED: Final = re.compile(r"(?:长期|永久|常年)(?:有效|公开)?|至?(?:修订|修改|废止)(?:之日)?(?:为止)?")
_YEARS: Final = re.compile(r"(?:有效期)?(?:为)?([1-9]|10|[一二两三四五六七八九十])年")
_HAN_NUMBERS: Final = {han: number for number, han in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_FROM_TO: Final = re.compile(r"(?:自)?(.{6,16}?)(?:起)?(?:至|到|—|~|--)(.{6,16}?)(?:止)?")


def read_term(text: str, effective: date | None) -> Term:
    """有效期: a last day, 自…至…, 长期有效, or 5年 counted from `effective`. Raises `NotReadable`."""
    if is_nothing(text):
        return Term()
    plain = squeeze(text)
    if _UNLIMITED.fullmatch(plain):
        return Term(unlimited=True)
    years = _YEARS.fullmatch(plain)
    if years:
        if effective is None:
            raise NotReadable(f"有效期写的是“{text.strip()[:20]}”,没有施行日期就不能算出截止日期")
        number = _HAN_NUMBERS.get(years[1]) or int(years[1])
        return Term(until=shift_months(effective, 12 * number) - timedelta(days=1))
    span = _FROM_TO.fullmatch(plain)
    if span:
        return Term(since=read_date(span[1]), until=read_date(span[2]))
    return Term(until=read_date(plain.removeprefix("至").removeprefix("到").removesuffix("止")))


# --- words --------------------------------------------------------------------------------------------------

_VALIDITY: Final[Mapping[str, Validity]] = {
    **dict.fromkeys(
        ("有效", "是", "现行有效", "继续有效", "长期有效", "有效文件", "生效", "已生效", "现行", "1", "true"),
        Validity.IN_FORCE,
    ),
    **dict.fromkeys(("失效", "已失效", "过期", "已过期", "宣布失效", "自动失效"), Validity.EXPIRED),
    **dict.fromkeys(("废止", "已废止", "被废止", "全文废止", "已被废止"), Validity.REPEALED),
    **dict.fromkeys(
        ("已修改", "修改", "已修订", "修订", "部分有效", "部分失效", "部分废止", "已被修改"),
        Validity.MODIFIED,
    ),
    **dict.fromkeys(("尚未施行", "未施行", "尚未生效", "未生效", "待施行", "待生效"), Validity.NOT_YET),
}
_NOT_VALID: Final = frozenset({"否", "无效", "0", "false", "不再有效"})


def read_validity(text: str, *, has_repeal_date: bool) -> Validity | None:
    """The word for 有效性; None for an empty cell. «否» is 废止 where a day of repeal is given, else 失效."""
    if is_nothing(text):
        return None
    plain = squeeze(text).lower()
    if plain in _NOT_VALID:
        return Validity.REPEALED if has_repeal_date else Validity.EXPIRED
    found = _VALIDITY.get(plain)
    if found is None:
        raise NotReadable(f"“{text.strip()[:20]}”不能识别,请写有效、失效、废止、已修改或者尚未施行")
    return found


_ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    **dict.fromkeys(("主动公开", "主动", "公开", "此件公开发布", "此件主动公开"), Attribute.OPEN),
    **dict.fromkeys(
        ("删减后公开", "删减公开", "部分公开", "此件删减后公开", "此件删减后公开发布"),
        Attribute.OPEN_REDACTED,
    ),
    **dict.fromkeys(("依申请公开", "依申请", "此件依申请公开"), Attribute.ON_REQUEST),
    **dict.fromkeys(("不予公开", "不公开", "免予公开", "此件不予公开"), Attribute.NOT_OPEN),
}


def read_attribute(text: str) -> Attribute | None:
    """公开方式 or a mark; None for an empty cell. Raises `NotReadable`."""
    if is_nothing(text):
        return None
    found = _ATTRIBUTES.get(squeeze(text).strip("()。"))
    if found is None:
        raise NotReadable(f"“{text.strip()[:20]}”不能识别,请写主动公开、删减后公开、依申请公开或者不予公开")
    return found


_ARTICLES: Final[Mapping[str, Ground]] = {"第十六条第一款": Ground.C1}


def read_ground(text: str) -> Ground | None:
    """法定事由 by its code, its words or the part of them before the brackets; None for an empty cell."""
    if is_nothing(text):
        return None
    plain = squeeze(text)
    if plain.upper() in Ground.__members__:
        return Ground(plain.upper())
    for article, ground in _ARTICLES.items():
        if plain.endswith(article):
            return ground
    for code, rule in GROUNDS.items():
        words = squeeze(rule.label)
        if plain.split("(")[0] in {words, words.split("(")[0], words.split("(")[0].removesuffix("信息")}:
            return code
    raise NotReadable(f"“{text.strip()[:30]}”不是条例第十四至十六条的法定事由")


def read_flag(text: str) -> bool:
    """是 or ✓ → True; 否 and an empty cell → False. Raises `NotReadable`."""
    plain = squeeze(text).lower()
    if plain in {"是", "√", "✓", "✔", "1", "true", "y", "yes"}:
        return True
    if plain in NOTHING or plain in {"否", "×", "不是", "0", "false", "n", "no"}:
        return False
    raise NotReadable(f"“{text.strip()[:20]}”不能识别,请写是或者否")


_KINDS: Final = {squeeze(kind.label).split("(")[0]: kind for kind in DocumentKind} | {
    "令": DocumentKind.ORDER, "会议纪要": DocumentKind.MINUTES, "公函": DocumentKind.LETTER, "复函": DocumentKind.LETTER,
}  # fmt: skip
_TAIL: Final = re.compile(r"(?:\([^()]*\)|[》”\"])+$")


def read_kind(text: str, title: str) -> DocumentKind:
    """文种 by its column, else by how the title ends («…的通知»), else 其他政府信息."""
    named = _KINDS.get(squeeze(text).split("(")[0])
    if named is not None and named is not DocumentKind.OTHER:
        return named
    end = _TAIL.sub("", squeeze(title))
    found = [word for word in _KINDS if word and end.endswith(word)]
    return _KINDS[max(found, key=len)] if found else DocumentKind.OTHER


_ERROR_TEXT: Final = re.compile(
    r"错误|不正确|请联系|异常|生成失败|未配置|undefined|exception|error|\$\{|#(?:ref|name|value|n/a|null|div/0)|nan\b",
    re.IGNORECASE,
)
_NONE: Final = re.compile(r"(?:^|[/-])(?:none|null)$", re.IGNORECASE)


def index_doubt(text: str) -> str:
    """Why an index number looks as if a program had failed; '' for any other text. It is kept as it is either way."""
    if _ERROR_TEXT.search(text):
        return "像是系统的出错提示,按原样保留"
    if _NONE.search(text.strip()):
        return "流水号是“None”,像是生成失败,按原样保留"
    return ""


_BETWEEN: Final = re.compile(r"[,，;；、\n\r\t|]+")


def names(text: str) -> list[str]:
    """Several names or numbers in one cell, in order, each once."""
    found = (one_line(part) for part in _BETWEEN.split(text))
    return list(dict.fromkeys(name for name in found if name and not is_nothing(name)))


def file_names(text: str) -> list[str]:
    """File names in one cell: a comma may belong to a name, so only ; | and line ends separate."""
    found = (part.strip() for part in re.split(r"[;；|\n\r]+", text))
    return list(dict.fromkeys(name for name in found if name and not is_nothing(name)))
