"""Starting an edition and changing its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import Refused, require
from audit.actions import record
from catalog.content import Row, content_hash, for_township, keyed
from catalog.models import CatalogEdition, Domain, Item, Node, Snapshot
from catalog.policies import may_discard, may_edit, may_start
from catalog.tree import column_values, items_for, new_node, plant, read_rows
from catalog.workflow import TRANSITIONS, Action, Status, next_status

DEPTH = 3  # 一级、二级、三级事项


class Source(StrEnum):
    """What a new edition starts from."""

    EMPTY = "empty"
    STANDARD = "standard"
    PREVIOUS = "previous"
    COUNTY = "county"

    @property
    def label(self) -> str:
        return {
            "empty": "空白",
            "standard": "国家标准目录",
            "previous": "本单位上一版",
            "county": "县级目录中的乡级事项",
        }[self.value]


class Conflict(Refused):
    """Somebody else changed it meanwhile; the page shows both texts."""


def lock(edition: CatalogEdition) -> CatalogEdition:
    """The edition as it is now, locked until commit: every change of its tree or state holds this lock."""
    return (
        CatalogEdition.objects.select_for_update(of=("self",))
        .select_related("unit", "domain")
        .get(pk=edition.pk)
    )


@transaction.atomic
def start_edition(
    unit: Organisation, domain: Domain, *, by: User, source: Source, on: date
) -> CatalogEdition:
    """起草新版 (市实施意见三(一)1). A township takes the 乡级 rows, with itself as 公开主体.

    Raises `Refused` without the right, when one is in preparation, or when there is nothing to start from.
    """
    require(may_start(by, unit, domain))
    base = _base(unit, domain, source)
    rows = read_rows(base) if base else []
    if unit.kind == OrganisationKind.TOWNSHIP and source in (Source.STANDARD, Source.COUNTY):
        rows = [for_township(row, unit.name) for row in rows if row.levels.get("township")]
    version = CatalogEdition.objects.filter(unit=unit, domain=domain).aggregate(Max("version"))[
        "version__max"
    ]
    try:
        with transaction.atomic():
            edition = CatalogEdition.objects.create(
                unit=unit,
                domain=domain,
                version=(version or 0) + 1,
                based_on=base,
                started_by=by,
                started_on=on,
            )
    except IntegrityError:
        raise Refused(f"“{unit}”在“{domain}”领域已有一个编制中的版次。") from None
    edition.authors.add(by)
    replace_rows(edition, rows)
    record(by, "edition.started", edition, organisation=unit, source=source.value, rows=len(rows))
    return edition


def _base(unit: Organisation, domain: Domain, source: Source) -> CatalogEdition | None:
    editions = CatalogEdition.objects.in_force().filter(domain=domain)
    if source == Source.EMPTY:
        return None
    if source == Source.STANDARD:
        base = editions.standard().first()
    elif source == Source.PREVIOUS:
        base = editions.filter(unit=unit).first()
    else:
        base = county_edition(unit, domain)
    if base is None:
        raise Refused(f"“{domain}”领域没有可用作底本的{source.label}。")
    return base


def county_edition(township: Organisation, domain: Domain) -> CatalogEdition | None:
    """The published county-level edition a township's list follows: that of a body with the duty first."""
    county = township.get_ancestors().filter(kind=OrganisationKind.COUNTY_GOVERNMENT).first()
    if county is None:
        return None
    units = county.get_descendants(include_self=True).exclude(kind=OrganisationKind.TOWNSHIP)
    editions = CatalogEdition.objects.in_force().filter(domain=domain, unit__in=units)
    return editions.filter(unit__domain_duties__domain=domain).first() or editions.first()


def replace_rows(edition: CatalogEdition, rows: Iterable[Row]) -> list[Row]:
    """Give the edition exactly these rows, and its hash with them; the rows with their items. Under the lock."""
    by_key = keyed(rows)
    items = _items_of(edition, by_key)
    planted = [replace(row, item=items[key]) for key, row in by_key.items()]
    plant(edition, planted)
    edition.content_hash = content_hash(planted)
    edition.save(update_fields=["content_hash"])
    return planted


def _items_of(edition: CatalogEdition, by_key: Mapping[str, Row]) -> dict[str, int]:
    """Row key → item: the one the row came with where it is the unit's own, else the one of its path.

    A copy from elsewhere gets items of its own; a renamed row keeps its item even when another row
    takes its old name.
    """
    named = {key: row.item for key, row in by_key.items() if row.item is not None}
    mine = Item.objects.filter(unit=edition.unit, domain=edition.domain, pk__in=set(named.values()))
    own = set(mine.values_list("pk", flat=True)) if named else set()
    found: dict[str, int] = {}
    used: set[int] = set()
    for key, item in named.items():
        if item in own and item not in used:
            found[key] = item
            used.add(item)
    by_path = items_for(edition, [key for key in by_key if key not in found])
    for key, item in by_path.items():
        found[key] = item if item not in used else _free_item(edition, key, used)
        used.add(found[key])
    return found


