"""Rows ready for a page: every text made beforehand, so that a template only prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from catalog.content import COLUMNS, LEVELS, Difference, Row, cell_text
from catalog.differing import Cell, parts
from catalog.models import Domain, Node
from catalog.official import BOX, OFFICIAL_LEVELS, SERVICE, channel_states
from catalog.tree import ROW_COLUMNS
from statute.citations import Rank
from statute.limits import TimeLimit

UNSTATED = "未注明"

LIST_COLUMNS = (
    "pk", "item_id", "parent_id", "edition_id", "edition__unit__name", "edition__unit__code", "edition__domain__name", "name",
    "seq", "content", "basis", "time_limit", "time_rule", "subject", "channels", "audience_all", "audience_group",
    "mode_active", "mode_request", "levels", "verified", "service_name", "extras",
)  # fmt: skip


def counted_domains() -> QuerySet[Domain]:
    """Active domains with `units`, how many publish, and `published_rows`, how many rows they publish (one query)."""
    published = Q(editions__status="published", editions__unit__isnull=False)
    rows = Node.objects.public().rows().filter(edition__domain=OuterRef("pk")).order_by()
    number = rows.values("edition__domain").annotate(n=Count("pk")).values("n")
    return Domain.objects.active().annotate(
        units=Count("editions", filter=published), published_rows=Coalesce(Subquery(number), 0)
    )


@dataclass(frozen=True, slots=True)
class ChannelMark:
    """One channel of a row: its box, its name, and the state in words for those who do not see the box."""

    box: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the official table as a page prints it; empty text where nothing is stated."""

    url: str
    seq: str
    path: tuple[str, ...]
    content: str
    basis: str
    time_limit: str
    rule: str
    subject: str
    channels: tuple[ChannelMark, ...]
    audience_all: bool | None
    audience_group: str | None
    mode_active: bool | None
    mode_request: bool | None
    levels: Mapping[str, bool | None]
    service_name: str = ""
    extras: Mapping[str, str] | None = None
    verified: bool = True
    unit: str = ""
    domain: str = ""
    bound: str = ""
    cited: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def name(self) -> str:
        return self.path[-1] if self.path else ""

    @property
    def heading(self) -> str:
        return " / ".join(self.path[:-1])

    @property
    def elements(self) -> tuple[str, ...]:
        """公开内容 element by element."""
        return tuple(part for part in self.content.splitlines() if part.strip())

    @property
    def instruments(self) -> tuple[str, ...]:
        """公开依据 instrument by instrument."""
        return tuple(part for part in self.basis.splitlines() if part.strip())

    @property
    def bodies(self) -> str:
        return "、".join(part.strip() for part in self.subject.splitlines() if part.strip())

    @property
    def audience(self) -> str:
        group = None if self.audience_group is None else bool(self.audience_group)
        return stated([("全社会", self.audience_all), (self.audience_group or "特定群体", group)])

    @property
    def mode(self) -> str:
        return stated([("主动公开", self.mode_active), ("依申请公开", self.mode_request)])

    @property
    def level_names(self) -> str:
        return level_text(self.levels)

    @classmethod
    def from_row(cls, row: Row, standard: Sequence[str], **more: Any) -> Line:
        return cls(
            url=reverse("catalog:item", args=[row.item]) if row.item else "",
            seq=row.seq, path=row.path, content=row.content, basis=row.basis, time_limit=row.time_limit,
            rule=more.pop("rule", ""), subject=row.subject, channels=marks(row.channels, standard),
            audience_all=row.audience_all, audience_group=row.audience_group,
            mode_active=row.mode_active, mode_request=row.mode_request, levels=row.levels,
            service_name=row.service_name, extras=row.extras, verified=row.verified, **more,
        )  # fmt: skip

    @classmethod
    def from_node(cls, node: Node, standard: Sequence[str]) -> Line:
        """From a node whose edition and headings are loaded."""
        return cls(
            url=reverse("catalog:item", args=[node.item_id]),
            seq=node.seq, path=path_of(node), content=node.content, basis=node.basis, time_limit=node.time_limit,
            rule=rule_text(node.time_rule), subject=node.subject, channels=marks(node.channels, standard),
            audience_all=node.audience_all, audience_group=node.audience_group,
            mode_active=node.mode_active, mode_request=node.mode_request, levels=node.levels,
            service_name=node.service_name, extras=node.extras, verified=node.verified,
            unit=str(node.edition.unit), domain=str(node.edition.domain), bound=bound_text(node),
            cited=citations_by_kind(node.citations),
        )  # fmt: skip


