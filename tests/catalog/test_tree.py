"""Planting and reading an edition's tree: nothing is lost, nothing is invented, every number is in its place."""

import random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.actions.editing import replace_rows
from catalog.content import Row, content_hash, keyed
from catalog.models import Item, Node
from catalog.tree import faults, grow, read_branches, read_rows, rebuild, walk
from catalog.workflow import Status
from tests import factories
from tests.factories import row, rows

pytestmark = pytest.mark.django_db
RANDOM = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
names = st.text(alphabet="云溪灌溉河道AaB12、,-/#() ", min_size=1, max_size=6).filter(str.strip)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)
ticks = st.one_of(st.none(), st.booleans())
any_row = st.builds(
    Row,
    path=st.lists(names, min_size=1, max_size=3).map(tuple),
    seq=st.sampled_from(["", "1", "12-1"]),
    content=texts,
    basis=texts,
    time_limit=st.sampled_from(["", "及时公开", "20个工作日内", "看情况"]),
    subject=texts,
    channels=st.one_of(
        st.none(), st.dictionaries(texts, st.sampled_from(["used", "optional", "not_used"]), max_size=3)
    ),
    audience_all=ticks,
    audience_group=st.one_of(st.none(), texts),
    mode_active=ticks,
    mode_request=ticks,
    levels=st.dictionaries(st.sampled_from(["city", "county", "township", "village"]), ticks),
    service_name=texts,
    extras=st.dictionaries(texts, texts, max_size=2),
    verified=st.booleans(),
    source=texts,
    originals=st.dictionaries(texts, texts, max_size=2),
)


def stated(found: list[Row]) -> list[dict]:
    return [{**one.to_json(), "item": None, "standard": None} for one in found]


@RANDOM
@given(content=st.lists(any_row, max_size=10))
def test_what_is_planted_is_read_back_in_order_and_unknown_stays_unknown(county, content):
    with transaction.atomic():
        edition = factories.edition(county, content=[])
        replace_rows(edition, content)
        found = read_rows(edition)
        assert stated(found) == stated(content)
        assert len({one.item for one in found}) == len(content)
        edition.refresh_from_db()
        assert edition.content_hash == content_hash(content)
        assert faults() == {}
        transaction.set_rollback(True)


@RANDOM
@given(content=st.lists(any_row, max_size=10))
def test_growing_keeps_the_printed_order_and_every_path(content):
    root = grow("领域", content)
    assert [branch.row for branch in walk(root) if branch.row is not None] == content

    def check(branch, path):
        if branch.row is not None:
            assert path == branch.row.path
            assert not branch.children
        for child in branch.children:
            check(child, (*path, child.name))

    check(root, ())
    assert all(branch.row or branch.children for branch in walk(root) if branch is not root)


def test_only_neighbours_share_a_heading():
    content = [row("甲", "一"), row("甲", "二"), row("乙", "一"), row("甲", "三")]
    assert [(b.name, len(b.children)) for b in grow("", content).children] == [
        ("甲", 2),
        ("乙", 1),
        ("甲", 1),
    ]


def test_a_row_and_a_heading_of_one_name_stay_apart():
    content = [row("甲"), row("甲", "一")]
    assert [(b.name, b.row is None) for b in grow("", content).children] == [("甲", False), ("甲", True)]


def test_the_root_names_the_domain_and_is_no_part_of_a_path(county):
    edition = factories.edition(county)
    assert read_branches(edition).name == "社会救助"
    assert read_rows(edition)[0].path == ("最低生活保障", "政策法规文件")


def test_duplicates_are_kept_apart_as_items(county):
    edition = factories.edition(county, content=[row("甲", content="1"), row("甲", content="2")])
    assert [one.content for one in read_rows(edition)] == ["1", "2"]
    keys = Item.objects.filter(unit=county.department).order_by("pk").values_list("path_key", flat=True)
    assert list(keys) == ["甲", "甲#2"]


def test_items_know_their_national_counterpart(county):
    national = factories.standard(county.domain)
    edition = factories.edition(county, source=factories.Source.STANDARD)
    expected = {one.key: one.item for one in read_rows(national)}
    assert {one.key: one.standard for one in read_rows(edition)} == expected
    assert not {one.item for one in read_rows(edition)} & set(expected.values())


