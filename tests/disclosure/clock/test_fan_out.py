"""条例第二十三条: where a document must appear, and that a change and a withdrawal reach the same places."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.actions import delivering, releasing
from disclosure.models import Delivery, WebhookEndpoint, Withdrawal
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.disclosure.clock.channels import demand, endpoint, new_edition, photo, published, rows

Event, Outlet, State = Delivery.Event, Delivery.Outlet, Delivery.State


def test_each_channel_of_the_catalog_gets_a_row_of_its_kind(county):
    demand(county)
    endpoint(county)
    found = rows(published(county), Event.PUBLISHED)
    assert {label: (row.outlet, row.manual, row.state) for label, row in found.items()} == {
        "政府网站": (Outlet.WEBSITE, False, State.DONE),
        "订阅源(Atom)": (Outlet.FEED, False, State.DONE),
        "便民服务站": (Outlet.BOARD, False, State.DONE),
        "青岚发布": (Outlet.WEBHOOK, False, State.WAITING),
        "精准推送": (Outlet.EMAIL, False, State.WAITING),
        "公开查阅点": (Outlet.NOTICE, True, State.WAITING),
        "广播电视": (Outlet.MANUAL, True, State.WAITING),
        "纸质媒体": (Outlet.MANUAL, True, State.WAITING),
    }


def test_new_media_without_a_receiver_are_served_by_hand(county):
    demand(county, {"两微一端": "used"})
    row = rows(published(county), Event.PUBLISHED)["两微一端"]
    assert (row.outlet, row.manual) == (Outlet.MANUAL, True)


def test_mail_that_is_not_set_up_is_served_by_hand(county, settings):
    settings.MAIL_ENABLED = False
    demand(county, {"精准推送": "used"})
    assert rows(published(county), Event.PUBLISHED)["精准推送"].outlet == Outlet.MANUAL


def test_receivers_of_other_units_are_not_told(county):
    demand(county)
    endpoint(county, organisation=county.other_department, name="教育发布")
    endpoint(county, organisation=county.department, name="民政发布")
    assert "教育发布" not in rows(published(county), Event.PUBLISHED)


@pytest.mark.parametrize("attribute", [Attribute.ON_REQUEST, Attribute.NOT_OPEN])
def test_what_nobody_may_read_goes_nowhere(county, attribute):
    demand(county)
    endpoint(county)
    state = Status.LEDGER if attribute == Attribute.NOT_OPEN else Status.PUBLISHED
    edition = documents.document(county, state=state, proposed_attribute=attribute)
    assert edition.deliveries.count() == 0


def test_a_new_edition_reaches_every_outlet_of_the_first(county):
    demand(county)
    endpoint(county)
    edition = published(county)
    places = set(rows(edition, Event.PUBLISHED))
    demand(county, {"政府网站": "used"})  # the catalog asks for less meanwhile
    newer = new_edition(county, edition)
    assert set(rows(newer, Event.UPDATED)) == places
    assert not edition.deliveries.filter(state=State.WAITING).exists()


def test_a_withdrawal_reaches_every_outlet_of_the_first(county):
    demand(county)
    endpoint(county)
    edition = published(county)
    places = set(rows(edition, Event.PUBLISHED))
    demand(county, {"政府网站": "used"})
    WebhookEndpoint.objects.update(name="改了名字")
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    found = rows(edition, Event.WITHDRAWN)
    assert set(found) == places - {"青岚发布"} | {"改了名字"}
    assert {label for label, row in found.items() if row.state == State.DONE} == {
        "政府网站", "订阅源(Atom)", "便民服务站", "精准推送",
    }  # fmt: skip
    assert not edition.deliveries.filter(event=Event.PUBLISHED, state=State.WAITING).exists()


def test_a_switched_off_receiver_is_taken_down_by_hand_once(county):
    demand(county)
    endpoint(county)
    edition = published(county)
    WebhookEndpoint.objects.update(is_active=False)
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    row = rows(edition, Event.WITHDRAWN)["青岚发布(接收方已停用)"]
    assert row.manual
    today = timezone.localdate()
    delivering.confirm(row, by=county.clerk, on=today, done_on=today)
    releasing.restore(edition, by=county.office, reason="已更正")
    assert not edition.deliveries.filter(label__contains="已停用", state=State.WAITING).exists()


def test_an_edition_that_is_only_on_request_takes_down_the_open_one(county):
    demand(county)
    endpoint(county)
    edition = published(county)
    newer = new_edition(
        county, edition, proposed_attribute=Attribute.ON_REQUEST, proposed_ground="C1",
        proposed_reason=documents.REASON,
    )  # fmt: skip
    assert set(rows(newer, Event.WITHDRAWN)) == set(rows(edition, Event.PUBLISHED))
    assert not newer.deliveries.exclude(event=Event.WITHDRAWN).exists()


def test_what_was_never_taken_down_is_told_again_when_the_document_comes_back(county):
    demand(county)
    endpoint(county)
    edition = published(county)
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    releasing.restore(edition, by=county.office, reason="已更正")
    latest = edition.deliveries.filter(label="青岚发布").latest("pk")
    assert (latest.event, latest.state) == (Event.PUBLISHED, State.WAITING)
    assert not edition.deliveries.filter(event=Event.WITHDRAWN, state=State.WAITING).exists()


# --- what people confirm -----------------------------------------------------------------------------------


@pytest.fixture
def posted(county):
    demand(county)
    return published(county)


def test_a_notice_is_confirmed_with_a_photo(county, posted):
    today = timezone.localdate()
    row = rows(posted, Event.PUBLISHED)["公开查阅点"]
    row = delivering.confirm(row, by=county.clerk, on=today, done_on=today, photo=photo())
    assert (row.state, row.done_on, row.confirmed_by) == (State.CONFIRMED, today, county.clerk)
    assert row.photo.mime == "image/png"
    assert AuditEntry.objects.filter(action="delivery.confirmed").count() == 1


def test_a_broadcast_needs_no_photo(county, posted):
    today = timezone.localdate()
    row = rows(posted, Event.PUBLISHED)["广播电视"]
    assert delivering.confirm(row, by=county.clerk, on=today, done_on=today).state == State.CONFIRMED


@pytest.mark.parametrize(
    ("label", "days", "upload", "sentence"),
    [
        ("公开查阅点", 0, None, "照片"),
        ("公开查阅点", 0, SimpleUploadedFile("照片.png", b"%PDF-1.4 no picture"), "正文图片只能是"),
        ("广播电视", 1, None, "不能晚于今天"),
        ("广播电视", -1, None, "不能早于"),
        ("政府网站", 0, None, "不需要确认"),
    ],
)
def test_a_confirmation_that_cannot_be_right_changes_nothing(county, posted, label, days, upload, sentence):
    row = rows(posted, Event.PUBLISHED)[label]
    before = Delivery.objects.values().get(pk=row.pk)
    today = timezone.localdate()
    with pytest.raises(Refused, match=sentence):
        delivering.confirm(row, by=county.clerk, on=today, done_on=today + timedelta(days=days), photo=upload)
    assert Delivery.objects.values().get(pk=row.pk) == before


def test_only_the_unit_confirms(county, posted):
    today = timezone.localdate()
    row = rows(posted, Event.PUBLISHED)["广播电视"]
    for stranger in (county.other_clerk, county.township_clerk, county.superuser, county.secrecy_reviewer):
        with pytest.raises(Refused, match="青岚县民政局"):
            delivering.confirm(row, by=stranger, on=today, done_on=today)


def test_what_was_given_up_can_be_sent_again(county):
    demand(county)
    endpoint(county)
    row = rows(published(county), Event.PUBLISHED)["青岚发布"]
    with pytest.raises(Refused, match="投送失败"):
        delivering.retry(row, by=county.clerk)
    Delivery.objects.filter(pk=row.pk).update(state=State.ABANDONED, attempts=8)
    with pytest.raises(Refused, match="处理"):
        delivering.retry(row, by=county.other_clerk)
    row = delivering.retry(row, by=county.office)
    assert (row.state, row.attempts, row.next_attempt_at) == (State.WAITING, 0, None)


def test_a_message_under_way_is_neither_repeated_nor_cancelled(county):
    demand(county)
    endpoint(county)
    row = rows(published(county), Event.PUBLISHED)["青岚发布"]
    Delivery.objects.filter(pk=row.pk).update(state=State.FAILED, under_way=True)
    for act in (
        lambda: delivering.retry(row, by=county.clerk),
        lambda: delivering.cancel(row, by=county.clerk, reason="不需要"),
    ):
        with pytest.raises(Refused, match="正在投送"):
            act()


def test_cancelling_needs_a_reason_and_never_stops_a_take_down(county):
    demand(county)
    edition = published(county)
    row = rows(edition, Event.PUBLISHED)["广播电视"]
    with pytest.raises(Refused, match="理由"):
        delivering.cancel(row, by=county.clerk, reason=" ")
    assert delivering.cancel(row, by=county.clerk, reason="本期不播出").state == State.CANCELLED
    with pytest.raises(Refused, match="不能取消"):
        delivering.cancel(row, by=county.clerk, reason="再来一次")
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)
    with pytest.raises(Refused, match="撤下通知不能取消"):
        delivering.cancel(rows(edition, Event.WITHDRAWN)["纸质媒体"], by=county.head, reason="不需要")
