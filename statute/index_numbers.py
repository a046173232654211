"""索引号 of our own documents (政府信息公开目录系统实施指引): unique, permanent, front code / year-serial.

Numbers other publishers gave are opaque: real ones break every rule, so they are stored and never judged.
"""

import re
from typing import Final

LARGEST_SERIAL: Final = 9_999_999
_PREFIX: Final = re.compile(r"[0-9A-Z-]{8,18}")
_OWN: Final = re.compile(rf"{_PREFIX.pattern}/[0-9]{{4}}-[0-9]{{5,7}}")


def format_index(prefix: str, year: int, serial: int) -> str:
    """`11370322004222241N/2026-00007`: organisation code, year, serial of that year.

    ValueError with a Chinese sentence when a part does not fit.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"索引号前段“{prefix}”应为8至18位大写字母、数字或者连字符（统一社会信用代码）")
    if not 1000 <= year <= 9999:
        raise ValueError(f"索引号的年份应为四位数：{year}")
    if not 1 <= serial <= LARGEST_SERIAL:
        raise ValueError(f"索引号的流水号应在1至{LARGEST_SERIAL}之间：{serial}")
    return f"{prefix}/{year}-{serial:05d}"


def valid_own(number: str) -> bool:
    """Whether it has the shape of a number given here."""
    return _OWN.fullmatch(number) is not None
