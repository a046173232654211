"""Public participation in the demonstration county: consultations in every phase, all by the acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from accounts.roles import Role
from participation.actions import answering, opining, publishing
from participation.actions.opining import Said, Source
from participation.models import Consultation, PeriodRule, Reviewed
from portal.demo.chain import Desk

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
T = TypeVar("T", bound=Reviewed)


@dataclass(frozen=True)
class Call:
    """One consultation: opened and closed how many days ago, what was said, how far it is."""

    title: str
    unit: str
    rule: str
    opened: int  # days ago
    closes: int  # days from now; negative: ago
    articles: tuple[str, ...]
    why: str
    opinions: tuple[tuple[int, str, str], ...] = ()  # clause, text, name
    until: str = "published"
    short_reason: str = ""


DOG_RULES: Final = (
    "为了规范养犬行为，保障人身安全和环境卫生，制定本办法。", "本办法适用于县城规划区和各镇驻地。",
    "养犬人应当自取得犬只之日起三十日内办理养犬登记，登记不收费。", "携犬出户应当使用长度不超过一点五米的牵引绳，主动避让老人、儿童。",
    "禁止携犬进入学校、医院、农贸市场。导盲犬除外。", "违反本办法规定的，由公安机关责令改正；拒不改正的，处二百元罚款。",
)  # fmt: skip
CALLS: Final = (
    Call(
        "青岚县城区养犬管理办法（征求意见稿）", "qinglan", "decision", 12, 20, DOG_RULES, "近两年县城区犬只伤人、扰民投诉逐年上升，现有规定没有明确登记和牵引要求。",
        ((0, "支持出台，希望早点实施。", "李"), (3, "登记能不能在村里、社区里办，不要都跑县城。", "王丽"), (4, "牵引绳的长度建议改成一点二米。", "")),
    ),
    Call(
        "青岚县困难群众临时救助实施细则（征求意见稿）", "qinglan-mzj", "normative", 3, 6,
        ("临时救助对象包括急难型和支出型困难家庭。", "急难型救助由乡镇先行救助，二十四小时内办理。", "救助标准按照城市低保月标准的三至六倍确定。"),
        "上级文件对先行救助作了新的规定，原细则需要修订。", ((2, "二十四小时写得好，请写明找谁办。", "赵国强"),),
    ),
    Call(
        "青岚县国土空间规划近期实施方案（草案）", "qinglan-zgj", "planning", 45, -4,
        ("保障县城北部教育用地。", "沿青河两岸五十米内不再批准新建住宅。", "老城区优先补充停车和绿地。"), "落实国土空间总体规划，安排近期建设。",
        ((1, "北部要配一所小学。", "陈海燕"), (3, "老城停车太难，建议先建立体停车场。", "周文博"), (0, "希望公布图纸的高清版。", "")),
    ),
    Call(
        "青岚县农村公益性公墓管理办法（征求意见稿）", "qinglan-mzj", "decision", 110, -70,
        ("公益性公墓由村集体建设和管理。", "墓穴面积单穴不超过零点五平方米。", "墓穴按成本收费，由县发展改革部门核定。"), "规范公墓建设，遏制散埋乱葬。",
        ((2, "双穴也应当规定面积。", "孙德胜"), (3, "收费要公示。", "")),
    ),
    Call(
        "青岚县中小学校外配餐管理规定（征求意见稿）", "qinglan-jtj", "decision", 150, -115,
        ("配餐企业由学校膳食委员会公开选择。", "家长代表在膳食委员会中不少于三分之一。", "餐费单独核算，每月公示。", "配餐企业连续两次抽检不合格的，终止合同。"),
        "家长普遍关心学生餐的质量和价格。",
        (
            (2, "家长代表应当过半数。", "刘静怡"), (2, "三分之一太少了，建议一半以上。", "张晓东"), (4, "一次不合格就该终止。", "杨雪梅"),
            (0, "希望公开每周食谱。", "黄永刚"), (3, "餐费公示要写明成本构成。", ""),
        ), until="settled",
    ),
    Call(
        "青岚县城区停车收费调整方案（征求意见稿）", "qinglan", "decision", 95, -70,
        ("路内停车前三十分钟免费。", "夜间二十一时至次日七时免费。"), "提高车位周转率。", until="settled",
        short_reason="新建停车场已经完工，须在节前与路内收费标准衔接。",
    ),
    Call(
        "青岚县居民阶梯水价调整方案（征求意见稿）", "qinglan", "decision", -3, 40,
        ("第一阶梯水价每立方米上调零点二元。", "低保家庭每月免费用水三立方米。"), "水厂扩建后供水成本上升，按规定开展成本监审。",
    ),
)  # fmt: skip
ANSWERS: Final = {
    "家长代表": ("partly", "采纳提高比例的建议，改为不少于二分之一；未采纳“过半数”，膳食委员会还须有营养、财务方面的人员。"),
    "终止合同": ("not", "一次不合格先责令整改并公布，直接终止合同与合同法律关系不符；已写明整改不合格的终止。"),
    "食谱": ("adopted", "增加一款：每周食谱于上周五公布。"),
    "成本": ("adopted", "在第三条中写明公示内容包括食材、人工、配送等成本构成。"),
}  # fmt: skip
KINDS: Final = ((2, "家长代表"), (4, "终止合同"), (0, "食谱"), (3, "成本"))


@dataclass(frozen=True)
class Teller:
    """Carries things through the acts, as of a day in the past."""

    desk: Desk

    def unit(self, code: str) -> Organisation:
        return self.desk.bodies[code]

    def at(self, days: int, hour: int = 9) -> dt.datetime:
        """`days` from the demo's own day; negative: ago."""
        return dt.datetime.combine(self.desk.on + dt.timedelta(days=days), dt.time(hour), SHANGHAI)

    def reviewed(self, thing: T, at: dt.datetime) -> T:
        thing = publishing.submit(thing, by=self.desk.cast.clerk(thing.unit), at=at)
        reviewer = self.desk.cast.colleagues[thing.unit.code, Role.OFFICE]
        return publishing.approve(thing, by=reviewer, at=at, seen=thing.content_hash, remark="同意公布。")

    def released(self, thing: T, at: dt.datetime) -> T:
        return publishing.publish(self.reviewed(thing, at), by=self.desk.cast.clerk(thing.unit), at=at)

    def started(self, thing: T, code: str) -> T:
        unit = self.unit(code)
        return publishing.start(thing, unit, by=self.desk.cast.clerk(unit))


