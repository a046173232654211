"""Saved web pages: the innermost tables with their spans, or the page's text when it has none."""

import re
from collections.abc import Iterator
from typing import Final

import lxml.html
from lxml import etree

from catalog.importer.grid import Cell, Covered, Grid, UnreadableFile, cell_grid, text_grid
from catalog.importer.text_reader import decode

_LOOKS_HTML: Final = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|table|div|meta|tr|td|p)\b", re.IGNORECASE
)
_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_BREAKING: Final = frozenset(
    {"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "table", "section", "article", "ul", "dd", "dt"}
)
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "head"})
_MAX_SPAN: Final = 80
_MAX_CELLS: Final = 2_000_000


def looks_html(data: bytes) -> bool:
    """Whether the beginning of the file holds markup (also in UTF-16)."""
    return bool(_LOOKS_HTML.search(data[:4096].replace(b"\x00", b"")))


def read_html(data: bytes) -> list[Grid]:
    """Every table that contains no other table; raises UnreadableFile."""
    if _ENTITY.search(data[:4096].replace(b"\x00", b"")):
        raise UnreadableFile(
            "网页内含有实体声明，出于安全不予打开，请在浏览器中复制表格后粘贴到 Excel 再上传"
        )
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared.group(1).decode("ascii") if declared else None)
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableFile("网页内容无法读取，请在浏览器中打开后复制表格，粘贴到 Excel 再上传") from error
    tables = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    grids: list[Grid] = []
    lines, positions = _lines_and_tables(root, tables)
    for table in tables:
        rows = list(_rows(table))
        if rows:
            preamble = tuple(lines[max(0, positions.get(table, 0) - 12) : positions.get(table, 0)])
            grids.append(cell_grid(f"表格{len(grids) + 1}", rows, preamble))
    return grids or [text_grid("\n".join(lines))]


def _lines_and_tables(
    root: etree._Element, tables: list[etree._Element]
) -> tuple[list[str], dict[etree._Element, int]]:
    """The text outside the tables, line by line, and how many lines precede each table."""
    lines: list[str] = []
    current: list[str] = []
    positions: dict[etree._Element, int] = {}
    for piece in (*_outside(root, set(tables)), None):
        if isinstance(piece, str):
            current.append(piece)
            continue
        line = " ".join("".join(current).split())
        if line:
            lines.append(line)
        current.clear()
        if piece is not None:
            positions[piece] = len(lines)
    return lines, positions


def _outside(root: etree._Element, wanted: set[etree._Element]) -> Iterator[str | etree._Element | None]:
    """Text outside the tables; None where a line ends, a table where one begins."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_tag = isinstance(element.tag, str)
        if event == "start" and is_tag:
            if element in wanted:
                yield element
            elif element.tag in _BREAKING:
                yield None
            if element.text and element.tag not in _SILENT and not _is_inside(element, wanted):
                yield element.text
        elif event == "end":
            if is_tag and element.tag in _BREAKING:
                yield None
            parent = element.getparent()
            if (
                element.tail
                and parent is not None
                and parent.tag not in _SILENT
                and not _is_inside(parent, wanted)
            ):
                yield element.tail


def _is_inside(element: etree._Element, wanted: set[etree._Element]) -> bool:
    return element in wanted or any(ancestor in wanted for ancestor in element.iterancestors("table"))


def _rows(table: etree._Element) -> Iterator[list[Cell]]:
    """Rows with their row and column spans laid out; a row that really is shorter stays shorter."""
    hanging: dict[int, int] = {}
    made = 0
    for row in table.iter("tr"):
        cells: list[Cell] = []
        for cell in row.iterchildren("td", "th"):
            _fill_hanging(cells, hanging)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(across):
                if down > 1:
                    hanging[len(cells)] = down - 1
                cells.append(_text(cell) if not offset else Covered.LEFT)
        _fill_hanging(cells, hanging)
        made += len(cells)
        if made > _MAX_CELLS:
            raise UnreadableFile("网页中的表格过大，请拆成几个文件后分别上传")
        if cells:
            yield cells


def _fill_hanging(cells: list[Cell], hanging: dict[int, int]) -> None:
    while hanging.get(len(cells), 0) > 0:
        hanging[len(cells)] -= 1
        cells.append(Covered.ABOVE)


def _span(cell: etree._Element, name: str) -> int:
    found = re.match(r"\s*(\d{1,6})", cell.get(name, ""))
    limit = 5000 if name == "rowspan" else _MAX_SPAN
    return max(1, min(int(found.group(1)), limit)) if found else 1


def _text(cell: etree._Element) -> str:
    """The cell's text; only blocks and <br> break lines, the source's own line breaks do not."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        silent = not isinstance(element.tag, str) or element.tag in _SILENT
        if event == "start" and not silent:
            if element.tag in _BREAKING:
                parts.append("\n")
            parts.append(re.sub(r"[ \t\r\n]+", " ", element.text or ""))
        elif event == "end" and element is not cell:
            if not silent and element.tag in _BREAKING and element.tag != "br":
                parts.append("\n")
            parts.append(re.sub(r"[ \t\r\n]+", " ", element.tail or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
