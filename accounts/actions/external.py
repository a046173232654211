"""统一身份认证的账号: one account for one subject, never one of staff."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import ExternalIdentity, User
from accounts.policies import Refused
from accounts.privacy import keyed_digest
from audit.actions import record


def account_of(subject: str, *, at: datetime) -> User:
    """The account of this subject of the provider, made on the first visit. Raises `Refused` for one switched off."""
    digest = keyed_digest(f"{settings.OIDC_ISSUER}\x00{subject}", purpose="oidc")
    try:
        user = _found(digest) or _made(digest, at)
    except IntegrityError:  # two tabs at once
        user = ExternalIdentity.objects.select_related("user").get(subject=digest).user
    if not user.is_active or user.is_staff:
        raise Refused("这个账号不能这样登录。")
    return user


def _found(digest: str) -> User | None:
    known = ExternalIdentity.objects.select_related("user").filter(subject=digest).first()
    return known.user if known else None


@transaction.atomic
def _made(digest: str, at: datetime) -> User:
    user = User(username=f"unified-{digest[:24]}", full_name="统一身份认证用户", is_staff=False)
    user.set_unusable_password()
    user.save()
    ExternalIdentity.objects.create(user=user, subject=digest, created_at=at)
    record(None, "person.joined", user)
    return user
