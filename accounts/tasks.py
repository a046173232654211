"""What runs by the clock for signing in."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.actions import guarding, sessions


@shared_task
def forget() -> None:
    """过期的会话、登录记录和失败的尝试 are deleted."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    sessions.forget_ended()
    guarding.forget(at=now)
