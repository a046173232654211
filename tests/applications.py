"""Applications for tests: `case(county, state=Status.REPLIED)` gets there by the real acts.

The department's people handle them: `clerk`, `secrecy_reviewer`, `head` (see tests/factories.py).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from requests_app.actions import asking, challenging, charging, closing, deciding, delivering, intake
from requests_app.models import Challenge, InformationRequest, Reply
from requests_app.workflow import Status
from statute.clock import Channel
from tests.documents import staff
from tests.factories import ON, County

S = Status
SHANGHAI = ZoneInfo("Asia/Shanghai")
ID_NUMBER = "37011219800101123X"
GRANT = {
    "pending": "yes", "complete": "clear", "nature": "information", "frequency": "no", "responsible": "ours",
    "exists": "held", "ground": "none", "how": "provide",
}  # fmt: skip
NOT_FOUND = {**{key: GRANT[key] for key in list(GRANT)[:5]}, "exists": "not_found"}
INTERNAL = {
    **{key: GRANT[key] for key in list(GRANT)[:6]},
    "ground": "C1",
    "discretion": "withhold",
    "separable": "whole",
}
UNCORRECTED = {"pending": "yes", "complete": "not_corrected"}


def at(on: date, hour: int = 10) -> datetime:
    return datetime.combine(on, time(hour), SHANGHAI)


def application(**values) -> intake.Application:
    """A natural person's application that lacks nothing, unless `values` spoil it."""
    person = {
        "kind": "natural", "name": "李明", "identity_kind": "id_card", "identity": ID_NUMBER,
        "phone": "13800001234", "address": "青岚县清溪路9号", "email": "liming@mail.example",
    } | values.pop("person", {})  # fmt: skip
    whole = {"subject": "2025年度城乡低保资金发放明细", "form": "electronic", "way": "online"} | values
    return intake.Application(person=person, **whole)


def receive(
    county: County, *, on: date = ON, unit: Organisation | None = None, channel: str = "counter", **values
) -> InformationRequest:
    """An application that has just come in over the channel, received (第三十一条) on `on` itself."""
    staff(county)
    unit = unit or county.department
    given = application(**values)
    if channel == Channel.INTERNET:
        return intake.submit(unit, given, key=uuid4(), at=at(on), on=on).request
    arrival = intake.Arrival(Channel(channel), at(on), on, confirmed_on=on, evidence="EMS 1234567890")
    return intake.take(unit, given, arrival, key=uuid4(), by=county.clerk_of(unit)).request


def case(
    county: County, *, state: str = S.RECEIVED, on: date = ON, answers=None, **values
) -> InformationRequest:
    """A case of the department in `state`, everything done on `on` unless the law needs days in between."""
    made = receive(county, on=on, **values)
    return advance(county, made, state, on=on, answers=answers)


def advance(
    county: County, made: InformationRequest, state: str, *, on: date = ON, answers=None
) -> InformationRequest:
    """Carry a case on by the acts of the department's people until it is in `state`."""
    before, turn = BRANCHES.get(state, (state, None))
    while made.status != before:
        if made.status == S.PROCESSING:
            made = replying(county, made, on=on, answers=answers)
        else:
            made = NEXT[made.status](county, made, on)
    return turn(county, made, on) if turn else made


def answered(county: County, made: InformationRequest, on: date) -> InformationRequest:
    signed(county, made, on=on)
    return delivering.answer(made, by=county.clerk, on=on, way="direct", evidence="李明").request


def asked(county: County, made: InformationRequest, on: date) -> InformationRequest:
    until = on + timedelta(days=10)
    return asking.ask_correction(made, by=county.clerk, on=on, what="请写明年度", until=until)


def asked_why(county: County, made: InformationRequest, on: date) -> InformationRequest:
    until = on + timedelta(days=10)
    return asking.ask_reason(made, by=county.clerk, on=on, count=40, text="一月内申请40件", until=until)


