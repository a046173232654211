"""What each place of a letter says in a case: facts of the rows in the words of an official letter. Nothing is decided here."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.conf import settings

from accounts.models import Organisation, OrganisationKind
from accounts.policies import Refused
from requests_app.models import Consultation, Form, InformationRequest, RemedyWording, Reply, Way
from statute.clock import Channel
from statute.clock.facts import PAYMENT_DAYS
from statute.fees import Mode
from statute.grounds import GROUNDS, Ground
from statute.letters import LETTERS, LetterKind, To
from statute.outcomes import OutcomeCode
from statute.remedies import Remedy, ReviewBody, paragraph, review_body, template_key

REGULATION: Final = "《中华人民共和国政府信息公开条例》"
CHANNELS: Final = {
    Channel.COUNTER: "当面提交", Channel.REGISTERED_MAIL: "邮寄", Channel.ORDINARY_MAIL: "邮寄",
    Channel.INTERNET: "互联网", Channel.FAX: "传真",
}  # fmt: skip
FOUND: Final = {
    OutcomeCode.DENY_SECRET: "属于国家秘密",
    OutcomeCode.DENY_LAW: "属于法律、行政法规禁止公开的政府信息",
    OutcomeCode.DENY_SAFETY: "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
    OutcomeCode.DENY_THIRD: "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害",
    OutcomeCode.DENY_INTERNAL: "属于内部事务信息",
    OutcomeCode.DENY_PROCESS: "属于过程性信息",
    OutcomeCode.DENY_CASEFILE: "属于行政执法案卷信息",
}
Content = dict[str, str]


def day(value: date | None) -> str:
    """2026年3月2日; empty for none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def article(text: str) -> str:
    """The article as a letter quotes it: with the full name of the Regulation."""
    return text.replace("条例第", f"{REGULATION}第", 1)


def content(kind: LetterKind, request: InformationRequest, on: date, **places: str) -> Content:
    """Every place of this kind of letter: what all letters say, and `places` of the one at hand (about four queries)."""
    unit = request.unit
    common = {
        "机关": unit.name,
        "收件人": _addressee(kind, request),
        "日期": day(on),
        "登记编号": request.number,
        "收到申请": _received(request),
        "办理经过": _history(request),
        "依据": article(kind.article),
        "救济途径": remedy(kind.remedy, unit, on) if kind.remedy else "",
        "联系方式": _contact(),
    }
    return {name: (common | places).get(name, "") for name in kind.places}


def _addressee(kind: LetterKind, request: InformationRequest) -> str:
    return request.applicant.name or "申请人" if kind.to is To.APPLICANT else ""


def _contact() -> str:
    site = settings.SITE
    said = [f"联系电话：{site['phone']}" if site["phone"] else "", site["address"]]
    return "　".join(one for one in said if one)


def _received(request: InformationRequest) -> str:
    """③ when and how it came in, and what it asks for, in quotation marks."""
    how = CHANNELS[Channel(request.channel)]
    when = request.received_on or request.arrived_on
    subject = " ".join(request.subject.split())
    number = f"，文号为{request.document_number}" if request.document_number else ""
    return (
        f"本机关于{day(when)}收到您通过{how}方式提出的政府信息公开申请（登记编号：{request.number}），"
        f"申请公开“{subject}”{number}。"
    )


def _history(request: InformationRequest) -> str:
    """What happened on the way that the applicant's date depends on."""
    said = []
    correction = getattr(request, "correction", None)
    if correction is not None and correction.answered_on:
        said.append(
            f"本机关于{day(correction.asked_on)}告知您补正，{day(correction.answered_on)}收到您补正后的申请"
        )
    said += [
        f"本机关于{day(row.told_on)}告知您延长答复期限{row.days}个工作日"
        for row in request.extensions.all()
        if row.revoked_on is None
    ]
    said += [
        f"{day(row.sent_on)}至{day(row.answered_on)}征求意见，所需时间不计算在答复期限内"
        for row in request.consultations.all()
        if row.answered_on
    ]
    fee = getattr(request, "fee_notice", None)
    if fee is not None and fee.paid_on:
        said.append(f"您于{day(fee.paid_on)}缴纳信息处理费{fee.amount}元")
    return f"{'；'.join(said)}。" if said else ""


