"""政府信息公开工作年度报告, table 2 (国办公开办函〔2021〕30号): its form, a filled-in one, and what must add up. Pure."""

from statute.annual.checking import Violation, check
from statute.annual.form import COLUMNS, FORM_2019, FORM_2021, Form
from statute.annual.matrix import Matrix
from statute.annual.reading import CannotRead, read_matrix

__all__ = [
    "COLUMNS",
    "FORM_2019",
    "FORM_2021",
    "CannotRead",
    "Form",
    "Matrix",
    "Violation",
    "check",
    "read_matrix",
]
