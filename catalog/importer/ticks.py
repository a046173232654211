"""公开对象, 公开方式, 公开层级: ticks, words instead of ticks, squeezed ticks and lost ticks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from catalog.importer.cleaning import is_nothing, match_key, one_line
from catalog.importer.features import TICKS
from catalog.importer.header_words import Kind, tiers_in
from catalog.importer.layout import Column
from catalog.importer.model import Problem

_AUDIENCE: Final = frozenset({Kind.AUDIENCE, Kind.AUDIENCE_ALL, Kind.AUDIENCE_GROUP})
_MODE: Final = frozenset({Kind.MODE, Kind.MODE_ACTIVE, Kind.MODE_REQUEST})
_TIER: Final = frozenset({Kind.TIER, Kind.TIERS})
_TICK: Final = re.compile(rf"[{TICKS}■☒▄▲◆●þRrVv✖]|是|有|1")
_TICK_AND_TEXT: Final = re.compile(rf"[{TICKS}■☑]\s*[(（:：]?(?P<text>.+?)[)）]?")
_EMPTY_BOX: Final = re.compile(r"[□☐口£0○×]|否")
_ALL: Final = re.compile(r"(?:面向)?(?:全社会|社会公众|公众|全体公民|全民|社会)(?:公众|公开)?")
_GROUP_WORD: Final = re.compile(r"特定(?:群体|群众|主体|对象|人群|公众)?")
_UNKNOWN: Final = re.compile(r"[?？�]+")


@dataclass(slots=True)
class Ticks:
    """What is known about one row. Level keys exist only for level columns of the table."""

    audience_all: bool | None = None
    audience_specific: bool | None = None
    audience_group: str | None = None
    mode_active: bool | None = None
    mode_request: bool | None = None
    levels: dict[str, bool | None] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    by_count: bool = False

    @property
    def has_gaps(self) -> bool:
        """Whether a single value inside a group that is otherwise known stayed unknown."""
        audience = (self.audience_all, self.audience_specific)
        mode = (self.mode_active, self.mode_request)
        groups = (audience, mode, tuple(self.levels.values()))
        return any(None in group and any(value is not None for value in group) for group in groups)

    def unknown(self, columns: Sequence[Column]) -> int:
        """How many of the table's groups (audience, mode, levels) stayed unknown."""
        kinds = {column.kind for column in columns}
        missing = 0
        if kinds & _AUDIENCE:
            missing += self.audience_all is None and self.audience_specific is None
        if kinds & _MODE:
            missing += self.mode_active is None and self.mode_request is None
        if kinds & _TIER:
            missing += not self.levels or all(value is None for value in self.levels.values())
        return missing


@dataclass(frozen=True, slots=True)
class Mark:
    """One tick cell: ticked yes/no/unknown, and any words printed in it."""

    ticked: bool | None
    text: str = ""


@lru_cache(maxsize=16384)
def mark(printed: str) -> Mark:
    """`√` · empty · `?` · `√(面向…)` · `申请人` (a word instead of a tick)."""
    text = one_line(printed)
    key = match_key(text)
    if not key or is_nothing(key) or _EMPTY_BOX.fullmatch(key):
        return Mark(ticked=False)
    if _UNKNOWN.fullmatch(key):
        return Mark(ticked=None)
    if _TICK.fullmatch(key) or all(sign in TICKS for sign in key):
        return Mark(ticked=True)
    found = _TICK_AND_TEXT.fullmatch(text)
    if found:
        return Mark(ticked=True, text=found["text"].strip())
    if key[0] in "□☐":
        return Mark(ticked=False)
    return Mark(ticked=True, text=text)


def level_keys(columns: Sequence[Column], *, merged: bool) -> list[str]:
    """The levels this table has columns for; a merged column of text may name any of the four."""
    keys = [tier for column in columns if column.kind is Kind.TIER for tier in column.tiers]
    if merged and any(column.kind is Kind.TIERS for column in columns):
        named = [tier for column in columns if column.kind is Kind.TIERS for tier in column.tiers]
        keys += named or ["county", "township"]
    return list(dict.fromkeys(keys))


def read_ticks(columns: Sequence[Column], cells: Mapping[str, str]) -> Ticks:
    """Ticks standing in their own columns. A group without any tick stays unknown."""
    result = Ticks(levels=dict.fromkeys(level_keys(columns, merged=True)))
    marks = {
        column.key: mark(cells[column.key]) for column in columns if column.is_tick and column.key in cells
    }
    if not marks:
        return result
    _audience(result, columns, marks)
    _mode(result, columns, marks)
    _levels(result, columns, marks)
    if any(entry.ticked is None for entry in marks.values()):
        result.problems.append(Problem("ticks", "勾选处印着“?”，原文已损坏，请核对"))
    return result


def _of(columns: Sequence[Column], marks: Mapping[str, Mark], kind: Kind) -> Mark | None:
    for column in columns:
        if column.kind is kind:
            return marks.get(column.key)
    return None


