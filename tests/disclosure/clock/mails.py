"""Readers, their subscriptions, a mail server that refuses, and one run of the digest."""

from datetime import timedelta

from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from disclosure.actions import digesting
from disclosure.models import Subscription
from tests.disclosure.clock.stamps import moment, published_at

MONDAY = moment(2026, 3, 9, 17, 30)
DAY = timedelta(days=1)
READER = "reader@example.com"


class Refusing(EmailBackend):
    """A mail server that says what it is told to say, and then delivers."""

    to_say: list[Exception] = []

    def open(self):
        if self.to_say and isinstance(self.to_say[0], ConnectionRefusedError):
            raise self.to_say.pop(0)

    def send_messages(self, messages):
        if self.to_say:
            raise self.to_say.pop(0)
        return super().send_messages(messages)


def subscription(email=READER, *, confirmed=MONDAY - DAY, **values):
    return Subscription.objects.create(email=email, confirmed_at=confirmed, sent_up_to=confirmed, **values)


def published(county, at=MONDAY - timedelta(hours=3), **values):
    return published_at(county, at, **values)


def digest(at=MONDAY):
    return digesting.send_digests(at, timezone.localtime(at).date())


def link(message, name):
    """The path of the link in a mail, which must be there as the resolver writes it."""
    found = Subscription.objects.filter(email=message.to[0]).order_by("pk").first()
    path = reverse(f"documents:subscription_{name}", args=[found.token])
    assert path in message.body
    return path
