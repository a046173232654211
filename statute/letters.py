"""依申请公开文书 T00–T30: what each is called, whom it goes to, what it must say, which remedy it names. Pure.

The set follows 政府信息公开条例第三十条至第四十二条; the programme letters are those local offices publish as standard.
A letter is filled in by named places only (`{{ 文号 }}`); which places a kind knows and which it must have is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from statute.outcomes import OUTCOMES
from statute.remedies import REMEDY_OF_NOTICE, Remedy


class To(StrEnum):
    """Whom a paper is written to."""

    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    AGENCY = "agency"
    FILE = "file"  # stays in the case


class Series(StrEnum):
    """Which run of numbers a letter takes its 文号 from; papers of the case have none."""

    REPLY = "reply"
    NOTICE = "notice"
    NONE = ""

    @property
    def label(self) -> str:
        return {"reply": "答复书", "notice": "告知书、通知书和函", "": "不编文号"}[self.value]

    @property
    def word(self) -> str:
        """What follows the unit's name in the number where the county has not settled anything else."""
        return {"reply": "公复", "notice": "公告", "": ""}[self.value]


# Places every letter knows. The six blocks of an answer: title and number, to whom, what was applied for and how it went,
# what was found under which article and why, what is given, what can be done against it; then body, seal and date.
COMMON: Final = (
    "机关", "文号", "收件人", "日期", "登记编号", "收到申请", "办理经过", "依据", "理由", "救济途径", "更正说明", "附件", "联系方式",
)  # fmt: skip
# What a form of the case may print besides; only such papers know the person's data and the dates of the case.
OF_THE_CASE: Final = (
    "申请人", "申请人类型", "身份证明", "申请人联系方式", "代理人", "申请内容", "形式要求", "申请日期", "收到日期", "渠道",
    "补正期限", "答复期限", "经办人", "查询方式", "征求内容", "送达文书", "送达方式", "送达地点", "送达凭据", "签收",
    "办理结果", "各项日期", "卷内目录", "期限记录",
)  # fmt: skip
FRAME: Final = ("机关", "文号", "收件人", "日期")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """`needs` are the places a template must have and the letter must fill; `also` those it may use besides `COMMON`."""

    code: str
    title: str
    article: str
    to: To
    series: Series
    remedy: Remedy | None
    needs: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*COMMON, *self.needs, *self.also)))

    @property
    def is_reply(self) -> bool:
        return self.series is Series.REPLY


def _reply(code: str, title: str, *also: str) -> LetterKind:
    outcome = next(row for row in OUTCOMES.values() if code in row.letters)
    needs = [*FRAME, "收到申请", "救济途径"]
    if outcome.article:
        needs.append("依据")
    if outcome.needs_reason:
        needs.append("理由")
    return LetterKind(
        code, title, outcome.article, To.APPLICANT, Series.REPLY, outcome.remedy, tuple(needs), also
    )


def _notice(
    code: str, title: str, article: str, *needs: str, to: To = To.APPLICANT, also: tuple[str, ...] = ()
) -> LetterKind:
    remedy = REMEDY_OF_NOTICE.get(code)
    wanted = [*FRAME, *needs] + (["救济途径"] if remedy else [])
    return LetterKind(code, title, article, to, Series.NOTICE, remedy, tuple(wanted), also)


def _paper(code: str, title: str, article: str, *needs: str, to: To = To.FILE) -> LetterKind:
    return LetterKind(code, title, article, to, Series.NONE, None, ("机关", *needs), OF_THE_CASE)


