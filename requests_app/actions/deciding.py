"""拟定、审查、签发、答复: one of the 21 rows, by at least two people, exactly as signed (条例第十七条、第三十六条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app.actions.filing import file
from requests_app.actions.issuing import void_letters
from requests_app.actions.stepping import Conflict, finish, lawful, lock, required, unchanged
from requests_app.models import Filing, InformationRequest, Reply, SearchRecord
from requests_app.policies import (
    may_handle,
    may_recall_reply,
    may_reopen,
    may_return_reply,
    may_review_secrecy,
    may_sign_reply,
)
from requests_app.validation import reply_problems
from requests_app.workflow import Action, Status, answered_status
from statute import seven_questions
from statute.clock import ClockEvent, EventKind
from statute.loading import working_calendar
from statute.outcomes import Group, OutcomeCode

REFUSALS = (Group.PARTLY, Group.DENIED, Group.NOT_PROCESSED)  # what the county office is told of
WRITTEN = (
    "article", "reason", "provided", "form", "form_reason", "responsible_body", "responsible_contact",
    "contradiction_reason",
)  # fmt: skip


@transaction.atomic
def decide(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    answers: Mapping[str, str],
    values: Mapping[str, str],
    previous: InformationRequest | None = None,
    revision: int | None = None,
) -> Reply:
    """拟定答复: the seven questions lead to one row, the row to letter, article and remedy. Saving again replaces the draft."""
    request = lock(request)
    unchanged(request, revision)
    require(may_handle(by, request, Action.DECIDE))
    letter = _letter(answers)
    reply = request.replies.in_preparation().first() or Reply(
        request=request, prepared_by=by, version=_next_version(request)
    )
    reply.prepared_by, reply.prepared_on, reply.state = by, on, Reply.State.DRAFT
    reply.answers = {question.key: option.key for question, option in seven_questions.path(answers)}
    reply.outcome, reply.template = letter.outcome.code, letter.template
    reply.sub_reason = letter.sub_reason.code if letter.sub_reason else ""
    reply.ground = letter.ground or ""
    for name in WRITTEN:
        setattr(reply, name, values.get(name, "").strip())
    reply.article = reply.article or letter.article
    reply.previous = previous
    reply.revision += 1
    _void(reply)
    reply.content_hash = reply.digest()
    reply.save()
    finish(request, Action.DECIDE, by=by, on=on, note=reply.rule.wording, outcome=reply.outcome)
    return reply


def _letter(answers: Mapping[str, str]) -> seven_questions.Letter:
    try:
        letter = seven_questions.letter(answers)
    except ValueError as error:
        raise Refused(f"{error}。") from None
    if letter is None:
        raise Refused("七步还没有答完，不能拟定答复。")
    return letter


def _next_version(request: InformationRequest) -> int:
    return (request.replies.aggregate(newest=Max("version"))["newest"] or 0) + 1


def _void(reply: Reply) -> None:
    """What was reviewed and signed held for another content."""
    reply.secrecy_by = reply.secrecy_on = reply.signed_by = reply.signed_on = None
    reply.secrecy_opinion = reply.secrecy_hash = reply.signer_opinion = reply.signed_hash = ""


@transaction.atomic
def touch_given_files(request: InformationRequest) -> None:
    """提供的信息变了: the reply in preparation goes back to its author, and every review of it is void.

    Called inside the acts that add, redact or remove files, under the case's lock.
    """
    reply = request.replies.in_preparation().first()
    if reply is None or reply.digest() == reply.content_hash:
        return
    was_reviewed = reply.state != Reply.State.DRAFT
    reply.state = Reply.State.DRAFT
    _void(reply)
    reply.content_hash = reply.digest()
    reply.save()
    if was_reviewed and request.status == Status.REVIEWING_REPLY:
        request.status = Status.PROCESSING
        request.save(update_fields=["status"])


@transaction.atomic
def submit_reply(request: InformationRequest, *, by: User, on: date, revision: int | None = None) -> Reply:
    """提交审核: nothing may be lacking. What gives information passes 保密审查 first, everything else goes to signature."""
    request = lock(request)
    unchanged(request, revision)
    require(may_handle(by, request, Action.SUBMIT_REPLY))
    reply = _drafted(request)
    if problems := reply_problems(reply, on, working_calendar()):
        raise Refused("".join(problems))
    reply.submitted_by = by
    reply.state = Reply.State.SECRECY if reply.gives else Reply.State.SIGNING
    reply.content_hash = reply.digest()
    reply.save()
    finish(request, Action.SUBMIT_REPLY, by=by, on=on, outcome=reply.outcome)
    return reply


def _drafted(request: InformationRequest) -> Reply:
    reply = request.replies.in_preparation().first()
    if reply is None or reply.state != Reply.State.DRAFT:
        raise Refused("没有拟好的答复。")
    return reply


def _standing(reply: Reply, seen: str) -> tuple[InformationRequest, Reply]:
    """The case locked, the reply as it is, and unchanged since it was shown."""
    request = lock(reply.request)
    reply = request.replies.get(pk=reply.pk)
    reply.request = request
    if reply.digest() != reply.content_hash or (seen and seen != reply.content_hash):
        raise Conflict("答复的内容在您打开之后有改动，请核对新的内容。")
    return request, reply


@transaction.atomic
def pass_secrecy(reply: Reply, *, by: User, on: date, opinion: str, seen: str) -> Reply:
    """通过保密审查 of exactly this content (保密法实施条例第四十二条 先审查、后公开)."""
    request, reply = _standing(reply, seen)
    require(may_review_secrecy(by, reply))
    reply.secrecy_opinion = required(opinion, "请填写审查意见。")[:1000]
    reply.secrecy_by, reply.secrecy_on, reply.secrecy_hash = by, on, reply.content_hash
    reply.state = Reply.State.SIGNING
    reply.save()
    record(by, "reply.secrecy_passed", reply, article="条例第十七条", organisation=request.unit,
           content_hash=reply.content_hash)  # fmt: skip
    return reply


@transaction.atomic
def sign_reply(reply: Reply, *, by: User, on: date, opinion: str, seen: str) -> Reply:
    """签发: the head signs what he saw; what is lacking by now is refused here too."""
    request, reply = _standing(reply, seen)
    require(may_sign_reply(by, reply))
    if reply.gives and reply.secrecy_hash != reply.content_hash:
        raise Refused("提供的信息还没有通过保密审查（条例第十七条）。")
    if problems := reply_problems(reply, on, working_calendar()):
        raise Refused("".join(problems))
    reply.signer_opinion = required(opinion, "请填写签发意见。")[:1000]
    reply.signed_by, reply.signed_on, reply.signed_hash = by, on, reply.content_hash
    reply.state = Reply.State.SIGNED
    reply.save()
    finish(request, Action.SIGN_REPLY, by=by, on=on, content_hash=reply.content_hash)
    return reply


@transaction.atomic
def return_reply(reply: Reply, *, by: User, on: date, reason: str) -> Reply:
    """退回拟稿人, with what has to be put right."""
    request = lock(reply.request)
    reply = request.replies.get(pk=reply.pk)
    require(may_return_reply(by, reply))
    return _back(request, reply, by=by, on=on, reason=required(reason, "请写明退回的理由。"))


@transaction.atomic
def recall_reply(reply: Reply, *, by: User, on: date, reason: str) -> Reply:
    """撤回 by the unit's own clerks, up to the moment it goes out."""
    request = lock(reply.request)
    reply = request.replies.get(pk=reply.pk)
    require(may_recall_reply(by, reply))
    return _back(request, reply, by=by, on=on, reason=required(reason, "请写明撤回的理由。"))


