"""送达 (国办公开办函〔2016〕235号): the way, the proof, the day that counts; what came back; limits that run from receipt."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.policies import Refused
from requests_app.actions import delivering
from requests_app.models import Delivery, InformationRequest, Letter
from requests_app.todo import tasks_for
from requests_app.workflow import Status
from tests.applications import case, replying, signed
from tests.factories import ON
from tests.requests_app.test_desk import signed_in

LATER = ON + timedelta(days=2)


@pytest.fixture
def ready(county):
    """A case whose reply is signed, by post."""
    made = replying(county, case(county, state=Status.PROCESSING, way="post"))
    signed(county, made)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(("way", "evidence"), [("direct", "李明"), ("post", "EMS 1029384756")])
def test_direct_and_posted_replies_count_from_the_day_they_were_handed_over(county, ready, way, evidence):
    delivering.answer(ready, by=county.clerk, on=LATER, way=way, evidence=evidence)
    ready.refresh_from_db()
    assert (ready.status, ready.decided_on) == (Status.REPLIED, LATER)
    delivery = Delivery.objects.get()
    assert (delivery.counts_on, delivery.received_on) == (LATER, LATER if way == "direct" else None)


def test_an_entrusted_reply_is_answered_on_the_day_of_the_signature(county, ready):
    delivering.answer(ready, by=county.clerk, on=ON, way="entrusted", evidence="白石镇人民政府")
    ready.refresh_from_db()
    assert ready.status == Status.REVIEWING_REPLY
    delivery = Delivery.objects.get()
    assert delivery.counts_on is None
    delivering.receive(delivery, by=county.clerk, on=LATER, received_by="李明")
    ready.refresh_from_db()
    assert (ready.status, ready.decided_on) == (Status.REPLIED, LATER)


def test_on_line_only_where_the_applicant_chose_it(county, ready):
    with pytest.raises(Refused, match="只有申请人选择在网站获取的"):
        delivering.answer(ready, by=county.clerk, on=ON, way="online")
    chosen = replying(county, case(county, state=Status.PROCESSING, way="online"))
    signed(county, chosen)
    delivering.answer(chosen, by=county.clerk, on=ON, way="online")
    assert Delivery.objects.get(letter__request=chosen).counts_on == ON


def test_what_came_back_is_tried_another_way_and_the_day_stays(county, ready):
    letter = delivering.answer(ready, by=county.clerk, on=ON, way="post", evidence="EMS 1")
    delivering.fail(letter.deliveries.get(), by=county.clerk, on=LATER, reason="查无此人")
    failed = [task for task in tasks_for(county.clerk, LATER) if task.step.startswith("送达未成")]
    assert [task.url for task in failed] == [reverse("admin:requests_app_letter", args=[letter.pk])]
    delivering.deliver(letter, by=county.clerk, on=LATER, way="direct", evidence="李明")
    assert not [task for task in tasks_for(county.clerk, LATER) if task.step.startswith("送达未成")]
    ready.refresh_from_db()
    assert ready.decided_on == ON


def test_limits_run_from_the_day_the_letter_was_received(county):
    made = case(county, state=Status.AWAITING_FEE, on=ON, way="post")
    letter = made.letters.get()
    assert made.fee_notice.delivered_on is None
    delivering.deliver(letter, by=county.clerk, on=ON, way="post", evidence="EMS 2")
    made.fee_notice.refresh_from_db()
    assert made.fee_notice.delivered_on is None
    delivering.receive(letter.deliveries.get(), by=county.clerk, on=LATER, received_by="李明")
    made.fee_notice.refresh_from_db()
    assert made.fee_notice.delivered_on == LATER


def test_whoever_chose_the_website_has_a_notice_there_at_once(county):
    made = case(county, state=Status.AWAITING_CORRECTION, on=ON, way="online")
    delivery = Delivery.objects.get(letter__request=made)
    assert (delivery.way, delivery.counts_on) == ("online", ON)
    assert InformationRequest.objects.get(pk=made.pk).correction.delivered_on == ON


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"way": "pigeon"}, "请选择送达方式"),
        ({"evidence": " "}, "请写明EMS 或者挂号信的单号"),
        ({"on": ON - timedelta(days=1)}, "早于"),
        ({"way": "entrusted", "evidence": ""}, "请写明受委托的机关"),
    ],
)
def test_bad_input_changes_nothing(county, ready, values, said):
    given = {"by": county.clerk, "on": ON, "way": "post", "evidence": "EMS 1"} | values
    with pytest.raises(Refused, match=said):
        delivering.answer(ready, **given)
    assert not Letter.objects.exists()
    ready.refresh_from_db()
    assert ready.status == Status.REVIEWING_REPLY


def test_nothing_is_delivered_twice_or_after_it_was_voided_or_by_a_stranger(county, ready):
    letter = delivering.answer(ready, by=county.clerk, on=ON, way="post", evidence="EMS 1")
    given = {"on": ON, "way": "post", "evidence": "EMS 2"}
    with pytest.raises(Refused, match="已经登记送达"):
        delivering.deliver(letter, by=county.clerk, **given)
    delivery = letter.deliveries.get()
    with pytest.raises(Refused, match="经办人或负责人"):
        delivering.receive(delivery, by=county.other_clerk, on=ON, received_by="李明")
    delivering.receive(delivery, by=county.clerk, on=ON, received_by="李明")
    for act in (
        lambda: delivering.receive(delivery, by=county.clerk, on=ON, received_by="李明"),
        lambda: delivering.fail(delivery, by=county.clerk, on=ON, reason="退回"),
    ):
        with pytest.raises(Refused, match="已经有了结果"):
            act()


def test_the_letter_page_delivers_receives_fails_and_corrects(county):
    made = case(county, state=Status.AWAITING_CORRECTION, way="post")
    letter = made.letters.get()
    clerk = signed_in(county, "clerk")
    page = reverse("admin:requests_app_letter", args=[letter.pk])
    assert letter.number in clerk.get(page).content.decode()

    def act(what, **values):
        return clerk.post(
            reverse("admin:requests_app_letter_act", args=[letter.pk, what]),
            {"on": str(date.today())} | values,
        )

    assert act("deliver", way="post").status_code == 302  # refused with a message: no number of the mail
    assert not letter.deliveries.exists()
    assert act("deliver", way="", evidence="x").status_code == 422
    assert act("deliver", way="post", evidence="EMS 1").status_code == 302
    assert act("fail", reason="退回").status_code == 302
    assert letter.deliveries.get().failed_on
    assert act("deliver", way="direct", evidence="李明").status_code == 302
    assert letter.deliveries.count() == 2
    answer = act("correct", reason="机关名称有误")
    assert Letter.objects.get(replaces=letter).pk.hex in answer["Location"].replace("-", "")
    assert act("nonsense").status_code == 404
    for extension, magic in (("pdf", b"%PDF"), ("docx", b"PK")):
        file = clerk.get(reverse("admin:requests_app_letter_file", args=[letter.pk, extension]))
        assert b"".join(file.streaming_content).startswith(magic)
        slip = clerk.get(reverse("admin:requests_app_receipt", args=[letter.pk, extension]))
        assert slip.content.startswith(magic)
    assert clerk.get(reverse("admin:requests_app_letter_file", args=[letter.pk, "exe"])).status_code == 404
    other = signed_in(county, "other_clerk")
    assert other.get(page).status_code == 404


def test_papers_of_the_case_are_made_when_asked_for_and_looking_is_recorded(county):
    made = case(county, state=Status.PROCESSING)
    clerk = signed_in(county, "clerk")
    for code in ("T00", "T01", "T02", "T30"):
        for extension, magic in (("pdf", b"%PDF"), ("docx", b"PK")):
            got = clerk.get(reverse("admin:requests_app_paper", args=[made.pk, code, extension]))
            assert got.content.startswith(magic)
    assert clerk.get(reverse("admin:requests_app_paper", args=[made.pk, "T11", "pdf"])).status_code == 404
