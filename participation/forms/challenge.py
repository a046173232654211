"""A question a person answers by reading: no picture, nothing foreign, and a screen reader reads it out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.core import signing

WORDS: Final = "零一二三四五六七八九"
SALT: Final = "participation.challenge"
SECONDS: Final = 3600


@dataclass(frozen=True)
class Challenge:
    """`question` to read, `token` to send back with the answer."""

    question: str
    token: str


def ask() -> Challenge:
    first, second = secrets.randbelow(8) + 2, secrets.randbelow(8) + 2
    token = signing.dumps([first, second, secrets.token_hex(4)], salt=SALT)
    return Challenge(f"{WORDS[first]}加{WORDS[second]}等于几？", token)


def right(token: str, answer: str) -> bool:
    """Whether the answer is right and not older than an hour; figures and Chinese numerals both count."""
    try:
        first, second, _ = signing.loads(token, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    total, given = first + second, answer.strip()
    tens = ("十" + WORDS[total - 10] if total > 10 else "十") if total >= 10 else WORDS[total]
    return given in {str(total), tens, f"一{tens}"}