def test_a_whole_edition_is_read_with_one_query_however_many_rows(county, django_assert_num_queries):
    small = factories.edition(county, content=[row("甲", str(n)) for n in range(10)])
    large = factories.edition(county, county.township, content=[row(str(n // 5), str(n)) for n in range(200)])
    for edition, size in ((small, 10), (large, 200)):
        with django_assert_num_queries(1):
            assert len(read_rows(edition)) == size


def test_planting_costs_queries_by_depth_and_not_by_rows(county, django_assert_max_num_queries):
    edition = factories.edition(county, content=[])
    content = [row(str(n // 100), str(n // 10), str(n)) for n in range(500)]
    with django_assert_max_num_queries(20):
        replace_rows(edition, content)
    assert stated(read_rows(edition)) == stated(content)


DAMAGE = [{"lft": 50}, {"rght": 50}, {"rght": 4}, {"level": 3}, {"lft": 0}, {"parent_id": None}]


@pytest.mark.parametrize("damage", DAMAGE, ids=str)
def test_every_damage_to_a_number_is_found_and_repaired(county, damage):
    edition = factories.edition(county)
    nodes = Node.objects.filter(edition=edition).order_by("lft")
    whole = list(nodes.values_list("pk", "lft", "rght", "level"))
    assert len(whole) == 8
    for pk, *_ in whole:
        with transaction.atomic():
            before = Node.objects.filter(pk=pk).values().get()
            harmless = all(before[name] == value for name, value in damage.items())
            Node.objects.filter(pk=pk).update(**damage)
            assert list(faults()) == ([] if harmless else [edition.pk])
            if not {"parent_id", "lft"} & set(damage):  # `parent` and the order are the truth
                rebuild(edition)
                assert faults() == {}
                assert list(nodes.values_list("pk", "lft", "rght", "level")) == whole
            transaction.set_rollback(True)


def test_a_gap_is_found(county):
    edition = factories.edition(county)
    Node.objects.filter(edition=edition, name="监督检查")._raw_delete("default")
    assert list(faults([edition.pk])) == [edition.pk]
    rebuild(edition)
    assert faults() == {}


def test_only_the_named_editions_are_checked(county):
    broken, whole = factories.edition(county), factories.edition(county, county.township)
    Node.objects.filter(edition=broken, name="监督检查").update(level=9)
    assert faults([whole.pk]) == {}
    assert list(faults([whole.pk, broken.pk])) == [broken.pk]


def test_a_shuffled_tree_is_found(county):
    edition = factories.edition(county)
    nodes = list(Node.objects.filter(edition=edition))
    order = [(node.lft, node.rght) for node in nodes]
    random.Random(1).shuffle(order)
    for node, (lft, rght) in zip(nodes, order, strict=True):
        Node.objects.filter(pk=node.pk).update(lft=lft, rght=rght)
    assert list(faults()) == [edition.pk]


def test_a_tree_cannot_be_another_editions(county):
    one, other = factories.edition(county), factories.edition(county, county.township)
    with pytest.raises(IntegrityError), transaction.atomic():
        Node.objects.filter(edition=one).update(tree_id=other.pk)


def test_identity_survives_a_rename_even_when_the_old_name_is_taken_again(county):
    edition = factories.edition(county, content=[row("甲"), row("乙")])
    first, second = read_rows(edition)
    renamed = [Row(**{**_fields(first), "path": ("丙",)}), row("甲"), second]
    replace_rows(edition, renamed)
    assert [one.path for one in read_rows(edition)] == [("丙",), ("甲",), ("乙",)]
    kept, new, same = read_rows(edition)
    assert (kept.item, same.item) == (first.item, second.item)
    assert new.item not in {first.item, second.item}
    assert len(keyed(read_rows(edition))) == 3


def test_two_rows_that_claim_one_item_get_one_each(county):
    edition = factories.edition(county, content=[row("甲")])
    (only,) = read_rows(edition)
    replace_rows(edition, [only, Row(**{**_fields(only), "path": ("乙",)})])
    assert len({one.item for one in read_rows(edition)}) == 2


def test_another_units_items_are_not_taken_over(county):
    theirs = factories.edition(county, state=Status.PUBLISHED)
    mine = factories.edition(county, county.township, content=read_rows(theirs))
    assert not {one.item for one in read_rows(mine)} & {one.item for one in read_rows(theirs)}
    assert [one.key for one in read_rows(mine)] == [one.key for one in rows()]


def _fields(one: Row) -> dict:
    return {name: getattr(one, name) for name in Row.__dataclass_fields__}
