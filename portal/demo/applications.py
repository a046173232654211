"""Applications of the demonstration county: every result row, every open state, over two years, all by the acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.roles import Role
from portal.demo.chain import Desk
from requests_app.actions import (
    asking,
    charging,
    closing,
    deciding,
    delivering,
    extending,
    intake,
    settling,
    telling,
)
from requests_app.models import InformationRequest, Reply
from statute import seven_questions
from statute.calendar import WorkingCalendar
from statute.clock import Channel
from statute.grounds import GROUNDS, Ground
from statute.loading import working_calendar
from statute.outcomes import OUTCOMES, OutcomeCode

UNIT: Final = "qinglan-mzj"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
C = OutcomeCode


@dataclass(frozen=True)
class Story:
    """One application: what is asked, by whom, received how many days ago, and how it went.

    `until`: the state it is left in ("replied" goes on to the archive when it is old); `extra`: what happened besides.
    """

    subject: str
    days_ago: int
    outcome: OutcomeCode | None = None
    until: str = "replied"
    kind: str = "natural"
    name: str = "申请人"
    channel: Channel = Channel.INTERNET
    extra: frozenset[str] = field(default_factory=frozenset)


def _ended() -> Iterator[Story]:
    """Every one of the 21 rows, the oldest more than a year ago."""
    what = {
        C.GRANT: "2025年度城乡低保资金发放明细", C.PARTIAL: "养老机构补贴评审意见及评分表",
        C.DENY_SECRET: "应急储备物资调运方案", C.DENY_LAW: "救助对象家庭经济状况核对报告中的纳税数据",
        C.DENY_SAFETY: "重点目标安全防范布置图", C.DENY_THIRD: "某养老服务公司投标报价构成",
        C.DENY_INTERNAL: "本局2025年度工作人员考勤记录", C.DENY_PROCESS: "区划调整方案的内部讨论记录",
        C.DENY_CASEFILE: "社会组织处罚案件的调查笔录", C.DENY_QUERY: "某社会组织法人登记档案",
        C.CANT_NOTHELD: "1998年殡葬改革试点会议纪要", C.CANT_CREATE: "近十年救助人数按年龄分组的统计表",
        C.CANT_UNCLEAR: "有关补贴的全部文件", C.NO_PETITION: "要求处理邻居骗取低保的问题",
        C.NO_REPEAT: "2025年度城乡低保资金发放明细", C.NO_PUBLICATION: "县志民政卷",
        C.NO_MASS: "全县各村每户补贴签领单", C.NO_CONFIRM: "请确认上次提供的名单是否真实",
        C.OTHER_UNCORRECTED: "那件事的材料", C.OTHER_UNPAID: "历年救助档案全部复印件", C.OTHER_ELSE: "婚姻登记档案查阅",
    }  # fmt: skip
    kinds = ("natural", "natural", "company", "natural", "legal", "natural", "research", "welfare", "other")
    channels = (
        Channel.INTERNET,
        Channel.COUNTER,
        Channel.REGISTERED_MAIL,
        Channel.FAX,
        Channel.ORDINARY_MAIL,
    )
    for place, (code, subject) in enumerate(what.items()):
        yield Story(
            subject,
            500 - place * 16,
            code,
            "archived" if place % 3 else "closed",
            kinds[place % 9],
            channel=channels[place % 5],
        )
    for place, (subject, extra) in enumerate(
        (
            ("县级福利彩票公益金使用情况", {"extension"}), ("农村公益性公墓规划图", {"consultation"}),
            ("社区服务站建设合同", {"assist"}), ("慈善信托备案清单", {"suggestion"}), ("留守儿童关爱服务台账", set()),
            ("地名命名更名批复", set()), ("残疾人两项补贴标准测算依据", {"correction"}),
        )
    ):  # fmt: skip
        yield Story(subject, 150 - place * 11, C.GRANT, "replied", kinds[place], extra=frozenset(extra))
    yield Story("1998年殡葬改革试点会议记录", 66, C.CANT_NOTHELD, "replied", extra=frozenset({"searched"}))


OPEN: Final = (
    Story("临时救助审批表样式", 0, until="received"),
    Story("养老服务设施布局规划", 1, until="registered", channel=Channel.COUNTER),
    Story("低保审核确认的内部流程", 3, until="in_review", kind="legal"),
    Story("有关通知", 8, until="awaiting_correction"),
    Story("全县每一笔补贴的银行回单", 9, until="awaiting_reason"),
    Story("2010年以来救助档案复印件", 12, until="awaiting_fee", kind="company"),
    Story("婚姻登记数量分乡镇统计", 13, until="processing", extra=frozenset({"assist"})),
    Story("养老项目中标单位的报价明细", 14, until="processing", kind="company", extra=frozenset({"consultation"})),
    Story("殡仪馆收费核定文件", 20, until="secrecy"),
    Story("社会组织年检结论", 18, C.DENY_PROCESS, until="signing"),
    Story("区划地名档案目录", 24, until="processing", extra=frozenset({"extension"})),
    Story("敬老院改造工程验收报告", 60, until="processing"),
    Story("孤儿基本生活费发放标准", 55, until="withdrawn"),
)  # fmt: skip


def _settle(desk: Desk) -> None:
    """代字 of the unit, settled by the county office before the first of these letters."""
    county = desk.bodies["qinglan"]
    by = desk.cast.colleagues["qinglan", Role.COUNTY_OFFICE]
    for series, word in (("reply", "青民公复"), ("notice", "青民公告")):
        settling.settle_word(desk.bodies[UNIT], series, word=word, by=by, on=desk.before(1000), county=county)


def load_applications(desk: Desk) -> Iterator[str]:
    """Tell every story; yields a label for each."""
    _settle(desk)
    teller = Teller(desk)
    for story in (*_ended(), *OPEN):
        teller.tell(story)
        yield f"依申请公开 {story.subject[:12]}"


APPLICATION_STEPS: Final = len(list(_ended())) + len(OPEN)


def answers_for(code: OutcomeCode, last: str = "") -> dict[str, str]:
    """The shortest answers to the seven questions that end in this row, with the answer `last` where one is named."""
    waiting: list[tuple[seven_questions.Question, dict[str, str]]] = [(seven_questions.FIRST, {})]
    while waiting:
        question, answers = waiting.pop(0)
        for option in question.options:
            given = {**answers, question.key: option.key}
            if option.then:
                waiting.append((seven_questions.QUESTIONS[option.then], given))
            elif last in ("", option.key) and (option.ends or _decision(given)) == code:
                return given
    raise KeyError(code)


def _decision(answers: Mapping[str, str]) -> OutcomeCode:
    return OutcomeCode(GROUNDS[Ground(answers["ground"])].decision)


class Teller:
    """Carries an application on by the acts, each on its own working day after receipt."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.unit = desk, desk.bodies[UNIT]
        self.calendar: WorkingCalendar = working_calendar()
        people = desk.cast.colleagues
        self.clerk, self.head = people[UNIT, Role.CLERK], people[UNIT, Role.HEAD]
        self.secrecy = people[UNIT, Role.SECRECY_REVIEWER]
        self.helper_unit = (
            desk.bodies["qinglan-czj"] if "qinglan-czj" in desk.bodies else desk.bodies["qinglan-qingshi"]
        )
        self.helper: User = people[self.helper_unit.code, Role.CLERK]
        self.number = 0
        self.first: InformationRequest | None = None

    def tell(self, story: Story) -> None:
        self.number += 1
        start = self._working(self.desk.before(story.days_ago))
        case = self._receive(story, start)
        self.first = self.first or case
        if story.until == "received":
            return
        case = intake.register(case, by=self.clerk, on=start)
        if story.until != "registered":
            self._go_on(story, intake.start_review(case, by=self.clerk, on=self._day(start, 1)), start)

    def _working(self, day: dt.date) -> dt.date:
        while not self.calendar.is_working(day):
            day -= dt.timedelta(days=1)
        return day

    def _day(self, start: dt.date, days: int) -> dt.date:
        """The working day so many after receipt, never after today."""
        return min(self.calendar.add_working_days(start, days).date, self.desk.on)

    def _receive(self, story: Story, start: dt.date) -> InformationRequest:
        organisation = story.kind != "natural"
        person = {
            "kind": story.kind,
            "name": f"示例单位{self.number}" if organisation else f"示例申请人{self.number}",
            "identity_kind": "other",
            "identity": f"DEMO{1 if story.outcome in (C.GRANT, C.NO_REPEAT) else self.number:04d}",
            "phone": f"0999-10{self.number:05d}",
            "contact_person": "示例联系人" if organisation else "",
        }
        application = intake.Application(
            person=person, subject=story.subject, form="electronic", way="online"
        )
        at = dt.datetime.combine(start, dt.time(9, 30), SHANGHAI)
        key = uuid5(NAMESPACE_URL, f"demo-application-{self.number}")
        if story.channel is Channel.INTERNET:
            return intake.submit(self.unit, application, key=key, at=at, on=start).request
        arrival = intake.Arrival(story.channel, at, start, start, evidence="EMS 1023456789012")
        return intake.take(self.unit, application, arrival, key=key, by=self.clerk).request

    def _go_on(self, story: Story, case: InformationRequest, start: dt.date) -> None:
        by: dict[str, Any] = {"by": self.clerk}
        needs = story.extra | self._needs(story.outcome)
        if story.until == "in_review":
            return
        if story.until == "withdrawn":
            closing.withdraw(case, on=self._day(start, 5), reason="申请人电话撤回", **by)
            return
        if story.until == "awaiting_correction" or "correction" in needs:
            day = self._day(start, 2)
            case = asking.ask_correction(
                case, on=day, what="请写明所需信息的名称、年度或者文号", until=self._day(day, 10), **by
            )
            if story.until == "awaiting_correction":
                return
            if story.outcome is not C.OTHER_UNCORRECTED:
                start = self._day(start, 6)
                case = asking.correct(case, on=start, answer="2024年度的有关材料", **by)
        if story.until == "awaiting_reason" or "reason" in needs:
            day = self._day(start, 2)
            case = asking.ask_reason(
                case, on=day, count=46, text="一个月内向本机关申请46件", until=self._day(day, 10), **by
            )
            if story.until == "awaiting_reason":
                return
            case = asking.give_reason(
                case, on=self._day(start, 5), answer="想知道", is_reasonable=False, **by
            )
        if case.status == "in_review":
            case = intake.accept(case, on=self._day(start, 2), **by)
        self._process(story, case, start, needs)

    @staticmethod
    def _needs(outcome: OutcomeCode | None) -> set[str]:
        return {
            C.DENY_THIRD: {"consultation"}, C.CANT_UNCLEAR: {"correction"}, C.OTHER_UNCORRECTED: {"correction"},
            C.NO_MASS: {"reason"}, C.OTHER_UNPAID: {"fee"},
        }.get(outcome or C.GRANT, set())  # fmt: skip

    def _process(
        self, story: Story, case: InformationRequest, start: dt.date, needs: set[str] | frozenset[str]
    ) -> None:
        by: dict[str, Any] = {"by": self.clerk}
        if story.until == "awaiting_fee" or "fee" in needs:
            charging.notify(case, on=self._day(start, 3), pages=260, **by)
            if story.until == "awaiting_fee":
                return
            start = self._day(start, 26)
        if "consultation" in needs:
            self._consult(story, case, start)
        if "assist" in needs:
            self._assist(story, case, start)
        if "extension" in needs:
            extending.extend(
                case, by=self.head, on=self._day(start, 12), days=10, reason="需要汇总各乡镇材料"
            )
        if story.until != "processing":
            late = 26 if story.outcome is C.OTHER_UNCORRECTED else 0
            case.refresh_from_db()
            self._reply(story, case, self._day(start, 14 + late))

    def _consult(self, story: Story, case: InformationRequest, start: dt.date) -> None:
        day = self._day(start, 3)
        one = extending.consult(
            case, by=self.clerk, on=day, kind="third_party", party="示例养老服务有限公司", question="所附报价构成是否同意公开",
            delivered_on=day,
        )  # fmt: skip
        if story.until != "processing":
            extending.answer_consultation(
                one, by=self.clerk, on=self._day(start, 8), is_reasonable=True,
                position="objects" if story.outcome is C.DENY_THIRD else "agrees", answer="报价构成属于商业秘密",
            )  # fmt: skip

    def _assist(self, story: Story, case: InformationRequest, start: dt.date) -> None:
        task = extending.ask_assistance(
            case, by=self.clerk, on=self._day(start, 3), organisation=self.helper_unit, question="请提供有关台账的保存情况",
            due_on=max(self._day(start, 9), self._day(start, 3)),
        )  # fmt: skip
        if story.until != "processing":
            extending.answer_assistance(
                task, by=self.helper, on=self._day(start, 6), answer="台账保存在本单位，复印件已送达。"
            )

    def _reply(self, story: Story, case: InformationRequest, day: dt.date) -> None:
        code = story.outcome or C.GRANT
        rule = OUTCOMES[code]
        by: dict[str, Any] = {"by": self.clerk, "on": day}
        if "searched" in story.extra:
            deciding.record_search(
                case,
                scope="综合档案室、业务系统",
                keywords="殡葬改革 会议纪要",
                people="示例经办人",
                result="没有检索到",
                **by,
            )
        previous = self.first if code is C.NO_REPEAT else None
        values = {
            "reason": "" if not rule.needs_reason else f"经审查，本件{rule.must_state.split('，')[0]}，具体情况已在办理记录中载明。",
            "responsible_body": "青岚县档案馆" if code is C.CANT_NOTHELD else "",
            "responsible_contact": "0999-7654321" if code is C.CANT_NOTHELD else "",
            "provided": "所申请的信息随本告知书提供，请在网站下载。" if code in (C.GRANT, C.PARTIAL) else "",
        }  # fmt: skip
        deciding.decide(
            case,
            answers=answers_for(code, "not_found" if "searched" in story.extra else ""),
            values=values,
            previous=previous,
            **by,
        )
        reply = deciding.submit_reply(case, **by)
        if story.until == "secrecy":
            return
        if reply.state == Reply.State.SECRECY:
            reply = deciding.pass_secrecy(
                reply, by=self.secrecy, on=day, opinion="不涉及国家秘密", seen=reply.content_hash
            )
        if story.until == "signing":
            return
        deciding.sign_reply(reply, by=self.head, on=day, opinion="同意", seen=reply.content_hash)
        online = case.way == "online"
        delivering.answer(
            case,
            way="online" if online else "post",
            evidence="" if online else f"EMS 10{case.pk:09d}37",
            **by,
        )
        case.refresh_from_db()
        self._end(story, case, day)

    def _end(self, story: Story, case: InformationRequest, day: dt.date) -> None:
        if "suggestion" in story.extra:
            telling.suggest_publication(
                case, on=min(day + dt.timedelta(days=2), self.desk.on), text="很多人关心这份清单"
            )
        if story.until in ("closed", "archived") and case.status == "replied":
            case = closing.close(case, by=self.clerk, on=day)
        if story.until == "archived":
            closing.archive(case, by=self.clerk, on=day)
