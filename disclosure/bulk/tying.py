"""What only the whole list can tell: which rows name each other, which say the same twice, what is here already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from disclosure.bulk.interpreting import RELATIONS
from disclosure.bulk.record import ArchiveDocument, Level, Problem, RelationTo
from disclosure.bulk.values import squeeze

Same = tuple[str, str, date | None]  # 发文字号, squeezed title, 成文日期
_LABELS = {kind: field.label for field, kind in RELATIONS}


def identity(doc_number: str, title: str, formed_on: date | None) -> Same:
    """By what a document is recognised: index numbers are not unique."""
    return doc_number, squeeze(title), formed_on


def wanted_numbers(documents: Sequence[ArchiveDocument]) -> list[str]:
    """发文字号 that relations of the list point to."""
    return list(dict.fromkeys(relation.text for made in documents for relation in made.relations))


def tie(
    documents: Sequence[ArchiveDocument],
    problems: Sequence[list[Problem]],
    *,
    here: Mapping[str, Sequence[int]],
    present: Collection[Same],
) -> None:
    """Points relations to rows (numbered from 1) and documents, and adds the warnings that follow.

    `here`: 发文字号 → ids of the county's documents with that number; `present`: what the unit has already.
    """
    rows: dict[str, list[int]] = {}
    for number, made in enumerate(documents, 1):
        if made.doc_number:
            rows.setdefault(made.doc_number, []).append(number)
    seen: dict[Same, str] = {}
    for number, (made, found) in enumerate(zip(documents, problems, strict=True), 1):
        if not made.title:
            continue
        same = identity(made.doc_number, made.title, made.formed_on)
        if same in seen:
            found.append(Problem("标题", f"与{seen[same]}的标题、文号、成文日期相同,可能重复", Level.WARNING))
        elif same in present:
            found.append(Problem("标题", "本单位已有标题、文号、成文日期相同的文件,可能重复", Level.WARNING))
        seen.setdefault(same, made.where)
        made.relations = [_pointed(relation, number, rows, here, found) for relation in made.relations]


def _pointed(
    relation: RelationTo,
    number: int,
    rows: Mapping[str, Sequence[int]],
    here: Mapping[str, Sequence[int]],
    problems: list[Problem],
) -> RelationTo:
    """The relation with its one target; a number that several documents have points to none of them."""
    inside = [row for row in rows.get(relation.text, ()) if row != number]
    outside = here.get(relation.text, ())
    if len(inside) == 1:
        return replace(relation, row=inside[0])
    if not inside and len(outside) == 1:
        return replace(relation, document=outside[0])
    reason = "不止一份文件用这个文号" if inside or outside else "清单和本站都没有这份文件"
    column = _LABELS[relation.kind]
    problems.append(Problem(column, f"“{relation.text[:40]}”:{reason},只记文字", Level.WARNING))
    return relation
