"""邮件订阅: asked for and confirmed by the address's owner, ended by one click. What it brings: `digesting`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from accounts.models import Organisation
from accounts.policies import Refused
from catalog.models import Domain, Item
from disclosure.actions.mailing import Outcome, post, written
from disclosure.actions.sending import absolute
from disclosure.models import DigestMail, Subscription

CONFIRM_WITHIN: Final = timedelta(days=7)
FORGET_AFTER: Final = timedelta(days=30)
NAMED: Final = ("unit", "domain", "item")
MAILS_A_DAY: Final = 5  # to one address that has not answered
MOST_PENDING: Final = 20


@dataclass
class Tally:
    sent: int = 0
    later: int = 0
    never: int = 0

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear of: all that is given must fit; nothing given is everything."""

    unit: Organisation | None = None
    domain: Domain | None = None
    item: Item | None = None
    words: str = ""

    def is_of(self, one: Subscription) -> bool:
        mine = (_pk(self.unit), _pk(self.domain), _pk(self.item), self.words)
        return mine == (one.unit_id, one.domain_id, one.item_id, one.words)


@transaction.atomic
def subscribe(email: str, wish: Wish, *, at: datetime) -> None:
    """Note the wish. What was known before about the address shows in nothing: the mail goes out later."""
    email = email.strip().lower()
    known = Subscription.objects.select_for_update(of=("self",)).filter(email=email, ended_at=None)
    found = next((one for one in known if wish.is_of(one)), None)
    if found is None:
        if sum(one.confirmed_at is None for one in known) >= MOST_PENDING:
            return
        try:
            with transaction.atomic():
                Subscription.objects.create(
                    email=email, unit=wish.unit, domain=wish.domain, item=wish.item, words=wish.words
                )
        except IntegrityError:
            return  # the same wish at the same moment
    elif found.confirmed_at is None and found.sent_on is not None and found.sent_on < _day(at):
        # Asked again on another day: the confirmation goes out once more, and its time starts anew.
        Subscription.objects.filter(pk=found.pk).update(sent_on=None, created_at=at)


def _pk(thing: Organisation | Domain | Item | None) -> int | None:
    return thing.pk if thing is not None else None


def _day(at: datetime) -> date:
    return at.astimezone(get_current_timezone()).date()


def send_confirmations(at: datetime) -> Tally:
    """The mail with the link, once per wish; `sent_on` of an unconfirmed row is the day it went out."""
    tally = Tally()
    if not settings.MAIL_ENABLED:
        return tally
    waiting = Subscription.objects.filter(confirmed_at=None, ended_at=None, sent_on=None)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        wish = _claim_confirmation(pk, at)
        if wish is None:
            continue
        context = {"site": settings.SITE, "what": describe(wish), "url": link("confirm", wish.token),
                   "days": CONFIRM_WITHIN.days}  # fmt: skip
        outcome = post(written("confirm", f"请确认订阅 - {settings.SITE['name']}", context, to=wish.email))
        tally.count(outcome)
        if outcome is Outcome.LATER:
            Subscription.objects.filter(pk=pk, confirmed_at=None).update(sent_on=None)
    return tally


@transaction.atomic
def _claim_confirmation(pk: int, at: datetime) -> Subscription | None:
    """Watermark first: a mail may get lost, and is never sent twice."""
    wishes = Subscription.objects.select_for_update(of=("self",)).select_related(*NAMED)
    wish = wishes.filter(pk=pk, confirmed_at=None, ended_at=None, sent_on=None).first()
    if wish is None:
        return None
    today = Subscription.objects.filter(email=wish.email, confirmed_at=None, sent_on=_day(at))
    if today.count() >= MAILS_A_DAY:
        return None
    wish.sent_on, wish.created_at = _day(at), at
    wish.save(update_fields=["sent_on", "created_at"])
    return wish


def find(token: UUID, *, at: datetime) -> Subscription | None:
    """The subscription of a link that still counts."""
    found = Subscription.objects.filter(token=token).select_related(*NAMED).first()
    if found is None or (found.confirmed_at is None and found.created_at + CONFIRM_WITHIN < at):
        return None
    return found


@transaction.atomic
def confirm(token: UUID, *, at: datetime) -> Subscription:
    """确认: from now on. A second click changes nothing. Raises `Refused` for an old link."""
    wish = find(token, at=at)
    wish = wish and _locked(wish)
    if wish is None or wish.ended_at is not None:
        raise Refused("这个链接已经失效,请重新订阅。")
    if wish.confirmed_at is None:
        wish.confirmed_at = wish.sent_up_to = at
        wish.sent_on = None
        wish.save(update_fields=["confirmed_at", "sent_up_to", "sent_on"])
    return wish


def _locked(wish: Subscription) -> Subscription | None:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related(*NAMED)
    return rows.filter(pk=wish.pk).first()


@transaction.atomic
def end(token: UUID, *, at: datetime, only: bool = False) -> int:
    """退订 everything of this address, or `only` this one; how many were ended. Again: none."""
    found = Subscription.objects.filter(token=token).first()
    if found is None:
        raise Refused("这个链接已经失效。")
    mine = (
        Subscription.objects.filter(pk=found.pk) if only else Subscription.objects.filter(email=found.email)
    )
    return mine.filter(ended_at=None).update(ended_at=at)


def describe(one: Subscription) -> str:
    """«青岚县民政局 · 社会救助 · 含“低保”», or everything."""
    parts = [str(part) for part in (one.unit, one.domain, one.item) if part is not None]
    parts += [f"含“{one.words}”"] if one.words else []
    return " · ".join(parts) or "全部单位、全部领域"


def link(name: str, token: UUID) -> str:
    return absolute(reverse(f"documents:subscription_{name}", args=[token]))


def forget(at: datetime) -> int:
    """Delete addresses nobody needs any more: never confirmed, or ended a month ago (个人信息保护法第四十七条)."""
    DigestMail.objects.filter(taken_at__lt=at - CONFIRM_WITHIN).delete()
    never = Q(confirmed_at=None, created_at__lt=at - CONFIRM_WITHIN)
    return Subscription.objects.filter(never | Q(ended_at__lt=at - FORGET_AFTER)).delete()[0]


def counts() -> dict[str, int]:
    """How many are subscribed, per unit and domain as named; addresses are shown to nobody."""
    active = Subscription.objects.filter(confirmed_at__isnull=False, ended_at=None)
    found: dict[str, int] = {}
    for one in active.select_related(*NAMED):
        found[describe(one)] = found.get(describe(one), 0) + 1
    return found
