"""What is true of annual reports."""

from supervision.models.adjustment import Adjustment
from supervision.models.reminder import ReportReminder
from supervision.models.report import SECTIONS, AnnualReport, Origin, matrices, plain, typed_over

__all__ = [
    "SECTIONS",
    "Adjustment",
    "AnnualReport",
    "Origin",
    "ReportReminder",
    "matrices",
    "plain",
    "typed_over",
]
