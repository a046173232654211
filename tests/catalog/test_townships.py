"""A township's list follows the county's: it takes the 乡级 rows, and answers every later change."""

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from audit.models import AuditEntry
from catalog.actions.editing import Source, start_edition
from catalog.actions.townships import accept_change, decline_change
from catalog.content import keyed
from catalog.models import CatalogEdition, Domain, PendingChange
from catalog.tree import faults, read_rows
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, row, rows

pytestmark = pytest.mark.django_db
S, State = Status, PendingChange.State
KEY = "最低生活保障/政策法规文件"


def paths(edition) -> list[str]:
    return ["/".join(one.path) for one in read_rows(edition)]


def follow(county, *content, township=None) -> None:
    """County edition published, the township's published from it, then the county's next with `content`."""
    factories.edition(county, state=S.PUBLISHED)
    factories.edition(county, township or county.township, source=Source.COUNTY, state=S.PUBLISHED)
    factories.edition(county, state=S.PUBLISHED, content=list(content))


def waiting(unit) -> list[PendingChange]:
    return list(PendingChange.objects.waiting().filter(unit=unit))


@pytest.mark.parametrize("source", [Source.STANDARD, Source.COUNTY])
def test_a_township_takes_the_township_rows_with_itself_as_the_subject(county, source):
    factories.standard(county.domain)
    factories.edition(county, state=S.PUBLISHED)
    edition = factories.edition(county, county.township, source=source)
    assert paths(edition) == [*paths(factories_standard(county))[:3], "监督检查"]
    assert {one.subject for one in read_rows(edition)} == {"白石镇人民政府"}
    assert all(dict(one.levels) == {"township": True} for one in read_rows(edition))
    assert all(one.originals == {"subject": "青岚县民政局"} for one in read_rows(edition))


def factories_standard(county) -> CatalogEdition:
    return CatalogEdition.objects.standard().get(domain=county.domain)


def test_a_county_unit_takes_every_row_as_it_stands(county):
    factories.standard(county.domain)
    edition = factories.edition(county, source=Source.STANDARD)
    assert len(read_rows(edition)) == 5
    assert {one.subject for one in read_rows(edition)} == {"青岚县民政局"}


def test_the_departments_edition_comes_before_another_units(county):
    factories.edition(county, county.government, state=S.PUBLISHED, content=[row("别的")])
    factories.edition(county, state=S.PUBLISHED)
    edition = factories.edition(county, county.township, source=Source.COUNTY)
    assert edition.based_on.unit == county.department


def test_a_change_reaches_the_townships_that_follow_and_no_others(county):
    changed = [row("最低生活保障", "政策法规文件", content="新内容"), *rows()[1:]]
    follow(county, *changed)
    (change,) = waiting(county.township)
    assert (change.kind, change.path_key) == ("changed", KEY)
    assert (change.before["content"], change.after["content"]) == (rows()[0].content, "新内容")
    assert change.after["subject"] == "白石镇人民政府"
    assert waiting(county.other_township) == []


def test_added_changed_and_removed_rows_are_told_apart(county):
    follow(county, row("最低生活保障", "政策法规文件", basis="新依据"), *rows()[1:4], row("新增事项"))
    assert {(change.kind, change.path_key) for change in waiting(county.township)} == {
        ("changed", KEY),
        ("added", "新增事项"),
        ("removed", "监督检查"),
    }


def test_what_does_not_concern_townships_is_not_handed_down(county):
    content = rows()
    content[3] = row("临时救助", "审核审批信息", content="县级的改动", levels={"county": True})
    content[0] = row("最低生活保障", "政策法规文件", seq="77", subject="别的县级主体")
    follow(county, *content)
    assert waiting(county.township) == []


def test_a_row_that_becomes_or_stops_being_a_townships_is_handed_down(county):
    content = rows()
    content[3] = row("临时救助", "审核审批信息")
    content[4] = row("监督检查", levels={"county": True})
    follow(county, *content)
    assert {(change.kind, change.path_key) for change in waiting(county.township)} == {
        ("added", "临时救助/审核审批信息"),
        ("removed", "监督检查"),
    }


def test_a_first_edition_hands_nothing_down(county):
    factories.edition(county, county.township, state=S.PUBLISHED)
    factories.edition(county, state=S.PUBLISHED)
    assert not PendingChange.objects.exists()


def test_a_townships_own_publication_hands_nothing_down(county):
    follow(county, *rows())
    factories.edition(county, county.township, source=Source.PREVIOUS, state=S.PUBLISHED)
    assert not PendingChange.objects.exists()


def test_accepting_starts_an_edition_from_the_townships_own(county):
    change = factories.pending_change(county)
    edition = accept_change(change, by=county.township_clerk, on=ON)
    assert (edition.status, edition.version) == (S.DRAFT, 2)
    assert edition.based_on == CatalogEdition.objects.get(unit=county.township, status=S.PUBLISHED)
    before, after = keyed(read_rows(edition.based_on)), keyed(read_rows(edition))
    assert after[KEY].content == "新的内容"
    assert after[KEY].item == before[KEY].item
    assert [one for key, one in after.items() if key != KEY] == [
        one for key, one in before.items() if key != KEY
    ]
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (State.ACCEPTED, county.township_clerk)
    assert AuditEntry.objects.about(edition).last().details["path"] == KEY


