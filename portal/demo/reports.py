"""Annual reports of the demonstration county: last year's of every unit and the county, and this year's under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from accounts.models import Organisation
from accounts.roles import Role
from portal.demo.applications import UNIT
from portal.demo.chain import Desk
from portal.demo.organisations import COUNTY
from requests_app.actions import challenging
from requests_app.models import InformationRequest
from statute.annual.form import HANDLED, IN_FORCE, MADE, MONEY, REPEALED
from supervision.actions import adjusting, deciding, drafting
from supervision.counting import against, scope
from supervision.models import AnnualReport
from supervision.validation import findings

REPORT_STEPS: Final = 21 + 1 + 1  # about: the units, the county, the running one
OVERVIEW: Final = (
    "{year}年，{unit}贯彻落实《中华人民共和国政府信息公开条例》，主要做了以下工作。\n"
    "（一）主动公开。按照基层政务公开标准目录及时公开政府信息，重点公开惠民政策、资金发放和办理结果。\n"
    "（二）依申请公开。新收政府信息公开申请{new}件，上年结转{carried}件，共办结{done}件，结转下年度继续办理{left}件，均在法定期限内答复。\n"
    "（三）政府信息管理。公文起草时确定公开属性，公开前进行保密审查。\n"
    "（四）政府信息公开平台建设。在县政府门户网站集中公开，每月检查栏目更新。\n"
    "（五）监督保障。开展业务培训1次，没有发生责任追究情形；社会评议结果为满意。"
)
PROBLEMS: Final = (
    "存在的主要问题：一是个别事项更新不够及时；二是政策解读的形式还比较单一。\n"
    "改进情况：一是把公开时限写入办文流程，逐月核对；二是增加图解和问答，重要政策由负责人解读。"
)
PER_YEAR: Final = {"licences": 180, "penalties": 12, "coercion": 1}


def load_reports(desk: Desk) -> Iterator[str]:
    """Reviews and suits first, because table 3 counts them; then the reports; then next year's."""
    _challenges(desk)
    county = desk.bodies[COUNTY]
    year = desk.on.year - 1
    units = [unit for unit in scope(county) if unit.pk != county.pk]
    for place, unit in enumerate(units):
        _report(desk, unit, year, dt.date(year + 1, 1, 8) + dt.timedelta(days=place % 20), place)
        yield f"年度报告 {unit.label}"
    if desk.on > dt.date(year + 1, 2, 10):
        _report(desk, county, year, dt.date(year + 1, 2, 10), len(units))
        yield f"年度报告 {county.label}"
    _corrected(desk, desk.bodies[UNIT], year)
    clerk = desk.cast.clerk(desk.bodies[UNIT])
    drafting.start(desk.bodies[UNIT], desk.on.year, by=clerk, on=desk.on)
    yield f"年度报告 {desk.on.year}年"


def _challenges(desk: Desk) -> None:
    """A review that upheld, one that corrected, one pending, and a suit after the first."""
    unit, clerk = desk.bodies[UNIT], desk.cast.clerk(desk.bodies[UNIT])
    refused = InformationRequest.objects.filter(unit=unit, outcome__startswith="DENY").order_by("decided_on")
    upheld, corrected, pending = list(refused)[:3]
    facts: dict[str, Any] = {"kind": "review", "body": "青岚县人民政府", "note": ""}

    def brought(case: InformationRequest, number: int, **values: Any) -> Any:
        assert case.decided_on is not None  # noqa: S101  refused above
        day = min(case.decided_on + dt.timedelta(days=values.pop("after")), desk.on)
        whole = {
            **facts,
            "request": case,
            "filed_on": day,
            "case_number": f"青政复〔{day.year}〕{number}号",
            **values,
        }
        return challenging.register(unit, by=clerk, on=day, values=whole)

    def ended(made: Any, result: str, days: int, number: str) -> None:
        day = min(made.filed_on + dt.timedelta(days=days), desk.on)
        challenging.decide(made, by=clerk, on=day, result=result, decided_on=day, decision_number=number,
                           must_redo=result == "corrected")  # fmt: skip

    first = brought(upheld, 3, after=20)
    ended(first, "upheld", 40, f"青政复决〔{first.filed_on.year}〕3号")
    second = brought(corrected, 5, after=25)
    ended(second, "corrected", 45, f"青政复决〔{second.filed_on.year}〕5号")
    brought(
        upheld, 21, after=75, kind="suit_after_review", body="青岚县人民法院", follows=first, case_number=""
    )
    brought(pending, 9, after=30)


def _report(desk: Desk, unit: Organisation, year: int, on: dt.date, place: int) -> AnnualReport:
    """Counted, filled in, explained where it differs, submitted by the clerk, signed by the head, on one day."""
    clerk, head = desk.cast.clerk(unit), desk.cast.colleagues[unit.code, Role.HEAD]
    on = min(on, desk.on)
    made = drafting.start(unit, year, by=clerk, on=on)
    table = made.matrices[2]
    figures = {
        name: table.at(row, "总计")
        for name, row in (("new", "1"), ("carried", "2"), ("done", "3.7"), ("left", "4"))
    }
    texts = {"overview": OVERVIEW.format(year=year, unit=unit.name, **figures), "problems": PROBLEMS}
    texts["other"] = f"{made.other}\n（二）没有其他需要报告的事项。"
    made = drafting.edit(made, by=clerk, on=on, texts=texts, tables={1: _active(made, place)})
    found = findings(made, against(made))
    if differing := {one.key: "另有纸质登记，已逐件核对。" for one in found if not one.blocks}:
        made = drafting.explain(made, by=clerk, on=on, explanations=differing)
    made = deciding.submit(made, by=clerk, on=on)
    return deciding.publish(made, by=head, on=on, seen=made.content_hash)


def _active(made: AnnualReport, place: int) -> dict[str, dict[str, object]]:
    """What the system does not know of table 1; what it counted stays."""
    given: dict[str, dict[str, object]] = {
        row: {HANDLED: str(number * (place % 5))} for row, number in PER_YEAR.items()
    }
    given["regulations"] = {MADE: "0", REPEALED: "0", IN_FORCE: "0"}
    given["normative"] = {MADE: "0", REPEALED: "0", IN_FORCE: "0"}
    given["fees"] = {MONEY: f"{place % 4 * 3}.50"}
    known = made.matrices[1]
    return {
        row: {column: value for column, value in columns.items() if known.at(row, column) is None}
        for row, columns in given.items()
    }


def _corrected(desk: Desk, unit: Organisation, year: int) -> None:
    """One signed correction, so that a page shows both figures."""
    report = AnnualReport.objects.select_related("unit").get(unit=unit, year=year)
    number = int(report.matrices[1].at("licences", HANDLED) or 0)
    row = adjusting.propose(
        report, by=desk.cast.clerk(unit), on=desk.on, tables={1: {"licences": {HANDLED: str(number + 3)}}},
        reason="漏计年末办结的行政许可3件",
    )  # fmt: skip
    adjusting.sign(row, by=desk.cast.colleagues[unit.code, Role.HEAD], on=desk.on)
