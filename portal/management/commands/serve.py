"""`manage.py serve`: the whole site on one machine: gunicorn, and one Celery worker with its scheduler."""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO, Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse

from portal.doctor import examine

QUICK_SECONDS: Final = 10.0  # a child that lived shorter than this failed at start
QUICK_FAILURES: Final = 5  # so many in a row, and we give up
LONGEST_PAUSE: Final = 30.0
READY_SECONDS: Final = 120.0
STOP_SECONDS: Final = 20.0  # a task in hand may finish; then it is killed, and the sweep picks its row up
GLANCE: Final = 0.2
LARGEST_LOG: Final = 20 * 1024**2
PR_SET_PDEATHSIG: Final = 1


def _die_with_parent() -> None:
    """Linux: the kernel sends SIGTERM to this child even when its supervisor was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process kept running: started in its own group, its output in its own log."""

    name: str
    command: Sequence[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_after: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own command line
                self.command,
                cwd=settings.BASE_DIR,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=self.pass_fds,
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops in order
                preexec_fn=_die_with_parent,  # noqa: PLW1509  one system call; the supervisor has no threads
            )

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """To the process alone: it tells its own children."""
        if self.process and self.running():
            self.process.send_signal(number)

    def sweep_group(self) -> None:
        """End what a dead process left behind (the scheduler of a worker that was killed)."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def note_end(self) -> None:
        """Count a failure at start, and set when to try again: 1, 2, 4 … seconds."""
        lived = time.monotonic() - self.started
        self.failures = self.failures + 1 if lived < QUICK_SECONDS else 0
        pause = min(2.0 ** max(self.failures - 1, 0), LONGEST_PAUSE)
        self.start_after = time.monotonic() + pause
        self.process = None


class Command(BaseCommand):
    help = "在一台机器上运行整个网站:网页服务,以及一个带定时器的后台任务进程。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="端口,默认8000;0表示任选一个空闲端口")
        parser.add_argument("--host", default="127.0.0.1", help="监听地址,默认只限本机")
        parser.add_argument("--without-worker", action="store_true", help="只运行网页服务")

    def handle(self, *_args: Any, **options: Any) -> None:
        with_worker = not options["without_worker"]
        _refuse_what_cannot_work()
        var = Path(settings.VAR_DIR)
        (var / "log").mkdir(parents=True, exist_ok=True)
        lock = _only_one(var) if with_worker else None
        listener = _listen(options["host"], options["port"])
        self.stopping = 0
        children = [web(var, listener), *([worker(var)] if with_worker else [])]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            self._run(children, listener)
        finally:
            self._end(children)
            listener.close()
            if lock:
                lock.close()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping += 1

    def _run(self, children: Sequence[Child], listener: socket.socket) -> None:
        begun, ready = time.monotonic(), False
        self.stdout.write("正在启动……")
        for child in children:
            child.log.parent.joinpath(child.log.name).touch()
            _trim(child.log)
        while not self.stopping:
            for child in children:
                self._tend(child)
            if not ready and (status := _health(listener)):
                ready = True
                self._say_ready(status, children, listener)
            elif not ready and time.monotonic() - begun > READY_SECONDS:
                raise CommandError(
                    f"网页服务{READY_SECONDS:.0f}秒内没有应答,已停止。原因见 {children[0].log}。"
                )
            time.sleep(GLANCE)

    def _tend(self, child: Child) -> None:
        if child.running():
            return
        if child.process:
            code = child.process.returncode
            child.sweep_group()
            child.note_end()
            if child.failures >= QUICK_FAILURES:
                raise CommandError(
                    f"{child.name}连续{child.failures}次启动后立即退出,不再重试,已全部停止。"
                    f"原因见 {child.log},最后一行是:{_last_line(child.log)}"
                )
            self.stderr.write(f"{child.name}意外退出({code}),正在重新启动。")
        if time.monotonic() >= child.start_after:
            child.start()

    def _say_ready(self, status: int, children: Sequence[Child], listener: socket.socket) -> None:
        address = _address(listener)
        if status == http.HTTPStatus.OK:
            self.stdout.write(self.style.SUCCESS(f"网站已就绪:{address}/"))
        else:
            self.stdout.write(f"网站已启动({address}/),但自检没有通过,请运行 manage.py doctor 查看原因。")
        self.stdout.write(f"工作人员登录:{address}{reverse('login')}")
        self.stdout.write(f"日志:{'、'.join(str(child.log) for child in children)}")
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()

    def _end(self, children: Sequence[Child]) -> None:
        """Stop in order; a second Ctrl-C, or waiting too long, kills."""
        if any(child.running() for child in children):
            self.stdout.write("正在停止……")
        patience = self.stopping + 1
        for child in children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.running() for child in children):
            if time.monotonic() > deadline or self.stopping > patience:
                break
            time.sleep(GLANCE / 2)
        for child in children:
            child.sweep_group()
            if child.process:
                child.process.wait()
        self.stdout.write("已停止。")


def web(var: Path, listener: socket.socket) -> Child:
    """Gunicorn on a socket that is already open, so a restart refuses nobody."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--workers=2", "--preload"]
    command += [f"--bind=fd://{listener.fileno()}", "--timeout=60", "--graceful-timeout=15"]
    command += ["--max-requests=5000", "--max-requests-jitter=500", "--no-control-socket"]
    return Child("网页服务", command, var / "log" / "web.log", pass_fds=(listener.fileno(),))


def worker(var: Path) -> Child:
    """One process with the scheduler inside: what the broker of files in var/ is made for."""
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--beat", "--pool=solo"]
    command += ["--concurrency=1", "--prefetch-multiplier=1", "--without-gossip", "--without-mingle"]
    command += [f"--schedule={var / 'beat-schedule'}", "--loglevel=INFO"]
    return Child("后台任务进程", command, var / "log" / "worker.log")


def _refuse_what_cannot_work() -> None:
    broken = [finding.message for finding in examine() if finding.state == "broken"]
    connections.close_all()
    if broken:
        raise CommandError("".join(broken))


def _only_one(var: Path) -> IO[str]:
    """Two schedulers on one folder would undo each other."""
    lock = (var / "serve.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CommandError(
            f"这个数据目录({var})已有一个 manage.py serve 在运行,请先停止它,或用 VAR_DIR 指定另一个目录。"
        ) from error
    return lock


def _listen(host: str, port: int) -> socket.socket:
    listener = None
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(128)
    except (OSError, OverflowError) as error:
        if listener:
            listener.close()
        raise CommandError(
            f"不能使用 {host}:{port}:端口可能已被占用或不允许使用,请用 --port 换一个,例如 --port 8001。"
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  shown, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _health(listener: socket.socket) -> int:
    """The status of /health/, or 0 while nobody answers."""
    host, port = listener.getsockname()[:2]
    name = next((name for name in settings.ALLOWED_HOSTS if name.strip("*")), "localhost").removeprefix(".")
    link = http.client.HTTPConnection(host, port, timeout=5)
    try:
        link.request("GET", reverse("health"), headers={"Host": name})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


def _trim(log: Path) -> None:
    """A log that has grown large becomes the one previous log."""
    if log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(f"{log.name}.1"))


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(file.tell() - 4000, 0))
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "(没有输出)"
