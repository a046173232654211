"""From printed cells to values: 同上, merged cells, items, channels, ticks - one row after the other."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from catalog.importer.channels import Channels, ChannelVocabulary, read_channels
from catalog.importer.cleaning import elements, item_name, match_key, one_line, plain
from catalog.importer.features import DITTO
from catalog.importer.header_words import Kind
from catalog.importer.layout import ITEM_KEYS, Column
from catalog.importer.model import BoxLegend, ParsedRow, Problem, RawRow, Recoverable
from catalog.importer.ticks import Evidence, Ticks, read_squeezed, read_ticks

_INNER_DITTO: Final = re.compile(r"(?:内容)?同上(?:一?行|一?项|栏)?")
_LABEL: Final = re.compile(r"^(?:\d{1,2}[.．、)）]|●|[①-⑳])?\s*(?P<label>[^:：]{2,20})[:：]")
_LEVEL_NAMES: Final = {"level0": "一级目录", "level1": "一级事项", "level2": "二级事项", "level3": "三级事项"}
_TEXT_NAMES: Final = {
    "content": "公开内容",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "subject": "公开主体",
    "channels": "公开渠道",
}


@dataclass(slots=True)
class _Row:
    """What is collected while one row is read."""

    originals: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def doubt(self, column: str, reason: str, *, fatal: bool = False) -> None:
        self.problems.append(Problem(column, reason, fatal))


class Interpreter:
    """Reads the rows of one table in order; remembers the row above for 同上 and merged cells."""

    def __init__(
        self,
        columns: Sequence[Column],
        vocabulary: ChannelVocabulary,
        legend: BoxLegend,
        *,
        is_card: bool = False,
        unit_is_city: bool = False,
    ) -> None:
        self.is_card = is_card
        self.unit_is_city = unit_is_city
        self.above: dict[str, str] = {}
        self.started = False
        self.read_channels: Callable[[str], Channels] = lru_cache(maxsize=8192)(
            lambda text: read_channels(text, vocabulary, legend)
        )
        self.use(columns)

    def use(self, columns: Sequence[Column]) -> None:
        """The columns of the rows that follow; what stood above stays known."""
        self.columns = tuple(columns)
        self.keys = frozenset(column.key for column in columns)
        self.items = [key for key in ITEM_KEYS if key in self.keys]
        self.tick_columns = [column for column in columns if column.is_tick]
        self.tick_keys = frozenset(column.key for column in self.tick_columns)
        self.extra_columns = [column for column in columns if column.kind is Kind.EXTRA]

    def row(self, raw: RawRow, number: int) -> ParsedRow:
        """One row. Never raises: what cannot be read becomes a problem of the row."""
        seen = _Row(problems=list(raw.problems))
        names = self._items(raw, seen)
        texts = {key: self._text(key, raw, seen) for key in _TEXT_NAMES if key in self.keys}
        channels = self._channels(texts, seen)
        seq = self._seq(raw, seen)
        domain = self._domain(raw, seen)
        ticks = self._ticks(raw, texts, seen)
        extras = {column.name or column.key: self._extra(column, raw, seen) for column in self.extra_columns}
        extras.update(ticks.extras)
        self.started = True
        level1, level2, level3, path = self._levels(names)
        return ParsedRow(
            number=number,
            where=raw.where,
            seq=seq,
            path=path,
            level1=level1,
            level2=level2,
            level3=level3,
            domain=domain,
            content=elements(texts.get("content", "")),
            basis=_basis(texts.get("basis", "")),
            time_limit=one_line(texts.get("time_limit", "")),
            subject=one_line(texts.get("subject", "")),
            channels=None if channels is None else dict(channels.states),
            audience_all=ticks.audience_all,
            audience_specific=ticks.audience_specific,
            audience_group=ticks.audience_group,
            mode_active=ticks.mode_active,
            mode_request=ticks.mode_request,
            levels=ticks.levels,
            extras={name: text for name, text in extras.items() if name and text},
            originals=seen.originals,
            notes=tuple(seen.notes),
            problems=tuple(seen.problems),
            recoverable=self._recoverable(raw, ticks),
        )

    # Items -----------------------------------------------------------------------------------

    def _items(self, raw: RawRow, seen: _Row) -> dict[str, str]:
        names: dict[str, str] = {}
        unchanged = True  # whether every outer level is still that of the row above
        for key in self.items:
            above = self.above.get(key, "")
            last = key == self.items[-1]
            if key not in raw.cells:
                carry = unchanged and (not last or key in raw.covered)
                names[key] = above if carry else ""
                if carry and above:
                    seen.originals[key] = ""
                    seen.notes.append(f"{_LEVEL_NAMES[key]}沿用上一行")
            else:
                names[key] = self._item_cell(key, raw.cells[key], above, seen, last=last)
            unchanged = unchanged and names[key] == above
        self.above.update(names)
        if not any(names.values()):
            seen.doubt("item", "没有事项名称，请补上", fatal=True)
        return names

    def _item_cell(self, key: str, printed: str, above: str, seen: _Row, *, last: bool) -> str:
        if DITTO.fullmatch(match_key(printed)):
            seen.originals[key] = printed
            return above
        name = item_name(printed)
        if not printed and not last:
            seen.doubt(key, f"{_LEVEL_NAMES[key]}为空，请核对")
        return name

    def _levels(self, names: dict[str, str]) -> tuple[str, str, str, tuple[str, ...]]:
        """Three level names and the path; of four columns, names repeated one below the other count once."""
        filled = [names[key] for key in self.items if names[key]]
        if len(self.items) < 3:
            return names.get("level1", ""), names.get("level2", ""), names.get("level3", ""), tuple(filled)
        path = [name for at, name in enumerate(filled) if at == 0 or name != filled[at - 1]]
        if len(self.items) == 3:
            return names["level1"], names["level2"], names["level3"], tuple(path)
        if len(path) == 4:
            path = [path[0], f"{path[1]}－{path[2]}", path[3]]
        three = [*path, "", "", ""]
        return three[0], three[1], three[2], tuple(path)

    # Texts -----------------------------------------------------------------------------------

    def _text(self, key: str, raw: RawRow, seen: _Row) -> str:
        above = self.above.get(key, "")
        if key not in raw.cells:
            text = above
            if above and not self.is_card:
                seen.originals[key] = ""
                if key not in raw.covered:
                    seen.doubt(key, f"{_TEXT_NAMES[key]}没有单元格，沿用上一行，请核对")
            elif self.is_card:
                text = ""
        else:
            text = self._resolved(key, raw.cells[key], above, seen)
        self.above[key] = text
        return text

    def _resolved(self, key: str, printed: str, above: str, seen: _Row) -> str:
        """同上 replaced by what stands above, also inside a longer cell."""
        if "同" not in printed and "〃" not in printed and "″" not in printed:
            return printed
        if DITTO.fullmatch(match_key(printed)):
            seen.originals[key] = printed
            if not above:
                reason = "上一行为空" if self.started else "这是第一行"
                seen.doubt(key, f"{_TEXT_NAMES.get(key, key)}写着“同上”，但{reason}，请补上")
            return above
        if not _INNER_DITTO.search(printed):
            return printed
        seen.originals[key] = printed
        if not above:
            seen.doubt(key, "单元格内写着“同上”，但上一行为空，请补上")
            return printed
        seen.doubt(key, "单元格内的“同上”已用上一行的文字代入，请核对")
        return "\n".join(_substitute(line, above) for line in printed.split("\n"))

    def _seq(self, raw: RawRow, seen: _Row) -> str:
        if "seq" not in self.keys and "seq" not in raw.cells:
            return ""
        if "seq" in raw.cells:
            self.above["seq"] = re.sub(r"^[(（](.+)[)）]$", r"\1", one_line(raw.cells["seq"])).rstrip(
                ".．、 "
            )
        elif self.above.get("seq"):
            seen.originals["seq"] = ""
        return self.above.get("seq", "")

    def _domain(self, raw: RawRow, seen: _Row) -> str:
        if "domain" not in self.keys:
            return raw.domain
        if "domain" in raw.cells:
            self.above["domain"] = self._item_cell(
                "domain", raw.cells["domain"], self.above.get("domain", ""), seen, last=True
            )
        return self.above.get("domain") or raw.domain

    def _extra(self, column: Column, raw: RawRow, seen: _Row) -> str:
        above = self.above.get(column.key, "")
        if column.key in raw.cells:
            text = self._resolved(column.key, raw.cells[column.key], above, seen)
        else:
            text = above if column.key in raw.covered else ""
        self.above[column.key] = text
        return plain(text)

    # Channels and ticks ----------------------------------------------------------------------

    def _channels(self, texts: dict[str, str], seen: _Row) -> Channels | None:
        if "channels" not in texts:
            return None
        channels = self.read_channels(texts["channels"])
        seen.notes += channels.notes
        seen.problems += channels.problems
        return channels

    def _ticks(self, raw: RawRow, texts: dict[str, str], seen: _Row) -> Ticks:
        if raw.squeezed is not None:
            evidence = Evidence(texts.get("subject", ""), texts.get("time_limit", ""), self.unit_is_city)
            ticks = read_squeezed(self.tick_columns, raw.squeezed, evidence)
        else:
            cells: dict[str, str] = {}
            for column in self.tick_columns:
                printed = self._tick_cell(column.key, raw, seen)
                if printed is not None:
                    cells[column.key] = printed
            if not cells and self._is_only_item(raw):
                cells = {
                    key: self.above[key] for key in self.keys & self.above.keys() if key in self.tick_keys
                }
                seen.originals.update(dict.fromkeys(cells, ""))
            ticks = read_ticks(self.tick_columns, cells)
        seen.problems += ticks.problems
        return ticks

    def _is_only_item(self, raw: RawRow) -> bool:
        """Number and item only: everything else is one cell merged with the rows above."""
        return self.started and not self.is_card and not any(key in raw.cells for key in _TEXT_NAMES)

    def _tick_cell(self, key: str, raw: RawRow, seen: _Row) -> str | None:
        """The printed tick; a cell merged with the one above, or 同上, takes over that one."""
        printed = raw.cells.get(key)
        above = self.above.get(key)
        if printed is None and key in raw.covered:
            printed = above
        elif printed is not None and DITTO.fullmatch(match_key(printed)):
            seen.originals[key] = printed
            printed = above
        if printed is not None:
            self.above[key] = printed
        return printed

    def _recoverable(self, raw: RawRow, ticks: Ticks) -> Recoverable:
        if not self.tick_columns:
            return "all that is there"
        groups = _groups(self.tick_columns)
        unknown = ticks.unknown(self.tick_columns)
        if unknown:
            printed = bool(raw.squeezed) or any(raw.cells.get(column.key) for column in self.tick_columns)
            return "partly" if unknown < groups or printed else "text only"
        if ticks.has_gaps:
            return "partly"
        return "ticks by count" if ticks.by_count else "all"


def _groups(columns: Sequence[Column]) -> int:
    names = {column.kind.value.partition("_")[0].removesuffix("s") for column in columns}
    return len(names)


def _substitute(line: str, above: str) -> str:
    """`办事指南:内容同上` takes the line labelled 办事指南 above, or else all that stands above."""
    found = _LABEL.match(line.strip())
    rest = above
    if found:
        for candidate in elements(above).split("\n"):
            other = _LABEL.match(candidate)
            if other and match_key(other["label"]) == match_key(found["label"]):
                rest = candidate[other.end() :].strip()
    return _INNER_DITTO.sub(lambda _: rest, line)


@lru_cache(maxsize=16384)
def _basis(text: str) -> str:
    """公开依据: one instrument per line where the page begins a line with one; other breaks are layout."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and not re.match(r"[《【〖●]|\d{1,2}[.．、]|[①-⑳]|[(（]\d", line.strip()):
            lines[-1] = one_line(f"{lines[-1]}\n{line}")
        else:
            lines.append(one_line(line))
    return "\n".join(line for line in lines if line)
