"""登录记录: a row for each session somebody signed in with, so that they can see and end them."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts.models import SignIn, User


def _store(key: str) -> SessionBase:
    made: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return made


def note_sign_in(user: User, session_key: str, *, browser: str, factor: str, at: datetime) -> SignIn:
    """登录: the row of a session that just began."""
    return SignIn.objects.create(user=user, session_key=session_key, browser=browser, factor=factor, at=at)


def open_sign_ins(user: User) -> list[tuple[SignIn, dict[str, Any]]]:
    """The person's sessions that would still be let in, the newest first, with what each remembers."""
    found = []
    for row in user.sign_ins.all():
        kept = _store(row.session_key).load()
        if constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            found.append((row, kept))
    return found


@transaction.atomic
def end_sign_ins(user: User, *, but: str = "", only: int | None = None) -> int:
    """退出: ends the person's sessions — all, all but one key, or only the row with this number; how many."""
    rows = user.sign_ins.exclude(session_key=but)
    rows = rows if only is None else rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        _store(key).delete()
    rows.delete()
    return len(keys)


def follow_session(before: str, after: str) -> None:
    """The session goes on under another key."""
    SignIn.objects.filter(session_key=before).update(session_key=after)


def forget_ended() -> int:
    """Deletes rows whose session is gone; how many."""
    gone = [row.pk for row in SignIn.objects.iterator(chunk_size=500) if not _store(row.session_key).load()]
    return SignIn.objects.filter(pk__in=gone).delete()[0]