def _back(request: InformationRequest, reply: Reply, *, by: User, on: date, reason: str) -> Reply:
    reply.state, reply.returned_reason = Reply.State.DRAFT, reason[:1000]
    _void(reply)
    reply.save()
    void_letters(request, f"reply:{reply.pk}", by=by, on=on, reason="答复稿撤回")
    finish(request, Action.RETURN_REPLY, by=by, on=on, note=reason)
    return reply


def ready_to_go_out(request: InformationRequest, on: date) -> Reply:
    """The reply as signed, which may go out on `on`; `Refused` when there is none or it was changed since."""
    reply = request.replies.in_preparation().select_related("signed_by", "previous").first()
    if reply is None or reply.state != Reply.State.SIGNED:
        raise Refused("答复还没有签发。")
    reply.request = request
    if reply.digest() != reply.signed_hash:
        raise Conflict("答复的内容在签发之后有改动，须重新审核。")
    if reply.signed_on is None or on < reply.signed_on:
        raise Refused("答复日期不能早于签发日期。")
    return reply


def conclude(request: InformationRequest, reply: Reply, *, by: User, on: date) -> Reply:
    """The reply has gone out: called by `answering` alone, under the case's lock, with the day that counts."""
    if not request.reopened_on:
        lawful(request, ClockEvent(EventKind.REPLIED, on), on)
    request.replies.standing().update(state=Reply.State.REPLACED)
    reply.state, reply.issued_on = Reply.State.ISSUED, on
    reply.save()
    request.outcome = reply.outcome
    if reply.rule.group in REFUSALS:
        file(request, Filing.Kind.REFUSAL, f"{reply.rule.wording}（{reply.article}）", on)
    request.decided_on = request.decided_on if request.reopened_on and request.decided_on else on
    finish(request, Action.ANSWER, by=by, on=on, told=f"已答复：{reply.rule.wording}", outcome=reply.outcome)
    target = answered_status(OutcomeCode(reply.outcome))
    if target != request.status:
        request.status = target
        request.save(update_fields=["status"])
    return reply


@transaction.atomic
def reopen(
    request: InformationRequest, *, by: User, on: date, reason: str, until: date
) -> InformationRequest:
    """重新办理 after a decision on reconsideration, a judgment, or an error of one's own. Statistics count it once, in
    the year of the first reply, with the result that holds."""
    request = lock(request)
    require(may_reopen(by, request))
    reason = required(reason, "请写明重新办理的依据：复议决定书、判决书的文号，或者自行纠正的理由。")
    if until < on:
        raise Refused("重新答复的期限不能早于今天。")
    request.reopened_on, request.reopened_until = on, until
    request.closed_on = request.archived_on = None
    return finish(request, Action.REOPEN, by=by, on=on, note=reason, told="本件重新办理")


@transaction.atomic
def record_search(
    request: InformationRequest,
    *,
    by: User,
    on: date,
    scope: str,
    keywords: str,
    people: str,
    result: str,
    searched_on: date | None = None,
) -> SearchRecord:
    """登记检索 (第三十六条第四项): scope, words, people, day and what came of it."""
    request = lock(request)
    require(may_handle(by, request, Action.DECIDE))
    day = searched_on or on
    if day > on:
        raise Refused("检索日期不能晚于今天。")
    made = SearchRecord.objects.create(
        request=request,
        scope=required(scope, "请写明检索了哪些库房、系统、科室。")[:1000],
        keywords=required(keywords, "请写明检索词。")[:300],
        people=required(people, "请写明检索人。")[:200],
        result=required(result, "请写明检索结果。")[:1000],
        on=day,
        recorded_by=by,
    )
    record(by, "request.searched", request, article="条例第三十六条第四项", organisation=request.unit)
    return made
