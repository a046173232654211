"""登记复议、诉讼 and their results (条例第五十一条): what table 3 counts, filed with the county office at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app.actions.filing import file
from requests_app.actions.stepping import Conflict, lock, required
from requests_app.models import Challenge, ChallengeKind, Filing, InformationRequest, Result
from requests_app.policies import may_decide_challenge, may_register_challenge

ARTICLE: Final = "条例第五十一条"
FACTS: Final = ("kind", "body", "case_number", "filed_on", "note", "request", "follows")
DECISION: Final = ("result", "decided_on", "decision_number", "must_redo")


@transaction.atomic
def register(unit: Organisation, *, by: User, on: date, values: Mapping[str, Any]) -> Challenge:
    """登记: `values` are the `FACTS`. The same case number of the same kind is registered once."""
    require(may_register_challenge(by, unit))
    request = lock(values["request"]) if values.get("request") else None
    made = Challenge(unit=unit, registered_by=by, registered_on=on)
    _take_over(made, {**values, "request": request}, on)
    _save(made)
    if request is not None:
        file(
            request,
            Filing.Kind.REVIEW,
            f"{made.get_kind_display()}：{made.body} {made.case_number}".strip(),
            on,
        )
    record(by, "challenge.registered", made, article=ARTICLE, organisation=unit, **_plain(made, FACTS))
    return made


@transaction.atomic
def decide(
    challenge: Challenge,
    *,
    by: User,
    on: date,
    result: str,
    decided_on: date,
    decision_number: str = "",
    must_redo: bool = False,
    revision: int | None = None,
) -> Challenge:
    """登记结果. A 纠正 that orders a new decision leaves a task for the head until the case is handled again."""
    challenge = _lock(challenge, revision)
    require(may_decide_challenge(by, challenge))
    _end(challenge, result, decided_on, decision_number, must_redo=must_redo, on=on)
    _save(challenge)
    if challenge.request is not None:
        said = f"{challenge.get_kind_display()}：{challenge.get_result_display()} {challenge.decision_number}"
        file(challenge.request, Filing.Kind.REVIEW, said.strip(), on)
    record(
        by, "challenge.decided", challenge, article=ARTICLE, organisation=challenge.unit, **_plain(challenge, DECISION)
    )  # fmt: skip
    return challenge


@transaction.atomic
def correct(
    challenge: Challenge,
    *,
    by: User,
    on: date,
    values: Mapping[str, Any],
    reason: str,
    revision: int | None = None,
) -> Challenge:
    """更正 what was registered wrongly: `FACTS` and `DECISION`, with the reason; before and after are in the record."""
    challenge = _lock(challenge, revision)
    require(may_register_challenge(by, challenge.unit))
    reason = required(reason, "请写明更正的理由。")
    before = _plain(challenge, FACTS + DECISION)
    request = lock(values["request"]) if values.get("request") else None
    _take_over(challenge, {**values, "request": request}, on)
    if values["result"] == Result.PENDING:
        challenge.result, challenge.decided_on = Result.PENDING, None
        challenge.decision_number, challenge.must_redo = "", False
    else:
        _end(
            challenge, values["result"], values["decided_on"], values["decision_number"],
            must_redo=values["must_redo"], on=on,
        )  # fmt: skip
    _save(challenge)
    if request is not None:
        file(
            request,
            Filing.Kind.REVIEW,
            f"更正：{challenge.get_kind_display()} {challenge.get_result_display()}",
            on,
        )
    record(
        by, "challenge.corrected", challenge, article=ARTICLE, organisation=challenge.unit, reason=reason,
        before=before, after=_plain(challenge, FACTS + DECISION),
    )  # fmt: skip
    return challenge


def _lock(challenge: Challenge, revision: int | None) -> Challenge:
    found = (
        Challenge.objects.select_for_update(of=("self",))
        .select_related("unit", "request__unit", "follows")
        .get(pk=challenge.pk)
    )
    if revision is not None and revision != found.revision:
        raise Conflict("这一件刚才已被别人改动，您看到的不是最新情况，请核对后再操作。")
    return found


def _take_over(challenge: Challenge, values: Mapping[str, Any], on: date) -> None:
    if values["kind"] not in ChallengeKind.values:
        raise Refused("请选择行政复议、未经复议直接起诉或者复议后起诉。")
    if values["filed_on"] > on:
        raise Refused("收到通知的日期不能晚于今天。")
    challenge.kind, challenge.filed_on = values["kind"], values["filed_on"]
    challenge.body = required(values["body"], "请填写复议机关或者法院。")[:100]
    challenge.case_number = "".join(values.get("case_number", "").split())[:100]
    challenge.note = values.get("note", "").strip()[:500]
    challenge.request, challenge.follows = values.get("request"), values.get("follows")
    if challenge.request is not None and challenge.request.unit_id != challenge.unit_id:
        raise Refused("所涉申请不是本单位的。")
    _check_review_before(challenge)


def _check_review_before(challenge: Challenge) -> None:
    """复议后起诉 names the review where the register knows one."""
    review = challenge.follows
    if challenge.kind != ChallengeKind.SUIT_AFTER_REVIEW:
        if review is not None:
            raise Refused("只有复议后起诉的，才写明在哪一件复议之后。")
        return
    if review is None:
        known: InformationRequest | None = challenge.request
        if known is not None and known.challenges.filter(kind=ChallengeKind.REVIEW).exists():
            raise Refused("这件申请有登记的行政复议，请选择是在哪一件复议之后起诉。")
        return
    if review.kind != ChallengeKind.REVIEW or review.unit_id != challenge.unit_id:
        raise Refused("请选择本单位登记的一件行政复议。")
    if review.request_id and challenge.request_id and review.request_id != challenge.request_id:
        raise Refused("所选的行政复议是另一件申请的。")
    if challenge.filed_on < review.filed_on:
        raise Refused("起诉不能早于复议。")


def _end(
    challenge: Challenge, result: str, decided_on: date, number: str, *, must_redo: bool, on: date
) -> None:
    if result not in (Result.UPHELD, Result.CORRECTED, Result.OTHER):
        raise Refused("请选择结果维持、结果纠正或者其他结果。")
    if decided_on is None or decided_on > on:
        raise Refused("请填写审结日期，不能晚于今天。")
    if decided_on < challenge.filed_on:
        raise Refused("审结日期不能早于收到通知的日期。")
    challenge.result, challenge.decided_on = result, decided_on
    challenge.decision_number = number.strip()[:100]
    challenge.must_redo = must_redo and result == Result.CORRECTED


def _save(challenge: Challenge) -> None:
    challenge.revision += 1
    try:
        with transaction.atomic():
            challenge.save()
    except IntegrityError:
        raise Refused("这个案号已经登记。") from None


def _plain(challenge: Challenge, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields as the record keeps them."""
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(challenge, name)
        found[name] = value if isinstance(value, bool) else str(value) if value is not None else ""
    return found
