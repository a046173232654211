"""A questionnaire as plain text, so that it is pasted, edited, copied and kept like any text (pure).

    [单选] 您住在哪里？ *
    - 县城
    - 乡镇
    [多选2] 最想改进什么？
    如果: 1=2
    - 道路
    - 停车
    [矩阵] 请评价 *
    行: 态度
    行: 效率
    - 满意
    - 不满意
    [量表5] 总的打几分？ *
    ---
    [填空] 还有什么建议？
    [文件] 有照片的可以附上

`*` must be answered; `多选2`: at most two; `如果: 1=2`: only who chose the second answer of question 1 is asked;
`---`: what follows is on the next page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = {
    "单选": "single",
    "多选": "multiple",
    "矩阵": "matrix",
    "量表": "scale",
    "填空": "text",
    "文件": "file",
}
NAMES: Final = {kind: name for name, kind in KINDS.items()}
_HEAD: Final = re.compile(r"^\[(单选|多选|矩阵|量表|填空|文件)(\d{1,2})?\]\s*(.+?)\s*(\*)?$")
_IF: Final = re.compile(r"^如果[:：]\s*(\d{1,3})\s*=\s*(\d{1,3})$")
_ROW: Final = re.compile(r"^行[:：]\s*(.+)$")
_CHOICE: Final = re.compile(r"^-\s*(.+)$")
_PAGE: Final = re.compile(r"^[-—]{3,}$")
MOST_QUESTIONS: Final = 60
MOST_FILES: Final = 3


class Malformed(Exception):  # noqa: N818  it says what the text is
    """`str()` is a Chinese sentence that names the line or the question."""


@dataclass
class Item:
    """One question. `most`: how many may be chosen (multiple), or the steps (scale); `condition`: question and answer, from 1."""

    kind: str
    text: str
    required: bool = False
    most: int | None = None
    choices: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    condition: tuple[int, int] | None = None
    page: int = 1


def parse(text: str) -> list[Item]:
    """The questions in their order. Raises `Malformed`."""
    items: list[Item] = []
    page = 1
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if _PAGE.match(line):
            if not items or items[-1].page < page:
                raise Malformed(f"第{number}行：分页线前面要有题目。")
            page += 1
        elif line:
            _take(items, number, line, page)
    if not items:
        raise Malformed("还没有题目。")
    if items[-1].page < page:
        raise Malformed("最后一条分页线后面没有题目。")
    if sum(item.kind == "file" for item in items) > MOST_FILES:
        raise Malformed(f"文件题不超过{MOST_FILES}道。")
    if len(items) > MOST_QUESTIONS:
        raise Malformed(f"题目不超过{MOST_QUESTIONS}道。")
    for place, item in enumerate(items, start=1):
        _check(items, place, item)
    return items


def _take(items: list[Item], number: int, line: str, page: int) -> None:
    if match := _HEAD.match(line):
        kind, most = KINDS[match.group(1)], match.group(2)
        items.append(Item(kind, match.group(3), bool(match.group(4)), int(most) if most else None, page=page))
        return
    if not items:
        raise Malformed(f"第{number}行：先写题目，例如“[单选] 您住在哪里？ *”。")
    item = items[-1]
    if match := _IF.match(line):
        item.condition = (int(match.group(1)), int(match.group(2)))
    elif match := _ROW.match(line):
        item.rows.append(match.group(1))
    elif match := _CHOICE.match(line):
        item.choices.append(match.group(1))
    else:
        raise Malformed(f"第{number}行看不懂：“{line[:20]}”。选项以“- ”开头，矩阵的行以“行: ”开头。")


def _check(items: Sequence[Item], place: int, item: Item) -> None:
    said = f"第{place}题"
    if item.kind == "scale":
        if item.choices or item.rows or not 3 <= (item.most or 5) <= 10:
            raise Malformed(f"{said}：量表写成“[量表5]”，3至10级，不写选项。")
        item.most = item.most or 5
        item.choices = [str(step) for step in range(1, item.most + 1)]
    elif item.kind in ("text", "file"):
        if item.choices or item.rows:
            raise Malformed(f"{said}：{NAMES[item.kind]}题没有选项。")
    elif len(item.choices) < 2 or len(set(item.choices)) < len(item.choices):
        raise Malformed(f"{said}：至少写两个不同的选项。")
    if (item.kind == "matrix") != bool(item.rows):
        raise Malformed(f"{said}：只有矩阵题有“行”，而且必须有。")
    if item.kind == "multiple" and item.most is not None and not 1 <= item.most <= len(item.choices):
        raise Malformed(f"{said}：最多选几项，不能多于选项数。")
    if item.condition:
        earlier, answer = item.condition
        if not 1 <= earlier < place or items[earlier - 1].kind not in ("single", "scale"):
            raise Malformed(f"{said}：条件只能是前面的单选题或者量表题。")
        if not 1 <= answer <= len(items[earlier - 1].choices):
            raise Malformed(f"{said}：第{earlier}题没有第{answer}个选项。")


def render(items: Sequence[Item]) -> str:
    """The text `parse` reads back to the same questions."""
    lines, page = [], 1
    for item in items:
        if item.page > page:
            lines.append("---")
            page = item.page
        most = item.most if item.kind in ("multiple", "scale") and item.most else ""
        lines.append(f"[{NAMES[item.kind]}{most}] {item.text}{' *' if item.required else ''}")
        if item.condition:
            lines.append("如果: {}={}".format(*item.condition))
        lines += [f"行: {row}" for row in item.rows]
        if item.kind != "scale":
            lines += [f"- {choice}" for choice in item.choices]
    return "\n".join(lines)
