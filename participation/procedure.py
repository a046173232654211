"""重大行政决策程序: which step may follow which, what may be left out and when only with a reason and an article (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices

from statute.calendar import WorkingCalendar

LAW: Final = "重大行政决策程序暂行条例"


class Step(TextChoices):
    CATALOGUED = "catalogued", "列入目录"
    STARTED = "started", "决策启动"
    DRAFTED = "drafted", "拟订草案"
    COMMENT = "comment", "公开征求意见"
    HEARING = "hearing", "听证会"
    SURVEY = "survey", "民意调查"
    EXPERT = "expert", "专家论证"
    RISK = "risk", "风险评估"
    LEGALITY = "legality", "合法性审查"
    COLLECTIVE = "collective", "集体讨论"
    DECIDED = "decided", "作出决策"
    PUBLISHED = "published", "公布"
    EXECUTING = "executing", "执行"
    EVALUATED = "evaluated", "决策后评估"


@dataclass(frozen=True)
class Rule:
    """A step: its article, and whether it may be left out with a reason."""

    article: str
    may_skip: bool = False


S = Step
RULES: Final[Mapping[Step, Rule]] = {
    S.CATALOGUED: Rule(f"{LAW}第三条"),
    S.STARTED: Rule(f"{LAW}第十条"),
    S.DRAFTED: Rule(f"{LAW}第十二条"),
    S.COMMENT: Rule(f"{LAW}第十五条", may_skip=True),
    S.HEARING: Rule(f"{LAW}第十六条"),
    S.SURVEY: Rule(f"{LAW}第十四条"),
    S.EXPERT: Rule(f"{LAW}第十九条", may_skip=True),
    S.RISK: Rule(f"{LAW}第二十二条", may_skip=True),
    S.LEGALITY: Rule(f"{LAW}第二十五条"),
    S.COLLECTIVE: Rule(f"{LAW}第三十条"),
    S.DECIDED: Rule(f"{LAW}第三十条、第三十一条"),
    S.PUBLISHED: Rule(f"{LAW}第三十二条"),
    S.EXECUTING: Rule(f"{LAW}第三十四条"),
    S.EVALUATED: Rule(f"{LAW}第三十六条", may_skip=True),
}
ORDER: Final = tuple(Step)
# Held in either order, several times or not at all, between 征求意见 and 专家论证: not holding one is no omission.
OPTIONAL: Final = (S.HEARING, S.SURVEY)


@dataclass(frozen=True)
class Done:
    """A step as it was taken, or left out with a reason and an article."""

    step: Step
    on: date
    skipped: bool = False


class OutOfOrder(Exception):  # noqa: N818  it reads as what it says
    """The procedure does not allow this now; `str()` is a Chinese sentence."""


def current(done: Sequence[Done]) -> Step | None:
    """The last step of the order that was taken or left out."""
    places = [ORDER.index(one.step) for one in done]
    return ORDER[max(places)] if places else None


def following(done: Sequence[Done], *, needs_survey: bool = False) -> tuple[Step, ...]:
    """The steps that may come next; a livelihood matter does not get past the survey (山东省公众参与工作办法)."""
    here = current(done)
    if here is None:
        return ORDER[:1]
    if here not in (S.COMMENT, *OPTIONAL):
        return ORDER[ORDER.index(here) + 1 :][:1]
    if needs_survey and S.SURVEY not in {one.step for one in done}:
        return OPTIONAL
    return (*OPTIONAL, S.EXPERT)


def check(
    done: Sequence[Done],
    new: Done,
    *,
    reason: str = "",
    article: str = "",
    needs_survey: bool = False,
    calendar: WorkingCalendar | None = None,
    legality_days: int = 7,
) -> None:
    """Raise `OutOfOrder` unless `new` may follow `done`: order, dates, reasons, and time for the legality review."""
    rule = RULES[new.step]
    allowed = following(done, needs_survey=needs_survey)
    if new.step not in allowed:
        names = "、".join(step.label for step in allowed) or "没有"
        raise OutOfOrder(f"现在不能记“{new.step.label}”，下一步可以是：{names}。")
    if done and new.on < max(one.on for one in done):
        raise OutOfOrder(f"“{new.step.label}”的日期不能早于上一步。")
    if new.skipped:
        if not rule.may_skip:
            raise OutOfOrder(f"“{new.step.label}”不能省略（{rule.article}）。")
        if not reason.strip() or not article.strip():
            raise OutOfOrder(f"省略“{new.step.label}”须写明理由和依据的条款。")
    elif new.step == S.LEGALITY and calendar is not None:
        _time_for_legality(done, new, calendar, legality_days)


def _time_for_legality(done: Iterable[Done], new: Done, calendar: WorkingCalendar, days: int) -> None:
    """第二十六条: the reviewing body has at least seven working days after the draft and its papers are complete."""
    sent = max(one.on for one in done)
    if calendar.working_days_between(sent, new.on) < days:
        earliest = calendar.add_working_days(sent, days).date
        raise OutOfOrder(f"合法性审查的时间不少于{days}个工作日，最早可以记在{earliest}（{LAW}第二十六条）。")
