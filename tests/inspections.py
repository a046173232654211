"""Self-inspections for tests: rules as a county starts with, probes, things that stand on the site, one carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime

from audit.actions import record
from disclosure.models import Document, DocumentEdition
from disclosure.workflow import Attribute, Status
from interpretation.models import Message
from interpretation.workflow import MessageStatus
from supervision.actions import inspecting, setting_rules
from supervision.inspecting.columns import columns
from supervision.inspecting.gathering import Facts, Probes, probes
from supervision.inspecting.links import LinkBook
from supervision.inspecting.texts import Swept, sweep
from supervision.inspecting.visiting import Answer
from supervision.models import Inspection, InspectionLine, SiteColumn, SiteProbe
from tests.factories import ON, County

NOON = datetime.combine(ON, time(4), UTC)


def rules() -> None:
    setting_rules.seed(on=date(2020, 1, 1))


def visits(now: datetime, number: int = 7 * 48, failed: int = 0) -> None:
    """Probes every half hour before `now`, the latest `failed` of them without an answer."""
    SiteProbe.objects.bulk_create(
        SiteProbe(
            at=now - timedelta(minutes=30 * place), status=503 if place < failed else 200, milliseconds=200,
            failed=place < failed,
        )
        for place in range(number)
    )  # fmt: skip


def stands(
    county: County,
    *,
    at: datetime | None = None,
    recorded: bool = True,
    text: str = "标准按年度调整。",
    body: str = "",
    **values,
) -> DocumentEdition:
    """A published document put there without the acts, which nobody but a test may do; its record is optional."""
    unit = values.pop("unit", county.department)
    at = at or timezone.now()
    document = Document.objects.create(unit=unit)
    Document.objects.filter(pk=document.pk).update(created_at=min(at, timezone.now()) - timedelta(days=1))
    whole = {
        "status": Status.PUBLISHED,
        "published_at": at,
        "title": "关于调整低保标准的通知",
        "kind": "notice",
        "formed_on": localtime(at).date(),
    } | values
    made = DocumentEdition.objects.create(
        document=document, unit=unit, attribute=Attribute.OPEN, text=text,
        body=body or f"<p>{text}</p>", content_hash="x", approved_hash="x", started_on=localtime(at).date(), **whole,
    )  # fmt: skip
    if recorded:
        with transaction.atomic():
            record(None, "document.published", made)
    return made


def message(county: County, received_on: date, **values) -> Message:
    """A message of a citizen, not answered yet."""
    number = f"LY-{Message.objects.count() + 1}"
    whole = {
        "due_on": received_on + timedelta(days=7),
        "status": MessageStatus.ASSIGNED,
        "unit": county.department,
    } | values
    return Message.objects.create(
        kind="consult", number=number, code_hash="0" * 64, county=county.government, subject="低保怎么申请", text="怎么申请",
        received_at=datetime.combine(received_on, time(2), UTC), received_on=received_on, **whole,
    )  # fmt: skip


def column(code: str = "news", source: str = "news", group: str = "news", days: int = 14) -> SiteColumn:
    return SiteColumn.objects.create(
        code=code,
        name=code,
        source=source,
        group=group,
        cycle_days=days,
        legal_basis="县规定",
        effective_from=date(2020, 1, 1),
    )


@dataclass
class Reader:
    """Stands in for the visitor: every page answers with the same text."""

    html: str = ""
    status: int = 200
    host: str = "testserver"
    visits: int = 0
    asked: list[str] = field(default_factory=list)

    def ask(self, address: str) -> Answer:
        self.visits += 1
        self.asked.append(address)
        return Answer(self.status, 0.1, self.html)


def facts(
    county: County, now: datetime, *, reader: Reader | None = None, visited: dict[str, Answer] | None = None
) -> Facts:
    """What an inspection would gather now, without rendering pages."""
    reader = reader or Reader()
    book = LinkBook(reader)
    on = localtime(now).date()
    found = Facts(
        county.government.pk, now, on, probes(now), columns(on), Swept(), book, reader, visited or {}
    )
    found.swept = sweep(county.government.pk, book, now)
    return found


def bare(county: County, now: datetime, **parts) -> Facts:
    """Facts of which only those named are there."""
    reader = Reader()
    whole = {
        "probes": Probes(0, 0, (), ()), "columns": [], "swept": Swept(), "book": LinkBook(reader), "visitor": reader
    } | parts  # fmt: skip
    return Facts(county.government.pk, now, localtime(now).date(), **whole)


def inspection(county: County, *, at: datetime | None = None, **options) -> Inspection:
    """Asked for by the office and carried out."""
    rules()
    at = at or timezone.now()
    asked = inspecting.ask_for(county.government, by=county.office, at=at)
    done = inspecting.carry_out(asked.pk, at=at, **options)
    assert done is not None
    assert done.state == Inspection.State.DONE, done.error
    return done


def quick(county: County, *, at: datetime | None = None) -> Inspection:
    """The same, and no page is rendered."""
    answers = dict.fromkeys(
        ("/", "/requests/apply/", "/messages/write/", "/participation/"), Answer(200, 0.1)
    )
    return inspection(county, at=at, gather=lambda _, now: facts(county, now, visited=answers))


def line(done: Inspection, code: str) -> InspectionLine:
    return done.lines.get(code=code)
