"""答复与送达: a letter goes out, and the day that counts is fixed by the way it goes (国办公开办函〔2016〕235号)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app import wording
from requests_app.actions.deciding import conclude, ready_to_go_out
from requests_app.actions.issuing import issue, issue_reply
from requests_app.actions.stepping import lock, recompute, required
from requests_app.models import CaseFile, Delivery, InformationRequest, Letter, Way
from requests_app.policies import may_handle, may_take
from requests_app.workflow import Action
from statute.letters import LETTERS
from statute.letters import Way as DeliveryWay

ARTICLE = "国办公开办函〔2016〕235号"


def tell(
    request: InformationRequest, code: str, content: wording.Content, *, by: User, on: date, subject: str
) -> Letter:
    """出具告知书 inside the act that makes it; whoever chose the website has it there at once, the rest is delivered."""
    letter = issue(request, code, content, by=by, on=on, subject=subject)
    if letter.is_for_applicant and request.way == Way.ONLINE:
        _send(letter, request, by=by, on=on, way=DeliveryWay.ONLINE, evidence="")
    return letter


@transaction.atomic
def answer_rectification(request: InformationRequest, *, by: User, on: date, text: str) -> Letter:
    """更正政府信息答复 (第四十一条): what was corrected, where it was sent on, or whom to ask."""
    request = lock(request)
    require(may_take(by, request.unit))
    text = required(text, "请写明更正的情况、转送的机关，或者告知向哪个机关提出（条例第四十一条）。")
    if request.letters.standing().filter(kind="T28").exists():
        raise Refused("已经出具过更正答复；需要改动的，请更正重出。")
    letter = wording.content(LETTERS["T28"], request, on, 理由=text)
    return tell(request, "T28", letter, by=by, on=on, subject="rectification:")


@transaction.atomic
def draw_up(request: InformationRequest, *, by: User, on: date) -> Letter:
    """出具答复书 before it is handed over: number and content are settled, the files can be printed."""
    request = lock(request)
    require(may_handle(by, request, Action.ANSWER))
    return issue_reply(request, by=by, on=on, reply=ready_to_go_out(request, on))


@transaction.atomic
def answer(request: InformationRequest, *, by: User, on: date, way: str, evidence: str = "") -> Letter:
    """答复 (第三十六条): what was signed goes out. The lock keeps two officials from both answering.

    `on` is the day of signature, of handing to the post, or of availability on line. What another body delivers for us
    is answered on the day the applicant signs (`receive`).
    """
    request = lock(request)
    require(may_handle(by, request, Action.ANSWER))
    reply = ready_to_go_out(request, on)
    standing = request.letters.standing().filter(subject=f"reply:{reply.pk}").first()
    issued = standing or issue_reply(request, by=by, on=on, reply=reply)
    _send(issued, request, by=by, on=on, way=way, evidence=evidence)
    return issued


@transaction.atomic
def deliver(letter: Letter, *, by: User, on: date, way: str, evidence: str = "") -> Delivery:
    """登记送达 of any letter; the first delivery of a reply is the answer itself."""
    request = lock(letter.request)
    require(may_take(by, request.unit))
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.rule.is_reply and request.is_open:
        require(may_handle(by, request, Action.ANSWER))
    return _send(letter, request, by=by, on=on, way=way, evidence=evidence)


def _send(
    letter: Letter, request: InformationRequest, *, by: User, on: date, way: str, evidence: str
) -> Delivery:
    if way not in set(DeliveryWay):
        raise Refused("请选择送达方式。")
    chosen = DeliveryWay(way)
    if letter.state != Letter.State.ISSUED:
        raise Refused("这份文书已经作废，不能送达。")
    if letter.deliveries.standing().exists():
        raise Refused("这份文书已经登记送达。")
    if on < letter.issued_on:
        raise Refused("送达日期不能早于出具日期。")
    if chosen is DeliveryWay.ONLINE and not (letter.is_for_applicant and request.way == Way.ONLINE):
        raise Refused("只有申请人选择在网站获取的，才能网上送达（国办公开办函〔2016〕235号）。")
    if chosen is not DeliveryWay.ONLINE:
        evidence = required(evidence, f"请写明{chosen.proof}。")
    delivery = Delivery.objects.create(
        letter=letter, way=way, sent_on=on, evidence=evidence[:200] or "网站", by=by,
        counts_on=on if chosen.counts_when_sent else None,
        received_on=on if chosen in (DeliveryWay.DIRECT, DeliveryWay.ONLINE) else None,
        received_by=evidence[:60] if chosen is DeliveryWay.DIRECT else "",
    )  # fmt: skip
    _went_out(delivery, letter, request, by=by)
    record(by, "letter.sent", letter, article=ARTICLE, organisation=request.unit, way=way, on=on.isoformat())
    return delivery


def _went_out(delivery: Delivery, letter: Letter, request: InformationRequest, *, by: User) -> None:
    """What follows once the day that counts is known: the answer, the applicant's copy, the limits that run from receipt."""
    if letter.is_for_applicant and letter.pdf_id:
        request.files.filter(file=letter.pdf_id).update(audience=CaseFile.Audience.APPLICANT)
    if delivery.counts_on and letter.rule.is_reply and request.is_open:
        reply = ready_to_go_out(request, delivery.counts_on)
        conclude(request, reply, by=by, on=delivery.counts_on)
    elif delivery.received_on:
        _limits_begin(letter, request, delivery.received_on)


