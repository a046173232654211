"""The filled-in .docx as pages: what stands in the document, and nothing else, becomes HTML and then PDF.

One source: a county that changes its template in Word changes the PDF with it. Read are paragraphs (alignment, indent,
size, bold, line breaks) and tables of the body, and header and footer text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any, Final

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from requests_app.letters.template import CannotFill

_ALIGN: Final = {1: "center", 2: "right", 3: "justify"}
SONG: Final = "'方正小标宋简体', '华文中宋', SimSun, 'Noto Serif CJK SC', 'WenQuanYi Micro Hei', serif"
FANG: Final = "仿宋, FangSong, STFangsong, 'Noto Serif CJK SC', 'WenQuanYi Micro Hei', serif"
CSS: Final = f"""
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm;
  @bottom-center {{ content: "— " counter(page) " —"; font: 14pt {FANG}; }} }}
body {{ font: 16pt/28pt {FANG}; margin: 0; }}
p {{ margin: 0; min-height: 28pt; overflow-wrap: anywhere; }}
.title {{ font: 22pt/34pt {SONG}; }}
table {{ border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 20pt; }}
td {{ border: 0.5pt solid #000; padding: 4pt 6pt; vertical-align: top; }}
td:first-child {{ width: 30%; }}
td p {{ min-height: 20pt; }}
"""


@cache
def _layout() -> tuple[Any, Any]:
    """WeasyPrint's page maker and our fonts, when the first letter is laid out: most processes never lay one out."""
    from weasyprint import HTML  # noqa: PLC0415  needs system libraries that may be missing; only PDFs do without them
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  as above

    return HTML, FontConfiguration()


def to_html(data: bytes) -> str:
    """The letter as one page of HTML with its style sheet inside."""
    document = Document(io.BytesIO(data))
    title = escape(document.core_properties.title or "")
    inside = "".join(_blocks(document))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{CSS}</style></head><body>{inside}</body></html>"
    )


def to_pdf(data: bytes) -> bytes:
    """The pages of a filled-in .docx; CannotFill where the machine has nothing to lay them out with."""
    try:
        html, fonts = _layout()
    except (ImportError, OSError):  # WeasyPrint without Pango raises OSError when it is imported
        raise CannotFill("这台机器没有安装排版组件（libpango），只能取得 .docx") from None
    pdf: bytes = html(string=to_html(data), url_fetcher=_nothing).write_pdf(font_config=fonts)
    return pdf


def _nothing(url: str) -> Any:
    """A letter fetches nothing."""
    raise ValueError(url)


def _blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield _table(block)
        elif isinstance(block, Paragraph):
            yield _paragraph(block)


def _table(table: Any) -> str:
    rows = []
    for row in table.rows:
        cells = "".join(
            f"<td>{''.join(_paragraph(one) for one in cell.paragraphs)}</td>" for cell in row.cells
        )
        rows.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _paragraph(paragraph: Any) -> str:
    style = []
    align = _ALIGN.get(int(paragraph.alignment)) if paragraph.alignment is not None else None
    if align:
        style.append(f"text-align:{align}")
    if paragraph.paragraph_format.first_line_indent:
        style.append(f"text-indent:{paragraph.paragraph_format.first_line_indent.pt:g}pt")
    largest = max((run.font.size.pt for run in paragraph.runs if run.font.size), default=0)
    name = ' class="title"' if largest >= 18 else ""
    inside = "".join(_run(run) for run in paragraph.runs)
    return f'<p{name} style="{";".join(style)}">{inside}</p>'


def _run(run: Any) -> str:
    text = escape(run.text).replace("\n", "<br>")
    return f"<b>{text}</b>" if run.bold else text
