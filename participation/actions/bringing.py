"""导入纸质意见: a table of letters, mails and notes comes in whole or not at all, each with where it came from.

The look beforehand is the real act, taken back: what it says is what would happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.models import User
from accounts.policies import Refused, require
from participation.actions.opining import Said, Source, enter
from participation.actions.publishing import lock
from participation.actions.reading import Line, read_lines
from participation.clauses import WHOLE
from participation.models import Consultation, Opinion
from participation.policies import may_work_on_opinions

HEADS: Final = ("件号", "渠道", "来源", "收到时间", "条款", "意见", "姓名", "联系方式")
WHOLE_LABEL: Final = "整体意见"
CHANNELS: Final = {
    str(label): value for value, label in Opinion.Channel.choices if value != Opinion.Channel.WEB
}
MOST: Final = 2000  # lines of one file
SPACE: Final = UUID("6f1d2a3e-0f7a-5c2e-9a53-1e4f6a1d0c11")


@dataclass(frozen=True)
class Piece:
    """One letter: its lines in the file, and what became of it or why it cannot be taken in."""

    lines: tuple[Line, ...]
    problem: str = ""
    is_new: bool = True

    @property
    def first(self) -> Mapping[str, str]:
        return self.lines[0][1]

    @property
    def numbers(self) -> str:
        return "、".join(str(number) for number, _ in self.lines)


def read_paper(data: bytes, name: str) -> list[Piece]:
    """Lines with the same 件号 are one letter; a line without is one by itself."""
    lines = read_lines(data, name, HEADS, "请用“空白表”填写")
    if not lines:
        raise Refused("表里没有意见。")
    if len(lines) > MOST:
        raise Refused(f"一次最多导入{MOST}行，请分几个文件。")
    found: dict[str, list[Line]] = {}
    for number, cells in lines:
        found.setdefault(cells["件号"] or f"第{number}行", []).append((number, cells))
    return [Piece(tuple(one)) for one in found.values()]


@transaction.atomic
def bring_in(consultation: Consultation, pieces: Sequence[Piece], *, by: User, commit: bool) -> list[Piece]:
    """Every piece with its problem; kept only with `commit` and when there is none at all. The same file twice is once."""
    consultation = lock(consultation)
    require(may_work_on_opinions(by, consultation))
    places: dict[str, list[int]] = {WHOLE_LABEL: [WHOLE], "": [WHOLE]}
    for clause in consultation.clauses():
        places.setdefault(clause.label, []).append(clause.place)
    told = [_taken(consultation, piece, places, by) for piece in pieces]
    if not commit or any(one.problem for one in told):
        transaction.set_rollback(True)
    return told


def _taken(consultation: Consultation, piece: Piece, places: Mapping[str, list[int]], by: User) -> Piece:
    key = uuid5(SPACE, repr((consultation.pk, [sorted(cells.items()) for _, cells in piece.lines])))
    is_new = not Opinion.objects.filter(pk=key).exists()
    try:
        with transaction.atomic():
            enter(consultation, _said(piece, places), _source(piece), by=by, key=key)
    except Refused as refusal:
        return Piece(piece.lines, str(refusal))
    return Piece(piece.lines, is_new=is_new)


def _said(piece: Piece, places: Mapping[str, list[int]]) -> Said:
    parts: dict[int, str] = {}
    for number, cells in piece.lines:
        found = places.get(cells["条款"], [])
        if len(found) != 1:
            raise Refused(f"第{number}行：征求意见稿没有“{cells['条款'][:20]}”，或者有几处同名的。")
        if found[0] in parts:
            raise Refused(f"第{number}行：同一件对“{cells['条款'] or WHOLE_LABEL}”写了两次，请并成一行。")
        if not cells["意见"]:
            raise Refused(f"第{number}行：没有写意见。")
        parts[found[0]] = cells["意见"]
    return Said(parts, piece.first["姓名"], piece.first["联系方式"])


def _source(piece: Piece) -> Source:
    """The same on every line of a piece, or on its first line only."""
    for head in ("渠道", "来源", "收到时间", "姓名", "联系方式"):
        if len({cells[head] for _, cells in piece.lines if cells[head]}) > 1:
            raise Refused(f"同一件的{head}前后不一样。")
    channel = CHANNELS.get(piece.first["渠道"])
    if channel is None:
        raise Refused(f"渠道只能写{'、'.join(CHANNELS)}。")
    return Source(channel, piece.first["来源"], _moment(piece.first["收到时间"]))


def _moment(text: str) -> datetime:
    """A day, or a day and a time; a day alone is its beginning, so that what arrived on the last day is in time."""
    plain = text.replace("/", "-")
    try:
        moment = parse_datetime(plain)
        day = parse_date(plain) if moment is None else None
    except ValueError:
        moment = day = None
    if moment is None and day is not None:
        moment = datetime.combine(day, time.min)
    if moment is None:
        raise Refused("收到时间写成 2026-04-01 或者 2026-04-01 09:30。")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
