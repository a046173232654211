"""Who takes part: one person's key for one purpose, and the name the public sees; sealing is `accounts.privacy`."""

from __future__ import annotations

import unicodedata

from accounts.privacy import Sealed, Unreadable, current_key, keyed_digest, reseal, seal, unseal

__all__ = [
    "Sealed",
    "Unreadable",
    "current_key",
    "keyed_digest",
    "person_key",
    "reseal",
    "seal",
    "shown_name",
    "unseal",
]


def person_key(*parts: str, purpose: str) -> str:
    """One person's key for one purpose, however it was typed: the same person cannot take part twice."""
    plain = unicodedata.normalize("NFKC", "|".join(parts)).casefold()
    return keyed_digest("".join(plain.split()), purpose=purpose)


def shown_name(name: str) -> str:
    """How a contributor is named in public: the first character only («张**»); 匿名 where there is none."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3) if name else "匿名"
