"""What a scan can find, and how one finding is shown without repeating what must not be shown."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_CHARACTERS: Final = 120
_CONTEXT: Final = 8
_BLANK: Final = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")


class Kind(StrEnum):
    """Law-book §12.1 and §12.2: what must not leave the county unnoticed."""

    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    SECRECY_MARK = "secrecy_mark"
    COUNTY_WORD = "county_word"
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked_change"
    HIDDEN_TEXT = "hidden_text"
    AUTHOR = "author"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    EXTERNAL_LINK = "external_link"
    METADATA = "metadata"
    TEXT_UNDER_BOX = "text_under_box"
    EXIF = "exif"
    EMBEDDED_FILE = "embedded_file"
    MACRO = "macro"
    MALWARE_TEST = "malware_test"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The kind as a clerk reads it."""
        return _LABELS[self]

    @property
    def blocking(self) -> bool:
        """Whether a finding of this kind blocks unless the scanner says otherwise."""
        return self not in _NOTICES


_LABELS: Final = {
    Kind.ID_NUMBER: "身份证号",
    Kind.BANK_CARD: "银行卡号",
    Kind.MOBILE: "手机号码",
    Kind.SECRECY_MARK: "密级或内部标志",
    Kind.COUNTY_WORD: "本县敏感词",
    Kind.COMMENT: "批注",
    Kind.TRACKED_CHANGE: "修订痕迹",
    Kind.HIDDEN_TEXT: "隐藏文字",
    Kind.AUTHOR: "作者姓名",
    Kind.HIDDEN_SHEET: "隐藏工作表",
    Kind.HIDDEN_ROWS: "隐藏行",
    Kind.HIDDEN_COLUMNS: "隐藏列",
    Kind.EXTERNAL_LINK: "外部链接",
    Kind.METADATA: "文档属性",
    Kind.TEXT_UNDER_BOX: "遮盖块下的文字",
    Kind.EXIF: "照片拍摄信息",
    Kind.EMBEDDED_FILE: "内嵌文件",
    Kind.MACRO: "宏或脚本",
    Kind.MALWARE_TEST: "病毒测试特征",
    Kind.UNREADABLE: "无法读取",
}
_NOTICES: Final = frozenset({Kind.METADATA, Kind.EXIF})  # a position or a person in them blocks one by one


@dataclass(frozen=True)
class Found:
    """One finding. `excerpt` is masked; the unmasked text is only in `fingerprint`, hashed."""

    kind: Kind
    place: str
    excerpt: str
    blocking: bool
    fingerprint: str


def fingerprint(kind: Kind, match: str, before: str = "", after: str = "") -> str:
    """Hex, free of the place: the same for unchanged content, so that a written justification still applies."""
    parts = (kind.value, _squeezed(match), _squeezed(before)[-_CONTEXT:], _squeezed(after)[:_CONTEXT])
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _squeezed(text: str) -> str:
    return _BLANK.sub("", text)


def one_line(text: str, most: int = MOST_CHARACTERS) -> str:
    """Without line breaks and control characters, cut to `most` characters."""
    flat = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def window(masked: str, start: int, end: int, *, more: tuple[bool, bool], around: int = 36) -> str:
    """The match with its surroundings, at most MOST_CHARACTERS long; `more` says whether text goes on beside `masked`."""
    end = min(end, start + MOST_CHARACTERS - 2 * around - 2)
    left, right = max(0, start - around), min(len(masked), end + around)
    before, after = more[0] or left > 0, more[1] or right < len(masked)
    return one_line(("…" if before else "") + masked[left:right] + ("…" if after else ""))