def _limits_begin(letter: Letter, request: InformationRequest, on: date) -> None:
    """补正, 说明理由, 征求意见 and 缴费 run from the day the letter was received."""
    what, _, pk = letter.subject.partition(":")
    row = {
        "correction": getattr(request, "correction", None),
        "reason": getattr(request, "reason_request", None),
        "fee": getattr(request, "fee_notice", None),
    }.get(what)
    if what == "consultation" and letter.kind in ("T06", "T10"):
        row = request.consultations.filter(pk=int(pk)).first()
    if row is None or row.delivered_on is not None:
        return
    row.delivered_on = on
    row.save(update_fields=["delivered_on"])
    if request.is_open:
        recompute(request, on=on, cause=f"{letter.rule.title}送达")


@transaction.atomic
def receive(delivery: Delivery, *, by: User, on: date, received_by: str) -> Delivery:
    """登记签收: the receipt came back. For entrusted delivery this is the day that counts."""
    request = lock(delivery.letter.request)
    require(may_take(by, request.unit))
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("letter").get(pk=delivery.pk)
    if delivery.failed_on or delivery.received_on:
        raise Refused("这次送达已经有了结果。")
    if on < delivery.sent_on:
        raise Refused("签收日期不能早于发出日期。")
    delivery.received_on = on
    delivery.received_by = required(received_by, "请写明签收人。")[:60]
    delivery.counts_on = delivery.counts_on or on
    delivery.save()
    _went_out(delivery, delivery.letter, request, by=by)
    record(
        by, "letter.received", delivery.letter, article=ARTICLE, organisation=request.unit, on=on.isoformat()
    )
    return delivery


@transaction.atomic
def fail(delivery: Delivery, *, by: User, on: date, reason: str) -> Delivery:
    """送达未成: it came back; another way has to be tried. The day that counted stays (交邮之日)."""
    request = lock(delivery.letter.request)
    require(may_take(by, request.unit))
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("letter").get(pk=delivery.pk)
    if delivery.failed_on or delivery.received_on:
        raise Refused("这次送达已经有了结果。")
    if on < delivery.sent_on:
        raise Refused("日期不能早于发出日期。")
    delivery.failed_on = on
    delivery.failed_reason = required(reason, "请写明送达未成的原因。")[:300]
    delivery.save(update_fields=["failed_on", "failed_reason"])
    record(by, "letter.not_delivered", delivery.letter, article=ARTICLE, organisation=request.unit,
           reason=delivery.failed_reason)  # fmt: skip
    return delivery