def _audience(result: Ticks, columns: Sequence[Column], marks: Mapping[str, Mark]) -> None:
    everyone, group = _of(columns, marks, Kind.AUDIENCE_ALL), _of(columns, marks, Kind.AUDIENCE_GROUP)
    merged = _of(columns, marks, Kind.AUDIENCE)
    if merged is not None:
        _merged_audience(result, merged)
        return
    if everyone is None and group is None:
        return
    everyone, group = everyone or Mark(ticked=None), group or Mark(ticked=None)
    if everyone.text and not _ALL.fullmatch(everyone.text) and not group.ticked:
        # Words printed across both columns of a merged cell.
        _merged_audience(result, everyone)
        return
    if everyone.ticked or group.ticked:
        result.audience_all, result.audience_specific = everyone.ticked, group.ticked
        if group.ticked is not None:
            result.audience_group = group_name(group.text) if group.ticked else ""
    elif everyone.ticked is None or group.ticked is None:
        result.audience_all, result.audience_specific = None, None
    if result.audience_all and result.audience_specific:
        result.problems.append(Problem("audience", "公开对象两栏都打了勾，请核对"))


def group_name(text: str) -> str:
    """The group named in the cell: `特定群体：申请人` → 申请人; the bare column name names nobody."""
    text = _GROUP_WORD.sub("", text, count=1) if _GROUP_WORD.match(text) else text
    text = text.strip(" :：、,，;；")
    if text[:1] in "(（" and text[-1:] in ")）":
        text = text[1:-1].strip()
    return text


def _merged_audience(result: Ticks, entry: Mark) -> None:
    """One 公开对象 column with words in it."""
    text = entry.text
    if not entry.ticked or not text:
        return
    boxed = re.findall(r"([■☑√✓✔□☐口])\s*([^■☑√✓✔□☐口]+)", text)
    if boxed:
        text = "、".join(name.strip() for box, name in boxed if box not in "□☐口")
    parts = [part for part in re.split(r"[、,，;；\s]+(?![^(（]*[)）])", text) if part]
    groups = [group_name(part) for part in parts if not _ALL.fullmatch(part)]
    named_group = any(not _ALL.fullmatch(part) for part in parts)
    if parts:
        result.audience_all = len(groups) < len(parts)
        result.audience_specific = named_group
        result.audience_group = "、".join(group for group in groups if group)


def _mode(result: Ticks, columns: Sequence[Column], marks: Mapping[str, Mark]) -> None:
    active, request = _of(columns, marks, Kind.MODE_ACTIVE), _of(columns, marks, Kind.MODE_REQUEST)
    merged = _of(columns, marks, Kind.MODE)
    if merged is None and active is not None and active.text and not (request and request.ticked):
        merged = active if "主动" in active.text or "申请" in active.text else None
    if merged is not None:
        _merged_mode(result, merged)
        return
    if active is None and request is None:
        return
    active, request = active or Mark(ticked=None), request or Mark(ticked=None)
    if active.ticked or request.ticked:
        result.mode_active, result.mode_request = active.ticked, request.ticked
    if result.mode_active and result.mode_request:
        result.problems.append(Problem("mode", "公开方式同时勾了“主动”和“依申请”，请核对"))


def _merged_mode(result: Ticks, entry: Mark) -> None:
    text = re.sub(r"[□☐口]\s*[^■☑√✓✔□☐口]+", "", entry.text)
    if "主动" in text or "申请" in text:
        result.mode_active, result.mode_request = "主动" in text, "申请" in text


