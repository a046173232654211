"""What is true of annual reports."""

from supervision.models.adjustment import Adjustment
from supervision.models.exchange import ExchangeFile
from supervision.models.reminder import ReportReminder
from supervision.models.report import SECTIONS, AnnualReport, Origin, matrices, plain, typed_over
from supervision.models.standing import ItemStanding

__all__ = [
    "SECTIONS",
    "Adjustment",
    "AnnualReport",
    "ExchangeFile",
    "ItemStanding",
    "Origin",
    "ReportReminder",
    "matrices",
    "plain",
    "typed_over",
]
