"""市县交换文件 (pure): one JSON text for one content, its Ed25519 signature, and the sentences when something is wrong."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.chain import canonical, sm3

FORMAT: Final = "政务公开市县交换文件"
VERSION: Final = 1
REPORT, REPLY = "report", "reply"
LARGEST: Final = 10 * 1024 * 1024
FIELDS: Final = {"format", "version", "kind", "from", "to", "number", "made_on", "body", "key", "signature"}


class NotGenuineError(ValueError):
    """A file that is not taken; `str()` is the Chinese sentence why."""


@dataclass(frozen=True)
class Sealed:
    """A file whose signature holds: who signed it, what it says, and its digest."""

    kind: str
    sender: str
    receiver: str
    number: str
    made_on: str
    body: Mapping[str, Any]
    digest: str


def private_key(seed: str, secret: str) -> Ed25519PrivateKey:
    """From 64 hex digits; without them from the host's own secret, so that there is always one and the same."""
    if seed:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    mac = hmac.HMAC(secret.encode(), hashes.SM3())
    mac.update(b"exchange")
    return Ed25519PrivateKey.from_private_bytes(mac.finalize())


def public_text(key: Ed25519PrivateKey) -> str:
    """What the other side is told once, by letter or telephone, and keeps."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def seal(
    kind: str,
    body: Mapping[str, Any],
    key: Ed25519PrivateKey,
    *,
    sender: str,
    receiver: str,
    number: str,
    made_on: str,
) -> bytes:
    """The file: canonical JSON with the signature over everything else in it."""
    whole: dict[str, Any] = {
        "format": FORMAT, "version": VERSION, "kind": kind, "from": sender, "to": receiver, "number": number,
        "made_on": made_on, "body": body, "key": public_text(key),
    }  # fmt: skip
    signature = base64.b64encode(key.sign(canonical(whole))).decode()
    return canonical(whole | {"signature": signature})


def unseal(data: bytes, kind: str, known: Mapping[str, str]) -> Sealed:
    """Open a file of that kind from one of the `known` (name → public key). `NotGenuineError` says what is wrong."""
    whole = _read(data)
    if whole["kind"] != kind:
        raise NotGenuineError("这不是回复文件。" if kind == REPLY else "这不是报送文件。")
    if known.get(whole["from"]) != whole["key"]:
        raise NotGenuineError(f"不认识“{whole['from']}”的签名，请核对对方公钥后再导入。")
    try:
        signed = canonical({name: value for name, value in whole.items() if name != "signature"})
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(whole["key"], validate=True))
        key.verify(base64.b64decode(whole["signature"], validate=True), signed)
    except (InvalidSignature, ValueError, RecursionError) as error:
        raise NotGenuineError("文件的签名不符，内容可能被改动过，没有导入。请对方重新发送原文件。") from error
    return Sealed(
        kind=whole["kind"], sender=whole["from"], receiver=whole["to"], number=whole["number"], made_on=whole["made_on"],
        body=whole["body"], digest=sm3(data),
    )  # fmt: skip


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise NotGenuineError("文件超过10MB，没有导入。")
    try:
        whole = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotGenuineError("这不是交换文件：读不出内容。") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or set(whole) != FIELDS:
        raise NotGenuineError("这不是交换文件：缺少规定的栏目。")
    if whole["version"] != VERSION:
        raise NotGenuineError("交换文件的版本与本平台不同，没有导入。")
    texts = [whole[name] for name in FIELDS - {"version", "body"}]
    if not all(isinstance(text, str) for text in texts) or not isinstance(whole["body"], dict):
        raise NotGenuineError("这不是交换文件：栏目的内容不对。")
    return whole
