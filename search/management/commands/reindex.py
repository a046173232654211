"""`manage.py reindex`: entries as the apps say, and this host's index anew; `--check` only proves both."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engine, index
from search.actions import differences, synchronise
from search.models import Entry
from search.sources import labels


class Command(BaseCommand):
    help = "核对检索条目并重建本机的搜索索引；--check 只核对，--follow 持续跟进。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--check", action="store_true", help="只核对条目和索引，有差异时以1结束")
        group.add_argument("--entries", action="store_true", help="只核对并补写条目，索引由后台跟进")
        group.add_argument(
            "--follow", type=float, metavar="SECONDS", help="每隔几秒跟进一次，供没有后台进程的主机使用"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        elif options["follow"]:
            self._follow(options["follow"])
        else:
            self.stdout.write(f"检索条目：补写{synchronise()}条。")
            if not options["entries"]:
                self.stdout.write(f"搜索索引已重建，共{index.rebuild()}条。")

    def _check(self) -> None:
        wrong = []
        for one in differences():
            name = labels()[one.kind]
            wrong.append(f"{name}：{len(one.stale)}条缺失或不一致，{len(one.gone)}条不应再检索到")
        wrong += list(index_problems())
        if wrong:
            raise CommandError("；".join(wrong) + "。请运行 manage.py reindex。")
        self.stdout.write(f"检索条目与索引一致，共{Entry.objects.findable().count()}条。")

    def _follow(self, seconds: float) -> None:
        while True:
            index.follow(wait=False)
            time.sleep(seconds)


def index_problems() -> list[str]:
    """What is wrong with this host's index, after it had the chance to catch up."""
    found = index.copy()
    if found is None:
        return ["本机没有可用的搜索索引"]
    if found.change < index.newest_change():
        index.follow()
        found = index.copy() or found
    problems = []
    if found.change != (newest := index.newest_change()):
        problems.append(f"索引读到第{found.change}号变更，数据库是第{newest}号")
    there, wanted = engine.entries_in(found.searcher), Entry.objects.findable().count()
    if there != wanted:
        problems.append(f"索引有{there}条，数据库有{wanted}条")
    if missing := engine.missing(found.searcher, Entry.objects.findable().values_list("pk", "change")):
        problems.append(f"索引缺少或过时{missing}条")
    return problems
