"""登记编号 and 查询码: consecutive numbers under a lock, and codes of which only a keyed digest is kept."""

from __future__ import annotations

import secrets
from typing import Final

from django.utils.crypto import constant_time_compare

from accounts.models import Organisation
from requests_app.models import InformationRequest, RequestCounter
from requests_app.privacy import keyed_digest

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread on a slip
LENGTH: Final = 8


def allocate(unit: Organisation, year: int) -> str:
    """The unit's next number in `year`. Inside the act's transaction: the counter's row stays locked until commit."""
    RequestCounter.objects.get_or_create(unit=unit, year=year)
    counter = RequestCounter.objects.select_for_update().get(unit=unit, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{unit.code.upper()}-{year}-{counter.last:04d}"


def new_code() -> str:
    """A query code: 31⁸ possibilities, tried at most a few times an hour."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_digest(number: str, code: str) -> str:
    """What is kept of a code. Spaces, hyphens and small letters make no difference."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyed_digest(f"{number}\x1f{plain}", purpose="query-code")


def matches(request: InformationRequest, code: str) -> bool:
    return constant_time_compare(request.code_hash, code_digest(request.number, code))
