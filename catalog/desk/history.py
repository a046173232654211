"""操作记录 about an edition in words a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.models import AuditEntry
from catalog.content import COLUMNS
from catalog.models import CatalogEdition, PendingChange
from catalog.workflow import Status

HISTORY = 30
ACTS = {
    "edition.started": "起草",
    "edition.row_added": "新增事项",
    "edition.row_changed": "修改事项",
    "edition.heading_renamed": "修改标题",
    "edition.rows_removed": "删除",
    "edition.row_moved": "移动",
    "edition.imported": "导入",
    "edition.import_undone": "撤销导入",
    "edition.change_accepted": "采纳县级变更",
    "edition.submitted": "提交审核",
    "edition.passed": "审核通过",
    "edition.returned": "退回",
    "edition.recalled": "撤回",
    "edition.published": "发布",
    "edition.discarded": "放弃本版",
}
SOURCES = {"empty": "从空白起草", "standard": "从国家标准目录起草", "previous": "从上一版起草", "county": "从县级目录起草"}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One act: when, who, what, and about what."""

    at: datetime
    who: str
    what: str
    note: str


def history(edition: CatalogEdition) -> list[Event]:
    """The latest acts, newest first."""
    entries: Iterable[AuditEntry] = AuditEntry.objects.about(edition).order_by("-pk")[:HISTORY]
    return [Event(e.at, e.actor_label, ACTS.get(e.action, "其他操作"), note(e.details)) for e in entries]


def note(details: Mapping[str, Any]) -> str:
    """The particulars that mean something to a reader; hashes and numbers of rows in tables do not."""
    parts = []
    if "source" in details:
        parts.append(SOURCES.get(details["source"], ""))
    if "step" in details:
        parts.append(Status(details["step"]).label if details["step"] in Status.values else "")
    if "path" in details:
        parts.append(details["path"])
    if "before" in details:
        parts.append(f"{details['before']} → {details.get('after', '')}")
    if "columns" in details:
        parts.append("、".join(COLUMNS.get(name, name) for name in details["columns"]))
    if "paths" in details:
        parts.append("；".join(details["paths"][:3]) + (" 等" if len(details["paths"]) > 3 else ""))
    if "node" in details:
        parts.append(details["node"])
    if "new" in details:
        parts.append(f"新增{details['new']}条，改动{details.get('changed', 0)}条")
    if details.get("kind") in PendingChange.Kind.values:
        parts.append(PendingChange.Kind(details["kind"]).label)
    parts += [str(details[name]) for name in ("opinion", "reason") if details.get(name)]
    if details.get("handed_down"):
        parts.append(f"向乡镇下达{details['handed_down']}处变更")
    return "，".join(part for part in parts if part)
