"""What the departments changed in their later versions: a law was replaced, a limit shortened, a service added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from catalog.content import USED, Row
from portal.demo.adapting import local_row

Path = tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """`changes`: path → the columns that change; `added`: rows as (path, also 乡级, columns); `removed`: paths."""

    changes: Mapping[Path, Mapping[str, Any]] = field(default_factory=dict)
    added: tuple[tuple[Path, bool, Mapping[str, Any]], ...] = ()
    removed: frozenset[Path] = frozenset()

    def change(self, row: Row) -> Row | None:
        if row.path in self.removed:
            return None
        columns = dict(self.changes.get(row.path, {}))
        if also := columns.pop("also_channels", ()):
            columns["channels"] = {**(row.channels or {}), **dict.fromkeys(also, USED)}
        return replace(row, **columns) if columns else row

    def new_rows(self, department: str) -> list[Row]:
        return [
            local_row(path, department, township=township, **columns)
            for path, township, columns in self.added
        ]


SUBSISTENCE: Final = "《最低生活保障审核确认办法》（民发〔2021〕57号）"
DESTITUTE: Final = "《特困人员认定办法》（民发〔2021〕43号）"
PUBLISHED: Final[Mapping[str, Revision]] = {
    "社会救助": Revision(
        {
            ("最低生活保障", "政策法规文件"): {
                "content": f"{SUBSISTENCE}\n县、乡配套政策文件",
                "basis": SUBSISTENCE,
            },
            ("最低生活保障", "审批信息"): {"basis": SUBSISTENCE, "also_channels": ["便民服务站"]},
            ("特困人员救助供养", "审批信息"): {"basis": DESTITUTE},
            ("临时救助", "办事指南"): {
                "content": "办理事项\n办理条件\n救助标准\n急难发生地申请办法\n申请材料\n办理流程\n办理时间、地点\n联系方式"
            },
        },
        (
            (
                ("低收入人口动态监测", "认定办事指南"),
                True,
                {
                    "content": "认定条件\n申请材料\n办理流程\n可以享受的救助项目\n办理时间、地点\n联系方式",
                    "basis": "《关于加强低收入人口动态监测做好分层分类社会救助工作的意见》（国办发〔2023〕39号）",
                    "time_limit": "制定或获取信息之日起10个工作日内",
                },
            ),
        ),
    ),
    "义务教育": Revision(
        {
            ("招生管理", "招生结果"): {"time_limit": "信息形成或者变更之日起10个工作日内"},
            ("招生管理", "招生范围"): {"content": "招生范围\n学区划分详细情况\n学区调整的理由和征求意见情况"},
        },
        (
            (
                ("学生管理", "课后服务"),
                False,
                {
                    "content": "实施学校\n服务时间\n服务内容\n收费标准和减免办法\n监督电话",
                    "basis": "《教育部办公厅关于做好中小学生课后服务工作的指导意见》（教基一厅〔2017〕2号）",
                },
            ),
        ),
    ),
    "医疗卫生": Revision(
        {("公共卫生服务事项", "预防接种"): {"also_channels": ["政务新媒体"]}},
        (
            (
                ("公共卫生服务事项", "托育机构备案"),
                False,
                {
                    "content": "备案条件\n备案材料\n办理流程\n已备案托育机构名称、地址、电话\n投诉举报电话",
                    "basis": "《托育机构登记和备案办法（试行）》（国卫办人口发〔2019〕25号）",
                },
            ),
        ),
    ),
    "食品药品监管": Revision(
        {
            ("行政处罚", "食品生产经营行政处罚"): {"time_limit": "自作出行政处罚决定之日起7个工作日内"},
            ("行政处罚", "药品监管行政处罚"): {"time_limit": "自作出行政处罚决定之日起7个工作日内"},
        }
    ),
    "税收管理": Revision(
        {
            ("行政执法", "欠税公告"): {"time_limit": "每季度公告一次"},
            ("纳税服务", "办税地图"): {"also_channels": ["政务新媒体"]},
        }
    ),
    "保障性住房": Revision(
        {("配给管理", "房源信息与配租方案"): {"also_channels": ["公开查阅点"]}},
        (
            (
                ("配给管理", "公租房租赁补贴发放"),
                True,
                {
                    "content": "补贴对象\n补贴标准\n申请程序和材料\n发放结果\n咨询、监督电话",
                    "basis": "《公共租赁住房管理办法》（住房和城乡建设部令第11号）",
                    "time_limit": "信息形成（变更）20个工作日内",
                },
            ),
        ),
    ),
}

IN_PREPARATION: Final[Mapping[str, Revision]] = {
    # A draft with work left: what the checks find in it is shown beside the rows.
    "就业": Revision(
        {
            ("创业服务", "创业补贴申领"): {"service_name": "一次性创业补贴申领", "time_limit": ""},
            ("就业信息服务", "岗位信息发布"): {"also_channels": ["政务新媒体"]},
        },
        ((("创业服务", "创业孵化基地认定"), False, {"content": ""}),),
    ),
    "社会救助": Revision(
        {
            ("综合业务", "监督检查"): {
                "content": "社会救助信访通讯地址\n社会救助投诉举报电话\n受理时限和反馈方式"
            },
            ("临时救助", "审核审批信息"): {"content": "临时救助对象姓名、住址\n救助金额\n救助事由"},
        }
    ),
    "公共文化服务": Revision(
        {("公共服务", "公共文化机构免费开放信息"): {"also_channels": ["政务新媒体"]}},
        (
            (
                ("公共服务", "城乡书房和文化驿站开放信息"),
                True,
                {"content": "名称\n地址\n开放时间\n服务项目\n联系电话"},
            ),
        ),
    ),
    "养老服务": Revision(
        {("养老服务业务办理", "老年人补贴"): {"also_channels": ["便民服务站"]}},
        (
            (
                ("养老服务业务办理", "老年助餐服务"),
                True,
                {"content": "助餐点名称、地址\n服务时间\n收费和补贴标准\n联系电话"},
            ),
        ),
    ),
    "安全生产": Revision(
        {
            ("依法行政", "行政处罚"): {
                "basis": "《中华人民共和国行政处罚法》\n《中华人民共和国安全生产法》",
                "time_limit": "自作出行政处罚决定之日起7个工作日内",
            }
        }
    ),
    "城市综合执法": Revision(
        added=(
            (
                ("市容环境卫生管理", "未按规定分类投放生活垃圾"),
                False,
                {
                    "content": "机构职能、权责清单、执法人员名单\n执法程序\n执法依据\n行政处罚自由裁量基准\n咨询、监督投诉方式\n处罚决定",
                    "basis": "《中华人民共和国固体废物污染环境防治法》",
                },
            ),
        )
    ),
}
TOWNSHIP_DOMAINS: Final = ("社会救助", "养老服务", "涉农补贴", "公共文化服务")
