"""Excel files, streamed row by row: cells a reader sees, and rows, columns and sheets kept out of sight."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from disclosure.scanner import ooxml, xml
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.ooxml import Part
from disclosure.scanner.package import DAMAGED, Package, Unreadable

_MOST_HIDDEN: Final = (
    4000  # characters of one hidden row, column or sheet that make its excerpt and fingerprint
)
_OUTSIDE: Final = re.compile(r"(?i)\[\d+\]|\[[^\]]+\.xl\w+\]|https?://|file:|\\\\|[a-z]:\\")
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d+)$")
_HEADINGS: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_CODES: Final = re.compile(r'&(?:[LCRPNDTGFAZBIUEXYSOH&]|"[^"]*"|K[0-9A-F]{6}|\d+)')


@dataclass
class Sheet:
    """A sheet as the workbook lists it."""

    title: str
    part: str
    hidden: bool
    very: bool = False


@dataclass
class Hidden:
    """Text out of sight on one sheet."""

    columns: list[tuple[int, int]] = field(default_factory=list)
    rows: dict[int, str] = field(default_factory=dict)
    in_columns: dict[int, list[str]] = field(default_factory=dict)
    on_sheet: list[str] = field(default_factory=list)


def read_sheets(package: Package, every: list[Part], base: str, contents: Contents) -> None:
    """Visible text and traces of one .xlsx; raises Unreadable."""
    workbook = next((part for part in every if part.role in {"sheet", "template"}), None)
    if workbook is None:
        raise Unreadable(DAMAGED)
    strings = _Strings(package, every)
    seen: set[str] = set()
    for sheet in listed(package, workbook.name):
        if sheet.part in package:
            seen.add(sheet.part)
            _SheetReader(package, sheet, strings, base, contents).read()
    for part in every:  # a sheet nobody lists is still in the file
        if part.role == "worksheet" and part.name not in seen:
            _SheetReader(package, Sheet(part.name, part.name, hidden=True), strings, base, contents).read()
    for text in strings.unused():
        contents.look(base + "未使用的文字", text)
    _names(package, workbook.name, base, contents)
    for part in every:
        _other(package, part, base, contents)


def listed(package: Package, workbook: str) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    targets = ooxml.related(package, workbook)
    found = []
    for element in xml.parse(package.read(workbook)).iter("{*}sheet"):
        state = xml.attribute(element, "state")
        found.append(
            Sheet(
                xml.attribute(element, "name"),
                targets.get(xml.attribute(element, "id"), ""),
                hidden=state in {"hidden", "veryHidden"},
                very=state == "veryHidden",
            )
        )
    return found


class _Strings:
    """The table of shared strings, and which of them stand in a cell."""

    def __init__(self, package: Package, every: list[Part]) -> None:
        self.texts: list[str] = []
        for part in every:
            if part.role == "sharedStrings":
                with package.stream(part.name) as source:
                    self.texts += [_rich(item) for item in xml.stream(source, ["{*}si"])]
        self.used = bytearray(len(self.texts))

    def take(self, index: str) -> str:
        at = int(index) if index.isdigit() else len(self.texts)
        if at >= len(self.texts):
            return ""
        self.used[at] = 1
        return self.texts[at]

    def unused(self) -> list[str]:
        return [text for text, used in zip(self.texts, self.used, strict=True) if not used and text.strip()]


def _rich(item: xml.Element) -> str:
    """Text of a string, without the reading aids (注音)."""
    if len(item) == 1 and item[0].text is not None:
        return str(item[0].text)
    return "".join(text.text or "" for text in item.iter("{*}t") if xml.local(text.getparent()) != "rPh")


def letters(column: int) -> str:
    """28 → AB."""
    out = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def column_of(reference: str) -> int:
    """AB7 → 28; 0 when it is no reference."""
    match = _CELL.match(reference)
    number = 0
    for letter in match[1] if match else "":
        number = number * 26 + ord(letter) - 64
    return number


class _SheetReader:
    def __init__(
        self, package: Package, sheet: Sheet, strings: _Strings, base: str, contents: Contents
    ) -> None:
        self.package = package
        self.sheet = sheet
        self.strings = strings
        self.place = f"{base}工作表“{sheet.title}”"
        self.contents = contents
        self.hidden = Hidden()
        self.is_hidden: set[int] = set()
        self.row = 0
        self.names: dict[str, tuple[int, str]] = {}

    def read(self) -> None:
        tags = ["{*}col", "{*}row", *(f"{{*}}{tag}" for tag in _HEADINGS)]
        with self.package.stream(self.sheet.part) as source:
            for element in xml.stream(source, tags):
                tag = xml.local(element)
                if tag == "row":
                    self._row(element)
                elif tag == "col":
                    self._column(element)
                else:
                    self.contents.add(self.place + "页眉页脚", _CODES.sub(" ", element.text or ""))
        self._report()

    def _column(self, element: xml.Element) -> None:
        if element.get("hidden") in {"1", "true"} or element.get("width") == "0":
            first, last = element.get("min", ""), element.get("max", "")
            if first.isdigit() and last.isdigit():
                self.hidden.columns.append((int(first), int(last)))
                self.is_hidden.update(range(int(first), min(int(last), 16384) + 1))

    def _row(self, row: xml.Element) -> None:
        given = row.get("r", "")
        self.row = int(given) if given.isdigit() else self.row + 1
        out_of_sight = row.get("hidden") in {"1", "true"} or row.get("ht") == "0"
        line: list[str] = []
        shown: list[str] = []
        columns: list[str] = []
        column = 0
        for cell in row:
            name = cell.get("r", "").rstrip("0123456789")
            column, letter = self.names.get(name) or self._name(name, column + 1)
            text = self._value(cell)
            if not text or text.isspace():
                continue
            if self.sheet.hidden or out_of_sight or column in self.is_hidden:
                line.append(text)
                if column in self.is_hidden and not out_of_sight:
                    self.hidden.in_columns.setdefault(column, []).append(text)
                self.contents.look(f"{self.place}第{self.row}行{letter}列", text)  # reported as a whole below
            else:
                shown.append(text)
                columns.append(letter)
        if shown:
            self.contents.add_row(f"{self.place}第{self.row}行", shown, columns)
        if line and self.sheet.hidden:
            self.hidden.on_sheet.append(" ".join(line))
        elif line and out_of_sight:
            self.hidden.rows[self.row] = " ".join(line)

    def _name(self, name: str, following: int) -> tuple[int, str]:
        number = column_of(name + "1") if name else following
        found = (number or following, name or letters(following))
        if name:
            self.names[name] = found
        return found

    def _value(self, cell: xml.Element) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _rich(cell[-1]) if len(cell) else ""
        value = None
        for child in reversed(cell):
            if child.tag.endswith("}v"):
                value = child.text
                break
        if kind == "s":
            return self.strings.take(value or "")
        if not value or kind in {"b", "e"}:
            return ""
        return _figure(value) if "E" in value and kind in {None, "n"} else str(value)

    def _report(self) -> None:
        hidden = self.hidden
        if hidden.on_sheet:
            label = "深度隐藏的工作表" if self.sheet.very else "隐藏的工作表"
            self._trace(Kind.HIDDEN_SHEET, self.place, "；".join(hidden.on_sheet), label)
            return
        for first, last in ranges(sorted(hidden.rows)):
            where = f"{self.place}第{first}行" if first == last else f"{self.place}第{first}至{last}行"
            lines = (hidden.rows[row] for row in range(first, last + 1))
            self._trace(Kind.HIDDEN_ROWS, where, "；".join(lines), "隐藏的行")
        for first, last in ranges(sorted(hidden.in_columns)):
            name = letters(first) if first == last else f"{letters(first)}至{letters(last)}"
            cells = (text for column in range(first, last + 1) for text in hidden.in_columns[column])
            self._trace(Kind.HIDDEN_COLUMNS, f"{self.place}{name}列", "；".join(cells), "隐藏的列")

    def _trace(self, kind: Kind, place: str, text: str, label: str) -> None:
        self.contents.trace(kind, place, text, label, scanned=False)


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """[3, 4, 5, 9] → [(3, 5), (9, 9)]."""
    if not numbers:
        return []
    breaks = [(before, after) for before, after in pairwise(numbers) if after != before + 1]
    starts = [numbers[0], *(after for _, after in breaks)]
    ends = [*(before for before, _ in breaks), numbers[-1]]
    return list(zip(starts, ends, strict=True))


def _figure(value: str) -> str:
    """1.3800138E10 → 13800138000."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e20 else value


