"""Import of an archive of 20,000 old documents without files: documents a second, reading and writing together.

Target: 300 documents a second (ratio at least 1). A body has ten paragraphs, as a short notice has.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from accounts.actions import grant_role, save_organisation
from accounts.models import Organisation, User
from accounts.roles import Role
from bench.setting import database
from disclosure import body as bodies
from disclosure.actions import archive_batches, importing
from disclosure.models import DocumentEdition
from disclosure.scanner import scan_text

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
TARGET = 300
ON = date(2026, 3, 2)
PARAGRAPH = "为进一步做好全县城乡居民最低生活保障工作,根据上级有关规定,结合我县实际,现将有关事项通知如下。"


def body(number: int) -> str:
    """Markup as an old site's editor left it."""
    parts = (
        f'<p style="text-indent: 2em;"><span style="font-size: 16px;">{n}.{number} {PARAGRAPH}</span></p>'
        for n in range(10)
    )
    return f'<div class="content">{"".join(parts)}</div>'


def archive() -> bytes:
    """JSON lines; every tenth row has no number of its own, every fiftieth repeals another."""
    rows = [
        {
            "标题": f"关于第{n}项工作的通知", "索引号": "" if n % 10 == 0 else f"11379999MB0000001X/2019-{n:05d}",
            "发文字号": f"青民发〔2019〕{n}号", "发布机构": "青岚县民政局", "成文日期": f"2019年{n % 12 + 1:02d}月{n % 28 + 1:02d}日",
            "发布日期": "2020/1/6", "有效性": "有效", "公开方式": "主动公开", "关键词": "民政", "正文": body(n),
            "废止": f"青民发〔2019〕{n - 1}号" if n % 50 == 0 else "",
        }
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def people(unit: Organisation) -> tuple[User, User]:
    clerk = User.objects.create(username="clerk", is_staff=True)
    head = User.objects.create(username="head", is_staff=True)
    grant_role(clerk, Role.CLERK, unit, by=None)
    grant_role(head, Role.HEAD, unit, by=None)
    return clerk, head


def milliseconds(act: Callable[[], Any]) -> float:
    """One call, the mean of 200."""
    start = time.perf_counter()
    for _ in range(200):
        act()
    return (time.perf_counter() - start) * 5


def main() -> None:
    with database("import_documents"):
        unit = save_organisation(
            Organisation(name="青岚县民政局", code="mz", kind="county_department"), by=None
        )
        clerk, head = people(unit)
        data = archive()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        start, cpu = time.perf_counter(), time.process_time()
        batch = importing.receive(unit, by=clerk, file_name="archive.jsonl", data=data)
        batch = importing.read(batch, on=ON)
        read = time.perf_counter()
        batch = importing.submit(batch, by=clerk)
        batch = importing.approve(batch, by=head, seen=archive_batches.seal(batch), opinion="同意")
        decided = time.perf_counter()
        batch = importing.write_all(batch, on=ON)
        end, cpu = time.perf_counter(), time.process_time() - cpu
        assert batch.state == "done", batch.error
        assert DocumentEdition.objects.count() == ROWS
        one = DocumentEdition.objects.order_by("?")[0]
        assert one.content().digest() == one.approved_hash
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rate = ROWS / (end - start)
        html, text = body(1), bodies.to_text(bodies.clean(body(1)))
        print(f"database                     {connection.vendor}")
        print(f"reading (dry run)            {ROWS / (read - start):.0f} documents/s")
        print(f"submitting and approving     {decided - read:.2f} s for {ROWS} rows")
        print(f"writing                      {ROWS / (end - decided):.0f} documents/s")
        print(f"reading and writing          {rate:.0f} documents/s")
        print(f"ratio to {TARGET}/s               {rate / TARGET:.2f}  target >= 1")
        print(
            f"the same by processor time   {ROWS / cpu / TARGET:.2f} ({ROWS / cpu:.0f} documents/s, load {os.getloadavg()[0]:.1f})"
        )
        print(
            f"cleaning a body              {milliseconds(lambda: bodies.clean(html)):.2f} ms ({len(html)} characters)"
        )
        print(f"its text                     {milliseconds(lambda: bodies.to_text(html)):.2f} ms")
        print(f"scanning it                  {milliseconds(lambda: scan_text(text, '正文')):.2f} ms")
        print(f"peak memory                  {peak} MB (before the import {before} MB)")


if __name__ == "__main__":
    main()
