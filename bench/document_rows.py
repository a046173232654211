"""Synthetic published documents with the lengths and spreads of real ones, written with bulk_create."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from accounts.actions import save_organisation
from accounts.models import Organisation
from catalog.models import Domain, Item
from disclosure.models import Attachment, Document, DocumentEdition, Placement, StoredFile, Topic, Validity
from disclosure.workflow import Attribute, Status
from statute.document_kinds import DocumentKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
ON = date(2026, 3, 2)
STEP = 4000
UNITS, DOMAINS, ITEMS = 40, 26, 12  # items per unit and domain that it publishes
GROUPS, BELOW = 22, 6  # topics
SUBJECTS = ("城乡居民最低生活保障标准调整", "义务教育学校招生入学工作", "农机购置与应用补贴实施", "国有土地上房屋征收补偿", "安全生产专项整治",
            "公共租赁住房分配管理", "秋季重大动物疫病防控", "行政许可事项清单编制", "乡村建设项目资金安排", "生态环境保护督察整改")  # fmt: skip
SENTENCE = "各乡镇人民政府、街道办事处,县政府各部门要按照职责分工,落实工作责任,细化工作措施,确保各项任务按期完成并向社会公开。"
KINDS = (DocumentKind.NOTICE, DocumentKind.NOTICE, DocumentKind.NOTICE, DocumentKind.OPINION, DocumentKind.REPLY,
         DocumentKind.PROCLAMATION, DocumentKind.DECISION, DocumentKind.LETTER, DocumentKind.OTHER, DocumentKind.OTHER)  # fmt: skip
VALIDITIES = (Validity.IN_FORCE,) * 12 + (
    Validity.EXPIRED,
    Validity.REPEALED,
    Validity.MODIFIED,
    Validity.NOT_YET,
)
ATTRIBUTES = (Attribute.OPEN,) * 17 + (Attribute.REDACTED, Attribute.REDACTED, Attribute.ON_REQUEST)


@dataclass(frozen=True)
class Place:
    """Where documents are filed: units, their items by unit, leaves of the topic tree."""

    units: list[Organisation]
    items: dict[int, list[Item]]
    topics: list[Topic]


def found() -> Place:
    """A county of UNITS units, DOMAINS domains, two levels of topics."""
    county = save_organisation(
        Organisation(name="青岚县人民政府", code="q", kind="county_government"), by=None
    )
    units = [
        save_organisation(
            Organisation(
                name=f"青岚县第{n}局" if n < 25 else f"第{n}镇人民政府", code=f"u{n}", parent=county,
                kind="county_department" if n < 25 else "township",
            ),
            by=None,
        )
        for n in range(UNITS)
    ]  # fmt: skip
    domains = [Domain.objects.create(name=f"领域{n}", code=f"d{n}", position=n) for n in range(DOMAINS)]
    items: dict[int, list[Item]] = {}
    for number, unit in enumerate(units):
        own = [domains[number % DOMAINS], domains[(number * 7 + 3) % DOMAINS]]
        items[unit.pk] = Item.objects.bulk_create(
            Item(unit=unit, domain=own[n % 2], path_key=f"事项{n}") for n in range(ITEMS)
        )
    groups = [Topic.objects.create(code=f"{n + 1:02}", name=f"主题{n + 1}") for n in range(GROUPS)]
    topics = [
        Topic.objects.create(code=f"{group.code}{n + 1:02}", name=f"{group.name}·{n + 1}", parent=group)
        for group in groups
        for n in range(BELOW)
    ]
    return Place(units, items, topics)


def add(place: Place, number: int, start: int) -> None:
    """`number` more published documents, the first with serial `start`; one in ten has a superseded edition."""
    for first in range(start, start + number, STEP):
        with transaction.atomic():
            _batch(place, range(first, min(first + STEP, start + number)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")


def _batch(place: Place, serials: range) -> None:
    chance = random.Random(serials.start)
    units = [chance.choice(place.units) for _ in serials]
    documents = Document.objects.bulk_create(
        Document(
            unit=unit, index_number=f"{unit.code.upper().rjust(8, '0')}/{2016 + n % 11}-{n:07}",
            index_year=2016 + n % 11, index_serial=n,
        )
        for n, unit in zip(serials, units, strict=True)
    )  # fmt: skip
    editions = DocumentEdition.objects.bulk_create(
        edition
        for n, document in zip(serials, documents, strict=True)
        for edition in _editions(document, n, chance, place)
    )
    standing = [edition for edition in editions if edition.status == Status.SIGNED]
    Placement.objects.bulk_create(
        Placement(edition=edition, item=item, domain_id=item.domain_id)
        for edition in standing
        for item in chance.sample(place.items[edition.unit_id], chance.choice((1, 1, 1, 2)))
    )
    stored = StoredFile.objects.create(
        file="files/bench.pdf",
        sm3=uuid.uuid4().hex * 2,
        size=120_000,
        mime="application/pdf",
        extension=".pdf",
    )
    Attachment.objects.bulk_create(
        Attachment(edition=edition, file=stored, name="附件:实施细则.pdf")
        for edition in standing
        if chance.random() < 0.4
    )
    # Triggers refuse parts of what is published: the stamp waits in `superseded_at` until they are there.
    DocumentEdition.objects.filter(pk__range=(editions[0].pk, editions[-1].pk), status=Status.SIGNED).update(
        status=Status.PUBLISHED, published_at=F("superseded_at"), superseded_at=None
    )


def _editions(document: Document, n: int, chance: random.Random, place: Place) -> Iterator[DocumentEdition]:
    formed = ON - timedelta(days=chance.randrange(3650))
    title = f"{document.unit.name}关于做好{2016 + n % 11}年度{chance.choice(SUBJECTS)}有关事项的通知(第{n}号)"
    sentences = [SENTENCE] * chance.choice((6, 12, 12, 18, 30))
    versions = 2 if n % 10 == 0 else 1
    attribute = chance.choice(ATTRIBUTES)
    for version in range(1, versions + 1):
        superseded = version < versions
        at = datetime.combine(
            formed + timedelta(days=9 + version), datetime.min.time(), SHANGHAI
        ) + timedelta(minutes=n % 1440)
        yield DocumentEdition(
            document=document, version=version, unit=document.unit, title=title, kind=KINDS[n % len(KINDS)],
            status=Status.SUPERSEDED if superseded else Status.SIGNED,
            topic=chance.choice(place.topics), doc_number=f"青{document.unit.code}发〔{formed.year}〕{n}号",
            issuer=document.unit.name, formed_on=formed, effective_on=formed, summary=title[:80],
            body="".join(f"<p>{sentence}</p>" for sentence in sentences), text="\n".join(sentences),
            attribute=attribute, proposed_attribute=attribute, validity=chance.choice(VALIDITIES),
            ground="" if attribute == Attribute.OPEN else "C1",
            attribute_reason="" if attribute == Attribute.OPEN else "属于内部工作流程,对外不产生直接约束力。",
            content_hash=f"{n:064x}", approved_hash=f"{n:064x}", started_on=formed, published_at=at if superseded else None,
            superseded_at=at, due_on=formed + timedelta(days=28), days_late=0,
        )  # fmt: skip
