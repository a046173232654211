"""待办: what waits for a person among the documents, by the day each must be public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from disclosure.coverage import dues
from disclosure.models import (
    ArchiveBatch,
    Campaign,
    CampaignEntry,
    Delivery,
    DocumentEdition,
    Finding,
    HandOver,
    Opinion,
    ReleaseCondition,
    Validity,
)
from disclosure.models.edition import STAFF
from disclosure.workflow import REVIEWER, REVIEWS, Status
from statute.calendar import WorkingCalendar, shift_months
from statute.loading import working_calendar
from statute.normative import SHANDONG, evaluation_starts
from statute.publication import PublicationDue, working_days_left

EDITORS = (Role.CLERK, Role.HEAD)
ALARM = 5  # working days before the last day from which the line says how many are left
REVIEW_LABELS = {Status.SECRECY: "保密审查", Status.OFFICE: "办公室审核", Status.SIGNING: "签发"}
UNTITLED = "（未填标题）"


@dataclass(frozen=True)
class Clock:
    """The day, the calendar, and the due days of what is shown."""

    today: date
    calendar: WorkingCalendar
    due: dict[int, PublicationDue]


def tasks_for(person: Person, today: date) -> list[Task]:
    """Every open task of the person among the documents, the earliest deadline first."""
    if not isinstance(person, User) or not person.roles.organisations(*STAFF):
        return []
    editions = list(_in_preparation(person))
    calendar = working_calendar()
    clock = Clock(today, calendar, dues(editions, calendar))
    found = [task for edition in editions if (task := _task(person, edition, clock))]
    found += _deliveries(person)
    found += _campaign_entries(person, today)
    found += _expiring(person, today)
    found += _hand_overs(person)
    found += _archives(person)
    return sorted(found, key=lambda task: (not task.mine, task.due_on or date.max, task.title))


def _in_preparation(person: User) -> QuerySet[DocumentEdition]:
    """One query: the editions with what decides whose turn it is."""
    own = OuterRef("pk")
    # secrecy review and signature are two persons' work: who did the other of the two is not asked
    standing = Opinion.objects.standing().filter(
        edition=own, round=OuterRef("round"), person=person, step__in=(Status.SECRECY, Status.SIGNING)
    )
    standing = standing.exclude(step=OuterRef("status"))
    return (
        DocumentEdition.objects.in_preparation()
        .filter(unit__in=person.roles.organisations(*STAFF))
        .select_related("unit")
        .defer("body", "text")
        .annotate(
            is_author=Exists(
                DocumentEdition.authors.through.objects.filter(documentedition=own, user=person)
            ),
            has_opinion=Exists(standing),
            has_finding=Exists(Finding.objects.open_blocking().filter(edition=own)),
            is_waiting=Exists(ReleaseCondition.objects.open().filter(edition=own)),
        )
        .order_by("pk")
    )


def _task(person: User, edition: DocumentEdition, clock: Clock) -> Task | None:
    step, label, mine = _turn(person, edition)
    due = clock.due.get(edition.pk)
    left = working_days_left(clock.today, due.date, clock.calendar) if due else None
    overdue = left is not None and left < 0
    roles = person.roles
    concerned = any(roles.has(role, edition.unit_id) for role in (*EDITORS, Role.COUNTY_OFFICE))
    if not mine and not (overdue and concerned):
        return None
    return Task(
        title=edition.title or UNTITLED,
        url=_url(edition, review=mine and edition.status in REVIEWS),
        organisation=edition.unit.name,
        step=f"{step}，{_left(left)}" if _left(left) else step,
        action_label=label if mine else "查看",
        due_on=due.date if due else None,
        provisional=bool(due and due.provisional),
        overdue=overdue,
        mine=mine,
    )


def _turn(person: User, edition: DocumentEdition) -> tuple[str, str, bool]:
    """(step in words, label of the act, whether it is this person's turn); the act itself asks the policy."""
    roles, status = person.roles, Status(edition.status)
    editor = any(roles.has(role, edition.unit_id) for role in EDITORS)
    if status == Status.DRAFT:
        step = "退回修改" if edition.round else status.label
        if edition.has_finding:  # type: ignore[attr-defined]  # annotated
            return f"{step}，扫描发现待处理", "处理", editor
        return step, "按意见修改" if edition.round else "继续起草", editor
    if status == Status.SIGNED:
        if edition.is_waiting:  # type: ignore[attr-defined]  # annotated
            return "已签发，等待发布前提", "办结前提", editor
        return status.label, "发布", editor
    wrote = edition.is_author or person.pk in (edition.started_by_id, edition.submitted_by_id)  # type: ignore[attr-defined]
    if status == Status.REFERRED:
        return status.label, "登记意见", roles.has(Role.COUNTY_OFFICE, edition.unit_id) and not wrote
    two = status in (Status.SECRECY, Status.SIGNING) and edition.has_opinion  # type: ignore[attr-defined]
    mine = roles.granted_on(REVIEWER[status], edition.unit_id) and not wrote and not two
    return status.label, REVIEW_LABELS[status], mine


def _left(days: int | None) -> str:
    """How near the last day is, from a working week before it."""
    if days is None or days > ALARM:
        return ""
    if days < 0:
        return f"已逾期{-days}个工作日"
    return f"公开期限还有{days}个工作日" if days else "今天是公开期限的最后一天"


def _url(edition: DocumentEdition, *, review: bool) -> str:
    name = "edition_review" if review else "documentedition_change"
    return reverse(f"admin:disclosure_{name}", args=[edition.pk])


def _deliveries(person: User) -> Iterator[Task]:
    """人工渠道: one line per document with channels somebody must serve and confirm."""
    units = person.roles.organisations(*EDITORS)
    waiting = Delivery.objects.to_confirm().filter(edition__unit__in=units)
    lines = waiting.values("edition_id", "edition__title", "edition__unit__name").annotate(n=Count("pk"))
    for line in lines.order_by("edition_id"):
        url = reverse("admin:disclosure_documentedition_change", args=[line["edition_id"]])
        step = f"{line['n']}个人工渠道待确认"
        yield Task(line["edition__title"], f"{url}#channels", line["edition__unit__name"], step, "确认")


def _campaign_entries(person: User, today: date) -> Iterator[Task]:
    """清理与评估: one line per campaign and unit whose head the person is; late ones concern the county office."""
    heads = person.roles.direct.get(Role.HEAD, frozenset())
    offices = person.roles.organisations(Role.COUNTY_OFFICE)
    late = Q(unit__in=offices, campaign__due_on__lt=today)
    undecided = CampaignEntry.objects.filter(decision="", campaign__closed_on=None)
    lines = undecided.filter(Q(unit__in=heads) | late).values(
        "campaign_id", "campaign__kind", "campaign__year", "campaign__due_on", "unit_id", "unit__name"
    )
    for line in lines.annotate(n=Count("pk")).order_by("campaign_id", "unit_id"):
        kind = Campaign.Kind(line["campaign__kind"])
        url = reverse("admin:disclosure_campaign_change", args=[line["campaign_id"]])
        mine = line["unit_id"] in heads
        yield Task(
            title=f"{line['campaign__year']}年{kind.label}：{line['n']}份文件待评估",
            url=f"{url}?unit={line['unit_id']}",
            organisation=line["unit__name"],
            step=kind.label,
            action_label="评估" if mine else "查看",
            due_on=line["campaign__due_on"],
            overdue=line["campaign__due_on"] < today,
            mine=mine,
        )


def _expiring(person: User, today: date) -> Iterable[Task]:
    """规范性文件 in the last six months of their validity: evaluate, and publish anew or let lapse."""
    units = person.roles.organisations(*EDITORS)
    horizon = shift_months(today, SHANDONG.evaluation_months)
    gone = (Validity.EXPIRED, Validity.REPEALED)
    newer = DocumentEdition.objects.in_preparation().filter(document=OuterRef("document"))
    ending = (
        DocumentEdition.objects.filter(status=Status.PUBLISHED, is_normative=True, unit__in=units)
        .filter(~Exists(newer), valid_until__gte=today, valid_until__lte=horizon)
        .exclude(validity__in=gone)
        .select_related("unit")
        .only("title", "valid_until", "unit__name", "document_id")
    )
    for edition in ending:
        ends = edition.valid_until
        if ends is not None and evaluation_starts(ends) <= today:
            step = f"规范性文件，有效期至{ends}，须评估"
            yield Task(
                edition.title, _url(edition, review=False), edition.unit.name, step, "评估", due_on=ends
            )


def _hand_overs(person: User) -> Iterator[Task]:
    """移送 (条例第二十五条): packages the archive and the library have not acknowledged."""
    offices = person.roles.organisations(Role.COUNTY_OFFICE)
    url = reverse("admin:disclosure_handover_changelist")
    open_ones = (
        HandOver.objects.filter(county__in=offices, received_on=None) if offices else HandOver.objects.none()
    )
    for line in open_ones.values("county_id", "county__name").annotate(n=Count("pk"), newest=Max("month")):
        yield Task(
            f"{line['n']}个移送包待接收登记", url, line["county__name"], "移送国家档案馆、公共图书馆", "登记"
        )


def _archives(person: User) -> Iterator[Task]:
    """Archives of old documents: to be sent on by who brought them, to be judged by the unit's head."""
    state = ArchiveBatch.State
    heads = Q(state=state.SUBMITTED, unit__in=person.roles.direct.get(Role.HEAD, ())) & ~Q(by=person)
    for batch in ArchiveBatch.objects.filter(heads | Q(state=state.READ, by=person)).select_related("unit"):
        url = reverse("admin:disclosure_archive_batch", args=[batch.pk])
        label = "审核" if batch.state == state.SUBMITTED else "查看并送审"
        yield Task(f"历史文件导入 {batch.file_name}", url, batch.unit.name, batch.get_state_display(), label)
