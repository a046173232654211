"""待办: what waits for a person among the applications, by the day each must be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.policies import Person
from accounts.roles import Role
from catalog.todo import Task
from requests_app.actions.gathering import asked_by_many, same_as
from requests_app.models import (
    AssistTask,
    Challenge,
    Delivery,
    Filing,
    InformationRequest,
    Letter,
    Reply,
    Suggestion,
)
from requests_app.policies import EDITORS
from requests_app.workflow import OPEN, Status

S = Status
NEXT = {
    S.RECEIVED: "登记", S.REGISTERED: "审核", S.IN_REVIEW: "审核", S.PROCESSING: "办理",
    S.AWAITING_CORRECTION: "查看", S.AWAITING_REASON: "查看", S.AWAITING_FEE: "查看", S.REVIEWING_REPLY: "办理",
}  # fmt: skip
REVIEWERS = {Reply.State.SECRECY: Role.SECRECY_REVIEWER, Reply.State.SIGNING: Role.HEAD}


def tasks_for(person: Person, today: date) -> list[Task]:
    """Every open matter of the person's posts, the earliest deadline first."""
    if not isinstance(person, User) or not person.roles:
        return []
    return [
        *_cases(person, today), *_reviews(person, today), *_assistance(person, today), *_suggestions(person),
        *_letters(person), *_filings(person), *_gathered(person), *_to_redo(person),
    ]  # fmt: skip


def _url(case: InformationRequest | int) -> str:
    return reverse(
        "admin:requests_app_informationrequest_change", args=[case if isinstance(case, int) else case.pk]
    )


def _cases(person: User, today: date) -> Iterator[Task]:
    """The cases on the desk of a clerk; late ones are shown to the head and the county office too."""
    clerks = person.roles.organisations(Role.CLERK)
    heads = person.roles.organisations(Role.HEAD, Role.COUNTY_OFFICE)
    wanted = Q(unit__in=clerks) | Q(unit__in=heads, reply_due__lt=today)
    cases = InformationRequest.objects.open().filter(wanted).select_related("unit").order_by("reply_due")
    for case in cases[:300]:
        waits_elsewhere = case.status in (
            S.REVIEWING_REPLY,
            S.AWAITING_CORRECTION,
            S.AWAITING_REASON,
            S.AWAITING_FEE,
        )
        mine = case.unit_id in clerks and not (waits_elsewhere and not _lapsed(case, today))
        unconfirmed = case.received_on is None
        yield Task(
            title=f"{case.number} {case.subject[:40]}",
            url=_url(case),
            organisation=case.unit.name,
            step="尚未确认收到，请当日确认" if unconfirmed else case.get_status_display(),
            action_label="确认" if unconfirmed else NEXT[Status(case.status)],
            due_on=case.reply_due or case.correction_limit,
            provisional=case.due_provisional,
            overdue=case.is_overdue(today),
            mine=mine,
        )


def _lapsed(case: InformationRequest, today: date) -> bool:
    """A case whose date has passed is everybody's business."""
    return case.is_overdue(today)


def _reviews(person: User, today: date) -> Iterator[Task]:
    """Replies that wait for this secrecy reviewer or head, who did not prepare them."""
    wanted = Q(pk=None)
    for state, role in REVIEWERS.items():
        wanted |= Q(state=state, request__unit__in=person.roles.direct.get(role, frozenset()))
    replies = Reply.objects.filter(wanted).exclude(prepared_by=person).exclude(submitted_by=person)
    for reply in replies.exclude(secrecy_by=person).select_related("request__unit"):
        step = "答复稿待保密审查" if reply.state == Reply.State.SECRECY else "答复待签发"
        case = reply.request
        yield Task(
            f"{case.number} {reply.rule.wording}", reverse("admin:requests_app_review", args=[case.pk]), case.unit.name, step,
            "审查" if reply.state == Reply.State.SECRECY else "签发", due_on=case.reply_due, overdue=case.is_overdue(today),
        )  # fmt: skip
    signed = Reply.objects.filter(
        state=Reply.State.SIGNED, request__unit__in=person.roles.organisations(*EDITORS)
    )
    for reply in signed.select_related("request__unit"):
        case = reply.request
        yield Task(
            f"{case.number} {reply.rule.wording}", _url(case), case.unit.name, "答复已签发，待送达", "答复",
            due_on=case.reply_due, overdue=case.is_overdue(today),
        )  # fmt: skip


