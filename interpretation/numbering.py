"""留言编号 and 查询码: consecutive numbers under a lock, and codes of which only a keyed digest is kept."""

from __future__ import annotations

import secrets
from typing import Final

from django.utils.crypto import constant_time_compare

from accounts.privacy import keyed_digest
from interpretation.models import Message, MessageCounter

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread on a slip
LENGTH: Final = 8


def allocate(year: int) -> str:
    """The next number of `year`. Inside the act's transaction: the counter's row stays locked until commit."""
    MessageCounter.objects.get_or_create(year=year)
    counter = MessageCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"LY{year}-{counter.last:05d}"


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_digest(number: str, code: str) -> str:
    """What is kept of a code. Spaces, hyphens and small letters make no difference."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyed_digest(f"{number}\x1f{plain}", purpose="message-code")


def matches(message: Message, code: str) -> bool:
    return constant_time_compare(message.code_hash, code_digest(message.number, code))
