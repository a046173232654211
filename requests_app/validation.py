"""What a reply still lacks before it may be reviewed and signed: sentences, each with its article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from disclosure.workflow import CURRENT, Attribute
from requests_app.models import Consultation, InformationRequest, Reply
from statute.calendar import WorkingCalendar
from statute.clock.facts import CONSULTATION_DAYS, PAYMENT_DAYS
from statute.outcomes import NOT_FOUND, NOT_OURS, Group, OutcomeCode, lacking

C = OutcomeCode


def reply_problems(reply: Reply, on: date, calendar: WorkingCalendar) -> list[str]:
    """Everything that keeps this reply from being submitted on `on`; empty when nothing does (about six queries)."""
    found = list(lacking(reply.rule, article=reply.article, reason=reply.reason, sub_reason=reply.sub_reason))
    request = reply.request
    found += _provided(reply, request)
    found += _by_outcome(reply, request, on, calendar)
    found += _consulted(reply, request, on, calendar)
    if request.assist_tasks.filter(answered_on=None, cancelled_on=None).exists():
        found.append("还有协办事项没有回复，请先取得回复或者取消。")
    said = contradiction(reply)
    if said and not reply.contradiction_reason.strip():
        found.append(said)
    return [sentence if sentence.endswith("。") else f"{sentence}。" for sentence in found]


def _provided(reply: Reply, request: InformationRequest) -> Iterator[str]:
    if not reply.gives:
        return
    given = request.files.for_applicant().filter(kind="given").exists()
    if not given and not reply.provided.strip():
        yield "没有提供的信息，也没有写明获取的方式、途径和时间（条例第三十六条第一项、第二项）"
    if reply.form and request.form and reply.form != request.form and not reply.form_reason.strip():
        yield "没有按申请人要求的形式提供，须写明理由（条例第四十条）"


def _by_outcome(
    reply: Reply, request: InformationRequest, on: date, calendar: WorkingCalendar
) -> Iterator[str]:
    code = C(reply.outcome)
    if reply.sub_reason == NOT_FOUND.code and not request.searches.exists():
        yield "没有检索记录，不能答复信息不存在（条例第三十六条第四项）"
    if reply.sub_reason == NOT_OURS.code and not (reply.reason.strip() and reply.responsible_body.strip()):
        yield "请写明理由和负责公开的机关；确实不能确定的，在机关一栏写“不能确定”（条例第三十六条第五项）"
    if code is C.NO_REPEAT and reply.previous is None:
        yield "没有指明上一次申请（条例第三十六条第六项）"
    if code is C.NO_MASS and not hasattr(request, "reason_request"):
        yield "没有要求申请人说明理由，不能以大量反复申请为由不予处理（条例第三十五条）"
    if code is C.CANT_UNCLEAR and not _corrected(request):
        yield "没有收到补正，不能答复补正后仍不明确（条例第三十条）"
    if code is C.OTHER_UNCORRECTED:
        yield from _uncorrected(request, on)
    if code is C.OTHER_UNPAID:
        yield from _unpaid(request, on, calendar)


def _corrected(request: InformationRequest) -> bool:
    correction = getattr(request, "correction", None)
    return correction is not None and correction.answered_on is not None


def _uncorrected(request: InformationRequest, on: date) -> Iterator[str]:
    correction = getattr(request, "correction", None)
    if correction is None or correction.answered_on is not None:
        yield "没有告知过补正，或者已经收到补正（条例第三十条）"
    elif on <= correction.until:
        yield f"补正期限{correction.until}尚未届满（条例第三十条）"


def _unpaid(request: InformationRequest, on: date, calendar: WorkingCalendar) -> Iterator[str]:
    fee = getattr(request, "fee_notice", None)
    if fee is None or fee.paid_on or fee.waived_on:
        yield "没有待缴的费用（条例第四十二条）"
        return
    limit = calendar.add_working_days(fee.delivered_on or fee.notified_on, PAYMENT_DAYS).date
    if on <= limit:
        yield f"缴费期限{limit}尚未届满（国办函〔2020〕109号）"


def _consulted(
    reply: Reply, request: InformationRequest, on: date, calendar: WorkingCalendar
) -> Iterator[str]:
    consultations = list(request.consultations.all())
    for one in consultations:
        if one.answered_on is None and not _lapsed(one, on, calendar):
            yield f"征求{one.party}意见尚未答复，15个工作日也未届满（条例第三十二条、第三十四条）"
    third = [one for one in consultations if one.kind == Consultation.Kind.THIRD_PARTY]
    if reply.outcome == C.DENY_THIRD and not third:
        yield "没有书面征求第三方意见（条例第三十二条）"
    if reply.gives and reply.answers.get("public_interest") == "yes":
        for one in third:
            if one.position == Consultation.Position.OBJECTS and one.release_notice_on is None:
                yield f"因公共利益公开的，须先将公开的内容和理由书面告知{one.party}（条例第三十二条）"


def _lapsed(consultation: Consultation, on: date, calendar: WorkingCalendar) -> bool:
    if consultation.delivered_on is None:
        return False
    return on > calendar.add_working_days(consultation.delivered_on, CONSULTATION_DAYS).date


def contradiction(reply: Reply) -> str:
    """源头认定: a refusal of what was settled as open when it was drafted is challenged before it goes out."""
    request = reply.request
    if reply.rule.group is not Group.DENIED or request.document is None:
        return ""
    edition = request.document.of_status(*CURRENT)
    if edition is None or edition.attribute not in (Attribute.OPEN, Attribute.REDACTED):
        return ""
    return f"所指文件的公开属性是“{edition.get_attribute_display()}”，与不予公开的答复不一致，请写明理由或者改变答复"
