"""Text files: their encoding, and whether commas, semicolons or tabs make them a table."""

import codecs
import csv
import io
import re
from typing import Final

from catalog.importer.grid import Grid, GridRow, UnreadableFile, text_grid
from catalog.importer.header_words import header_word

_GARBAGE: Final = "文件编码无法识别或不是文本，请另存为 UTF-8 编码的 .csv 或 .txt 后再上传"
_BAD_CSV: Final = "CSV 文件的引号不成对或单元格过大，请用 Excel 打开后另存再上传"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_DELIMITERS: Final = ",;\t，；"
_MAX_FIELD: Final = 1_000_000


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes to text: byte order mark, the declared charset, UTF-8, GB 18030, UTF-16; raises UnreadableFile."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(data, encoding)
    candidates = ["utf-8"]
    zeros = data[:4000].count(b"\x00")
    if zeros * 100 > len(data[:4000]):
        # UTF-16 without its mark: the commas and line breaks show which byte of the pair is the zero one.
        little = data[1:4000:2].count(b"\x00") * 2 > zeros
        candidates = ["utf-16-le" if little else "utf-16-be"]
    elif declared is not None and declared.lower().replace("-", "") not in {"utf8", "unicode"}:
        candidates = ["utf-8", _superset(declared)]
    candidates.append("gb18030")
    for encoding in candidates:
        try:
            return _checked(data, encoding)
        except (UnreadableFile, LookupError):
            continue
    raise UnreadableFile(_GARBAGE)


def _superset(declared: str) -> str:
    name = declared.lower().replace("_", "-")
    return "gb18030" if name in {"gb2312", "gbk", "gb-2312", "x-gbk"} else name


def _checked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(_GARBAGE) from error
    odd = len(_CONTROL.findall(text))
    if odd > 3 and odd * 50 > len(text):
        raise UnreadableFile(_GARBAGE)
    return _CONTROL.sub("", text)


def read_text_file(data: bytes) -> list[Grid]:
    """A delimited table as cells, anything else as lines; raises UnreadableFile."""
    text = decode(data)
    delimiter = _delimiter(text)
    if delimiter is None:
        return [text_grid(text)]
    try:
        rows = _csv_rows(text, delimiter)
    except csv.Error as error:
        raise UnreadableFile(_BAD_CSV) from error
    return [Grid("", rows)]


def read_csv(data: bytes) -> Grid:
    """A plain list: whichever delimiter stands most often in the first line; raises UnreadableFile."""
    text = decode(data)
    first = text.strip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return Grid("", _csv_rows(text, delimiter))
    except csv.Error as error:
        raise UnreadableFile(_BAD_CSV) from error


def _csv_rows(text: str, delimiter: str) -> list[GridRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    line = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            rows.append(GridRow(line, tuple(record)))
        line = reader.line_num + 1
    return rows


def _delimiter(text: str) -> str | None:
    """The character that, on some line, separates at least four header words; quoted line breaks are honoured."""
    csv.field_size_limit(_MAX_FIELD)
    for delimiter in _DELIMITERS:
        if text.count(delimiter) < 4:
            continue
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for number, record in enumerate(reader):
                if sum(1 for cell in record if cell.strip() and header_word(cell) is not None) >= 4:
                    return delimiter
                if number > 40:
                    break
        except csv.Error:
            continue
    return _headless_delimiter(text)


def _headless_delimiter(text: str) -> str | None:
    """Without a header: rows that begin with a number and all have the national table's width."""
    for delimiter in ",\t":
        try:
            records = [
                row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)
            ]
        except csv.Error:
            continue
        fitting = [row for row in records if len(row) in {12, 14} and row[0].strip().isdigit()]
        if records and len(fitting) * 2 > len(records):
            return delimiter
    return None
