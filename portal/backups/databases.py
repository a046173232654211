"""The two engines: a dump as of one moment while the site runs, and the way back in one transaction."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import connection, connections

from portal.backups.shelf import CHUNK, Trouble

LOCK_WAIT: Final = "30s"
BATCH: Final = 2000


class Copied:
    """One moment of the database: `file` is its dump, `query` asks the same moment."""

    def __init__(self, vendor: str, line: Any, file: Path) -> None:
        self.vendor, self.file = vendor, file
        self._line = line

    def query(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._line.cursor()
        try:
            cursor.execute(sql)
            while rows := cursor.fetchmany(BATCH):
                yield from rows
        finally:
            cursor.close()


def size() -> int:
    """Bytes of the database; its dump is not larger."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
        )
        return str(cursor.fetchone()[0])


@contextmanager
def copied(folder: Path) -> Iterator[Copied]:
    """The database dumped into the folder, and the same moment to be asked for as long as the block lasts."""
    with _copied_postgresql(folder) if connection.vendor == "postgresql" else _copied_sqlite(folder) as one:
        yield one


@contextmanager
def _copied_postgresql(folder: Path) -> Iterator[Copied]:
    """A transaction that sees one moment lends that moment to pg_dump; writers are not held up."""
    file = folder / "database.dump"
    with closing(connection.get_new_connection(connection.get_connection_params())) as line:
        line.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
        command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
        _run([*command, f"--snapshot={moment}", f"--file={file}"], "数据库没有导出")
        yield Copied("postgresql", line, file)


@contextmanager
def _copied_sqlite(folder: Path) -> Iterator[Copied]:
    """SQLite's online backup in one step: readers and, under WAL, writers go on meanwhile."""
    file = folder / "database.sqlite3"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as line:
        with closing(_sqlite_source(str(connection.settings_dict["NAME"]))) as source:
            source.backup(line)
        line.execute("PRAGMA journal_mode=DELETE")  # one file, and not one with a log beside it
        yield Copied("sqlite", line, file)


def _sqlite_source(name: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{name}?mode=ro", uri=True, timeout=30)


@contextmanager
def live() -> Iterator[Copied]:
    """The database as it is now, to be asked the same questions."""
    connection.ensure_connection()
    yield Copied(connection.vendor, connection.connection, Path())


# --- checking and bringing back --------------------------------------------------------------------------------------


def check(vendor: str, file: Path) -> None:
    """Whether the engine itself can read the dump. Raises `Trouble`."""
    if vendor == "postgresql":
        _run([program("pg_restore"), "--file=/dev/null", str(file)], "备份中的数据库读不出来")
        return
    try:
        with closing(_sqlite_source(str(file))) as line:
            said = line.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise Trouble(f"备份中的数据库读不出来:{said[:200]}")


def load(vendor: str, file: Path) -> None:
    """Replace all that is in the database, or nothing. Raises `Trouble`."""
    connections.close_all()
    if vendor == "postgresql":
        _load_postgresql(file)
        return
    try:
        with (
            closing(_sqlite_source(str(file))) as source,
            closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=30)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise Trouble(f"数据库没有恢复:{error}。请先停止网站再试。") from error


def _load_postgresql(file: Path) -> None:
    """pg_restore writes SQL, psql carries it out; it is committed only when the former has ended well."""
    read = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    carry_out = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source,  # noqa: S603
        subprocess.Popen(  # noqa: S603  programs of the engine
            carry_out, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        ) as target,
    ):
        assert source.stdout and source.stderr and target.stdin and target.stderr  # noqa: S101, PT018
        try:
            target.stdin.write(f"BEGIN; SET lock_timeout='{LOCK_WAIT}';\n".encode())
            target.stdin.write(b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            shutil.copyfileobj(source.stdout, target.stdin, CHUNK)
            if source.wait() == 0:
                target.stdin.write(b"\nCOMMIT;\n")
            target.stdin.close()
        except BrokenPipeError:
            source.kill()
        said = (target.stderr.read() or source.stderr.read()).decode(errors="replace").strip()
        if target.wait() or source.wait():
            raise Trouble(f"数据库没有恢复,原来的内容没有改动:{said[-300:]}")


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Trouble(f"找不到 {name},请安装 postgresql-client(版本不低于数据库)。")
    return found


def environment() -> dict[str, str]:
    """How the engine's own programs find the database: never on a command line, where everybody could read it."""
    values = connection.settings_dict
    wanted = {
        "PGHOST": values["HOST"], "PGPORT": values["PORT"], "PGUSER": values["USER"], "PGPASSWORD": values["PASSWORD"],
        "PGDATABASE": values["NAME"], "PGCONNECT_TIMEOUT": "15",
    }  # fmt: skip
    options = {
        f"PG{name.upper()}": value
        for name, value in values.get("OPTIONS", {}).items()
        if name.startswith("ssl")
    }
    return os.environ | {name: str(value) for name, value in (wanted | options).items() if value}


def _run(command: list[str], failed: str) -> None:
    done = subprocess.run(command, capture_output=True, env=environment(), check=False)  # noqa: S603  ours
    if done.returncode:
        raise Trouble(f"{failed}:{done.stderr.decode(errors='replace').strip()[-300:]}")
