"""A PostgreSQL cluster of our own on loopback, that may be killed, restored and thrown away: for `deploy/stack` and tests.

PostgreSQL refuses to run as root; its programs are then run as the account `postgres`, which Debian's package makes.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ACCOUNT: Final = "postgres"
SECONDS: Final = 60


def programs() -> Path | None:
    """Where the newest installed PostgreSQL has its programs; None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """One server: `data` is its folder, owned by the account it runs as."""

    data: Path
    port: int = field(default_factory=free_port)
    options: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, program: str, *arguments: str | Path, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        where = programs()
        assert where is not None, "PostgreSQL is not installed"  # noqa: S101
        command = [str(where / program), *(str(one) for one in arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", ACCOUNT, "--", *command]
        done = subprocess.run(  # noqa: S603  PostgreSQL's own programs
            command, capture_output=True, text=True, check=False, cwd="/", timeout=SECONDS * 2
        )
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stderr[-500:]}{done.stdout[-500:]}")
        return done

    def create(self) -> Cluster:
        self.run(
            "initdb",
            "--pgdata",
            self.data,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "-U",
            ACCOUNT,
        )
        return self

    def start(self) -> Cluster:
        """Returns when it answers (a replica: when it may be read)."""
        given = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.data),
        }
        flags = " ".join(f"-c {name}='{value}'" for name, value in (given | dict(self.options)).items())
        # Its output goes to a file: a pipe that pg_ctl's child keeps open would be waited for.
        log = self.data.parent / f"{self.data.name}.log"
        self.run(
            "pg_ctl", "start", "--wait", "--timeout", str(SECONDS), "-D", self.data, "-l", log, "-o", flags
        )
        return self

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is what a power failure is: no last writes, recovery at the next start."""
        self.run("pg_ctl", "stop", "--wait", "-D", self.data, "-m", mode, check=False)

    def sql(self, *statements: str, database: str = "postgres") -> str:
        """The last statement's first column, unadorned."""
        flags = [flag for one in statements for flag in ("-c", one)]
        done = self.run(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", ACCOUNT,
            "-d", database, *flags,
        )  # fmt: skip
        return done.stdout.strip()

    def base_backup(self, target: Path, *, replica: bool = False) -> Cluster:
        """A copy of the running cluster; as a replica it goes on following."""
        flags = ["--write-recovery-conf"] if replica else []
        self.run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", str(self.port), "-U", ACCOUNT, "--pgdata", target,
            "--checkpoint=fast", *flags,
        )  # fmt: skip
        return Cluster(target, options=dict(self.options))

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{ACCOUNT}@127.0.0.1:{self.port}/{database}"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the account of the servers may use, gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="portal-"))
    try:
        made.chmod(0o755)
        own(made)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def own(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(path, ACCOUNT)
    return path


def answers(port: int, seconds: float = SECONDS) -> bool:
    """Whether somebody listens on the port, in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False
