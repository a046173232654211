"""The columns of one table, found by their names and never by their position."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from catalog.importer.cleaning import one_line, plain
from catalog.importer.header_words import GROUPS, TYPE_RANK, Kind, Word, header_word

ITEM_KEYS: Final = ("level0", "level1", "level2", "level3")
TICK_KINDS: Final = frozenset(
    {Kind.AUDIENCE_ALL, Kind.AUDIENCE_GROUP, Kind.AUDIENCE, Kind.MODE_ACTIVE, Kind.MODE_REQUEST, Kind.MODE}
    | {Kind.TIER, Kind.TIERS}
)
# The printed order of the national table; used only to place a sub-header whose group header is lost.
_USUAL_ORDER: Final = (
    Kind.SEQ,
    Kind.DOMAIN,
    Kind.ITEM,
    Kind.CONTENT,
    Kind.BASIS,
    Kind.TIME,
    Kind.SUBJECT,
    Kind.CHANNELS,
    Kind.AUDIENCE_ALL,
    Kind.AUDIENCE_GROUP,
    Kind.AUDIENCE,
    Kind.MODE_ACTIVE,
    Kind.MODE_REQUEST,
    Kind.MODE,
    Kind.TIER,
    Kind.TIERS,
)
_LEAVES_OF: Final = {
    Kind.ITEM_GROUP: frozenset({Kind.ITEM}),
    Kind.AUDIENCE: frozenset({Kind.AUDIENCE_ALL, Kind.AUDIENCE_GROUP}),
    Kind.MODE: frozenset({Kind.MODE_ACTIVE, Kind.MODE_REQUEST}),
    Kind.TIERS: frozenset({Kind.TIER}),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is unique in its table, e.g. `level2`, `basis`, `tier3`, `extra:备注`."""

    kind: Kind
    key: str
    name: str
    tiers: tuple[str, ...] = ()

    @property
    def is_tick(self) -> bool:
        """Whether its cells hold ticks (or the words some counties print instead)."""
        return self.kind in TICK_KINDS


@dataclass(frozen=True, slots=True)
class Named:
    """A header cell before its column is settled."""

    word: Word
    name: str


def named(text: str) -> Named:
    """A header cell that is certainly one: an unknown name is kept as an extra column."""
    return Named(header_word(text) or Word(Kind.EXTRA), one_line(text))


def standard_columns(*, with_levels: bool = True) -> tuple[Column, ...]:
    """The national table's columns, for tables printed without any header."""
    names = ["序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道"]
    names += ["全社会", "特定群体", "主动", "依申请"]
    if with_levels:
        names += ["县级", "乡级"]
    return settle([named(name) for name in names])


def from_print_order(words: Sequence[Named]) -> tuple[Column, ...]:
    """Columns from header words in the order they are printed: upper row first, then the lower row.

    A sub-header (全社会) replaces its group (公开对象) where that was printed; one without a group takes its usual place.
    """
    slots: list[list[Named]] = []
    filled: dict[int, bool] = {}
    for word in words:
        home = _open_group(slots, filled, word)
        if home is not None:
            if not filled.get(home):
                slots[home] = []
            filled[home] = True
            slots[home].append(word)
        elif word.word.kind is Kind.SEQ or _is_late(slots, word):
            slots.insert(_usual_place(slots, word), [word])
            filled = {at + 1 if at >= _usual_place(slots, word) else at: yes for at, yes in filled.items()}
        else:
            slots.append([word])
    flat = [word for slot in slots for word in slot]
    return settle(flat)


def _open_group(slots: list[list[Named]], filled: dict[int, bool], word: Named) -> int | None:
    """The slot of the printed group this sub-header belongs to."""
    for at, slot in enumerate(slots):
        if filled.get(at):
            if slot and slot[0].word.kind in _family(word.word.kind):
                return at
            continue
        if len(slot) == 1 and word.word.kind in _LEAVES_OF.get(slot[0].word.kind, ()):
            return at
    # 三门 prints 公开方式 twice; the second one is really the group of the level columns.
    if word.word.kind is Kind.TIER and not any(s[0].word.kind is Kind.TIER for s in slots if s):
        modes = [at for at, slot in enumerate(slots) if not filled.get(at) and slot[0].word.kind is Kind.MODE]
        return modes[-1] if modes else None
    return None


def _family(kind: Kind) -> frozenset[Kind]:
    for leaves in _LEAVES_OF.values():
        if kind in leaves:
            return leaves
    return frozenset()


def _rank(kind: Kind) -> int:
    if kind is Kind.ITEM_GROUP:
        kind = Kind.ITEM
    return _USUAL_ORDER.index(kind) if kind in _USUAL_ORDER else -1


def _is_late(slots: list[list[Named]], word: Named) -> bool:
    """A lower-row word arriving after the upper row went past its place, without its group."""
    rank = _rank(word.word.kind)
    if rank < 0 or word.word.kind not in {leaf for leaves in _LEAVES_OF.values() for leaf in leaves}:
        return False
    return len(slots) >= 4 and any(_rank(entry.word.kind) > rank for slot in slots for entry in slot)


