"""What still stands between a draft and its publication, in sentences for the person who prepares it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from accounts.models import OrganisationKind
from disclosure import body as bodies
from disclosure.models import CountyWord
from disclosure.scanner import scan_text
from participation.models import (
    Consultation,
    DecisionCatalogue,
    Feedback,
    Gathering,
    Opinion,
    OpinionPart,
    Report,
    Reviewed,
    Survey,
)
from participation.streaming import host_of

NO_ADDRESS: Final = "{}须以 https:// 开头，不带端口、用户名。"


def county_words(thing: Reviewed) -> tuple[str, ...]:
    """The county's word list."""
    county = thing.unit.get_ancestors(include_self=True).filter(kind=OrganisationKind.COUNTY_GOVERNMENT)
    return tuple(CountyWord.objects.filter(county__in=county).order_by("word").values_list("word", flat=True))


def findings(thing: Reviewed, *texts: tuple[str, str]) -> list[str]:
    """个人信息、密级标志 in (place, text) pairs: what the scan says must not go out (law-book §12)."""
    words = county_words(thing)
    return [
        f"{found.place}：{found.kind.label}“{found.excerpt}”。"
        for place, text in texts
        for found in scan_text(text, place, words=words)
        if found.blocking
    ]


def period_problem(consultation: Consultation, from_: datetime) -> str:
    """Why the time between `from_` and the closing moment is too short; empty when it is not (第十五条)."""
    rule, days = consultation.rule, consultation.days_open(from_)
    if days >= rule.days:
        return ""
    said = f"征求意见的时间只有{max(days, 0)}日，{rule.legal_basis}规定不少于{rule.days}日"
    if not rule.may_be_shorter:
        return f"{said}，不能缩短。"
    return "" if consultation.short_reason.strip() else f"{said}；确需缩短的，请写明理由，理由随稿公布。"


def consultation_problems(consultation: Consultation, at: datetime) -> list[str]:
    found = list(bodies.problems(consultation.body))
    if not bodies.to_text(consultation.explanation).strip():
        found.append("请填写起草说明：征求意见稿和说明一并公布（重大行政决策程序暂行条例第十五条）。")
    if consultation.closes_at <= at:
        found.append("截止时间已经过去。")
    elif sentence := period_problem(consultation, max(consultation.opens_at, at)):
        found.append(sentence)
    if not (consultation.email or consultation.address):
        found.append("电子邮箱、邮寄地址至少填写一项，不上网的人也要能提意见。")
    return found + findings(
        consultation, ("标题", consultation.title), ("征求意见稿", bodies.to_text(consultation.body)),
        ("起草说明", bodies.to_text(consultation.explanation)), ("期限较短的理由", consultation.short_reason),
    )  # fmt: skip


def feedback_problems(feedback: Feedback, at: datetime) -> list[str]:
    """Every opinion looked at, every part answered, the totals equal; with no opinion the feedback says so."""
    consultation, found = feedback.consultation, []
    if consultation.closes_at >= at:
        found.append("征求意见还没有截止。")
    if waiting := consultation.opinions.waiting().count():
        found.append(f"还有{waiting}件意见没有核看。")
    parts = OpinionPart.objects.filter(opinion__consultation=consultation)
    if left := parts.unanswered().count():
        found.append(f"还有{left}条意见没有写明是否采纳和理由。")
    if not feedback.summary.strip():
        found.append("请写明总的情况；没有收到意见的，也要写明。")
    shown = parts.filter(opinion__state=Opinion.State.SHOWN).select_related("opinion")
    return found + findings(
        feedback,
        ("总的情况", feedback.summary),
        *((f"答复“{one}”", f"{one.summary} {one.reason}") for one in consultation.answers.all()),
        *((f"{part}", part.shown_text) for part in shown),
    )


def catalogue_problems(catalogue: DecisionCatalogue, at: datetime) -> list[str]:
    found = [] if catalogue.entries.exists() else ["目录里还没有事项。"]
    if catalogue.version > 1 and not catalogue.note.strip():
        found.append("调整目录的，请写明调整了什么、为什么。")
    entries = catalogue.entries.all()
    return found + findings(
        catalogue, ("说明", catalogue.note), *((f"第{one.number}项", one.title) for one in entries)
    )


def survey_problems(survey: Survey, at: datetime) -> list[str]:
    items = survey.items()
    found = [] if items else ["还没有题目。"]
    if survey.closes_at <= at:
        found.append("截止时间已经过去。")
    texts = "\n".join(text for item in items for text in (item.text, *item.choices, *item.rows))
    return found + findings(survey, ("标题", survey.title), ("说明", survey.intro), ("题目", texts))


def gathering_problems(gathering: Gathering, at: datetime) -> list[str]:
    groups = list(gathering.groups.all())
    found = [] if groups else ["还没有参加人类别和名额。"]
    if gathering.signup_closes <= at:
        found.append("报名截止时间已经过去。")
    affected = sum(group.seats for group in groups if group.is_affected)
    if gathering.kind == Gathering.Kind.HEARING and affected * 2 < sum(group.seats for group in groups):
        found.append("听证会的利害关系人代表不少于参加人的二分之一（山东省重大行政决策公众参与工作办法）。")
    if gathering.selection == Gathering.Selection.DRAW and not gathering.seed_source.strip():
        found.append("抽签的，请写明种子取自哪里，公布以后谁都可以复核。")
    if gathering.live_url and not host_of(gathering.live_url):
        found.append(NO_ADDRESS.format("直播地址"))
    return found + findings(
        gathering,
        ("标题", gathering.title),
        ("公告", bodies.to_text(gathering.notice)),
        ("地点", gathering.place),
    )


def report_problems(report: Report, at: datetime) -> list[str]:
    gathering, found = report.gathering, []
    if at < gathering.starts_at:
        found.append("还没有举行。")
    if gathering.kind == Gathering.Kind.HEARING:
        if gathering.participants_at is None:
            found.append("听证参加人名单没有在举行前公布（重大行政决策程序暂行条例第十六条）。")
        if gathering.materials_on is None:
            found.append("请先登记听证材料送达的日期（重大行政决策程序暂行条例第十六条）。")
        if not report.is_signed:
            found.append("听证记录须由参加人确认并签字（重大行政决策程序暂行条例第十七条）。")
    if not report.text.strip() or not report.record.strip():
        found.append("请填写记录和报告。")
    found += _streamed_problems(report) if gathering.live_url else []
    if report.replay_url and not host_of(report.replay_url):
        found.append(NO_ADDRESS.format("回放地址"))
    return found + findings(report, ("记录", report.record), ("报告", report.text), ("答复", report.answers))


def _streamed_problems(report: Report) -> list[str]:
    """What was live is not over before it can be seen again and questions are answered (市实施意见三(二)5)."""
    found = [] if report.replay_url else ["有网络直播的，请填写回放地址。"]
    if not report.answers.strip():
        found.append("有网络直播的，请逐条答复群众的提问；没有人提问的，写明没有。")
    return found


PROBLEMS: dict[type[Reviewed], Callable[[Any, datetime], list[str]]] = {
    Consultation: consultation_problems,
    Feedback: feedback_problems,
    DecisionCatalogue: catalogue_problems,
    Survey: survey_problems,
    Gathering: gathering_problems,
    Report: report_problems,
}


def problems(thing: Reviewed, at: datetime) -> list[str]:
    """Sentences that block submission and publication at `at`."""
    return PROBLEMS[type(thing)](thing, at)
