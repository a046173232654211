"""`manage.py serve`: one command runs the site, keeps it running, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.management.commands import serve
from portal.management.commands.serve import LONGEST_PAUSE, QUICK_FAILURES, Child, Command
from tests.services.live import environment, eventually

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class Site:
    """A running `manage.py serve`."""

    def __init__(self, var: Path, *arguments: str) -> None:
        self.var = var
        self.said = var / "said.txt"
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", "0", *arguments],
                cwd=settings.BASE_DIR,
                env=environment(var, REDIS_URL="", PYTHONUNBUFFERED="1"),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def text(self) -> str:
        return self.said.read_text()

    @property
    def address(self) -> str:
        return re.search(r"网站已就绪:(http://\S+?)/\n", self.text).group(1)

    def health(self) -> dict:
        with urllib.request.urlopen(f"{self.address}/health/", timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def family(self) -> list[tuple[int, str]]:
        """Every process that works in this site's folder, except the supervisor: (pid, command line)."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) not in (self.process.pid, os.getpid()):
                try:
                    mine = f"VAR_DIR={self.var}\0".encode() in (folder / "environ").read_bytes()
                    line = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
                except OSError:
                    continue
                if mine and line:
                    found.append((int(folder.name), line))
        return found

    def pids(self, word: str) -> set[int]:
        return {pid for pid, line in self.family() if word in line}

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=40)
        for pid, _ in self.family():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def site(tmp_path, transactional_db) -> Iterator[Site]:
    site = Site(tmp_path)
    assert eventually(lambda: "网站已就绪" in site.text or site.process.poll() is not None, 150), site.text
    assert site.process.poll() is None, site.text
    yield site
    site.end()


@on_linux
def test_the_whole_site_runs_recovers_and_stops(site):
    """One start for several questions: starting takes seconds."""
    assert site.health()["state"] in ("ok", "degraded")
    assert str(site.var / "log" / "worker.log") in site.text
    heartbeat = site.var / "heartbeat"
    assert eventually(heartbeat.exists, 120), (site.var / "log" / "worker.log").read_text()

    first = site.pids("celery")
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    heartbeat.unlink()
    assert eventually(lambda: site.pids("celery") - first, 60), site.text
    assert "后台任务进程意外退出" in site.text

    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", "0"],
        cwd=settings.BASE_DIR, env=environment(site.var, REDIS_URL=""), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "已有一个 manage.py serve 在运行" in second.stderr

    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(timeout=40) == 0
    assert site.text.rstrip().endswith("已停止。")
    assert site.family() == []


@on_linux
def test_a_supervisor_that_is_killed_leaves_no_orphans(tmp_path, transactional_db):
    site = Site(tmp_path, "--without-worker")
    try:
        assert eventually(lambda: "网站已就绪" in site.text, 150), site.text
        assert site.pids("gunicorn")
        assert not site.pids("celery")
        site.process.kill()
        assert eventually(lambda: not site.family(), 30), site.family()
    finally:
        site.end()


@pytest.fixture
def own_folder(tmp_path, settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_a_port_that_is_taken_is_said_in_one_sentence(own_folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match=r"端口可能已被占用.*--port") as refusal:
            call_command("serve", port=other.getsockname()[1], without_worker=True)
    assert "\n" not in str(refusal.value)


@pytest.mark.django_db
def test_a_database_without_migrations_is_refused_before_anything_starts(own_folder, monkeypatch):
    broken = serve.examine()[0].__class__("migrations", "broken", "请运行 manage.py migrate。")
    monkeypatch.setattr(serve, "examine", lambda: [broken])
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("serve", port=0)
    assert not (own_folder / "log").exists()


def failing(folder: Path) -> Child:
    log = folder / "web.log"
    return Child("网页服务", [sys.executable, "-c", "raise SystemExit('缺少模块')"], log)


def test_what_fails_at_every_start_is_given_up_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "LONGEST_PAUSE", 0.0)
    command, child = Command(), failing(tmp_path)
    command.stderr = command.stdout

    def keep_tending():
        for _ in range(1000):
            command._tend(child)
            time.sleep(0.01)

    with pytest.raises(CommandError, match=f"连续{QUICK_FAILURES}次启动后立即退出.*缺少模块"):
        keep_tending()


def test_pauses_double_up_to_the_longest_and_a_long_life_forgives(tmp_path):
    child, pauses = failing(tmp_path), []
    for _ in range(8):
        child.started = now = time.monotonic()
        child.note_end()
        pauses.append(round(child.start_after - now))
    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    child.started = time.monotonic() - 60
    child.note_end()
    assert child.failures == 0


def test_a_large_log_becomes_the_previous_one(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "LARGEST_LOG", 3)
    log = tmp_path / "web.log"
    log.write_text("1234")
    serve._trim(log)
    assert (tmp_path / "web.log.1").read_text() == "1234"
    assert not log.exists()
