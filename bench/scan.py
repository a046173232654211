"""Scanning before publication: MB of visible text (UTF-8 bytes) a second, as a ratio to the target of 5 MB/s.

One big .docx, .xlsx and .pdf one after the other, each through the whole of `scan_file`, unpacking and process starts
included. «whole» is all text by all time.
"""

from __future__ import annotations

import io
import os
import random
import time

import openpyxl
import weasyprint
from docx import Document

from disclosure.scanner import read_file, scan_file

TARGET = 5.0
HAN = "关于进一步加强基层政务公开标准化规范化工作的通知各镇街道县直部门单位为深入贯彻落实国务院办公厅意见精神结合我县实际制定本方案请认真组织实施"
WORDS = [f"敏感词{n}" for n in range(200)]


def sentences(count: int) -> list[str]:
    """Paragraphs of 180 characters with the figures and dates official texts have."""
    dice = random.Random(26)
    return [
        "".join(dice.choice(HAN) for _ in range(165)) + f"2026年3月{n % 28 + 1}日共{n}户，0539-1234567。"
        for n in range(count)
    ]


def docx() -> bytes:
    document = Document()
    for text in sentences(8000):
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单", 0)
    for n, text in enumerate(sentences(20_000)):
        sheet.append(
            [
                n,
                f"户主{n}",
                "青岚县东山镇下河村",
                100 + n,
                "最低生活保障一般户",
                "2026-01-01",
                text[: n % 60],
                "银行发放",
            ]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf() -> bytes:
    style = "<style>body{font-family:'WenQuanYi Micro Hei';font-size:12pt}</style>"
    html = style + "".join(f"<p>{text}</p>" for text in sentences(4000))
    return bytes(weasyprint.HTML(string=html).write_pdf() or b"")


def spent() -> float:
    """Processor seconds of this process and of the readers it started."""
    return sum(os.times()[:4])


def main() -> None:
    print(f"# scan: MB of visible text per second, target {TARGET:g}, {os.cpu_count()} cores")
    total, whole, cpu = 0, 0.0, 0.0
    for name, data in (("a.docx", docx()), ("b.xlsx", xlsx()), ("c.pdf", pdf())):
        size = sum(len(piece.text.encode("utf-8", "replace")) for piece in read_file(data, name).pieces)
        best, least = float("inf"), float("inf")
        for _ in range(3):
            start, before = time.perf_counter(), spent()
            assert not [found for found in scan_file(data, name, words=WORDS) if found.blocking]
            best, least = min(best, time.perf_counter() - start), min(least, spent() - before)
        total, whole, cpu = total + size, whole + best, cpu + least
        line(name, size, best, least)
    line("whole", total, whole, cpu)


def line(name: str, size: int, wall: float, cpu: float) -> None:
    """One result: the ratio is to the wall clock; processor seconds say what a quiet machine would need."""
    rate = size / wall / 1e6
    print(
        f"{name:8} {size / 1e6:6.2f} MB text {wall:6.2f} s {rate:7.2f} MB/s  ratio {rate / TARGET:.2f}"
        f"   (processor {cpu:.2f} s, {size / cpu / 1e6:.2f} MB/s)"
    )


if __name__ == "__main__":
    main()
