"""Four years of documents from before the portal, brought in as each unit kept them: in lists, through the import acts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.core.files.base import ContentFile
from openpyxl import Workbook

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from disclosure.actions import archive_batches, importing
from disclosure.models import ArchiveBatch
from portal.demo import department_subjects, more_subjects
from portal.demo.chain import Desk
from portal.demo.files import letter, pack, page, spreadsheet
from portal.demo.organisations import COUNTY
from portal.demo.subjects import Subject, write

YEARS: Final = 4
IMPORTED: Final = 90  # days before today
REASON: Final = "属于向上级的请示,是决策形成过程中的材料,批复下达后以批复为准并已公开。"
# How three generations of county sites named the same things, and wrote a day.
STYLES: Final = (
    ("标题", "索引号", "发文字号", "发布机构", "成文日期", "发布日期", "有效性", "主题分类", "%Y-%m-%d"),
    (
        "名 称",
        "索 引 号：",
        "文 号：",
        "发文机关：",
        "成文时间：",
        "发布时间：",
        "效力状态：",
        "[ 主题分类 ]",
        "%Y年%m月%d日",
    ),
    (
        "信息名称",
        "信息索取号",
        "文件编号",
        "责任部门",
        "生成日期",
        "发布时间",
        "是否有效",
        "信息类别",
        "%Y/%m/%d",
    ),
)
Row = dict[str, str]


@dataclass
class Archive:
    """What one unit hands in."""

    unit: Organisation
    rows: list[Row] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbers:
    """文号 of a unit's subjects: the same subject has the same place every year."""

    code: str
    first: int = 3

    def of(self, place: int, year: int) -> str:
        return f"{self.code}〔{year}〕{self.first + place * 2}号"


def subjects_of(unit: Organisation) -> list[Subject]:
    if unit.kind == OrganisationKind.TOWNSHIP:
        return list(more_subjects.TOWNSHIP)
    every = (*department_subjects.SUBJECTS, *more_subjects.SUBJECTS)
    return [subject for subject in every if subject.unit == unit.code]


def numbers_of(unit: Organisation) -> Numbers:
    """青民发, 青石政发, 东岭办发."""
    name = unit.label
    if unit.kind == OrganisationKind.TOWNSHIP:
        return Numbers(
            f"{name.removesuffix('镇').removesuffix('乡').removesuffix('街道')}{'办' if '街道' in name else '政'}发"
        )
    short = name.removeprefix("县").removesuffix("局").removesuffix("分局")
    return Numbers(f"青{short[:2] if short[:1] in '市公交' else short[:1]}发")


def levels_of(
    paths: Mapping[tuple[int, str], Sequence[str]], unit: Organisation, subject: Subject
) -> list[str]:
    """The item of the unit's catalog a subject stands under: the one it names, else the first of the domain."""
    found = paths.get((unit.pk, subject.domain), ())
    wanted = "/".join(subject.levels)
    named = [path for path in found if wanted and path.startswith(wanted[:40])]
    return (named or list(found) or [wanted])[0].split("/")


def archive_of(desk: Desk, unit: Organisation, paths: Mapping[tuple[int, str], Sequence[str]]) -> Archive:
    """Rows of the years before this one, as far as they were public by the day of the import."""
    made, numbers = Archive(unit), numbers_of(unit)
    first = desk.on.year - YEARS
    for year in range(first, desk.on.year):
        for place, subject in enumerate(subjects_of(unit)):
            formed = date(year, *subject.when)
            if subject.is_written(year, first) and formed + timedelta(days=20) < desk.before(IMPORTED):
                made.rows.append(_row(made, subject, numbers, place, formed, levels_of(paths, unit, subject)))
                if subject.follows and year > first:
                    made.rows[-1]["废止文件" if subject.follows == "repeals" else "修改文件"] = numbers.of(
                        place, year - 1
                    )
    if unit.kind == OrganisationKind.COUNTY_DEPARTMENT and made.rows:
        made.rows.append(_restricted(unit, numbers, first + 2))
    return made


