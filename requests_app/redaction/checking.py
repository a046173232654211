"""Reading what was made as a curious person would: text, traces, pictures under the boxes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageStat

from disclosure.scanner import Kind, read_file, scan_file
from requests_app.redaction.boxes import Box
from requests_app.redaction.making import DPI, page_picture, paint

LIGHTEST: Final = 24  # of 255: what compression makes of black beside white


def faults(redacted: bytes, boxes: Sequence[Box]) -> list[str]:
    """Why the file may not be given, in sentences; empty when nothing of the original can be got out of it."""
    seen = read_file(redacted, "遮盖后.pdf")
    found = []
    if any(piece.text.strip() for piece in seen.pieces):
        found.append("遮盖后的文件里还有可以复制的文字。")
    if any(one.kind is not Kind.UNREADABLE for one in scan_file(redacted, "遮盖后.pdf")):
        found.append("遮盖后的文件里还有批注、附件或者属性。")
    for word in (
        b"/Annots",
        b"/EmbeddedFile",
        b"/AcroForm",
        b"/Outlines",
        b"/Metadata",
        b"/JavaScript",
        b"/Thumb",
    ):
        if word in redacted:
            found.append("遮盖后的文件里还有页面图像以外的内容。")
            break
    found += _uncovered(redacted, boxes)
    return found


def _uncovered(redacted: bytes, boxes: Sequence[Box]) -> Iterator[str]:
    """Each box, looked at on the page as it comes out: it has to be what a box of nothing else would be."""
    for number in sorted({box.page for box in boxes}):
        data, _ = page_picture(redacted, number, dpi=DPI)
        with Image.open(io.BytesIO(data)) as image:
            page = image.convert("L")
        mine = [box for box in boxes if box.page == number]
        ideal = paint(Image.new("RGB", page.size, "white"), mine).convert("L")
        for box in mine:
            area = _inner(box.pixels(*page.size))
            difference = ImageChops.difference(page.crop(area), ideal.crop(area))
            if area[2] > area[0] and area[3] > area[1] and ImageStat.Stat(difference).mean[0] > LIGHTEST:
                yield f"第{number}页有一处没有完全遮住。"


def _inner(area: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Without the edge, where black meets white."""
    return area[0] + 2, area[1] + 2, area[2] - 2, area[3] - 2
