"""The standard templates as .docx, made from their wording in the layout of an official letter (GB/T 9704-2012).

Body text 仿宋 16 pt at 28 pt, title 小标宋 22 pt, margins 37/35/28/26 mm. The seal goes over the body's name and date.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from requests_app.letters.texts import FORMS, TEXTS
from statute.letters import LETTERS, LetterKind, Series, To

BODY, TITLE = "仿宋", "方正小标宋简体"
INDENT = Pt(32)  # two characters of body text


@cache
def standard_template(code: str) -> bytes:
    """The .docx of a kind as we ship it; the same bytes' meaning on every machine (see `digest_of`)."""
    kind = LETTERS[code]
    document = _page(kind)
    if kind.series is Series.NONE:
        _form(document, code)
    else:
        _letter(document, kind)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(kind: LetterKind) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    _font(style, BODY, 16)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(28)
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.title, document.core_properties.author = kind.title, ""
    _line(document, "{{ 机关 }}", size=22, name=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, exact=34)
    _line(document, kind.title, size=22, name=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, exact=34)
    return document


def _letter(document: Any, kind: LetterKind) -> None:
    _line(document, "{{ 文号 }}", align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "")
    _line(document, "{{ 收件人 }}：")
    for text in TEXTS[kind.code]:
        _line(document, text, indent=True)
    _line(document, "")
    _line(document, "{{ 附件 }}", indent=True)
    if kind.to is To.APPLICANT:
        _line(document, "{{ 联系方式 }}", indent=True)
    _line(document, "")
    _line(document, "{{ 机关 }}（印章）", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ 日期 }}", align=WD_ALIGN_PARAGRAPH.RIGHT)


def _form(document: Any, code: str) -> None:
    _line(document, "")
    rows = FORMS[code]
    table = document.add_table(rows=len(rows), cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for row, (label, content) in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, (label, content), (Mm(48), Mm(108)), strict=True):
            cell.width = width
            cell.paragraphs[0].add_run(text).font.size = Pt(12)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(20)


def _line(
    document: Any, text: str, *, size: int = 0, name: str = "", align: Any = None, indent: bool = False, exact: int = 0
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    if size:
        _font(run, name, size)
    if exact:
        paragraph.paragraph_format.line_spacing = Pt(exact)
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = INDENT


def _font(holder: Any, name: str, size: int) -> None:
    holder.font.size, holder.font.name = Pt(size), name
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
