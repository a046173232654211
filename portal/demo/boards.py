"""What hangs beside the accounts: the quarter's other matters in bulk, and the government's list each village is held against.

A year of it would be thousands of acts; rows are written as the acts leave them, triggers and constraints looking on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts.models import Organisation, User
from catalog.models import Item
from disclosure.workflow import Status as DocumentStatus
from portal.demo.chain import Desk
from portal.demo.documents import item_paths
from portal.demo.new_documents import Office, Registry
from portal.demo.old_documents import IMPORTED, Archive, bring_in
from portal.demo.subjects import Text
from search.actions import refresh
from statute.villages import Cycle, Period, due_on, period_of
from village.actions.listing import mirror
from village.content import content_hash, safe_table
from village.findable import BOARD
from village.models import BoardItem, Matter
from village.workflow import Status

OFFICE_OF_LISTS: Final = "qinglan-mzj"
DOMAIN: Final = "社会救助"
PATH: Final = "社会救助/最低生活保障/审批信息"
LIST: Final = "最低生活保障和特困人员"
NAMES: Final = ("示例户甲", "示例户乙", "示例户丙", "示例户丁", "示例户戊")
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MEETING: Final = "应到7人，实到6人，一致同意公开。"
NOT_LISTED: Final = (4, 13)  # these villages have not put up the newest list
OTHERWISE: Final = 6  # every sixth village says something else than the government: one amount
MISSING: Final = (2, "农业补贴发放")  # and one forgot this
LATE: Final = (5, 3, "集体资产和资源")  # every fifth, from the fourth on, was late with this
AGO: Final = 6  # days before today the newest list of the government was made
FILLED: Final = (
    "status", "title", "text", "table", "content_hash", "decided_hash", "proposed_by", "proposed_on", "reviewed_by",
    "reviewed_on", "review_note", "decided_by", "decided_on", "meeting", "published_by", "published_on", "published_at",
)  # fmt: skip
Table = Sequence[Sequence[str]]
# matter → what the village says about it, and its table
SAID: Final[Mapping[str, tuple[str, Table]]] = {
    "集体资产和资源": ("本季度集体资产没有增减，盘点结果与账面一致。", (("资产", "数量", "价值（元）"), ("办公用房", "6间", "186000"), ("机动地", "38亩", "0"), ("水渠", "1.2公里", "94000"))),
    "集体债权债务": ("本季度没有新增债务，应收承包费已经收回。", (("项目", "金额（元）"), ("应收承包费", "0"), ("应付工程款", "12000"))),
    "年度计划和执行": ("年度计划的五件事已完成三件：修水渠、装路灯、清理垃圾点；村道硬化正在施工，文化活动室待验收。", ()),
    "政府拨付和社会捐赠的钱物": ("收到的钱物已全部入账。", (("来源", "用途", "金额（元）"), ("县财政局", "村级组织运转经费", "15600"), ("示例慈善会", "慰问老人", "3000"))),
    "防止返贫监测帮扶": ("本季度监测对象3户，新增0户，消除风险1户；帮扶措施已落实到人。具体家庭情况依法不公开。", ()),
    "农业补贴发放": ("耕地地力保护补贴已打到各户一卡通，面积以确权登记为准。", (("补贴", "户数", "面积（亩）", "金额（元）"), ("耕地地力保护补贴", "126", "842", "88916"))),
    "土地承包、租赁和流转": ("本季度流转土地一宗，租金按年付清。", (("地块", "面积（亩）", "承租方", "年租金（元）"), ("东坡地", "26", "示例农业发展公司", "20800"))),
    "残疾人、困境儿童和留守人员": ("享受残疾人两项补贴5人，困境儿童1人，留守老人11人，均已上门走访。姓名和家庭情况依法不公开。", ()),
    "养老服务和高龄津贴": ("八十岁以上老人高龄津贴已按月发放。", (("年龄段", "人数", "季度金额（元）"), ("80至89岁", "14", "4200"), ("90至99岁", "2", "1200"))),
}  # fmt: skip


def listed_rows(place: int) -> list[list[str]]:
    """Who is on the village's list, and the monthly amount."""
    return [[name, str(480 + 20 * at)] for at, name in enumerate(NAMES[: 3 + place % 3])]


