"""What stands above and beside the text of a document: metadata in the official order, validity, ties, punctuality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Organisation
from catalog.models import Node
from disclosure.listing import BADGES
from disclosure.models import Attachment, Document, DocumentEdition, Placement, Relation, Validity, VirusState
from disclosure.prepared import Prepared
from disclosure.workflow import Status
from statute.calendar import WorkingCalendar
from statute.limits import TimeLimit
from statute.loading import working_calendar
from statute.models import SpecialPeriod
from statute.publication import PublicationDue, publication_due

NONE: Final = "无"


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the metadata block; `badge` is a kind of badge, `wide` takes both columns."""

    label: str
    value: str
    badge: str = ""
    wide: bool = False


_co_issuers = Prepared(lambda edition: Organisation.objects.filter(jointly_issued=edition))


def co_issuers_of(edition: DocumentEdition) -> list[Organisation]:
    """The units that issued it together with the first, in the order of the tree."""
    return _co_issuers(edition.pk)


def facts_of(edition: DocumentEdition, co_issuers: Iterable[Organisation]) -> list[Fact]:
    """The block in the order citizens know (law-book §7.2); what does not apply is left out, a missing number is 无."""
    topic = edition.topic
    names = [topic.parent.name, topic.name] if topic and topic.parent else [topic.name] if topic else []
    issuers = [edition.issuer or edition.unit.name, *(one.name for one in co_issuers)]
    validity, badge = str(edition.get_validity_display()), BADGES[edition.validity]
    if edition.status == Status.SUPERSEDED:
        validity, badge = "已被新版取代", "invalid"
    found = [
        Fact("索引号", edition.document.index_number or NONE),
        Fact("主题分类", " / ".join(names) or NONE),
        Fact("发文机关", "、".join(dict.fromkeys(issuers)), wide=len(issuers) > 1),
        Fact("成文日期", _day(edition.formed_on) or NONE),
        Fact("发文字号", edition.doc_number or NONE),
        Fact("发布日期", _minute(edition)),
        Fact("有效性", validity, badge),
        Fact("施行日期", _day(edition.effective_on)),
        Fact("废止日期", _day(edition.repealed_on)),
        Fact("有效期至", _day(edition.valid_until)),
        Fact("统一登记号", edition.registration_no),
        Fact("公开方式", str(edition.get_attribute_display())),
        Fact("公文种类", str(edition.get_kind_display())),
        Fact("原发布日期", _day(edition.before_portal_on)),
        Fact("主题词", edition.keywords, wide=True),
    ]
    return [fact for fact in found if fact.value]


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _minute(edition: DocumentEdition) -> str:
    return f"{timezone.localtime(edition.published_at):%Y-%m-%d %H:%M}" if edition.published_at else ""


# --- ties to other documents --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tie:
    """Another document: its title, and its address where it is public here."""

    kind: str
    title: str
    url: str
    applied: bool


@dataclass(frozen=True, slots=True)
class Band:
    """What must be known before reading on, and the documents that brought it about."""

    tone: str
    sentence: str
    ties: tuple[Tie, ...]


DONE_TO_IT: Final = {"modifies": "修改", "repeals": "废止", "replaces": "替代"}


def _relations(document: int) -> QuerySet[Relation]:
    public = DocumentEdition.objects.public()
    effective = Q(
        edition__status__in=(Status.PUBLISHED, Status.SUPERSEDED), edition__published_at__isnull=False
    )
    own = DocumentEdition.objects.filter(document=document).values(
        "pk"
    )  # not by join: both sides have an index
    return (
        Relation.objects.filter(effective, Q(edition__in=own) | Q(target=document))
        .annotate(
            source=F("edition__document"),
            source_title=Subquery(public.filter(document=OuterRef("edition__document")).values("title")[:1]),
            aim_title=Subquery(public.filter(document=OuterRef("target")).values("title")[:1]),
        )
        .order_by("pk")
    )


_related = Prepared(_relations)


def ties_of(edition: DocumentEdition) -> tuple[list[Tie], list[Tie]]:
    """What others did to this document, and what it does to others (one query).

    The other side is named only while citizens may know of it. A relation stays with the document when a newer
    edition takes the place of the one that had it.
    """
    relations: Iterable[Any] = _related(edition.document_id)
    done_to: dict[tuple[str, str], Tie] = {}
    does: dict[tuple[str, str], Tie] = {}
    for one in relations:
        applied = one.applied_on is not None or one.target_id is None  # what is not ours has no date here
        if one.target_id == edition.document_id:
            title, url = one.source_title, Document(pk=one.source).get_absolute_url()
            found = done_to
        else:
            title, url = one.aim_title, Document(pk=one.target_id).get_absolute_url() if one.target_id else ""
            title = title or ("" if one.target_id else one.target_text)
            found = does
        if title:
            found[one.kind, title] = Tie(one.kind, title, url, applied)
    return list(done_to.values()), list(does.values())


