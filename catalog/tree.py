"""Reading, planting and checking an edition's tree.

A whole edition is read in one query and nested in Python; planting computes lft and rght in one walk
and inserts level by level. `tree_id` is the edition's pk (docs/decisions/0003-trees.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import router

from catalog.bulk import insert
from catalog.content import Row
from catalog.models import CatalogEdition, Item, Node
from statute.citations import parse_citations
from statute.time_limits import parse

ROW_COLUMNS = (
    "seq",
    "content",
    "basis",
    "time_limit",
    "subject",
    "channels",
    "audience_all",
    "audience_group",
    "mode_active",
    "mode_request",
    "levels",
    "service_name",
    "extras",
    "verified",
    "source",
    "originals",
)


@dataclass(slots=True)
class Branch:
    """A node of the tree in memory: `row` is `None` for a heading."""

    name: str
    row: Row | None = None
    pk: int | None = None
    children: list[Branch] = field(default_factory=list)


def read_branches(edition: CatalogEdition) -> Branch:
    """The whole tree of an edition, one query."""
    nodes = (
        Node.objects.filter(edition=edition)
        .order_by("lft")
        .values_list("pk", "parent_id", "name", "is_row", "item_id", "item__standard_id", *ROW_COLUMNS)
    )
    root, by_pk, paths = Branch(""), {}, {None: ()}
    for pk, parent, name, is_row, item, standard, *columns in nodes:
        # The root names the domain and is no part of an item's path.
        paths[pk] = (*paths[parent], name) if parent is not None else ()
        branch = Branch(name, pk=pk)
        if is_row:
            values = dict(zip(ROW_COLUMNS, columns, strict=True))
            branch.row = Row(path=paths[pk], item=item, standard=standard, **values)
        by_pk[pk] = branch
        if parent is None:
            root = branch
        else:
            by_pk[parent].children.append(branch)
    return root


def walk(branch: Branch) -> Iterator[Branch]:
    """The branch and all below it, in printed order."""
    yield branch
    for child in branch.children:
        yield from walk(child)


def read_rows(edition: CatalogEdition) -> list[Row]:
    """The rows of an edition in printed order, one query."""
    return [branch.row for branch in walk(read_branches(edition)) if branch.row is not None]


def grow(name: str, rows: Iterable[Row]) -> Branch:
    """Nest rows under headings. Only neighbours share a heading, so the printed order is kept."""
    root = Branch(name)
    for row in rows:
        place = root
        for heading in row.path[:-1]:
            last = place.children[-1] if place.children else None
            if last is None or last.row is not None or last.name != heading:
                last = Branch(heading)
                place.children.append(last)
            place = last
        place.children.append(Branch(row.path[-1], row))
    return root


def plant(edition: CatalogEdition, rows: Sequence[Row]) -> None:
    """Replace the edition's tree by `rows`; every row must name its item. Call inside an act, under its lock."""
    # One DELETE: nothing but nodes of the same edition points at a node.
    Node.objects.filter(edition=edition).order_by()._raw_delete(router.db_for_write(Node))  # noqa: SLF001
    root = grow(edition.domain.name, rows)
    levels: list[list[tuple[Node, Branch]]] = []
    _number(root, edition, 1, 0, levels)
    parents: dict[int, int] = {}
    for depth, level in enumerate(levels):
        for node, branch in level:
            if depth:
                node.parent_id = parents[id(branch)]
        headings = [(node, branch) for node, branch in level if branch.children or not depth]
        insert(Node, [node for node, branch in level if depth and not branch.children])
        Node.objects.bulk_create([node for node, _ in headings])
        parents = {id(child): node.pk for node, branch in headings for child in branch.children}


def _number(
    branch: Branch, edition: CatalogEdition, left: int, depth: int, levels: list[list[tuple[Node, Branch]]]
) -> int:
    """Walk the tree, giving each node its lft, rght and level; returns the next free number."""
    if len(levels) == depth:
        levels.append([])
    node = new_node(edition, branch.name, branch.row)
    levels[depth].append((node, branch))
    right = left + 1
    for child in branch.children:
        right = _number(child, edition, right, depth + 1, levels)
    node.lft, node.rght, node.level, node.tree_id = left, right, depth, edition.pk
    return right + 1