def hang(
    items: Iterable[BoardItem], place: int, people: tuple[User, User, User], *, newest: dt.date
) -> list[BoardItem]:
    """Fill in and publish the waiting ones in bulk by village committee, supervision committee and convenor; which were."""
    secretary, supervisor, convenor = people
    done = []
    for item in items:
        title = item.matter.title
        if title not in SAID or (item.period_end == newest and (place, title) == MISSING):
            continue
        text, lines = SAID[title]
        every, first, late_title = LATE
        late = title == late_title and place % every == first and item.period_end == newest
        proposed = item.due_on + dt.timedelta(days=5 if late else -9)
        table: dict[str, Any] = (
            {"columns": list(lines[0]), "rows": [[*row] for row in lines[1:]]} if lines else {}
        )
        item.text, item.table, item.status = text, safe_table(table), Status.PUBLISHED
        item.content_hash = content_hash(title=item.title, text=item.text, table=item.table, photo="")
        item.decided_hash, item.meeting, item.review_note = item.content_hash, MEETING, "已核对，属实。"
        item.proposed_by = item.published_by = secretary
        item.reviewed_by, item.decided_by = supervisor, convenor
        item.proposed_on, item.reviewed_on = proposed, proposed + dt.timedelta(days=1)
        item.decided_on = item.published_on = proposed + dt.timedelta(days=2)
        item.published_at = dt.datetime.combine(item.published_on, dt.time(10), SHANGHAI)
        done.append(item)
    BoardItem.objects.bulk_update(done, FILLED)
    refresh(BOARD, *(item.pk for item in done))
    return done


def quarters_over(on: dt.date, months: Sequence[dt.date]) -> list[Period]:
    """The quarters of the year told that are over, oldest first."""
    found = dict.fromkeys(period_of(Cycle.QUARTERLY, month) for month in months)
    return [period for period in found if due_on(period, 0) < on]


def government_lists(desk: Desk, villages: Sequence[Organisation], quarters: Sequence[Period]) -> Item | None:
    """The department's list of every quarter over, with a column for the village; which item of its catalog they stand under.

    What is older than the portal comes with the archive, the rest by the acts. None where the department has no catalog.
    """
    paths, unit = item_paths(), desk.bodies[OFFICE_OF_LISTS]
    if (unit.pk, DOMAIN) not in paths or not quarters:
        return None
    office = Office(desk, unit, Registry(paths))
    item = office.registry.item(unit, PATH)
    levels = next(path for path, pk in paths[unit.pk, DOMAIN] if pk == item.pk).split("/")
    old = []
    for number, period in enumerate(quarters):
        text = _list_of(villages, period, newest=period == quarters[-1])
        formed = min(desk.before(AGO), period.end + dt.timedelta(days=12))
        if formed + dt.timedelta(days=20) < desk.before(IMPORTED):
            old.append({
                "标题": text.title, "文号": f"青民发〔{formed.year}〕{80 + number}号", "发布机构": unit.name, "成文日期": str(formed),
                "发布日期": str(formed + dt.timedelta(days=2)), "公开方式": "主动公开", "领域": DOMAIN, "一级事项": levels[0],
                "二级事项": levels[1] if len(levels) > 1 else "", "正文": text.html, "有效性": "有效",
            })  # fmt: skip
            continue
        made = office.draft(
            text.title,
            PATH,
            text.html,
            days=AGO,
            doc_number=f"青民发〔{desk.on.year}〕{80 + number}号",
            summary=text.lines[0],
        )
        office.advance(made, DocumentStatus.PUBLISHED, days=AGO - 1)
    if old:
        bring_in(desk, Archive(unit, old), 0)
    return item


def _list_of(villages: Sequence[Organisation], period: Period, *, newest: bool) -> Text:
    rows = [["村（社区）", "姓名", "月保障金（元）"]]
    for place, village in enumerate(villages):
        own = listed_rows(place)
        if newest and place % OTHERWISE == 2:
            own[0][1] = str(int(own[0][1]) + 40)
        rows += [[village.label, *row] for row in own]
    lines = [
        f"现公布青岚县{period.label}最低生活保障对象和月保障金，各村（社区）的名单同时在村务公开栏公布。"
    ]
    return Text(f"青岚县{period.label}最低生活保障对象公示", lines, rows)


def hold_against(village: Organisation, item: Item | None, *, by: User) -> None:
    """The village's matter mirrors the item."""
    if item is not None:
        mirror(Matter.objects.get(village=village, title=LIST), by=by, item=item)
