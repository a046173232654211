"""A mix of readers through everything: nginx, TLS, gunicorn, PostgreSQL, Redis, with worker and scheduler beside them.

`python -m bench.load [SECONDS] [CLIENTS] [RATE]` starts `deploy.loopback` with the demonstration county and asks for ten minutes, all of it on
loopback: 70 % pages that are kept, 15 % searches, 10 % pages nobody asked for before, 5 % forms that are sent. The clients come from
many addresses (127.x.y.z), as readers do; the limits of nginx stay as they are. With RATE they ask for so much a second together
and no more: an hour at half of what the machine can do is the soak. Target: no errors, and memory that does not grow.
"""

from __future__ import annotations

import http.client
import random
import re
import ssl
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Final
from urllib.parse import quote

from deploy.loopback import HOST, Stack, missing, running

SECONDS: Final = 600.0
CLIENTS: Final = 6
ADDRESSES: Final = 240  # of each client: what one address may do in an hour is limited
MIX: Final = {"kept": 70, "search": 15, "fresh": 10, "form": 5}
PAGES: Final = (
    "/",
    "/open/",
    "/documents/",
    "/catalog/",
    "/units/",
    "/participation/",
    "/messages/",
    "/help/",
    "/requests/",
)
WORDS: Final = (
    "低保",
    "救助",
    "通知",
    "教育",
    "预算",
    "环境",
    "规划",
    "医疗",
    "补贴",
    "养老",
    "安全",
    "征地",
    "公示",
    "政策",
    "就业",
)
FORM: Final = "/requests/apply/"
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Told:
    """What one client saw: seconds by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)


class Client:
    """A reader at a time from each of its addresses, each over a connection that is kept."""

    def __init__(self, stack: Stack, number: int, documents: list[str]) -> None:
        self.stack, self.documents = stack, documents
        self.random = random.Random(number)
        self.trust = ssl.create_default_context(cafile=str(stack.place / "tls_crt"))
        self.links = [self._link(f"127.{10 + number}.1.{one + 1}") for one in range(ADDRESSES)]
        self.told = Told()

    def _link(self, address: str) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(
            HOST, self.stack.tls_port, timeout=30, context=self.trust, source_address=(address, 0)
        )

    def run(self, until: float, pause: float = 0.0) -> Told:
        """Ask until then, a thing every `pause` seconds; what took longer is made up for."""
        kinds: dict[str, Callable[[http.client.HTTPSConnection], None]] = {
            "kept": self.kept, "search": self.search, "fresh": self.fresh, "form": self.form
        }  # fmt: skip
        turn = time.monotonic()
        while time.monotonic() < until:
            kind = self.random.choices(list(MIX), list(MIX.values()))[0]
            start = time.perf_counter()
            link = self.random.choice(self.links)
            try:
                kinds[kind](link)
            except (OSError, http.client.HTTPException) as error:
                link.close()
                self.told.wrong[f"{kind} {type(error).__name__}"] += 1
            self.told.seconds[kind].append(time.perf_counter() - start)
            turn += pause
            time.sleep(max(0.0, turn - time.monotonic()))
        return self.told

    def kept(self, link: http.client.HTTPSConnection) -> None:
        self.ask(link, "kept", self.random.choice((*PAGES, *self.documents[:20])))

    def search(self, link: http.client.HTTPSConnection) -> None:
        words = "+".join(self.random.sample(WORDS, 2))
        self.ask(link, "search", f"/search?q={quote(words, safe='+')}&page={self.random.randint(1, 3)}")

    def fresh(self, link: http.client.HTTPSConnection) -> None:
        self.ask(link, "fresh", f"{self.random.choice(self.documents)}?v={self.random.getrandbits(40)}")

    def form(self, link: http.client.HTTPSConnection) -> None:
        """The form, and what is filled in so far: a draft is written, nothing is handed in."""
        text, cookies = self.ask(link, "form", FORM)
        token = TOKEN.search(text)
        if token is None:
            self.told.wrong["form without token"] += 1
            return
        body = f"csrfmiddlewaretoken={token[1]}&act=save&subject={quote('低保资金发放明细')}"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookies,
            "Referer": f"https://{HOST}/",
        }
        self.ask(link, "form", FORM, "POST", body, headers, accepted=(200,))

    def ask(
        self,
        link: http.client.HTTPSConnection,
        kind: str,
        path: str,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
        accepted: tuple[int, ...] = (200,),
    ) -> tuple[str, str]:
        wanted = method, path, body, {"Host": HOST, **(headers or {})}
        link.request(*wanted)
        try:
            answer = link.getresponse()
        except http.client.RemoteDisconnected:  # an idle connection was closed meanwhile: browsers ask again
            link.close()
            link.request(*wanted)
            answer = link.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.status not in accepted:
            self.told.wrong[f"{kind} {answer.status}"] += 1
        cookies = "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", ()))
        return text, cookies


def memory(stack: Stack) -> dict[str, float]:
    """MB resident of each part, its children included."""
    table = subprocess.run(["/bin/ps", "-e", "-o", "pgid=,rss="], capture_output=True, text=True, check=True)
    by_group: Counter[int] = Counter()
    for line in table.stdout.splitlines():
        group, size = line.split()
        by_group[int(group)] += int(size)
    return {name: by_group[process.pid] / 1024 for name, process in stack.processes.items()}


def documents_of(stack: Stack) -> list[str]:
    """Addresses of documents, from the site map as a search engine finds them."""
    found = re.findall(rf"{HOST}(?::\d+)?(/documents/\d+/)", stack.ask("/sitemap-documents.xml")[1])
    assert found, "the site map names no documents"
    return found


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else CLIENTS
    pause = clients / float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    if lacking := missing():
        sys.exit(f"缺少:{'、'.join(lacking)}")
    with running() as stack:
        stack.load_demo()
        documents = documents_of(stack)
        callers = [Client(stack, number, documents) for number in range(clients)]
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(Client.run, callers, [time.monotonic() + min(10.0, seconds / 6)] * clients))
            for one in callers:
                one.told = Told()
            before, start = memory(stack), time.monotonic()
            told = list(pool.map(Client.run, callers, [start + seconds] * clients, [pause] * clients))
            took = time.monotonic() - start
        report(told, took, before, memory(stack))


def report(told: list[Told], took: float, before: dict[str, float], after: dict[str, float]) -> None:
    wrong: Counter[str] = sum((one.wrong for one in told), Counter())
    by_kind = {kind: [second for one in told for second in one.seconds[kind]] for kind in MIX}
    total = sum(len(found) for found in by_kind.values())
    usual = quantiles(by_kind["kept"], n=100)[49]
    print(
        f"{total} in {took:.0f} s with {len(told)} clients: {total / took:.0f}/s, errors {sum(wrong.values())}"
    )
    for kind, found in by_kind.items():
        share = quantiles(found, n=100)
        print(
            f"  {kind:7} {len(found):7}  p50 {share[49] / usual:6.1f} × kept  p99 {share[98] / usual:7.1f} × kept"
            f"  ({share[49] * 1000:.1f} / {share[98] * 1000:.1f} ms)"
        )
    for name, number in wrong.most_common(10):
        print(f"  wrong: {name} {number}")
    for name, size in after.items():
        print(
            f"  memory of {name:7} {before[name]:6.0f} → {size:6.0f} MB  ({size / max(before[name], 1):.2f} ×)"
        )
    print("targets: errors 0, memory ≤ 1.1 ×")


if __name__ == "__main__":
    main()
