"""Guides, made by the acts that make them."""

from __future__ import annotations

from django.utils import timezone

from disclosure.actions import guiding
from disclosure.models import Guide
from tests.factories import County

VALUES = {
    "classification": "机构职能、政策文件、业务工作",
    "arrangement": "按第二十条列明的事项编排",
    "retrieval": "网站、档案馆、图书馆",
    "office_name": "青岚县民政局办公室",
    "address": "清溪路7号",
    "office_hours": "工作日8:30至17:30",
    "phone": "0999-7777777",
    "fax": "0999-8888888",
    "email": "mzj@qinglan.example",
    "complaint_body": "青岚县人民政府办公室",
    "complaint_contact": "0999-1234567",
}


def drafted(county: County, **values: str) -> Guide:
    guide = guiding.start_guide(county.department, by=county.clerk)
    return guiding.save_guide(guide, by=county.clerk, revision=guide.revision, values=VALUES | values)


def submitted(county: County, **values: str) -> Guide:
    return guiding.submit_guide(drafted(county, **values), by=county.clerk)


def guide_in_force(county: County, **values: str) -> Guide:
    guide = submitted(county, **values)
    return guiding.approve_guide(guide, by=county.head, seen=guide.content_hash, at=timezone.now())