def _assistance(person: User, today: date) -> Iterator[Task]:
    mine = person.roles.organisations(*EDITORS)
    tasks = AssistTask.objects.filter(organisation__in=mine, answered_on=None, cancelled_on=None)
    for task in tasks.select_related("organisation", "request__unit"):
        yield Task(
            f"{task.request.unit}请求协办", reverse("admin:requests_app_assist", args=[task.pk]), task.organisation.name,
            "依申请公开协办", "回复", due_on=task.due_on, overdue=task.due_on < today,
        )  # fmt: skip


def _suggestions(person: User) -> Iterator[Task]:
    waiting = Suggestion.objects.filter(decision="", request__unit__in=person.roles.organisations(*EDITORS))
    for row in waiting.select_related("request__unit"):
        title = f"{row.request.number} 申请人建议主动公开"
        yield Task(
            title, f"{_url(row.request)}#suggestion", row.request.unit.name, "条例第四十四条第二款", "审核"
        )


def _letters(person: User) -> Iterator[Task]:
    """文书 that went to nobody yet, or came back."""
    mine = Letter.objects.standing().filter(unit__in=person.roles.organisations(Role.CLERK))
    open_matters = mine.filter(deliveries=None, request__status__in=OPEN).exclude(series="reply")
    failed = mine.filter(deliveries__in=Delivery.objects.failed())
    for letters, step in ((open_matters, "文书待送达"), (failed, "送达未成，请改用其他方式")):
        for letter in letters.select_related("unit", "request").order_by("issued_on")[:100]:
            yield Task(
                f"{letter.number} {letter.rule.title}", reverse("admin:requests_app_letter", args=[letter.pk]),
                letter.unit.name, step, "送达",
            )  # fmt: skip


def _filings(person: User) -> Iterator[Task]:
    """报备 that wait for the office, and questions of the office that wait for a unit."""
    url = reverse("admin:requests_app_filings")
    offices = person.roles.organisations(Role.COUNTY_OFFICE)
    count = Filing.objects.waiting().filter(unit__in=offices).count() if offices else 0
    if count:
        yield Task(f"{count}条报备待接收", url, "", "受理报备", "查看")
    asked = (
        Filing.objects.asked()
        .filter(unit__in=person.roles.organisations(*EDITORS))
        .select_related("unit", "request")
    )
    for row in asked:
        yield Task(
            f"{row.request.number} {row.get_kind_display()}：主管部门要求说明",
            url,
            row.unit.name,
            "受理报备",
            "说明",
        )


def _gathered(person: User) -> Iterator[Task]:
    """同一信息: asked for by several people; a prompt, because the article says 可以."""
    for one in asked_by_many(person.roles.organisations(*EDITORS)):
        case = same_as(one.key, one.unit.pk).filter(outcome__in=("GRANT", "PARTIAL")).first()
        if case is not None:
            step = f"{one.people}位申请人申请同一信息，可以转为主动公开（条例第四十四条）"
            yield Task(
                f"{case.number} {one.subject[:40]}", f"{_url(case)}#more-title", one.unit.name, step, "处理"
            )


def _to_redo(person: User) -> Iterator[Task]:
    """结果纠正: the head decides on 重新办理 (行政复议法第七十七条); his clerks see that it waits."""
    units = person.roles.organisations(*EDITORS)
    heads = person.roles.direct.get(Role.HEAD, frozenset())
    for one in Challenge.objects.to_redo().filter(unit__in=units).select_related("request", "unit"):
        assert one.request is not None  # noqa: S101  filtered by `to_redo`
        yield Task(
            f"{one.request.number} {one}：结果纠正", f"{_url(one.request)}#act-reopen", one.unit.name, "须重新办理", "重新办理",
            mine=one.unit_id in heads,
        )  # fmt: skip
