"""The composition of docker-compose.yml without containers: the same programs, settings and files, on loopback.

What a machine with an engine does from images is done here from Debian's packages, so that it is really run: by the
end-to-end tests, by `bench.load`, and by whoever wants to see it (`deploy/stack`).
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Final

from deploy.cluster import Cluster, answers, folder, free_port, own, programs

ROOT: Final = Path(__file__).resolve().parent.parent
HOST: Final = "localhost"
NEEDED: Final = {"nginx": "nginx-light", "redis-server": "redis-server", "openssl": "openssl"}
DATABASE: Final = "portal"
DEMONSTRATION: Final = (
    "load_standard", "load_special_periods", "load_topics", "load_statutory_sources", "load_inspection_rules", "load_synonyms",
    "load_demo", "load_interpretation_rules",
)  # fmt: skip


def missing() -> list[str]:
    """Debian's packages without which the stack cannot run."""
    found = [package for name, package in NEEDED.items() if not _program(name)]
    return found + ([] if programs() else ["postgresql"])


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def nginx_config(
    place: Path, *, application: int, port: int, plain_port: int, static: Path | None = None
) -> Path:
    """The shipped file, with only places and ports changed."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        " /tmp/": f" {place}/tmp/",  # noqa: S108  the container's own; before any other, as `place` may lie there
        "server web:8000;": f"server 127.0.0.1:{application};",
        "listen 8443": f"listen 127.0.0.1:{port}",
        "listen 8080": f"listen 127.0.0.1:{plain_port}",
        "/run/secrets/": f"{place}/",
        "/srv/static/": f"{static or place / 'static'}/",
        "/dev/stdout": f"{place}/access.log",
        "error_log stderr": f"error_log {place}/error.log",
    }
    for old, new in changes.items():
        assert old in text, old  # noqa: S101  the shipped file and this table have to agree
        text = text.replace(old, new)
    if os.geteuid() == 0:  # the folder is closed to the account that nginx would change to
        text = f"user root;\n{text}"
    config = place / "nginx.conf"
    config.write_text(text, encoding="utf-8")
    return config


def certificate(place: Path) -> None:
    """A key and a certificate for localhost that nobody trusts but who is told to."""
    command = [
        _program("openssl") or "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1",
        "-keyout", str(place / "tls_key"), "-out", str(place / "tls_crt"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  ours


@dataclass
class Stack:
    """The running composition. `settings` are more environment variables for the application's processes."""

    place: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    database_options: Mapping[str, str] = field(default_factory=dict)
    postgres: Cluster = field(init=False)
    redis_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.var = self.place / "var"
        self.secrets = self.place / "secrets"
        self.postgres = Cluster(self.place / "postgres" / "data", options=self.database_options)

    # --- what the application is told -----------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        files = {
            f"{name.upper()}_FILE": str(self.secrets / name)
            for name in (
                "secret_key",
                "audit_key",
                "request_keys",
                "request_index_key",
                "database_url",
                "redis_url",
            )
        }
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "portal.settings.prod",
            "PORTAL_DIR": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "VAR_DIR": str(self.var),
            "ALLOWED_HOSTS": HOST,
            "SITE_DOMAIN": HOST,
            "WEB_BIND": f"127.0.0.1:{self.web_port}",
            "BEAT_FILE": str(self.var / "beat-schedule"),
            **files,
            **self.settings,
        }

    def manage(self, *command: str, **values: str) -> str:
        """One manage.py command with the stack's settings; what it printed."""
        done = subprocess.run(  # noqa: S603  our own command line
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.environment() | values, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def load_demo(self) -> None:
        """The demonstration county, which production refuses to load: by the development settings, with production's keys."""
        plain = {path.name.upper(): path.read_text() for path in self.secrets.iterdir()}
        values = plain | {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DEMO": "1", "REDIS_URL": ""}
        for name in DEMONSTRATION:
            self.manage(name, **values)
        self.manage("reindex")

    # --- starting ---------------------------------------------------------------------------------------------------

    def start(self, prepare: Callable[[Stack], None] | None = None) -> Stack:
        """Everything in the order of the composition; `prepare` fills the database before anybody asks it."""
        self.var.mkdir()
        self._write_secrets()
        own(self.place / "postgres")
        self.postgres.create().start().sql(f"CREATE DATABASE {DATABASE}")
        self.start_redis()
        if prepare is not None:
            prepare(self)
        self.start_one("migrate").wait()
        self._expect(self.processes.pop("migrate").returncode == 0, "migrate")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        for name in ("web", "worker", "beat"):
            self.start_one(name)
        self._expect(answers(self.web_port), "web")
        self.start_nginx()
        return self

    def _write_secrets(self) -> None:
        command = ["/bin/sh", "deploy/make-secrets", str(self.secrets)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  ours
        for name, value in (("database_url", self.postgres.url(DATABASE)), ("redis_url", self.redis_url())):
            (self.secrets / name).chmod(0o600)
            (self.secrets / name).write_text(value)

    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    def start_redis(self) -> None:
        data = self.place / "redis"
        data.mkdir(exist_ok=True)
        flags = [
            "--port",
            str(self.redis_port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(data),
            "--save",
            "60",
            "1",
        ]
        self._spawn("redis", [_program("redis-server") or "", *flags])
        self._expect(answers(self.redis_port), "redis")

    def start_one(self, name: str, part: str = "", **values: str) -> subprocess.Popen[bytes]:
        """One process of the application, by the same script as in a container."""
        return self._spawn(name, ["/bin/sh", str(ROOT / "deploy" / "start"), part or name], values)

    def start_nginx(self) -> None:
        (self.place / "tmp").mkdir(exist_ok=True)
        certificate(self.place)
        config = nginx_config(
            self.place, application=self.web_port, port=self.tls_port, plain_port=self.plain_port, static=self.var / "static"
        )  # fmt: skip
        self._spawn("nginx", [_program("nginx") or "", "-c", str(config), "-g", "daemon off;"])
        self._expect(answers(self.tls_port), "nginx")

    def _spawn(
        self, name: str, command: list[str], values: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with (self.place / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  our own command lines
                command, cwd=ROOT, env=self.environment() | dict(values or {}), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.processes[name] = process
        return process

    def _expect(self, done: bool, name: str) -> None:
        if not done:
            raise RuntimeError(f"{name} did not start: {self.log(name)[-2000:]}")

    def log(self, name: str) -> str:
        path = self.place / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # --- asking, breaking, ending -----------------------------------------------------------------------------------

    def ask(self, path: str, **headers: str) -> tuple[int, str, Message]:
        """Status, text and headers of a page as a browser gets it: through nginx and TLS. 0 when nobody answers."""
        trust = ssl.create_default_context(cafile=str(self.place / "tls_crt"))
        address = f"https://{HOST}:{self.tls_port}{path}"
        request = urllib.request.Request(address, headers={"Host": HOST, **headers})
        try:
            with urllib.request.urlopen(request, timeout=30, context=trust) as answer:  # noqa: S310  loopback
                return answer.status, answer.read().decode(errors="replace"), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace"), error.headers
        except OSError:
            return 0, "", Message()

    def ask_web(self, port: int, path: str, **headers: str) -> tuple[int, str]:
        """A web process asked without nginx, with what nginx would say of scheme and host."""
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            link.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https", **headers})
            answer = link.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            link.close()

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """The process and its children, as a power failure would."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(timeout=60)

    def stop(self) -> None:
        for name in reversed(list(self.processes)):
            process = self.processes[name]
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            self.kill(name)
        self.postgres.stop("immediate")


@contextmanager
def running(
    settings: Mapping[str, str] | None = None,
    prepare: Callable[[Stack], None] | None = None,
    database_options: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """A stack of its own, gone afterwards."""
    with folder() as place:
        stack = Stack(place, settings or {}, database_options or {})
        try:
            yield stack.start(prepare)
        finally:
            stack.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        description="在本机环回地址上不用容器运行整套服务,Ctrl-C 结束,数据不保留。"
    )
    parser.add_argument("--demo", action="store_true", help="装入演示县的数据")
    options = parser.parse_args()
    if lacking := missing():
        sys.exit(f"缺少:{'、'.join(lacking)}。Debian 上:apt-get install {' '.join(lacking)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with running() as stack:
        if options.demo:
            stack.load_demo()
        print(f"https://{HOST}:{stack.tls_port}/  日志:{stack.place}/*.log", flush=True)  # noqa: T201
        try:
            while all(process.poll() is None for process in stack.processes.values()):
                time.sleep(1)
            dead = [name for name, process in stack.processes.items() if process.poll() is not None]
            sys.exit(f"{dead[0]} 已退出:{stack.log(dead[0])[-1000:]}")
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
