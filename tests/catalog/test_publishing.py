"""What is published stands: stamped by the server, immutable to everyone, readable for good."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.policies import Refused
from catalog.actions.editing import discard
from catalog.models import CatalogEdition, Node
from catalog.tree import rebuild
from catalog.workflow import IN_PREPARATION, Status
from tests import factories
from tests.factories import ON, row

pytestmark = pytest.mark.django_db
S = Status
FROZEN = "已发布的目录不能修改"
PAST = [S.PUBLISHED, S.SUPERSEDED]


def refused(act, match=FROZEN):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def test_the_server_stamps_the_publication(county):
    before = timezone.now()
    edition = factories.edition(county, state=S.PUBLISHED)
    assert before <= edition.published_at <= timezone.now()
    assert edition.published_by == county.office2


def test_a_new_edition_supersedes_the_one_in_force(county):
    old = factories.edition(county, state=S.SUPERSEDED)
    new = CatalogEdition.objects.get(unit=county.department, status=S.PUBLISHED)
    assert (old.version, new.version) == (1, 2)
    assert old.superseded_at == new.published_at
    assert set(CatalogEdition.objects.public()) == {old, new}
    assert CatalogEdition.objects.of_units().in_force().get() == new


def test_citizens_see_published_and_past_editions_of_units_and_no_others(county):
    factories.standard(county.domain)
    for unit, state in ((county.department, S.SUPERSEDED), (county.township, S.APPROVED)):
        factories.edition(county, unit, state=state)
    factories.edition(county, county.other_township, state=S.DISCARDED)
    assert {edition.status for edition in CatalogEdition.objects.public()} == set(PAST)
    assert all(edition.unit == county.department for edition in CatalogEdition.objects.public())
    assert {node.edition.status for node in Node.objects.public()} == {S.PUBLISHED}


@pytest.mark.parametrize("state", PAST)
@pytest.mark.parametrize("to", [None, ON - timedelta(days=30), ON + timedelta(days=30)])
def test_the_time_of_publication_cannot_be_changed(county, state, to):
    edition = factories.edition(county, state=state)
    moved = edition.published_at + (to - ON) if to else None
    refused(
        lambda: CatalogEdition.objects.filter(pk=edition.pk).update(published_at=moved),
        match="发布时间由系统写入,不能更改" if to else "发布时间|edition_published_is_stamped",
    )
    edition.refresh_from_db()
    assert edition.published_at is not None


@pytest.mark.parametrize("state", PAST)
class TestTheDatabaseRefuses:
    def test_a_new_row(self, county, state):
        edition = factories.edition(county, state=state)
        root = Node.objects.get(edition=edition, parent=None)
        refused(
            lambda: Node.objects.bulk_create(
                [Node(edition=edition, parent=root, name="x", lft=2, rght=3, level=1, tree_id=edition.pk)]
            )
        )

    def test_a_changed_row(self, county, state):
        edition = factories.edition(county, state=state)
        changes = [
            {"name": "x"}, {"content": "x"}, {"basis": "x"}, {"time_limit": "x"}, {"subject": "x"},
            {"channels": {}}, {"audience_all": None}, {"audience_group": "x"}, {"mode_active": None},
            {"mode_request": True}, {"levels": {}}, {"service_name": "x"}, {"extras": {"x": "y"}},
            {"seq": "9"}, {"parent": None}, {"item": None}, {"is_row": False},
        ]  # fmt: skip
        for values in changes:
            refused(lambda new=values: Node.objects.filter(edition=edition, name="监督检查").update(**new))

    def test_a_removed_row(self, county, state):
        edition = factories.edition(county, state=state)
        refused(lambda: Node.objects.filter(edition=edition, name="监督检查").delete())

    def test_a_row_taken_out_or_slipped_in_from_a_draft(self, county, state):
        edition = factories.edition(county, state=state)
        draft = factories.edition(county, county.township)
        for source, target in ((edition, draft), (draft, edition)):
            rows = Node.objects.filter(edition=source, name="监督检查")
            refused(lambda rows=rows, to=target: rows.update(edition=to, tree_id=to.pk, item=None))

    def test_going_back_to_where_it_could_be_edited(self, county, state):
        edition = factories.edition(county, state=state)
        for to in [status for status in S if status not in PAST]:
            refused(lambda to=to: CatalogEdition.objects.filter(pk=edition.pk).update(status=to))

    def test_another_approval_or_owner(self, county, state):
        edition = factories.edition(county, state=state)
        for column in ("content_hash", "approved_hash", "version", "published_by_id", "unit_id", "domain_id"):
            values = {column: county.township.pk if column == "unit_id" else 7}
            refused(lambda new=values: CatalogEdition.objects.filter(pk=edition.pk).update(**new))

    def test_being_deleted(self, county, state):
        edition = factories.edition(county, state=state)
        refused(edition.delete)
        refused(lambda: CatalogEdition.objects.filter(pk=edition.pk)._raw_delete("default"))
        assert CatalogEdition.objects.filter(pk=edition.pk).exists()


def test_a_past_edition_does_not_come_back_into_force(county):
    old = factories.edition(county, state=S.SUPERSEDED)
    refused(lambda: CatalogEdition.objects.filter(pk=old.pk).update(status=S.PUBLISHED), match=FROZEN)


def test_numbering_the_tree_anew_is_still_possible(county):
    edition = factories.edition(county, state=S.PUBLISHED)
    before = list(
        Node.objects.filter(edition=edition).order_by("lft").values_list("pk", "lft", "rght", "level")
    )
    rebuild(edition)
    after = list(
        Node.objects.filter(edition=edition).order_by("lft").values_list("pk", "lft", "rght", "level")
    )
    assert after == before


def test_the_national_standard_may_be_loaded_again(county):
    edition = factories.standard(county.domain)
    Node.objects.filter(edition=edition).update(content="x")
    Node.objects.filter(edition=edition).delete()


class TestTheDatabaseAllows:
    def _twin(self, edition, **values):
        whole = {
            "unit": edition.unit, "domain": edition.domain, "version": 99, "started_on": ON,
            "content_hash": "a" * 64, "approved_hash": "a" * 64, "published_at": timezone.now(), **values,
        }  # fmt: skip
        with transaction.atomic():
            return CatalogEdition.objects.create(**whole)

    def test_one_published_edition_per_unit_and_domain(self, county):
        edition = factories.edition(county, state=S.PUBLISHED)
        with pytest.raises(IntegrityError):
            self._twin(edition, status=S.PUBLISHED)
        assert self._twin(edition, status=S.PUBLISHED, unit=county.township).pk
        assert self._twin(edition, status=S.PUBLISHED, domain=factories.domain("义务教育")).pk

    @pytest.mark.parametrize("status", IN_PREPARATION)
    def test_one_edition_in_preparation_per_unit_and_domain(self, county, status):
        edition = factories.edition(county)
        with pytest.raises(IntegrityError):
            self._twin(edition, status=status)
        assert self._twin(edition, status=S.DISCARDED).pk

    def test_one_edition_per_version(self, county):
        edition = factories.edition(county)
        with pytest.raises(IntegrityError):
            self._twin(edition, status=S.DISCARDED, version=edition.version)

    @pytest.mark.parametrize("status", [S.PUBLISHED, S.SUPERSEDED])
    def test_nothing_published_without_a_stamp(self, county, status):
        edition = factories.edition(county)
        with pytest.raises(IntegrityError):
            self._twin(edition, status=status, published_at=None)

    @pytest.mark.parametrize("status", [S.APPROVED, S.PUBLISHED, S.SUPERSEDED])
    @pytest.mark.parametrize("approved", ["", "b" * 64])
    def test_nothing_approved_or_published_but_what_was_approved(self, county, status, approved):
        edition = factories.edition(county, county.township)
        with pytest.raises(IntegrityError):
            self._twin(edition, unit=county.department, status=status, approved_hash=approved)


def test_an_edition_is_started_once_and_again_after_it_was_settled(county):
    first = factories.edition(county)
    with pytest.raises(Refused, match="已有一个编制中的版次"):
        factories.edition(county)
    discard(first, by=county.clerk, on=ON, reason="重来")
    second = factories.edition(county, content=[row("甲")], state=S.PUBLISHED)
    third = factories.edition(county)
    assert [first.version, second.version, third.version] == [1, 2, 3]
