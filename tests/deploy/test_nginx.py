"""deploy/nginx.conf with a real nginx before a small application that counts how often it is asked."""

import http.client
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deploy.cluster import free_port
from deploy.loopback import certificate, nginx_config
from portal.page_cache import AHEAD, AT_ONCE, SOMEBODY
from tests.services.live import eventually

NGINX, OPENSSL = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("openssl")
pytestmark = pytest.mark.skipif(not (NGINX and OPENSSL), reason="nginx or openssl is not installed here")
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self'",
}


class Application(BaseHTTPRequestHandler):
    """Answers with how many times it has answered; /form sets a cookie, /documents/ may not be kept."""

    protocol_version = "HTTP/1.1"
    asked: list[str]
    failing: bool

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        body = f"{len(self.asked)} {self.headers['X-Forwarded-Proto']} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(500 if self.failing else 200)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("X-Seen-Id", self.headers["X-Request-ID"] or "")
        self.send_header("Cache-Control", AT_ONCE if self.path.startswith("/documents/") else AHEAD)
        if self.path == "/form":
            self.send_header("Set-Cookie", "csrftoken=abc")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args) -> None:
        pass


@dataclass
class Front:
    """The running nginx and what stands behind it."""

    port: int
    plain_port: int
    application: type[Application]
    trust: ssl.SSLContext
    answers: list[http.client.HTTPResponse] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        link = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.trust)
        try:
            link.request(method, path, body=body, headers=headers)
            answer = link.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            link.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "tmp").mkdir()
    (folder / "static" / "css").mkdir(parents=True)
    (folder / "static" / "css" / "base.css").write_text("a{}")
    (folder / "static" / "css" / "base.0123456789ab.css").write_text("b{}")
    certificate(folder)

    class Counted(Application):
        asked: list[str] = []
        failing = False

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counted)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port, plain_port = free_port(), free_port()
    config = nginx_config(folder, application=server.server_port, port=port, plain_port=plain_port)
    checked = subprocess.run([NGINX, "-t", "-c", config], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([NGINX, "-c", config, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.check_hostname = False
    trust.load_verify_locations(folder / "tls_crt")
    front = Front(port, plain_port, Counted, trust)
    assert eventually(lambda: answers(plain_port), 30), (folder / "error.log").read_text()
    yield front
    process.terminate()
    process.wait(timeout=20)
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_plain_http_is_sent_to_https(front):
    link = http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=20)
    link.request("GET", "/catalog/?q=1", headers={"Host": "www.qinglan.example"})
    answer = link.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://www.qinglan.example/catalog/?q=1")
    link.close()


def test_the_application_learns_scheme_and_address(front):
    assert front.ask("/who")[2].endswith("https 127.0.0.1")


def test_a_forged_address_is_not_passed_on(front):
    assert front.ask("/forged", **{"X-Forwarded-For": "8.8.8.8"})[2].endswith(" 127.0.0.1")


def test_the_second_anonymous_reader_is_answered_from_the_cache(front):
    first, second = front.ask("/page"), front.ask("/page")
    assert first[2] == second[2]
    assert second[1]["X-Cache"] == "HIT"
    assert front.application.asked.count("/page") == 1


@pytest.mark.parametrize("cookie", [*SOMEBODY, "csrftoken"])
def test_somebody_is_never_answered_from_the_cache(front, cookie):
    path, carried = f"/mine-{cookie}", f"{cookie}=a"
    bodies = {front.ask(path)[2], front.ask(path, Cookie=carried)[2], front.ask(path, Cookie=carried)[2]}
    assert len(bodies) == 3


def test_a_page_that_sets_a_cookie_is_not_kept(front):
    assert front.ask("/form")[2] != front.ask("/form")[2]


def test_a_page_that_the_application_wants_to_be_asked_for_is_not_kept(front):
    assert front.ask("/documents/7/")[2] != front.ask("/documents/7/")[2]


def test_an_old_page_is_shown_while_a_new_one_is_fetched_and_when_that_fails(front):
    first = front.ask("/stale")[2]
    front.application.failing = True
    try:
        time.sleep(7)  # five seconds, counted in whole ones
        status, headers, body = front.ask("/stale")
        assert (status, body) == (200, first)
        assert headers["X-Cache"] in {"STALE", "UPDATING"}
    finally:
        front.application.failing = False


def test_security_headers_are_the_applications_and_not_doubled(front):
    for path in ("/heads", "/heads"):  # from the application, then from the cache
        headers = front.ask(path)[1]
        for name, value in HEADERS.items():
            assert headers.get_all(name) == [value]


@pytest.mark.parametrize(
    ("path", "lifetime"),
    [("css/base.css", "max-age=600"), ("css/base.0123456789ab.css", "public, immutable")],
)
def test_static_files_are_served_without_the_application(front, path, lifetime):
    before = len(front.application.asked)
    status, headers, body = front.ask(f"/static/{path}")
    assert (status, body in ("a{}", "b{}")) == (200, True)
    assert lifetime in (headers.get_all("Cache-Control") or [])
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert len(front.application.asked) == before


def test_static_files_cannot_be_walked_out_of(front):
    assert front.ask("/static/..%2f..%2fetc/passwd")[0] in {400, 404}
    assert front.ask("/static../nginx.conf")[2].startswith(str(len(front.application.asked)))


def test_a_body_that_is_too_large_is_refused_in_chinese(front):
    link = http.client.HTTPSConnection("127.0.0.1", front.port, timeout=20, context=front.trust)
    link.putrequest("POST", "/upload")
    link.putheader("Content-Length", str(200 * 1024 * 1024))
    link.endheaders()
    answer = link.getresponse()
    assert answer.status == 413
    assert "请拆成几个文件" in answer.read().decode()
    link.close()


def test_guessing_passwords_is_slowed_down_and_reading_the_form_is_not(front):
    assert {front.ask("/login/")[0] for _ in range(30)} == {200}
    statuses = [front.ask("/login/", "POST", b"x=1")[0] for _ in range(20)]
    assert statuses[:10] == [200] * 10
    assert statuses[-1] == 429
    assert "请稍候" in front.ask("/login/", "POST", b"x=1")[2]


def test_each_request_gets_a_name_of_the_proxys_own(front):
    found = [front.ask("/documents/id", **{"X-Request-ID": "chosen-by-the-visitor"})[1] for _ in range(2)]
    names = {headers["X-Seen-Id"] for headers in found}
    assert len(names) == 2
    assert all(len(name) == 32 for name in names)


@pytest.mark.parametrize("path", ["/metrics", "/health/live/", "/health/ready/"])
def test_what_is_for_machines_of_the_inside_is_not_there_outside(front, path):
    asked = len(front.application.asked)
    assert front.ask(path)[0] == 404
    assert len(front.application.asked) == asked


@pytest.mark.parametrize("path", ["/login/second/", "/account/confirm/"])
def test_guessing_a_code_is_slowed_down_too(front, path):
    assert 429 in [front.ask(path, "POST", b"x=1")[0] for _ in range(20)]