def remedy(kind: Remedy, unit: Organisation, on: date, *, part: bool = False) -> str:
    """⑥ the paragraph on reconsideration and suit, in the county's signed-off words where there are any.

    `Refused` when nobody reconsiders what this unit decides, or the county's words lack what the law demands.
    """
    county = next((one for one in unit.get_ancestors(include_self=True) if one.kind == OrganisationKind.COUNTY_GOVERNMENT), unit)  # fmt: skip
    key = template_key(kind, part=part)
    row = RemedyWording.objects.current().filter(county=county, key=key, effective_from__lte=on).first()
    try:
        made = paragraph(
            kind,
            body=review_body_name(unit, county),
            authority=f"{county.name}办公室",
            part=part,
            signed_off=row.text if row else "",
        )
    except ValueError as error:
        raise Refused(f"不能写明救济途径：{error}。") from None
    return made.text


def review_body_name(unit: Organisation, county: Organisation) -> str:
    """复议机关 by name where the tree knows it (行政复议法第二十四条): the county for what is below it, else the city.

    A body under vertical leadership names its own: the next higher department (第二十七条).
    """
    body = review_body(unit.kind, vertical=bool(unit.review_body))
    if body is None:
        return ""
    if body is ReviewBody.HIGHER_DEPARTMENT:
        own: str = unit.review_body
        return own
    above = county if body is ReviewBody.COUNTY_GOVERNMENT else county.parent
    name: str = above.name.removesuffix("办公室") if above is not None else ""
    return name if name.endswith("人民政府") else body.label


# --- the answer itself -----------------------------------------------------------------------------------------------


def of_reply(reply: Reply, on: date) -> Content:
    """④ finding, article and reason; ⑤ what is given and where."""
    kind, request = LETTERS[reply.template], reply.request
    code = OutcomeCode(reply.outcome)
    part = reply.rule.only_for_the_withheld_part
    return content(
        kind,
        request,
        on,
        依据=article(reply.article or kind.article),
        理由=reply.reason.strip(),
        认定=FOUND.get(code, ""),
        不予公开的依据=f"根据{article(GROUNDS[Ground(reply.ground)].article)}的规定，" if reply.ground else "",
        提供内容=reply.provided.strip(),
        提供形式=_form(reply),
        检索情况="；".join(f"{day(one.on)}由{one.people}检索{one.scope}，检索词为{one.keywords}，结果：{one.result}" for one in request.searches.all()),
        负责机关=_responsible(reply),
        上次答复=_previous(reply),
        救济途径=remedy(reply.rule.remedy, request.unit, on, part=part),
        附件=_attachments(request),
        **_what_was_told(code, request),
    )  # fmt: skip


def _form(reply: Reply) -> str:
    if not reply.form:
        return ""
    said = f"提供的形式：{Form(reply.form).label}"
    way = f"，途径：{Way(reply.request.way).label}" if reply.request.way else ""
    return (
        said
        + way
        + (f"。未按您要求的形式提供的理由：{reply.form_reason}" if reply.form_reason else "")
        + "。"
    )


def _responsible(reply: Reply) -> str:
    if not reply.responsible_body or reply.responsible_body == "不能确定":
        return ""
    contact = f"，联系方式：{reply.responsible_contact}" if reply.responsible_contact else ""
    return f"该信息由{reply.responsible_body}负责公开，您可以向该机关提出申请{contact}。"


def _previous(reply: Reply) -> str:
    if reply.previous is None:
        return ""
    letter = reply.previous.letters.standing().filter(series="reply").last()
    number = f"（{letter.number}）" if letter else ""
    return f"您曾提出申请{reply.previous.number}，本机关已于{day(reply.previous.decided_on)}答复{number}。"


