"""Numbers of complaints and orders: consecutive under a lock; codes are made and kept as for messages."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare

from accounts.privacy import keyed_digest
from supervision.models import Complaint, SupervisionCounter

COMPLAINTS = "TS"
ORDERS = "ZG"


def allocate(kind: str, year: int) -> str:
    """The next number of `year`. Inside the act's transaction: the counter's row stays locked until commit."""
    SupervisionCounter.objects.get_or_create(kind=kind, year=year)
    counter = SupervisionCounter.objects.select_for_update().get(kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{kind}{year}-{counter.last:05d}"


def code_digest(number: str, code: str) -> str:
    """What is kept of a code. Spaces, hyphens and small letters make no difference."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyed_digest(f"{number}\x1f{plain}", purpose="complaint-code")


def matches(complaint: Complaint, code: str) -> bool:
    return constant_time_compare(complaint.code_hash, code_digest(complaint.number, code))
