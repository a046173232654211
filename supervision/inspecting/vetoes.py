"""单项否决 (国办秘函〔2019〕19号第一部分): red is a veto, amber what leads there, green is clean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.timezone import localtime

from interpretation.models import Message
from statute.calendar import shift_months
from supervision.inspecting.columns import ColumnState
from supervision.inspecting.gathering import Facts, newest_on_home
from supervision.inspecting.readings import MOST_EXAMPLES, Example, Reading, Tally
from supervision.inspecting.scoring import AMBER, GREEN, RED
from supervision.models import SiteColumn

FAILING: Final = 0.05  # of the visits of a week
HOME_DAYS: Final = 14
HOME_SOON: Final = 10
NEWS_AND_NOTICES: Final = 5
OTHERS: Final = 10
EMPTY: Final = 5
Group = SiteColumn.Group


def wording(facts: Facts) -> Reading:
    """严重表述错误: words of the county's list in what is published."""
    found = facts.swept.bad_words
    if found:
        return _of(RED, f"在已公开的内容中发现词表里的词{found.number}处。", found)
    if not facts.swept.words:
        where = reverse("admin:disclosure_countyword_changelist")
        return Reading(
            "词表是空的，没有可以对照的词。",
            1,
            (Example("请在“敏感词”中登记规范表述和不得出现的词", where),),
            AMBER,
        )
    return Reading(
        f"按词表{len(facts.swept.words)}个词检查了{facts.swept.pages}个页面，没有发现。", light=GREEN
    )


def secrets(facts: Facts) -> Reading:
    """泄露国家秘密: marks of secret and internal papers; numbers of people, unless somebody let them stand by name."""
    marks, personal = facts.swept.marks, facts.swept.personal
    if marks:
        return _of(RED, f"发现密级或者内部标志{marks.number}处。", marks)
    if personal:
        return _of(
            AMBER, f"没有密级标志；发现身份证号、银行卡号{personal.number}处，没有说明保留的理由。", personal
        )
    return Reading(f"检查了{facts.swept.pages}个页面，没有密级、内部标志和个人号码。", light=GREEN)


def outbound(facts: Facts) -> Reading:
    """链接: other sites are never visited; a person looks at each host that is no government's."""
    hosts = facts.book.hosts
    if not hosts:
        return Reading("没有链接到政府网站以外的网站。", light=GREEN)
    places = [
        Example(f"{host}（“{where[0]}”）", where[1]) for host, where in sorted(hosts.items())[:MOST_EXAMPLES]
    ]
    return Reading(
        f"链接到{len(hosts)}个非政府网站，请逐个打开核对内容。", len(hosts), tuple(places), asks=True
    )


def forged(facts: Facts) -> Reading:
    """伪造发稿日期: every stamp against the record of its act."""
    wrong, doubtful = facts.swept.forged, facts.swept.doubtful
    if wrong:
        return _of(RED, f"{wrong.number}个页面的发布时间与操作记录不符。", wrong)
    if doubtful:
        return _of(
            AMBER, f"{doubtful.number}个页面的发布时间与操作记录相差超过10分钟，请核对服务器时钟。", doubtful
        )
    return Reading("发布时间与操作记录逐条相符。", light=GREEN)


def reachable(facts: Facts) -> Reading:
    """站点无法访问: five in a hundred visits of a week that fail or take fifteen seconds."""
    probes = facts.probes
    places = tuple(
        Example(f"{localtime(one.at):%Y-%m-%d %H:%M}：状态{one.status}，用时{one.milliseconds / 1000:.1f}秒")
        for one in probes.failures
    )
    if not probes.number:
        return Reading("7天内没有探测记录，请检查定时任务是否在运行。", 1, light=AMBER)
    share = probes.failed / probes.number
    said = f"7天内探测{probes.number}次，无法访问{probes.failed}次（{share:.1%}）。"
    if share >= FAILING:
        return Reading(said, probes.failed, places, RED)
    if probes.thin_days:
        days = "、".join(f"{day:%m-%d}" for day in probes.thin_days)
        return Reading(f"{said}每天应不少于20次，{days}不足。", len(probes.thin_days), places, AMBER)
    return Reading(said, probes.failed, places, AMBER if probes.failed else GREEN)


def home(facts: Facts) -> Reading:
    """首页不更新: two weeks."""
    newest, url = newest_on_home(), reverse("home")
    if newest is None:
        return Reading("首页没有带日期的信息。", 1, (Example("首页", url),), RED)
    days = (facts.on - localtime(newest).date()).days
    said = f"首页最近一次更新是{localtime(newest):%Y-%m-%d %H:%M}，距今{days}天。"
    place = (Example(f"首页，{localtime(newest):%Y-%m-%d %H:%M}", url),)
    if days > HOME_DAYS:
        return Reading(said, 1, place, RED)
    return Reading(said, int(days > HOME_SOON), place, AMBER if days > HOME_SOON else GREEN)


def kept_up(facts: Facts) -> Reading:
    """栏目不更新: five of news and notices, ten of the others, or five that are empty; none is counted twice."""
    first = [one for one in facts.of_group(Group.NEWS, Group.NOTICE) if one.stale]
    second = [one for one in facts.of_group(Group.OTHER) if one.stale]
    empty = [one for one in facts.columns if one.empty]
    said = (
        f"共{len(facts.columns)}个栏目：动态、公告、政策类不更新{len(first)}个（满{NEWS_AND_NOTICES}个否决），"
        f"其他不更新{len(second)}个（满{OTHERS}个否决），空白{len(empty)}个（满{EMPTY}个否决）。"
    )
    wrong = [*first, *second, *empty]
    broken = len(first) >= NEWS_AND_NOTICES or len(second) >= OTHERS or len(empty) >= EMPTY
    light = RED if broken else AMBER if wrong or not facts.columns else GREEN
    return Reading(said, len(wrong), as_examples(wrong), light)


def answered(facts: Facts) -> Reading:
    """互动回应差: a message of the last year open for more than three months."""
    since = shift_months(facts.on, -12)
    red = Message.objects.red(facts.on).filter(received_on__gte=since)
    late = Message.objects.overdue(facts.on).filter(received_on__gte=since)
    for light, rows, words in ((RED, red, "超过三个月没有答复"), (AMBER, late, "超过答复期限")):
        found = Tally()
        for one in rows.only("pk", "number", "subject", "received_on").order_by("received_on").iterator():
            where = reverse("admin:interpretation_message_change", args=[one.pk])
            days = (facts.on - one.received_on) // timedelta(days=1)
            found.add(f"{one.number} {one.subject}：{one.received_on}收到，已经{days}天", where)
        if found:
            return _of(light, f"{found.number}件留言{words}。", found)
    return Reading("一年内的留言都在期限内答复或者正在办理，网上留言渠道畅通。", light=GREEN)


def as_examples(states: Iterable[ColumnState]) -> tuple[Example, ...]:
    return tuple(Example(one.words, one.held.url) for one in list(states)[:MOST_EXAMPLES])


def _of(light: str, said: str, found: Tally) -> Reading:
    return Reading(said, found.number, tuple(found), light)
