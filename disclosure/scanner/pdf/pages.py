"""Text of PDF pages, and text a reader cannot see. Runs as a process of its own: `pages.py FILE FIRST STEP SECONDS`.

Every STEP-th page from FIRST on, one JSON line each. It imports nothing of ours, so that it starts quickly, and may die
of a hostile file without taking anything along.
"""

import ctypes
import json
import resource
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MAX_PAGES: Final = 2000
_MEMORY: Final = 3 * 1024**3
_PIXELS: Final = 4_000_000  # of a rendered page
_SMALL: Final = 4.0  # points; thinner fills are rules and borders
_UNIFORM: Final = 14  # grey levels
_WHITE: Final = 0xF0
_DARK: Final = 110
_INVISIBLE_MODES: Final = (3, 7)
_DEEPEST: Final = 12
_MOST_COVERS: Final = 400
_OPEN_PAGES: Final = 6
# Annotations that can lie on text like a sticker.
_STICKERS: Final = frozenset(
    {
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_REDACT,
    }
)

Matrix = tuple[float, float, float, float, float, float]


class Box(NamedTuple):
    """In page points, the origin below on the left."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether at least a sliver of a letter lies in both."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return width > 1 and height > 0.25 * max(0.1, min(self.top - self.bottom, other.top - other.bottom))

    def holds(self, letter: "Box") -> bool:
        """Whether most of a letter lies inside."""
        width = min(self.right, letter.right) - max(self.left, letter.left)
        height = min(self.top, letter.top) - max(self.bottom, letter.bottom)
        area = (letter.right - letter.left) * (letter.top - letter.bottom)
        return width > 0 and height > 0 and width * height >= 0.8 * area


class Seen:
    """What the objects of a page, in the order of painting, make one suspect."""

    def __init__(self) -> None:
        self.texts: list[Box] = []
        self.covers: list[Box] = []  # painted over text
        self.loose: list[Box] = []  # the same, where the shape may have holes
        self.pale = False  # white letters
        self.invisible = False  # letters that are not painted at all, as under a scan
        self.images = False

    @property
    def suspicious(self) -> bool:
        return bool(self.covers or self.loose or self.pale or self.invisible)


def _bounds(item: Any, outer: Matrix | None) -> Box | None:
    values = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, values)):
        return None
    left, bottom, right, top = (value.value for value in values)
    if outer is None:
        return Box(left, bottom, right, top)
    a, b, c, d, e, f = outer
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(across), min(up), max(across), max(up))


def _matrix(item: Any, outer: Matrix | None) -> Matrix | None:
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(raw)):
        return outer
    a, b, c, d, e, f = raw.a, raw.b, raw.c, raw.d, raw.e, raw.f
    if outer is None:
        return (a, b, c, d, e, f)
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _fill(item: Any) -> tuple[int, int, int, int]:
    values = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, values)):
        return (0, 0, 0, 255)
    red, green, blue, alpha = (value.value for value in values)
    return red, green, blue, alpha


def _look(count: int, get: Any, seen: Seen, outer: Matrix | None, depth: int) -> None:
    for at in range(count):
        item = get(at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            _look_at_text(item, seen, outer)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = pdfium.FPDFFormObj_CountObjects(item)
            _look(inner, _children(item), seen, _matrix(item, outer), depth + 1)
        elif kind in {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            _look_at_shape(item, kind, seen, outer)


def _children(form: Any) -> Any:
    return lambda at: pdfium.FPDFFormObj_GetObject(form, at)


def _look_at_text(item: Any, seen: Seen, outer: Matrix | None) -> None:
    box = _bounds(item, outer)
    if box is None:
        return
    seen.texts.append(box)
    red, green, blue, alpha = _fill(item)
    if pdfium.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE_MODES or alpha < 8:
        seen.invisible = True
    elif min(red, green, blue) >= _WHITE:
        seen.pale = True


def _look_at_shape(item: Any, kind: int, seen: Seen, outer: Matrix | None) -> None:
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        seen.images = True
    if not seen.texts or len(seen.covers) + len(seen.loose) > _MOST_COVERS:
        return
    exact = False
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke)):
            return
        thick = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(item, ctypes.byref(thick))
        if not mode.value and not (stroke.value and thick.value >= _SMALL):
            return
        exact = pdfium.FPDFPath_CountSegments(item) <= 5
    box = _bounds(item, outer)
    if box is None or box.right - box.left < _SMALL or box.top - box.bottom < _SMALL:
        return
    if pdfium.FPDFPageObj_HasTransparency(item) or not any(box.meets(text) for text in seen.texts):
        return
    (seen.covers if exact else seen.loose).append(box)


def _stickers(page: Any) -> Iterator[Box]:
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) in _STICKERS:
                rect = pdfium.FS_RECTF()
                if pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
                    yield Box(rect.left, min(rect.top, rect.bottom), rect.right, max(rect.top, rect.bottom))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


class Picture:
    """The page as it is printed, in grey."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        self.scale = min(2.0, (_PIXELS / max(1.0, self.width * self.height)) ** 0.5)
        bitmap = page.render(scale=self.scale, grayscale=True, may_draw_forms=True, draw_annots=True)
        self.stride = bitmap.stride
        self.columns, self.lines = bitmap.width, bitmap.height
        self.pixels = bytes(bitmap.buffer)
        self.page = page

    def colours(self, box: Box) -> tuple[int, int] | None:
        """(darkest, lightest) inside a box; None outside the page."""
        corners = [self._device(box.left, box.bottom), self._device(box.right, box.top)]
        left, right = sorted(x for x, _ in corners)
        top, bottom = sorted(y for _, y in corners)
        # The outermost pixels may be half of what is beside the box.
        left, right = (left + 1, right - 1) if right - left > 4 else (left, right + 1)
        top, bottom = (top + 1, bottom - 1) if bottom - top > 4 else (top, bottom + 1)
        left, top = max(0, left), max(0, top)
        right, bottom = min(self.columns, right), min(self.lines, bottom)
        if right - left < 1 or bottom - top < 1:
            return None
        darkest, lightest = 255, 0
        for line in range(top, bottom):
            stretch = self.pixels[line * self.stride + left : line * self.stride + right]
            darkest, lightest = min(darkest, *stretch, 255), max(lightest, *stretch, 0)
        return darkest, lightest

    def _device(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(
            self.page.raw, 0, 0, self.columns, self.lines, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        return across.value, down.value


def unseen(page: Any, textpage: Any, seen: Seen) -> tuple[str, str]:
    """(text under boxes, text that is invisible for another reason), both as they would be copied."""
    picture = Picture(page)
    under: list[str] = []
    invisible: list[str] = []
    previous: dict[int, int] = {}
    for at in range(textpage.count_chars()):
        letter = pdfium.FPDFText_GetUnicode(textpage.raw, at)
        if letter <= 32 or letter > 0x10FFFF or 0xD800 <= letter < 0xE000:
            continue
        verdict = _verdict(textpage, at, picture, seen)
        if verdict:
            out = under if verdict == 1 else invisible
            if out and at - previous.get(verdict, at) > 12:
                out.append(" ")
            out.append(chr(letter))
            previous[verdict] = at
    return "".join(under).strip(), "".join(invisible).strip()


def _verdict(textpage: Any, at: int, picture: Picture, seen: Seen) -> int:
    """1 = covered, 2 = invisible, 0 = seen by the reader."""
    tight = Box(*textpage.get_charbox(at))
    colours = picture.colours(tight)
    if colours is None:
        return 2  # off the page
    if colours[1] - colours[0] > _UNIFORM:
        return 0
    if any(box.holds(tight) for box in seen.covers):
        return 1
    loose = Box(*textpage.get_charbox(at, loose=True))
    whole = picture.colours(loose)
    if whole is None or whole[1] - whole[0] > _UNIFORM:
        return 0
    if any(box.holds(tight) for box in seen.loose) and not (seen.images and whole[0] > _DARK):
        return 1
    if seen.invisible and seen.images:  # the text layer of a scan: only a dark box says anything
        return 1 if whole[1] < _DARK else 0
    return 2 if seen.pale or seen.invisible else 0


def read_page(page: Any, number: int) -> dict[str, Any]:
    """One line of the answer."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    seen = Seen()
    _look(
        pdfium.FPDFPage_CountObjects(page.raw),
        lambda at: pdfium.FPDFPage_GetObject(page.raw, at),
        seen,
        None,
        0,
    )
    answer: dict[str, Any] = {"page": number, "text": text, "images": seen.images}
    if text.strip():
        seen.covers += [box for box in _stickers(page.raw) if any(box.meets(text) for text in seen.texts)]
        left, bottom, right, top = page.get_bbox()
        off = any(
            box.right < left or box.left > right or box.top < bottom or box.bottom > top for box in seen.texts
        )
        if seen.suspicious or off:
            answer["under"], answer["invisible"] = unseen(page, textpage, seen)
    textpage.close()
    return answer


def main(path: str, first: int, step: int, seconds: int) -> None:
    """Prints the pages; an error is a line as well."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    out = sys.stdout
    try:
        document = pypdfium2.PdfDocument(Path(path))
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        out.write(json.dumps({"error": "encrypted" if locked else "damaged"}) + "\n")
        return
    count = len(document)
    out.write(json.dumps({"pages": count}) + "\n")
    if count > MAX_PAGES:
        return
    opened: deque[Any] = deque()
    for number in range(first, count, step):
        try:
            page = document[number]
            opened.append(page)
            answer = read_page(page, number + 1)
            if len(opened) > _OPEN_PAGES:  # fonts are parsed anew once no open page uses them
                opened.popleft().close()
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            answer = {"page": number + 1, "failed": type(error).__name__}
        out.write(json.dumps(answer) + "\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