def citations_by_kind(citations: Iterable[Mapping[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(kind, instruments) in the order of their rank; those whose kind cannot be told come last."""
    found: dict[str, list[str]] = {rank.value: [] for rank in Rank}
    for one in citations:
        number = f"（{one['number']}）" if one["title"] and one["number"] else one["number"]
        found[one["rank"]].append(f"《{one['title']}》{number}" if one["title"] else number)
    return tuple((kind or "种类未注明", tuple(names)) for kind, names in found.items() if names)


STATES = {"used": "选用", "optional": "可选", "not_used": "未选用"}


def marks(channels: Mapping[str, str] | None, standard: Sequence[str]) -> tuple[ChannelMark, ...]:
    """The boxes of a row, standard channels first; none when the source does not say."""
    if channels is None:
        return ()
    return tuple(
        ChannelMark(BOX[state], name, STATES[state]) for name, state in channel_states(channels, standard)
    )


def stated(choices: Iterable[tuple[str, bool | None]]) -> str:
    """The labels that hold; what the source leaves open is said, since unknown is never "no"."""
    choices = list(choices)
    held = "、".join(label for label, holds in choices if holds)
    unknown = "、".join(label for label, holds in choices if holds is None)
    if not held:
        return UNSTATED if unknown else ""
    return f"{held}（{unknown}{UNSTATED}）" if unknown else held


def level_text(levels: Mapping[str, bool | None]) -> str:
    named = [name for name in LEVELS if name in OFFICIAL_LEVELS or levels.get(name)]
    return stated((LEVELS[name], levels.get(name)) for name in named)


def rule_text(rule: Mapping[str, Any] | None) -> str:
    """What `statute` read from the time limit, in plain words; empty when it read nothing."""
    limit = TimeLimit.from_json(rule) if rule else None
    return limit.describe() if limit and limit.limits else ""


def bound_text(node: Node) -> str:
    """条例第二十六条 where a row that is published actively sets no number itself; else empty."""
    limit = TimeLimit.from_json(node.time_rule) if node.time_rule else TimeLimit("")
    bound = limit.upper_bound() if node.mode_active else None
    if bound is None:
        return ""
    return f"《政府信息公开条例》第二十六条：自信息形成或者变更之日起{bound.number}个工作日内"


def path_of(node: Node) -> tuple[str, ...]:
    """The headings above a node and its own name; without the root, which names the domain."""
    path, place = [node.name], node.parent
    while place is not None and place.parent_id is not None:
        path.insert(0, place.name)
        place = place.parent
    return tuple(path)


def row_of(node: Node) -> Row:
    """A node as a value, to be compared with another edition's."""
    return Row(path=path_of(node), item=node.item_id, **{name: getattr(node, name) for name in ROW_COLUMNS})


def changed_cells(difference: Difference) -> list[Cell]:
    """The changed columns with old and new text cut where they differ; an empty side is said to be unstated."""
    return [
        Cell(COLUMNS[name], *parts(_stated_text(difference.old, name), _stated_text(difference.new, name)))
        for name in difference.columns
    ]


def _stated_text(row: Row | None, column: str) -> str:
    value = getattr(row, column, None)
    if isinstance(value, bool):
        return "是" if value else "否"
    if column == "levels" and row is not None:
        return level_text(row.levels) or "无"
    if column == "audience_group" and value == "":
        return "无"
    return (cell_text(row, column) if value is not None else "") or UNSTATED


def nodes_for_list(nodes: QuerySet[Node]) -> QuerySet[Node, dict[str, Any]]:
    """The columns a list page prints, in printed order, one query."""
    return nodes.order_by("edition__domain__position", "edition__unit__lft", "lft").values(*LIST_COLUMNS)


def lines_of(rows: Iterable[Mapping[str, Any]], standard: Sequence[str] = ()) -> list[Line]:
    """Lines of one page, each with every `standard` channel; the headings of its rows come in one further query."""
    rows = list(rows)
    editions = {row["edition_id"] for row in rows}
    headings = {
        pk: (parent, name)
        for pk, parent, name in Node.objects.filter(edition__in=editions, is_row=False)
        .order_by()
        .values_list("pk", "parent_id", "name")
    }
    return [_line(row, headings, standard) for row in rows]


def _line(
    row: Mapping[str, Any], headings: Mapping[int, tuple[int | None, str]], standard: Sequence[str]
) -> Line:
    path, place = [row["name"]], row["parent_id"]
    while place is not None:
        parent, name = headings[place]
        if parent is not None:
            path.insert(0, name)
        place = parent
    return Line(
        url=reverse("catalog:item", args=[row["item_id"]]),
        seq=row["seq"], path=tuple(path), content=row["content"], basis=row["basis"],
        time_limit=row["time_limit"], rule=rule_text(row["time_rule"]), subject=row["subject"],
        channels=marks(row["channels"], standard), audience_all=row["audience_all"],
        audience_group=row["audience_group"], mode_active=row["mode_active"],
        mode_request=row["mode_request"], levels=row["levels"], service_name=row["service_name"],
        extras=row["extras"], verified=row["verified"], unit=row["edition__unit__name"],
        domain=row["edition__domain__name"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tick:
    """One narrow cell: `kind` is yes, no, unstated, or text (the group that may see it)."""

    group: str
    label: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line in its place: its 一级事项 cell reaches down `span` rows (0: an earlier one reaches here)."""

    line: Line
    span: int
    first: str
    between: tuple[str, ...]
    reach: int
    ticks: tuple[Tick, ...]
    extras: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines as the official table prints them: two header rows, 一级事项 merged."""

    rows: Sequence[SheetRow]
    items: Sequence[str]
    levels: Sequence[str]
    extras: Sequence[str]
    optional: bool


def sheet_of(lines: Sequence[Line]) -> Sheet:
    """The official table of some lines, with the columns these lines need."""
    depth = max([2, *(len(line.path) for line in lines)])
    levels = [
        name
        for name in LEVELS
        if name in OFFICIAL_LEVELS or any(line.levels.get(name) is not None for line in lines)
    ]
    extras = [SERVICE] if any(line.service_name for line in lines) else []
    extras += dict.fromkeys(name for line in lines for name in line.extras or {})
    rows: list[SheetRow] = []
    for line, span in zip(lines, _spans(lines), strict=True):
        texts = {SERVICE: line.service_name, **(line.extras or {})}
        first = line.path[0] if len(line.path) > 1 else ""
        rows.append(
            SheetRow(
                line, span, first, line.path[1:-1], depth - len(line.path) + 1, _ticks(line, levels),
                tuple((name, texts.get(name, "")) for name in extras),
            )
        )  # fmt: skip
    optional = any(mark.state == STATES["optional"] for line in lines for mark in line.channels)
    return Sheet(
        rows, ("一级事项", "二级事项", "三级事项")[:depth], [LEVELS[n] for n in levels], extras, optional
    )


def _spans(lines: Sequence[Line]) -> list[int]:
    spans, start = [0] * len(lines), 0
    for place, line in enumerate(lines):
        above = lines[start]
        joined = len(line.path) > 1 and (line.unit, line.domain, line.path[0], len(above.path) > 1) == (
            above.unit, above.domain, above.path[0], True,
        )  # fmt: skip
        start = start if joined else place
        spans[start] += 1
    return spans


def _ticks(line: Line, levels: Sequence[str]) -> tuple[Tick, ...]:
    group = line.audience_group
    return (
        _tick("公开对象", "全社会", line.audience_all),
        Tick("公开对象", "特定群体", "text", group) if group else _tick("公开对象", "特定群体", None if group is None else False),
        _tick("公开方式", "主动", line.mode_active),
        _tick("公开方式", "依申请", line.mode_request),
        *(_tick("公开层级", LEVELS[name], line.levels.get(name)) for name in levels),
    )  # fmt: skip


def _tick(group: str, label: str, value: bool | None) -> Tick:
    return Tick(group, label, "unstated" if value is None else "yes" if value else "no")
