"""What is true about interpretations, messages, concerns and events."""

from interpretation.models.material import (
    Interpretation,
    InterpretationEdition,
    InterpretationFile,
    MaterialOpinion,
    Question,
)
from interpretation.models.message import (
    HANDLERS,
    Message,
    MessageCounter,
    MessageDraft,
    MessageExtension,
    MessageKind,
    MessageNotice,
    MessageStep,
    ReplyRule,
    Sender,
)
from interpretation.models.piece import (
    Concern,
    ConcernEntry,
    EventFile,
    OutreachEvent,
    Piece,
    PolicyAnswer,
)
from interpretation.models.plan import InterpretationPlan, MaterialReminder

__all__ = [
    "HANDLERS",
    "Concern",
    "ConcernEntry",
    "EventFile",
    "Interpretation",
    "InterpretationEdition",
    "InterpretationFile",
    "InterpretationPlan",
    "MaterialOpinion",
    "MaterialReminder",
    "Message",
    "MessageCounter",
    "MessageDraft",
    "MessageExtension",
    "MessageKind",
    "MessageNotice",
    "MessageStep",
    "OutreachEvent",
    "Piece",
    "PolicyAnswer",
    "Question",
    "ReplyRule",
    "Sender",
]
