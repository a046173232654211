"""Many at the same moment: no tree is damaged, no request is lost, and what may happen once happens once."""

from collections import Counter

import pytest

from accounts.policies import Refused
from audit.actions import verify
from audit.models import AuditEntry
from catalog.actions.editing import (
    Conflict,
    Source,
    Where,
    add_row,
    change_row,
    move_node,
    remove_node,
    start_edition,
)
from catalog.actions.reviewing import publish, submit
from catalog.actions.townships import accept_change
from catalog.content import content_hash
from catalog.models import CatalogEdition, Node, PendingChange
from catalog.tree import faults, read_rows
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, passed, row
from tests.threads import together

S = Status


@pytest.fixture
def county(lasting_county):
    return lasting_county


def errors(outcomes) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def intact() -> None:
    assert faults() == {}
    assert [found for found in verify() if not isinstance(found, int)] == []


def test_eight_writers_lose_nothing_and_damage_no_tree(county):
    """Each adds, moves and removes in one shared edition, changes a row, and starts an edition of their own."""
    shared = factories.edition(county)
    domains = [factories.domain(f"领域{number}") for number in range(8)]
    by = {"by": county.clerk, "on": ON}

    def work(number: int) -> list[str]:
        kept = []
        own = start_edition(county.department, domains[number], source=Source.EMPTY, **by)
        for turn in range(4):
            heading = ("最低生活保障", "临时救助", f"写者{number}")[turn % 3]
            node = add_row(shared, row(heading, f"第{number}-{turn}项"), **by)
            add_row(own, row("自己的", f"第{turn}项"), **by)
            target = Node.objects.get(edition=shared, name=("监督检查", "最低生活保障")[turn % 2])
            move_node(node, target, (Where.BEFORE, Where.AFTER)[number % 2], **by)
            if turn == 3:
                remove_node(node, **by)
            else:
                change_row(node, row(f"第{number}-{turn}项改"), **by)
                kept.append(f"第{number}-{turn}项改")
        return kept

    outcomes = together(*(lambda number=number: work(number) for number in range(8)))
    assert errors(outcomes) == []
    names = [one.path[-1] for one in read_rows(shared)]
    assert set(names) == {name for kept in outcomes for name in kept} | {
        one.path[-1] for one in factories.rows()
    }
    assert len(names) == 5 + 8 * 3
    shared.refresh_from_db()
    assert shared.revision == 8 * 4 * 3
    assert shared.content_hash == content_hash(read_rows(shared))
    for domain in domains:
        own = CatalogEdition.objects.get(unit=county.department, domain=domain)
        assert [one.path for one in read_rows(own)] == [("自己的", f"第{turn}项") for turn in range(4)]
    assert AuditEntry.objects.about(shared).filter(action="edition.row_moved").count() == 32
    intact()


def test_of_eight_drafts_at_one_moment_there_is_exactly_one(county):
    factories.standard(county.domain)
    people = [county.clerk, county.clerk2, county.head, county.head2] * 2

    def start(person):
        return start_edition(county.department, county.domain, by=person, source=Source.STANDARD, on=ON)

    outcomes = together(*(lambda person=person: start(person) for person in people))
    refusals = errors(outcomes)
    assert len(refusals) == 7
    assert all(isinstance(found, Refused) and "已有一个编制中的版次" in str(found) for found in refusals)
    edition = CatalogEdition.objects.in_preparation().get()
    assert len(read_rows(edition)) == 5
    assert AuditEntry.objects.filter(action="edition.started").count() == 1
    intact()


@pytest.mark.parametrize("step", [S.COUNTY_DEPARTMENT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE])
def test_two_reviewers_pass_a_step_at_the_same_moment_and_one_does(county, step):
    edition = factories.edition(county, county.township, state=step)
    both = [county.reviewer(step), county.reviewer(step, spare=True)]
    outcomes = together(*(lambda person=person: passed(county, edition, by=person) for person in both))
    (refusal,) = errors(outcomes)
    assert isinstance(refusal, Refused)
    assert edition.reviews.filter(step=step).count() == 1
    edition.refresh_from_db()
    assert edition.status == {S.CITY_OFFICE: S.APPROVED}.get(step) or edition.status != step