def test_the_rest_is_accepted_into_the_same_edition_in_its_place(county):
    added = row("最低生活保障", "资金发放")
    follow(county, row("最低生活保障", "政策法规文件", basis="新依据"), rows()[1], added, *rows()[2:4])
    edition = None
    for change in waiting(county.township):
        edition = accept_change(change, by=county.township_head, on=ON)
    assert CatalogEdition.objects.in_preparation().filter(unit=county.township).get() == edition
    assert paths(edition) == [
        "最低生活保障/政策法规文件",
        "最低生活保障/审核审批信息",
        "最低生活保障/资金发放",
        "临时救助/政策法规文件",
    ]
    assert keyed(read_rows(edition))[KEY].basis == "新依据"
    assert waiting(county.township) == []
    assert faults() == {}


def test_accepting_during_a_review_brings_it_back_to_the_first_reviewer(county):
    change = factories.pending_change(county)
    edition = factories.edition(county, county.township, source=Source.PREVIOUS, state=S.CITY_OFFICE)
    accepted = accept_change(change, by=county.township_clerk, on=ON)
    assert (accepted.pk, accepted.status, accepted.round) == (edition.pk, S.COUNTY_DEPARTMENT, 2)
    assert not accepted.reviews.standing().exists()


def test_an_accepted_row_whose_old_name_another_row_took_gets_an_item_of_its_own(county):
    change = factories.pending_change(county)
    mine = start_edition(
        county.township, county.domain, by=county.township_clerk, source=Source.PREVIOUS, on=ON
    )
    renamed = factories.replace_row(mine, KEY, ("最低生活保障", "政策文件"), by=county.township_clerk)
    edition = accept_change(change, by=county.township_clerk, on=ON)
    found = {one.key: one.item for one in read_rows(edition)}
    assert found["最低生活保障/政策文件"] == renamed
    assert found[KEY] != renamed
    assert faults() == {}


@pytest.mark.parametrize("reason", ["", "  "])
def test_declining_needs_a_reason(county, reason):
    change = factories.pending_change(county)
    with pytest.raises(Refused, match="不采纳县级变更时请说明理由"):
        decline_change(change, by=county.township_clerk, reason=reason)
    change.refresh_from_db()
    assert change.state == State.WAITING
    with pytest.raises(IntegrityError), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).update(state=State.DECLINED, reason="")


def test_declining_changes_no_row_and_says_why_on_the_record(county):
    change = factories.pending_change(county)
    before = CatalogEdition.objects.count()
    decline_change(change, by=county.township_head, reason=" 本镇没有此项业务 ")
    change.refresh_from_db()
    assert (change.state, change.reason) == (State.DECLINED, "本镇没有此项业务")
    assert CatalogEdition.objects.count() == before
    assert AuditEntry.objects.about(change).get().details["reason"] == "本镇没有此项业务"


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DECLINED, State.OVERTAKEN])
def test_a_change_is_answered_once(county, state):
    change = factories.pending_change(county, state=state, reason="已说明")
    for act in (
        lambda: accept_change(change, by=county.township_clerk, on=ON),
        lambda: decline_change(change, by=county.township_clerk, reason="不"),
    ):
        with pytest.raises(Refused, match=f"这项变更{state.label}"):
            act()


@pytest.mark.parametrize(
    "name", ["clerk", "head", "office", "other_township_clerk", "village_officer", "superuser"]
)
def test_the_township_answers_itself(county, name):
    change = factories.pending_change(county)
    someone = getattr(county, name)
    with pytest.raises(Refused):
        accept_change(change, by=someone, on=ON)
    with pytest.raises(Refused):
        decline_change(change, by=someone, reason="不")


def test_a_later_change_of_the_same_row_overtakes_the_one_that_waits(county):
    first = factories.pending_change(county)
    again = rows()
    again[0] = row("最低生活保障", "政策法规文件", content="更新的内容")
    factories.edition(county, state=S.PUBLISHED, content=again)
    first.refresh_from_db()
    assert first.state == State.OVERTAKEN
    (second,) = waiting(county.township)
    assert (second.before["content"], second.after["content"]) == ("新的内容", "更新的内容")


def test_an_unanswered_change_of_another_row_goes_on_waiting(county):
    first = factories.pending_change(county)
    again = rows()
    again[0] = row("最低生活保障", "政策法规文件", seq="1", content="新的内容")
    again[4] = row("监督检查", content="另一处改动")
    factories.edition(county, state=S.PUBLISHED, content=again)
    assert {change.pk for change in waiting(county.township)} > {first.pk}
    assert len(waiting(county.township)) == 2


def test_one_change_waits_per_row(county):
    change = factories.pending_change(county)
    change.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


def test_other_domains_are_not_touched(county):
    other = factories.domain("义务教育")
    factories.duty(other, county.other_department, county.other_city_department)
    factories.pending_change(county)
    assert PendingChange.objects.exclude(domain=county.domain).count() == 0
    assert Domain.objects.count() == 2
