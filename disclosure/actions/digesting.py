"""每日摘要: what is new for one address, written down with the watermarks in one transaction, then handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.outbox import message_id
from disclosure.actions.mailing import Outcome, post, written
from disclosure.actions.sending import absolute
from disclosure.actions.subscribing import Tally, link
from disclosure.findable import KIND
from disclosure.models import Delivery, DigestMail, DocumentEdition, Subscription
from disclosure.news import Line, supplied, suppliers
from search import finding

SETTLING: Final = timedelta(minutes=5)  # a release stamped a moment ago may not be committed yet
LONGEST_LIST: Final = 50


def active() -> QuerySet[Subscription]:
    return Subscription.objects.filter(confirmed_at__isnull=False, ended_at=None)


def waiting_addresses(today: date) -> list[str]:
    """Addresses with a confirmed subscription that have had no digest today."""
    had = Subscription.objects.filter(confirmed_at__isnull=False, sent_on=today).values("email")
    return list(active().exclude(email__in=had).order_by("email").values_list("email", flat=True).distinct())


def send_digests(at: datetime, today: date) -> Tally:
    """每日摘要: at most one mail per address and day, each edition at most once per address, none empty."""
    tally, cut = Tally(), at - SETTLING
    if not settings.MAIL_ENABLED:
        return tally
    for email in waiting_addresses(today):
        write_digest(email, cut=cut, today=today)
    for pk in DigestMail.objects.due(at).order_by("pk").values_list("pk", flat=True):
        outcome = _hand_over(pk, at)
        if outcome is not None:
            tally.count(outcome)
    _close_rows(at, cut)
    return tally


# --- what is new -------------------------------------------------------------------------------------------


@transaction.atomic
def write_digest(email: str, *, cut: datetime, today: date) -> DigestMail | None:
    """Move every watermark of the address in the transaction that writes down what it is sent; None if nothing is."""
    every = Subscription.objects.select_for_update(of=("self",)).select_related("unit")
    rows = list(every.filter(email=email).order_by("pk"))
    confirmed = [one for one in rows if one.confirmed_at is not None]
    mine = [one for one in confirmed if one.ended_at is None]
    if not mine or any(one.sent_on == today for one in confirmed):
        return None
    left = DigestMail.objects.waiting().filter(email=email).first()  # the mail server took no mail yesterday
    news = list(news_for(mine, cut).values_list("pk", flat=True))
    others = others_for(mine, cut)
    sent_on = today if news or others or left else None
    for one in mine:
        # Words that found nothing have been looked for up to here: the next look need not begin at the beginning.
        if sent_on or one.words:
            one.sent_up_to, one.sent_on = _later(one.sent_up_to, cut), sent_on or one.sent_on
            one.save(update_fields=["sent_up_to", "sent_on"])
    if sent_on is None:
        return None
    digest = left or DigestMail(email=email)
    digest.editions, digest.on = [*dict.fromkeys([*digest.editions, *news])], today
    for name, numbers in others.items():
        digest.others[name] = [*dict.fromkeys([*digest.others.get(name, []), *numbers])]
    digest.save()
    return digest


def _later(mark: datetime | None, cut: datetime) -> datetime:
    return cut if mark is None else max(mark, cut)


def news_for(subscriptions: Sequence[Subscription], cut: datetime) -> QuerySet[DocumentEdition]:
    """Readable editions published since each watermark, each once; archives brought in are no news."""
    until = DocumentEdition.objects.readable().filter(published_at__lte=cut, batch=None)
    wanted = []
    for one in subscriptions:
        since = until.filter(published_at__gt=one.sent_up_to or one.confirmed_at)
        wanted.append(Q(pk__in=_fitting(one, since).values("pk")))
    found = until.filter(reduce(or_, wanted, Q(pk__in=())))
    return found.for_list().order_by("published_at", "pk")


def others_for(subscriptions: Sequence[Subscription], cut: datetime) -> dict[str, list[int]]:
    """What else is new for subscriptions of a unit with news of its own: supplier → numbers."""
    found: dict[str, list[int]] = {}
    for one in subscriptions:
        since = one.sent_up_to or one.confirmed_at
        if one.unit_id is None or since is None or _is_narrowed(one):
            continue
        for supplier in supplied(one.unit):
            if numbers := list(supplier.new(one.unit_id, since, cut)):
                found.setdefault(supplier.name, []).extend(numbers)
    return found


def _is_narrowed(one: Subscription) -> bool:
    """Domains, items and words are of documents."""
    return bool(one.domain_id or one.item_id or one.words)


def _fitting(one: Subscription, editions: QuerySet[DocumentEdition]) -> QuerySet[DocumentEdition]:
    """Those of the editions the subscription asks for."""
    if one.unit_id is not None:
        editions = editions.filter(unit=one.unit_id)
    if one.domain_id is not None:
        editions = editions.filter(placements__domain=one.domain_id)
    if one.item_id is not None:
        editions = editions.filter(placements__item=one.item_id)
    if one.words:
        documents = editions.order_by().values_list("document", flat=True)
        editions = editions.filter(document__in=finding.among(one.words, KIND, documents))
    return editions


# --- on its way --------------------------------------------------------------------------------------------


def _hand_over(pk: int, at: datetime) -> Outcome | None:
    """Claimed, sent, noted, as every mail (`accounts.outbox`). What was withdrawn or ended since is left out."""
    if not DigestMail.objects.due(at).filter(pk=pk).update(taken_at=at):
        return None
    digest = DigestMail.objects.get(pk=pk)
    mine = list(active().filter(email=digest.email).order_by("pk"))
    news, others = _still_wanted(mine, digest), _others_wanted(mine, digest)
    outcome = post(_message(digest, mine[0], news, others)) if news or others else None
    if outcome is Outcome.LATER:
        DigestMail.objects.filter(pk=pk).update(taken_at=None)
    else:
        digest.delete()
    return outcome


def _still_wanted(mine: Iterable[Subscription], digest: DigestMail) -> list[DocumentEdition]:
    written_down = DocumentEdition.objects.readable().filter(pk__in=digest.editions)
    wanted = (Q(pk__in=_fitting(one, written_down).values("pk")) for one in mine)
    found = written_down.filter(reduce(or_, wanted, Q(pk__in=())))
    return list(found.for_list().order_by("published_at", "pk"))


def _others_wanted(mine: Iterable[Subscription], digest: DigestMail) -> list[Line]:
    """What is public still, of units still asked for."""
    units = {one.unit_id for one in mine if one.unit_id is not None and not _is_narrowed(one)}
    return [line for one in suppliers() for line in one.lines(digest.others.get(one.name, ()), units)]


def _message(
    digest: DigestMail, one: Subscription, news: Sequence[DocumentEdition], others: Sequence[Line]
) -> EmailMultiAlternatives:
    end_url = link("end", one.token)
    shown = [
        {"edition": edition, "url": absolute(edition.get_absolute_url())} for edition in news[:LONGEST_LIST]
    ]
    context = {
        "site": settings.SITE,
        "lines": shown,
        "others": [{"line": line, "url": absolute(line.path)} for line in others[:LONGEST_LIST]],
        "more": len(news) - len(shown),
        "more_others": max(0, len(others) - LONGEST_LIST),
        "all_url": absolute(reverse("documents:list")),
        "end_url": end_url,
    }
    headers = {
        "List-Unsubscribe": f"<{end_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **message_id(digest._meta.label_lower, digest.pk, digest.on),
    }  # fmt: skip
    what = f"文件{len(news)}件" if not others else f"内容{len(news) + len(others)}项"
    subject = f"新公开的{what} - {settings.SITE['name']}"
    return written("digest", subject, context, to=digest.email, headers=headers)


def _close_rows(at: datetime, cut: datetime) -> None:
    """精准推送 of an edition is done when nobody who asked for it is still to be told."""
    on_their_way = {pk for keys in DigestMail.objects.values_list("editions", flat=True) for pk in keys}
    rows = Delivery.objects.filter(outlet=Delivery.Outlet.EMAIL, state=Delivery.State.WAITING)
    for row in rows.filter(edition__published_at__lte=cut).select_related("edition"):
        if row.edition_id not in on_their_way and not _somebody_waits(row.edition):
            done = {"state": Delivery.State.DONE, "done_at": at, "attempts": 1}
            rows.filter(pk=row.pk).update(**done)


def _somebody_waits(edition: DocumentEdition) -> bool:
    unit = Q(unit=None) | Q(unit=edition.unit_id)
    domain = Q(domain=None) | Q(domain__in=edition.placements.values("domain"))
    item = Q(item=None) | Q(item__in=edition.placements.values("item"))
    behind = active().filter(unit, domain, item, sent_up_to__lt=edition.published_at)
    asked = set(behind.values_list("words", flat=True))
    return "" in asked or any(finding.among(words, KIND, [edition.document_id]) for words in asked)
