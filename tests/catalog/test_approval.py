"""Approval is bound to exactly what was seen: any edit voids it and brings the edition back to the first reviewer."""

from datetime import timedelta

import pytest

from accounts.policies import Refused
from catalog.actions.editing import (
    Conflict,
    Where,
    add_row,
    change_row,
    move_node,
    remove_node,
    rename_heading,
)
from catalog.actions.reviewing import publish, return_edition, submit
from catalog.content import Row, compare, content_hash, keyed
from catalog.models import Node, Snapshot
from catalog.tree import read_rows
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, passed, row

pytestmark = pytest.mark.django_db
S = Status
IN_REVIEW = [S.COUNTY_DEPARTMENT, S.COUNTY_OFFICE, S.CITY_DEPARTMENT, S.CITY_OFFICE, S.APPROVED]
LATER = ON + timedelta(days=3)


def node(edition, name: str) -> Node:
    return Node.objects.filter(edition=edition, name=name).order_by("lft").first()


EDITS = {
    "add": lambda e, by: add_row(e, row("新增事项"), by=by, on=LATER),
    "change": lambda e, by: change_row(node(e, "监督检查"), row("监督检查", content="改"), by=by, on=LATER),
    "rename": lambda e, by: rename_heading(node(e, "临时救助"), "急难救助", by=by, on=LATER),
    "move": lambda e, by: move_node(
        node(e, "监督检查"), node(e, "最低生活保障"), Where.BEFORE, by=by, on=LATER
    ),
    "remove": lambda e, by: remove_node(node(e, "监督检查"), by=by, on=LATER),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("state", IN_REVIEW)
def test_any_edit_after_submission_voids_the_reviews_and_returns_to_the_first_reviewer(county, state, edit):
    edition = factories.edition(county, county.township, state=state)
    before = edition.content_hash
    EDITS[edit](edition, county.township_head)
    edition.refresh_from_db()
    assert (edition.status, edition.round, edition.approved_hash) == (S.COUNTY_DEPARTMENT, 2, "")
    assert (edition.submitted_by, edition.step_since) == (county.township_head, LATER)
    assert edition.content_hash == content_hash(read_rows(edition)) != before
    assert not edition.reviews.standing().exists()
    assert all("送审后内容有改动" in review.void_reason for review in edition.reviews.all())
    assert county.township_head in edition.authors.all()
    with pytest.raises(Refused):
        publish(edition, by=county.office2)


def test_the_first_reviewer_can_be_shown_what_changed(county):
    edition = factories.edition(county, state=S.CITY_OFFICE)
    seen = edition.reviews.first().content_hash
    EDITS["change"](edition, county.clerk)
    edition.refresh_from_db()
    old, new = (
        keyed(Row.from_json(line) for line in Snapshot.objects.get(edition=edition, content_hash=found).rows)
        for found in (seen, edition.content_hash)
    )
    assert [(d.key, d.change, d.columns) for d in compare(old, new) if d.change != "same"] == [
        ("监督检查", "changed", ("content",))
    ]


def test_after_an_edit_every_step_is_taken_again(county):
    edition = factories.edition(county, state=S.APPROVED)
    EDITS["change"](edition, county.clerk)
    edition.refresh_from_db()
    edition = factories.advance(county, edition, S.PUBLISHED)
    assert edition.reviews.count() == 6
    assert edition.reviews.standing().count() == 3
    assert edition.approved_hash == edition.content_hash


def test_editing_a_draft_starts_no_round(county):
    edition = factories.edition(county)
    EDITS["change"](edition, county.clerk)
    edition.refresh_from_db()
    assert (edition.status, edition.round, edition.revision) == (S.DRAFT, 0, 1)


@pytest.mark.parametrize("decide", ["pass", "return"])
def test_a_decision_about_something_else_than_what_is_there_is_a_conflict(county, decide):
    edition = factories.edition(county, state=S.COUNTY_OFFICE)
    stale = edition.content_hash
    EDITS["change"](edition, county.clerk)
    edition.refresh_from_db()
    decisions = {
        "pass": lambda: passed(county, edition, seen=stale),
        "return": lambda: return_edition(edition, by=county.office, on=ON, opinion="退", seen=stale),
    }
    with pytest.raises(Conflict, match="内容有改动"):
        decisions[decide]()
    assert not edition.reviews.exists()


def test_rows_changed_behind_the_acts_are_not_passed(county):
    edition = factories.edition(county, state=S.CITY_OFFICE)
    Node.objects.filter(edition=edition, name="监督检查").update(content="绕过系统的改动")
    with pytest.raises(Conflict):
        passed(county, edition)


def test_rows_changed_behind_the_acts_are_not_published(county):
    edition = factories.edition(county, state=S.APPROVED)
    Node.objects.filter(edition=edition, name="监督检查").update(content="绕过系统的改动")
    with pytest.raises(Conflict, match="与审核通过时不一致"):
        publish(edition, by=county.office2)
    edition.refresh_from_db()
    assert (edition.status, edition.published_at) == (S.APPROVED, None)


@pytest.mark.parametrize("edit", ["add", "change", "rename", "move", "remove"])
def test_saving_a_page_somebody_else_overtook_is_a_conflict(county, edit):
    edition = factories.edition(county)
    shown = edition.revision
    add_row(edition, row("别人加的"), by=county.clerk2, on=ON)
    target, rows = node(edition, "监督检查"), read_rows(edition)
    stale = {"by": county.clerk, "on": ON, "revision": shown}
    acts = {
        "add": lambda: add_row(edition, row("我加的"), **stale),
        "change": lambda: change_row(target, row("监督检查", content="x"), **stale),
        "rename": lambda: rename_heading(node(edition, "临时救助"), "x", **stale),
        "move": lambda: move_node(target, node(edition, "临时救助"), Where.BEFORE, **stale),
        "remove": lambda: remove_node(target, **stale),
    }
    with pytest.raises(Conflict, match="别人修改了这版目录"):
        acts[edit]()
    assert read_rows(edition) == rows


def test_the_page_as_last_shown_may_be_saved(county):
    edition = factories.edition(county)
    add_row(edition, row("甲"), by=county.clerk, on=ON, revision=0)
    add_row(edition, row("乙"), by=county.clerk2, on=ON, revision=1)
    edition.refresh_from_db()
    assert edition.revision == 2


@pytest.mark.parametrize(
    "flaw",
    [
        {"content": " "},
        {"basis": ""},
        {"time_limit": ""},
        {"subject": ""},
        {"audience_all": None, "audience_group": None},
        {"mode_active": None},
        {"mode_request": True},
        {"levels": {}},
        {"channels": {"政府网站": "not_used"}},
        {"channels": None},
    ],
)
def test_what_is_unknown_or_missing_is_not_submitted(county, flaw):
    edition = factories.edition(county, content=[*factories.rows(), row("缺项事项", **flaw)])
    with pytest.raises(Refused, match="还有1处须先改正:“缺项事项”"):
        submit(edition, by=county.clerk, on=ON)
    edition.refresh_from_db()
    assert (edition.status, edition.round) == (S.DRAFT, 0)


def test_nothing_is_submitted_without_rows(county):
    with pytest.raises(Refused, match="目录里还没有事项"):
        submit(factories.edition(county, content=[]), by=county.clerk, on=ON)


def test_what_could_not_be_submitted_is_not_passed_either(county):
    """An edit during the review cannot slip past what the submission asks."""
    edition = factories.edition(county, state=S.CITY_DEPARTMENT)
    change_row(node(edition, "监督检查"), row("监督检查", basis=""), by=county.clerk, on=ON)
    edition.refresh_from_db()
    with pytest.raises(Refused, match="公开依据没有填写"):
        passed(county, edition)
    edition.refresh_from_db()
    assert (edition.status, edition.reviews.standing().count()) == (S.COUNTY_OFFICE, 0)


def test_a_service_item_carries_the_name_of_the_service_site(county):
    factories.reference_list(county, "最低生活保障对象认定", "临时救助对象认定")
    content = [row("最低生活保障", service_name="最低生活保障对象的认定")]
    edition = factories.edition(county, content=content)
    with pytest.raises(Refused, match="最接近的是“最低生活保障对象认定”"):
        submit(edition, by=county.clerk, on=ON)
    change_row(
        node(edition, "最低生活保障"),
        row("最低生活保障", service_name="最低生活保障对象认定"),
        by=county.clerk,
        on=ON,
    )
    assert submit(edition, by=county.clerk, on=ON).status == S.COUNTY_OFFICE
