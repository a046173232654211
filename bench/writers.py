"""Eight writers at once, adding, moving and starting editions: every tree intact, nothing lost.

django-mptt by itself corrupts trees under this load; here each act locks its own edition.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import date

from django.db import connection

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, User
from accounts.policies import Refused
from accounts.roles import Role
from audit.actions import Break, verify
from bench.setting import database
from catalog.actions.editing import Source, Where, add_row, move_node, start_edition
from catalog.content import Row
from catalog.models import CatalogEdition, Domain, Node
from catalog.tree import faults, read_rows

WRITERS, ACTS, DOMAINS = 8, 25, 30
ON = date(2026, 3, 2)


def main() -> None:
    with database("writers"):
        unit = save_organisation(
            Organisation(name="青岚县民政局", code="mz", kind="county_department"), by=None
        )
        clerks = [User.objects.create(username=f"clerk{n}", is_staff=True) for n in range(WRITERS)]
        for clerk in clerks:
            grant_role(clerk, Role.CLERK, unit, by=None)
        domains = [Domain.objects.create(name=f"领域{n}", code=f"d{n}") for n in range(DOMAINS)]
        shared = start_edition(unit, domains[0], by=clerks[0], source=Source.EMPTY, on=ON)
        for n in range(20):
            add_row(shared, Row(path=(f"一级{n % 4}", f"起始{n}")), by=clerks[0], on=ON)
        done: Counter[str] = Counter()
        lost: list[str] = []

        def write(number: int) -> None:
            chance = random.Random(number)
            clerk = User.objects.get(pk=clerks[number].pk)
            for turn in range(ACTS):
                kind = chance.choice(("add", "add", "move", "start"))
                try:
                    if kind == "add":
                        add_row(
                            shared,
                            Row(path=(f"一级{chance.randrange(6)}", f"第{number}人第{turn}条")),
                            by=clerk,
                            on=ON,
                        )
                    elif kind == "move":
                        rows = list(Node.objects.filter(edition=shared, is_row=True))
                        one, two = chance.sample(rows, 2)
                        move_node(one, two, chance.choice((Where.BEFORE, Where.AFTER)), by=clerk, on=ON)
                    else:
                        start_edition(unit, chance.choice(domains), by=clerk, source=Source.EMPTY, on=ON)
                    done[kind] += 1
                except Refused:
                    done["refused with a reason"] += 1
                except Exception as error:  # noqa: BLE001  the bench counts what should not happen
                    lost.append(f"{kind}: {error!r}")
            connection.close()

        threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = sum("人第" in row.name for row in Node.objects.filter(edition=shared, is_row=True))
        print(f"acts                  {sum(done.values())} of {WRITERS * ACTS}: {dict(done)}")
        print(f"lost                  {len(lost)} {lost[:2]}  target 0")
        print(f"rows added and found  {kept} of {done['add']}")
        print(f"trees not intact      {len(faults())} of {CatalogEdition.objects.count()}  target 0")
        print(f"rows readable         {len(read_rows(shared))}")
        print(f"audit chain breaks    {sum(isinstance(result, Break) for result in verify())}  target 0")


if __name__ == "__main__":
    main()
