"""Personal data of applicants at rest; how it is sealed is in `accounts.privacy`, which other apps share."""

from accounts.privacy import (
    Sealed,
    Unreadable,
    current_key,
    keyed_digest,
    person_index,
    reseal,
    seal,
    unseal,
)

__all__ = [
    "Sealed",
    "Unreadable",
    "current_key",
    "keyed_digest",
    "person_index",
    "reseal",
    "seal",
    "unseal",
]
