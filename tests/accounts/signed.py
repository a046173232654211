"""Signing in as people do, with the password and the second factor of a test."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import totp
from accounts.actions.factors import add_totp
from accounts.models import SecondFactor, User

PASSWORD = "correct-horse-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def with_totp(user: User, *, at: datetime | None = None) -> SecondFactor:
    """An app that has shown its first code an hour ago."""
    at = at or timezone.now() - timedelta(hours=1)
    return add_totp(user, secret=SECRET, code=totp.code_at(SECRET, at.timestamp()), name="手机", at=at)


def code_now() -> str:
    return totp.code_at(SECRET, timezone.now().timestamp())


def sign_in(client: Client, user: User, *, password: str = PASSWORD, **more):
    return client.post(reverse("login"), {"username": user.username, "password": password, **more})
