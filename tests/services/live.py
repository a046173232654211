"""What a process of its own needs to see the database of the running test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """The URL of the live test database, its name with the suffix of this xdist worker."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    place = f"{values['HOST'] or '127.0.0.1'}:{values['PORT'] or 5432}"
    return f"postgres://{quote(values['USER'])}{password}@{place}/{values['NAME']}"


# The suite's own keys: what a test sealed or recorded is read by other processes too.
KEYS = {
    "SECRET_KEY": "only-for-tests",
    "AUDIT_KEY": "only-for-tests",
    "REQUEST_KEYS": f"1:{b'only-for-tests-1'.hex()}",
    "REQUEST_INDEX_KEY": "only-for-tests",
}


def environment(var: Path, **values: str) -> dict[str, str]:
    """Development settings on the test database, with files in `var`; a value of "" removes the variable."""
    wanted = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(var),
        **KEYS,
        **values,
    }
    return {name: value for name, value in wanted.items() if value}


def eventually(what: Callable[[], object], seconds: float = 30) -> bool:
    """Whether `what` became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return bool(what())


@dataclass
class Worker:
    """A running `celery worker` with a queue of its own, so that parallel tests do not take each other's work."""

    queue: str
    var: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.var / "worker.log").read_text()


def own_queue(name: str) -> str:
    return f"test-{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}-{os.getpid()}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def start_worker(var: Path, queue: str, **values: str) -> Worker:
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool=solo", "--loglevel=INFO"]
    command += [f"--queues={queue}", "--without-gossip", "--without-mingle", f"--hostname={queue}@test"]
    with (var / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment(var, **values),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return Worker(queue, var, process)


def ready(worker: Worker) -> bool:
    return eventually(lambda: " ready." in worker.log or worker.process.poll() is not None, 120)


def child(
    function: str, *arguments: object, env: dict[str, str], die: tuple[str, str] | None = None, time: int = 1
):
    """Run `function` in a process of its own; what it returned. With `die` the process must have been killed there."""
    command = [sys.executable, "-m", "tests.services.child", function, json.dumps(arguments)]
    command += ["--die", *die, f"--time={time}"] if die else []
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    if die:
        assert done.returncode == -signal.SIGKILL, (done.returncode, done.stderr[-2000:])
        return None
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