def test_one_person_clicking_twice_reviews_once(county):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    outcomes = together(*[lambda: passed(county, edition)] * 4)
    assert len(errors(outcomes)) == 3
    assert edition.reviews.count() == 1


def test_an_edit_and_an_approval_at_the_same_moment_never_both_stand(county):
    edition = factories.edition(county, state=S.CITY_OFFICE)
    edit, approval = together(
        lambda: add_row(edition, row("最后一刻"), by=county.clerk, on=ON), lambda: passed(county, edition)
    )
    assert not isinstance(edit, Exception)
    assert not isinstance(approval, Exception) or isinstance(approval, Conflict | Refused)
    edition.refresh_from_db()
    assert (edition.status, edition.approved_hash) == (S.COUNTY_OFFICE, "")
    assert not edition.reviews.standing().exists()


def test_an_edit_and_the_publication_at_the_same_moment_never_both_happen(county):
    edition = factories.edition(county, state=S.APPROVED)
    outcomes = together(
        lambda: add_row(edition, row("最后一刻"), by=county.clerk, on=ON),
        lambda: publish(edition, by=county.office2),
    )
    assert len(errors(outcomes)) == 1
    edition.refresh_from_db()
    published = edition.status == S.PUBLISHED
    assert ("最后一刻" in [one.path[-1] for one in read_rows(edition)]) is not published
    intact()


def test_published_twice_at_the_same_moment_is_published_once(county):
    factories.edition(county, state=S.PUBLISHED)
    edition = factories.edition(county, state=S.APPROVED)
    outcomes = together(*(lambda by=by: publish(edition, by=by) for by in (county.office, county.office2)))
    assert len(errors(outcomes)) == 1
    assert Counter(CatalogEdition.objects.values_list("status", flat=True)) == {
        S.PUBLISHED: 1,
        S.SUPERSEDED: 1,
    }
    assert AuditEntry.objects.filter(action="edition.published").count() == 2


def test_submitting_twice_at_the_same_moment_is_one_round(county):
    edition = factories.edition(county)
    outcomes = together(
        *(lambda by=by: submit(edition, by=by, on=ON) for by in (county.clerk, county.clerk2))
    )
    assert len(errors(outcomes)) == 1
    edition.refresh_from_db()
    assert (edition.status, edition.round) == (S.COUNTY_OFFICE, 1)


def test_two_pages_saved_with_the_same_revision_are_one_save_and_one_conflict(county):
    edition = factories.edition(county)
    target = Node.objects.get(edition=edition, name="监督检查")
    outcomes = together(
        *(
            lambda text=text: change_row(
                target, row("监督检查", content=text), by=county.clerk, on=ON, revision=edition.revision
            )
            for text in ("甲写的", "乙写的")
        )
    )
    (conflict,) = errors(outcomes)
    assert isinstance(conflict, Conflict)
    edition.refresh_from_db()
    assert edition.revision == 1


def test_changes_accepted_at_the_same_moment_go_into_one_edition(county):
    factories.edition(county, state=S.PUBLISHED)
    factories.edition(county, county.township, source=Source.COUNTY, state=S.PUBLISHED)
    revised = [row(*one.path, content="改过") for one in factories.rows()[:3]]
    factories.edition(county, state=S.PUBLISHED, content=revised)
    changes = list(PendingChange.objects.waiting())
    assert len(changes) == 4
    outcomes = together(
        *(lambda change=change: accept_change(change, by=county.township_clerk, on=ON) for change in changes)
    )
    assert errors(outcomes) == []
    edition = CatalogEdition.objects.in_preparation().get()
    assert [one.content for one in read_rows(edition)] == ["改过"] * 3
    assert not PendingChange.objects.waiting().exists()
    intact()
