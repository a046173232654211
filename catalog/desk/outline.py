"""The tree of an edition as its screen shows it: every row with its place, its state, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.content import COLUMNS, LEVELS, USED, Row
from catalog.tree import Branch
from catalog.validation import Finding

TOP = 3  # a heading below this level could hold no row


@dataclass
class TreeLine:
    """One node ready to print. `path` names its headings; a heading has no `row`."""

    pk: int | None
    name: str
    depth: int
    row: Row | None = None
    key: str = ""
    parent: int | None = None
    path: str = ""
    first: bool = False
    last: bool = False
    below: int = 0
    facts: Sequence[str] = ()
    unknown: str = ""
    remarks: Sequence[str] = ()
    findings: list[Finding] = field(default_factory=list)
    places: list[tuple[int, str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"n{self.pk}"

    @property
    def blocking(self) -> int:
        return sum(finding.blocking for finding in self.findings)


@dataclass(frozen=True)
class TreeEvent:
    """One step through the tree for the template: a node that opens, or a list that closes."""

    opens: bool
    line: TreeLine


def tree_events(
    root: Branch, findings: Iterable[Finding] = (), remarks: Mapping[str, Sequence[str]] | None = None
) -> list[TreeEvent]:
    """The walk through the tree, every row with its findings and the remarks of the last return."""
    by_key: dict[str, list[Finding]] = {}
    for finding in findings:
        by_key.setdefault(finding.key, []).append(finding)
    seen: Counter[str] = Counter()
    events = []
    for opens, line in _walk(root, 0, ()):
        if opens and line.row is not None:
            seen[line.row.key] += 1
            number = seen[line.row.key]
            line.key = line.row.key if number == 1 else f"{line.row.key}#{number}"
            line.findings = by_key.get(line.key, [])
            line.remarks = (remarks or {}).get(line.row.key, ())
        events.append(TreeEvent(opens, line))
    _offer_places([event.line for event in events if event.opens])
    return events


def _walk(
    branch: Branch, depth: int, path: tuple[str, ...], parent: int | None = None, place: int = 0, of: int = 1
) -> Iterator[tuple[bool, TreeLine]]:
    row = branch.row
    line = TreeLine(
        branch.pk, branch.name, depth, row, parent=parent, path=" / ".join(path),
        first=place == 0, last=place == of - 1, below=_count(branch),
        facts=facts(row) if row else (), unknown="、".join(unknown(row)) if row else "",
    )  # fmt: skip
    yield True, line
    inner = (*path, branch.name) if depth else ()
    for number, child in enumerate(branch.children):
        yield from _walk(child, depth + 1, inner, branch.pk, number, len(branch.children))
    yield False, line


def _count(branch: Branch) -> int:
    """Rows below a heading."""
    return sum(1 if child.row else _count(child) for child in branch.children)


def _offer_places(lines: Sequence[TreeLine]) -> None:
    """Each heading below the top may move into the domain itself or another 一级事项, where three levels allow it."""
    tall = {line.parent for line in lines if line.row is None and line.depth > 1}
    for line in lines:
        if line.row is None and line.depth:
            height = 2 if line.pk in tall else 1
            line.places = [
                (other.pk, other.name if other.depth else "（本领域之下，作为一级事项）")
                for other in lines
                if other.row is None
                and other.pk not in (None, line.pk, line.parent)
                and other.depth + 1 + height <= TOP
            ]


def headings(root: Branch) -> list[tuple[int, str]]:
    """(node, name) of every place a row may stand in, the domain itself first."""
    found = []
    for opens, line in _walk(root, 0, ()):
        if opens and line.row is None and line.pk is not None:
            name = f"{line.path} / {line.name}" if line.path else line.name
            found.append((line.pk, name if line.depth else "（直接放在领域之下）"))
    return found


def facts(row: Row) -> list[str]:
    """What the tick columns say, in a few words each."""
    audience = "全社会" if row.audience_all else ""
    if row.audience_group:
        audience = f"{audience}、{row.audience_group}" if audience else row.audience_group
    mode = "主动公开" if row.mode_active else "依申请公开" if row.mode_request else ""
    levels = "、".join(label for name, label in LEVELS.items() if row.levels.get(name))
    used = sum(state == USED for state in (row.channels or {}).values())
    return [text for text in (mode, audience, levels, f"{used}个渠道" if used else "") if text]


def unknown(row: Row) -> list[str]:
    """The columns about which the source says nothing."""
    silent = {
        "公开内容": not row.content.strip(),
        "公开依据": not row.basis.strip(),
        "公开时限": not row.time_limit.strip(),
        "公开主体": not row.subject.strip(),
        "公开渠道": row.channels is None,
        "公开对象": row.audience_all is None and not row.audience_group,
        "公开方式": row.mode_active is None or row.mode_request is None,
        "公开层级": not any(value is not None for value in row.levels.values()),
    }
    return [label for label, is_silent in silent.items() if is_silent]


def faulty(events: Iterable[TreeEvent]) -> list[TreeLine]:
    """Rows with findings, those that block the submission first."""
    lines = [event.line for event in events if event.opens and event.line.findings]
    return sorted(lines, key=lambda line: not line.blocking)


def homeless(events: Iterable[TreeEvent], remarks: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """(row, remark) about rows that were renamed or removed since."""
    present = {event.line.row.key for event in events if event.line.row}
    return [(key, text) for key, texts in remarks.items() if key not in present for text in texts]


def column_label(name: str) -> str:
    """What people call a column, for findings and the importer's own names alike."""
    return _OTHER.get(name) or COLUMNS.get(name, name)


_OTHER = {
    "table": "整表", "ticks": "勾选", "audience": "公开对象", "mode": "公开方式", "audience_all": "公开对象",
    "mode_active": "公开方式", "mode_request": "公开方式", "name": "公开事项", "item": "公开事项",
}  # fmt: skip
