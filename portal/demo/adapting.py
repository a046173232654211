"""What a county department makes of the standard's rows: every column filled, its own name in them (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from catalog.content import USED, Row

SOURCE: Final = "本县编制"
TOWNSHIPS: Final = "各乡镇人民政府、街道办事处"
NOTICE_BOARD: Final = "社区/企事业单位/村公示栏（电子屏）"
WEBSITE: Final = "政府网站"
OGI: Final = "《中华人民共和国政府信息公开条例》（国务院令第711号）"

# Instruments of other provinces, and words that cite nothing, have no place in this county's list.
ELSEWHERE: Final = re.compile(
    r"上海市|云南省|广西壮族自治区|重庆市|广东省|湖北省|湖北|四川省|江西省|福建省|浙江省|江苏省|安徽省|河北省|河南省|"
    r"山西省|陕西省|辽宁省|吉林省|黑龙江省|贵州省|湖南省|海南省|甘肃省|内蒙古|新疆|西藏|北京市|天津市|深圳|武汉市"
)
OGI_SHORT: Final = re.compile(r"^(《(中华人民共和国)?政府信息公开条例》.*|信息公开规定|.*相关信息公开规定)$")
VAGUE: Final = re.compile(r"^各[地省]|^国家相关|^相关(法律|政策)|^有关")
AND_SO_ON: Final = re.compile(r"(?<=[》）])(等法律法规和文件规定|等(相关)?(文件|规定)?|及相关规定)$")
TOWNSHIP_WORDS: Final = re.compile(r"乡|镇|街道|村")
WORDS: Final[Mapping[str, str]] = {
    "办事指南（同上）": "办事指南（事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程、办理期限）",
    "各地配套政策法规文件": "省、市、县配套政策文件",
    "各地可根据实际情况适当公开": "",
}
GROUPS: Final[Mapping[str, str]] = {"在征收范围内": "征收范围内的被征收人"}

# Rows that repeat another under a second name; the county keeps one of them.
LEFT_OUT: Final = frozenset(
    {
        ("涉农补贴", "耕地地力保护"),
        ("涉农补贴", "新型职业农民培育"),
        ("国有土地上房屋征收与补偿", "启动要件（乡镇目录口径）"),
        ("扶贫", "行政法规、规章（涉贫涉乡村振兴）"),
        ("社会保险", "建筑项目工伤保险参保登记"),
        ("农村危房改造", "农村危房改造文件"),
    }
)
# Read from townships' own tables, where 县级 is not ticked because the table is not the county's.
COUNTY_TOO: Final = frozenset(
    {
        ("财政预决算", "部门预算"),
        ("财政预决算", "部门决算"),
        ("养老服务", "养老服务扶持补贴"),
        ("养老服务", "老年人补贴"),
        ("社会保险", "社保政策咨询"),
        ("安全生产", "重要会议"),
        ("生态环境", "生态建设"),
        ("公共文化服务", "下基层辅导、演出、展览和指导基层群众文化活动"),
    }
)
BASIS: Final[Mapping[tuple[str, str], str]] = {
    (
        "公共资源交易",
        "矿业权出让信息",
    ): "《矿产资源法》\n《矿业权出让交易规则》\n《国务院办公厅关于推进公共资源配置领域政府信息公开的意见》"
}
CONTENT: Final[Mapping[tuple[str, str], str]] = {
    ("公共文化服务", "举办各类展览、讲座信息"): "活动时间\n活动单位\n活动地址\n联系电话\n临时停止活动信息",
    ("公共文化服务", "辅导和培训基层文化骨干"): "培训时间\n培训单位\n培训地址\n联系电话\n临时停止培训信息",
    ("公共文化服务", "文化艺术公益普及活动"): "活动时间\n活动单位\n活动地址\n联系电话\n临时停止活动信息",
    ("社会保险", "社保政策咨询"): "社会保险法律法规和政策文件\n咨询渠道和电话\n常见问题解答\n办公时间和地点",
}


def adapt(
    domain: str, rows: Sequence[Row], department: str, service_names: Mapping[tuple[str, str], str]
) -> list[Row]:
    """The department's own list, numbered from 1; `service_names`: (domain, 事项) → name on the 政务服务网."""
    kept = [row for row in rows if (domain, row.path[-1]) not in LEFT_OUT]
    usual = Usual(kept)
    merged = _merge(_filled(domain, row, department, usual) for row in kept)
    return [
        replace(row, seq=str(number), service_name=service_names.get((domain, row.path[-1]), ""))
        for number, row in enumerate(merged, 1)
    ]


