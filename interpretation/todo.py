"""待办: plans and materials on their way, what is missing on the site, messages by their last day, short pieces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from disclosure.models import ReleaseCondition
from disclosure.models.edition import STAFF
from interpretation.deadlines import missing_materials, recent_plans
from interpretation.models import (
    ConcernEntry,
    InterpretationEdition,
    Message,
    OutreachEvent,
    PolicyAnswer,
)
from interpretation.workflow import REVIEWER, REVIEWS, MessageStatus, PieceStatus, Status
from statute.loading import working_calendar

EDITORS = (Role.CLERK, Role.HEAD)
APPROVERS = (Role.HEAD, Role.OFFICE)
UNTITLED = "（未填标题）"


def tasks_for(person: Person, today: date) -> list[Task]:
    """Every open task of the person among interpretations and messages; nine queries however much there is."""
    if not isinstance(person, User) or not person.roles.organisations(*STAFF):
        return []
    found = [*_plans(person), *_materials(person), *_missing(person, today), *_messages(person, today)]
    found += [*_pieces(person), *_withheld(person)]
    return sorted(found, key=lambda task: (not task.mine, task.due_on or date.max, task.title))


def _plans(person: User) -> Iterator[Task]:
    """Documents that wait for their plan before they can go to signature."""
    waiting = (
        ReleaseCondition.objects.holding_signature()
        .filter(edition__unit__in=person.roles.organisations(*EDITORS))
        .exclude(edition__status__in=("discarded", "superseded"))
        .select_related("edition__unit")
        .defer("edition__body", "edition__text")
    )
    for condition in waiting:
        edition = condition.edition
        url = reverse("admin:interpretation_workbench", args=[edition.pk])
        yield Task(edition.title or UNTITLED, url, edition.unit.name, "须报送解读方案", "拟方案")


def _materials(person: User) -> Iterator[Task]:
    roles = person.roles
    own = OuterRef("pk")
    wrote = InterpretationEdition.authors.through.objects.filter(interpretationedition=own, user=person)
    rows = (
        InterpretationEdition.objects.in_preparation()
        .visible_to(person)
        .select_related("interpretation__unit")
        .annotate(is_author=Exists(wrote))
        .only(
            "title",
            "status",
            "round",
            "secrecy_by",
            "submitted_by",
            "interpretation__unit__name",
            "interpretation__form",
        )
        .order_by("pk")
    )
    for one in rows:
        unit, status = one.interpretation.unit, Status(one.status)
        url = reverse("admin:interpretation_interpretationedition_change", args=[one.pk])
        if status in REVIEWS:
            mine = roles.granted_on(REVIEWER[status], unit.pk) and not one.is_author  # type: ignore[attr-defined]
            if mine and not (status == Status.SIGNING and one.secrecy_by_id == person.pk):
                yield Task(f"解读：{one.title}", url, unit.name, status.label, status.label)
        elif any(roles.has(role, unit.pk) for role in EDITORS):
            step = "退回修改" if status == Status.DRAFT and one.round else status.label
            yield Task(
                f"解读：{one.title}",
                url,
                unit.name,
                step,
                "发布" if status == Status.APPROVED else "继续起草",
            )


def _missing(person: User, today: date) -> Iterator[Task]:
    """Documents on the site whose promised material is not; red for unit and office after three working days."""
    units = person.roles.organisations(*EDITORS, Role.COUNTY_OFFICE)
    mine = person.roles.organisations(*EDITORS)
    for one in missing_materials(recent_plans(today, units), today, working_calendar()):
        unit = one.plan.unit
        if not one.late and unit.pk not in mine:
            continue
        forms = "、".join(form.label for form in one.forms)
        yield Task(
            title=one.plan.edition.title,
            url=reverse("admin:interpretation_workbench", args=[one.plan.edition_id]),
            organisation=unit.name,
            step=f"已发布，还缺解读：{forms}",
            action_label="补上" if unit.pk in mine else "查看",
            due_on=one.due_on,
            provisional=one.provisional,
            overdue=one.late,
            mine=unit.pk in mine,
        )


def _messages(person: User, today: date) -> Iterator[Task]:
    roles = person.roles
    rows = Message.objects.open().visible_to(person).select_related("unit", "county").order_by("due_on", "pk")
    for one in rows:
        label, mine = _turn(person, one)
        overdue = one.is_overdue(today)
        office = roles.has(Role.COUNTY_OFFICE, one.county_id)
        concerned = office or any(roles.has(role, one.unit_id) for role in EDITORS)
        if not mine and not (overdue and concerned):
            continue
        step = f"{one.get_kind_display()}，{one.get_status_display()}"
        yield Task(
            title=f"{one.number} {one.subject}",
            url=reverse("admin:interpretation_message_change", args=[one.pk]),
            organisation=str(one.unit or one.county),
            step=f"{step}，超过三个月未答复" if one.is_red(today) else step,
            action_label=label if mine else "查看",
            due_on=one.due_on,
            provisional=one.due_provisional,
            overdue=overdue,
            mine=mine,
        )


def _turn(person: User, message: Message) -> tuple[str, bool]:
    """(label of the act, whether it is this person's turn); the act itself asks the policy."""
    roles = person.roles
    if message.status == MessageStatus.RECEIVED:
        return "分办", roles.has(Role.COUNTY_OFFICE, message.county_id)
    if message.status == MessageStatus.REVIEWING:
        second = any(roles.granted_on(role, message.unit_id) for role in APPROVERS)
        return "审签", second and message.prepared_by_id != person.pk
    return "答复", any(roles.has(role, message.unit_id) for role in EDITORS)


def _pieces(person: User) -> Iterator[Task]:
    """Answers, entries and events that wait for the second person, or that came back."""
    direct = person.roles.direct
    posts = frozenset().union(*(direct.get(role, frozenset()) for role in APPROVERS))
    kinds = (
        (PolicyAnswer, "unit", "policyanswer_change", "政策问答"),
        (OutreachEvent, "unit", "outreachevent_change", "政策宣讲"),
        (ConcernEntry, "concern__unit", "entry", "回应关切"),
    )
    for model, unit, name, label in kinds:
        turn = (
            Q(status=PieceStatus.REVIEWING, **{f"{unit}__in": posts})
            & ~Q(prepared_by=person)
            & ~Q(submitted_by=person)
        )
        back = Q(status=PieceStatus.DRAFT, **{f"{unit}__in": person.roles.organisations(*EDITORS)})
        for piece in model.objects.filter(turn | back).select_related(unit):
            url = reverse(f"admin:interpretation_{name}", args=[piece.pk])
            act = "审签" if piece.status == PieceStatus.REVIEWING else "继续起草"
            yield Task(f"{label}：{piece}", url, piece.unit.name, piece.get_status_display(), act)


def _withheld(person: User) -> Iterator[Task]:
    """Answers of the library that are not shown because a document changed."""
    units = person.roles.organisations(*EDITORS, Role.OFFICE)
    for piece in PolicyAnswer.objects.withheld().filter(unit__in=units).select_related("unit"):
        url = reverse("admin:interpretation_policyanswer_change", args=[piece.pk])
        yield Task(f"政策问答：{piece}", url, piece.unit.name, "依据的文件已变化，暂停公开，待复核", "复核")
