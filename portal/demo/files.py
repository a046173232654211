"""Files for the demonstration documents: a table, a letter, a page. Small, without traces of whoever made them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document as Letter
from openpyxl import Workbook


def spreadsheet(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A table as .xlsx."""
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = ""
    sheet = book.active
    sheet.title = "附表"
    sheet.append([title])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(title: str, lines: Sequence[str]) -> bytes:
    """A text as .docx."""
    made = Letter()
    made.core_properties.author = made.core_properties.comments = made.core_properties.last_modified_by = ""
    made.core_properties.title = title
    made.add_heading(title, level=1)
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page(lines: Sequence[str]) -> bytes:
    """One page as .pdf, set in a Chinese face every reader has (Adobe-GB1, not embedded)."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -26 Td " for line in lines[:26])
    stream = f"BT /F1 14 Tf 72 760 Td {shown}ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
            b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        ),
    )
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(data),
    )  # fmt: skip


def pack(files: Mapping[str, bytes]) -> bytes:
    """A .zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()
