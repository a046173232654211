"""答复的种类: the 21 rows of the annual report's table 2 (国办公开办函〔2021〕30号), each with what follows from it.

One row decides article, letter, remedy and statistic, so that the four can never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from statute.remedies import Remedy


class OutcomeCode(StrEnum):
    """How an application ended."""

    GRANT = "GRANT"
    PARTIAL = "PARTIAL"
    DENY_SECRET = "DENY_SECRET"  # noqa: S105 - 国家秘密, no password
    DENY_LAW = "DENY_LAW"
    DENY_SAFETY = "DENY_SAFETY"
    DENY_THIRD = "DENY_THIRD"
    DENY_INTERNAL = "DENY_INTERNAL"
    DENY_PROCESS = "DENY_PROCESS"
    DENY_CASEFILE = "DENY_CASEFILE"
    DENY_QUERY = "DENY_QUERY"
    CANT_NOTHELD = "CANT_NOTHELD"
    CANT_CREATE = "CANT_CREATE"
    CANT_UNCLEAR = "CANT_UNCLEAR"
    NO_PETITION = "NO_PETITION"
    NO_REPEAT = "NO_REPEAT"
    NO_PUBLICATION = "NO_PUBLICATION"
    NO_MASS = "NO_MASS"
    NO_CONFIRM = "NO_CONFIRM"
    OTHER_UNCORRECTED = "OTHER_UNCORRECTED"
    OTHER_UNPAID = "OTHER_UNPAID"
    OTHER_ELSE = "OTHER_ELSE"

    @property
    def label(self) -> str:
        return OUTCOMES[self].wording


class Group(StrEnum):
    """The six headings of 三、本年度办理结果, as printed."""

    GRANTED = "（一）予以公开"
    PARTLY = "（二）部分公开"
    DENIED = "（三）不予公开"
    IMPOSSIBLE = "（四）无法提供"
    NOT_PROCESSED = "（五）不予处理"
    OTHER = "（六）其他处理"


@dataclass(frozen=True, slots=True)
class SubReason:
    """Two situations that share a cell of the report and get different letters."""

    code: str
    label: str
    article: str
    letter: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row. `needs_reason`: the letter gives a reason of this case, not a quotation of the law; `must_state` says
    which. `needs_second_person`: nobody gives, withholds or ends it alone (第十七条; 责任到人).

    `letters` are the templates that fit; where there are `sub_reasons`, one of them must be chosen and it decides.
    """

    code: OutcomeCode
    row: str
    group: Group
    wording: str
    article: str
    letters: tuple[str, ...]
    remedy: Remedy
    must_state: str
    needs_reason: bool = True
    needs_second_person: bool = True
    sub_reasons: tuple[SubReason, ...] = ()

    @property
    def only_for_the_withheld_part(self) -> bool:
        """Whether the remedy is open against part of the letter only (第三十七条)."""
        return self.code is OutcomeCode.PARTIAL


# One row of the report, two letters: what is provided, and where to find what is public already.
LETTER_ARTICLES: Final[Mapping[str, str]] = {"T11": "条例第三十六条第二项", "T12": "条例第三十六条第一项"}
NOT_FOUND: Final = SubReason("not_found", "经检索，政府信息不存在", "条例第三十六条第四项", "T16")
NOT_OURS: Final = SubReason("not_ours", "不属于本机关负责公开", "条例第三十六条第五项", "T17")
_C: Final = OutcomeCode


def _deny(code: OutcomeCode, row: str, wording: str, article: str, must_state: str) -> Outcome:
    return Outcome(code, row, Group.DENIED, wording, article, ("T14",), Remedy.REVIEW, must_state)


