"""The villages of the demonstration county: on time, late, missing, objected to, ordered, taken down too early."""

from datetime import date

import pytest

from accounts.models import Organisation, OrganisationKind
from catalog.models import Domain
from portal.demo import boards
from portal.demo.boards import LIST
from portal.demo.chain import Desk
from portal.demo.organisations import found_organisations, lines
from portal.demo.people import appoint
from portal.demo.villages import Teller
from statute.villages import Cycle, period_of
from village.actions.boarding import to_post_anew
from village.agreement import Outcome, Place, compare, rows_of
from village.models import BoardItem, LedgerEntry, LedgerMonth, Objection, Order
from village.workflow import Status

ON = date(2026, 3, 20)


@pytest.mark.django_db
def test_what_goes_wrong_in_a_year_can_be_seen():
    names = {name for line in lines("organisations.csv") for name in line["domains"].split()}
    Domain.objects.bulk_create(
        Domain(name=name, code=f"d{at}", position=at) for at, name in enumerate(sorted(names))
    )
    bodies = found_organisations()
    desk = Desk(ON, appoint(bodies), bodies, {one.name: one for one in Domain.objects.all()}, {})
    villages = [body for body in bodies.values() if body.kind == OrganisationKind.VILLAGE]
    assert len(villages) == 20
    for place in (1, 3, 4, 5, 19):
        Teller(desk, villages[place], place).tell()
    published = list(BoardItem.objects.public().filter(matter__is_ledger=True))
    assert any(item.was_late for item in published)
    assert any(not item.was_late for item in published)
    assert LedgerMonth.objects.filter(book__village=villages[1]).count() == 12
    assert LedgerEntry.objects.filter(book__village=villages[1]).count() == 72
    assert Objection.objects.exclude(answer="").exists()
    assert Order.objects.filter(fulfilled_on=None).count() == 1
    assert any(to_post_anew(item, 5) for item in published)
    assert BoardItem.objects.filter(status=Status.PROPOSED).exists()
    late = BoardItem.objects.overdue(ON).values_list("village__pk", "matter__title")
    assert {pk for pk, _ in late} == {villages[place].pk for place in (3, 4, 19)}, "the others are in order"
    assert (villages[4].pk, LIST) in late


def test_the_governments_list_names_every_village_and_differs_where_told():
    villages = [Organisation(pk=at, name=f"示例{at}村") for at in range(20)]
    period = period_of(Cycle.QUARTERLY, ON)
    told = boards._list_of(villages, period, newest=True)
    outcomes = [
        compare(
            rows_of(told.table, Place(frozenset({village.name}))),
            rows_of([["姓名", "金额"], *boards.listed_rows(place)]),
        ).outcome
        for place, village in enumerate(villages)
    ]
    assert [place for place, found in enumerate(outcomes) if found == Outcome.DIFFERENT] == [2, 8, 14]
    assert outcomes.count(Outcome.EQUAL) == 17
