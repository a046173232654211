"""Secrecy marks (保密法 第二十二条) and marks of internal papers, apart from sentences that only speak of secrets."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_LEVEL: Final = r"(?:绝[ 　]*密|机[ 　]*密|秘[ 　]*密)"
_STAR: Final = r"[★☆✩✭⭐*＊]"
_START: Final = r"(?:^|(?<=[\n\r\x1e]))"
_END: Final = r"(?=$|[\n\r\x1e])"
_OPEN: Final = r"[【\[［〔(（「『]"
_CLOSE: Final = r"[】\]］〕)）」』]"
_TERM: Final = r"(?:[ 　]*[0-9０-９一二三四五六七八九十长]+[ 　]*(?:年|个?月|期)?)?"
_MARKS: Final = (
    re.compile(rf"{_LEVEL}级?[ 　]*{_STAR}{_TERM}|{_STAR}[ 　]*{_LEVEL}"),
    re.compile(rf"密[ 　]*级[ 　]*[:：][ 　]*(?:{_LEVEL}|内部)"),
    re.compile(rf"{_OPEN}[ 　]*(?:{_LEVEL}级?{_TERM}|内[ 　]*部)[ 　]*{_CLOSE}"),
    re.compile(rf"{_START}[ \t　]*(?:{_LEVEL}级?{_TERM}|内[ 　]*部[ 　]*{_STAR}?)[ \t　]*{_END}"),
    re.compile(
        rf"{_LEVEL}[ 　]*(?:特急|特提|加急|平急|急件)|(?:特急|特提|加急|平急|急件)[ 　]+{_LEVEL}{_END}"
    ),
    re.compile(r"内部资料(?!性)|内部使用(?!权|面积|空间|率)|内部文件(?![柜夹])|内部(?:刊物|传阅|掌握|参阅)"),
    re.compile(r"(?:不得|不准|严禁|禁止|请勿|切勿|勿)外传(?!播)|注意保密"),
)
_QUICK: Final = re.compile("[密内外]")
# «…国家» at the end of one line and «秘密» alone on the next is a sentence.
_SENTENCE: Final = re.compile(
    r"(?:国家|商业|工作|技术|个人|保守|泄露|泄漏|涉及|属于|知悉|军事|警务|审判)\s*$"
)
_TITLE: Final = re.compile(r"《[^《》\x1e]{1,80}》")
_COMMON: Final = frozenset("，：；！？（）～…")
_PUNCTUATION: Final = frozenset(",:;!?()~.")
_HAN: Final = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_HAN: Final = re.compile(f"[{_HAN}]")


class Mark(NamedTuple):
    """A stretch of text."""

    start: int
    end: int


def secrecy_marks(text: str) -> list[Mark]:
    """By position, none inside another; titles of laws and sentences about secrets are none."""
    if not _QUICK.search(text):
        return []
    titles = [match.span() for match in _TITLE.finditer(text) if _QUICK.search(match[0])]
    marks: list[Mark] = []
    for mark in sorted(_candidates(text)):
        before = bisect_left(titles, (mark.start,)) - 1  # titles do not overlap
        in_title = before >= 0 and mark.end < titles[before][1]
        if not in_title and (not marks or mark.start >= marks[-1].end):
            marks.append(mark)
    return marks


def _candidates(text: str) -> Iterator[Mark]:
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            raw = match[0]
            mark = Mark(
                match.start() + len(raw) - len(raw.lstrip(" \t\r\n\u3000")),
                match.start() + len(raw.rstrip()),
            )
            if not _SENTENCE.search(text[max(0, mark.start - 8) : mark.start].rsplit("\x1e", maxsplit=1)[-1]):
                yield mark


def normal(text: str) -> str:
    """NFKC, as county words are compared."""
    return unicodedata.normalize("NFKC", text)


def comparable(texts: list[str], words: Collection[str]) -> list[str]:
    """The texts as `county_words` wants them; those NFKC would leave alone are passed through quickly."""
    if any(_PUNCTUATION & set(normal(word)) for word in words):
        return [normal(text) for text in texts]
    changes = _changing()
    return [normal(text) if changes.search(text) else text for text in texts]


@lru_cache(maxsize=1)
def _changing() -> re.Pattern[str]:
    """Characters NFKC changes, but for the punctuation every Chinese text is full of."""
    codes = [chr(code) for code in range(0x80, 0xFFFF) if not 0xD800 <= code < 0xE000]
    changing = "".join(letter for letter in codes if normal(letter) != letter and letter not in _COMMON)
    return re.compile(f"[{re.escape(changing)}\u0300-\u036f\u3099\u309a\U00010000-\U0010ffff]")


def county_words(text: str, words: Collection[str]) -> Iterator[Mark]:
    """Exact words in a `comparable` text; white space between Han characters does not count."""
    pattern = _pattern(tuple(sorted({normal(word).strip() for word in words} - {""})))
    if pattern is not None:
        for match in pattern.finditer(text):
            yield Mark(*match.span())


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """The longest word first, where several begin alike."""
    if not words:
        return None
    return re.compile("|".join(_spaced(word) for word in sorted(words, key=len, reverse=True)))


def _spaced(word: str) -> str:
    letters = re.sub(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])", "", word)
    out = ""
    for at, letter in enumerate(letters):
        between = at and _IS_HAN.match(letter) and _IS_HAN.match(letters[at - 1])
        out += (r"[^\S\x1e]*" if between else "") + (r"\s+" if letter.isspace() else re.escape(letter))
    return out
