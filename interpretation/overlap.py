"""How much of an interpretation is a copy of the document: shared runs of characters (pure).

解读 is «not a copy or abstract of the text» (law-book §8): the share is shown with the threshold, and only warns.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

RUN: Final = 8  # characters: shorter runs are names and set phrases, longer ones miss a changed word
THRESHOLD: Final = 0.6  # from here on it reads like the document once more
SHORTEST: Final = 100  # characters; below this nothing can be said


def letters(text: str) -> str:
    """The text without punctuation, space and case: what two wordings have in common whatever their layout."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def runs(text: str, length: int = RUN) -> set[str]:
    """Every run of `length` characters of the plain text."""
    plain = letters(text)
    return {plain[place : place + length] for place in range(len(plain) - length + 1)}


@dataclass(frozen=True)
class Overlap:
    """`share` of the interpretation's runs that stand in the document, 0 to 1; None where it is too short to say."""

    share: float | None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(self.share * 100)

    @property
    def is_copy(self) -> bool:
        return self.share is not None and self.share >= THRESHOLD


def overlap(interpretation: str, document: str) -> Overlap:
    """How much of `interpretation` is taken from `document` word for word."""
    own = runs(interpretation)
    if len(letters(interpretation)) < SHORTEST or not own:
        return Overlap(None)
    return Overlap(len(own & runs(document)) / len(own))
