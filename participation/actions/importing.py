"""导入答复: the exported table, filled in off line, comes back whole or not at all; a cluster is where three columns agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from accounts.models import User
from accounts.policies import Refused, require
from participation.actions.answering import answer
from participation.actions.publishing import lock
from participation.actions.reading import read_lines
from participation.models import Answer, Consultation, OpinionPart
from participation.policies import may_work_on_opinions

HEADS: Final = ("编号", "条款", "是否采纳", "归并", "理由")
FAULTS: Final = 20  # told at once
ADOPTIONS: Final = {str(label): value for value, label in Answer.Adoption.choices}
Key = tuple[str, str, str]  # adoption, summary, reason: what one answer says


@dataclass(frozen=True)
class Imported:
    """How many parts got another answer, and how many stood as the file says already."""

    changed: int
    same: int


@transaction.atomic
def import_answers(consultation: Consultation, data: bytes, name: str, *, by: User) -> Imported:
    """Answer as the file says. A line without 是否采纳 changes nothing; one wrong line, and nothing of the file counts."""
    consultation = lock(consultation)
    require(may_work_on_opinions(by, consultation))
    lines = read_lines(data, name, HEADS, "请用“导出 xlsx”的文件填写")
    parts = _parts(consultation)
    faults: list[str] = []
    wanted: dict[Key, list[OpinionPart]] = defaultdict(list)
    seen: dict[int, int] = {}
    for number, cells in lines:
        if not cells["是否采纳"]:
            if cells["归并"] or cells["理由"]:
                faults.append(f"第{number}行：写了归并或者理由，没有写是否采纳。")
            continue
        found = parts.get((cells["编号"], cells["条款"]), [])
        if said := _fault(cells, found):
            faults.append(f"第{number}行：{said}")
        elif found[0].pk in seen:
            faults.append(f"第{number}行：与第{seen[found[0].pk]}行是同一条意见。")
        else:
            seen[found[0].pk] = number
            wanted[ADOPTIONS[cells["是否采纳"]], cells["归并"], cells["理由"]].append(found[0])
    if faults:
        more = f" 还有{len(faults) - FAULTS}处。" if len(faults) > FAULTS else ""
        raise Refused(f"没有导入：{' '.join(faults[:FAULTS])}{more}")
    if not wanted:
        raise Refused("表里没有一行写明是否采纳，没有导入。")
    return _apply(consultation, wanted, by)


def _parts(consultation: Consultation) -> dict[tuple[str, str], list[OpinionPart]]:
    """By number and clause, as the export names them; a draft may have two clauses of one name."""
    found: dict[tuple[str, str], list[OpinionPart]] = defaultdict(list)
    parts = OpinionPart.objects.filter(opinion__consultation=consultation).select_related("opinion", "answer")
    for part in parts:
        found[str(part.opinion.serial), part.label].append(part)
    return found


def _fault(cells: Mapping[str, str], found: Sequence[OpinionPart]) -> str:
    if len(found) > 1:
        return f"编号“{cells['编号']}”对“{cells['条款'][:20]}”有几条意见，请在网页上答复。"
    if not found:
        return f"没有编号“{cells['编号'][:10]}”、条款“{cells['条款'][:20]}”的意见。"
    if cells["是否采纳"] not in ADOPTIONS:
        return f"是否采纳只能写{'、'.join(ADOPTIONS)}。"
    for head, most in (("归并", 300), ("理由", 1000)):
        if not 0 < len(cells[head]) <= most:
            return f"{head}不能空着，不超过{most}字。"
    return ""


def _apply(consultation: Consultation, wanted: Mapping[Key, Sequence[OpinionPart]], by: User) -> Imported:
    """Each cluster by the same act as on the screen; one that says the same already takes the newcomers in."""
    changed = same = 0
    for (adoption, summary, reason), parts in wanted.items():
        moving = [
            part for part in parts if part.answer is None or _says(part.answer) != (adoption, summary, reason)
        ]
        same += len(parts) - len(moving)
        if not moving:
            continue
        standing = Answer.objects.filter(
            consultation=consultation, adoption=adoption, summary=summary, reason=reason
        ).first()
        answer(consultation, moving, by=by, summary=summary, adoption=adoption, reason=reason, into=standing)
        changed += len(moving)
    return Imported(changed, same)


def _says(one: Answer) -> Key:
    return one.adoption, one.summary, one.reason
