"""An edition's way through the acts: started, compiled, submitted, reviewed step by step, published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import Final

from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import Role
from catalog.actions.editing import Source, changed, open_for_edit, replace_rows, start_edition
from catalog.actions.reviewing import pass_review, publish, submit
from catalog.content import Row
from catalog.models import CatalogEdition, ChecklistQuestion, Domain
from catalog.workflow import REVIEWS, Status
from portal.demo.people import Cast

OPINIONS: Final = {
    Status.COUNTY_DEPARTMENT: (
        "与县级目录的乡级事项一致，同意上报。",
        "事项齐全，公开主体已落实到乡镇，同意。",
    ),
    Status.COUNTY_OFFICE: (
        "格式规范，要素齐全，同意报市直部门审核。",
        "已核对服务事项名称，同意上报。",
        "同意。",
    ),
    Status.CITY_DEPARTMENT: (
        "已对照国家标准指引和权责清单逐条审核，同意。",
        "依据现行有效，领域事项覆盖完整，同意。",
    ),
    Status.CITY_OFFICE: ("经审核，同意集中公开。", "同意发布，请按时限动态更新。"),
}


@dataclass
class Desk:
    """Who sits where, and the day everything is counted back from."""

    on: date
    cast: Cast
    bodies: dict[str, Organisation]
    domains: dict[str, Domain]
    lead: dict[tuple[str, str], str]  # (city or county code, domain) → code of the body with the duty
    answers: dict[int, dict[int, bool]] = field(default_factory=dict)
    opinions: dict[Status, Iterator[str]] = field(
        default_factory=lambda: {step: cycle(texts) for step, texts in OPINIONS.items()}
    )

    def before(self, days: int) -> date:
        return self.on - timedelta(days=days)

    def opinion(self, step: Status) -> str:
        return next(self.opinions[step])

    def checklist(self, domain: Domain) -> dict[int, bool]:
        """Yes to every question of a domain."""
        if domain.pk not in self.answers:
            questions = ChecklistQuestion.objects.in_force(domain)
            self.answers[domain.pk] = dict.fromkeys(questions.values_list("pk", flat=True), True)
        return self.answers[domain.pk]

    def reviewer(self, step: Status, domain: Domain) -> User:
        body = {
            Status.COUNTY_OFFICE: "qinglan",
            Status.CITY_OFFICE: "yunzhou",
            Status.COUNTY_DEPARTMENT: self.lead.get(("qinglan", domain.name), ""),
            Status.CITY_DEPARTMENT: self.lead.get(("yunzhou", domain.name), ""),
        }[step]
        return self.cast.reviewer(step, body)


def start(desk: Desk, unit: Organisation, domain: Domain, source: Source, days: int) -> CatalogEdition:
    """Started by the unit's clerk so many days ago."""
    return start_edition(unit, domain, by=desk.cast.clerk(unit), source=source, on=desk.before(days))


@transaction.atomic
def compile_rows(edition: CatalogEdition, rows: Sequence[Row], *, by: User, on: date) -> CatalogEdition:
    """Fill the whole table in one go, as a clerk does with a prepared file."""
    edition = open_for_edit(edition, by, None)
    planted = replace_rows(edition, rows)
    return changed(edition, by=by, on=on, action="edition.compiled", rows=planted, number=len(planted))


def send(desk: Desk, edition: CatalogEdition, days: int, *, by: User | None = None) -> CatalogEdition:
    """Submitted by the unit's head unless somebody else is named."""
    assert edition.unit is not None  # noqa: S101  the demo never touches the standard
    return submit(edition, by=by or desk.cast.head(edition.unit), on=desk.before(days))


def review_until(desk: Desk, edition: CatalogEdition, stop: Status, days: Sequence[int]) -> CatalogEdition:
    """Passed step by step until it waits at `stop`; `days`: how long ago each step was decided."""
    waits = iter(days)
    while edition.status in REVIEWS and edition.status != stop:
        step = Status(edition.status)
        edition = pass_review(
            edition, by=desk.reviewer(step, edition.domain), on=desk.before(next(waits)),
            opinion=desk.opinion(step), seen=edition.content_hash, answers=desk.checklist(edition.domain),
        )  # fmt: skip
    return edition


def release(desk: Desk, edition: CatalogEdition) -> CatalogEdition:
    """Published by the county office."""
    return publish(edition, by=desk.cast.colleagues["qinglan", Role.COUNTY_OFFICE])


def through(desk: Desk, edition: CatalogEdition, days: int) -> CatalogEdition:
    """All the way: submitted so many days ago, one step every three days, published."""
    edition = send(desk, edition, days)
    edition = review_until(desk, edition, Status.APPROVED, range(days - 3, 0, -3))
    return release(desk, edition)