def load_participation(desk: Desk) -> Iterator[str]:
    """Consultations; a label for each."""
    teller = Teller(desk)
    for call in CALLS:
        consult(teller, call)
        yield f"公众参与 {call.title[:12]}"


PARTICIPATION_STEPS: Final = len(CALLS)


def consult(teller: Teller, call: Call) -> Consultation:
    opens = teller.at(-call.opened)
    made = Consultation(
        title=call.title, rule=PeriodRule.objects.current().get(key=call.rule), opens_at=opens,
        closes_at=teller.at(call.closes, 17), body=_articles(call.articles), explanation=f"<p>{call.why}</p>",
        short_reason=call.short_reason, contact_person="办公室", phone="0635-8220000", email="yjzj@qinglan.example",
        address="青岚县清溪路1号，邮编252300",
    )  # fmt: skip
    made = teller.released(teller.started(made, call.unit), min(opens, teller.at(0, 8)))
    for place, (clause, text, name) in enumerate(call.opinions):
        _say(teller, made, place, Said({clause: text}, name))
    if call.until == "settled":
        _settle(teller, made)
    return made


def _articles(texts: tuple[str, ...]) -> str:
    numbers = "一二三四五六七八九"
    return "".join(f"<p>第{numbers[place]}条 {text}</p>" for place, text in enumerate(texts))


def _say(teller: Teller, made: Consultation, place: int, said: Said) -> None:
    """Every third one came by telephone."""
    at = made.open_from + dt.timedelta(days=1 + place)
    if place % 3 == 2:
        source = Source("phone", f"{at:%m月%d日}来电", at)
        opining.enter(made, said, source, by=teller.desk.cast.clerk(made.unit))
        return
    opining.opine(made, said, key=uuid5(NAMESPACE_URL, f"{made.title}{place}"), at=at)


def _settle(teller: Teller, made: Consultation) -> None:
    clerk: Any = teller.desk.cast.clerk(made.unit)
    at = made.closes_at + dt.timedelta(days=9)
    for opinion in made.opinions.all():
        opining.moderate(opinion, by=clerk, shown=True)
    for clause, summary in KINDS:
        parts = [part for one in made.opinions.all() for part in one.parts.filter(place=clause)]
        if parts:
            adoption, reason = ANSWERS[summary]
            answering.answer(made, parts, by=clerk, summary=summary, adoption=adoption, reason=reason)
    number = made.opinions.count()
    summary = f"征求意见期间共收到意见{number}件，均已研究。" if number else "征求意见期间没有收到意见。"
    feedback = teller.reviewed(answering.conclude(made, by=clerk, summary=summary), at)
    answering.publish(feedback, by=clerk, at=at)
