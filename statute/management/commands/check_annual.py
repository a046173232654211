"""`manage.py check_annual FILE.csv`: whether table 2 of an annual report adds up (国办公开办函〔2021〕30号)."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from statute.annual import CannotRead, Matrix, check, read_matrix
from statute.annual.reading import LARGEST


class Command(BaseCommand):
    help = "核对年度报告“收到和处理政府信息公开申请情况”表的勾稽关系，输出 JSON，ok 说明是否相符；读不了的退出码是2。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV 文件；- 表示从标准输入读取")
        parser.add_argument("--previous", help="上一年度的 CSV 文件，核对上年结转")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            matrix = _read(options["file"])
            previous = _read(options["previous"]) if options["previous"] else None
        except CannotRead as error:
            self.stderr.write(f"{error}。")
            sys.exit(2)
        violations = [
            {"id": one.id, "row": one.row, "column": one.column, "message": one.message}
            for one in check(matrix, previous)
        ]
        answer = {"ok": not violations, "form": matrix.form.version, "violations": violations}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _read(name: str) -> Matrix:
    try:
        if name == "-":
            return read_matrix(sys.stdin.buffer.read(LARGEST + 1))
        with Path(name).open("rb") as file:
            return read_matrix(file.read(LARGEST + 1))
    except OSError:
        raise CannotRead(f"读不到文件：{name}") from None
