"""The demonstration county's self-inspection: a week of probes, the rules it starts with, one inspection, and what the office saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Final

from django.utils import timezone

from accounts.roles import Role
from disclosure.models import CountyWord
from portal.demo.chain import Desk
from portal.demo.organisations import COUNTY
from supervision.actions import inspecting, setting_rules
from supervision.inspecting.gathering import gather
from supervision.models import SiteProbe

INSPECTION_STEPS: Final = 3
MOST_VISITS: Final = 20  # enough to show; the rest is said to be not asked for
FAILED: Final = {40, 41, 200}  # the probes of a restart and of a dropped line
WORDS: Final = (("颐养园", "应为“颐养院”"), ("台账帐", "错字"))
JUDGED: Final = (
    ("V1.4", "green", None, "没有发生安全攻击"), ("V1.6", "green", None, "没有发生"),
    ("D1.3", "", Decimal(3), "两位副县长的分工没有更新"), ("D3.2", "", Decimal(3), "申请、留言使用同一账号"),
)  # fmt: skip


def load_inspection(desk: Desk) -> Iterator[str]:
    """Empty columns make it red, what is nearly late amber, the rest green; some of it is left to be looked at."""
    now, county = timezone.now(), desk.bodies[COUNTY]
    SiteProbe.objects.bulk_create(
        SiteProbe(
            at=now - dt.timedelta(minutes=30 * place), status=503 if place in FAILED else 200, milliseconds=180 + place % 90,
            failed=place in FAILED,
        )
        for place in range(8 * 48)
    )  # fmt: skip
    CountyWord.objects.bulk_create(CountyWord(county=county, word=word, note=note) for word, note in WORDS)
    yield "网站探测"
    setting_rules.seed(on=desk.on - dt.timedelta(days=365))
    yield "检查指标"
    office = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE]
    asked = inspecting.ask_for(county, by=office, at=now)
    done = inspecting.carry_out(asked.pk, at=now, gather=partial(gather, most_visits=MOST_VISITS))
    if done is not None:
        lines = {line.code: line for line in done.lines.all()}
        for code, light, score, note in JUDGED:
            if code in lines:
                inspecting.judge(lines[code], by=office, on=desk.on, note=note, light=light, score=score)
    yield "网站自查"
