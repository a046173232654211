"""Word files: every table with its merged cells, and the paragraphs that stand before it."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from catalog.importer.containers import DAMAGED, Package
from catalog.importer.grid import Cell, Covered, Grid, UnreadableFile, cell_grid, text_grid

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Symbol fonts: the letter is only a code, the font makes it a box or a tick.
_WINGDINGS_2: Final = {0x52: "☑", 0xA3: "□", 0x50: "√", 0x51: "☒", 0x54: "☒", 0xA2: "■"}
_WINGDINGS: Final = {
    0x6E: "■",
    0x6F: "□",
    0xA8: "□",
    0xFC: "√",
    0xFE: "☑",
    0xFD: "☒",
    0x6C: "●",
    0x71: "□",
    0x78: "☒",
}
_FONTS: Final = {"wingdings2": _WINGDINGS_2, "wingdings": _WINGDINGS}
_MAX_TABLES: Final = 2000


def read_docx(package: Package) -> list[Grid]:
    """One grid per table; without any table the paragraphs as text; raises UnreadableFile."""
    xml = package.read("word/document.xml").replace(_STRICT, _TRANSITIONAL)
    try:
        # No entities, no network, no oversized nodes: the file comes from outside.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableFile(DAMAGED)
    grids: list[Grid] = []
    before: list[str] = []
    for block in _blocks(body):
        if block.tag == f"{_W}p":
            before.append(_paragraph(block))
        else:
            preamble = tuple(line for line in before if line.strip())
            grids.append(cell_grid(f"表格{len(grids) + 1}", list(_table_rows(block)), preamble))
            before = []
        if len(grids) > _MAX_TABLES:
            raise UnreadableFile("文件里的表格太多，请拆成几个文件后分别上传")
    return grids or [text_grid("\n".join(before))]


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and outer tables in reading order, also inside content controls."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"}:
            yield from _blocks(child)


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _within(child, tag)


def _table_rows(table: etree._Element) -> Iterator[list[Cell]]:
    for row in _within(table, f"{_W}tr"):
        cells: list[Cell] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for cell in _within(row, f"{_W}tc"):
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            covered = merge is not None and merge.get(f"{_W}val", "continue") != "restart"
            cells.append(Covered.ABOVE if covered else _cell_text(cell))
            cells += [Covered.LEFT] * (span - 1)
        yield cells


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(value), 80) if value.isdigit() else otherwise


def _cell_text(cell: etree._Element) -> str:
    """The paragraphs of a cell, those of tables inside it too."""
    return "\n".join(_paragraph(paragraph) for paragraph in cell.iter(f"{_W}p")).strip()


def _paragraph(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            parts.append(_run_text(element))
        elif element.tag == f"{_W}sym":
            parts.append(_symbol(element.get(f"{_W}font", ""), element.get(f"{_W}char", "")))
        elif element.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif element.tag == f"{_W}tab":
            parts.append(" ")
        elif element.tag.endswith("}checked") and "2010/wordml" in element.tag:
            continue
    return "".join(parts)


def _run_text(element: etree._Element) -> str:
    """Letters set in a symbol font are boxes and ticks (`R` in Wingdings 2)."""
    text = element.text or ""
    run = element.getparent()
    fonts = run.find(f"{_W}rPr/{_W}rFonts") if run is not None else None
    names = {fonts.get(f"{_W}{kind}", "") for kind in ("ascii", "hAnsi")} if fonts is not None else set()
    for name in names:
        table = _FONTS.get(name.lower().replace(" ", ""))
        if table is not None:
            return "".join(
                table.get(ord(letter) & 0xFF, letter) if _is_code(letter) else letter for letter in text
            )
    return text


def _is_code(letter: str) -> bool:
    return ord(letter) < 0x100 or 0xF000 <= ord(letter) < 0xF100


def _symbol(font: str, char: str) -> str:
    try:
        code = int(char, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.lower().replace(" ", ""), {})
    return table.get(code & 0xFF) or (chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else "")
