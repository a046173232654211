"""One department with everything of one domain on the site, so that the map of coverage has green beside amber and red."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from accounts.models import OrganisationKind
from accounts.roles import Role
from disclosure.actions import drafting
from disclosure.workflow import Attribute, Status
from portal.demo.chain import Desk
from portal.demo.documents import item_paths
from portal.demo.new_documents import Office, Registry
from portal.demo.papers import PROCESS
from supervision.freshness import Marking, Standing
from supervision.models.standing import rows_to_fill

MEASURED_STEPS: Final = 2
LATE_CODE: Final = "qinglan-jtj"  # has a list that should have been out three weeks ago
APPLIED_CODE: Final = "qinglan-mzj"  # has settled twice that something is given on application only
# days since it was settled, title: one is a year old and was not looked at again, one will be in two weeks
ON_APPLICATION: Final = (
    (400, "关于申请县救助管理站改扩建资金的请示"),
    (350, "关于申请乡镇敬老院消防改造资金的请示"),
)
TEXT: Final = (
    "<p>为方便群众查询，现将{domain}领域应当主动公开的事项、公开时限和查阅渠道汇编公布。</p><h2>一、公开事项</h2>"
    "<p>按照本单位基层政务公开标准目录执行，目录调整的，以调整后的目录为准。</p><h2>二、查阅渠道</h2>"
    "<p>县政府网站、政务公开专区和各便民服务站均可查阅。</p>"
)


def load_measured(desk: Desk) -> Iterator[str]:
    """What the map and the board of supervision show: green, and what is late."""
    registry = Registry(item_paths())
    yield _complete(desk, registry)
    yield _late(desk, registry)


def _late(desk: Desk, registry: Registry) -> str:
    """第二十六条 and 第十八条 as they are missed: a draft past its last day, an attribute nobody looked at for a year."""
    office = Office(desk, desk.bodies[LATE_CODE], registry)
    domain = next(domain for unit, domain in registry.paths if unit == office.unit.pk)
    office.draft(
        "关于公布本年度义务教育招生计划的通知",
        domain,
        "<p>现公布本年度义务教育阶段各学校的招生计划和报名时间。</p>",
        days=50,
    )
    office = Office(desk, desk.bodies[APPLIED_CODE], registry)
    for days, title in ON_APPLICATION:
        made = office.draft(
            title, "社会救助/综合业务/政策法规文件", "<p>现有设施不能满足需要，拟申请专项资金，请予审定。</p>", days=days,
            proposed_attribute=Attribute.ON_REQUEST, proposed_ground="C2", proposed_reason=PROCESS,
        )  # fmt: skip
        office.advance(made, Status.PUBLISHED, days=days - 1)
    return "逾期未公开、公开属性满一年的文件"


def _complete(desk: Desk, registry: Registry) -> str:
    """The smallest domain of a department whose content lasts, filled by one document through the acts."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    lasting: dict[tuple[int, int], bool] = {}
    marking = Marking(desk.on)
    kind = OrganisationKind.COUNTY_DEPARTMENT
    rows = rows_to_fill().filter(edition__unit__kind=kind).select_related("edition__domain", "edition__unit")
    names: dict[tuple[int, int], tuple[str, str]] = {}
    for row in rows.order_by("edition_id", "lft"):
        key = (row.edition.unit_id, row.edition.domain_id)
        cells[key].append(row.item_id)
        names[key] = (row.edition.unit.code, row.edition.domain.name)
        marks = marking.rule_marks(row.time_rule)
        lasting[key] = lasting.get(key, True) and marks.of(desk.on) is Standing.FRESH
    unit, domain = min((key for key in cells if lasting[key]), key=lambda key: (len(cells[key]), key))
    code, name = names[unit, domain]
    office = Office(desk, desk.bodies[code], registry)
    made = office.draft(f"关于公布{name}领域主动公开事项的公告", name, TEXT.format(domain=name), days=3)
    items = [office.registry.items[pk] for pk in cells[unit, domain]]
    made = drafting.save_draft(
        made, by=office.person(Role.CLERK), on=desk.before(3), revision=made.revision, values={}, body=made.body,
        items=items,
    )  # fmt: skip
    office.advance(made, Status.PUBLISHED, days=2)
    return f"{office.unit.label} · {name}领域全部公开"
