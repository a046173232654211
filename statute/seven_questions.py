"""七步办理法: 补不补 → 是不是 → 谁负责 → 有没有 → 给不给 → 怎么给 → 怎么答, each path to exactly one outcome.

The questions guide; the person who answers them decides. What is asked depends on the answers before it only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from statute.grounds import GROUNDS, Ground
from statute.outcomes import LETTER_ARTICLES, NOT_FOUND, NOT_OURS, OUTCOMES, Outcome, OutcomeCode, SubReason


class Step(StrEnum):
    """The seven steps in order; the last is the letter."""

    CORRECTION = "补不补"
    NATURE = "是不是"
    RESPONSIBLE = "谁负责"
    EXISTS = "有没有"
    GIVE = "给不给"
    HOW = "怎么给"
    LETTER = "怎么答"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, and where it leads: to another question by its key, or to an outcome.

    `ends` None with `then` empty means: the outcome of the ground that was named before.
    """

    key: str
    label: str
    then: str = ""
    ends: OutcomeCode | None = None
    letter: str = ""
    sub_reason: SubReason | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a step, and the answers it allows."""

    key: str
    step: Step
    text: str
    options: tuple[Option, ...]
    hint: str = ""

    def option(self, key: str) -> Option:
        """ValueError when it is no answer to this question."""
        for option in self.options:
            if option.key == key:
                return option
        raise ValueError(f"“{self.text}”没有“{key}”这一回答")


@dataclass(frozen=True, slots=True)
class Letter:
    """怎么答: the outcome a path ended in, its template, and the article and sub-reason the letter names."""

    outcome: Outcome
    template: str
    article: str
    sub_reason: SubReason | None
    ground: Ground | None


def _ground_option(ground: Ground) -> Option:
    rule = GROUNDS[ground]
    then = "separable" if rule.absolute else "third_party" if rule.third_party else "discretion"
    return Option(ground.value, f"{rule.label}（{rule.article}）", then)


_C: Final = OutcomeCode
_ALL: Final = (
    Question(
        "pending", Step.CORRECTION, "申请是否还在办理？",
        (
            Option("yes", "是，继续办理", "complete"),
            Option("withdrawn", "申请人已书面撤回", ends=_C.OTHER_ELSE),
            Option("unpaid", "已通知收费，申请人逾期未缴", ends=_C.OTHER_UNPAID),
        ),
    ),
    Question(
        "complete", Step.CORRECTION, "申请内容是否明确、要件是否齐全？",
        (
            Option("clear", "明确，或者经补正已经明确", "nature"),
            Option("still_unclear", "已告知补正，补正后仍不明确", ends=_C.CANT_UNCLEAR),
            Option("not_corrected", "已告知补正，无正当理由逾期不补正", ends=_C.OTHER_UNCORRECTED),
        ),
        "不明确而尚未告知补正的，先在收到之日起7个工作日内一次性告知补正（条例第三十条），收到补正后再继续。",
    ),
    Question(
        "nature", Step.NATURE, "申请的是不是政府信息？",
        (
            Option("information", "是，要求获取政府信息", "frequency"),
            Option("petition", "以申请的形式信访、投诉、举报", ends=_C.NO_PETITION),
            Option("publication", "要求提供公报、报刊、书籍等公开出版物", ends=_C.NO_PUBLICATION),
            Option("confirmation", "要求确认或者重新出具已经获取的信息", ends=_C.NO_CONFIRM),
            Option("elsewhere", "转由其他渠道办理", ends=_C.OTHER_ELSE),
        ),
    ),
    Question(
        "frequency", Step.NATURE, "是不是重复申请，或者数量、频次明显超过合理范围？",
        (
            Option("no", "都不是，或者说明的理由合理", "responsible"),
            Option("repeat", "已就同一申请人的同一信息作过答复", ends=_C.NO_REPEAT),
            Option("mass", "数量、频次明显超过合理范围，说明的理由不合理", ends=_C.NO_MASS),
        ),
        "数量、频次明显超过合理范围的，先要求申请人说明理由（条例第三十五条）。",
    ),
    Question(
        "responsible", Step.RESPONSIBLE, "由谁负责公开？",
        (
            Option("ours", "本机关制作，或者本机关保存并负责公开", "exists"),
            Option("others", "不由本机关负责", ends=_C.CANT_NOTHELD, letter="T17", sub_reason=NOT_OURS),
            Option("special_law", "工商、不动产登记资料等，法律、行政法规对获取另有规定", ends=_C.DENY_QUERY),
        ),
        "共同制作的信息由牵头机关负责，可以征求其他机关意见（条例第三十四条）。",
    ),
    Question(
        "exists", Step.EXISTS, "有没有现成的信息？",
        (
            Option("held", "有", "ground"),
            Option("not_found", "经检索没有", ends=_C.CANT_NOTHELD, letter="T16", sub_reason=NOT_FOUND),
            Option("to_be_made", "没有现成的，需要加工、分析", ends=_C.CANT_CREATE),
        ),
        "检索的范围、关键词、人员和日期应当留存。",
    ),
    Question(
        "ground", Step.GIVE, "有没有不予公开的法定事由？",
        (Option("none", "没有", "how"), *(_ground_option(ground) for ground in Ground)),
    ),
    Question(
        "third_party", Step.GIVE, "征求第三方意见的结果是什么？",
        (
            Option("consents", "同意公开", "how"),
            Option("objects_with_reason", "不同意，理由合理", "public_interest"),
            Option("objects_without_reason", "不同意，理由不合理", "harm"),
            Option("silent", "收到征求意见书15个工作日内没有提出意见", "harm"),
        ),
        "第三方没有提出意见的，由行政机关决定是否公开，不当然视为同意（条例第三十二条）。",
    ),
    Question(
        "harm", Step.GIVE, "公开是否会损害第三方合法权益？",
        (
            Option("no", "不会，决定公开", "how"),
            Option("yes", "会", "public_interest"),
        ),
    ),
    Question(
        "public_interest", Step.GIVE, "不公开是否会对公共利益造成重大影响？",
        (
            Option("yes", "会，决定公开", "how"),
            Option("no", "不会", "separable"),
        ),
        "因公共利益公开的，应当把公开的内容和理由书面告知第三方（条例第三十二条）。",
    ),
    Question(
        "discretion", Step.GIVE, "这类信息可以不公开，本次是否公开？",
        (
            Option("give", "公开", "how"),
            Option("withhold", "不公开", "separable"),
        ),
        "法律、法规、规章规定应当公开的，从其规定（条例第十六条第二款）。",
    ),
    Question(
        "separable", Step.HOW, "不予公开的内容能否与可以公开的内容区分？",
        (
            Option("part", "能，提供可以公开的部分", ends=_C.PARTIAL),
            Option("whole", "不能，全部不予公开"),
        ),
        "能够区分处理的，应当提供可以公开的内容，并说明不公开的理由（条例第三十七条）。",
    ),
    Question(
        "how", Step.HOW, "怎样提供？",
        (
            Option("provide", "向申请人提供，或者告知获取的方式、途径和时间", ends=_C.GRANT, letter="T11"),
            Option("already_open", "已经主动公开，告知获取的方式、途径", ends=_C.GRANT, letter="T12"),
        ),
        "按申请人要求的形式提供；改用其他形式的说明理由（条例第四十条）。",
    ),
)  # fmt: skip
QUESTIONS: Final[Mapping[str, Question]] = MappingProxyType({question.key: question for question in _ALL})
FIRST: Final = _ALL[0]


def next_question(answers: Mapping[str, str]) -> Question | Outcome:
    """The first question on the path that has no answer yet, or the outcome the path ends in.

    Answers to questions off the path, left over from an earlier choice, do not count. ValueError for an answer its
    question does not know.
    """
    question, options = _walk(answers)
    return question if question is not None else OUTCOMES[_code(options[-1], answers)]


def path(answers: Mapping[str, str]) -> tuple[tuple[Question, Option], ...]:
    """The questions answered so far with their answers, in order: what is kept with the decision."""
    return tuple(zip(_asked(answers), _walk(answers)[1], strict=False))


def letter(answers: Mapping[str, str]) -> Letter | None:
    """怎么答 (第三十六条), once every question is answered; None before."""
    question, options = _walk(answers)
    if question is not None:
        return None
    last = options[-1]
    outcome = OUTCOMES[_code(last, answers)]
    on_path = {asked.key for asked in _asked(answers)}
    named = answers.get("ground", "none") if "ground" in on_path else "none"
    ground = Ground(named) if named != "none" else None
    template = last.letter or outcome.letters[0]
    article = last.sub_reason.article if last.sub_reason else LETTER_ARTICLES.get(template, outcome.article)
    return Letter(outcome, template, article, last.sub_reason, ground)


def _walk(answers: Mapping[str, str]) -> tuple[Question | None, tuple[Option, ...]]:
    """The open question, or None at the end of the path, and the options taken on the way."""
    taken: list[Option] = []
    for question in _asked(answers):
        if question.key not in answers:
            return question, tuple(taken)
        taken.append(question.option(answers[question.key]))
    return None, tuple(taken)


def _asked(answers: Mapping[str, str]) -> Iterator[Question]:
    """The questions on the path, up to the first without an answer."""
    question: Question | None = FIRST
    while question is not None:
        yield question
        if question.key not in answers:
            return
        then = question.option(answers[question.key]).then
        question = QUESTIONS[then] if then else None


def _code(last: Option, answers: Mapping[str, str]) -> OutcomeCode:
    return last.ends or OutcomeCode(GROUNDS[Ground(answers["ground"])].decision)