def changed(
    edition: CatalogEdition,
    *,
    by: User,
    on: date,
    action: str,
    rows: Sequence[Row] | None = None,
    **details: object,
) -> CatalogEdition:
    """Close a change of content: new hash, new revision, reviews void, back to the first reviewer.

    Every act that touches rows ends here; `rows` are those `replace_rows` has just planted and hashed.
    Raises `NotPossible` where the state allows no edit.
    """
    if rows is None:
        rows = read_rows(edition)
        edition.content_hash = content_hash(rows)
    edition.revision += 1
    if edition.status != Status.DRAFT:
        _void_reviews(edition, "送审后内容有改动", by)
        edition.status = next_status(Status(edition.status), Action.EDIT, edition.unit.kind)  # type: ignore[union-attr]
        edition.round += 1
        edition.step_since = on
        edition.submitted_by = by
        edition.approved_hash = ""
        _snapshot(edition, rows)
    edition.save()
    edition.authors.add(by)
    article = TRANSITIONS[Action.EDIT].article
    record(
        by, action, edition, article=article, organisation=edition.unit, revision=edition.revision, **details
    )
    return edition


def _void_reviews(edition: CatalogEdition, reason: str, by: User) -> None:
    standing = edition.reviews.standing().filter(round=edition.round)
    standing.update(voided_at=timezone.now(), void_reason=f"{reason}({by})")


def _snapshot(edition: CatalogEdition, rows: Sequence[Row]) -> None:
    Snapshot.objects.get_or_create(
        edition=edition, content_hash=edition.content_hash, defaults={"rows": [row.to_json() for row in rows]}
    )


def open_for_edit(edition: CatalogEdition, by: User, revision: int | None) -> CatalogEdition:
    """Lock, check the right, and check that nobody changed it since the page was shown (`revision`)."""
    edition = lock(edition)
    require(may_edit(by, edition))
    if revision is not None and revision != edition.revision:
        raise Conflict("您打开页面之后,别人修改了这版目录。请对照两边的内容后再保存。")
    return edition


@transaction.atomic
def add_row(
    edition: CatalogEdition,
    row: Row,
    *,
    by: User,
    on: date,
    after: Node | None = None,
    revision: int | None = None,
) -> Node:
    """新增一条. It goes under its headings, which are made where missing, or right after the row `after`."""
    edition = open_for_edit(edition, by, revision)
    if not row.path or not all(name.strip() for name in row.path):
        raise Refused("请填写公开事项名称。")
    if len(row.path) > DEPTH:
        raise Refused("目录最多到三级事项。")
    rows = read_rows(edition)
    if row.key in keyed(rows):
        raise Refused("这版目录里已有同名事项,请直接修改那一条。")
    parent = _heading(edition, row.path[:-1])
    item = _free_item(edition, row.key, {old.item for old in rows if old.item is not None})
    node = new_node(edition, row.path[-1], replace(row, item=item))
    if after is not None and after.edition_id == edition.pk and after.parent_id == parent.pk:
        node.insert_at(Node.objects.get(pk=after.pk), position="right", save=True)
    else:
        node.insert_at(parent, position="last-child", save=True)
    changed(edition, by=by, on=on, action="edition.row_added", path=row.key)
    return node


def _heading(edition: CatalogEdition, names: Sequence[str]) -> Node:
    """The heading node for the names, created where missing; fresh from the database."""
    place: Node | None = Node.objects.filter(edition=edition, parent=None).first()
    if place is None:
        plant(edition, [])
    root: Node = place or Node.objects.get(edition=edition, parent=None)
    for name in names:
        found = Node.objects.filter(parent=root, name=name, is_row=False).order_by("lft").last()
        if found is None:
            found = Node(edition=edition, name=name)
            found.insert_at(root, position="last-child", save=True)
        root = Node.objects.get(pk=found.pk)
    return root


def _free_item(edition: CatalogEdition, key: str, used: Collection[int]) -> int:
    """An item for a new row: the unit's item of that path, or a new one when this edition already uses it."""
    candidate, n = key, 1
    while (item := items_for(edition, [candidate])[candidate]) in used:
        n += 1
        candidate = f"{key}#{n}"
    return item