def _what_was_told(code: OutcomeCode, request: InformationRequest) -> Content:
    """The notice that was not followed (第三十条, 国办函〔2020〕109号)."""
    correction, fee = getattr(request, "correction", None), getattr(request, "fee_notice", None)
    if code is OutcomeCode.OTHER_UNCORRECTED and correction is not None:
        return {"告知日期": day(correction.asked_on), "期限": day(correction.until)}
    if code is OutcomeCode.OTHER_UNPAID and fee is not None:
        return {"告知日期": day(fee.notified_on), "金额": str(fee.amount)}
    return {}


def _attachments(request: InformationRequest) -> str:
    """The list of what is enclosed, each with its number of pages where it has pages."""
    given = list(request.files.for_applicant().filter(kind="given"))
    lines = [
        f"{place}.{one.name}" + (f"（{one.pages}页）" if one.pages else "")
        for place, one in enumerate(given, start=1)
    ]
    pages = sum(one.pages or 0 for one in given)
    total = f"，共{pages}页" if pages else ""
    return f"附件（{len(given)}件{total}）：\n" + "\n".join(lines) if lines else ""


# --- letters on the way ----------------------------------------------------------------------------------------------


def of_correction(request: InformationRequest, on: date) -> Content:
    row = request.correction
    return content(LETTERS["T03"], request, on, 补正内容=row.what, 指导=row.guidance, 期限=day(row.until))


def of_reason_request(request: InformationRequest, on: date) -> Content:
    row = request.reason_request
    return content(LETTERS["T04"], request, on, 数量=str(row.count), 理由=row.text, 期限=day(row.until))


def of_extension(request: InformationRequest, days: int, reason: str, due: date | None, on: date) -> Content:
    return content(LETTERS["T05"], request, on, 延长天数=str(days), 理由=reason, 新期限=day(due))


def of_consultation(row: Consultation, on: date, code: str, reason: str = "") -> Content:
    """T06, T10 and T09 to the party consulted, which is not told who applies; T08 to the applicant."""
    if code == "T08":
        third = row.kind == Consultation.Kind.THIRD_PARTY
        return content(LETTERS[code], row.request, on, 征求对象="第三方" if third else row.party)
    return content(
        LETTERS[code], row.request, on, 收件人=row.party, 征求内容=row.question, 理由=reason
    )  # fmt: skip


def of_fee(request: InformationRequest, on: date) -> Content:
    row = request.fee_notice
    return content(
        LETTERS["T10b"], request, on, 计收方式=Mode(row.mode).label, 计算过程="；".join(row.workings),
        金额=str(row.amount), 缴费期限=f"自收到本通知书次日起{PAYMENT_DAYS}个工作日届满",
    )  # fmt: skip


# --- papers of the case ----------------------------------------------------------------------------------------------


def of_case(code: str, request: InformationRequest, on: date, **places: str) -> Content:
    """T00, T01, T02, T07, T29, T30: forms of the case. Only T00 and T29 name the person."""
    person = _person(request) if code == "T00" else {}
    facts = {
        "申请内容": request.subject,
        "形式要求": "、".join(filter(None, (request.get_form_display(), request.get_way_display()))),
        "申请日期": day(request.arrived_on),
        "收到日期": day(request.received_on) or "尚未确认",
        "渠道": "，".join(filter(None, (request.get_channel_display(), request.evidence))),
        "申请人类型": request.applicant.get_kind_display(),
        "补正期限": day(request.correction_limit),
        "答复期限": day(request.reply_due) + ("（暂定）" if request.due_provisional else ""),
        "经办人": str(request.handler or ""),
        "查询方式": "在本网站“依申请公开—查询办理情况”凭登记编号和查询码查询",
        "办理结果": request.outcome_label if request.outcome else "",
        "各项日期": "，".join(
            f"{label}{day(value)}"
            for label, value in (
                ("收到：", request.received_on),
                ("答复：", request.decided_on),
                ("归档：", request.archived_on),
            )
            if value
        ),
    }
    return content(LETTERS[code], request, on, **(facts | person | places))


def _person(request: InformationRequest) -> Content:
    one = request.applicant
    return {
        "申请人": one.name,
        "身份证明": f"{one.get_identity_kind_display()} {one.identity}".strip(),
        "申请人联系方式": "　".join(filter(None, (one.phone, one.email, one.address))),
        "代理人": one.agent_name,
    }
