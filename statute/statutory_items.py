"""法定主动公开内容 (条例第二十条、第二十一条): what must be open without being asked for, in the order of the articles (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Bound(StrEnum):
    """Whom an item binds: every body, the county and its departments, or townships."""

    ALL = "all"
    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class StatutoryItem:
    """One item: `code` is permanent and part of addresses, `label` is what a list has room for."""

    code: str
    article: str
    label: str
    text: str
    bound: Bound = Bound.ALL


_TWENTY: Final = (
    ("规章和规范性文件", "行政法规、规章和规范性文件"),
    ("机关简介", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名"),
    ("规划和政策", "国民经济和社会发展规划、专项规划、区域规划及相关政策"),
    ("统计信息", "国民经济和社会发展统计信息"),
    ("行政许可和管理服务", "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果"),
    (
        "行政处罚和行政强制",
        "实施行政处罚、行政强制的依据、条件、程序以及本机关认为具有一定社会影响的行政处罚决定",
    ),
    ("财政预算、决算", "财政预算、决算信息"),
    ("行政事业性收费", "行政事业性收费项目及其依据、标准"),
    ("政府集中采购", "政府集中采购项目的目录、标准及实施情况"),
    ("重大建设项目", "重大建设项目的批准和实施情况"),
    ("民生政策和实施", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况"),
    ("突发公共事件应对", "突发公共事件的应急预案、预警信息及应对情况"),
    ("监督检查情况", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况"),
    ("公务员招考", "公务员招考的职位、名额、报考条件等事项以及录用结果"),
    ("其他法定公开信息", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息"),
)
_COUNTY: Final = ("市政建设", "公共服务", "公益事业", "土地征收", "房屋征收", "治安管理", "社会救助")
_TOWNSHIP: Final = (
    "贯彻落实农业农村政策", "农田水利工程建设运营", "农村土地承包经营权流转", "宅基地使用情况审核", "土地征收", "房屋征收", "筹资筹劳",
    "社会救助",
)  # fmt: skip
_DIGITS: Final = "一二三四五六七八九十"


def _chinese(number: int) -> str:
    return _DIGITS[number - 1] if number <= 10 else f"十{_DIGITS[number - 11]}"


ARTICLE_20: Final = tuple(
    StatutoryItem(f"20-{number}", f"第二十条第（{_chinese(number)}）项", label, text)
    for number, (label, text) in enumerate(_TWENTY, 1)
)
ARTICLE_21: Final = (
    *(StatutoryItem(f"21-c{n}", "第二十一条", text, text, Bound.COUNTY) for n, text in enumerate(_COUNTY, 1)),
    *(
        StatutoryItem(f"21-t{n}", "第二十一条", text, text, Bound.TOWNSHIP)
        for n, text in enumerate(_TOWNSHIP, 1)
    ),
)
ITEMS: Final = {item.code: item for item in (*ARTICLE_20, *ARTICLE_21)}
NORMATIVE: Final = "20-1"  # normative documents belong here whatever their subject


def items_for(*, county: bool, township: bool) -> tuple[StatutoryItem, ...]:
    """The items that bind a body at the county, in a township, or (both) anybody in the county."""
    bound = {Bound.ALL} | ({Bound.COUNTY} if county else set()) | ({Bound.TOWNSHIP} if township else set())
    return tuple(item for item in ITEMS.values() if item.bound in bound)
