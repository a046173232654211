"""The hash chain of the audit record (pure): HMAC-SM3 over the previous digest and the row."""

import json
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes, hmac

START = "0" * 64


def canonical(facts: Mapping[str, object]) -> bytes:
    """One JSON text for one set of facts: sorted keys, no spaces, UTF-8."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, facts: Mapping[str, object], key: str) -> str:
    """The 64 hex digits that bind a row to all rows before it."""
    mac = hmac.HMAC(key.encode(), hashes.SM3())
    mac.update(previous.encode())
    mac.update(canonical(facts))
    return mac.finalize().hex()


def sm3(data: bytes) -> str:
    """SM3 of some bytes, 64 hex digits (GB/T 32905)."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize().hex()
