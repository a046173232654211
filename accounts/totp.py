"""动态验证码 (RFC 6238): six digits that change every thirty seconds; the counting is done by `cryptography`."""

from __future__ import annotations

import base64
import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS: Final = 30
DIGITS: Final = 6
STEPS_AROUND: Final = 1  # a clock may be half a minute wrong


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def _counter(secret: str) -> TOTP:
    # SHA-1 is what the apps know; as an HMAC it is sound (RFC 6238).
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)  # noqa: S303


def address(secret: str, *, account: str, issuer: str) -> str:
    """The otpauth:// address a QR code carries."""
    return _counter(secret).get_provisioning_uri(account, issuer)


def code_at(secret: str, at: float) -> str:
    """The code an app shows at this moment (seconds since 1970)."""
    return _counter(secret).generate(at).decode()


def step_of(secret: str, code: str, at: float, *, after: int) -> int | None:
    """The time step this code belongs to, later than `after` so that no code works twice; None where it is wrong."""
    now = int(at // SECONDS)
    counter = _counter(secret)
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        try:
            counter.verify(code.encode(), step * SECONDS)
        except InvalidToken:
            continue
        return step if step > after else None
    return None
