"""What is true of annual reports, of complaints and orders."""

from supervision.models.adjustment import Adjustment
from supervision.models.complaint import (
    Complainant,
    Complaint,
    ComplaintFile,
    ComplaintNotice,
    ComplaintStep,
    SupervisionCounter,
)
from supervision.models.county_file import CountyFile
from supervision.models.evaluation import Evaluation, Indicator, Result, Scheme, Score, ScoreObjection
from supervision.models.exchange import ExchangeFile
from supervision.models.experience import ExperienceArticle
from supervision.models.inspection import (
    CheckIndicator,
    Inspection,
    InspectionLine,
    Light,
    Part,
    SiteColumn,
    SiteProbe,
)
from supervision.models.plan import PlanTask, TaskReport, TaskShift, WorkPlan
from supervision.models.rectification import Rectification, RectificationReminder, RepairFile, RepairReport
from supervision.models.reminder import ReportReminder
from supervision.models.report import SECTIONS, AnnualReport, Origin, matrices, plain, typed_over
from supervision.models.rule import SupervisionRule
from supervision.models.staff import StaffMember
from supervision.models.standing import ItemStanding
from supervision.models.training import Attendance, Training, TrainingFile

__all__ = [
    "SECTIONS",
    "Adjustment",
    "AnnualReport",
    "Attendance",
    "CheckIndicator",
    "Complainant",
    "Complaint",
    "ComplaintFile",
    "ComplaintNotice",
    "ComplaintStep",
    "CountyFile",
    "Evaluation",
    "ExchangeFile",
    "ExperienceArticle",
    "Indicator",
    "Inspection",
    "InspectionLine",
    "ItemStanding",
    "Light",
    "Origin",
    "Part",
    "PlanTask",
    "Rectification",
    "RectificationReminder",
    "RepairFile",
    "RepairReport",
    "ReportReminder",
    "Result",
    "Scheme",
    "Score",
    "ScoreObjection",
    "SiteColumn",
    "SiteProbe",
    "StaffMember",
    "SupervisionCounter",
    "SupervisionRule",
    "TaskReport",
    "TaskShift",
    "Training",
    "TrainingFile",
    "WorkPlan",
    "matrices",
    "plain",
    "typed_over",
]
