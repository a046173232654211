"""Complaints, orders and evaluations of 青岚县, all by the acts: each in several states, some late, one criticised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import uuid4

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from catalog.models import Item, Node
from portal.demo.chain import Desk
from portal.demo.organisations import COUNTY
from supervision.actions import announcing, complaining, evaluating, rectifying, scheming
from supervision.complaint_policies import WATCHED
from supervision.models import Complaint, Evaluation, Rectification

SUPERVISION_STEPS: Final = 6 + 4 + 2


@dataclass(frozen=True)
class Told:
    """A complaint: how long ago, about which unit (by place), and how far it has come."""

    days: int
    place: int
    kind: str
    subject: str
    text: str
    until: str


COMPLAINTS: Final = (
    Told(75, 1, "outdated", "办事指南还是旧的电话", "公开指南上的电话打不通，问了才知道去年就换了号码，网页一直没有更新。", "repaired"),
    Told(60, 3, "unpublished", "找不到去年的补贴发放结果", "去年的耕地补贴发放结果在栏目里找不到，村里也没有贴出来。", "unfounded"),
    Told(45, 2, "no_reply", "申请两个月没有答复", "两个月前申请公开征地补偿方案，收到回执以后再没有消息。", "checking"),
    Told(12, 4, "unpublished", "危房改造名单没有公开", "今年危房改造的对象名单没有公示，邻居都说不知道。", "rectifying"),
    Told(9, 5, "convenience", "查阅点长期关门", "便民服务中心的政府信息查阅点最近去了三次都没有人。", "deciding"),
    Told(1, 0, "unpublished", "临时救助标准查不到", "在网站上没有找到今年的临时救助标准，只有前年的。", "received"),
)  # fmt: skip
GAPS: Final = (
    (50, 6, "order", "巡查发现财政预决算栏目三个月没有更新，请补充公开并说明原因。", "criticised"),
    (20, 7, "urge", "目录中三个事项没有内容，请对照目录逐项补齐。", "handed_in"),
    (30, 8, "urge", "政策解读与文件没有相互链接，请逐件补上。", "closed"),
    (2, 9, "urge", "机构职能页面的负责人没有更新，请核对后更新。", "open"),
)


@dataclass(frozen=True)
class Office:
    """Who acts for the county: the office and the head of its government."""

    desk: Desk
    units: list[Organisation]

    @property
    def office(self) -> User:
        return self.desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE]

    @property
    def head(self) -> User:
        return self.desk.cast.colleagues[COUNTY, Role.HEAD]

    def unit(self, place: int) -> Organisation:
        return self.units[place % len(self.units)]


def load_supervision(desk: Desk) -> Iterator[str]:
    """Complaints and orders first: the evaluation counts them."""
    kinds = [OrganisationKind(kind) for kind in WATCHED]
    teller = Office(desk, [body for body in desk.bodies.values() if body.kind in kinds])
    for told in COMPLAINTS:
        yield f"投诉 {_complaint(teller, told).number}"
    for days, place, kind, text, until in GAPS:
        yield f"整改 {_gap(teller, days, place, kind, text, until).number}"
    yield f"考核 {_last_year(teller)}"
    yield f"考核 {_this_season(teller)}"


def _at(day: date) -> datetime:
    return datetime.combine(day, time(2), UTC)


def _complaint(teller: Office, told: Told) -> Complaint:
    desk, unit = teller.desk, teller.unit(told.place)
    day = desk.before(told.days)
    written = complaining.Written(
        kind=told.kind,
        unit=unit,
        subject=told.subject,
        text=told.text,
        name="王建国",
        email="wangjianguo@mail.example",
    )
    made = complaining.take(written, key=uuid4(), at=_at(day), on=day).complaint
    if told.until == "received":
        return made
    made = complaining.accept(made, by=teller.office, on=day + timedelta(1))
    if told.until in ("deciding", "unfounded"):
        said = "经实地核查和查阅记录，所反映的情况不属实：相关内容已经按期公开，网页地址已附后。"
        made = complaining.find(
            made, by=teller.office, on=day + timedelta(5), finding="unfounded", answer=said
        )
    if told.until == "unfounded":
        made = complaining.confirm(made, by=teller.head, on=day + timedelta(7), revision=made.revision)
    if told.until in ("rectifying", "repaired"):
        demand = rectifying.Demand(
            "经核查情况属实，请限期更新并报送整改情况。", reference=f"投诉{made.number}"
        )
        order = rectifying.issue(unit, demand, by=teller.office, on=day + timedelta(3), complaint=made)
        if told.until == "repaired":
            _repaired_at_the_second_try(teller, order, day + timedelta(8))
    return made


def _repaired_at_the_second_try(teller: Office, order: Rectification, day: date) -> None:
    clerk = teller.desk.cast.clerk(order.unit)
    order = rectifying.hand_in(order, by=clerk, on=day, text="已经联系信息中心更新，请验收。")
    order = rectifying.reject(
        order, by=teller.office, on=day + timedelta(1), verdict="办公时间仍是旧的，请一并更新。", working_days=5,
        revision=order.revision,
    )  # fmt: skip
    order = rectifying.hand_in(
        order, by=clerk, on=day + timedelta(3), text="电话和办公时间都已更新。", page_url="/open/"
    )
    rectifying.accept(
        order, by=teller.office, on=day + timedelta(4), verdict="已核实，内容正确。", revision=order.revision
    )


def _gap(teller: Office, days: int, place: int, kind: str, text: str, until: str) -> Rectification:
    desk, unit = teller.desk, teller.unit(place)
    day = desk.before(days)
    demand = rectifying.Demand(text, kind=kind, item=_item(unit), reference="县政务公开主管部门巡查")
    order = rectifying.issue(unit, demand, by=teller.office, on=day)
    if until == "criticised":
        said = "逾期没有整改，也没有说明原因。"
        return rectifying.criticise(order, by=teller.head, on=desk.before(5), text=said)
    if until in ("handed_in", "closed"):
        order = rectifying.hand_in(
            order, by=desk.cast.clerk(unit), on=day + timedelta(6), text="已经逐项补齐，可以在目录页查看。"
        )
    if until == "closed":
        order = rectifying.accept(
            order, by=teller.office, on=day + timedelta(8), verdict="已逐项核对。", revision=order.revision
        )
    return order


def _item(unit: Organisation) -> Item | None:
    return Item.objects.filter(unit=unit, nodes__in=Node.objects.public().rows()).order_by("pk").first()


def _entered(teller: Office, made: Evaluation) -> None:
    """The manual indicators: most units did what they should."""
    for place, score in enumerate(
        made.scores.filter(indicator__measure="").select_related("indicator", "evaluation")
    ):
        value = Decimal((100, 100, 60, 100, 0)[place % 5])
        evaluating.enter(score, by=teller.office, value=value, evidence="县政务公开主管部门检查记录")


def _last_year(teller: Office) -> Evaluation:
    """Published: the ranking, and orders for who is far behind."""
    desk, county = teller.desk, teller.desk.bodies[COUNTY]
    scheme = scheming.begin_scheme(county, by=teller.office, on=desk.before(40))
    scheming.publish_scheme(scheme, county, by=teller.head, on=desk.before(39))
    end = desk.before(35)
    made = evaluating.begin(
        county,
        by=teller.office,
        on=desk.before(30),
        name="上年度政务公开考核",
        start=end - timedelta(364),
        end=end,
    )
    _entered(teller, made)
    made = evaluating.ask(made, by=teller.office, on=desk.before(29))
    unit = teller.unit(0)
    score = made.scores.filter(unit=unit).select_related("evaluation").first()
    if score is not None:
        objection = evaluating.object_to(
            score, by=desk.cast.clerk(unit), on=desk.before(27), text="目录中有两项上月已经补齐，请核对。"
        )
        evaluating.answer(
            objection,
            by=teller.office,
            on=desk.before(25),
            accepted=False,
            text="取数以考核期末为准，补齐的计入下期。",
        )
    made = evaluating.freeze(
        evaluating.lock(made), by=teller.office, on=desk.before(20), revision=evaluating.lock(made).revision
    )
    return announcing.publish(made, by=teller.head, on=desk.before(15), seen=made.digest)


def _this_season(teller: Office) -> Evaluation:
    """In preparation: counted, some manual values still to be given."""
    desk = teller.desk
    return evaluating.begin(
        desk.bodies[COUNTY],
        by=teller.office,
        on=desk.on,
        name="近三个月政务公开考核",
        start=desk.before(90),
        end=desk.on,
    )
