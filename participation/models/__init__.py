"""What is true of public participation."""

from participation.models.consultation import Consultation, Extension
from participation.models.gathering import Gathering, Group, Report, SignUp
from participation.models.matter import CatalogueEntry, DecisionCatalogue, DecisionMatter, MatterStep
from participation.models.opinion import Answer, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.models.publication import DESK, Reviewed
from participation.models.reminder import Reminder
from participation.models.rules import PeriodRule, rule_days
from participation.models.survey import (
    Choice,
    FileReply,
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
    "DESK",
    "Answer",
    "CatalogueEntry",
    "Choice",
    "Consultation",
    "DecisionCatalogue",
    "DecisionMatter",
    "Extension",
    "Feedback",
    "FileReply",
    "Gathering",
    "Group",
    "Mark",
    "MatrixRow",
    "MatterStep",
    "Opinion",
    "OpinionNotice",
    "OpinionPart",
    "PeriodRule",
    "Question",
    "Reminder",
    "Report",
    "Response",
    "Reviewed",
    "SignUp",
    "Survey",
    "SurveyPass",
    "Tally",
    "TextReply",
    "rule_days",
]
