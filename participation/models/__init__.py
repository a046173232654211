"""What is true of public participation."""

from participation.models.consultation import Consultation
from participation.models.opinion import Answer, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.models.publication import DESK, Reviewed
from participation.models.rules import PeriodRule, rule_days

__all__ = [
    "DESK",
    "Answer",
    "Consultation",
    "Feedback",
    "Opinion",
    "OpinionNotice",
    "OpinionPart",
    "PeriodRule",
    "Reviewed",
    "rule_days",
]
