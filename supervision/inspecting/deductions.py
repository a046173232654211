"""扣分指标 (国办秘函〔2019〕19号第二部分): each counts its faults; what one fault costs is the indicator's row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Organisation
from disclosure.models import DocumentEdition, Guide
from disclosure.policies import PUBLISHERS
from interpretation.deadlines import missing_materials, recent_plans
from interpretation.models import Message
from participation.deadlines import feedback_days, standing
from participation.models import Consultation
from statute.calendar import shift_months
from statute.loading import working_calendar
from supervision.inspecting.columns import ColumnState
from supervision.inspecting.gathering import Facts
from supervision.inspecting.links import links_of
from supervision.inspecting.readings import Reading, Tally
from supervision.inspecting.vetoes import as_examples
from supervision.models import SiteColumn

ID_CODE: Final = re.compile(r"\d{10}|bm\d{8}")
FOOT: Final = {
    "id_code": "网站标识码", "icp": "ICP备案编号", "police_record": "公安备案编号", "organiser": "主办单位", "phone": "联系电话",
    "mark_url": "党政机关网站标识",
}  # fmt: skip
SITE_TAGS: Final = ("SiteName", "SiteDomain", "SiteIDCode")
EXPLAINING: Final = ("interpretations", "answers")
Group = SiteColumn.Group


def guides(facts: Facts) -> Reading:
    """概况信息、指南: every unit that publishes has a guide in force."""
    having = set(Guide.objects.in_force().values_list("unit", flat=True))
    units = Organisation.objects.active().filter(kind__in=PUBLISHERS).order_by("tree_id", "lft")
    found = Tally()
    for unit in units:
        if unit.pk not in having:
            found.add(f"{unit.name}没有现行的公开指南", reverse("open:unit-guide", args=[unit.code]))
    return _counted(found, "个单位没有公开指南", "每个单位都有公开指南")


def offices(facts: Facts) -> Reading:
    """机构职能: name, address, hours and phone of the office in every guide in force."""
    found = Tally()
    for guide in Guide.objects.in_force().select_related("unit"):
        for field in guide.missing:
            found.add(f"{guide.unit.name}的公开指南没有写“{field}”", guide.get_absolute_url())
    return _counted(found, "项机构信息没有写", "机构名称、地址、时间、电话齐全")


def news(facts: Facts) -> Reading:
    return _columns(facts.of_group(Group.NEWS))


def notices(facts: Facts) -> Reading:
    return _columns(facts.of_group(Group.NOTICE))


def explained(facts: Facts) -> Reading:
    """政策解读: the columns of explanations."""
    return _columns([one for one in facts.columns if one.source in EXPLAINING])


def others(facts: Facts) -> Reading:
    return _columns([one for one in facts.of_group(Group.OTHER) if one.source not in EXPLAINING])


def _columns(states: Iterable[ColumnState]) -> Reading:
    rows = list(states)
    wrong = [one for one in rows if one.stale or one.empty]
    said = f"{len(rows)}个栏目，{len(wrong)}个没有按期更新或者是空的。"
    return Reading(said, len(wrong), as_examples(wrong))


def linked(facts: Facts) -> Reading:
    """解读关联: what was promised with a document and is not there three working days later."""
    found = Tally()
    for one in missing_materials(recent_plans(facts.on), facts.on, working_calendar()):
        if one.late:
            edition = one.plan.edition
            found.add(f"《{edition.title}》应于{one.due_on}前有解读", edition.get_absolute_url())
    return _counted(found, "份文件没有按期发布解读", "应解读的文件都有解读，互相链接")


def forms(facts: Facts) -> Reading:
    """信息提交: the pages on which people write open."""
    found = Tally()
    for name in ("requests:apply", "messages:write", "participation:index"):
        answer = facts.visited[reverse(name)]
        if answer.failed:
            found.add(f"{reverse(name)}打不开（{answer.status}）", reverse(name))
    return _counted(found, "个提交页面打不开", "申请、留言、参与的页面都能打开")


def shown_answers(facts: Facts) -> Reading:
    """留言公开: answers of the last two months whose writers agreed are on the site."""
    since = shift_months(facts.on, -2)
    agreed = Message.objects.filter(answered_on__gte=since, consent=True)
    hidden = Tally()
    for one in agreed.filter(shown_at=None).only("pk", "number", "subject"):
        hidden.add(
            f"{one.number} {one.subject}", reverse("admin:interpretation_message_change", args=[one.pk])
        )
    return _counted(hidden, "件同意公开的留言答复后没有公开", "同意公开的留言和答复都已公开")


def in_time(facts: Facts) -> Reading:
    """办理答复: answered after the last day, or not yet though it is over, in a year."""
    since, found = shift_months(facts.on, -12), Tally()
    received = Message.objects.filter(received_on__gte=since)
    late = received.filter(answered_on__gt=F("due_on")) | received.overdue(facts.on)
    for one in late.only("pk", "number", "subject", "due_on").order_by("received_on").iterator():
        where = reverse("admin:interpretation_message_change", args=[one.pk])
        found.add(f"{one.number} {one.subject}：应于{one.due_on}前答复", where)
    return _counted(found, "件留言没有按期答复", "一年内的留言都按期答复")


def results(facts: Facts) -> Reading:
    """征集调查: consultations closed whose results are due and not published."""
    days, calendar, found = feedback_days(facts.on), working_calendar(), Tally()
    for one in (
        Consultation.objects.awaiting_feedback(facts.now)
        .select_related("feedback")
        .defer("body", "explanation")
    ):
        now = standing(one, facts.now, days, calendar)
        if now.is_overdue:
            found.add(f"《{one.title}》应于{now.due}前公布采纳情况", one.get_absolute_url())
    return _counted(found, "次征求意见没有按期公布结果", "结束的征求意见都公布了采纳情况")


def foot(facts: Facts) -> Reading:
    """网站标识: what the foot of every page must name."""
    found, site = Tally(), settings.SITE
    for key, label in FOOT.items():
        value = str(site.get(key, ""))
        if not value:
            found.add(f"页脚没有{label}", reverse("home"))
        elif key == "id_code" and not ID_CODE.fullmatch(value):
            found.add(f"网站标识码“{value}”不是10位数字", reverse("home"))
    return _counted(found, "项页脚信息缺少或者有误", "页脚信息齐全")


def dead_links(facts: Facts) -> Reading:
    """可用性: links inside this site that lead nowhere."""
    book = facts.book
    said = f"检查站内链接{book.checked}个，{book.dead.number}个打不开。"
    if book.unasked:
        said += f"另有{book.unasked}个超出一次检查的数量，没有打开。"
    return Reading(said, book.dead.number, tuple(book.dead))


def lost_files(facts: Facts) -> Reading:
    """附件: every file of a public document is there and whole."""
    swept = facts.swept
    if not swept.files_looked_at:
        return Reading("附件存放在对象存储，不在本机，没有逐个核对。", asks=True)
    said = f"检查附件{swept.files}个，{swept.lost_files.number}个打不开。"
    return Reading(said, swept.lost_files.number, tuple(swept.lost_files))


def error_entry(facts: Facts) -> Reading:
    """“我为政府网站找错”入口 on every page looked at."""
    return _on_pages(
        facts, ("找错",), "个页面没有“我为政府网站找错”入口", "每个页面都有“我为政府网站找错”入口"
    )


def tags(facts: Facts) -> Reading:
    """页面标签 (国办发〔2017〕47号 网页标签规范)."""
    wanted = tuple(f'<meta name="{tag}" content="' for tag in SITE_TAGS)
    return _on_pages(facts, wanted, "个页面缺少网页标签", "检查的页面都有网页标签")


def _on_pages(facts: Facts, wanted: tuple[str, ...], bad: str, good: str) -> Reading:
    found = Tally()
    for address, answer in facts.visited.items():
        if any(word not in answer.html for word in wanted):
            found.add(address, address)
    return _counted(found, bad, good)


def search(facts: Facts) -> Reading:
    """站内搜索: a title that is known to be there is on the first page of what is found."""
    newest = DocumentEdition.objects.readable().order_by("-published_at").only("title", "document").first()
    if newest is None:
        return Reading("还没有可以搜索的文件。", asks=True)
    address = f"{reverse('search')}?{urlencode({'q': newest.title})}"
    answer = facts.visitor.ask(address)
    if newest.get_absolute_url() in set(links_of(answer.html)):
        return Reading(f"按标题能搜到《{newest.title}》。")
    found = Tally()
    found.add(f"搜索《{newest.title}》，第一页没有这份文件", address)
    return _counted(found, "个已知标题搜不到", "")


def _counted(found: Tally, bad: str, good: str) -> Reading:
    return Reading(f"{found.number}{bad}。" if found else f"{good}。", found.number, tuple(found))
