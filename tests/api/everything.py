"""One of each thing the API and the data sets hand out, made public by the acts that do so."""

from __future__ import annotations

from dataclasses import dataclass

from disclosure.models import DocumentEdition
from interpretation.models import InterpretationEdition, Message, PolicyAnswer
from interpretation.workflow import MessageStatus
from participation.models import Consultation
from supervision.models import AnnualReport
from supervision.workflow import State
from tests import documents, interpretations, reports, villages
from tests.disclosure.public import made
from tests.factories import County
from tests.participation import made as taking_part
from village.models import BoardItem


@dataclass
class Everything:
    document: DocumentEdition
    interpretation: InterpretationEdition
    answer: PolicyAnswer
    message: Message
    consultation: Consultation
    village: BoardItem
    report: AnnualReport

    def keys(self, county: County) -> dict[str, object]:
        """Name of the address of one thing → what stands in the address."""
        return {
            "document": self.document.document_id, "item": documents.item(county).pk, "unit": county.department.code,
            "interpretation": self.interpretation.interpretation_id, "answer": self.answer.pk, "message": self.message.pk,
            "consultation": self.consultation.pk, "village": self.village.pk, "report": self.report.pk,
        }  # fmt: skip


def everything(county: County, *, word: str = "救助") -> Everything:
    """All of it names the same document, where it names one."""
    document = made.complete(county, word=word)
    village = villages.due(county, "财务收支明细")
    return Everything(
        document,
        interpretations.material(county, document),
        interpretations.answer(county, document),
        interpretations.message(county, state=MessageStatus.ANSWERED),
        taking_part.consultation(county, state="settled"),
        villages.advance_ledger(county, village),
        reports.report(county, state=State.PUBLISHED),
    )