def new_node(edition: CatalogEdition, name: str, row: Row | None) -> Node:
    """An unsaved node; a heading when `row` is `None`."""
    if row is None:
        return Node(edition=edition, name=name)
    return Node(edition=edition, name=name, item_id=row.item, is_row=True, **column_values(row))


def column_values(row: Row) -> dict[str, object]:
    """The node's fields that follow from a row."""
    values: dict[str, object] = {name: getattr(row, name) for name in ROW_COLUMNS}
    values["time_rule"] = time_rule(row.time_limit)
    values["citations"] = citations(row.basis)
    return values


@lru_cache(maxsize=4096)
def citations(text: str) -> list[dict[str, str]]:
    """The instruments `statute` reads from a 公开依据, as JSON."""
    return [citation.to_json() for citation in parse_citations(text)]


@lru_cache(maxsize=4096)
def time_rule(text: str) -> Any:
    """What `statute` reads from a 公开时限, as JSON; a county repeats a few dozen phrases."""
    return parse(text).to_json() if text else None


def faults(edition_ids: Iterable[int] | None = None) -> dict[int, str]:
    """Edition pk → what is wrong with its tree; empty when every tree is intact."""
    nodes = Node.objects.order_by("edition_id", "lft")
    if edition_ids is not None:
        nodes = nodes.filter(edition_id__in=edition_ids)
    columns = ("edition_id", "pk", "parent_id", "lft", "rght", "level", "tree_id")
    rows = nodes.values_list(*columns).iterator(chunk_size=5000)
    found: dict[int, str] = {}
    for edition, tree in groupby(rows, key=itemgetter(0)):
        if pk := _first_fault(edition, tree):
            found[edition] = f"条目{pk}的位置与上下级关系不符"
    return found


def _first_fault(edition: int, tree: Iterable[Sequence[Any]]) -> int | None:
    """The first node whose numbers are not those of a walk along `parent` that counts every step once."""
    stack: list[tuple[int, int]] = []
    free = 1
    for _, pk, parent, lft, rght, level, tree_id in tree:
        while stack and stack[-1][1] < lft:
            closed, right = stack.pop()
            if right != free:
                return closed
            free += 1
        above = stack[-1][0] if stack else None
        if (tree_id, parent, level, lft) != (edition, above, len(stack), free) or not (stack or lft == 1):
            return int(pk)
        stack.append((pk, rght))
        free += 1
    while stack:
        closed, right = stack.pop()
        if right != free:
            return closed
        free += 1
    return None


def rebuild(edition: CatalogEdition) -> None:
    """Recompute lft, rght and level from `parent`, which is the truth. Call under the edition's lock."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in (
        Node.objects.filter(edition=edition).order_by("lft", "pk").values_list("pk", "parent_id")
    ):
        children.setdefault(parent, []).append(pk)
    changed: list[Node] = []

    def number(pk: int, left: int, level: int) -> int:
        right = left + 1
        for child in children.get(pk, ()):
            right = number(child, right, level + 1)
        changed.append(Node(pk=pk, lft=left, rght=right, level=level, tree_id=edition.pk))
        return right + 1

    for root in children.get(None, ()):
        number(root, 1, 0)
    Node.objects.bulk_update(changed, ["lft", "rght", "level", "tree_id"], batch_size=500)


def items_for(edition: CatalogEdition, keys: Sequence[str]) -> dict[str, int]:
    """Key → item pk for the edition's unit and domain, creating the missing ones. Under the edition's lock."""
    mine = Item.objects.filter(unit=edition.unit, domain=edition.domain)
    found = dict(mine.values_list("path_key", "pk"))
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    if missing:
        standard: dict[str, int] = {}
        if edition.unit_id is not None:
            national = Item.objects.filter(unit=None, domain=edition.domain)
            standard = dict(national.values_list("path_key", "pk"))
        created = Item.objects.bulk_create(
            [
                Item(unit=edition.unit, domain=edition.domain, path_key=key, standard_id=standard.get(key))
                for key in missing
            ],
            batch_size=1000,
        )
        found |= {item.path_key: item.pk for item in created}
    return {key: found[key] for key in keys}
