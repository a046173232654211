"""邮件订阅: asked for, confirmed by the address's owner, one digest a day, ended by one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from accounts.models import Organisation
from accounts.policies import Refused
from catalog.models import Domain
from disclosure.actions.mailing import Outcome, post, written
from disclosure.actions.sending import absolute
from disclosure.models import Delivery, DocumentEdition, Subscription

CONFIRM_WITHIN: Final = timedelta(days=7)
FORGET_AFTER: Final = timedelta(days=30)
SETTLING: Final = timedelta(minutes=5)  # a release stamped a moment ago may not be committed yet
LONGEST_LIST: Final = 50
MAILS_A_DAY: Final = 5  # to one address that has not answered
MOST_PENDING: Final = 20
Mark = tuple[datetime | None, date | None]  # a subscription's watermark: sent up to, sent on


@dataclass(frozen=True)
class Digest:
    """What one address is about to be sent, and each subscription's watermark before that."""

    email: str
    token: UUID
    cut: datetime
    news: list[DocumentEdition]
    before: dict[int, Mark]


@dataclass
class Tally:
    sent: int = 0
    later: int = 0
    never: int = 0

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


@transaction.atomic
def subscribe(email: str, *, unit: Organisation | None, domain: Domain | None, at: datetime) -> None:
    """Note the wish. What was known before about the address shows in nothing: the mail goes out later."""
    email = email.strip().lower()
    known = Subscription.objects.select_for_update(of=("self",)).filter(email=email, ended_at=None)
    found = next((one for one in known if (one.unit_id, one.domain_id) == (_pk(unit), _pk(domain))), None)
    if found is None:
        if sum(one.confirmed_at is None for one in known) >= MOST_PENDING:
            return
        try:
            with transaction.atomic():
                Subscription.objects.create(email=email, unit=unit, domain=domain)
        except IntegrityError:
            return  # the same wish at the same moment
    elif found.confirmed_at is None and found.sent_on is not None and found.sent_on < _day(at):
        # Asked again on another day: the confirmation goes out once more, and its time starts anew.
        Subscription.objects.filter(pk=found.pk).update(sent_on=None, created_at=at)


def _pk(thing: Organisation | Domain | None) -> int | None:
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
        context = {"site": settings.SITE, "what": describe(wish), "url": _link("confirm", wish.token),
                   "days": CONFIRM_WITHIN.days}  # fmt: skip
        outcome = post(written("confirm", f"请确认订阅 - {settings.SITE['name']}", context, to=wish.email))
        tally.count(outcome)
        if outcome is Outcome.LATER:
            Subscription.objects.filter(pk=pk, confirmed_at=None).update(sent_on=None)
    return tally


@transaction.atomic
def _claim_confirmation(pk: int, at: datetime) -> Subscription | None:
    """Watermark first: a mail may get lost, and is never sent twice."""
    wishes = Subscription.objects.select_for_update(of=("self",)).select_related("unit", "domain")
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
    found = Subscription.objects.filter(token=token).select_related("unit", "domain").first()
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
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("unit", "domain")
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
    """«青岚县民政局 · 社会救助», or everything."""
    return (
        " · ".join(str(part) for part in (one.unit, one.domain) if part is not None) or "全部单位、全部领域"
    )


def _link(name: str, token: UUID) -> str:
    return absolute(reverse(f"documents:subscription_{name}", args=[token]))


# --- the digest ------------------------------------------------------------------------------------------


def waiting_addresses(today: date) -> list[str]:
    """Addresses with a confirmed subscription that have had no digest today."""
    active = Subscription.objects.filter(confirmed_at__isnull=False, ended_at=None)
    had = Subscription.objects.filter(confirmed_at__isnull=False, sent_on=today).values("email")
    return list(active.exclude(email__in=had).order_by("email").values_list("email", flat=True).distinct())


def send_digests(at: datetime, today: date) -> Tally:
    """每日摘要: at most one mail per address and day, each edition at most once per address, none empty."""
    tally, cut = Tally(), at - SETTLING
    if not settings.MAIL_ENABLED:
        return tally
    for email in waiting_addresses(today):
        digest = _claim_digest(email, cut=cut, today=today)
        if digest is None:
            continue
        outcome = post(_message(digest))
        tally.count(outcome)
        if outcome is Outcome.LATER:
            _put_back(digest, today)
    _close_rows(at, cut)
    return tally


