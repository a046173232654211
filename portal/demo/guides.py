"""The guides of the demonstration county: one stale, one missing, one waiting for its head, the rest in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import Organisation, OrganisationKind
from accounts.roles import Role
from disclosure.actions.guiding import approve_guide, save_guide, start_guide, submit_guide
from disclosure.policies import PUBLISHERS
from portal.demo.chain import Desk
from portal.demo.organisations import COUNTY

GUIDE_STEPS: Final = 1
STALE, MISSING, WAITING = "qinglan-liuhe", "qinglan-meishan", "qinglan-mzj"
CLASSIFICATION: Final = """机构职能类：职能、内设机构、负责人、办公地址、办公时间和联系方式。
政策文件类：规章、行政规范性文件和其他公文。
业务工作类：许可、处罚、救助、补贴等管理和服务事项的依据、条件、程序和结果。
财政信息类：预算、决算和收费。
其他法律、法规、规章规定应当公开的信息。"""
ARRANGEMENT: Final = """按《政府信息公开条例》第二十条、第二十一条列明的事项分栏编排，并可以按领域、主题、公文种类、年份和有效性筛选。
每件信息有一个索引号，由单位代码、年份和序号组成，公开后不再改变。"""
RETRIEVAL: Final = """网上：本网站“政府信息公开”专栏，可以检索、查阅、下载。
现场：县档案馆、县图书馆和政务服务大厅设有政府信息查阅场所，提供查询终端和纸质文本。
公报：县政府公报在上述场所免费取阅。"""


def load_guides(desk: Desk) -> Iterator[str]:
    """Every unit writes its guide and a head approves it, so that each state can be seen."""
    for number, unit in enumerate(desk.bodies.values(), 1):
        if (
            (unit.code, Role.CLERK) in desk.cast.colleagues
            and unit.kind in PUBLISHERS
            and unit.code != MISSING
        ):
            _guide(desk, unit, number)
    yield "公开指南"


def _guide(desk: Desk, unit: Organisation, number: int) -> None:
    clerk, head = desk.cast.clerk(unit), desk.cast.head(unit)
    guide = start_guide(unit, by=clerk)
    guide = save_guide(guide, by=clerk, revision=guide.revision, values=_values(unit, number))
    guide = submit_guide(guide, by=clerk)
    days = 430 if unit.code == STALE else 40 + number * 5
    at = timezone.make_aware(datetime.combine(desk.on - timedelta(days=days), time(9, number % 60)))
    guide = approve_guide(guide, by=head, seen=guide.content_hash, at=at)
    if unit.code == WAITING:
        newer = start_guide(unit, by=clerk)
        values = _values(unit, number) | {"office_hours": "工作日 8:30—17:30（午间不休息）"}
        newer = save_guide(newer, by=clerk, revision=newer.revision, values=values)
        submit_guide(newer, by=clerk)


def _values(unit: Organisation, number: int) -> dict[str, str]:
    town = unit.kind == OrganisationKind.TOWNSHIP
    return {
        "classification": CLASSIFICATION,
        "arrangement": ARRANGEMENT,
        "retrieval": RETRIEVAL,
        "office_name": f"{unit.name}{'党政办公室' if town else '办公室'}",
        "address": f"云州市青岚县{unit.label if town else '清溪路'}{number}号",
        "office_hours": "工作日 8:30—12:00，14:00—17:30",
        "phone": f"0999-12345{number:02d}",
        "fax": f"0999-12346{number:02d}",
        "email": f"{unit.code}@qinglan.example",
        "complaint_body": "青岚县人民政府办公室" if unit.code != COUNTY else "云州市人民政府办公室",
        "complaint_contact": "0999-1234567，xxgk@qinglan.example，云州市青岚县清溪路1号",
    }
