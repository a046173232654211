"""受理报备 (市实施意见三(二)4): rows in the acts' own transactions; the county office accepts, asks or sends back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from audit.actions import record
from requests_app.models import Filing, InformationRequest
from requests_app.policies import may_answer_filing, may_decide_filing

ARTICLE = "市实施意见三(二)4"


def file(request: InformationRequest, kind: str, text: str, on: date) -> None:
    """File with the county office; the same matter on the same day is one row. Inside the act's transaction."""
    row, created = Filing.objects.get_or_create(
        request=request, kind=kind, filed_on=on, defaults={"text": text[:300], "unit": request.unit}
    )
    if not created and text not in row.text:
        row.text, row.state = f"{row.text}；{text}"[:300], Filing.State.WAITING
        row.save()


def _lock(filing: Filing) -> Filing:
    return Filing.objects.select_for_update(of=("self",)).select_related("unit", "request").get(pk=filing.pk)


@transaction.atomic
def decide(filing: Filing, *, by: User, on: date, state: str, opinion: str = "") -> Filing:
    """接收, 要求说明 or 退回; the last two say why. Accepting again what is accepted changes nothing."""
    filing = _lock(filing)
    require(may_decide_filing(by, filing))
    if state == Filing.State.ACCEPTED == filing.state:
        return filing
    if state not in (Filing.State.ACCEPTED, Filing.State.ASKED, Filing.State.REJECTED):
        raise Refused("请选择接收、要求说明或者退回。")
    if state != Filing.State.ACCEPTED and not opinion.strip():
        raise Refused("要求说明或者退回的，请写明意见。")
    filing.state, filing.opinion = state, opinion.strip()[:500]
    filing.decided_by, filing.decided_on = by, on
    filing.save()
    record(by, f"filing.{state}", filing, article=ARTICLE, organisation=filing.unit)
    return filing


@transaction.atomic
def answer(filing: Filing, *, by: User, on: date, text: str) -> Filing:
    """说明: the unit answers, and it waits for the office again."""
    filing = _lock(filing)
    require(may_answer_filing(by, filing))
    if not text.strip():
        raise Refused("请填写说明。")
    filing.answer, filing.answered_on = text.strip()[:500], on
    filing.state = Filing.State.WAITING
    filing.save()
    record(by, "filing.answered", filing, article=ARTICLE, organisation=filing.unit)
    return filing
