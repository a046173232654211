"""Complaints: number and code, two people for a finding, an order with evidence and verdict, the result told once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from statute.loading import working_calendar
from supervision import complaint_todo
from supervision.actions import complaining, rectifying, urging
from supervision.actions.stepping import Conflict
from supervision.complaint_workflow import (
    TRANSITIONS,
    ComplaintAction,
    ComplaintState,
    Finding,
    OrderAction,
    OrderState,
    next_state,
)
from supervision.models import Complainant, Complaint, ComplaintNotice, Rectification
from supervision.workflow import NotPossible
from tests import factories
from tests.caches import start_anew
from tests.complaints import DEMAND, DONE, complaint, order, written
from tests.factories import ON

pytestmark = pytest.mark.django_db
CS, OS, CA, OA = ComplaintState, OrderState, ComplaintAction, OrderAction
COMPLAIN = "supervision:complain"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet():
    """Wrong codes are counted for an hour, across tests."""
    start_anew()


def typed(county, **values) -> dict[str, str]:
    whole = {
        "kind": "unpublished", "unit": county.department.code, "subject": "低保明细没有公开", "text": "栏目里找不到三月的明细。",
        "name": "李明明", "phone": "13800001234", "email": "liming@mail.example", "key": str(uuid4()),
    }  # fmt: skip
    return whole | values


def sent(client: Client, county, **values) -> tuple[Complaint, str]:
    """The complaint and its code, as the receipt shows it."""
    response = client.post(reverse(COMPLAIN), typed(county, **values), follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.context["complaint"], response.context["code"]


# --- the public side ----------------------------------------------------------------------------------------------


def test_the_form_says_when_to_apply_or_appeal_instead(client, county):
    page = client.get(reverse(COMPLAIN)).content.decode()
    assert reverse("requests:apply") in page
    assert "行政复议" in page
    assert "上一级政务公开主管部门" in page


def test_a_link_fills_in_the_unit_and_names_the_item(client, county):
    factories.edition(county, state=factories.Status.PUBLISHED)
    item = county.department.catalog_items.first()
    page = client.get(
        reverse(COMPLAIN), {"unit": county.department.code, "item": item.pk, "kind": "outdated"}
    )
    assert page.context["item"] == item
    assert page.context["form"]["unit"].value() == county.department.code
    hidden = client.get(reverse(COMPLAIN), {"item": "999999"})
    assert hidden.context["item"] is None


def test_somebody_complains_and_follows_it_with_number_and_code(client, county):
    made, code = sent(client, county)
    assert made.number.startswith("TS")
    stranger, own = Client(), reverse("supervision:complaint", args=[made.number])
    assert stranger.get(own).status_code == 404
    track = reverse("supervision:complaint_track")
    assert stranger.post(track, {"number": made.number, "code": "AAAA2222"}).status_code == 422
    assert stranger.post(track, {"number": "TS2026-99999", "code": "AAAA2222"}).status_code == 422
    assert (
        stranger.post(
            track, {"number": made.number.lower(), "code": f"{code[:4]} {code[4:].lower()}"}
        ).status_code
        == 302
    )
    page = stranger.get(own)
    assert page.status_code == 200
    assert "李明明" not in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"


def test_five_wrong_codes_an_hour_and_no_more(client, county):
    made, code = sent(client, county)
    track = reverse("supervision:complaint_track")
    for _ in range(5):
        assert client.post(track, {"number": made.number, "code": "WRONG222"}).status_code == 422
    assert client.post(track, {"number": made.number, "code": code}).status_code == 429


def test_a_double_click_makes_one_complaint(client, county):
    data = typed(county)
    assert client.post(reverse(COMPLAIN), data).url == client.post(reverse(COMPLAIN), data).url
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "values", [{"website": "x"}, {"kind": "nothing"}, {"text": ""}, {"unit": "nowhere"}, {"email": "x"}]
)
def test_bad_input_and_machines_change_nothing(client, county, values):
    response = client.post(reverse(COMPLAIN), typed(county, **values))
    assert response.status_code == 422
    assert not Complaint.objects.exists()


def test_too_many_from_one_address_wait(client, county, settings):
    settings.REQUESTS_PER_ADDRESS = 1
    sent(client, county)
    assert client.post(reverse(COMPLAIN), typed(county)).status_code == 429


def test_name_and_contact_are_sealed_and_looking_is_recorded(client, county):
    made = complaint(county)
    assert "李明明".encode() not in bytes(Complainant.objects.get(complaint=made).name_sealed)
    url = reverse("admin:supervision_complaint_complainant", args=[made.pk])
    client.force_login(county.government_head)
    assert "李明明" not in client.post(url).content.decode()
    client.force_login(county.office)
    assert "李明明" in client.post(url).content.decode()
    assert AuditEntry.objects.filter(action="complaint.complainant_seen").count() == 1
    client.force_login(county.clerk)
    assert client.post(url).status_code == 404


# --- the table of steps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", TRANSITIONS)
def test_every_act_from_every_state(action):
    row = TRANSITIONS[action]
    for state in CS if isinstance(action, CA) else OS:
        if state in row.sources:
            assert next_state(state, action) == (row.target or state)
        else:
            with pytest.raises(NotPossible, match=action.label):
                next_state(state, action)


COMPLAINT_ACTS = {
    CA.ACCEPT: lambda c, one: complaining.accept(one, by=c.office, on=ON),
    CA.ORDER: lambda c, one: rectifying.issue(one.unit, rectifying.Demand(DEMAND), by=c.office, on=ON, complaint=one),
    CA.FIND: lambda c, one: complaining.find(one, by=c.office, on=ON, finding="unfounded", answer="经核查已经公开了。"),
    CA.RETURN: lambda c, one: complaining.send_back(one, by=c.government_head, on=ON, reason="再核对"),
    CA.CONFIRM: lambda c, one: complaining.confirm(one, by=c.government_head, on=ON, revision=one.revision),
}  # fmt: skip


@pytest.mark.parametrize("state", CS)
def test_a_complaint_refuses_every_act_its_state_does_not_allow(county, state):
    made = complaint(county, state=state)
    entries = AuditEntry.objects.count()
    for action, act in COMPLAINT_ACTS.items():
        if state not in TRANSITIONS[action].sources:
            with pytest.raises(Refused):
                act(county, made)
    assert Complaint.objects.get().state == state
    assert AuditEntry.objects.count() == entries


ORDER_ACTS = {
    OA.EXTEND: lambda c, one: rectifying.extend(one, by=c.office, on=ON, working_days=3, reason="数据核对"),
    OA.HAND_IN: lambda c, one: rectifying.hand_in(one, by=c.clerk, on=ON, text=DONE),
    OA.PASS: lambda c, one: rectifying.accept(one, by=c.office, on=ON, verdict="好", revision=one.revision),
    OA.REJECT: lambda c, one: rectifying.reject(one, by=c.office, on=ON, verdict="不全", working_days=3, revision=one.revision),
    OA.CRITICISE: lambda c, one: rectifying.criticise(one, by=c.government_head, on=one.due_on + timedelta(1), text="逾期不改"),
    OA.CANCEL: lambda c, one: rectifying.cancel(one, by=c.office, on=ON, reason="重复"),
}  # fmt: skip


@pytest.mark.parametrize("state", OS)
def test_an_order_refuses_every_act_its_state_does_not_allow(county, state):
    made = order(county, state=state)
    entries = AuditEntry.objects.count()
    for action, act in ORDER_ACTS.items():
        if state not in TRANSITIONS[action].sources:
            with pytest.raises(Refused):
                act(county, made)
    assert Rectification.objects.get().state == state
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("action", ORDER_ACTS)
def test_and_does_what_it_allows(county, action):
    made = order(county, state=OS.HANDED_IN if action in (OA.PASS, OA.REJECT) else OS.OPEN)
    done = ORDER_ACTS[action](county, made)
    assert done.state == (TRANSITIONS[action].target or made.state)
    assert AuditEntry.objects.filter(action=f"rectification.{action.value}").count() == 1


# --- who may ------------------------------------------------------------------------------------------------------


def test_the_unit_complained_of_handles_nothing_and_sees_only_its_order(county):
    made = complaint(county, state=CS.CHECKING)
    for person in (county.clerk, county.head, county.superuser, county.city_officer):
        with pytest.raises(Refused):
            complaining.find(made, by=person, on=ON, finding="unfounded", answer="经核查已经公开了。")
    assert not Complaint.objects.visible_to(county.head).exists()
    opened = order(county, complaint=made)
    assert Rectification.objects.visible_to(county.clerk).get() == opened
    assert not Rectification.objects.visible_to(county.other_clerk).exists()


def test_nobody_turns_a_complaint_away_alone(county):
    made = complaint(county, state=CS.DECIDING)
    with pytest.raises(Refused):
        complaining.confirm(made, by=county.office, on=ON, revision=made.revision)
    with pytest.raises(Conflict):
        complaining.confirm(made, by=county.government_head, on=ON, revision=made.revision - 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(decided_by=county.office)


def test_nobody_judges_their_own_repair(county):
    factories.grant_role(county.office, factories.Role.CLERK, county.department, by=None)
    made = order(county)
    made = rectifying.hand_in(made, by=factories.User.objects.get(pk=county.office.pk), on=ON, text=DONE)
    with pytest.raises(Refused, match="不能由您验收"):
        rectifying.accept(made, by=county.office, on=ON, verdict="好", revision=made.revision)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.reports.update(judged_by=county.office)


def test_an_order_goes_to_a_unit_of_the_county_only(county):
    for unit in (county.government, county.village, county.city_department):
        with pytest.raises(Refused):
            rectifying.issue(unit, rectifying.Demand(DEMAND), by=county.office, on=ON)
    with pytest.raises(Refused, match="条例第五十一条"):
        complaint(county, unit=county.government)
    assert not Rectification.objects.exists()


# --- what happens -------------------------------------------------------------------------------------------------


def test_a_complaint_found_true_is_settled_by_the_order_and_told_once(county, settings):
    made = complaint(county, state=CS.RECTIFYING)
    opened = made.order
    opened = rectifying.hand_in(
        opened, by=county.clerk, on=ON, text="已经公开，请验收（缺二月）。", page_url="/documents/1/"
    )
    opened = rectifying.reject(
        opened, by=county.office, on=ON, verdict="缺二月", working_days=3, revision=opened.revision
    )
    assert (opened.round, opened.state, opened.colour(ON)) == (2, OS.OPEN, "amber")
    opened = rectifying.hand_in(opened, by=county.clerk, on=ON, text=DONE)
    rectifying.accept(opened, by=county.office, on=ON, verdict="已核实。", revision=opened.revision)
    made.refresh_from_db()
    assert (made.state, made.finding) == (CS.CONCLUDED, Finding.UPHELD)
    assert "已经整改" in made.answer
    settings.MAIL_ENABLED = True
    at = timezone.now()
    assert urging.send_notices(at) == 1
    assert urging.send_notices(at) == 0
    assert mail.outbox[0].to == ["liming@mail.example"]
    assert made.number in mail.outbox[0].subject
    assert county.department.name not in mail.outbox[0].body
    assert ComplaintNotice.objects.count() == 1


def test_without_an_address_the_page_alone_tells(county):
    complaint(county, state=CS.CONCLUDED, email="")
    assert not ComplaintNotice.objects.exists()


def test_an_order_is_extended_once_before_its_last_day(county):
    made = order(county)
    before = made.due_on
    made = rectifying.extend(made, by=county.office, on=ON, working_days=5, reason="数据核对")
    assert made.due_on > before
    with pytest.raises(Refused, match="已经延长一次"):
        rectifying.extend(made, by=county.office, on=ON, working_days=5, reason="数据核对")
    late = order(county)
    with pytest.raises(Refused, match="期限已过"):
        rectifying.extend(
            late, by=county.office, on=late.due_on + timedelta(1), working_days=5, reason="数据核对"
        )


def test_red_amber_green_of_an_order(county):
    made = order(county)
    assert made.colour(ON) == "green"
    assert made.colour(made.due_on) == "amber"
    assert made.colour(made.due_on + timedelta(1)) == "red"
    assert Rectification.objects.overdue(made.due_on + timedelta(1)).get() == made
    assert not Rectification.objects.overdue(made.due_on).exists()


def test_reminders_once_and_then_to_the_people_concerned(county, settings):
    settings.MAIL_ENABLED = True
    made = order(county)
    people = (county.clerk, county.head, county.office)
    for person in people:
        person.email = f"{person.username}@mail.example"
        person.save()
    late = made.due_on + timedelta(1)
    assert [row.kind for row in urging.remind(ON)] == ["new"]
    assert urging.remind(ON) == []
    assert [row.kind for row in urging.remind(made.due_on)] == ["before"]
    assert [row.kind for row in urging.remind(late)] == ["overdue"]
    assert urging.send_digests(late, at=timezone.now()) == 3
    assert urging.send_digests(late, at=timezone.now()) == 0
    assert {to for one in mail.outbox for to in one.to} == {person.email for person in people}


def test_who_has_what_to_do(county):
    made, opened = complaint(county, state=CS.DECIDING), order(county)

    def mine(person, on=ON):
        return [
            task.title
            for task in complaint_todo.tasks_for(factories.User.objects.get(pk=person.pk), on)
            if task.mine
        ]

    assert [made.number in title for title in mine(county.government_head)] == [True]
    assert mine(county.clerk) == [f"督促整改 {opened.number}"]
    assert mine(county.office) == []
    rectifying.hand_in(opened, by=county.clerk, on=ON, text=DONE)
    assert mine(county.office) == [f"督促整改 {opened.number}"]
    assert mine(county.other_clerk) == mine(county.superuser) == []
    late = complaint_todo.tasks_for(
        factories.User.objects.get(pk=county.office.pk), made.due_on + timedelta(1)
    )
    assert any(task.overdue for task in late)


def test_a_calendar_that_changed_moves_what_is_open(county):
    made, opened = complaint(county), order(county)
    Complaint.objects.update(due_on=ON)
    Rectification.objects.update(due_on=ON)
    assert urging.recompute(working_calendar()) == 2
    assert Complaint.objects.get().due_on == made.due_on
    assert Rectification.objects.get().due_on == opened.due_on
    assert urging.recompute(working_calendar()) == 0


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_public_list_names_unit_and_state_and_no_word_of_the_complaint(
    client, county, django_assert_num_queries
):
    complaint(county, state=CS.RECTIFYING)
    order(county, state=OS.CANCELLED)
    for _ in range(3):
        order(county)
    client.get(reverse("supervision:rectifications"))
    with django_assert_num_queries(6):
        page = client.get(reverse("supervision:rectifications")).content.decode()
    assert county.department.name in page
    assert DEMAND not in page
    assert "低保明细没有公开" not in page
    numbers = re.findall(r"ZG\d{4}-\d{5}", page)
    assert len(numbers) == 4


def test_the_desk_shows_what_each_may_do(client, county):
    made = complaint(county, state=CS.CHECKING)
    client.force_login(county.office)
    url = reverse("admin:supervision_complaint_act", args=[made.pk, "order"])
    data = {"kind": "order", "text": DEMAND, "working_days": 5, "legal_basis": "条例第四十七条"}
    assert client.post(url, data).status_code == 302
    opened = Rectification.objects.get()
    assert opened.complaint == made
    screen = reverse("admin:supervision_rectification_change", args=[opened.pk])
    assert "确认延长期限" in client.get(screen).content.decode()
    client.force_login(county.clerk)
    page = client.get(screen).content.decode()
    assert "确认报送整改情况" in page
    assert reverse("admin:supervision_complaint_change", args=[made.pk]) not in page


def test_the_office_orders_on_a_gap(client, county):
    factories.edition(county, state=factories.Status.PUBLISHED)
    item = county.department.catalog_items.first()
    client.force_login(county.office)
    url = reverse("admin:supervision_rectification_start")
    data = {"unit": county.department.code, "item": item.pk, "reference": "三月巡查", "kind": "urge", "text": DEMAND,
            "working_days": 5, "legal_basis": "条例第四十七条"}  # fmt: skip
    assert client.post(url, data | {"unit": county.township.code}).status_code == 422
    assert client.post(url, data | {"item": 999999}).status_code == 422
    assert client.post(url, data | {"working_days": 0}).status_code == 422
    assert not Rectification.objects.exists()
    assert client.post(url, data).status_code == 302
    assert Rectification.objects.get().item == item


def test_the_lists_of_the_desk_take_a_fixed_number_of_queries(client, county, django_assert_num_queries):
    for _ in range(3):
        complaint(county, state=CS.RECTIFYING)
    client.force_login(county.office)
    for name in ("complaint", "rectification"):
        url = reverse(f"admin:supervision_{name}_changelist")
        client.get(url)
        with django_assert_num_queries(6):
            client.get(url)


def test_written_is_refused_without_words(county):
    with pytest.raises(Refused):
        complaining.take(written(county, text=" "), key=uuid4(), at=timezone.now(), on=ON)