def _row(
    made: Archive, subject: Subject, numbers: Numbers, place: int, formed: date, levels: Sequence[str]
) -> Row:
    unit = made.unit
    title, index, number, publisher, formed_label, published, validity, topic, day = STYLES[
        unit.pk % len(STYLES)
    ]
    text = write(subject, formed.year, unit.label if unit.kind == OrganisationKind.TOWNSHIP else "")
    serial = len(made.rows) + 1
    row = {
        title: text.title, index: _index(unit, formed.year, serial), number: numbers.of(place, formed.year),
        publisher: unit.name, formed_label: formed.strftime(day), topic: subject.topic, "关键词": subject.keywords,
        published: (formed + timedelta(days=3 + serial % 9)).strftime(day), "领域": subject.domain, "一级事项": levels[0],
        "二级事项": levels[1] if len(levels) > 1 else "", "正文": text.html if serial % 3 else text.plain,
    }  # fmt: skip
    if serial % 4:
        row["公开方式"] = "主动公开"
    if subject.joint:
        row["联合发文机关"] = "县财政局"
    if subject.term:
        row |= {
            "规范性文件": "是",
            "统一登记号": f"QLDR-{formed.year}-{unit.pk:03d}{place:04d}",
            "施行日期": formed.strftime(day),
        }
        row["有效期"] = f"{subject.term}年"
    elif serial % 5:
        row[validity] = "是" if validity == "是否有效" else "有效"
    if subject.table or (subject.term and serial % 2):
        _attach(made, row, text.title, subject, formed.year)
    return row


def _attach(made: Archive, row: Row, title: str, subject: Subject, year: int) -> None:
    text = write(subject, year, made.unit.label)
    if subject.table:
        name, data = f"{title}附表.xlsx", spreadsheet(title, text.table)
    elif year % 2:
        name, data = f"{title}.docx", letter(title, text.lines)
    else:
        name, data = f"{title}.pdf", page([title, *text.lines])
    made.files[f"{year}/{name}"] = data
    row["附件"] = f"{year}/{name}"


def _index(unit: Organisation, year: int, serial: int) -> str:
    """Numbers as old systems left them: well formed, by month, without a serial, or none at all."""
    if serial % 11 == 0:
        return ""
    if serial % 13 == 0:
        return f"{unit.credit_code}/{year}-None"
    shapes = (
        f"{unit.credit_code}/{year}-{serial:05d}",
        f"{unit.credit_code[8:17]}/{year}06-{serial:05d}",
        f"qlx-{year}-{serial:05d}",
    )
    return shapes[unit.pk % len(shapes)]


def _restricted(unit: Organisation, numbers: Numbers, year: int) -> Row:
    """A request to the county government: kept on record, or named only."""
    title, index, number, publisher, formed, published, _, topic, day = STYLES[unit.pk % len(STYLES)]
    row = {
        title: f"关于申请{year}年度专项工作经费的请示", index: f"{unit.credit_code}/{year}-09001", number: numbers.of(40, year),
        publisher: unit.name, formed: date(year, 10, 9).strftime(day), topic: "综合政务", "法定事由": "C2", "理由": REASON,
        "公开方式": "不予公开" if unit.pk % 2 else "依申请公开",
    }  # fmt: skip
    if not unit.pk % 2:
        row[published] = date(year, 10, 20).strftime(day)
    return row


# --- as files -----------------------------------------------------------------------------------------------


def as_file(rows: Sequence[Row], turn: int) -> tuple[str, bytes]:
    """(name, bytes): a workbook, a .csv as Windows saves it, or JSON lines."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if turn % 3 == 1:
        text = io.StringIO()
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        return "历史文件.csv", text.getvalue().encode("gb18030")
    if turn % 3 == 2:
        return "历史文件.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("历史文件")
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name, "") for name in names])
    out = io.BytesIO()
    book.save(out)
    return "历史文件.xlsx", out.getvalue()


def bring_in(
    desk: Desk, archive: Archive, turn: int, *, by: User | None = None, until: str = ArchiveBatch.State.DONE
) -> ArchiveBatch:
    """One unit's list through the acts: its clerk imports, its head approves, the worker writes."""
    unit, on = archive.unit, desk.before(IMPORTED)
    clerk = by or desk.cast.clerk(unit)
    name, data = as_file(archive.rows, turn)
    files = ContentFile(pack(archive.files), "附件.zip") if archive.files else None
    batch = importing.receive(unit, by=clerk, file_name=f"{unit.label}{name}", data=data, pack=files)
    batch = importing.read(batch, on=on)
    if until == ArchiveBatch.State.READ:
        return batch
    batch = importing.submit(batch, by=clerk)
    if until == ArchiveBatch.State.SUBMITTED:
        return batch
    head = desk.cast.colleagues[unit.code, Role.HEAD]
    batch = importing.approve(
        batch, by=head, seen=archive_batches.seal(batch), opinion="已与纸质档案核对,同意导入。"
    )
    return importing.write_all(batch, on=on)


