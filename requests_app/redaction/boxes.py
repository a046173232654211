"""Boxes as fractions of the page as it is displayed, each with the ground it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statute.grounds import GROUNDS, Ground

MOST: Final = 500
SMALLEST: Final = 0.002  # of a side; less is a slip of the hand


class CannotRedact(ValueError):  # noqa: N818  it reads as what it says
    """The file or its boxes do not allow it; `str()` is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Box:
    """`page` from 1; `left`, `top`, `width`, `height` from 0 to 1 of the page as displayed; `ground` of 第十四至十六条."""

    page: int
    left: float
    top: float
    width: float
    height: float
    ground: Ground

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom on a picture of the page: rounded outwards, so that no edge of a letter stays."""
        left, top = int(self.left * width), int(self.top * height)
        right, bottom = -int(-(self.left + self.width) * width), -int(-(self.top + self.height) * height)
        return max(0, left - 1), max(0, top - 1), min(width, right + 1), min(height, bottom + 1)

    def as_json(self) -> dict[str, Any]:
        return {
            "page": self.page, "left": self.left, "top": self.top, "width": self.width, "height": self.height,
            "ground": self.ground.value,
        }  # fmt: skip

    @property
    def article(self) -> str:
        return GROUNDS[self.ground].article


def read_boxes(rows: Iterable[Mapping[str, Any]]) -> list[Box]:
    """The boxes as sent by a page. CannotRedact says which one is wrong and why."""
    found = []
    for place, row in enumerate(rows, start=1):
        if place > MOST:
            raise CannotRedact(f"一份材料最多遮盖{MOST}处，请分成几份。")
        found.append(_box(row, f"第{place}处遮盖"))
    return found


def _box(row: Mapping[str, Any], where: str) -> Box:
    try:
        page = int(str(row.get("page", "")))
        left, top, width, height = (
            float(str(row.get(name, ""))) for name in ("left", "top", "width", "height")
        )
        ground = Ground(str(row.get("ground", "")))
    except ValueError:
        raise CannotRedact(f"{where}没有写明页码、位置或者依据的条款。") from None
    if not 1 <= page <= 100_000:
        raise CannotRedact(f"{where}的页码有误。")
    inside = 0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 - left + 1e-6 and 0 < height <= 1 - top + 1e-6
    if not inside:
        raise CannotRedact(f"{where}超出了页面。")
    if width < SMALLEST or height < SMALLEST:
        raise CannotRedact(f"{where}太小，请重新框选。")
    return Box(page, left, top, min(width, 1 - left), min(height, 1 - top), ground)