@transaction.atomic
def change_row(node: Node, row: Row, *, by: User, on: date, revision: int | None = None) -> Node:
    """修改一条: the ten columns and its own name; where it stands is changed by `move_node`."""
    edition = open_for_edit(node.edition, by, revision)
    node = Node.objects.get(pk=node.pk, edition=edition, is_row=True)
    if not row.path or not row.path[-1].strip():
        raise Refused("请填写公开事项名称。")
    before = next(old for old in read_rows(edition) if old.item == node.item_id)
    node.name = row.path[-1]
    values = column_values(replace(row, verified=True, source=before.source, originals=before.originals))
    for name, value in values.items():
        setattr(node, name, value)
    node.save()
    fields = [name for name, value in row.stated().items() if value != before.stated()[name]]
    changed(edition, by=by, on=on, action="edition.row_changed", path=before.key, columns=fields)
    return node


@transaction.atomic
def rename_heading(node: Node, name: str, *, by: User, on: date, revision: int | None = None) -> Node:
    """修改一级(二级)事项的名称; every row below it keeps its identity."""
    edition = open_for_edit(node.edition, by, revision)
    if not name.strip():
        raise Refused("请填写事项名称。")
    node = Node.objects.get(pk=node.pk, edition=edition, is_row=False, parent__isnull=False)
    old, node.name = node.name, name.strip()
    node.save(update_fields=["name"])
    changed(edition, by=by, on=on, action="edition.heading_renamed", before=old, after=node.name)
    return node


@transaction.atomic
def remove_node(node: Node, *, by: User, on: date, revision: int | None = None) -> None:
    """删除一条, or a heading with everything under it. The items stay: what was published keeps its page."""
    edition = open_for_edit(node.edition, by, revision)
    node = Node.objects.get(pk=node.pk, edition=edition)
    if node.parent_id is None:
        raise Refused("领域本身不能删除。")
    below = _items_below(node)
    paths = [row.key for row in read_rows(edition) if row.item in below]
    parent = node.parent
    node.delete()
    _prune(parent)
    changed(edition, by=by, on=on, action="edition.rows_removed", paths=paths)


def _items_below(node: Node) -> set[int]:
    below = Node.objects.filter(tree_id=node.tree_id, lft__gte=node.lft, rght__lte=node.rght)
    return set(below.filter(is_row=True).values_list("item_id", flat=True))


def _prune(heading: Node | None) -> None:
    """Remove headings that lost their last row."""
    while heading is not None:
        heading = Node.objects.get(pk=heading.pk)
        if heading.parent_id is None or heading.is_row or heading.rght - heading.lft > 1:
            return
        parent = heading.parent
        heading.delete()
        heading = parent


class Where(StrEnum):
    """Where a node goes, relative to a target node."""

    BEFORE = "left"
    AFTER = "right"
    INTO = "last-child"


@transaction.atomic
def move_node(
    node: Node, target: Node, where: Where, *, by: User, on: date, revision: int | None = None
) -> Node:
    """移动一条或一组, within its edition. Raises `Refused` where it would leave the tree or nest rows in rows."""
    edition = open_for_edit(node.edition, by, revision)
    nodes = Node.objects.filter(edition=edition)
    node, target = nodes.filter(pk=node.pk).first(), nodes.filter(pk=target.pk).first()
    if node is None or target is None or node.parent_id is None:
        raise Refused("只能在本版目录之内移动条目。")
    if node.pk == target.pk or target.is_descendant_of(node):
        raise Refused("不能把条目移到它自己下面。")
    if where == Where.INTO and target.is_row:
        raise Refused("具体事项下面不能再放条目。")
    if where != Where.INTO and target.parent_id is None:
        raise Refused("条目要放在领域之内。")
    depth = target.level + (1 if where == Where.INTO else 0)
    height = (
        nodes.filter(lft__gte=node.lft, rght__lte=node.rght).aggregate(Max("level"))["level__max"]
        - node.level
    )
    if depth + height > DEPTH:
        raise Refused("目录最多到三级事项。")
    heading = node.parent
    Node.objects.move_node(node, target, position=where.value)
    _prune(heading)
    changed(
        edition,
        by=by,
        on=on,
        action="edition.row_moved",
        node=node.name,
        target=target.name,
        where=where.value,
    )
    return node


@transaction.atomic
def discard(edition: CatalogEdition, *, by: User, on: date, reason: str) -> CatalogEdition:
    """放弃本版: a draft nobody needs; it stays in the record and frees its place."""
    edition = lock(edition)
    require(may_discard(by, edition))
    edition.status = next_status(Status(edition.status), Action.DISCARD, edition.unit.kind)  # type: ignore[union-attr]
    edition.save(update_fields=["status"])
    record(by, "edition.discarded", edition, organisation=edition.unit, reason=reason, on=on.isoformat())
    return edition