_ALL: Final = (
    Outcome(
        _C.GRANT, "L01", Group.GRANTED, "予以公开", "条例第三十六条第一项、第二项", ("T11", "T12"), Remedy.FREE,
        "提供的信息和份数，或者获取的方式、途径和时间", needs_reason=False,
    ),
    Outcome(
        _C.PARTIAL, "L02", Group.PARTLY, "部分公开（区分处理的，只计这一情形，不计其他情形）", "条例第三十七条",
        ("T13",), Remedy.REVIEW, "提供的部分；不公开的部分、条款和具体理由，不得写出其内容",
    ),
    _deny(
        _C.DENY_SECRET, "L03", "1.属于国家秘密", "条例第十四条", "定密的依据和保密审查结论，不写密级内容"
    ),
    _deny(
        _C.DENY_LAW, "L04", "2.其他法律行政法规禁止公开", "条例第十四条", "禁止公开的法律、行政法规的名称和条款"
    ),
    _deny(
        _C.DENY_SAFETY, "L05", "3.危及“三安全一稳定”", "条例第十四条", "公开哪些内容会造成什么具体危害"
    ),
    _deny(
        _C.DENY_THIRD, "L06", "4.保护第三方合法权益", "条例第十五条、第三十二条",
        "会损害谁的什么权益，第三方的意见及其理由，公共利益的衡量",
    ),
    _deny(
        _C.DENY_INTERNAL, "L07", "5.属于三类内部事务信息", "条例第十六条第一款", "属于哪一类内部事务，为什么不影响公众权利义务"
    ),
    _deny(
        _C.DENY_PROCESS, "L08", "6.属于四类过程性信息", "条例第十六条第二款", "属于哪一类过程性信息，结论由哪份文件公开"
    ),
    _deny(
        _C.DENY_CASEFILE, "L09", "7.属于行政执法案卷", "条例第十六条第二款", "属于哪一执法案件的案卷"
    ),
    Outcome(
        _C.DENY_QUERY, "L10", Group.DENIED, "8.属于行政查询事项", "条例第三十六条第七项", ("T15",), Remedy.NONE,
        "依照哪部法律、行政法规，向哪个机构查询",
    ),
    Outcome(
        _C.CANT_NOTHELD, "L11", Group.IMPOSSIBLE, "1.本机关不掌握相关政府信息", "条例第三十六条第四项、第五项",
        ("T16", "T17"), Remedy.FREE, "检索的范围和方法；或者不由本机关负责的理由，能够确定的写明负责机关的名称和联系方式",
        sub_reasons=(NOT_FOUND, NOT_OURS),
    ),
    Outcome(
        _C.CANT_CREATE, "L12", Group.IMPOSSIBLE, "2.没有现成信息需要另行制作", "条例第三十八条", ("T18",), Remedy.NONE,
        "现有哪些信息，所要的内容为什么需要加工、分析",
    ),
    Outcome(
        _C.CANT_UNCLEAR, "L13", Group.IMPOSSIBLE, "3.补正后申请内容仍不明确", "条例第三十条", ("T19",), Remedy.FREE,
        "补正之后哪些内容仍不明确",
    ),
    Outcome(
        _C.NO_PETITION, "L14", Group.NOT_PROCESSED, "1.信访举报投诉类申请", "条例第三十九条第一款", ("T20",), Remedy.NONE,
        "为什么属于信访、投诉、举报，应当通过什么渠道提出",
    ),
    Outcome(
        _C.NO_REPEAT, "L15", Group.NOT_PROCESSED, "2.重复申请", "条例第三十六条第六项", ("T21",), Remedy.NONE,
        "上一次答复的日期和文号",
    ),
    Outcome(
        _C.NO_PUBLICATION, "L16", Group.NOT_PROCESSED, "3.要求提供公开出版物", "条例第三十九条第二款", ("T22",), Remedy.NONE,
        "出版物的名称和获取的途径",
    ),
    Outcome(
        _C.NO_MASS, "L17", Group.NOT_PROCESSED, "4.无正当理由大量反复申请", "条例第三十五条", ("T23",), Remedy.FREE,
        "一段时间内的申请数量和频次，申请人的理由为什么不合理",
    ),
    Outcome(
        _C.NO_CONFIRM, "L18", Group.NOT_PROCESSED, "5.要求行政机关确认或重新出具已获取信息", "条例第二条、第三十八条",
        ("T24",), Remedy.FREE, "申请人何时以何种方式已经获取该信息",
    ),
    Outcome(
        _C.OTHER_UNCORRECTED, "L19", Group.OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "条例第三十条", ("T25",), Remedy.FREE, "告知补正的日期和期限",
    ),
    Outcome(
        _C.OTHER_UNPAID, "L20", Group.OTHER,
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "条例第四十二条、国办函〔2020〕109号", ("T26",), Remedy.FREE, "收费通知的日期、金额和缴费期限",
        needs_second_person=False,
    ),
    Outcome(
        _C.OTHER_ELSE, "L21", Group.OTHER, "3.其他", "", ("T27",), Remedy.FREE, "撤回的日期，或者转往什么渠道",
        needs_second_person=False,
    ),
)  # fmt: skip
OUTCOMES: Final[Mapping[OutcomeCode, Outcome]] = MappingProxyType({row.code: row for row in _ALL})


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a form: under each heading of the report its rows as (code, words)."""
    return [
        (group.value, [(row.code.value, row.wording) for row in _ALL if row.group is group])
        for group in Group
    ]


def lacking(outcome: Outcome, *, article: str, reason: str, sub_reason: str) -> tuple[str, ...]:
    """What a decision still lacks before a letter may be made of it, in sentences (第三十六条)."""
    found = []
    if outcome.article and not article.strip():
        found.append(f"没有写明依据的条款，应为{outcome.article}")
    if outcome.needs_reason and not reason.strip():
        found.append(f"没有写明具体理由：{outcome.must_state}")
    if outcome.sub_reasons and sub_reason not in {one.code for one in outcome.sub_reasons}:
        found.append(f"没有选定是哪一种情形：{'、'.join(one.label for one in outcome.sub_reasons)}")
    return tuple(found)
