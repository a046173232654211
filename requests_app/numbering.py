"""登记编号 and 查询码: consecutive numbers under a lock, and codes of which only a keyed digest is kept."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

from django.utils.crypto import constant_time_compare

from accounts.models import Organisation
from requests_app.models import InformationRequest, Letter, LetterCounter, NumberWord, RequestCounter
from requests_app.privacy import keyed_digest
from statute.letters import Series

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is misread on a slip
LENGTH: Final = 8


def allocate(unit: Organisation, year: int) -> str:
    """The unit's next number in `year`. Inside the act's transaction: the counter's row stays locked until commit."""
    RequestCounter.objects.get_or_create(unit=unit, year=year)
    counter = RequestCounter.objects.select_for_update().get(unit=unit, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{unit.code.upper()}-{year}-{counter.last:04d}"


def letter_number(unit: Organisation, series: Series, on: date) -> tuple[str, int]:
    """文号 of the unit's next letter of the series and its serial, under the counter's lock: none missing, none twice."""
    place = {"unit": unit, "series": series, "year": on.year}
    LetterCounter.objects.get_or_create(**place)
    counter = LetterCounter.objects.select_for_update().get(**place)
    counter.last += 1
    counter.save(update_fields=["last"])
    own = NumberWord.objects.current().filter(unit=unit, series=series, effective_from__lte=on).first()
    word = own.word if own else f"{unit.label}{series.word}"
    return f"{word}〔{on.year}〕{counter.last}号", counter.last


def missing_serials(unit: Organisation | int, series: str, year: int) -> list[int]:
    """Numbers that were given and are no letter any more: a healthy register has none."""
    counter = LetterCounter.objects.filter(unit=unit, series=series, year=year).first()
    used = Letter.objects.filter(unit=unit, series=series, year=year).values_list("serial", flat=True)
    return sorted(set(range(1, (counter.last if counter else 0) + 1)) - set(used))


def new_code() -> str:
    """A query code: 31⁸ possibilities, tried at most a few times an hour."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_digest(number: str, code: str) -> str:
    """What is kept of a code. Spaces, hyphens and small letters make no difference."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyed_digest(f"{number}\x1f{plain}", purpose="query-code")


def matches(request: InformationRequest, code: str) -> bool:
    return constant_time_compare(request.code_hash, code_digest(request.number, code))
