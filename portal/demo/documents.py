"""The documents of 青岚县: four years brought in from lists, this season through the acts, a clean-up, a re-evaluation."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.core.management import call_command

from accounts.roles import Role
from catalog.models import CatalogEdition, Node
from disclosure.actions import campaigns
from disclosure.models import Campaign, CampaignEntry, Topic
from portal.demo.chain import Desk
from portal.demo.new_documents import Paths, Registry, singles, yearly
from portal.demo.old_documents import archives
from portal.demo.organisations import COUNTY

DOCUMENT_STEPS: Final = 112  # about: which yearly documents are due depends on the year
Decision = CampaignEntry.Decision


def load_documents(desk: Desk) -> Iterator[str]:
    """Everything, announced piece by piece. Needs the published catalogs and the colleagues of `people.appoint`."""
    if not Topic.objects.exists():
        call_command("load_topics", stdout=io.StringIO())
    call_command("load_statutory_sources", stdout=io.StringIO())
    paths = item_paths()
    yield from archives(desk, {key: [path for path, _ in rows] for key, rows in paths.items()})
    yield _cleanup(desk)
    registry = Registry(paths)
    yield from yearly(desk, registry)
    yield from singles(desk, registry)
    yield _reevaluation(desk)


def item_paths() -> Paths:
    """(unit, domain's name) → path and id of every item of its catalog in force, in printed order."""
    editions = CatalogEdition.objects.of_units().in_force()
    rows = Node.objects.rows().filter(edition__in=editions).order_by("edition", "lft")
    found: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for unit, domain, path, item in rows.values_list(
        "edition__unit", "edition__domain__name", "item__path_key", "item"
    ):
        found.setdefault((unit, domain), []).append((path, item))
    return found


def _cleanup(desk: Desk) -> str:
    """规范性文件清理: opened two months ago, decided by every unit, closed and published."""
    office, county = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE], desk.bodies[COUNTY]
    opened = desk.before(75)
    campaign = campaigns.open_campaign(
        Campaign.Kind.CLEANUP,
        county,
        year=opened.year,
        by=office,
        on=opened,
        due_on=opened + timedelta(days=45),
    )
    reasons = {
        Decision.KEEP: "与上位法一致,仍适应工作需要,继续有效。",
        Decision.MODIFY: "部分标准已经调整,列入修改计划。",
        Decision.REPEAL: "主要内容已被新规定取代,予以废止。",
    }
    for place, entry in enumerate(campaign.entries.select_related("unit")):
        decision = (Decision.KEEP, Decision.MODIFY, Decision.REPEAL, Decision.KEEP)[place % 4]
        head = desk.cast.colleagues[entry.unit.code, Role.HEAD]
        campaigns.decide(entry, by=head, on=desk.before(50), decision=decision, reason=reasons[decision])
    campaigns.close_campaign(campaign, by=office, on=desk.before(40))
    return "规范性文件清理结果"


def _reevaluation(desk: Desk) -> str:
    """公开属性年度评估 (第十八条): opened last week, half decided, one document to be opened."""
    office, county = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE], desk.bodies[COUNTY]
    campaign = campaigns.open_campaign(
        Campaign.Kind.REEVALUATION, county, year=desk.on.year, by=office, on=desk.before(7),
        due_on=campaigns.usual_deadline(desk.before(7)),
    )  # fmt: skip
    entries = list(campaign.entries.select_related("unit"))
    for place, entry in enumerate(entries[: len(entries) // 2]):
        head = desk.cast.colleagues[entry.unit.code, Role.HEAD]
        decision = Decision.CONVERT if place == 0 else Decision.UNCHANGED
        reason = (
            "批复已经下达并公开,请示可以转为主动公开。" if place == 0 else "情形没有变化,维持原公开属性。"
        )
        campaigns.decide(entry, by=head, on=desk.before(3), decision=decision, reason=reason)
    return "公开属性年度评估"