def _close_rows(at: datetime, cut: datetime) -> None:
    """精准推送 of an edition is done when nobody who asked for it is still to be told."""
    rows = Delivery.objects.filter(outlet=Delivery.Outlet.EMAIL, state=Delivery.State.WAITING)
    active = Subscription.objects.filter(confirmed_at__isnull=False, ended_at=None)
    for row in rows.filter(edition__published_at__lte=cut).select_related("edition"):
        edition = row.edition
        unit = Q(unit=None) | Q(unit=edition.unit_id)
        domain = Q(domain=None) | Q(domain__in=edition.placements.values("domain"))
        if not active.filter(unit, domain, sent_up_to__lt=edition.published_at).exists():
            done = {"state": Delivery.State.DONE, "done_at": at, "attempts": 1}
            rows.filter(pk=row.pk).update(**done)


@transaction.atomic
def _claim_digest(email: str, *, cut: datetime, today: date) -> Digest | None:
    """Move every watermark of the address in the step that decides what it is sent."""
    rows = list(Subscription.objects.select_for_update(of=("self",)).filter(email=email).order_by("pk"))
    confirmed = [one for one in rows if one.confirmed_at is not None]
    active = [one for one in confirmed if one.ended_at is None]
    if not active or any(one.sent_on == today for one in confirmed):
        return None
    news = list(news_for(active, cut))
    if not news:
        return None
    before = {one.pk: (one.sent_up_to, one.sent_on) for one in active}
    for one in active:
        one.sent_up_to, one.sent_on = _later(one.sent_up_to, cut), today
        one.save(update_fields=["sent_up_to", "sent_on"])
    return Digest(email, active[0].token, cut, news, before)


def _later(mark: datetime | None, cut: datetime) -> datetime:
    return cut if mark is None else max(mark, cut)


def news_for(subscriptions: list[Subscription], cut: datetime) -> QuerySet[DocumentEdition]:
    """Readable editions published since each watermark, each once; archives brought in are no news."""
    wanted = Q(pk__in=())
    for one in subscriptions:
        own = Q(published_at__gt=one.sent_up_to or one.confirmed_at)
        if one.unit_id is not None:
            own &= Q(unit=one.unit_id)
        if one.domain_id is not None:
            own &= Q(placements__domain=one.domain_id)
        wanted |= own
    found = DocumentEdition.objects.filter(wanted).values("pk")
    news = DocumentEdition.objects.readable().filter(pk__in=found, published_at__lte=cut, batch=None)
    return news.for_list().order_by("published_at", "pk")


def _message(digest: Digest) -> EmailMultiAlternatives:
    end_url = _link("end", digest.token)
    shown = [{"edition": one, "url": absolute(one.get_absolute_url())} for one in digest.news[:LONGEST_LIST]]
    context = {
        "site": settings.SITE,
        "lines": shown,
        "more": len(digest.news) - len(shown),
        "all_url": absolute(reverse("documents:list")),
        "end_url": end_url,
    }
    headers = {"List-Unsubscribe": f"<{end_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = f"新公开的文件{len(digest.news)}件 - {settings.SITE['name']}"
    return written("digest", subject, context, to=digest.email, headers=headers)


def _put_back(digest: Digest, today: date) -> None:
    """The mail surely did not go out: as if it had not been tried."""
    with transaction.atomic():
        for pk, (up_to, on) in digest.before.items():
            mine = Subscription.objects.filter(pk=pk, sent_up_to=_later(up_to, digest.cut), sent_on=today)
            mine.update(sent_up_to=up_to, sent_on=on)


def forget(at: datetime) -> int:
    """Delete addresses nobody needs any more: never confirmed, or ended a month ago (个人信息保护法第四十七条)."""
    never = Q(confirmed_at=None, created_at__lt=at - CONFIRM_WITHIN)
    return Subscription.objects.filter(never | Q(ended_at__lt=at - FORGET_AFTER)).delete()[0]


def counts() -> dict[str, int]:
    """How many are subscribed, per unit and domain as named; addresses are shown to nobody."""
    active = Subscription.objects.filter(confirmed_at__isnull=False, ended_at=None)
    found: dict[str, int] = {}
    for one in active.select_related("unit", "domain"):
        found[describe(one)] = found.get(describe(one), 0) + 1
    return found
