"""勾稽 of a whole report: errors keep it from being submitted, differences have to be explained."""

from __future__ import annotations

from datetime import date

from statute.annual import (
    Matrix,
    Violation,
    check,
    check_active,
    check_challenges,
    check_counts,
    check_narrative,
    check_parts,
    filled_in,
)
from statute.annual.printed import SECTIONS
from supervision.counting import Against
from supervision.models import AnnualReport, Origin

FEE_WORDS = "信息处理费"  # 国办函〔2020〕109号: section six states it, also where nothing was charged


def findings(
    report: AnnualReport, against: Against, tables: dict[int, Matrix] | None = None
) -> list[Violation]:
    """V1 to V10 in the order of the tables."""
    tables = tables or report.matrices
    before = against.previous or {}
    found = [*filled_in(tables[1]), *check_active(tables[1], before.get(1))]
    found += [*check(tables[2], before.get(2)), *check_challenges(tables[3])]
    if report.origin == Origin.IMPORTED:
        return found  # published as it was, before this system counted anything
    if against.parts is not None:
        found += check_parts(tables, against.parts)
    found += check_counts(tables, against.counted)
    return [*found, *check_narrative([report.overview, report.problems, report.other], tables)]


def errors(found: list[Violation]) -> list[Violation]:
    return [one for one in found if one.blocks]


def unexplained(report: AnnualReport, found: list[Violation]) -> list[Violation]:
    """The differences nobody has explained yet."""
    return [one for one in found if not one.blocks and not report.explanations.get(one.key, "").strip()]


def obstacles(report: AnnualReport, found: list[Violation], on: date) -> list[str]:
    """Everything that keeps the report from being submitted, as sentences. What an old report said stays as it was."""
    said = []
    if on.year <= report.year:
        said.append(f"{report.year}年还没有结束，统计期限到12月31日。")
    if report.origin == Origin.IMPORTED:
        return said
    if count := len(errors(found)):
        said.append(f"有{count}处数据不符合勾稽关系或者没有填写。")
    if count := len(unexplained(report, found)):
        said.append(f"有{count}处差异还没有说明。")
    said += [f"“{name}”没有填写。" for name, text in _sections(report) if not text.strip()]
    if FEE_WORDS not in report.other:
        said.append(f"“六、其他需要报告的事项”须写明收取{FEE_WORDS}的情况，没有收取的也要写明。")
    return said


def _sections(report: AnnualReport) -> list[tuple[str, str]]:
    return [(SECTIONS[name], getattr(report, name)) for name in ("overview", "problems")]
