"""What is true of applications."""

from requests_app.models.applicant import Applicant, IdentityKind
from requests_app.models.challenges import Challenge, ChallengeKind, Result
from requests_app.models.events import (
    AssistTask,
    Consultation,
    Correction,
    Extension,
    FeeNotice,
    ReasonRequest,
    Transfer,
)
from requests_app.models.letters import (
    Delivery,
    Letter,
    LetterCounter,
    LetterTemplate,
    NumberWord,
    RemedyWording,
)
from requests_app.models.office import CountyRule, Filing, RequestReminder, county_rule
from requests_app.models.papers import CaseFile, CaseStep, ClockChange, Redaction
from requests_app.models.public import DraftFile, Notice, RequestDraft, Suggestion
from requests_app.models.reply import Reply, SearchRecord
from requests_app.models.request import ApplicantKind, Form, InformationRequest, RequestCounter, Way

__all__ = [
    "Applicant",
    "ApplicantKind",
    "AssistTask",
    "CaseFile",
    "CaseStep",
    "Challenge",
    "ChallengeKind",
    "ClockChange",
    "Consultation",
    "Correction",
    "CountyRule",
    "Delivery",
    "DraftFile",
    "Extension",
    "FeeNotice",
    "Filing",
    "Form",
    "IdentityKind",
    "InformationRequest",
    "Letter",
    "LetterCounter",
    "LetterTemplate",
    "Notice",
    "NumberWord",
    "ReasonRequest",
    "Redaction",
    "RemedyWording",
    "Reply",
    "RequestCounter",
    "RequestDraft",
    "RequestReminder",
    "Result",
    "SearchRecord",
    "Suggestion",
    "Transfer",
    "Way",
    "county_rule",
]