_FEE: Final = "条例第四十二条、国办函〔2020〕109号"
_ALL: Final = (
    _paper("T00", "政府信息公开申请表", "条例第二十九条", "申请内容", to=To.APPLICANT),
    _paper("T01", "政府信息公开申请登记表", "条例第三十一条、第四十五条", "登记编号", "申请内容"),
    _paper("T02", "政府信息公开申请登记回执", "条例第三十一条", "登记编号", "收到日期", "答复期限", to=To.APPLICANT),
    _notice("T03", "政府信息公开申请补正告知书", "条例第三十条", "收到申请", "依据", "补正内容", "期限", also=("指导",)),
    _notice("T04", "政府信息公开申请说明理由告知书", "条例第三十五条", "收到申请", "依据", "数量", "理由", "期限"),
    _notice("T05", "政府信息公开延期答复告知书", "条例第三十三条第二款", "收到申请", "依据", "理由", "延长天数", "新期限"),
    _notice("T06", "征求第三方意见书", "条例第三十二条", "依据", "征求内容", to=To.THIRD_PARTY),
    _paper("T07", "征求意见回执", "条例第三十二条、第三十四条", "征求内容", to=To.THIRD_PARTY),
    _notice("T08", "征求意见告知书", "条例第三十三条第三款", "收到申请", "依据", also=("征求对象",)),
    _notice("T09", "政府信息公开告知书（第三方）", "条例第三十二条", "依据", "理由", "征求内容", to=To.THIRD_PARTY),
    _notice("T10", "征求意见书（共同制作机关）", "条例第三十四条", "依据", "征求内容", to=To.AGENCY),
    _notice("T10b", "政府信息公开信息处理费收费通知书", _FEE, "收到申请", "依据", "计收方式", "计算过程", "金额", "缴费期限"),
    _reply("T11", "政府信息公开申请答复书（予以公开）", "提供内容", "提供形式"),
    _reply("T12", "政府信息公开申请答复书（已主动公开）", "提供内容"),
    _reply("T13", "政府信息公开申请答复书（部分公开）", "提供内容", "提供形式", "不予公开的依据"),
    _reply("T14", "政府信息公开申请答复书（不予公开）", "认定"),
    _reply("T15", "政府信息公开申请答复书（行政查询事项）"),
    _reply("T16", "政府信息公开申请答复书（信息不存在）", "检索情况"),
    _reply("T17", "政府信息公开申请答复书（非本机关负责公开）", "负责机关"),
    _reply("T18", "政府信息公开申请答复书（没有现成信息）"),
    _reply("T19", "政府信息公开申请答复书（补正后仍不明确）"),
    _reply("T20", "政府信息公开申请告知书（信访、投诉、举报类）"),
    _reply("T21", "政府信息公开申请告知书（不予重复处理）", "上次答复"),
    _reply("T22", "政府信息公开申请告知书（公开出版物）"),
    _reply("T23", "政府信息公开申请告知书（无正当理由大量反复申请）"),
    _reply("T24", "政府信息公开申请告知书（要求确认或者重新出具）"),
    _reply("T25", "政府信息公开申请不再处理告知书（逾期不补正）", "告知日期", "期限"),
    _reply("T26", "政府信息公开申请不再处理告知书（逾期未缴费）", "告知日期", "金额"),
    _reply("T27", "政府信息公开申请告知书（其他处理）"),
    _notice("T28", "更正政府信息答复书", "条例第四十一条", "收到申请", "依据", "理由"),
    _paper("T29", "送达回证", "国办公开办函〔2016〕235号", "登记编号", "送达文书", "送达方式"),
    _paper("T30", "归档目录", "条例第四十五条", "登记编号", "卷内目录"),
)  # fmt: skip
LETTERS: Final[Mapping[str, LetterKind]] = MappingProxyType({kind.code: kind for kind in _ALL})


def lacking(kind: LetterKind, content: Mapping[str, str]) -> tuple[str, ...]:
    """The places this letter must fill and does not, in sentences: without them it may not be issued (第三十六条)."""
    return tuple(f"“{place}”没有内容" for place in kind.needs if not content.get(place, "").strip())


class Way(StrEnum):
    """送达方式 (国办公开办函〔2016〕235号); on line only where the applicant chose it."""

    DIRECT = "direct"
    ENTRUSTED = "entrusted"
    POST = "post"
    ONLINE = "online"

    @property
    def label(self) -> str:
        return _WAYS[self][0]

    @property
    def counts(self) -> str:
        """Which day decides whether it was in time, in words."""
        return _WAYS[self][1]

    @property
    def proof(self) -> str:
        """What proves that day."""
        return _WAYS[self][2]

    @property
    def counts_when_sent(self) -> bool:
        """Whether the day of sending is the day that counts; entrusted delivery waits for the signature."""
        return self is not Way.ENTRUSTED


_WAYS: Final = {
    Way.DIRECT: ("直接送达", "申请人或者其法定代理人签收之日", "签收人"),
    Way.ENTRUSTED: ("委托其他行政机关代为送达", "申请人或者其法定代理人签收之日", "受委托的机关"),
    Way.POST: ("邮寄送达（邮政企业）", "交邮之日", "EMS 或者挂号信的单号"),
    Way.ONLINE: ("网上送达", "申请人可以在网站取得之日", "网站"),
}
