"""覆盖与更新: the map of 60 units × 31 domains over 200,000 documents. Target: < 300 ms and at most 6 queries."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, User
from accounts.roles import Role
from bench import document_rows
from bench.setting import database, settle
from catalog.models import CatalogEdition, Domain, Item, Node
from catalog.workflow import Status
from disclosure.models import Topic
from statute.time_limits import parse
from supervision.desk.coverage import heat_map
from supervision.freshness import heat
from supervision.models import ItemStanding
from supervision.models.standing import counted, units_watched

DOCUMENTS: Final = int(os.environ.get("BENCH_DOCUMENTS", "200000"))
UNITS, DOMAINS, ITEMS = 60, 31, 8
ON: Final = date(2026, 3, 2)
ROUNDS: Final = 7
LIMITS: Final = (
    "自该信息形成或者变更之日起20个工作日内予以公开",
    "每月公开",
    "每季度公开",
    "每年公开",
    "实时公开",
)


def county() -> tuple[document_rows.Place, User]:
    """Every unit has a catalog of ITEMS rows in every domain, in force."""
    government = save_organisation(
        Organisation(name="青岚县人民政府", code="q", kind="county_government"), by=None
    )
    units = [
        save_organisation(
            Organisation(name=f"第{n}局", code=f"u{n}", parent=government, kind="county_department"), by=None
        )
        for n in range(UNITS)
    ]
    domains = [Domain.objects.create(name=f"领域{n}", code=f"d{n}", position=n) for n in range(DOMAINS)]
    rules = [(text, parse(text).to_json()) for text in LIMITS]
    items: dict[int, list[Item]] = {}
    for unit in units:
        items[unit.pk] = [item for domain in domains for item in catalog(unit, domain, rules)]
    topic = Topic.objects.create(code="01", name="主题")
    office = User.objects.create(username="office", is_staff=True)
    grant_role(office, Role.COUNTY_OFFICE, government, by=None)
    return document_rows.Place(units, items, [topic]), office


def catalog(unit: Organisation, domain: Domain, rules: list[tuple[str, dict[str, object]]]) -> list[Item]:
    edition = CatalogEdition.objects.create(unit=unit, domain=domain, version=1, started_on=ON)
    items = Item.objects.bulk_create(
        Item(unit=unit, domain=domain, path_key=f"事项{n}") for n in range(ITEMS)
    )
    Node.objects.bulk_create(
        Node(
            edition=edition, item=item, name=f"事项{n}", is_row=True, content="政策文件\n申请条件\n办理结果", basis="条例",
            mode_active=True, time_limit=rules[n % len(rules)][0], time_rule=rules[n % len(rules)][1],
            tree_id=edition.pk, lft=2 * n + 1, rght=2 * n + 2, level=0,
        )
        for n, item in enumerate(items)
    )  # fmt: skip
    CatalogEdition.objects.filter(pk=edition.pk).update(
        status=Status.PUBLISHED, content_hash="0" * 64, approved_hash="0" * 64, published_at=datetime(2026, 1, 5, tzinfo=UTC)
    )  # fmt: skip
    return items


def ask(office: User) -> int:
    """One request to the view as the office, rendered; a fresh person, so that posts are read too."""
    request = RequestFactory().get("/admin/supervision/itemstanding/")
    request.user = User.objects.get(pk=office.pk)
    return len(heat_map(request).render().content)


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    with database("supervision"):
        place, office = county()
        started = time.perf_counter()
        document_rows.add(place, DOCUMENTS, 1)
        settle()
        filled = time.perf_counter() - started
        assert dict(ItemStanding.objects.values_list("item_id", "last_on")) == counted()
        best = page = float("inf")
        clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        queries, size = 0, 0
        units = list(units_watched(User.objects.get(pk=office.pk)))
        for _ in range(ROUNDS):
            start = clock()
            found = heat(units, ON)
            best = min(best, clock() - start)
            with CaptureQueriesContext(connection) as captured:
                ask(office)
            queries = len(captured) - 1  # less the person
            start = clock()
            size = ask(office)
            page = min(page, clock() - start)
        print(
            f"{DOCUMENTS} documents (written in {filled:.0f} s), {found.whole.total} items, {len(units)} units × {DOMAINS} domains"
        )
        print(
            f"counting {best * 1000:.0f} ms (target < 300), {queries} queries for the view (target ≤ 6); "
            f"whole page {page * 1000:.0f} ms, {size / 1024:.0f} KB"
        )


if __name__ == "__main__":
    main()
