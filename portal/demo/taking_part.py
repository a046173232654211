"""The demonstration county's catalogue of decisions, a hearing with its draw, and two surveys with results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from participation import questionnaire
from participation.actions import deciding, publishing, surveying
from participation.actions import gathering as meetings
from participation.actions.deciding import Entry
from participation.actions.gathering import Seats
from participation.actions.surveying import Given
from participation.models import Consultation, DecisionCatalogue, Gathering, Question, Survey
from participation.procedure import Step
from portal.demo.participation import Teller

S = Step
MATTERS: Final = (
    ("青岚县城区养犬管理办法", "qinglan-gaj", "9月底", "山东省养犬管理有关规定", False),
    ("青岚县居民供热价格调整方案", "qinglan-fgj", "10月底", "山东省定价目录", True),
    ("青岚县国土空间近期实施方案", "qinglan-zgj", "12月底", "城乡规划法", False),
)
WALKED: Final = (
    (S.CATALOGUED, 160),
    (S.STARTED, 150),
    (S.DRAFTED, 140),
    (S.COMMENT, 95),
    (S.SURVEY, 60),
    (S.HEARING, 40),
)
SATISFACTION: Final = """[单选] 您住在哪里？ *
- 县城
- 乡镇驻地
- 村里
[量表5] 您对冬季供热总的满意程度？（5 最满意） *
[矩阵] 请评价 *
行: 室温
行: 报修速度
行: 收费透明
- 满意
- 一般
- 不满意
[多选2] 最希望改进什么？
- 管网改造
- 延长供热
- 分户计量
- 客服电话
[填空] 还有什么建议？"""
POLL: Final = """[单选] 青河湿地公园的名称，您选哪一个？ *
- 青河湿地公园
- 青岚湿地公园
- 柳岸湿地公园"""


def load_taking_part(teller: Teller) -> Iterator[str]:
    catalogue = _catalogue(teller)
    yield "公众参与 决策事项目录"
    _survey(teller, catalogue)
    _poll(teller)
    yield "公众参与 调查和投票"
    _hearing(teller, catalogue)
    _meetings(teller)
    yield "公众参与 听证会抽签、会议"


TAKING_PART_STEPS: Final = 3


def _catalogue(teller: Teller) -> DecisionCatalogue:
    """Published half a year ago; one matter came as far as its hearing, one left a step out."""
    at = teller.at(-165)
    found = teller.started(DecisionCatalogue(year=at.year, basis="经县委同意（青委〔2026〕9号）"), "qinglan")
    clerk = teller.desk.cast.clerk(found.unit)
    entries = [
        Entry(title, teller.unit(code), planned, basis, survey)
        for title, code, planned, basis, survey in MATTERS
    ]
    found = teller.released(deciding.write_entries(found, entries, by=clerk), at)
    dogs, heat, _ = (entry.matter for entry in found.entries.order_by("number"))
    today = teller.desk.on
    for step, days in WALKED:
        deciding.record_step(heat, step, by=clerk, on=today - dt.timedelta(days=days), today=today)
    deciding.record_step(
        heat, S.EXPERT, by=clerk, on=today - dt.timedelta(days=30), today=today, skipped=True,
        reason="成本监审已由专业机构完成，不再另行组织专家论证。", article="重大行政决策程序暂行条例第十九条",
    )  # fmt: skip
    for step, days in ((S.CATALOGUED, 100), (S.STARTED, 60), (S.DRAFTED, 20)):
        deciding.record_step(dogs, step, by=clerk, on=today - dt.timedelta(days=days), today=today)
    if call := Consultation.objects.public().filter(title__startswith="青岚县城区养犬").first():
        deciding.tie(dogs, call, by=clerk)
    return found


def _open(teller: Teller, survey: Survey, text: str) -> Survey:
    found = teller.started(survey, "qinglan")
    clerk = teller.desk.cast.clerk(found.unit)
    return teller.released(
        surveying.write_questions(found, questionnaire.parse(text), by=clerk), survey.opens_at
    )


def _fill(survey: Survey, count: int) -> None:
    """Responses spread without chance, so that every run is the same; the third choice of a question stays rare."""
    questions = list(survey.questions.prefetch_related("choices", "rows"))
    for number in range(count):
        answers = {question.pk: _given(question, number) for question in questions}
        at = survey.open_from + dt.timedelta(hours=1 + number)
        surveying.respond(
            survey,
            answers,
            key=uuid5(NAMESPACE_URL, f"{survey.title}{number}"),
            voter=f"{number:064x}",
            at=at,
        )


def _given(question: Question, number: int) -> Given:
    choices: list[Any] = [choice.pk for choice in question.choices.all()]
    pick = (number * 7 + question.number * 3) % 11
    if question.kind == Question.Kind.TEXT:
        return Given(text="希望早点公布供热时间。" if number % 9 == 0 else "")
    if question.kind == Question.Kind.MATRIX:
        return Given(
            rows={
                row.pk: choices[(pick + place) % len(choices)]
                for place, row in enumerate(question.rows.all())
            }
        )
    if question.kind == Question.Kind.MULTIPLE:
        return Given(choices=[choices[pick % len(choices)], choices[(pick + 1) % len(choices)]])
    place = 2 if number % 20 == 0 else pick % 2 if len(choices) == 3 else pick % len(choices)
    return Given(choices=[choices[place]])


def _survey(teller: Teller, catalogue: DecisionCatalogue) -> None:
    survey = Survey(
        title="冬季供热民意调查", kind="opinion", intro="供热价格调整属于公用事业民生事项，先开展民意调查，结果提交集体讨论。",
        opens_at=teller.at(-80), closes_at=teller.at(-62, 17), protection="account", matter=catalogue.entries.get(number=2).matter,
    )  # fmt: skip
    _fill(_open(teller, survey, SATISFACTION), 60)


def _poll(teller: Teller) -> None:
    survey = Survey(
        title="青河湿地公园名称投票", kind="poll", intro="公园即将建成，名称由大家选。", opens_at=teller.at(-30),
        closes_at=teller.at(-16, 17),
    )  # fmt: skip
    _fill(_open(teller, survey, POLL), 40)
    open_one = Survey(
        title="政务公开网站使用情况调查", intro="为了改进网站，请告诉我们哪里不好用。", opens_at=teller.at(-4), closes_at=teller.at(26, 17),
    )  # fmt: skip
    _open(
        teller,
        open_one,
        "[单选] 您找到要找的内容了吗？ *\n- 找到了\n- 没找到\n---\n[填空] 没找到的是什么？\n如果: 1=2\n"
        "[文件] 可以附一张截图\n如果: 1=2\n---\n[量表5] 您给网站打几分？（5 最好）\n[填空] 还有什么建议？",
    )


def _hearing(teller: Teller, catalogue: DecisionCatalogue) -> None:
    """Sixty people for fifteen seats, drawn, held, reported."""
    published = teller.at(-75)
    found = teller.started(
        Gathering(
            title="青岚县居民供热价格调整听证会", kind="hearing", place="县政府综合楼一楼会议室", starts_at=teller.at(-40),
            notice="<p>拟调整居民供热价格，直接涉及用户切身利益，决定召开听证会。参加人通过报名、抽签产生。</p>",
            signup_opens=published, signup_closes=teller.at(-58, 17), seed_source="报名截止次日福利彩票3D开奖号码",
            matter=catalogue.entries.get(number=2).matter,
        ), "qinglan",
    )  # fmt: skip
    clerk = teller.desk.cast.clerk(found.unit)
    groups = (
        Seats("居民用户代表", 8, is_affected=True),
        Seats("供热企业代表", 2),
        Seats("人大代表、政协委员、专家", 5),
    )
    found = teller.released(meetings.write_groups(found, groups, by=clerk), published)
    _sign_up(found, 60)
    found = meetings.draw(found, by=clerk, seed="7 3 9", at=teller.at(-57, 10))
    meetings.send_materials(found, by=clerk, on=teller.at(-50).date())
    meetings.publish_participants(found, by=clerk, at=teller.at(-52))
    report = meetings.write_report(
        found, {
            "record": "承办单位作了说明。居民用户代表提出分两年调整；供热企业代表说明成本；各方进行了询问和辩论。",
            "text": "采纳分两年调整、对低保家庭减免的意见；未采纳暂缓调整的意见，理由是成本监审显示价格已低于成本。", "is_signed": True,
        }, by=clerk,
    )  # fmt: skip
    publishing.publish(teller.reviewed(report, teller.at(-33)), by=clerk, at=teller.at(-33))


def _meetings(teller: Teller) -> None:
    """Three government meetings: one to sign up for, one that can be watched again, one nobody has told about in time."""
    seats = (Seats("学生家长", 3, is_affected=True), Seats("专家、媒体", 2))
    notice = "<p>会议研究中小学校外配餐管理，邀请家长和专家列席。</p>"
    meeting = _meeting(teller, "邀请公众列席县政府常务会议（中小学配餐）", notice, 14, seats)
    _sign_up(meeting, 7)
    watched = _meeting(
        teller, "邀请公众列席县政府常务会议（农村饮水安全）", "<p>会议研究农村饮水安全工程，全程直播。</p>", -12,
        (Seats("用水户代表", 3, is_affected=True), Seats("专家、媒体", 2)), live_url="https://live.example.cn/qinglan/1",
    )  # fmt: skip
    _sign_up(watched, 5)
    clerk = teller.desk.cast.clerk(watched.unit)
    report = meetings.write_report(
        watched, {
            "record": "会议听取县水利局汇报，用水户代表提出枯水期限时供水的问题，议定新建两处备用水源。",
            "text": "采纳新建备用水源、公布水质检测结果的意见。", "replay_url": "https://live.example.cn/qinglan/1/replay",
            "answers": "问：枯水期还会不会停水？答：备用水源今年十月建成，建成前每天送水两次，时间提前在村公开栏公布。\n"
            "问：水质结果在哪里看？答：每季度在本平台“公共服务”栏目公布。",
        }, by=clerk,
    )  # fmt: skip
    publishing.publish(teller.reviewed(report, teller.at(-6)), by=clerk, at=teller.at(-6))
    late = _meeting(
        teller, "邀请公众列席县政府常务会议（公交线路优化）", "<p>会议研究城区公交线路优化，邀请乘客代表列席。</p>", -45,
        (Seats("乘客代表", 3, is_affected=True), Seats("公交企业、专家", 2)),
    )  # fmt: skip
    _sign_up(late, 4)


def _meeting(
    teller: Teller, title: str, notice: str, day: int, seats: tuple[Seats, ...], live_url: str = ""
) -> Gathering:
    """First come, first served: open for twelve days until four days before it is held."""
    opens = teller.at(day - 16)
    draft = teller.started(
        Gathering(
            title=title, kind="meeting", place="县政府常务会议室", starts_at=teller.at(day), notice=notice, live_url=live_url,
            signup_opens=opens, signup_closes=teller.at(day - 4, 17), selection="first",
        ), "qinglan",
    )  # fmt: skip
    clerk = teller.desk.cast.clerk(draft.unit)
    return teller.released(meetings.write_groups(draft, seats, by=clerk), opens)


def _sign_up(found: Gathering, count: int) -> None:
    groups = list(found.groups.all())
    surnames = "王李张刘陈杨赵黄周吴"
    for number in range(count):
        name = f"{surnames[number % 10]}{'建秀志海文'[number % 5]}{'国兰强燕博华'[number % 6]}"
        at = found.signup_opens + dt.timedelta(hours=1, minutes=number)
        key = uuid5(NAMESPACE_URL, f"{found.title}{number}")
        meetings.sign_up(
            found, groups[number % len(groups)], name=name, phone=f"1380000{number:04d}", key=key, at=at
        )