class Usual:
    """The value most rows under a heading, or else of the domain, have where the standard's source was unreadable."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def text(self, column: str, heading: str, default: str) -> str:
        near = [row for row in self.rows if row.path[0] == heading]
        for rows in (near, self.rows):
            counted = Counter(value for row in rows if (value := getattr(row, column)))
            if counted:
                return counted.most_common(1)[0][0]
        return default

    def channels(self, heading: str) -> dict[str, str]:
        known = [row for row in self.rows if row.channels]
        near = [row for row in known if row.path[0] == heading]
        online = [row for row in known if WEBSITE in (row.channels or ())]
        counted = Counter(tuple(row.channels or ()) for row in near or online)
        return dict.fromkeys(counted.most_common(1)[0][0] if counted else (WEBSITE,), USED)


def own_basis(text: str) -> str:
    """The instruments that hold in this county, one per line, the Regulation by its full name."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if not ELSEWHERE.search(line) and not VAGUE.search(line):
            found[OGI_SHORT.sub(OGI, AND_SO_ON.sub("", line))] = None
    return "\n".join(found)


def _filled(domain: str, row: Row, department: str, usual: Usual) -> Row:
    heading, item = row.path[0], (domain, row.path[-1])
    levels = _levels(row) | ({"county": True} if item in COUNTY_TOO else {})
    content = row.content or CONTENT.get(item, "") or usual.text("content", heading, "")
    basis = row.basis or BASIS.get((domain, heading), "") or usual.text("basis", heading, OGI)
    for words, own in WORDS.items():
        content = content.replace(words, own)
    group = GROUPS.get(row.audience_group or "", row.audience_group or "").removeprefix("面向")
    return replace(
        row,
        content=content,
        basis=own_basis(basis) or OGI,
        time_limit=row.time_limit or usual.text("time_limit", heading, "信息形成或者变更之日起20个工作日内"),
        subject=_subject(department, levels),
        channels=_channels(row, levels, usual),
        audience_all=not group,
        audience_group=group,
        mode_active=row.mode_active is not False or not row.mode_request,
        mode_request=row.mode_active is False and bool(row.mode_request),
        levels=levels,
        item=None,
        verified=True,
        source=SOURCE,
        originals={},
    )


def _levels(row: Row) -> dict[str, bool]:
    known = row.levels.get("township")
    township = bool(TOWNSHIP_WORDS.search(row.subject)) if known is None else known
    return {"county": row.levels.get("county") is not False or not township, "township": township}


def _subject(department: str, levels: Mapping[str, bool]) -> str:
    bodies = [department] * levels["county"] + [TOWNSHIPS] * levels["township"]
    return "\n".join(bodies)


def _channels(row: Row, levels: Mapping[str, bool], usual: Usual) -> dict[str, str]:
    channels = dict(row.channels or usual.channels(row.path[0]))
    if levels["township"]:
        channels[NOTICE_BOARD] = USED
    return channels


def _merge(rows: Iterable[Row]) -> list[Row]:
    """One row per item: the elements of rows that share a path come together."""
    found: dict[str, Row] = {}
    for row in rows:
        first = found.setdefault(row.key, row)
        if first is not row:
            found[row.key] = replace(
                first, content=_joined(first.content, row.content), basis=_joined(first.basis, row.basis)
            )
    return list(found.values())


def _joined(one: str, other: str) -> str:
    """The lines of both, without those that only begin a longer line of the first."""
    lines = one.splitlines()
    return "\n".join(lines + [new for new in other.splitlines() if not any(o.startswith(new) for o in lines)])


def revise(rows: Iterable[Row], change: Callable[[Row], Row | None], added: Iterable[Row]) -> list[Row]:
    """A later version: each row changed or dropped, new ones placed at the end of their heading."""
    found = [new for row in rows if (new := change(row)) is not None]
    for row in added:
        places = [place for place, other in enumerate(found) if other.path[:-1] == row.path[:-1]]
        found.insert(places[-1] + 1 if places else len(found), row)
    return [replace(row, seq=str(number)) for number, row in enumerate(found, 1)]


def local_row(path: tuple[str, ...], department: str, *, township: bool = False, **columns: Any) -> Row:
    """A row the county adds itself: open to all, published actively."""
    levels = {"county": True, "township": township}
    channels = dict.fromkeys((WEBSITE, NOTICE_BOARD) if township else (WEBSITE,), USED)
    values = {"basis": OGI, "time_limit": "信息形成或者变更之日起20个工作日内"} | columns
    return Row(
        path=path, subject=_subject(department, levels), channels=channels, audience_all=True, audience_group="",
        mode_active=True, mode_request=False, levels=levels, source=SOURCE, **values,
    )  # fmt: skip
