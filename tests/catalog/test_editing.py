"""Adding, changing, renaming, moving and removing: the tree stays whole, items keep their identity."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.policies import Refused
from audit.models import AuditEntry
from catalog.actions.editing import (
    Source,
    Where,
    add_row,
    change_row,
    discard,
    move_node,
    remove_node,
    rename_heading,
    start_edition,
)
from catalog.content import content_hash
from catalog.models import CatalogEdition, Item, Node
from catalog.tree import faults, read_branches, read_rows, walk
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, row, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(county):
    return factories.edition(county)


@pytest.fixture
def by(county):
    return {"by": county.clerk, "on": ON}


def node(edition, *path: str) -> Node:
    """The node at a path of names."""
    place = Node.objects.get(edition=edition, parent=None)
    for name in path:
        place = Node.objects.filter(parent=place, name=name).order_by("lft").last()
    return place


def paths(edition) -> list[str]:
    return ["/".join(one.path) for one in read_rows(edition)]


def items(edition) -> dict[str, int]:
    return {"/".join(one.path): one.item for one in read_rows(edition)}


START = [
    "最低生活保障/政策法规文件",
    "最低生活保障/审核审批信息",
    "临时救助/政策法规文件",
    "临时救助/审核审批信息",
    "监督检查",
]


def test_a_row_is_added_under_its_heading(edition, by):
    add_row(edition, row("最低生活保障", "资金发放"), **by)
    assert paths(edition) == [*START[:2], "最低生活保障/资金发放", *START[2:]]
    assert faults() == {}


def test_missing_headings_are_made(edition, by):
    add_row(edition, row("特困供养", "机构", "名单"), **by)
    assert paths(edition) == [*START, "特困供养/机构/名单"]
    assert faults() == {}


def test_a_row_is_added_right_after_another(edition, by):
    after = node(edition, "最低生活保障", "政策法规文件")
    add_row(edition, row("最低生活保障", "资金发放"), after=after, **by)
    assert paths(edition) == [START[0], "最低生活保障/资金发放", *START[1:]]
    assert faults() == {}


def test_a_place_in_another_edition_is_no_place(county, edition, by):
    other = factories.edition(county, county.township)
    add_row(edition, row("最低生活保障", "资金发放"), after=node(other, "最低生活保障", "政策法规文件"), **by)
    assert paths(other) == START
    assert paths(edition)[2] == "最低生活保障/资金发放"
    assert faults() == {}


def test_the_first_row_of_an_empty_edition_brings_the_root(county, by):
    edition = factories.edition(county, content=[])
    Node.objects.filter(edition=edition).delete()
    add_row(edition, row("甲", "乙"), **by)
    assert paths(edition) == ["甲/乙"]
    assert faults() == {}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ((), "请填写公开事项名称"),
        (("甲", " "), "请填写公开事项名称"),
        (("", "甲"), "请填写公开事项名称"),
        (("甲", "乙", "丙", "丁"), "目录最多到三级事项"),
        (("监督检查",), "已有同名事项"),
        (("最低生活保障", " 政策法规文件"), "已有同名事项"),
    ],
)
def test_a_row_without_a_proper_place_is_refused(edition, by, path, reason):
    with pytest.raises(Refused, match=reason):
        add_row(edition, row(*path), **by)
    assert paths(edition) == START
    assert Item.objects.filter(unit=edition.unit).count() == 5


def test_a_row_that_comes_back_is_the_same_item(edition, by):
    before = items(edition)["监督检查"]
    remove_node(node(edition, "监督检查"), **by)
    add_row(edition, row("监督检查"), **by)
    assert items(edition)["监督检查"] == before


def test_a_new_row_under_an_old_name_of_another_is_a_new_item(edition, by):
    before = items(edition)["监督检查"]
    change_row(node(edition, "监督检查"), row("监督检查结果"), **by)
    add_row(edition, row("监督检查"), **by)
    assert items(edition)["监督检查结果"] == before
    assert items(edition)["监督检查"] != before


def test_changing_a_row_keeps_its_item_and_its_place(edition, by):
    before = items(edition)
    target = node(edition, "临时救助", "政策法规文件")
    change_row(target, row("临时救助", "政策文件", content="新内容", mode_active=None), **by)
    changed = read_rows(edition)[2]
    assert (changed.path, changed.content, changed.mode_active) == (("临时救助", "政策文件"), "新内容", None)
    assert changed.item == before["临时救助/政策法规文件"]
    entry = AuditEntry.objects.about(edition).last()
    assert entry.action == "edition.row_changed"
    assert set(entry.details["columns"]) == {"seq", "path", "content", "mode_active"}
    assert faults() == {}


def test_a_changed_limit_is_read_anew(edition, by):
    target = node(edition, "监督检查")
    change_row(target, row("监督检查", time_limit="7个工作日内"), **by)
    assert Node.objects.get(pk=target.pk).time_rule["limits"][0]["number"] == 7


def test_a_heading_has_no_columns_to_change(edition, by):
    with pytest.raises(Node.DoesNotExist):
        change_row(node(edition, "临时救助"), row("临时救助"), **by)


@pytest.mark.parametrize("name", ["", "  "])
def test_names_are_not_empty(edition, by, name):
    with pytest.raises(Refused, match="请填写"):
        change_row(node(edition, "监督检查"), row(name), **by)
    with pytest.raises(Refused, match="请填写"):
        rename_heading(node(edition, "临时救助"), name, **by)
    assert paths(edition) == START


def test_renaming_a_heading_renames_the_path_and_no_item(edition, by):
    before = items(edition)
    rename_heading(node(edition, "临时救助"), " 急难救助 ", **by)
    assert paths(edition)[2:4] == ["急难救助/政策法规文件", "急难救助/审核审批信息"]
    assert list(items(edition).values()) == list(before.values())


def test_the_domain_is_neither_renamed_nor_removed_nor_moved(edition, by):
    root = node(edition)
    with pytest.raises(Node.DoesNotExist):
        rename_heading(root, "x", **by)
    with pytest.raises(Refused, match="领域本身不能删除"):
        remove_node(root, **by)
    with pytest.raises(Refused):
        move_node(root, node(edition, "临时救助"), Where.INTO, **by)
    assert paths(edition) == START


def test_removing_a_heading_removes_what_is_under_it_and_no_item(edition, by):
    remove_node(node(edition, "临时救助"), **by)
    assert paths(edition) == [*START[:2], "监督检查"]
    assert Item.objects.filter(unit=edition.unit).count() == 5
    assert AuditEntry.objects.about(edition).last().details["paths"] == START[2:4]
    assert faults() == {}


def test_a_heading_that_lost_its_last_row_goes(edition, by):
    add_row(edition, row("特困供养", "机构", "名单"), **by)
    remove_node(node(edition, "特困供养", "机构", "名单"), **by)
    assert not Node.objects.filter(edition=edition, name__in=["特困供养", "机构"]).exists()
    for name in ("政策法规文件", "审核审批信息"):
        move_node(node(edition, "临时救助", name), node(edition), Where.INTO, **by)
    assert not Node.objects.filter(edition=edition, name="临时救助").exists()
    assert faults() == {}


def test_removing_costs_the_same_however_many_rows(county, by, django_assert_max_num_queries):
    edition = factories.edition(county, content=[row("甲", str(n)) for n in range(100)])
    with django_assert_max_num_queries(35):
        remove_node(node(edition, "甲"), **by)
    assert paths(edition) == []


@pytest.mark.parametrize(
    ("moved", "target", "where", "expected"),
    [
        (("监督检查",), ("最低生活保障",), Where.BEFORE, ["监督检查", *START[:4]]),
        (("监督检查",), ("最低生活保障",), Where.AFTER, [*START[:2], "监督检查", *START[2:4]]),
        (("监督检查",), ("临时救助",), Where.INTO, [*START[:4], "临时救助/监督检查"]),
        (("临时救助",), ("最低生活保障",), Where.BEFORE, [*START[2:4], *START[:2], START[4]]),
        (("临时救助", "审核审批信息"), ("临时救助", "政策法规文件"), Where.BEFORE,
         [*START[:2], START[3], START[2], START[4]]),
        (("临时救助", "政策法规文件"), (), Where.INTO, [*START[:2], *START[3:], "政策法规文件"]),
        (("临时救助",), ("最低生活保障",), Where.INTO,
         [*START[:2], "最低生活保障/临时救助/政策法规文件", "最低生活保障/临时救助/审核审批信息", START[4]]),
    ],
)  # fmt: skip
def test_a_node_moves_with_everything_under_it(edition, by, moved, target, where, expected):
    before = set(items(edition).values())
    move_node(node(edition, *moved), node(edition, *target), where, **by)
    assert paths(edition) == expected
    assert set(items(edition).values()) == before
    assert faults() == {}


def test_a_move_that_would_break_the_tree_is_refused(county, edition, by):
    other = factories.edition(county, county.township)
    low, high = node(edition, "临时救助", "政策法规文件"), node(edition, "临时救助")
    cases = [
        (high, low, Where.BEFORE, "不能把条目移到它自己下面"),
        (high, high, Where.INTO, "不能把条目移到它自己下面"),
        (low, node(other, "临时救助"), Where.INTO, "只能在本版目录之内移动条目"),
        (node(other, "监督检查"), high, Where.INTO, "只能在本版目录之内移动条目|只有编制单位"),
        (low, node(edition, "监督检查"), Where.INTO, "具体事项下面不能再放条目"),
        (low, node(edition), Where.BEFORE, "条目要放在领域之内"),
        (low, node(edition), Where.AFTER, "条目要放在领域之内"),
    ]
    for moved, target, where, reason in cases:
        with pytest.raises(Refused, match=reason):
            move_node(moved, target, where, **by)
    assert paths(edition) == paths(other) == START
    assert faults() == {}


def test_no_move_makes_a_fourth_level(edition, by):
    add_row(edition, row("特困供养", "机构", "名单"), **by)
    with pytest.raises(Refused, match="目录最多到三级事项"):
        move_node(node(edition, "特困供养"), node(edition, "临时救助"), Where.INTO, **by)
    with pytest.raises(Refused, match="目录最多到三级事项"):
        move_node(node(edition, "临时救助"), node(edition, "特困供养", "机构", "名单"), Where.AFTER, **by)
    move_node(node(edition, "特困供养", "机构"), node(edition, "临时救助"), Where.INTO, **by)
    assert "临时救助/机构/名单" in paths(edition)
    assert faults() == {}


def test_identity_lasts_into_the_next_edition(county, by):
    first = factories.edition(county, state=Status.PUBLISHED)
    before = items(first)
    second = start_edition(county.department, county.domain, source=Source.PREVIOUS, **by)
    rename_heading(node(second, "临时救助"), "急难救助", **by)
    move_node(node(second, "监督检查"), node(second, "急难救助"), Where.BEFORE, **by)
    change_row(node(second, "最低生活保障", "政策法规文件"), row("最低生活保障", "政策文件"), **by)
    after = items(second)
    assert after["急难救助/政策法规文件"] == before["临时救助/政策法规文件"]
    assert after["监督检查"] == before["监督检查"]
    assert after["最低生活保障/政策文件"] == before["最低生活保障/政策法规文件"]
    assert paths(first) == START
    assert second.based_on == first


@pytest.mark.parametrize("source", [Source.STANDARD, Source.PREVIOUS, Source.COUNTY])
def test_there_must_be_something_to_start_from(county, source):
    before = CatalogEdition.objects.count()
    with pytest.raises(Refused, match="没有可用作底本的"), transaction.atomic():
        start_edition(county.township, county.domain, by=county.township_clerk, source=source, on=ON)
    assert CatalogEdition.objects.count() == before


@pytest.mark.parametrize("unit", ["village", "city_department", "city_office"])
def test_only_county_and_township_units_compile_catalogs(county, unit):
    place = getattr(county, unit)
    clerk = factories.person("经办人", factories.Role.CLERK, place)
    with pytest.raises(Refused, match="不编制政务公开事项标准目录"):
        start_edition(place, county.domain, by=clerk, source=Source.EMPTY, on=ON)


@pytest.mark.parametrize(
    "name", ["other_clerk", "township_clerk", "office", "city_officer", "superuser", "stranger"]
)
def test_a_unit_starts_its_own_editions(county, name):
    with pytest.raises(Refused, match="只有编制单位的经办人或负责人"):
        start_edition(county.department, county.domain, by=getattr(county, name), source=Source.EMPTY, on=ON)


def test_what_start_edition_returns_is_what_was_stored(county, by):
    factories.standard(county.domain)
    edition = start_edition(county.department, county.domain, source=Source.STANDARD, **by)
    assert edition.content_hash == content_hash(read_rows(edition)) == content_hash(rows())
    assert CatalogEdition.objects.get(pk=edition.pk).content_hash == edition.content_hash


def test_a_discarded_draft_says_why(county, edition):
    done = discard(edition, by=county.clerk, on=ON, reason="重复起草")
    assert done.status == Status.DISCARDED
    assert AuditEntry.objects.about(edition).last().details["reason"] == "重复起草"


class Edits:
    """Random acts on one edition, each allowed to be refused, none to leave a fault."""

    def __init__(self, edition, clerk):
        self.edition, self.by = edition, {"by": clerk, "on": ON}

    def nodes(self) -> list[Node]:
        return list(Node.objects.filter(edition=self.edition).order_by("lft"))

    def perform(self, kind: str, one: int, two: int, name: str) -> None:
        nodes = self.nodes()
        first, second = nodes[one % len(nodes)], nodes[two % len(nodes)]
        before = {found.item for found in read_rows(self.edition)}
        try:
            with transaction.atomic():
                expected = self._do(kind, first, second, name, before)
        except (Refused, Node.DoesNotExist):
            expected = before
        after = [found.item for found in read_rows(self.edition)]
        assert len(after) == len(set(after))
        assert expected is None or set(after) == expected

    def _do(self, kind, first, second, name, before):
        if kind == "add":
            headings = first.get_ancestors(include_self=not first.is_row).values_list("name", flat=True)[1:]
            new = add_row(self.edition, row(*headings, name), after=second, **self.by)
            return before | {new.item_id}
        if kind == "change":
            change_row(first, row(name), **self.by)
        elif kind == "rename":
            rename_heading(first, name, **self.by)
        elif kind == "remove":
            below = set(first.get_descendants(include_self=True).values_list("item_id", flat=True))
            remove_node(first, **self.by)
            return before - below
        else:
            move_node(first, second, Where[kind], **self.by)
        return before

    def check(self) -> None:
        assert faults() == {}
        branches = list(walk(read_branches(self.edition)))[1:]
        assert all(branch.row or branch.children for branch in branches)
        assert all(1 <= len(found.path) <= 3 for found in read_rows(self.edition))
        self.edition.refresh_from_db()
        assert self.edition.content_hash == content_hash(read_rows(self.edition))


KINDS = ["add", "change", "rename", "remove", "BEFORE", "AFTER", "INTO", "INTO", "add"]
steps = st.tuples(
    st.sampled_from(KINDS), st.integers(0, 30), st.integers(0, 30), st.sampled_from(["甲", "乙", "丙", "丁"])
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(steps, min_size=4, max_size=12))
def test_no_sequence_of_edits_breaks_the_tree_or_loses_an_item(county, sequence):
    with transaction.atomic():
        edits = Edits(factories.edition(county), county.clerk)
        for step in sequence:
            edits.perform(*step)
            edits.check()
        transaction.set_rollback(True)
