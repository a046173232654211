"""Text cleaning: what is stored keeps its printed punctuation, what is compared does not."""

import re
import unicodedata
from functools import lru_cache

_HAN = r"\u3400-\u9fff"
_TRANSLATE = str.maketrans(
    {
        "\u3000": " ",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2009": " ",
        "\t": " ",
        "\u2044": "/",
        "\u2215": "/",
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
        "\u00ad": None,
        "\r": "\n",
        "\u2028": "\n",
        "\u000b": "\n",
        "\u000c": "\n",
    }
)
# Office's symbol fonts put their glyphs at U+F000 plus the byte; these are the boxes and ticks seen in catalogs.
_SYMBOLS = str.maketrans(
    {
        "\uf052": "☑",
        "\uf0a3": "□",
        "\uf0fe": "☑",
        "\uf0a8": "□",
        "\uf06e": "■",
        "\uf06f": "□",
        "\uf0fc": "√",
        "\uf050": "√",
        "\uf0d6": "√",
        "\uf06c": "●",
        "\uf0b7": "●",
    }
)
_SPACE_IN_HAN = re.compile(rf"(?<=[{_HAN}〇])[ ]+(?=[{_HAN}〇])")
_SPACE_BY_DIGIT = re.compile(rf"(?<=[{_HAN}])[ ]+(?=\d)|(?<=\d)[ ]+(?=[{_HAN}])")
_LATIN_BREAK = re.compile(r"(?<=[A-Za-z0-9])\n+(?=[A-Za-z0-9])")
_ITEM_NUMBER = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]{1,3}项[:：]?"
    r"|\d{1,3}(?:[.．]\d{1,3})+[.．、)）]?|\d{1,3}[.．、)）]|[①-⑳])\s*(?=\D)"
)
_NOTHING = re.compile(r"[─—–\-－/\\／]{1,4}|无")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Unusual spaces, slashes and symbol-font letters made ordinary; lines trimmed, empty lines dropped."""
    text = text.translate(_TRANSLATE).translate(_SYMBOLS)
    if text.isprintable() and "  " not in text:
        return text.strip()
    lines = (re.sub(" {2,}", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=65536)
def match_key(text: str) -> str:
    """For comparing only: full-width forms folded, every kind of white space removed."""
    folded = unicodedata.normalize("NFKC", text.translate(_TRANSLATE))
    return "".join(folded.split())


@lru_cache(maxsize=65536)
def one_line(text: str) -> str:
    """A cell as one line: line breaks and spaces inside Chinese words are layout, not text."""
    text = _LATIN_BREAK.sub(" ", plain(text)).replace("\n", "")
    text = _SPACE_IN_HAN.sub("", text)
    return _SPACE_BY_DIGIT.sub("", text)


@lru_cache(maxsize=65536)
def item_name(text: str) -> str:
    """An item's name without its number (`2.1社会稳定风险评估`); a dash or `/` means there is none."""
    text = one_line(text).strip()
    if _NOTHING.fullmatch(text):
        return ""
    shorter = _ITEM_NUMBER.sub("", text, count=1).strip()
    return shorter or text


_BULLET = r"[●•◆★▪◦\uf06c]"
_ELEMENT_START = re.compile(rf"^(?:{_BULLET}|[〇○◎]|·|\d{{1,2}}[.．、)）](?!\d)|[①-⑳]|[(（]\d{{1,2}}[)）])")
_ELEMENT_BREAK = re.compile(
    rf"(?:[;；]\s*|\s+)(?={_BULLET}|[〇○◎]|\d{{1,2}}[.．、](?!\d)|[①-⑳]|[(（]\d{{1,2}}[)）])|(?<=\S)(?={_BULLET})"
)


@lru_cache(maxsize=65536)
def elements(text: str) -> str:
    """公开内容(要素), one element per line; `●` is dropped unless `〇` (optional) gives it a meaning."""
    lines = _ELEMENT_BREAK.sub("\n", plain(text)).split("\n")
    if any(_ELEMENT_START.match(line.strip()) for line in lines):
        lines = _join_wrapped(lines)
    keep_marks = "〇" in text or "○" in text
    result = []
    for line in lines:
        bare = line if keep_marks else re.sub(rf"^\s*{_BULLET}\s*|^\s*·\s*", "", line)
        bare = _SPACE_IN_HAN.sub("", bare).strip()
        if bare:
            result.append(bare)
    return "\n".join(result)


def _join_wrapped(lines: list[str]) -> list[str]:
    """Where elements carry marks, a line without one is only the rest of the line above."""
    joined: list[str] = []
    for line in lines:
        if joined and not _ELEMENT_START.match(line.strip()):
            joined[-1] += line.strip()
        else:
            joined.append(line.strip())
    return joined


def is_nothing(text: str) -> bool:
    """A dash or slash printed to say that there is nothing."""
    return bool(_NOTHING.fullmatch(match_key(text)))
