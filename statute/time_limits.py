"""Reading the 公开时限 column of a standard catalog (第二十六条 and the special rules beside it).

The text is split into clauses, each clause read by the first rule that knows it. What no rule knows is kept
as unread: a deadline that is only guessed would accuse somebody.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from statute.limits import (
    ALERT_DAYS,
    FORMED_LIKE,
    PUBLICATION_DAYS,
    Kind,
    Limit,
    TimeLimit,
    Trigger,
    Unit,
    UpperBound,
)

__all__ = [
    "ALERT_DAYS",
    "FORMED_LIKE",
    "PUBLICATION_DAYS",
    "Kind",
    "Limit",
    "TimeLimit",
    "Trigger",
    "Unit",
    "UpperBound",
    "parse",
]

_DIGITS: Final = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN: Final = "零〇一二两三四五六七八九十百"
_HAN_ONE: Final = "[一二三四五六七八九]"
_HAN_NUMBER: Final = rf"(?=[{_HAN[2:]}])(?:{_HAN_ONE}?百零?)?(?:{_HAN_ONE}?十)?[{_HAN[2:-2]}]?"
_NUMBER: Final = rf"(?<![\d{_HAN}第.\-~—至到])(?P<number>[1-9]\d{{0,2}}|{_HAN_NUMBER})(?![\d{_HAN}])"
_UNITS: Final = {
    "工作日": Unit.WORKDAY, "工作天": Unit.WORKDAY, "日": Unit.DAY, "天": Unit.DAY, "自然日": Unit.DAY,
    "周": Unit.WEEK, "星期": Unit.WEEK, "月": Unit.MONTH, "年": Unit.YEAR, "小时": Unit.HOUR,
}  # fmt: skip
_UNIT: Final = r"个?(?P<unit>工作日|工作天|自然日|日|天|周|星期|月|年|小时)"
_SPAN: Final = re.compile(_NUMBER + _UNIT)
_PUBLISH: Final = r"(?:公开|公示|公布|公告|发布|更新|上网)"

_ESCAPE: Final = re.compile(
    r"[,;。(]?(?:相关|有关)?(?:法律|法规|政策|规章|国家|规定|、|及|和|或者?|等|对政府信息公开的?期限|对公开期限){0,12}"
    r"另有规定的?[,]?(?:的)?应?(?:当)?从其规定\)?"
)
_SEPARATORS: Final = re.compile(r"[;。,()\[\]+\n]+")
_NOISE: Final = re.compile(rf"(?:(?:在[^\d]{{1,12}})?(?:予以|主动|向社会)*{_PUBLISH})?|动态调整")
_WRAPPED: Final = re.compile(r"\n(?=个?工作日|日内|天内|内|之日|起|后)|(?<![开示布告内期日;,。:])\n")
_LONGEST_CLAUSE: Final = 200  # no catalog writes longer ones; keeps the reading quick on any input


def parse(text: str) -> TimeLimit:
    """The time limit a phrase sets. An unknown phrase gives no limits and is not certain; it never raises."""
    plain = _normalised(text)
    plain, escapes = _ESCAPE.subn(";", plain)
    limits: list[Limit] = []
    unread: list[str] = []
    for clause in _SEPARATORS.split(plain):
        if _NOISE.fullmatch(clause):
            continue
        limit = _read(clause) if len(clause) <= _LONGEST_CLAUSE else None
        if limit is None:
            unread.append(clause)
        else:
            limits.append(limit)
    return TimeLimit(text=text, limits=tuple(limits), escape=bool(escapes), unread=tuple(unread))


def _normalised(text: str) -> str:
    """Half-width, without inner spaces; line breaks kept as separators; 形成(变更) written out."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[^\S\n]+|[\u200b\ufeff]", "", plain)
    plain = _WRAPPED.sub("", plain)
    return re.sub(r"(形成|获取|产生)\(([形成变更或者、]{2,6})\)", r"\1或\2", plain)


def _read(clause: str) -> Limit | None:
    for rule in _RULES:
        if limit := rule(clause):
            crowded = limit.kind is not Kind.RECURRING and len(_SPAN.findall(clause)) > 1
            return replace(limit, certain=False) if crowded else limit
    return None


