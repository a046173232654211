"""What is true of public participation."""

from participation.models.consultation import Consultation
from participation.models.matter import CatalogueEntry, DecisionCatalogue, DecisionMatter, MatterStep
from participation.models.opinion import Answer, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.models.publication import DESK, Reviewed
from participation.models.rules import PeriodRule, rule_days
from participation.models.survey import (
    Choice,
    Mark,
    MatrixRow,
    Question,
    Response,
    Survey,
    SurveyPass,
    Tally,
    TextReply,
)

__all__ = [
    "DESK", "Answer", "CatalogueEntry", "Choice", "Consultation", "DecisionCatalogue", "DecisionMatter", "Feedback", "Mark",
    "MatrixRow", "MatterStep", "Opinion", "OpinionNotice", "OpinionPart", "PeriodRule", "Question", "Response", "Reviewed",
    "Survey", "SurveyPass", "Tally", "TextReply", "rule_days",
]  # fmt: skip