def _usual_place(slots: list[list[Named]], word: Named) -> int:
    rank = _rank(word.word.kind)
    place = 0
    for at, slot in enumerate(slots):
        if any(0 <= _rank(entry.word.kind) <= rank for entry in slot):
            place = at + 1
    return place


def from_stacked_cells(rows: Sequence[Sequence[str]], width: int) -> tuple[Column, ...]:
    """Columns of a real grid: per column the header cells above it, top to bottom, merges already spread.

    The lowest word decides; an empty cell beside a group (merges lost in CSV) belongs to that group.
    """
    names: list[Named] = []
    above = ""
    for at in range(width):
        stack = [row[at] if at < len(row) else "" for row in rows]
        stack = [text for i, text in enumerate(stack) if text and text not in stack[:i]]
        if not stack and above:
            stack = [above]
        if stack:
            top = header_word(stack[0])
            above = stack[0] if top is not None and top.kind in GROUPS and len(stack) <= 1 else ""
        names.append(_lowest(stack))
    return settle(names)


def _lowest(stack: Sequence[str]) -> Named:
    known = [text for text in stack if header_word(text) is not None]
    leaves = [text for text in known if named(text).word.kind not in GROUPS]
    if len(stack) > 1 and not leaves and stack[-1] not in known and known:
        return named(known[-1])
    chosen = (leaves or known or list(stack) or [""])[-1]
    return named(chosen)


def settle(words: Sequence[Named]) -> tuple[Column, ...]:
    """Give every header word its unique key; what is there twice or not known is kept as an extra column."""
    words = _settle_modes(list(words))
    items = _item_keys(words)
    has_county = any("county" in word.word.tiers for word in words if word.word.kind is Kind.TIER)
    columns: list[Column] = []
    taken: set[str] = set()
    for at, word in enumerate(words):
        kind, key = word.word.kind, word.word.kind.value
        tiers = word.word.tiers
        if at in items:
            kind, key = Kind.ITEM, items[at]
        elif kind is Kind.TIER:
            # A county-level city calls its own tier 市级; only beside a county column does 市级 mean the city above.
            tiers = tiers if has_county else tuple("county" if tier == "city" else tier for tier in tiers)
            key = f"tier{at}"
        if kind in {Kind.EXTRA, Kind.ITEM_GROUP} or key in taken:
            kind, key, tiers = Kind.EXTRA, _free_key(f"extra:{word.name}", taken), ()
        taken.add(key)
        columns.append(Column(kind, key, word.name, tiers))
    return tuple(columns)


def _settle_modes(words: list[Named]) -> list[Named]:
    """公开属性 beats 公开方式 (平武: 全文发布); of two plain 公开方式 the second is the level (三门)."""
    modes = [at for at, word in enumerate(words) if word.word.kind is Kind.MODE]
    if any(word.word.kind is Kind.MODE_ACTIVE for word in words):
        for at in modes:
            words[at] = replace(words[at], word=Word(Kind.EXTRA))
    elif any(words[at].word.rank for at in modes):
        for at in modes:
            if not words[at].word.rank:
                words[at] = replace(words[at], word=Word(Kind.EXTRA))
    elif len(modes) == 2 and not any(word.word.kind in {Kind.TIER, Kind.TIERS} for word in words):
        words[modes[1]] = replace(words[modes[1]], word=Word(Kind.TIERS))
    return words


def _item_keys(words: Sequence[Named]) -> dict[int, str]:
    """Item columns from outer to inner; with four of them the first is `level0`."""
    at_words = [(at, word) for at, word in enumerate(words) if word.word.kind in {Kind.ITEM, Kind.ITEM_GROUP}]
    real = [(at, word) for at, word in at_words if word.word.rank != TYPE_RANK]
    chosen = at_words if len(real) < 2 else real
    leaves = [(at, word) for at, word in chosen if word.word.kind is Kind.ITEM]
    if len(leaves) < len(chosen) and len(leaves) >= 2:
        chosen = leaves
    if all(word.word.kind is Kind.ITEM for _, word in chosen):
        chosen = sorted(chosen, key=lambda pair: pair[1].word.rank)
    chosen = chosen[:4]
    if len(chosen) == 1 and chosen[0][1].word.rank == 2:
        return {chosen[0][0]: "level2"}
    keys = ITEM_KEYS if len(chosen) == 4 else ITEM_KEYS[1:]
    return {at: keys[i] for i, (at, _) in enumerate(chosen)}


def _free_key(key: str, taken: set[str]) -> str:
    number = 2
    free = key
    while free in taken:
        free = f"{key}（{number}）"
        number += 1
    return free


def printable(columns: Sequence[Column]) -> tuple[str, ...]:
    """The recognised column keys for `ParsedTable.columns`, the tiers by their level."""
    keys: list[str] = []
    for column in columns:
        keys += column.tiers if column.kind is Kind.TIER and column.tiers else [column.key]
    return tuple(dict.fromkeys(plain(key) for key in keys))
