"""A published evaluation as .xlsx: the ranking, and every score with the facts behind it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from accounts.models import OrganisationKind
from disclosure.bulk.sheets import safe
from supervision.measuring import GAUGES
from supervision.models import Evaluation, Result, Score

RANKING = ("类别", "排名", "单位", "总分", "通报")
DETAILS = (
    "单位",
    "一级指标",
    "指标",
    "分值",
    "得分",
    "值",
    "合格数",
    "总数",
    "不合格的（部分）",
    "人工依据、更正理由",
    "系统取数的口径",
)


def xlsx(evaluation: Evaluation) -> bytes:
    """Two sheets; nothing in it begins a formula."""
    results = evaluation.results.select_related("unit")
    scores = evaluation.scores.select_related("unit", "indicator").order_by(
        "unit__lft", "indicator__position"
    )
    book = Workbook()
    ranking = book.active
    ranking.title = "排名"
    _fill(ranking, RANKING, (_ranked(one) for one in results), (14, 8, 34, 10, 14))
    _fill(
        book.create_sheet("得分"), DETAILS, map(_detailed, scores), (30, 14, 26, 8, 8, 10, 10, 10, 60, 40, 60)
    )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ranked(one: Result) -> Sequence[Any]:
    return OrganisationKind(one.group).label, one.rank, one.unit.name, one.total, one.get_notice_display()


def _detailed(one: Score) -> Sequence[Any]:
    facts = one.facts
    measure = GAUGES.get(facts["indicator"]["measure"])
    said = "；".join(str(facts[name]) for name in ("evidence", "why") if facts.get(name))
    return (
        one.unit.name, facts["indicator"]["head"], facts["indicator"]["name"], one.indicator.points,
        "不涉及" if one.points is None else one.points, one.value, facts.get("number"), facts.get("of"),
        "；".join(facts.get("listed", ())), said, measure.describes if measure else "人工填写",
    )  # fmt: skip


def _fill(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]) -> None:
    sheet.append(head)
    for row in rows:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True)
    for column, width in zip("ABCDEFGHIJK", widths, strict=False):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
