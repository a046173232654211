"""Names as they may be published (pure): the family name, and a star for every other character."""

from __future__ import annotations

from typing import Final

DOUBLE: Final = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "长孙")
)  # fmt: skip
MOST_STARS: Final = 2


def masked(name: str) -> str:
    """李明 → 李*, 欧阳修文 → 欧阳**; nothing that could be a whole name is left. Empty: 网友."""
    plain = "".join(name.split())
    if not plain:
        return "网友"
    shown = plain[:2] if plain[:2] in DOUBLE and len(plain) > 2 else plain[:1]
    return shown + "*" * max(1, min(MOST_STARS, len(plain) - len(shown)))
