"""One message to one receiver: which addresses are allowed, how it is signed, how long it may take. No database."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as any_hmac

TIMEOUT: Final = 10.0  # seconds for everything, from the name to the answer
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Where cloud machines keep their own credentials; no receiver lives there.
METADATA: Final = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "192.0.0.192", "fd00:ec2::254")))

NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class NotAllowed(Exception):  # noqa: N818  it reads as what it says
    """The address may not be written to; `str()` is a Chinese sentence."""


@dataclass(frozen=True)
class Letter:
    """A message ready to go: the row and attempt it belongs to, where it goes, what it says."""

    delivery: int
    attempt: int
    endpoint: int
    url: str
    secret: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    """`problem` is empty when it arrived; `dead` when nobody answered at all."""

    problem: str = ""
    dead: bool = False

    @property
    def ok(self) -> bool:
        return not self.problem


def trust(authority: str = "") -> ssl.SSLContext:
    """The usual certificate authorities, and the county's own one (a PEM file) if it has one."""
    context = httpx.create_ssl_context(trust_env=False)
    if authority:
        context.load_verify_locations(cafile=authority)
    return context


def signatures(secret: str, timestamp: str, body: bytes) -> dict[str, str]:
    """HMAC with SHA-256 and with SM3 over «timestamp.body», as header values."""
    signed, key = timestamp.encode() + b"." + body, secret.encode()
    sm3 = any_hmac.HMAC(key, hashes.SM3())
    sm3.update(signed)
    return {
        "X-Portal-Timestamp": timestamp,
        "X-Portal-Signature": f"sha256={hmac.new(key, signed, hashlib.sha256).hexdigest()}",
        "X-Portal-Signature-SM3": f"sm3={sm3.finalize().hex()}",
    }


def address_problem(url: str) -> str:
    """Why a receiver's address cannot be used, '' when it can; the name is looked up only when sending."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return "地址写得不对。"
    if parsed.scheme not in ("http", "https") or not parsed.host:
        return "地址须以 http:// 或 https:// 开头。"
    try:
        numeric = ipaddress.ip_address(parsed.host)
    except ValueError:
        return ""
    return _address_refused(numeric)


def _meant(address: Address) -> Address:
    """The IPv4 address an IPv6 one carries to, however it is wrapped: mapped, translated (NAT64), 6to4."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _address_refused(address: Address) -> str:
    """Private and loopback addresses pass: county networks are private. Link-local ones never do."""
    mapped = _meant(address)
    never = mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified
    if never or mapped in METADATA or (mapped.version == 4 and mapped in ipaddress.ip_network("0.0.0.0/8")):
        return f"地址{mapped}是本机链路或云平台内部地址,不能投送。"
    return ""


async def post_all(letters: Sequence[Letter], context: ssl.SSLContext) -> list[Answer]:
    """The answers in the order of the letters, none later than the time allowed."""
    return list(await asyncio.gather(*(post(letter, context) for letter in letters)))


async def post(letter: Letter, context: ssl.SSLContext) -> Answer:
    """Send one letter; whatever goes wrong comes back as a sentence and never as an exception."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await _post(letter, context)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(f"{TIMEOUT:.0f}秒内没有回应", dead=True)
    except NotAllowed as refusal:
        return Answer(str(refusal), dead=True)
    except (httpx.NetworkError, OSError) as error:
        return Answer(f"连不上:{_why(error)}", dead=True)
    except httpx.HTTPError as error:
        return Answer(f"回应无法识别:{_why(error)}")


async def _post(letter: Letter, context: ssl.SSLContext) -> Answer:
    if problem := address_problem(letter.url):
        raise NotAllowed(problem)
    url = httpx.URL(letter.url)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "county-open-government",
        "Idempotency-Key": str(letter.delivery),
        **signatures(letter.secret, str(int(time.time())), letter.body),
    }
    extensions = {"sni_hostname": url.raw_host.decode("ascii")}
    failure: httpx.HTTPError | None = None
    async with httpx.AsyncClient(
        verify=context, trust_env=False, follow_redirects=False, timeout=TIMEOUT
    ) as client:
        # The addresses that were looked at are the ones connected to: a second look-up could name another.
        for address in await _resolve(url):
            pinned = url.copy_with(host=address)
            try:
                async with client.stream(
                    "POST", pinned, content=letter.body, headers=headers, extensions=extensions
                ) as response:
                    return _judge(response.status_code)
            except httpx.ConnectError as error:
                failure = error
    raise failure or NotAllowed(f"找不到主机“{url.host}”。")


async def _resolve(url: httpx.URL) -> list[str]:
    """The host's addresses. Raises `NotAllowed` if there is none, or if any of them must not be written to."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM
        )
    except OSError:
        raise NotAllowed(f"找不到主机“{url.host}”。") from None
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if problem := _address_refused(ipaddress.ip_address(address)):
            raise NotAllowed(problem)
    return addresses


def _judge(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer()
    if 300 <= status < 400:
        return Answer(f"接收方要求转到别的地址({status}),没有跟随。")
    return Answer(f"接收方回应{status}。")


def _why(error: BaseException) -> str:
    return str(error)[:150] or type(error).__name__