def _levels(result: Ticks, columns: Sequence[Column], marks: Mapping[str, Mark]) -> None:
    values: dict[str, bool | None] = {}
    for column in columns:
        entry = marks.get(column.key)
        if entry is None or column.kind not in _TIER:
            continue
        named = tiers_in(entry.text) if entry.text else ()
        if column.kind is Kind.TIERS or (named and set(named) - set(column.tiers)):
            for tier in named:
                values[tier] = True
            values.update({tier: values.get(tier, False) for tier in column.tiers if named})
            continue
        for tier in column.tiers:
            before = values.get(tier)
            values[tier] = before or entry.ticked if before is not None or entry.ticked is not None else None
        if not column.tiers and entry.ticked:
            result.extras[column.name] = entry.text or "√"
            values.setdefault("", True)
    if any(values.values()):
        merged = any(column.kind is Kind.TIERS for column in columns)
        result.levels = {tier: values.get(tier, False) for tier in result.levels}
        if merged:
            result.levels.update({tier: yes for tier, yes in values.items() if tier})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else the row says: who publishes, and when. Used only where ticks were squeezed together."""

    subject: str
    time_limit: str
    unit_is_city: bool = False


def read_squeezed(columns: Sequence[Column], printed: Sequence[str], evidence: Evidence) -> Ticks:
    """Ticks whose empty neighbours were lost: read by their number if that leaves one sensible reading."""
    result = Ticks(levels=dict.fromkeys(level_keys(columns, merged=True)))
    entries = [mark(text) for text in printed if text]
    counted = _Count(columns, entries, evidence)
    if not entries:
        return result
    if not counted.fits():
        result.problems.append(Problem("ticks", f"{len(entries)} 个勾对不上各栏，无法判断，请核对"))
        return result
    counted.fill(result)
    if result.by_count:
        result.problems.append(Problem("ticks", "空栏丢失，勾选按个数推断，请核对"))
    return result


class _Count:
    """The reading by count: one audience, one mode, the rest levels."""

    def __init__(self, columns: Sequence[Column], entries: Sequence[Mark], evidence: Evidence) -> None:
        kinds = {column.kind for column in columns}
        self.tiers = [column for column in columns if column.kind is Kind.TIER]
        self.evidence = evidence
        self.group = ""
        self.all_before_group = False
        self.words: set[str] = set()
        self.named_tiers: list[str] = []
        self.plain = 0
        self.readable = not (kinds & {Kind.AUDIENCE, Kind.MODE, Kind.TIERS}) or not any(
            not e.text for e in entries
        )
        for entry in entries:
            self._sort(entry)
        self.needs_audience = bool(kinds & _AUDIENCE) and not self.words & {"all", "group"}
        self.needs_mode = bool(kinds & _MODE) and not self.words & {"active", "request"}
        if "group" in self.words and self.all_before_group:
            self.plain -= 1
            self.words.add("all")
        self.rest = self.plain - self.needs_audience - self.needs_mode
        self.chosen = self._tiers()

    def _sort(self, entry: Mark) -> None:
        text = entry.text
        if entry.ticked is None:
            self.readable = False
        elif not entry.ticked:
            return
        elif not text:
            self.plain += 1
        elif _ALL.fullmatch(text):
            self.words.add("all")
        elif "主动" in text:
            self.words.add("active")
        elif "依申请" in text or text == "申请":
            self.words.add("request")
        elif re.fullmatch(r"[省市州县区旗乡镇村街道、/()（）和及级]+", text) and tiers_in(text):
            self.named_tiers += tiers_in(text)
        else:
            self.all_before_group = self.plain == 1
            self.words.add("group")
            self.group = group_name(text)

    def _tiers(self) -> tuple[str, ...] | None:
        """The levels ticked, or None when the number of ticks leaves several readings."""
        available = [tier for column in self.tiers for tier in column.tiers]
        if self.named_tiers:
            return tuple(self.named_tiers) if self.rest == 0 else None
        if not self.tiers:
            return () if self.rest == 0 else None
        if self.rest < 1 or self.rest > len(self.tiers):
            return None
        if self.rest == len(self.tiers):
            return tuple(available)
        wanted = [tier for tier in available if tier in subject_tiers(self.evidence, available)]
        columns = [column for column in self.tiers if set(column.tiers) & set(wanted)]
        if columns:
            return tuple(wanted) if len(columns) == self.rest else None
        if "village" in available or not available:
            return None
        usual = [tier for tier in ("county", "township") if tier in available][: self.rest]
        return tuple(usual) if len(usual) == self.rest else None

    def fits(self) -> bool:
        """Whether there is exactly one sensible reading."""
        return self.readable and self.rest >= 0 and self.chosen is not None

    def fill(self, result: Ticks) -> None:
        """Write the reading down; only what words did not say is «by count»."""
        by_group = "group" in self.words
        asked = "申请" in self.group or bool(re.search(r"收到.{0,4}申请", self.evidence.time_limit))
        if self.needs_audience or self.words & {"all", "group"}:
            result.audience_all = self.needs_audience or "all" in self.words
            result.audience_specific, result.audience_group = by_group, self.group
        if self.needs_mode:
            result.mode_active, result.mode_request = not asked, asked
        elif self.words & {"active", "request"}:
            result.mode_active, result.mode_request = "active" in self.words, "request" in self.words
        for tier in result.levels:
            result.levels[tier] = tier in (self.chosen or ())
        result.by_count = not (by_group and asked) and bool(
            self.needs_audience or self.needs_mode or self.rest
        )


def subject_tiers(evidence: Evidence, available: Sequence[str]) -> set[str]:
    """The levels of the bodies named in 公开主体; empty when it names none (招标人, 代理机构)."""
    tiers: set[str] = set()
    subject = re.sub("城乡|乡村振兴|农业农村", "", one_line(evidence.subject))
    for part in re.split(r"[、，,;；\s]+|和|及", subject):
        if re.search(r"村(?:民)?委|居委|村[(（]居|村集体|^各?村", part):
            tiers.add("village")
        elif re.search(r"乡|镇(?!.*局)|街道", part):
            tiers.add("township")
        elif "市" in part and "city" in available and "分局" not in part and not evidence.unit_is_city:
            tiers.add("city")
        elif re.search(r"[县区旗]|局|部门|委员会|委$|政府|办公室|中心$|医院|大队|支队", part):
            tiers.add("county")
    return tiers
