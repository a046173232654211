"""What must be right before an edition may be submitted (pure; law-book rules of the ten columns)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from catalog.content import LEVELS, USED, Row, keyed


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one row: `blocking` findings stop the submission, others ask for a look."""

    key: str
    column: str
    message: str
    blocking: bool = True


REQUIRED = {"content": "公开内容", "basis": "公开依据", "time_limit": "公开时限", "subject": "公开主体"}


def findings(
    rows: Iterable[Row],
    *,
    service_names: Collection[str] | None = None,
    readable_limits: Mapping[str, bool] | None = None,
) -> list[Finding]:
    """All findings, row by row.

    `service_names`: the names on the 政务服务网 list, `None` when the county has not loaded one.
    `readable_limits`: time-limit text → whether a rule could be read from it.
    """
    by_key = keyed(rows)
    found = [Finding(key, *rest) for key, row in by_key.items() for rest in _row_findings(row)]
    repeated = Counter(row.key for row in by_key.values())
    found += [
        Finding(key, "path", "同一领域里有重名事项,请合并或区分名称。")
        for key, row in by_key.items()
        if repeated[row.key] > 1
    ]
    if readable_limits is not None:
        found += [
            Finding(key, "time_limit", "没有从公开时限里读出期限,系统不会据此提醒,请核对。", blocking=False)
            for key, row in by_key.items()
            if row.time_limit and not readable_limits.get(row.time_limit, True)
        ]
    if service_names is not None:
        found += [
            finding for key, row in by_key.items() if (finding := _service_finding(key, row, service_names))
        ]
    return found


def _row_findings(row: Row) -> Iterable[tuple[str, str, bool]]:
    if not row.path:
        yield "path", "缺少公开事项名称。", True
    for column, label in REQUIRED.items():
        if not getattr(row, column).strip():
            yield column, f"{label}没有填写。", True
    yield from _audience(row)
    yield from _mode(row)
    if not any(row.levels.get(level) for level in LEVELS):
        yield "levels", "公开层级至少选一级。", True
    if row.mode_active and USED not in (row.channels or {}).values():
        yield "channels", "主动公开的事项至少要选一个公开渠道。", True


def _audience(row: Row) -> Iterable[tuple[str, str, bool]]:
    if not row.audience_all and not row.audience_group:
        unknown = row.audience_all is None or row.audience_group is None
        yield (
            "audience_all",
            "公开对象未知,请核对后填写。" if unknown else "公开对象至少选一项;选特定群体要写明是谁。",
            True,
        )


def _mode(row: Row) -> Iterable[tuple[str, str, bool]]:
    if row.mode_active is None or row.mode_request is None:
        yield "mode_active", "公开方式未知,请核对后填写。", True
    elif row.mode_active == row.mode_request:
        yield "mode_active", "公开方式只能是主动或依申请之一。", True


def _service_finding(key: str, row: Row, names: Collection[str]) -> Finding | None:
    if not row.service_name or row.service_name in names:
        return None
    close = get_close_matches(row.service_name, list(names), n=1, cutoff=0.6)
    hint = f",最接近的是“{close[0]}”" if close else ""
    return Finding(key, "service_name", f"政务服务网上没有名称完全相同的事项{hint}。")