def _names(package: Package, workbook: str, base: str, contents: Contents) -> None:
    for name in xml.parse(package.read(workbook)).iter("{*}definedName"):
        if _OUTSIDE.search(name.text or ""):
            said = f"{xml.attribute(name, 'name')} = {name.text}"
            contents.trace(Kind.EXTERNAL_LINK, base + "名称管理器", said, "指向外部的名称")


def _other(package: Package, part: Part, base: str, contents: Contents) -> None:
    """Comments, text boxes, caches and links beside the cells."""
    if part.role in {"comments", "threadedcomments"} or re.search(r"(?i)threadedComment\d*\.xml$", part.name):
        _comments(package, part, base, contents)
    elif part.role in {"drawing", "chart"} and part.name.endswith(".xml"):
        for paragraph in xml.parse(package.read(part.name)).iter("{*}p"):
            contents.add(base + ("图表" if part.role == "chart" else "文本框"), xml.text_of(paragraph))
    elif part.role == "externalLink":
        root = xml.parse(package.read(part.name))
        cached = " ".join(value.text or "" for value in root.iter("{*}v"))
        if cached.strip():
            contents.trace(Kind.EXTERNAL_LINK, base + "外部工作簿的缓存", cached, "缓存的数据")
    elif part.role in {"pivotCacheRecords", "pivotCacheDefinition"}:
        _pivot(package, part, base, contents)
    elif part.role == "connections":
        for connection in xml.parse(package.read(part.name)):
            said = xml.attribute(connection, "name")
            contents.trace(Kind.EXTERNAL_LINK, base + "数据连接", said, "外部数据连接")
    elif part.role == "revisionLog":
        contents.trace(Kind.TRACKED_CHANGE, base, "", "共享工作簿的修订记录", scanned=False)
    elif part.role == "person" or re.search(r"(?i)persons/.*\.xml$", part.name):
        for person in xml.parse(package.read(part.name)):
            ooxml.add_author(contents, base + "批注者名单", xml.attribute(person, "displayName"), "批注者")


def _comments(package: Package, part: Part, base: str, contents: Contents) -> None:
    root = xml.parse(package.read(part.name))
    for author in root.iter("{*}author"):
        ooxml.add_author(contents, base + "批注", author.text or "", "批注者")
    for comment in root.iter("{*}comment", "{*}threadedComment"):
        text = xml.text_of(comment) or xml.text_of(comment, "{*}text")
        contents.trace(Kind.COMMENT, f"{base}单元格{xml.attribute(comment, 'ref')}", text, "批注")


def _pivot(package: Package, part: Part, base: str, contents: Contents) -> None:
    with package.stream(part.name) as source:
        values = [element.get("v", "") for element in xml.stream(source, ["{*}s", "{*}n", "{*}d"])]
    text = " ".join(value for value in values if value)
    if text:
        contents.trace(Kind.HIDDEN_TEXT, base + "数据透视表缓存", text, "数据透视表保存的源数据")
