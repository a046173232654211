"""一次发布、多渠道展现: the rows that say where an edition must appear, and what people confirm of them."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policies import Allowed, Denied, Refused, Verdict, holds, require
from accounts.roles import Role
from audit.actions import record
from catalog.models import Node
from disclosure.actions.attaching import store
from disclosure.models import Delivery, DocumentEdition, WebhookEndpoint
from disclosure.policies import EDITORS, may_confirm_delivery
from disclosure.workflow import READABLE_ATTRIBUTES

Outlet, State, Event = Delivery.Outlet, Delivery.State, Delivery.Event
Key = tuple[str, str | int]
ARTICLE: Final = "条例第二十三条;市实施意见三(三)2"
# 公开渠道 of the standard catalog → what serves it here. Whatever is not named is a manual channel.
OUTLETS: Final = {
    "政府网站": Outlet.WEBSITE,
    "两微一端": Outlet.WEBHOOK,
    "公开查阅点": Outlet.NOTICE,
    "政务服务中心(行政服务中心)": Outlet.BOARD,
    "政务服务中心": Outlet.BOARD,
    "便民服务站": Outlet.BOARD,
    "社区/企事业单位/村公示栏(电子屏)": Outlet.NOTICE,
    "精准推送": Outlet.EMAIL,
}
AT_ONCE: Final = (Outlet.WEBSITE, Outlet.FEED, Outlet.BOARD)  # these read the database itself
SERVED: Final = (State.DONE, State.CONFIRMED)


def channels_of(edition: DocumentEdition) -> list[str]:
    """Names of the channels the catalog demands for the edition's items, in the catalog's words."""
    nodes = Node.objects.public().filter(item__in=edition.items.all(), is_row=True)
    demanded: dict[str, None] = {}
    for channels in nodes.values_list("channels", flat=True):
        demanded |= dict.fromkeys(name for name, state in (channels or {}).items() if state == "used")
    return list(demanded)


def fan_out(edition: DocumentEdition, event: str) -> list[Delivery]:
    """One row per channel of the edition's items, the website and the feed always among them.

    Call it inside the releasing act. What still waits to be sent is cancelled. An update and a withdrawal go
    to every place an earlier event of the document went, whatever the catalog demands today. An edition nobody
    may read takes down what was sent of the document before.
    """
    earlier = Delivery.objects.filter(edition__document=edition.document_id).select_related("endpoint")
    latest: dict[Key, Delivery] = {_key(row): row for row in earlier.order_by("pk")}
    earlier.filter(state__in=(State.WAITING, State.FAILED)).update(state=State.CANCELLED)
    if edition.attribute not in READABLE_ATTRIBUTES:
        event = Event.WITHDRAWN
    wanted = {} if event == Event.WITHDRAWN else {_key(row): row for row in _demanded(edition, event)}
    for row in latest.values():
        again = _again(edition, event, row)
        if again is not None and not _taken_down(latest.get(_key(again))):
            wanted.setdefault(_key(again), again)
    now = timezone.now()
    for row in wanted.values():
        # A mail that went out holds a title and a link; the link is dead with the page.
        if row.outlet in AT_ONCE or (row.outlet == Outlet.EMAIL and event == Event.WITHDRAWN):
            row.state, row.done_at, row.attempts = State.DONE, now, 1
    return Delivery.objects.bulk_create(wanted.values())


def _key(row: Delivery) -> Key:
    """What makes two rows the same place: the receiver, however it is called now, or the channel's name."""
    return row.outlet, row.endpoint_id or row.label


def _taken_down(row: Delivery | None) -> bool:
    return row is not None and row.event == Event.WITHDRAWN and row.state in SERVED


def _demanded(edition: DocumentEdition, event: str) -> list[Delivery]:
    """Rows for what the catalog asks today. A channel nothing serves here is served by hand."""
    rows = [_row(edition, event, Outlet.FEED, "订阅源(Atom)")]
    for label in dict.fromkeys(["政府网站", *channels_of(edition)]):
        outlet = OUTLETS.get(label, Outlet.MANUAL)
        endpoints = _endpoints(edition) if outlet == Outlet.WEBHOOK else []
        rows += [_row(edition, event, outlet, endpoint.name, endpoint) for endpoint in endpoints]
        unserved = (outlet == Outlet.EMAIL and not settings.MAIL_ENABLED) or outlet == Outlet.WEBHOOK
        if not endpoints:
            rows.append(_row(edition, event, Outlet.MANUAL if unserved else outlet, label))
    return rows


def _again(edition: DocumentEdition, event: str, row: Delivery) -> Delivery | None:
    """The same place once more; a receiver that was switched off has to be served by hand."""
    endpoint = row.endpoint
    if endpoint is None:
        return _row(edition, event, row.outlet, row.label)
    if endpoint.is_active:
        return _row(edition, event, row.outlet, endpoint.name, endpoint)
    if event == Event.PUBLISHED:
        return None
    return _row(edition, event, Outlet.MANUAL, switched_off(endpoint))