def charged(county: County, made: InformationRequest, on: date) -> InformationRequest:
    return charging.notify(made, by=county.clerk, on=on, pages=68).request


def abandoned(county: County, made: InformationRequest, on: date) -> InformationRequest:
    """No correction came: a person proposes, another signs (第三十条)."""
    later = on + timedelta(days=11)
    made = replying(county, asked(county, made, on), on=later, answers=UNCORRECTED)
    return answered(county, made, later)


def withdrawn(county: County, made: InformationRequest, on: date) -> InformationRequest:
    return closing.withdraw(made, by=county.clerk, on=on, reason="电话确认")


NEXT = {
    S.RECEIVED: lambda county, made, on: intake.register(made, by=county.clerk, on=on),
    S.REGISTERED: lambda county, made, on: intake.start_review(made, by=county.clerk, on=on),
    S.IN_REVIEW: lambda county, made, on: intake.accept(made, by=county.clerk, on=on),
    S.REVIEWING_REPLY: answered,
    S.REPLIED: lambda county, made, on: closing.close(made, by=county.clerk, on=on),
    S.CLOSED: lambda county, made, on: closing.archive(made, by=county.clerk, on=on),
}
# states beside the straight way: from where, and how
BRANCHES = {
    S.WITHDRAWN: (S.REGISTERED, withdrawn),
    S.AWAITING_CORRECTION: (S.IN_REVIEW, asked),
    S.AWAITING_REASON: (S.IN_REVIEW, asked_why),
    S.AWAITING_FEE: (S.PROCESSING, charged),
    S.ABANDONED: (S.IN_REVIEW, abandoned),
}


VALUES = {
    "reason": "申请的内容属于内部工作流程，不影响公众权利义务。",
    "provided": "随本告知书提供明细表一份。",
    "responsible_body": "",
}


def decided(county: County, made: InformationRequest, *, on: date = ON, answers=None, **values) -> Reply:
    """A draft reply by the clerk; `GRANT` unless other answers are given."""
    answers = answers or GRANT
    if answers.get("exists") == "not_found" and not made.searches.exists():
        deciding.record_search(
            made,
            by=county.clerk,
            on=on,
            scope="档案室、业务系统",
            keywords="低保 明细",
            people="王五",
            result="没有找到",
        )
    return deciding.decide(made, by=county.clerk, on=on, answers=answers, values=VALUES | values)


def replying(
    county: County, made: InformationRequest, *, on: date = ON, answers=None, **values
) -> InformationRequest:
    """A case whose reply is being reviewed."""
    decided(county, made, on=on, answers=answers, **values)
    deciding.submit_reply(made, by=county.clerk, on=on)
    made.refresh_from_db()
    return made


def signed(county: County, made: InformationRequest, *, on: date = ON) -> Reply:
    """The reply under review, passed by the secrecy reviewer where it must be, and signed by the head."""
    reply = made.replies.in_preparation().get()
    given = {"on": on, "opinion": "同意"}
    if reply.state == Reply.State.SECRECY:
        reply = deciding.pass_secrecy(reply, by=county.secrecy_reviewer, seen=reply.content_hash, **given)
    return deciding.sign_reply(reply, by=county.head, seen=reply.content_hash, **given)


def challenge(
    county: County,
    result: str = "pending",
    *,
    on: date = ON,
    decided_on: date | None = None,
    must_redo: bool = False,
    **values,
) -> Challenge:
    """A proceeding against the department, brought on `on` and, unless pending, decided on `decided_on`."""
    facts = {"kind": "review", "body": "青岚县人民政府", "case_number": "", "filed_on": on, "note": ""}
    unit = values.pop("unit", county.department)
    made = challenging.register(unit, by=county.clerk_of(unit), on=on, values=facts | values)
    if result == "pending":
        return made
    day = decided_on or on
    return challenging.decide(
        made, by=county.clerk_of(unit), on=day, result=result, decided_on=day, must_redo=must_redo
    )
