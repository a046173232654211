"""What is true of public participation."""

from participation.models.consultation import Consultation
from participation.models.matter import CatalogueEntry, DecisionCatalogue, DecisionMatter, MatterStep
from participation.models.opinion import Answer, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.models.publication import DESK, Reviewed
from participation.models.rules import PeriodRule, rule_days

__all__ = [
    "DESK",
    "Answer",
    "CatalogueEntry",
    "Consultation",
    "DecisionCatalogue",
    "DecisionMatter",
    "Feedback",
    "MatterStep",
    "Opinion",
    "OpinionNotice",
    "OpinionPart",
    "PeriodRule",
    "Reviewed",
    "rule_days",
]
