"""Receivers of messages and of mail, on this machine."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from disclosure.models import WebhookEndpoint
from tests.disclosure.clock.channels import demand, endpoint
from tests.disclosure.clock.mails import Refusing


@dataclass
class Receiver:
    """An HTTP server on the loopback that answers as told and remembers what it was sent."""

    server: ThreadingHTTPServer
    answers: list[str] = field(default_factory=list)  # used up one by one; then "200"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(body) for _, body in self.got]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.got.append((dict(self.headers), body))
            answer = receiver.answers.pop(0) if receiver.answers else "200"
            self.close_connection = True
            if answer == "garbage":
                self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")
            elif answer == "drip":
                self._drip()
            elif answer == "redirect":
                self.send_response(302)
                self.send_header("Location", f"{receiver.url}/elsewhere")
                self.end_headers()
            else:
                self.send_response(int(answer))
                self.end_headers()

        def _drip(self) -> None:
            """A byte now and then: every single read is quick, the whole never ends."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(40):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver(ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler))
    made.server.RequestHandlerClass = _handler(made)
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def dead_address() -> Iterator[str]:
    """A port that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.fixture
def hook(county, receiver) -> WebhookEndpoint:
    """A receiver of the county, and a catalog that asks for it."""
    demand(county, {"两微一端": "used"})
    return endpoint(county, url=receiver.url)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.disclosure.clock.mails.Refusing"
    Refusing.to_say = []
    return Refusing
