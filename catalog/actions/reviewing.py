"""逐级审核、先审后发: submit, pass, return, recall, publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.actions.editing import Conflict, lock
from catalog.actions.townships import hand_down
from catalog.content import Row, content_hash
from catalog.findable import KIND, findable
from catalog.models import (
    CatalogEdition,
    ChecklistQuestion,
    Decision,
    Node,
    ReferenceEntry,
    Review,
    RowRemark,
    Snapshot,
)
from catalog.policies import county_of, may_publish, may_recall, may_review, may_submit, reviewing_bodies
from catalog.tree import read_rows, time_rule
from catalog.validation import Finding, findings
from catalog.workflow import REVIEWER, TRANSITIONS, Action, Status, next_status
from search import actions as searching


def check(edition: CatalogEdition, rows: Sequence[Row] | None = None) -> list[Finding]:
    """Everything wrong with an edition as it stands; blocking findings stop its submission."""
    rows = read_rows(edition) if rows is None else rows
    names: set[str] | None = None
    county = county_of(edition.unit) if edition.unit else None
    entries = ReferenceEntry.objects.filter(list__county=county, list__kind="service", list__replaced_at=None)
    if any(row.service_name for row in rows):
        names = set(entries.values_list("name", flat=True)) or None
    limits = {row.time_limit: bool((time_rule(row.time_limit) or {}).get("limits")) for row in rows}
    return findings(rows, service_names=names, readable_limits=limits)


def _act(edition: CatalogEdition, action: Action) -> tuple[Status, str]:
    """The state the act leads to and the article it rests on."""
    unit = edition.unit
    assert unit is not None  # noqa: S101  the policies refuse the national standard
    return next_status(Status(edition.status), action, unit.kind), TRANSITIONS[action].article


def _ready_rows(edition: CatalogEdition, *, settled: Sequence[str] = ()) -> list[Row]:
    """The rows, when nothing about them must be put right first; else raises `Refused` naming the first.

    `settled` columns are not asked again: a service list replaced during the review stops nobody.
    """
    rows = read_rows(edition)
    if not rows:
        raise Refused("目录里还没有事项。")
    blocking = [
        finding for finding in check(edition, rows) if finding.blocking and finding.column not in settled
    ]
    if blocking:
        first = ";".join(f"“{finding.key}”{finding.message}" for finding in blocking[:3])
        raise Refused(f"还有{len(blocking)}处须先改正:{first}")
    return rows


@transaction.atomic
def submit(edition: CatalogEdition, *, by: User, on: date) -> CatalogEdition:
    """提交审核. Raises `Refused` naming the first rows that are not ready."""
    edition = lock(edition)
    require(may_submit(by, edition))
    rows = _ready_rows(edition)
    edition.status, article = _act(edition, Action.SUBMIT)
    edition.round += 1
    edition.content_hash = content_hash(rows)
    edition.approved_hash = ""
    edition.submitted_by = by
    edition.step_since = on
    edition.save()
    edition.authors.add(by)
    Snapshot.objects.get_or_create(
        edition=edition, content_hash=edition.content_hash, defaults={"rows": [row.to_json() for row in rows]}
    )
    record(
        by,
        "edition.submitted",
        edition,
        article=article,
        organisation=edition.unit,
        hash=edition.content_hash,
    )
    return edition


def _review(
    edition: CatalogEdition,
    by: User,
    decision: Decision,
    opinion: str,
    seen: str,
    answers: Sequence[Mapping[str, object]],
) -> Review:
    """One review row of exactly the content the reviewer saw (`seen`); the right to it is checked before."""
    if not opinion.strip():
        raise Refused("请填写审核意见。")
    if seen != edition.content_hash or content_hash(read_rows(edition)) != edition.content_hash:
        raise Conflict("您打开页面之后内容有改动,请看过新的内容再审核。")
    assert edition.submitted_by is not None  # noqa: S101  `submit` writes both
    assert edition.step_since is not None  # noqa: S101
    step = Status(edition.status)
    body = next(
        body for body in reviewing_bodies(edition, step) if by.roles.granted_on(REVIEWER[step], body.pk)
    )
    return Review.objects.create(
        edition=edition, round=edition.round, step=step, organisation=body, reviewer=by,
        submitted_by=edition.submitted_by, decision=decision, opinion=opinion.strip(),
        content_hash=seen, received_on=edition.step_since, checklist=list(answers),
    )  # fmt: skip


@transaction.atomic
def pass_review(
    edition: CatalogEdition,
    *,
    by: User,
    on: date,
    opinion: str,
    seen: str,
    answers: Mapping[int, bool] | None = None,
) -> CatalogEdition:
    """审核通过, bound to the hash of what was seen. The city department answers its checklist first."""
    edition = lock(edition)
    require(may_review(by, edition))
    checklist = _checklist(edition, answers or {})
    review = _review(edition, by, Decision.PASSED, opinion, seen, checklist)
    _ready_rows(edition, settled=("service_name",))  # it may have been edited since it was submitted
    edition.status, article = _act(edition, Action.PASS)
    edition.step_since = on
    if edition.status == Status.APPROVED:
        edition.approved_hash = edition.content_hash
    edition.save()
    record(by, "edition.passed", edition, article=article, organisation=review.organisation,
           step=review.step, opinion=review.opinion, hash=seen)  # fmt: skip
    return edition


def _checklist(edition: CatalogEdition, answers: Mapping[int, bool]) -> list[dict[str, object]]:
    """The domain's questions with their answers; raises `Refused` while one is open or answered no."""
    if edition.status != Status.CITY_DEPARTMENT:
        return []
    questions = list(ChecklistQuestion.objects.in_force(edition.domain))
    for question in questions:
        if not answers.get(question.pk):
            raise Refused(f"审核要点“{question.text}”没有确认,不能通过;不符合的请退回并说明。")
    return [
        {"question": question.text, "basis": question.legal_basis, "answer": True} for question in questions
    ]