def band_of(edition: DocumentEdition, done_to: Sequence[Tie]) -> Band | None:
    """The band on top for what is not simply in force."""
    causes = tuple(tie for tie in done_to if tie.applied)
    if edition.validity == Validity.REPEALED:
        since = f"自{edition.repealed_on}起" if edition.repealed_on else ""
        replaced = tuple(tie for tie in causes if tie.kind != Relation.Kind.MODIFIES)
        return Band("error", f"本文件{since}已经废止，不再执行。", replaced)
    if edition.validity == Validity.EXPIRED:
        until = f"有效期至{edition.valid_until}，" if edition.valid_until else ""
        return Band("error", f"本文件{until}已经失效，不再执行。", causes)
    if edition.validity == Validity.MODIFIED:
        return Band("warning", "本文件的部分内容已被修改，请与修改它的文件一并阅读。", causes)
    if edition.validity == Validity.NOT_YET:
        since = f"自{edition.effective_on}起施行，" if edition.effective_on else ""
        return Band("warning", f"本文件{since}现在还没有生效。", ())
    return None


# --- attachments --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileLine:
    """One attachment: format, size, and what a reader should know before opening it."""

    name: str
    url: str
    format: str
    size: int
    unscanned: bool
    refused: bool


_listed = Prepared(
    lambda edition: (
        Attachment.objects.listed()
        .filter(edition=edition)
        .select_related("file")
        .defer("file__text", "file__found")
    )
)


def files_of(edition: DocumentEdition) -> list[FileLine]:
    return [
        FileLine(
            name=one.name,
            url=Attachment(pk=one.pk, edition=edition).get_absolute_url(),
            format=(PurePath(one.name).suffix or one.file.extension).lstrip(".").upper(),
            size=one.file.size,
            unscanned=one.file.virus_state == VirusState.UNSCANNED,
            refused=one.file.virus_state == VirusState.INFECTED,
        )
        for one in _listed(edition.pk)
    ]


# --- catalog items, and whether it was on time --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A catalog item the document is published under; without an address when it has left the catalog."""

    name: str
    domain: str
    url: str
    limit: TimeLimit | None


def _placements(edition: int) -> QuerySet[Placement]:
    node = Node.objects.public().rows().filter(item=OuterRef("item")).order_by()
    return (
        Placement.objects.filter(edition=edition)
        .select_related("item", "domain")
        .annotate(name=Subquery(node.values("name")[:1]), rule=Subquery(node.values("time_rule")[:1]))
        .order_by("domain__position", "pk")
    )


_placed = Prepared(_placements)


def places_of(edition: DocumentEdition) -> list[Place]:
    """Items by the name the catalog in force gives them (one query)."""
    placements: Iterable[Any] = _placed(edition.pk)
    return [
        Place(
            name=one.name or one.item.path_key.rsplit("/", 1)[-1],
            domain=one.domain.name,
            url=one.item.get_absolute_url() if one.name else "",
            limit=TimeLimit.from_json(one.rule) if one.rule else None,
        )
        for one in placements
    ]


@dataclass(frozen=True, slots=True)
class Punctuality:
    """按期公开 or 逾期: as written down on the day, with the steps when today's rules lead to the same day."""

    due_on: date
    note: str
    badge: str
    steps: tuple[str, ...]


def punctuality_of(edition: DocumentEdition, places: Sequence[Place]) -> Punctuality | None:
    """None for what had no limit on this site. The kept date is the truth: a later catalog does not change it."""
    if edition.due_on is None or edition.days_late is None:
        return None
    late = edition.days_late
    words = f"{_minute(edition)[:10]} 发布，" + (f"逾期{late}个工作日公开。" if late else "按期公开。")
    due = _recounted(edition, places, working_calendar())
    steps = due.steps if due and due.date == edition.due_on else ()
    return Punctuality(edition.due_on, words, "overdue" if late else "valid", tuple(steps))


def _recounted(
    edition: DocumentEdition, places: Sequence[Place], calendar: WorkingCalendar
) -> PublicationDue | None:
    """As `deadlines.due_of`, from what the page has read already."""
    if edition.formed_on is None:
        return None
    since = edition.formed_on if edition.first_publication else max(edition.formed_on, edition.started_on)
    special = None
    if edition.special_period:
        special = SpecialPeriod.objects.in_force(since).for_key(edition.special_period).first()
    limits = [place.limit for place in places if place.limit]
    return publication_due(since, own=limits, special=special.rule() if special else None, calendar=calendar)
