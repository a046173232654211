"""A county of 60,000 nodes in about 450 trees: queries of the domain page, of reading an edition, of adding a leaf.

Targets: domain page ≤ 6 queries; a whole edition in one query per table; a new leaf touches only its own tree.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, User
from accounts.roles import Role
from bench.setting import database
from catalog.actions.editing import Source, add_row, replace_rows, start_edition
from catalog.content import Row
from catalog.models import CatalogEdition, Domain, Node
from catalog.tree import faults, read_rows

DOMAINS, UNITS, ROWS = 30, 15, 127
ON = date(2026, 3, 2)


def build() -> None:
    """Published editions with ROWS rows each, planted like real ones."""

    county = save_organisation(Organisation(name="青岚县", code="q", kind="county_government"), by=None)
    units = [
        save_organisation(
            Organisation(
                name=f"第{n}单位",
                code=f"u{n}",
                kind="county_department" if n < 7 else "township",
                parent=county,
            ),
            by=None,
        )
        for n in range(UNITS)
    ]
    rows = [
        Row(
            path=(f"一级事项{n // 10}", f"二级事项{n}"),
            seq=str(n + 1),
            content="●办理条件\n●办理流程",
            basis="《政府信息公开条例》",
            time_limit="信息形成或者变更之日起20个工作日内",
            subject="本单位",
            channels={"政府网站": "used", "政府公报": "not_used"},
            audience_all=True,
            audience_group="",
            mode_active=True,
            mode_request=False,
            levels={"county": True, "township": True},
        )
        for n in range(ROWS)
    ]
    for d in range(DOMAINS):
        domain = Domain.objects.create(name=f"领域{d}", code=f"d{d}", position=d)
        for unit in units:
            with transaction.atomic():
                edition = CatalogEdition.objects.create(unit=unit, domain=domain, version=1, started_on=ON)
                replace_rows(edition, rows)
                edition.status, edition.approved_hash = "published", edition.content_hash
                edition.published_at = timezone.now()
                edition.save()


def queries_of(url: str) -> int:
    """How many queries a public page takes."""

    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = Client().get(url)
    assert response.status_code == 200, response.status_code
    return len(captured)


def add_one_leaf() -> tuple[int, int]:
    """(queries that write nodes, rows of other trees changed) of adding one leaf to a draft."""

    unit, domain = Organisation.objects.get(code="u0"), Domain.objects.get(code="d0")
    clerk = User.objects.create(username="clerk", is_staff=True)
    grant_role(clerk, Role.CLERK, unit, by=None)
    edition = start_edition(unit, domain, by=clerk, source=Source.PREVIOUS, on=ON)
    others = (
        Node.objects.exclude(edition=edition)
        .order_by("pk")
        .values_list("pk", "lft", "rght", "tree_id", "level")
    )
    before = list(others)
    with CaptureQueriesContext(connection) as captured:
        add_row(edition, Row(path=("一级事项3", "新增事项")), by=clerk, on=ON)
    writes = [q for q in captured if q["sql"].lstrip().startswith("UPDATE") and "catalog_node" in q["sql"]]
    changed = sum(one != other for one, other in zip(before, others.all(), strict=True))
    return len(writes), changed


def main() -> None:
    with database("county_trees"):
        build()
        print(
            f"nodes                              {Node.objects.count()} in {CatalogEdition.objects.count()} trees"
        )
        print(f"trees not intact                   {len(faults())}")
        print(f"domain page, queries               {queries_of('/catalog/domains/d3/')}  target ≤ 6")
        print(f"domain page, all units, queries    {queries_of('/catalog/domains/d3/?unit=')}  target ≤ 6")
        print(f"home page, queries                 {queries_of('/')}")
        edition = CatalogEdition.objects.first()
        with CaptureQueriesContext(connection) as captured:
            rows = read_rows(edition)
        print(f"one whole edition ({len(rows)} rows)       {len(captured)} query  target 1")
        writes, changed = add_one_leaf()
        print(
            f"adding a leaf                      {writes} UPDATE statements, {changed} nodes of other trees moved  target 0"
        )


if __name__ == "__main__":
    main()
