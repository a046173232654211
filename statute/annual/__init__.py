"""政府信息公开工作年度报告 (国办公开办函〔2021〕30号): its three tables, filled-in ones, and what must add up. Pure."""

from statute.annual.checking import Severity, Violation, check, check_challenges, filled_in
from statute.annual.comparing import (
    check_active,
    check_counts,
    check_narrative,
    check_parts,
    differences,
)
from statute.annual.due import due_on
from statute.annual.form import ACTIVE_2021, CHALLENGES, COLUMNS, FORM_2019, FORM_2021, VERSIONS, Form
from statute.annual.matrix import Matrix, Number, added_up, filled, summed
from statute.annual.reading import csv_rows, read_matrix, read_report
from statute.annual.refusing import CannotRead

__all__ = [
    "ACTIVE_2021",
    "CHALLENGES",
    "COLUMNS",
    "FORM_2019",
    "FORM_2021",
    "VERSIONS",
    "CannotRead",
    "Form",
    "Matrix",
    "Number",
    "Severity",
    "Violation",
    "added_up",
    "check",
    "check_active",
    "check_challenges",
    "check_counts",
    "check_narrative",
    "check_parts",
    "csv_rows",
    "differences",
    "due_on",
    "filled",
    "filled_in",
    "read_matrix",
    "read_report",
    "summed",
]
