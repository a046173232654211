"""索引号: allocated per unit and year under a lock, permanent, never given twice."""

from __future__ import annotations

from disclosure.models import Document, IndexCounter
from statute.index_numbers import format_index


def allocate(document: Document, year: int) -> Document:
    """Give the document the next number of its unit in `year`; one that has a number keeps it.

    Call it inside the act's transaction: the counter's row stays locked until commit.
    """
    if document.index_number:
        return document
    IndexCounter.objects.get_or_create(unit=document.unit, year=year)
    counter = IndexCounter.objects.select_for_update().get(unit=document.unit, year=year)
    number = ""
    while (
        not number or Document.objects.filter(index_number=number).exists()
    ):  # old documents bring their own
        counter.last += 1
        number = format_index(prefix(document), year, counter.last)
    counter.save(update_fields=["last"])
    document.index_year, document.index_serial, document.index_number = year, counter.last, number
    document.save(update_fields=["index_number", "index_year", "index_serial"])
    return document


def prefix(document: Document) -> str:
    """前段码, 8 to 18 characters: the unit's 统一社会信用代码, else its code in the portal."""
    return document.unit.credit_code or document.unit.code.upper().replace("_", "-").rjust(8, "0")[:18]