@transaction.atomic
def return_edition(
    edition: CatalogEdition,
    *,
    by: User,
    on: date,
    opinion: str,
    seen: str,
    remarks: Mapping[str, str] | None = None,
) -> CatalogEdition:
    """退回, with what is wrong row by row (`remarks`: row key → text). The whole chain starts again."""
    edition = lock(edition)
    require(may_review(by, edition))
    review = _review(edition, by, Decision.RETURNED, opinion, seen, [])
    known = {row.key for row in read_rows(edition)}
    notes = {key: text.strip() for key, text in (remarks or {}).items() if text.strip()}
    if unknown := set(notes) - known:
        raise Refused(f"没有这条事项:{min(unknown)}")
    RowRemark.objects.bulk_create(
        [RowRemark(review=review, path_key=key, text=text[:500]) for key, text in notes.items()]
    )
    edition.status, article = _act(edition, Action.RETURN)
    edition.step_since = on
    edition.save()
    edition.reviews.standing().filter(round=edition.round).exclude(pk=review.pk).update(
        voided_at=timezone.now(), void_reason="被后一环节退回"
    )
    record(by, "edition.returned", edition, article=article, organisation=review.organisation,
           step=review.step, opinion=review.opinion, remarks=len(notes))  # fmt: skip
    return edition


@transaction.atomic
def recall(edition: CatalogEdition, *, by: User, on: date, reason: str) -> CatalogEdition:
    """撤回送审 by the unit itself; opinions given so far lapse."""
    edition = lock(edition)
    require(may_recall(by, edition))
    if not reason.strip():
        raise Refused("请说明撤回的理由。")
    edition.reviews.standing().filter(round=edition.round).update(
        voided_at=timezone.now(), void_reason="编制单位撤回"
    )
    edition.status, article = _act(edition, Action.RECALL)
    edition.step_since, edition.approved_hash = on, ""
    edition.save()
    record(by, "edition.recalled", edition, article=article, organisation=edition.unit, reason=reason.strip())
    return edition


@transaction.atomic
def publish(edition: CatalogEdition, *, by: User) -> CatalogEdition:
    """发布: exactly what was approved, stamped by the server; the edition in force until now is superseded.

    A county-level edition hands its changed 乡级 rows down to the townships.
    """
    edition = lock(edition)
    require(may_publish(by, edition))
    rows = read_rows(edition)
    if content_hash(rows) != edition.approved_hash:
        raise Conflict("内容与审核通过时不一致,不能发布,须重新审核。")
    now = timezone.now()
    previous = (
        CatalogEdition.objects.select_for_update(of=("self",))
        .filter(unit=edition.unit, domain=edition.domain, status=Status.PUBLISHED)
        .first()
    )
    if previous is not None:
        previous.status, previous.superseded_at = Status.SUPERSEDED, now
        previous.save(update_fields=["status", "superseded_at"])
    edition.status, article = _act(edition, Action.PUBLISH)
    edition.published_at, edition.published_by = now, by
    edition.save(update_fields=["status", "published_at", "published_by"])
    _make_findable(edition, previous)
    changes = 0
    if edition.unit is not None and edition.unit.kind != OrganisationKind.TOWNSHIP:
        changes = hand_down(edition, previous, rows)
    record(by, "edition.published", edition, article=article, organisation=edition.unit,
           hash=edition.approved_hash, replaced=previous.version if previous else None, handed_down=changes)  # fmt: skip
    return edition


def _make_findable(edition: CatalogEdition, previous: CatalogEdition | None) -> None:
    """The rows in force can be found, those of the former edition only if they are among them."""
    things = findable(edition)
    if previous is not None:
        former = Node.objects.rows().filter(edition=previous).values_list("item", flat=True)
        searching.remove(KIND, *({pk for pk in former if pk} - {thing.object_id for thing in things}))
    searching.put(*things)
