"""One item per page as a vertical card: field name, value, field name, value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog.importer.cleaning import match_key, one_line
from catalog.importer.features import Look, look
from catalog.importer.grid import Covered, Grid
from catalog.importer.header_words import GROUPS, Kind, header_word
from catalog.importer.layout import Column, Named, named, settle
from catalog.importer.model import RawRow
from catalog.importer.tokens import Gap, Token

_FEWEST_FIELDS: Final = 4
_LEAVES: Final = {
    Kind.AUDIENCE: frozenset({Kind.AUDIENCE_ALL, Kind.AUDIENCE_GROUP}),
    Kind.MODE: frozenset({Kind.MODE_ACTIVE, Kind.MODE_REQUEST}),
    Kind.TIERS: frozenset({Kind.TIER, Kind.TIERS}),
}


@dataclass(slots=True)
class Card:
    """All cards of one text or grid as rows of one table."""

    columns: tuple[Column, ...]
    rows: list[tuple[int, RawRow]]


@dataclass(slots=True)
class _Field:
    name: Named
    line: int
    values: list[str]


def grid_tokens(grid: Grid) -> list[Token]:
    """A grid's cells in reading order, covered ones left out."""
    tokens: list[Token] = []
    for row in grid.rows:
        gap = Gap.ROW
        for cell in row.cells:
            if not isinstance(cell, Covered):
                tokens.append(Token(cell.strip(), row.number, gap))
                gap = Gap.CELL
    return tokens


def read_cards(tokens: Sequence[Token], grid: Grid) -> Card | None:
    """The cards, or None when the text does not alternate between field names and values."""
    fields = _fields(_split_colons(tokens))
    kinds = {found.name.word.kind for found in fields if any(found.values)}
    has_item = kinds & {Kind.ITEM, Kind.ITEM_GROUP}
    if (
        len(kinds) < _FEWEST_FIELDS
        or not has_item
        or not kinds & {Kind.CONTENT, Kind.BASIS, Kind.SUBJECT, Kind.TIME}
    ):
        return None
    cards = _apart(fields)
    names: dict[str, Named] = {}
    for card in cards:
        for found in card:
            names.setdefault(_identity(found.name), found.name)
    columns = settle(list(names.values()))
    key_of = {identity: column.key for identity, column in zip(names, columns, strict=True)}
    rows = []
    for card in cards:
        cells = {key_of[_identity(found.name)]: _value(found.values) for found in card}
        rows.append((card[0].line, RawRow(grid.where(card[0].line), cells)))
    return Card(columns, rows)


def _identity(name: Named) -> str:
    word = name.word
    return (
        f"{word.kind.value}:{word.rank}:{word.tiers}" if word.kind is not Kind.EXTRA else match_key(name.name)
    )


def _value(values: Sequence[str]) -> str:
    return "\n".join(value for value in values if value)


def _split_colons(tokens: Sequence[Token]) -> list[Token]:
    """`公开主体：县民政局` is a field name and its value."""
    result: list[Token] = []
    for token in tokens:
        for colon in "：:":
            head, found, rest = token.text.partition(colon)
            if found and len(head) <= 14 and header_word(head) is not None:
                result += [Token(head, token.line, token.gap), Token(rest.strip(), token.line, Gap.CELL)]
                break
        else:
            result.append(token)
    return result


def _fields(tokens: Sequence[Token]) -> list[_Field]:
    fields: list[_Field] = []
    for at, token in enumerate(tokens):
        word = header_word(token.text) if token.text else None
        current = fields[-1] if fields else None
        if word is not None and not _is_value(current, word.kind, tokens, at):
            fields.append(_Field(named(token.text), token.line, []))
        elif current is not None and look(token.text) is not Look.FURNITURE:
            current.values.append(token.text)
    return fields


def _is_value(current: _Field | None, kind: Kind, tokens: Sequence[Token], at: int) -> bool:
    """全社会 after 公开对象 is the value itself, unless a tick follows it."""
    if current is None:
        return False
    if kind is Kind.EXTRA and not any(current.values):
        return True  # 政府网站 is a column's name elsewhere, here it is the channel
    if current.name.word.kind not in GROUPS:
        return False
    if kind not in _LEAVES.get(current.name.word.kind, ()):
        return False
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return look(following) is not Look.TICK


def _apart(fields: Sequence[_Field]) -> list[list[_Field]]:
    """A field printed a second time begins the next card; a group name left without value is dropped."""
    cards: list[list[_Field]] = [[]]
    seen: set[str] = set()
    for found in fields:
        if found.name.word.kind in GROUPS - {Kind.ITEM_GROUP} and not any(found.values):
            continue
        identity = _identity(found.name)
        if identity in seen and found.name.word.kind is not Kind.EXTRA:
            cards.append([])
            seen = set()
        if identity in seen:
            continue
        seen.add(identity)
        cards[-1].append(found)
    return [
        card for card in cards if len(card) >= 3 and one_line(_value([v for f in card for v in f.values]))
    ]