def switched_off(endpoint: WebhookEndpoint) -> str:
    """The label of the manual row that stands for a receiver no longer in use."""
    return f"{endpoint.name[:80]}(接收方已停用)"


def _row(
    edition: DocumentEdition, event: str, outlet: str, label: str, endpoint: WebhookEndpoint | None = None
) -> Delivery:
    manual = outlet in (Outlet.MANUAL, Outlet.NOTICE)
    return Delivery(
        edition=edition, event=event, outlet=outlet, label=label[:100], endpoint=endpoint, manual=manual
    )


def _endpoints(edition: DocumentEdition) -> list[WebhookEndpoint]:
    """Receivers of the unit and of the bodies above it."""
    above = edition.unit.get_ancestors(include_self=True)
    return list(WebhookEndpoint.objects.filter(is_active=True, organisation__in=above).order_by("pk"))


def _lock(delivery: Delivery) -> Delivery:
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("edition__unit", "endpoint")
        .get(pk=delivery.pk)
    )


@transaction.atomic
def confirm(
    delivery: Delivery, *, by: User, on: date, done_on: date, photo: UploadedFile | None = None
) -> Delivery:
    """确认人工渠道: posted, broadcast or taken down on `done_on`; a notice on a board is shown by a photo."""
    delivery = _lock(delivery)
    require(may_confirm_delivery(by, delivery))
    if done_on > on:
        raise Refused("张贴或播出日期不能晚于今天。")
    since = _since(delivery)
    if since is not None and done_on < since:
        raise Refused(f"张贴或播出日期不能早于{delivery.get_event_display()}的日期({since})。")
    if photo is None and delivery.outlet == Outlet.NOTICE and delivery.event != Event.WITHDRAWN:
        raise Refused("张贴在公示栏、查阅点的,请上传现场照片。")
    if photo is not None:
        delivery.photo = store(photo, photo.name or "照片.jpg", by=by, images_only=True)
    delivery.state, delivery.done_on, delivery.confirmed_by = State.CONFIRMED, done_on, by
    delivery.done_at = timezone.now()
    delivery.save()
    record(by, "delivery.confirmed", delivery.edition, article=ARTICLE, organisation=delivery.edition.unit,
           channel=delivery.label, event=delivery.event, done_on=done_on.isoformat(),
           photo=delivery.photo.sm3 if delivery.photo else "")  # fmt: skip
    return delivery


def _since(delivery: Delivery) -> date | None:
    """The day of the event the row tells of; a withdrawal's is that of the row itself."""
    edition = delivery.edition
    at = delivery.created_at if delivery.event == Event.WITHDRAWN else edition.published_at
    return at.astimezone(timezone.get_current_timezone()).date() if at else None


def may_handle(person: User, delivery: Delivery) -> Verdict:
    """重试、取消: the unit's own people or the county office."""
    unit = delivery.edition.unit
    if any(holds(person, role, unit) for role in (*EDITORS, Role.COUNTY_OFFICE)):
        return Allowed()
    return Denied(f"由{unit}的经办人、负责人或县政务公开主管部门处理。")


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> Delivery:
    """重新投送 what failed; whether it may still be sent is looked at when it is sent."""
    delivery = _lock(delivery)
    require(may_handle(by, delivery))
    if delivery.manual or delivery.state not in (State.FAILED, State.ABANDONED):
        raise Refused("只有投送失败的才能重新投送。")
    _not_under_way(delivery)
    delivery.state, delivery.attempts, delivery.next_attempt_at = State.WAITING, 0, None
    delivery.save(update_fields=["state", "attempts", "next_attempt_at"])
    record(by, "delivery.retried", delivery.edition, article=ARTICLE, organisation=delivery.edition.unit,
           channel=delivery.label, event=delivery.event)  # fmt: skip
    return delivery


@transaction.atomic
def cancel(delivery: Delivery, *, by: User, reason: str) -> Delivery:
    """取消 a delivery nobody needs, with a reason; a take-down is never cancelled."""
    delivery = _lock(delivery)
    require(may_handle(by, delivery))
    if delivery.state not in (State.WAITING, State.FAILED, State.ABANDONED):
        raise Refused(f"这项投送现在是“{delivery.get_state_display()}”,不能取消。")
    if delivery.event == Event.WITHDRAWN:
        raise Refused("撤下通知不能取消。")
    if not reason.strip():
        raise Refused("请说明取消的理由。")
    _not_under_way(delivery)
    delivery.state, delivery.last_error = State.CANCELLED, f"已取消:{reason.strip()}"[:300]
    delivery.save(update_fields=["state", "last_error"])
    record(by, "delivery.cancelled", delivery.edition, article=ARTICLE, organisation=delivery.edition.unit,
           channel=delivery.label, event=delivery.event, reason=reason.strip())  # fmt: skip
    return delivery


def _not_under_way(delivery: Delivery) -> None:
    if delivery.under_way:
        raise Refused("正在投送,请一分钟后再试。")
