"""Import of a 5,000-row .xlsx: parse + dry run + commit as a multiple of what openpyxl alone needs to read it.

Target: under 3; memory under 300 MB.
"""

from __future__ import annotations

import io
import resource
import time
from datetime import date

from django.db import connection
from openpyxl import Workbook, load_workbook

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, User
from accounts.roles import Role
from bench.setting import database
from catalog.actions import importing
from catalog.actions.editing import Source, start_edition
from catalog.models import Domain
from catalog.tree import faults, read_rows

ROWS = 5000


def workbook() -> bytes:
    """An official table of ROWS rows with merged headings."""

    book = Workbook()
    sheet = book.active
    tops = ["序号", "公开事项", "", "公开内容(要素)", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
            "公开对象", "", "公开方式", "", "公开层级", "", "备注", "联系电话", "更新周期"]  # fmt: skip
    below = [
        "",
        "一级事项",
        "二级事项",
        "",
        "",
        "",
        "",
        "",
        "全社会",
        "特定群体",
        "主动",
        "依申请",
        "县级",
        "乡级",
        "",
        "",
        "",
    ]
    sheet.append(tops)
    sheet.append(below)
    for n in range(ROWS):
        sheet.append(
            [n + 1, f"一级事项{n // 10}", f"二级事项{n}办事指南", f"●办理条件{n}\n●办理流程\n●申请材料{n}", "《政府信息公开条例》、各地相关政策法规文件",
             "信息形成或者变更之日起20个工作日内", f"青岚县第{n % 40}局", "■政府网站 □政府公报 ■两微一端 □发布会/听证会 ■公开查阅点",
             "√", "", "√", "", "√", "√" if n % 3 else "", f"说明{n}", "0539-1234567", "每年"]
        )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def openpyxl_alone(data: bytes) -> float:

    start = time.process_time()
    book = load_workbook(io.BytesIO(data), read_only=True)
    count = sum(1 for row in book.active.iter_rows(values_only=True) if row)
    assert count == ROWS + 2
    return time.process_time() - start


def main() -> None:
    with database("import_xlsx"):
        data = workbook()
        unit = save_organisation(
            Organisation(name="青岚县民政局", code="mz", kind="county_department"), by=None
        )
        clerk = User.objects.create(username="clerk", is_staff=True)
        grant_role(clerk, Role.CLERK, unit, by=None)
        domain = Domain.objects.create(name="社会救助", code="shehuijiuzhu")
        edition = start_edition(unit, domain, by=clerk, source=Source.EMPTY, on=date(2026, 3, 2))
        importing.read(data, "warm.xlsx")
        alone = min(openpyxl_alone(data) for _ in range(3))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, wall = time.process_time(), time.perf_counter()
        batch = importing.receive(edition, by=clerk, file_name="table.xlsx", data=data)
        batch = importing.preview(batch)
        middle = time.process_time()
        importing.commit(batch, by=clerk, on=date(2026, 3, 2))
        end, wall = time.process_time(), time.perf_counter() - wall
        assert len(read_rows(edition)) == ROWS
        assert not faults([edition.pk])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"database                     {connection.vendor}")
        print(f"openpyxl alone               1.00 ({alone:.2f} s)")
        print(f"parse + dry run              {(middle - start) / alone:.2f}")
        print(f"commit                       {(end - middle) / alone:.2f}")
        print(
            f"whole import                 {(end - start) / alone:.2f}  target < 3   (wall {wall / alone:.2f})"
        )
        print(f"peak memory                  {peak} MB  target < 300 (before the import {before // 1024} MB)")


if __name__ == "__main__":
    main()
