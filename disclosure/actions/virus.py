"""病毒扫描: by clamd or clamscan where the county has one; without either a file stays 未扫描 and is never called safe."""

from __future__ import annotations

import logging
import shlex
import socket
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from audit.actions import record
from disclosure.findable import findable
from disclosure.models import Attachment, DocumentEdition, Reminder, StoredFile, VirusState
from search import actions as searching

logger = logging.getLogger(__name__)
CHUNK: Final = 64 * 1024
TIMEOUT: Final = 120.0  # seconds a scanner may be silent
LONGEST_ANSWER: Final = 4096


class CannotScan(Exception):  # noqa: N818  it reads as what it says
    """No scanner could be asked, or it gave no clear answer; the file stays 未扫描."""


def configured() -> bool:
    return bool(settings.CLAMD_SOCKET or settings.CLAMD_HOST or settings.CLAMSCAN)


def servable(attachments: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """The attachments that may be handed out: none in which a virus was found."""
    return attachments.exclude(file__virus_state=VirusState.INFECTED)


def scan(stored: StoredFile, *, on: date) -> str:
    """Look at one file and note what the scanner said. Raises `CannotScan`; nothing is changed then."""
    with stored.file.open("rb") as handle:
        name = _ask_clamscan(handle) if not _address() else _ask_clamd(handle)
    state = VirusState.INFECTED if name else VirusState.CLEAN
    _note(stored, state, name, on)
    return state


@transaction.atomic
def _note(stored: StoredFile, state: VirusState, name: str, on: date) -> None:
    """Write the state once; where the public could fetch an infected file, the head is told."""
    stored = StoredFile.objects.select_for_update(of=("self",)).get(pk=stored.pk)
    if stored.virus_state == state:
        return
    was = stored.virus_state
    stored.virus_state = state
    stored.save(update_fields=["virus_state"])
    if VirusState.INFECTED in (was, state):  # its text goes from search with the file, and comes back with it
        shown = DocumentEdition.objects.readable().filter(attachments__file=stored)
        searching.put(*findable(shown.distinct()))
    if state != VirusState.INFECTED:
        return
    readable = DocumentEdition.objects.readable() | DocumentEdition.objects.earlier()
    for attachment in stored.attachments.filter(edition__in=readable.values("pk")).select_related(
        "edition__unit"
    ):
        Reminder.objects.get_or_create(
            edition=attachment.edition,
            kind=f"virus-{stored.pk}",
            due_on=on,
            defaults={
                "on": on,
                "text": f"附件“{attachment.name[:100]}”发现病毒({name[:60]}),已停止下载,请立即更换。",
                "escalated": True,
            },
        )
    record(None, "file.infected", stored, sm3=stored.sm3, virus=name[:100])


def scan_pending(*, on: date) -> Counter[str]:
    """Every file not scanned yet; one the scanner cannot read holds up no other."""
    tally: Counter[str] = Counter()
    if not configured():
        return tally
    waiting = StoredFile.objects.filter(virus_state=VirusState.UNSCANNED).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        stored = StoredFile.objects.get(pk=pk)
        try:
            tally[scan(stored, on=on)] += 1
        except ConnectionError as error:
            logger.warning("virus scanner not reachable: %s", error)
            break
        except (CannotScan, OSError) as error:
            logger.warning("file %s not scanned: %s", pk, error)
            tally[VirusState.UNSCANNED] += 1
    return tally


# --- asking -----------------------------------------------------------------------------------------------


def _address() -> tuple[int, str | tuple[str, int]] | None:
    """Family and address of clamd, None where it is not configured."""
    if settings.CLAMD_SOCKET:
        return socket.AF_UNIX, settings.CLAMD_SOCKET
    if settings.CLAMD_HOST:
        host, _, port = settings.CLAMD_HOST.partition(":")
        return socket.AF_INET, (host, int(port or 3310))
    return None


def _ask_clamd(handle: File[bytes]) -> str:
    """INSTREAM of clamd(8): pieces with their length, an empty one, one answer. The virus's name, or ''."""
    found = _address()
    assert found is not None  # noqa: S101  the caller looked
    family, address = found
    try:
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT)
        with closing(line):
            _connect(line, address)
            answer = _stream(line, handle)
    except TimeoutError as error:
        raise CannotScan("病毒扫描程序没有回应") from error
    return verdict(answer)


def _connect(line: socket.socket, address: str | tuple[str, int]) -> None:
    """Raises `ConnectionError` when nobody is there at all."""
    try:
        line.connect(address)
    except OSError as error:
        raise ConnectionError(f"连不上病毒扫描程序:{error}") from error


def _stream(line: socket.socket, handle: File[bytes]) -> bytes:
    """A scanner that has seen enough may answer and hang up before everything was sent."""
    try:
        line.sendall(b"zINSTREAM\0")
        for piece in handle.chunks(CHUNK):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        logger.info("virus scanner stopped listening early")
    return b"".join(_received(line))


def _received(line: socket.socket) -> Iterator[bytes]:
    length = 0
    while length < LONGEST_ANSWER:
        try:
            piece = line.recv(LONGEST_ANSWER)
        except ConnectionResetError:
            return
        if not piece:
            return
        length += len(piece)
        yield piece


def verdict(answer: bytes) -> str:
    """«stream: OK» → '', «stream: NAME FOUND» → NAME; anything else is no verdict (`CannotScan`)."""
    text = answer.rstrip(b"\0\r\n ").decode("utf-8", "replace")
    if text == "stream: OK":
        return ""
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return text.removeprefix("stream: ").removesuffix(" FOUND") or "未命名"
    raise CannotScan(f"病毒扫描程序没有给出结论:{text[:100]}")


def _ask_clamscan(handle: File[bytes]) -> str:
    """clamscan(1) reading from its standard input: 0 clean, 1 infected, anything else no verdict."""
    if not settings.CLAMSCAN:
        raise CannotScan("没有设置病毒扫描程序")
    command = [*shlex.split(settings.CLAMSCAN), "--no-summary", "-"]
    try:
        done = subprocess.run(  # noqa: S603  the county's own setting
            command, input=handle.read(), capture_output=True, timeout=TIMEOUT * 2, check=False
        )
    except FileNotFoundError as error:
        raise ConnectionError(f"找不到病毒扫描程序:{command[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise CannotScan("病毒扫描超时") from error
    output = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode == 0:
        return ""
    if done.returncode == 1 and output.endswith(" FOUND"):
        return output.splitlines()[-1].removesuffix(" FOUND").partition(": ")[2] or "未命名"
    raise CannotScan(f"病毒扫描程序没有给出结论({done.returncode}):{output[-100:]}")