def archives(desk: Desk, paths: Mapping[tuple[int, str], Sequence[str]]) -> Iterator[str]:
    """Every unit that has written something, one batch each; then one that waits and one with errors."""
    for turn, unit in enumerate(desk.bodies.values()):
        archive = archive_of(desk, unit, paths)
        if archive.rows:
            bring_in(desk, archive, turn)
            yield f"{unit.label} · 历史文件{len(archive.rows)}份"
    yield _county_archive(desk)
    yield from _unfinished(desk)


def _county_archive(desk: Desk) -> str:
    """The county government has no catalog of its own: its old documents stay without an item and show as such."""
    county, first = desk.bodies[COUNTY], desk.on.year - YEARS
    rows = [
        {
            "标题": f"青岚县人民政府关于{what}的通知", "索引号": f"{county.credit_code}/{first + place % YEARS}-{place:05d}",
            "发文字号": f"青政发〔{first + place % YEARS}〕{place + 5}号", "成文日期": f"{first + place % YEARS}-0{place % 6 + 1}-15",
            "发布日期": f"{first + place % YEARS}-0{place % 6 + 1}-18", "公开方式": "主动公开", "主题分类": topic, "有效性": "有效", "正文": body,
        }
        for place, (what, topic, body) in enumerate(COUNTY_PAPERS, 1)
    ]  # fmt: skip
    bring_in(desk, Archive(county, rows), 0)
    return f"{county.label} · 历史文件{len(rows)}份"


COUNTY_PAPERS: Final = (
    ("公布县级行政许可事项清单", "综合政务", "现公布县级行政许可事项清单,共286项,由18个部门实施。\n清单之外一律不得实施行政许可。"),
    ("调整城区公共停车泊位", "城乡建设、环境保护", "新增清溪路、环城北路公共停车泊位620个,前30分钟免费。\n实施时间为公布之日起15日后。"),
    ("加强白水河河道管理", "农业、林业、水利", "白水河青石至柳河段划定河道管理范围31.6公里。\n范围内禁止采砂、倾倒渣土和新建房屋。"),
    ("开展第五次经济普查", "国民经济管理、国有资产监管", "全县设普查区118个、普查小区236个,选聘普查员372名。\n普查对象应当如实填报。"),
    ("推进政务服务一窗受理", "综合政务", "县政务服务中心设综合窗口24个,高频事项158项实行一窗受理。\n乡镇便民服务中心可办事项不少于60项。"),
    ("做好森林防火工作", "农业、林业、水利", "每年11月1日至次年5月31日为森林防火期,清明、春节为高火险期。\n进入林区禁止携带火种。"),
)  # fmt: skip


def _unfinished(desk: Desk) -> Iterator[str]:
    """For those who log in: a batch that waits for the head, and one whose errors are still to be put right."""
    unit, clerk = desk.bodies["qinglan-mzj"], desk.cast.accounts["demo-clerk"]
    day, year = "%Y-%m-%d", desk.on.year - YEARS - 1
    found = [
        {
            "标题": f"关于做好{year}年{what}工作的通知", "文号": f"青民发〔{year}〕{60 + place}号", "发布机构": unit.name,
            "成文日期": date(year, 9, 3 + place).strftime(day), "发布日期": date(year, 9, 8 + place).strftime(day),
            "公开方式": "主动公开", "正文": f"现就{year}年{what}工作通知如下。\n请各乡镇、街道于{place + 20}日前报送台账。",
        }
        for place, what in enumerate(("敬老月活动", "社区消防安全检查", "殡葬服务收费公示", "慈善捐赠信息公开"))
    ]  # fmt: skip
    bring_in(desk, Archive(unit, found), 0, by=clerk, until=ArchiveBatch.State.SUBMITTED)
    yield "民政局 · 待审核的历史文件"
    wrong = [row | {"文号": f"青民发〔{year}〕{70 + place}号"} for place, row in enumerate(found)]
    wrong[0]["标题"], wrong[1]["成文日期"], wrong[2]["公开方式"] = "", f"{year}-02-30", "内部"
    wrong[3]["正文"] += "\n联系人王某,手机13912345678。"
    bring_in(desk, Archive(unit, wrong), 2, by=clerk, until=ArchiveBatch.State.READ)
    yield "民政局 · 有错误的历史文件"
