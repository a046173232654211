"""What is missing or degraded on this installation."""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from accounts.models import User
from portal.observing.waiting import oldest_waiting
from search import engine, index
from statute.loading import working_calendar

State = Literal["ok", "degraded", "broken"]
HEARTBEAT_SECONDS = 180
FREE_BYTES = 1024**3
BACKUP_HOURS = 26
QUEUE_SECONDS = 3600
CERTIFICATE_DAYS = 30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, how it is, and a Chinese sentence that says what to do."""

    name: str
    state: State
    message: str


def heartbeat_file() -> Path:
    return Path(settings.VAR_DIR) / "heartbeat"


def examine(looks: Iterable[Callable[[], Iterator[Finding]]] | None = None) -> list[Finding]:
    """Look at everything the site needs (or only at `looks`); what fails is a finding, not an error."""
    return [finding for look in (LOOKS if looks is None else looks) for finding in look()]


def _database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield Finding(
            "database", "broken", f"连不上数据库:{type(error).__name__}。请检查 DATABASE_URL 和数据库服务。"
        )
    else:
        yield Finding("database", "ok", f"数据库可用({connection.vendor})。")


def _layout() -> Iterator[Finding]:
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError):
        yield Finding(
            "layout", "degraded", "没有排版组件,文书和公告只能下载 .docx,公开栏只能由浏览器打印。请安装 libpango-1.0-0、libpangoft2-1.0-0。"
        )  # fmt: skip
    else:
        yield Finding("layout", "ok", "能生成PDF。")


def _migrations() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return  # said by _database
    if waiting:
        yield Finding(
            "migrations", "broken", f"有{len(waiting)}个数据库迁移没有执行,请运行 manage.py migrate。"
        )
    else:
        yield Finding("migrations", "ok", "数据库迁移已全部执行。")


def _broker() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding("broker", "ok", "没有配置 Redis,任务队列使用本机文件,只适合单机。")
        return
    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except RedisError:
        yield Finding("broker", "degraded", "连不上 Redis:后台任务会推迟,等恢复后由巡检补做,不会丢失。")
    else:
        yield Finding("broker", "ok", "Redis 可用。")


def heartbeat_age() -> float | None:
    """Seconds since scheduler and worker last showed themselves; None when they never did."""
    path = heartbeat_file()
    return time.time() - path.stat().st_mtime if path.exists() else None


def _worker() -> Iterator[Finding]:
    age = heartbeat_age()
    if age is None or age > HEARTBEAT_SECONDS:
        said = "没有运行过" if age is None else f"已{int(age // 60)}分钟没有动静"
        yield Finding(
            "worker", "degraded", f"后台任务进程{said},请用 manage.py serve 或启动 worker 与 beat。"
        )
    else:
        yield Finding("worker", "ok", "后台任务进程正常。")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < FREE_BYTES:
        yield Finding("disk", "degraded", f"数据目录只剩{free // 1024**2} MB,请清理或扩容。")
    else:
        yield Finding("disk", "ok", f"数据目录可用空间{free // 1024**3} GB。")


def _calendar() -> Iterator[Finding]:
    today = timezone.localdate()
    try:
        calendar = working_calendar()
    except DatabaseError:
        return
    for year in (today.year, (today + dt.timedelta(days=60)).year):
        if not calendar.announced(year):
            yield Finding(
                "calendar", "degraded",
                f"{year}年放假安排尚未录入,跨入该年的期限都是暂定;国务院办公厅公布后请用 load_calendar 录入。",
            )  # fmt: skip
            return
    yield Finding("calendar", "ok", "放假安排已录入到所需年份。")


def _search() -> Iterator[Finding]:
    """The index of this host: there, opened, of this version, and how far behind the table it is."""
    try:
        newest = index.newest_change()
    except DatabaseError:
        return  # said by _database or _migrations
    version, found = f"版本{engine.VERSION}", index.copy()
    if found is None:
        what = "打不开,已经弃用" if index.folder().exists() else "还没有"
        yield Finding(
            "search", "degraded",
            f"本机的搜索索引({version}){what},搜索暂由数据库回答;后台任务会重建,也可以运行 manage.py reindex。",
        )  # fmt: skip
        return
    behind = newest - found.change
    if behind < 0:
        yield Finding(
            "search", "degraded",
            f"搜索索引({version})比数据库还新,数据库可能恢复过备份:搜索暂由数据库回答,请运行 manage.py reindex。",
        )  # fmt: skip
    elif behind > index.IN_PASSING:
        yield Finding(
            "search", "degraded",
            f"搜索索引({version})落后{behind}次变更,新公开的可能搜不到;请检查后台任务进程,或者运行 manage.py reindex。",
        )  # fmt: skip
    else:
        number = engine.entries_in(found.searcher)
        yield Finding("search", "ok", f"搜索索引可用({version}),共{number}条,落后{behind}次变更。")


def _secrets() -> Iterator[Finding]:
    if any(
        "only-for" in str(key)
        for key in (settings.SECRET_KEY, settings.AUDIT_KEY, settings.REQUEST_INDEX_KEY)
    ):
        yield Finding(
            "secrets",
            "degraded",
            "使用的是开发密钥,正式运行前必须设置 SECRET_KEY、AUDIT_KEY、REQUEST_KEYS 和 REQUEST_INDEX_KEY。",
        )
    else:
        yield Finding("secrets", "ok", "密钥已设置。")


def _second_factor() -> Iterator[Finding]:
    """Whether staff have to prove themselves twice, and who has not set it up."""
    if not settings.REQUIRE_SECOND_FACTOR:
        state: State = "ok" if settings.DEMO or settings.DEBUG else "degraded"
        yield Finding("second_factor", state, "没有要求二次验证;正式运行请设置 REQUIRE_SECOND_FACTOR=on。")
        return
    try:
        without = User.objects.filter(is_staff=True, is_active=True, factors=None).count()
    except DatabaseError:
        return
    said = f",还有{without}个在用的工作人员账号没有登记,下次登录时会要求登记" if without else ",人人已登记"
    yield Finding("second_factor", "ok", f"工作人员须二次验证{said}。")


def newest_backup() -> float | None:
    """When the newest complete backup was finished (seconds since 1970); None where this process sees none."""
    try:
        found = [path.stat().st_mtime for path in Path(settings.BACKUP_DIR).glob("*/manifest.json")]
    except OSError:
        return None
    return max(found, default=None)


def _backup() -> Iterator[Finding]:
    newest = newest_backup()
    if newest is None:
        yield Finding("backup", "ok", f"在 {settings.BACKUP_DIR} 里没有看到备份;备份放在别处时请在那里检查。")
        return
    hours = (time.time() - newest) / 3600
    if hours > BACKUP_HOURS:
        yield Finding("backup", "degraded", f"最近一次备份是{hours:.0f}小时以前,请检查备份任务。")
    else:
        yield Finding("backup", "ok", f"最近一次备份是{hours:.0f}小时以前。")


def _queues() -> Iterator[Finding]:
    """Rows a task should long have taken."""
    try:
        old = [name for name, seconds in oldest_waiting(timezone.now()) if seconds > QUEUE_SECONDS]
    except DatabaseError:
        return
    if old:
        yield Finding(
            "queues",
            "degraded",
            f"有事情等了一个多小时还没有办:{'、'.join(old)}。请检查后台任务进程和邮件服务器。",
        )
    else:
        yield Finding("queues", "ok", "没有积压的后台任务。")


def _certificate() -> Iterator[Finding]:
    """The site's certificate, where this process may read it."""
    if not settings.TLS_CERTIFICATE:
        return
    try:
        end = x509.load_pem_x509_certificate(Path(settings.TLS_CERTIFICATE).read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        yield Finding("certificate", "degraded", f"读不了证书 {settings.TLS_CERTIFICATE}。")
        return
    days = (end - timezone.now()).days
    if days < 0:
        yield Finding("certificate", "broken", "网站证书已经过期。")
    else:
        state: State = "ok" if days >= CERTIFICATE_DAYS else "degraded"
        yield Finding("certificate", state, f"网站证书还有{days}天到期。")


QUICK: tuple[Callable[[], Iterator[Finding]], ...] = (_database, _broker, _worker)
LOOKS = (
    *QUICK, _migrations, _search, _queues, _layout, _disk, _calendar, _secrets, _second_factor, _backup, _certificate,
)  # fmt: skip
