"""How 青岚县 organises the work: trainings with who came, people, the year's plan in every state, articles of the column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from accounts.models import Organisation, OrganisationKind
from accounts.roles import Role
from interpretation.actions import pieces
from portal.demo.chain import Desk
from portal.demo.organisations import COUNTY
from supervision.actions import planning, staffing, telling, training
from supervision.models import Training, WorkPlan
from supervision.organising_policies import TRAINED

ORGANISING_STEPS: Final = 4 + 3
LESSONS: Final = (
    ("政府信息公开条例和标准目录", "县政府三楼会议室", "各单位分管负责人和经办人"),
    ("依申请公开答复和文件公开属性", "视频会议，各乡镇设分会场", "各单位经办人"),
)
ABSENT: Final = {0: (3, 4), 1: (3, 5)}  # lesson → places of the units nobody came from: red, and amber
# Days from today, a task, how far it has come.
TASKS: Final = (
    (-60, "修订县、乡两级政务公开事项标准目录并集中公布", "done"),
    (-15, "补齐行政规范性文件的有效性标注", "late"),
    (-5, "公布本年度重大行政决策事项目录", "reported"),
    (6, "完成文件公开属性年度评估", "soon"),
    (40, "办好政府开放日，公布活动情况", "told"),
    (75, "开展一次政务公开业务培训", "open"),
)
ARTICLES: Final = (
    ("一张目录管到底：标准目录怎样与日常公开对上", "文件起草时就选好公开事项，发布以后目录自动更新。",
     ("过去目录在墙上，公开在网上，两边对不起来。\n\n今年起，起草文件时先选它属于哪个公开事项，没有选的不能送审；文件发布以后，事项页面同步更新，"
     "到期没有更新的在待办里提醒。\n\n三个月下来，逾期没有更新的事项少了一半，群众按事项找文件也方便了。"), "published"),
    ("村务公开和政府公开怎样对应一致", "同一件事在村里和县里公开的数字要一样，先比对再张贴。",
     "惠农补贴发放情况，村里贴一张，县里公开一份。\n\n我们先在网上比对两边的人数和金额，不一致的查明原因，再由村务监督委员会审核张贴。", "published"),
    ("窗口怎样帮老年人提出公开申请", "口头申请、代为填写、当场打印回执。", "老年人不会填表的，窗口工作人员听他说、代他填，读给他听，确认后签字。", "reviewing"),
)  # fmt: skip


def load_organising(desk: Desk) -> Iterator[str]:
    """All by the acts: who was asked and did not come is amber, and red where it was so last year too."""
    units = [
        body for body in desk.bodies.values() if body.kind in [OrganisationKind(kind) for kind in TRAINED]
    ]
    for place, day in enumerate(
        (date(desk.on.year - 1, 5, 18), max(desk.before(45), date(desk.on.year, 1, 1)))
    ):
        yield f"培训 {_training(desk, units, place, day).subject}"
    yield f"工作人员 {_people(desk, units)}人"
    yield f"工作要点 {_plan(desk, units)}"
    for place, article in enumerate(ARTICLES):
        yield f"经验交流 {_article(desk, units[place + 1], *article)}"


def _training(desk: Desk, units: list[Organisation], place: int, day: date) -> Training:
    office, county = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE], desk.bodies[COUNTY]
    subject, where, audience = LESSONS[place]
    made = training.register(county, training.Lesson(subject, day, where, audience), units=units, by=office)
    absent = {units[one % len(units)].pk for one in ABSENT[place]}
    sheet = {row.pk: (0 if row.unit_id in absent else 1 + row.pk % 3, ()) for row in made.attendances.all()}
    training.attend_all(made, sheet, by=office, on=desk.on)
    return training.summarise(
        made, by=office, on=desk.on, summary="讲解条例和目录，现场演示发布和答复的步骤，会后答疑。"
    )


def _people(desk: Desk, units: list[Organisation]) -> int:
    """One full-time person at the office, part-time people in most units; two units have named nobody."""
    office = desk.cast.colleagues[COUNTY, Role.COUNTY_OFFICE]
    for place, unit in enumerate(units[:-2]):
        post = "full" if unit.code == COUNTY else "part"
        user = office if unit.code == COUNTY else desk.cast.clerk(unit)
        certificate = "云州市政务公开业务培训合格证" if place % 3 == 0 else ""
        given = staffing.Post(
            post, "文件公开、依申请公开", desk.before(800 + place), user=user, certificate=certificate
        )
        staffing.enter(unit, given, by=office, on=desk.on)
    return len(units) - 2


def _plan(desk: Desk, units: list[Organisation]) -> WorkPlan:
    office, head = (desk.cast.colleagues[COUNTY, role] for role in (Role.COUNTY_OFFICE, Role.HEAD))
    year = desk.on.year
    plan = planning.begin(
        desk.bodies[COUNTY],
        year=year,
        title=f"青岚县{year}年政务公开工作要点",
        by=office,
        basis=f"云州市{year}年政务公开工作要点",
    )
    for place, (days, text, _) in enumerate(TASKS):
        due = min(max(desk.on + timedelta(days=days), date(year, 1, 1)), date(year, 12, 31))
        planning.add_task(plan, text=text, unit=units[1 + place], due_on=due, by=office)
    plan = planning.submit(plan, by=office)
    at = datetime.combine(max(desk.before(80), date(year, 1, 1)), time(2), UTC)
    plan = planning.publish(plan, by=head, at=at, seen=plan.content_hash)
    for task, (_, _, until) in zip(plan.tasks.select_related("unit", "plan"), TASKS, strict=True):
        if until not in ("done", "reported", "told"):
            continue
        clerk, told = desk.cast.clerk(task.unit), until != "told"
        said = planning.report(
            task, text="按要点的要求办理。", by=clerk, on=min(task.due_on, desk.on), is_done=told
        )
        if until == "done":
            planning.judge(said, accepted=True, opinion="已在网站上核对。", by=office, on=desk.on)
    return plan


def _article(desk: Desk, unit: Organisation, title: str, summary: str, text: str, until: str) -> str:
    clerk = desk.cast.clerk(unit)
    made = telling.start_article(unit, title=title, by=clerk)
    values = {"title": title, "summary": summary, "text": text, "keywords": "政务公开;标准化规范化"}
    made = pieces.submit(pieces.save(made, by=clerk, revision=made.revision, values=values), by=clerk)
    if until == "published":
        made = pieces.approve(made, by=desk.cast.head(unit), on=desk.on, seen=made.content_hash)
    return str(made)