def _number(text: str) -> int:
    """A number written in digits or Chinese (二十, 十五, 一百二十)."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in {"十", "百"}:
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


# --- the trigger ------------------------------------------------------------------------------------------

_FORMED: Final = r"(?:形成|产生|变更|更新|获取|生成)"
_FORMED_RULE: Final = re.compile(
    rf"(?:在?(?:该|本|此|相关|有关|政府|公开|事项|各类)*信息)?(?:内容)?{_FORMED}(?:(?:或者?|、|和|及){_FORMED})*"
)
_MADE_RULE: Final = re.compile(r"(?:制定|制作|编制)(?:或者?|、)(?:获取|获得|取得).{0,12}")
_TRIGGERS: Final = (
    (re.compile(r"(?:自)?收到.{0,6}申请"), Trigger.APPLIED),
    (re.compile(r"收到.{1,20}"), Trigger.RECEIVED),
    (re.compile(r"作出.{0,10}决定|.{0,8}决定(?:书)?(?:作出|形成)"), Trigger.DECIDED),
    (re.compile(r".{0,24}(?:批准|批复)"), Trigger.APPROVED),
    (re.compile(r".{0,8}(?:签订|签署)"), Trigger.SIGNED),
)
_MARK: Final = re.compile(r"(?:之日起的?|之日|起|之后|以后|后)$")
_SCOPED: Final = re.compile(
    r"(?:其中[:]?)?(?P<scope>[^:]*?)(?:事项|信息)?(?:(?:应当|应)(?:自|在|于)|(?<![各来亲独])自(?![然行主治愿己来动]))(?P<rest>.+)"
)


def _scope_and_event(before: str) -> tuple[str, str]:
    """Split what stands before the number into the part it is said of and the event it counts from."""
    if ":" in before:
        scope, _, event = before.rpartition(":")
        _, event = _scope_and_event(event)
        return ("" if scope in {"更新周期", "公开时限", "时限"} else scope), event
    if match := _SCOPED.fullmatch(before):
        return match["scope"], match["rest"]
    return "", re.sub(r"^(?:应当|应)?(?:自(?![然行主治愿己来动])|从|在|于)", "", before)


def _trigger(event: str) -> tuple[Trigger, str, bool]:
    """The trigger, its words, whether that is certain. Nothing said means formation (第二十六条)."""
    words = _MARK.sub("", event)
    if not words or _FORMED_RULE.fullmatch(words.removesuffix("个")):
        return Trigger.FORMED, words.removesuffix("个"), True
    if _MADE_RULE.fullmatch(words):
        return Trigger.MADE_OR_OBTAINED, words, True
    for pattern, trigger in _TRIGGERS:
        if pattern.fullmatch(words):
            return trigger, words, True
    return Trigger.OTHER, words, words != event


# --- the rules, one clause each, most particular first ------------------------------------------------------

_EVERY: Final = re.compile(rf"(?:每隔?|按)(?:{_NUMBER})?{_UNIT}度?(?P<rest>.*)")
_EVERY_PART: Final = re.compile(r"(?:每|按)?(?P<period>半年|季度?)度?(?P<rest>.*)")
_REST_OF_RECURRING: Final = re.compile(
    rf"(?:(?P<month>\d{{1,2}})月)?(?:(?P<day>\d{{1,2}})[日号](?:之|以)?前)?(?:至少|不少于)?(?:{_PUBLISH})?"
    rf"(?:(?P<times>\d|一|两)次)?(?:{_PUBLISH})?"
)
_DURATION: Final = re.compile(
    rf"(?P<scope>.*?)(?:一般)?(?:不得?少于|不低于|不短于|至少)(?:为)?{_NUMBER}{_UNIT}(?:以上)?(?P<after>.*)"
)
_POSTED: Final = re.compile(rf"(?P<scope>.*?(?:公示|公告|征求意见))(?:期限?|时间)?(?:为|:)?{_NUMBER}{_UNIT}")
_BEFORE: Final = re.compile(rf"(?P<event>.*?)(?:提前)?{_NUMBER}{_UNIT}(?:之|以)?前(?P<after>.*)")
_AHEAD: Final = re.compile(rf"(?P<event>.*?)提前{_NUMBER}{_UNIT}(?P<after>.*)")
_DELAY: Final = re.compile(rf"(?P<before>.*?){_NUMBER}{_UNIT}(?:之|以)?内(?P<after>.*)")
_DELAY_WITHOUT_UNIT: Final = re.compile(rf"(?P<before>.*?){_NUMBER}内(?P<after>.*)")
_BARE: Final = re.compile(rf"(?P<before>.*?){_NUMBER}{_UNIT}")
_HOW: Final = "(?:向社会|向公众|予以|及时|主动|依法|对外|进行|全部|全文)*"
_AFTER: Final = re.compile(rf"(?:应当|应|须)?{_HOW}(?:(?:在|通过)[^\d]{{1,20}})?{_HOW}{_PUBLISH}{{0,2}}")
_PERMANENT: Final = re.compile(rf"(?P<scope>.*?):?(?:保持)?(?:长期|永久|常年|长年)(?:有效)?{_PUBLISH}?")
_IMMEDIATE: Final = re.compile(
    rf"(?P<before>.*?)(?:随时|实时|及时|即时|立即|第一时间)(?:予以|向社会|主动|进行)*{_PUBLISH}{{0,2}}"
)
_PROGRESS: Final = re.compile(rf"(?:按|随|根据|依)(?:工作|项目)?进展(?:情况)?(?:及时|随时|实时)?{_PUBLISH}")
_WITH: Final = re.compile(rf"随(?P<event>[^\d]{{2,30}}?)(?:一并|同时|同步)?{_PUBLISH}")
_WHEN: Final = re.compile(rf"(?:在)?(?P<event>[^\d]{{2,30}})(?:时|的同时|同时)(?:同步)?{_PUBLISH}?")
_ELSEWHERE: Final = re.compile(
    rf"(?P<scope>[^\d]*?)(?:按照?|依照?|依)[^\d]{{0,12}}规定(?:的期限|的时间|期限|时限)?(?:{_PUBLISH})?"
)


def _recurring(clause: str) -> Limit | None:
    """每20个工作日更新 · 半年至少更新1次 · 每年1月31日前 · 按年公开."""
    if match := _EVERY.fullmatch(clause):
        number, unit = _number(match["number"] or "1"), _UNITS[match["unit"]]
    elif match := _EVERY_PART.fullmatch(clause):
        number, unit = (6 if match["period"] == "半年" else 3), Unit.MONTH
    else:
        return None
    rest = _REST_OF_RECURRING.fullmatch(match["rest"])
    recurrence = "-".join(f"{int(part):02}" for part in (rest["month"], rest["day"]) if part) if rest else ""
    once = rest is not None and rest["times"] in {None, "1", "一"} and (not rest["month"] or rest["day"])
    return Limit(Kind.RECURRING, number, unit, recurrence=recurrence, certain=bool(once), text=clause)


def _duration(clause: str) -> Limit | None:
    """公示期不得少于7日 · 公示7个工作日: how long it stays, not when it appears."""
    match = _DURATION.fullmatch(clause) or _POSTED.fullmatch(clause)
    if match is None:
        return None
    plain = not match.groupdict().get("after")
    return Limit(
        Kind.DURATION,
        _number(match["number"]),
        _UNITS[match["unit"]],
        certain=plain,
        text=clause,
        scope=match["scope"],
    )


def _before(clause: str) -> Limit | None:
    """在组织听证7个工作日前予以公开 · 提前一周: so long before another event."""
    match = _BEFORE.fullmatch(clause) or _AHEAD.fullmatch(clause)
    if match is None:
        return None
    event = re.sub(r"^.*?在|^(?:于|距)", "", match["event"])
    known = bool(event) and _AFTER.fullmatch(match["after"]) is not None
    return Limit(
        Kind.EVENT, _number(match["number"]), _UNITS[match["unit"]], Trigger.OTHER,
        certain=known, text=clause, event=event,
    )  # fmt: skip


def _delay(clause: str) -> Limit | None:
    """信息形成或者变更之日起20个工作日内予以公开."""
    match = _DELAY.fullmatch(clause)
    if match is None:
        return None
    return _delay_limit(
        clause, match, _UNITS[match["unit"]], certain=_AFTER.fullmatch(match["after"]) is not None
    )


def _delay_without_unit(clause: str) -> Limit | None:
    """批准后20内, a misprint: after an approval 日 is meant (预算法第十四条), which somebody must confirm."""
    match = _DELAY_WITHOUT_UNIT.fullmatch(clause)
    if match is None:
        return None
    limit = _delay_limit(clause, match, Unit.DAY, certain=False)
    return limit if limit.trigger is Trigger.APPROVED else None


def _bare(clause: str) -> Limit | None:
    """20个工作日, without 内: a delay when it is the number of 第二十六条 or names its event."""
    match = _BARE.fullmatch(clause)
    if match is None:
        return None
    limit = _delay_limit(clause, match, _UNITS[match["unit"]], certain=True)
    statutory = limit.number == PUBLICATION_DAYS and limit.unit is Unit.WORKDAY
    if limit.event or statutory:
        return limit
    return _delay_limit(clause, match, _UNITS[match["unit"]], certain=False)


def _delay_limit(clause: str, match: re.Match[str], unit: Unit, *, certain: bool) -> Limit:
    scope, event = _scope_and_event(match["before"])
    trigger, words, sure = _trigger(event)
    may_be_a_date = unit is Unit.MONTH and "个月" not in clause  # 5月内 is five months or the month of May
    return Limit(
        Kind.DELAY, _number(match["number"]), unit, trigger,
        certain=certain and sure and not may_be_a_date, text=clause, event=words, scope=scope,
    )  # fmt: skip


def _permanent(clause: str) -> Limit | None:
    """长期公开 · 除处罚决定外其他内容:长期公开."""
    match = _PERMANENT.fullmatch(clause)
    return Limit(Kind.PERMANENT, text=clause, scope=match["scope"]) if match else None


def _progress(clause: str) -> Limit | None:
    """按进展情况及时公开: at every stage anew."""
    return (
        Limit(Kind.EVENT, trigger=Trigger.OTHER, text=clause, event="进展")
        if _PROGRESS.fullmatch(clause)
        else None
    )


def _immediate(clause: str) -> Limit | None:
    """实时公开 · 登记工作结束后及时公开: prompt, without a number."""
    match = _IMMEDIATE.fullmatch(clause)
    if match is None:
        return None
    before = match["before"]
    if not before:
        return Limit(Kind.IMMEDIATE, text=clause)
    scope, event = _scope_and_event(before)
    if not _MARK.search(event):
        return Limit(Kind.IMMEDIATE, text=clause, scope=before.rstrip(":"))
    trigger, words, _ = _trigger(event)
    return Limit(Kind.IMMEDIATE, trigger=trigger, text=clause, event=words, scope=scope)


def _elsewhere(clause: str) -> Limit | None:
    """按采购方式规定的期限公开: another rule decides, which nobody has read yet."""
    match = _ELSEWHERE.fullmatch(clause)
    return (
        Limit(Kind.EVENT, trigger=Trigger.OTHER, certain=False, text=clause, scope=match["scope"])
        if match
        else None
    )


def _with_event(clause: str) -> Limit | None:
    """随采购公告公开 · 在实地启动拟征收土地工作时: together with another event."""
    match = _WITH.fullmatch(clause) or _WHEN.fullmatch(clause)
    if match:
        return Limit(Kind.EVENT, trigger=Trigger.OTHER, text=clause, event=match["event"])
    if clause == "提前公开":
        return Limit(Kind.EVENT, trigger=Trigger.OTHER, certain=False, text=clause)
    return None


_RULES: Final[tuple[Callable[[str], Limit | None], ...]] = (
    _recurring,
    _duration,
    _before,
    _delay,
    _delay_without_unit,
    _bare,
    _permanent,
    _progress,
    _immediate,
    _elsewhere,
    _with_event,
)
