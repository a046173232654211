"""Pictures of the pages, black boxes on them, and a new file of nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from requests_app.redaction.boxes import Box, CannotRedact

DPI: Final = 150
PREVIEW_DPI: Final = 96
MOST_PAGES: Final = 300
SECONDS: Final = 120
QUALITY: Final = 80
BLACK: Final = (0, 0, 0)
_SCRIPT: Final = Path(__file__).resolve().parent / "render.py"
_SAID: Final = {
    "encrypted": "文件有密码，请先解除密码再遮盖。",
    "damaged": "文件已损坏，或者不是 pdf、图片，不能遮盖。",
    "large": "图片过大，请缩小后再遮盖。",
}


def kind_of(data: bytes) -> str:
    return "pdf" if data[:1024].lstrip().startswith(b"%PDF") else "picture"


def page_picture(data: bytes, page: int, *, dpi: int = PREVIEW_DPI) -> tuple[bytes, int]:
    """One page as PNG, as a reader sees it, and how many pages there are."""
    with tempfile.TemporaryDirectory() as folder:
        count = _render(data, Path(folder), dpi, page, page)
        path = Path(folder) / f"{page}.png"
        if not path.exists():
            raise CannotRedact(f"这份材料没有第{page}页。")
        return path.read_bytes(), count


def redact(data: bytes, boxes: Sequence[Box]) -> bytes:
    """A PDF of all pages with the boxes painted over. CannotRedact: nothing to paint, a box on no page, or unreadable."""
    if not boxes:
        raise CannotRedact("还没有框选要遮盖的内容。")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = _render(data, folder, DPI, 1, MOST_PAGES)
        if count > MOST_PAGES:
            raise CannotRedact(f"超过{MOST_PAGES}页，请拆成几份分别遮盖。")
        if beyond := [box.page for box in boxes if box.page > count]:
            raise CannotRedact(f"这份材料没有第{beyond[0]}页。")
        return _bind(folder, count, boxes)


def _render(data: bytes, folder: Path, dpi: int, first: int, last: int) -> int:
    """Pages as PNG files by number; how many pages the file has."""
    source = folder / "source"
    source.write_bytes(data)
    arguments = (str(source), str(folder), kind_of(data), str(dpi), str(first), str(last), str(SECONDS))
    command = [sys.executable, "-P", "-X", "utf8", str(_SCRIPT), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS + 10, check=False
        )
        answer = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        answer = {}
    source.unlink()
    if "pages" not in answer:
        raise CannotRedact(_SAID.get(answer.get("error", ""), _SAID["damaged"]))
    return int(answer["pages"])


def _bind(folder: Path, count: int, boxes: Sequence[Box]) -> bytes:
    """One page after the other into a PDF; only one picture is held at a time."""
    out = folder / "redacted.pdf"
    for number in range(1, count + 1):
        with Image.open(folder / f"{number}.png") as image:
            page = paint(image.convert("RGB"), [box for box in boxes if box.page == number])
        grey = page.convert("L")
        colourless = Image.merge("RGB", (grey, grey, grey)).tobytes() == page.tobytes()
        (grey if colourless else page).save(
            out,
            "PDF",
            resolution=DPI,
            quality=QUALITY,
            append=number > 1,
            producer="",
            creationDate=None,
            modDate=None,
        )
        (folder / f"{number}.png").unlink()
    return out.read_bytes()


def paint(image: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Black where the boxes are, with the code of the ground in white where it fits."""
    draw = ImageDraw.Draw(image)
    for box in boxes:
        area = box.pixels(*image.size)
        draw.rectangle(area, fill=BLACK)
        size = min(22, (area[3] - area[1]) - 6)
        if size >= 9:
            draw.text(
                ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2), box.ground.value, fill="white", anchor="mm",
                font=ImageFont.load_default(size),
            )  # fmt: skip
    return image
