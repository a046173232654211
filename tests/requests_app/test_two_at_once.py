"""Two officials at the same moment, for every act of the case screen: it is done once, or twice and wholly; never halfway."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.policies import Refused
from audit.actions import Break, verify
from requests_app.actions import asking, extending, gathering
from requests_app.deadlines import deadline, with_facts
from requests_app.desk.acts import ACTS
from requests_app.models import CaseStep, InformationRequest
from requests_app.numbering import code_digest
from requests_app.workflow import NotPossible, Status
from statute.loading import working_calendar
from tests.applications import case, receive, replying, signed
from tests.factories import ON, County
from tests.threads import together

S = Status
SOON = ON + timedelta(days=10)
Prepare = Callable[[County], InformationRequest]
Values = Callable[[County], dict[str, Any]]


def at(state: str, **values) -> Prepare:
    return lambda county: case(county, state=state, **values)


def unconfirmed(county: County) -> InformationRequest:
    made = receive(county, channel="ordinary_mail")
    InformationRequest.objects.filter(pk=made.pk).update(
        confirmed_on=None, confirmed_by=None, received_on=None
    )
    return made


def to_be_sent(county: County) -> InformationRequest:
    made = replying(county, case(county, state=S.PROCESSING))
    signed(county, made)
    return made


def reasoned(county: County) -> InformationRequest:
    made = case(county, state=S.AWAITING_REASON)
    return asking.give_reason(made, by=county.clerk, on=ON, answer="研究需要", is_reasonable=True)


def extended(county: County) -> InformationRequest:
    made = case(county, state=S.PROCESSING)
    extending.extend(made, by=county.head, on=ON, days=5, reason="内容较多")
    return made


def gathered(county: County) -> InformationRequest:
    return gathering.mark_same(case(county, state=S.REPLIED), by=county.clerk, on=ON, words="低保明细")


@dataclass(frozen=True)
class Scene:
    """`times`: how many of the two succeed; the others are refused in words."""

    prepare: Prepare
    values: dict[str, Any] | Values = field(default_factory=dict)
    times: int = 1
    by: str = "clerk"


WHY = {"reason": "内容较多"}
UNTIL = {"until": SOON}
CONSULT = {"kind": "third_party", "party": "某公司", "question": "是否同意公开", "delivered_on": None}
SEARCH = {"scope": "档案室", "keywords": "低保", "people": "王五", "result": "没有找到"}
SCENES: dict[str, Scene] = {
    "confirm": Scene(unconfirmed, {"evidence": "10时电话确认"}),
    "register": Scene(at(S.RECEIVED)),
    "start_review": Scene(at(S.REGISTERED)),
    "accept": Scene(at(S.IN_REVIEW)),
    "correct": Scene(at(S.AWAITING_CORRECTION), {"answer": "2025年度"}),
    "give_reason": Scene(at(S.AWAITING_REASON), {"answer": "研究需要", "is_reasonable": True}),
    "pay": Scene(at(S.AWAITING_FEE), {"receipt_no": "370001"}),
    "waive_fee": Scene(at(S.AWAITING_FEE), WHY, by="head"),
    "draw_up": Scene(to_be_sent, times=2),  # the second finds the letter there
    "answer": Scene(to_be_sent, {"way": "direct", "evidence": "李明"}),
    "rectify": Scene(at(S.PROCESSING), {"text": "已更正出生日期"}),
    "close": Scene(at(S.REPLIED)),
    "archive": Scene(at(S.CLOSED)),
    "recall_reply": Scene(at(S.REVIEWING_REPLY), WHY),
    "ask_correction": Scene(at(S.IN_REVIEW), {"what": "请写明年度", "guidance": "", **UNTIL}),
    "ask_reason": Scene(at(S.IN_REVIEW), {"count": 40, "text": "一月内40件", **UNTIL}),
    "judge_reason": Scene(reasoned, {"is_reasonable": False}, times=2),  # the later judgment holds
    "defer": Scene(reasoned, {"until": ON + timedelta(days=60), **WHY}, by="head"),
    "extend": Scene(at(S.PROCESSING), {"days": 5, "told_on": ON, **WHY}, by="head"),
    "revoke_extension": Scene(extended, WHY, by="head"),
    "consult": Scene(at(S.PROCESSING), CONSULT),
    "assist": Scene(
        at(S.PROCESSING),
        lambda county: {"organisation": county.other_department, "question": "请查找台账", "due_on": SOON},
        times=2,
    ),
    "notify_fee": Scene(at(S.PROCESSING), {"mode": "per_page", "units": 68, "delivered_on": None}),
    "reassign": Scene(at(S.REGISTERED), lambda county: {"target": county.other_department, **WHY}),
    "search": Scene(at(S.PROCESSING), SEARCH, times=2),
    "add_file": Scene(
        at(S.PROCESSING),
        lambda county: {"file": SimpleUploadedFile("明细.txt", "城镇 100户".encode()), "kind": "given", "name": ""},
        times=2,
    ),
    "note_help": Scene(at(S.PROCESSING, needs_help=True), {"note": "代为读出"}, times=2),
    "reset_code": Scene(at(S.PROCESSING), {"checked": "身份证"}, times=2),
    "mark_same": Scene(at(S.PROCESSING), {"words": "低保明细"}, times=2),
    "publish_for_all": Scene(gathered, {"title": "2025年度低保资金发放明细"}),
    "withdraw": Scene(at(S.PROCESSING), WHY),
    "reopen": Scene(at(S.REPLIED), {**UNTIL, **WHY}, by="head"),
}  # fmt: skip


def test_every_act_of_the_screen_has_its_scene():
    assert set(SCENES) == set(ACTS)


def perform(name: str, made: InformationRequest, county: County) -> object:
    scene = SCENES[name]
    values = scene.values(county) if callable(scene.values) else scene.values
    return ACTS[name].perform(made, {**values, "by": getattr(county, scene.by), "on": ON})


def whole(made: InformationRequest) -> None:
    """The date is what the facts come to, and nothing of the record is broken."""
    made = with_facts(InformationRequest.objects.select_related("unit", "applicant")).get(pk=made.pk)
    if made.is_open and not made.reopened_on:
        due = deadline(made, ON, working_calendar())
        assert (made.reply_due, made.clock_state) == (due.reply_due, due.state)
    assert not [found for found in verify() if isinstance(found, Break)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ACTS)
def test_two_officials_at_once(lasting_county, name):
    county, scene = lasting_county, SCENES[name]
    made = scene.prepare(county)
    steps = CaseStep.objects.filter(request=made).count()
    results = together(*[lambda: perform(name, made, county)] * 2)
    failed = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Refused | NotPossible) and str(one) for one in failed), failed
    assert len(results) - len(failed) == scene.times
    assert CaseStep.objects.filter(request=made).count() - steps <= scene.times
    whole(made)
    if name == "reset_code":  # the slip of one of the two works
        made.refresh_from_db()
        assert made.code_hash in {code_digest(made.number, str(code)) for code in results}


@pytest.mark.django_db(transaction=True)
def test_two_officials_publish_the_same_information_from_two_cases(lasting_county):
    county = lasting_county
    cases = [gathered(county), gathered(county)]
    results = together(*[lambda made=made: perform("publish_for_all", made, county) for made in cases])
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert len(set(InformationRequest.objects.values_list("published_as", flat=True))) == 1
