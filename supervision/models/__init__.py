"""What is true of annual reports."""

from supervision.models.adjustment import Adjustment
from supervision.models.inspection import (
    CheckIndicator,
    Inspection,
    InspectionLine,
    Light,
    Part,
    SiteColumn,
    SiteProbe,
)
from supervision.models.reminder import ReportReminder
from supervision.models.report import SECTIONS, AnnualReport, Origin, matrices, plain, typed_over

__all__ = [
    "SECTIONS",
    "Adjustment",
    "AnnualReport",
    "CheckIndicator",
    "Inspection",
    "InspectionLine",
    "Light",
    "Origin",
    "Part",
    "ReportReminder",
    "SiteColumn",
    "SiteProbe",
    "matrices",
    "plain",
    "typed_over",
]
