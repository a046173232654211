"""From bytes to grids, whatever the file is called."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from catalog.importer.containers import DAMAGED, MACRO, MAX_BYTES, Package, check_plain
from catalog.importer.docx_reader import read_docx
from catalog.importer.features import Look, look
from catalog.importer.grid import Grid, GridKind, UnreadableFile
from catalog.importer.header_words import STRONG, header_word
from catalog.importer.html_reader import looks_html, read_html
from catalog.importer.text_reader import read_csv, read_text_file
from catalog.importer.tokens import glued_header, header_text, tokenize
from catalog.importer.xlsx_reader import MAX_ROWS, TOO_MANY_ROWS, read_xlsx

__all__ = ["MAX_BYTES", "read_list", "read_table"]

NOT_A_TABLE: Final = "文件里没有找到目录表格，请确认表头含有“公开事项”“公开内容”“公开主体”等栏目"
_MAX_LINES: Final = MAX_ROWS * 40  # pasted text may need a line for every cell
_ROWS_LOOKED_AT: Final = 2000


def read_list(data: bytes, filename: str) -> list[Grid]:
    """The sheets of an .xlsx, or the lines of a .csv, of any list at all. Raises UnreadableFile like `read_table`."""
    check_plain(data)
    if filename.lower().endswith((".xlsm", ".xltm", ".xlsb")):
        raise UnreadableFile(MACRO)
    return _read(data, None) if data.startswith(b"PK") else [read_csv(data)]


def read_table(
    data: bytes, filename: str, *, progress: Callable[[int, int], None] | None = None
) -> list[Grid]:
    """The tables of one file. The content decides the format, the name only whether macros were meant.

    Raises UnreadableFile with one Chinese sentence for the person who uploaded it.
    """
    check_plain(data)
    if filename.lower().endswith((".xlsm", ".docm", ".xltm", ".dotm", ".xlsb")):
        raise UnreadableFile(MACRO)
    grids = _read(data, progress)
    lines = sum(len(grid.rows) for grid in grids if grid.kind is GridKind.TEXT)
    rows = sum(len(grid.rows) for grid in grids if grid.kind is GridKind.CELLS)
    if rows > MAX_ROWS or lines > _MAX_LINES:
        raise UnreadableFile(TOO_MANY_ROWS)
    if not any(_looks_catalogue(grid) for grid in grids):
        raise UnreadableFile(NOT_A_TABLE)
    return grids


def _read(data: bytes, progress: Callable[[int, int], None] | None) -> list[Grid]:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        package = Package(data)
        if "word/document.xml" in package.names:
            return read_docx(package)
        if any(name.startswith("xl/") for name in package.names):
            return read_xlsx(package, progress)
        if package.is_office() or "mimetype" in package.names:
            raise UnreadableFile("暂不支持这种文档，请另存为 .xlsx 或 .docx 后再上传")
        raise UnreadableFile("这是压缩包，请解压后上传里面的表格文件")
    if data.startswith(b"PK"):
        raise UnreadableFile(DAMAGED)
    if looks_html(data):
        return read_html(data)
    return read_text_file(data)


def _looks_catalogue(grid: Grid) -> bool:
    """Two certain header words, or numbered rows with what only a catalogue has."""
    if grid.kind is GridKind.TEXT:
        return _text_looks_catalogue(grid)
    texts = [text for row in islice(grid.rows, _ROWS_LOOKED_AT) for text in row.texts() if text]
    return len({word for text in texts if (word := _certain(text))}) >= 2 or _has_signs(texts)


def _text_looks_catalogue(grid: Grid) -> bool:
    tokens = tokenize(grid.rows[: _ROWS_LOOKED_AT * 5])
    found = set()
    for at, token in enumerate(tokens):
        text, count = header_text(tokens, at) if token.text else ("", 0)
        head = token.text.partition("：")[0].partition(":")[0]
        word = _certain(text) if count else _certain(head)
        if word:
            found.add(word)
        if len(found) >= 2:
            return True
    return any(len(glued_header(str(row.cells[0]))) >= 3 for row in grid.rows) or _has_signs(
        [t.text for t in tokens]
    )


def _certain(text: str) -> str | None:
    word = header_word(text)
    return word.kind.value if word is not None and word.kind in STRONG else None


def _has_signs(texts: Sequence[str]) -> bool:
    looks = {look(text) for text in texts}
    return (
        Look.NUMBER in looks and len(looks & {Look.BOXES, Look.CHANNEL, Look.TICK, Look.TIME, Look.LAW}) >= 3
    )
