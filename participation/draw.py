"""抽签 anyone can repeat: everybody's place follows from the published seed and the published numbers (pure).

`printf '种子:编号' | sha256sum` for each number; the smallest digest comes first.
"""

from collections.abc import Iterable
from hashlib import sha256


def ticket(seed: str, serial: int) -> str:
    """The digest that decides one number's place."""
    return sha256(f"{seed}:{serial}".encode()).hexdigest()


def order(seed: str, serials: Iterable[int]) -> list[int]:
    """The numbers in the order of their digests, however they are handed in."""
    return sorted(set(serials), key=lambda serial: ticket(seed, serial))
