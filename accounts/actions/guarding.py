"""暂停: how often somebody may try in vain. Counted before looking, so that a hundred tries at once are a hundred tries.

A name alone would let anyone shut an official out, an address alone a whole building; so the pair is watched closely and
each of its halves widely. What does not exist is counted like what does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import Attempts
from accounts.privacy import keyed_digest

PAUSE: Final = timedelta(minutes=15)
WINDOW: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that is counted, and after how many failures it has to pause."""

    purpose: str
    what: str
    most: int

    @property
    def digest(self) -> str:
        return keyed_digest(self.what, purpose=f"attempts:{self.purpose}")


def signing_in(username: str, address: str) -> list[Watched]:
    """What is counted when a password is tried."""
    name = username.strip().casefold()[:150]
    return [
        Watched("pair", f"{name}\x00{address}", 5),
        Watched("name", name, 50),
        Watched("address", address, 100),
    ]


def proving(user_pk: int) -> list[Watched]:
    """What is counted when a second factor or a password is asked of somebody we know."""
    return [Watched("person", str(user_pk), 5)]


@transaction.atomic
def try_once(watched: list[Watched], *, at: datetime) -> bool:
    """Counts one try of each; False where one of them has to pause, and then nothing is to be looked at."""
    rows = [_locked(one, at) for one in sorted(watched, key=lambda one: one.digest)]
    if any(row.blocked_until and row.blocked_until > at for row, _ in rows):
        return False
    for row, most in rows:
        if row.first_at < at - WINDOW or row.blocked_until:
            row.failures, row.first_at, row.blocked_until = 0, at, None
        row.failures += 1
        if row.failures >= most:
            row.blocked_until = at + PAUSE
        row.save()
    return True


def _locked(one: Watched, at: datetime) -> tuple[Attempts, int]:
    Attempts.objects.get_or_create(subject=one.digest, defaults={"first_at": at})
    return Attempts.objects.select_for_update().get(subject=one.digest), one.most


@transaction.atomic
def succeeded(watched: list[Watched]) -> None:
    """It was the right one: what was counted is taken back; of a shared address only this one try."""
    for one in sorted(watched, key=lambda one: one.digest):
        row = Attempts.objects.select_for_update().filter(subject=one.digest).first()
        if row is None:
            continue
        if one.purpose != "address":
            row.delete()
            continue
        row.failures = max(0, row.failures - 1)
        if row.failures < one.most:
            row.blocked_until = None
        row.save()


def forget(*, at: datetime) -> int:
    """Deletes what is older than a day."""
    return Attempts.objects.forgettable(at - KEPT).delete()[0]
