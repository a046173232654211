"""Which keys a backup needs. Only fingerprints are written down: whoever finds the backup must not find what opens it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from django.conf import settings

LENGTH: Final = 16  # hexadecimal digits: enough to tell keys apart, too few and too one-way to find one
SEALS: Final = "REQUEST_KEYS"
WHAT_FOR: Final = {
    "AUDIT_KEY": "核对操作记录的摘要链",
    "REQUEST_INDEX_KEY": "查询码与“同一申请人”的识别",
    "SECRET_KEY": "登录会话和外发的链接",
}
OPTIONAL: Final = ("SECRET_KEY",)  # another one signs everybody out, and loses nothing


def fingerprint(name: str, key: str | bytes) -> str:
    data = key if isinstance(key, bytes) else key.encode()
    return hashlib.sha256(b"county-portal backup\x00" + name.encode() + b"\x00" + data).hexdigest()[:LENGTH]


def note(numbers: Iterable[int]) -> dict[str, str]:
    """Name → fingerprint of what is needed; of the sealing keys those with which something is sealed."""
    found = {name: fingerprint(name, getattr(settings, name)) for name in WHAT_FOR}
    for number in numbers:
        key = settings.REQUEST_KEYS.get(number)
        name = f"{SEALS}:{number}"
        found[name] = fingerprint(name, key) if key is not None else ""
    return found


def wrong(needed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """(sentences about keys without which the data cannot be used, sentences about those that are only different)."""
    here = note(int(name.partition(":")[2]) for name in needed if name.startswith(SEALS))
    fatal: list[str] = []
    lesser: list[str] = []
    for name, expected in needed.items():
        if here.get(name) == expected:
            continue
        if name.startswith(SEALS):
            said = f"{name.replace(':', ' 第')}号密钥与备份时不同或者缺少,封存的个人信息打不开"
        else:
            said = f"{name} 与备份时不同,用于{WHAT_FOR.get(name, '')}"
        (lesser if name in OPTIONAL else fatal).append(said)
    return fatal, lesser
