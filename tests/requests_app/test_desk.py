"""The back office of applications: a whole case by its pages, who may do what, stale pages, two people at once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.actions import deciding, delivering, extending, intake
from requests_app.desk.acts import ACTS
from requests_app.models import CaseStep, InformationRequest, Reply, RequestCounter
from requests_app.workflow import TRANSITIONS, Action, Status, available
from statute.loading import working_calendar
from tests.applications import GRANT, ID_NUMBER, application, at, case, decided, receive
from tests.factories import ON
from tests.requests_app.test_public import PNG
from tests.threads import together

NAME = "admin:requests_app_{}"


def url(name: str, *args) -> str:
    return reverse(NAME.format(name), args=args)


def signed_in(county, name: str) -> Client:
    client = Client()
    client.force_login(county.people[name])
    return client


def do(client, made, name: str, **values):
    made = InformationRequest.objects.get(pk=made.pk)
    data = {"on": timezone.localdate().isoformat(), "revision": made.revision} | values
    return client.post(url("act", made.pk, name), data)


def taken(county, **values) -> dict[str, str]:
    return {
        "unit": county.department.pk, "channel": "counter", "arrived": timezone.localdate().isoformat(),
        "subject": "2025年度低保资金发放明细", "kind": "natural", "name": "李明", "identity_kind": "id_card",
        "identity": ID_NUMBER, "phone": "13800001234", "key": "8a5f2f0e-6b4c-4a57-9d55-0f5b2f1c7a10",
    } | values  # fmt: skip


def test_a_case_by_its_pages_from_the_counter_to_the_archive(county):
    clerk, secrecy, head = (signed_in(county, name) for name in ("clerk", "secrecy_reviewer", "head"))
    slip = clerk.post(url("take"), taken(county))
    assert len(slip.context["code"]) == 8
    made = InformationRequest.objects.get()
    assert clerk.post(url("take"), taken(county)).status_code == 302  # once more: the same case
    for name in ("register", "start_review", "accept"):
        assert do(clerk, made, name).status_code == 302
    upload = SimpleUploadedFile("明细.txt", "城镇 100户".encode())
    assert do(clerk, made, "add_file", kind="given", file=upload).status_code == 302
    question = clerk.get(url("decide", made.pk))
    assert question.context["question"].key == "pending"
    answers = {f"q_{key}": value for key, value in GRANT.items()}
    written = clerk.get(url("decide", made.pk), {"anew": "1", **answers})
    assert written.context["letter"].outcome.code == "GRANT"
    made.refresh_from_db()
    saved = clerk.post(
        url("decide", made.pk),
        {
            **answers,
            "save": "1",
            "article": "条例第三十六条第二项",
            "provided": "附明细",
            "form": "electronic",
            "revision": made.revision,
        },
    )
    assert saved.status_code == 302
    made.refresh_from_db()
    clerk.post(url("submit", made.pk), {"revision": made.revision})
    reply = made.replies.get()
    assert reply.state == Reply.State.SECRECY
    for reviewer in (secrecy, head):
        page = reviewer.get(url("review", made.pk))
        reviewer.post(
            url("review", made.pk),
            {"seen": page.context["reply"].content_hash, "decision": "agree", "opinion": "同意"},
        )
    assert Reply.objects.get().state == Reply.State.SIGNED
    assert do(clerk, made, "draw_up").status_code == 302
    assert do(clerk, made, "answer", way="post").status_code == 422  # without the number of the mail
    assert do(clerk, made, "answer", way="post", evidence="EMS 1029384756").status_code == 302
    for name in ("close", "archive"):
        assert do(clerk, made, name).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.outcome) == (Status.ARCHIVED, "GRANT")
    assert clerk.get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"channel": "fax"}, None),
        ({"is_oral": "on"}, "read_back"),
        ({"is_oral": "on", "read_back": "on", "channel": "registered_mail", "evidence": "EMS1"}, "channel"),
        ({"arrived": "2999-01-01"}, "arrived"),
        ({"subject": ""}, "subject"),
        ({"identity": "370112198001011230"}, "identity"),
        ({"unit": "0"}, "unit"),
    ],
)
def test_what_the_counter_cannot_take_is_said_and_keeps_no_case(county, values, field):
    response = signed_in(county, "clerk").post(url("take"), taken(county, **values))
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors[field] if field else form.non_field_errors()
    assert not InformationRequest.objects.exists()


def test_papers_taken_at_the_counter_are_in_the_case(county):
    clerk = signed_in(county, "clerk")
    sent = {
        "application_file": SimpleUploadedFile("申请书.png", PNG, "image/png"),
        "identity_file": SimpleUploadedFile("身份证.png", PNG, "image/png"),
    }
    assert clerk.post(url("take"), taken(county) | sent).context["code"]
    kept = InformationRequest.objects.get().files
    assert set(kept.values_list("kind", "audience", "name")) == {
        ("application", "internal", "申请书.png"), ("identity", "internal", "身份证.png"),
    }  # fmt: skip
    again = {"identity_file": SimpleUploadedFile("身份证.png", PNG, "image/png")}
    assert clerk.post(url("take"), taken(county) | again).status_code == 302  # once more: the same case
    assert kept.count() == 2


def test_a_paper_that_cannot_be_kept_is_said_beside_its_field_and_leaves_no_case(county):
    sent = {"authority_file": SimpleUploadedFile("委托书.pdf", b"MZ\x90\x00 no pdf", "application/pdf")}
    response = signed_in(county, "clerk").post(url("take"), taken(county) | sent)
    assert response.status_code == 422
    assert response.context["form"].errors["authority_file"]
    assert not InformationRequest.objects.exists()
    assert not RequestCounter.objects.filter(last__gt=0).exists()


def test_an_ordinary_letter_is_received_when_the_applicant_was_reached(county):
    clerk = signed_in(county, "clerk")
    today = timezone.localdate()
    clerk.post(
        url("take"),
        taken(
            county,
            channel="ordinary_mail",
            evidence="邮戳 青岚",
            arrived=(today - timedelta(days=3)).isoformat(),
        ),
    )
    made = InformationRequest.objects.get()
    assert made.received_on is None
    assert do(clerk, made, "register").status_code == 422
    assert do(clerk, made, "confirm", evidence="10时电话确认").status_code == 302
    made.refresh_from_db()
    assert (made.received_on, made.confirmed_by) == (today, county.clerk)


def test_an_act_on_a_stale_page_is_a_conflict_that_keeps_what_was_typed(county):
    made = case(county, state=Status.IN_REVIEW, on=timezone.localdate())
    clerk = signed_in(county, "clerk")
    stale = made.revision
    assert do(clerk, made, "accept").status_code == 302
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    response = clerk.post(
        url("act", made.pk, "ask_correction"),
        {"on": timezone.localdate().isoformat(), "what": "请写明年度", "until": until, "revision": stale},
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "不是最新情况" in page
    assert "请写明年度" in page
    made.refresh_from_db()
    assert made.status == Status.PROCESSING


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ask_correction", {"what": "", "until": "2999-01-01"}),
        ("ask_correction", {"what": "请写明", "until": "bad"}),
        ("extend", {"days": "21", "reason": "多", "told_on": "2026-03-02"}),
        ("extend", {"days": "x", "reason": "多", "told_on": "2026-03-02"}),
        ("accept", {"on": "2999-01-01"}),
        ("accept", {"on": ""}),
        ("consult", {"kind": "nobody", "party": "某公司", "question": "?"}),
        ("assist", {"organisation": "0", "question": "?", "due_on": "2999-01-01"}),
        ("add_file", {"kind": "given"}),
        ("notify_fee", {"mode": "per_page", "units": "-1"}),
        ("search", {"scope": "档案室"}),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(county, name, values):
    made = case(county, state=Status.IN_REVIEW, on=timezone.localdate())
    before = (made.revision, CaseStep.objects.count())
    client = signed_in(county, "head")
    response = do(client, made, name, **values)
    assert response.status_code == 422
    made.refresh_from_db()
    assert (made.revision, CaseStep.objects.count()) == before
    assert client.post(url("act", made.pk, "nonsense")).status_code == 404


# Who may do what, once the state allows it; everybody not named may not.
DESK = {"clerk", "clerk2", "head", "head2"}
HEADS = {"head", "head2"}
WHO = dict.fromkeys(ACTS, DESK) | {
    "extend": HEADS, "revoke_extension": HEADS, "defer": HEADS, "waive_fee": HEADS, "reopen": HEADS,
    "reassign": DESK | {"office", "office2"},
}  # fmt: skip
PEOPLE = (
    "clerk", "head", "secrecy_reviewer", "other_clerk", "other_head", "township_clerk", "office", "administrator",
    "city_reviewer", "village_officer", "superuser", "stranger",
)  # fmt: skip
AFTER_SOMETHING = {
    "recall_reply",
    "revoke_extension",
    "draw_up",
}  # these need a row that the state alone does not bring


@pytest.mark.parametrize("state", Status.values)
def test_person_by_state_by_act_is_the_declared_table(county, state):
    made = case(county, state=state)
    for name, act in ACTS.items():
        if name in AFTER_SOMETHING:
            continue
        action = Action(name) if name in Action.values else None
        allowed_state = action in available(state) if action else act.offered(made)
        if name in ("judge_reason", "defer", "search"):
            allowed_state = (Action.DEFER if name != "search" else Action.DECIDE) in available(state)
        if name in ("add_file", "note_help", "reset_code", "mark_same", "publish_for_all", "rectify"):
            allowed_state = True
        if name == "confirm":
            allowed_state = made.is_open and made.confirmed_on is None
        for who in PEOPLE:
            verdict = act.judge(county.people[who], made)
            assert bool(verdict) == (allowed_state and who in WHO[name]), (name, state, who)


def test_an_assisting_unit_sees_its_task_and_not_the_case(county):
    made = case(county, state=Status.PROCESSING, on=timezone.localdate())
    task = extending.ask_assistance(
        made, by=county.clerk, on=timezone.localdate(), organisation=county.other_department, question="请查找台账",
        due_on=timezone.localdate(),
    )  # fmt: skip
    helper = signed_in(county, "other_clerk")
    assert helper.get(made.get_absolute_url()).status_code == 404
    page = helper.get(url("assist", task.pk)).content.decode()
    assert "请查找台账" in page
    assert "李明" not in page
    assert helper.post(url("assist", task.pk), {"answer": " "}).status_code == 422
    assert helper.post(url("assist", task.pk), {"answer": "已找到"}).status_code == 302
    task.refresh_from_db()
    assert task.answer == "已找到"
    assert signed_in(county, "township_clerk").get(url("assist", task.pk)).status_code == 404


def test_the_to_do_list_leads_everybody_to_the_next_act(county):
    today = timezone.localdate()
    case(county, state=Status.RECEIVED, on=today)
    waiting = case(county, state=Status.REVIEWING_REPLY, on=today)
    late = case(county, state=Status.PROCESSING, on=date(2026, 3, 2))
    index = reverse("admin:index")
    assert "登记" in signed_in(county, "clerk").get(index).content.decode()
    assert url("review", waiting.pk) in signed_in(county, "secrecy_reviewer").get(index).content.decode()
    assert url("review", waiting.pk) not in signed_in(county, "head").get(index).content.decode()
    assert late.number in signed_in(county, "office").get(index).content.decode()
    assert late.number not in signed_in(county, "other_clerk").get(index).content.decode()


def test_the_list_costs_the_same_however_many_cases(county, django_assert_num_queries):
    client = signed_in(county, "clerk")
    address = reverse("admin:requests_app_informationrequest_changelist")
    for _ in range(3):
        receive(county)
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    for _ in range(9):
        case(county, state=Status.PROCESSING)
    with django_assert_num_queries(8):
        client.get(address, {"due": "5", "state": "open", "handler": "me", "q": "低保"})
    with django_assert_num_queries(8):
        page = client.get(address)
    assert page.content.decode().count("李明") >= 12
    office = signed_in(county, "office").get(address).content.decode()
    assert "李明" not in office
    for query in (
        {"state": "late"},
        {"state": "open"},
        {"state": "closed"},
        {"q": "低保"},
        {"channel": "counter"},
        {"state": "x"},
        {"due": "x"},
        {"outcome": "x"},
        {"handler": "x"},
    ):
        assert client.get(address, query).status_code == 200


LIST = reverse("admin:requests_app_informationrequest_changelist")


def listed(client, **query) -> list[str]:
    """The numbers on the list, in its order."""
    return [line["case"].number for line in client.get(LIST, query).context["cl"].lines]


def test_the_list_opens_with_what_is_under_way_the_first_due_first(county):
    today = timezone.localdate()
    later = case(county, state=Status.PROCESSING, on=today)
    sooner = case(county, state=Status.PROCESSING, on=today - timedelta(days=10))
    done = case(county, state=Status.REPLIED, on=today)
    client = signed_in(county, "clerk")
    assert listed(client) == [sooner.number, later.number]
    assert listed(client, state="all") == [done.number, sooner.number, later.number]
    assert (
        listed(client, state="replied")
        == listed(client, outcome="GRANT")
        == listed(client, outcome="GRANTED")
        == [done.number]
    )
    assert listed(client, outcome="DENIED") == []
    assert set(listed(client, q="低保")) == {later.number, sooner.number, done.number}
    chosen = [
        choice
        for spec in client.get(LIST).context["cl"].filter_specs[:1]
        for choice in spec.choices(client.get(LIST).context["cl"])
    ]
    assert [choice["display"] for choice in chosen if choice["selected"]] == ["办理中"]


@pytest.mark.parametrize(("due", "found"), [("0", 1), ("1", 2), ("3", 2), ("5", 3), ("none", 1), ("9", 6)])
def test_by_the_date_the_reply_is_due(county, due, found):
    calendar, today = working_calendar(), timezone.localdate()
    days = [
        today,
        *(calendar.add_working_days(today, n).date for n in (1, 4, 9)),
        None,
        today - timedelta(days=1),
    ]
    for day in days:
        made = receive(county, on=today)
        InformationRequest.objects.filter(pk=made.pk).update(reply_due=day)
    assert len(listed(signed_in(county, "clerk"), due=due)) == found


def test_by_handler(county):
    mine = case(county, state=Status.PROCESSING)
    nobodys = receive(county)
    client = signed_in(county, "clerk")
    assert listed(client, handler="me") == listed(client, handler=county.clerk.pk) == [mine.number]
    assert listed(client, handler="nobody") == [nobodys.number]
    assert listed(client, handler=county.head.pk) == []
    assert (
        len(listed(signed_in(county, "office"), handler="me")) == 2
    )  # handles none: there is no such filter


def test_who_may_see_persons_finds_a_case_by_the_name_and_nobody_else(county):
    made = receive(county, person={"name": "欧阳文静", "agent_name": "诸葛青云"})
    theirs = receive(county, unit=county.other_department, person={"name": "欧阳文静"})
    for name in ("欧阳文静", "欧阳", "诸葛青云"):
        assert listed(signed_in(county, "clerk"), q=name) == [made.number]
        assert listed(signed_in(county, "office"), q=name) == []
    assert listed(signed_in(county, "other_clerk"), q="欧阳文静") == [theirs.number]


def test_the_seven_questions_take_any_address(county):
    made = case(county, state=Status.PROCESSING)
    client = signed_in(county, "clerk")
    odd = client.get(url("decide", made.pk), {"q_pending": "nonsense"})
    assert odd.context["question"].key == "pending"
    leftover = client.get(url("decide", made.pk), {"anew": "1", "q_pending": "withdrawn", "q_how": "provide"})
    assert leftover.context["letter"].outcome.code == "OTHER_ELSE"


def test_a_reply_reviewed_on_an_old_page_is_refused(county):
    made = case(county, state=Status.REVIEWING_REPLY)
    client = signed_in(county, "secrecy_reviewer")
    response = client.post(url("review", made.pk), {"seen": "0" * 64, "decision": "agree", "opinion": "同意"})
    assert response.status_code == 200
    assert made.replies.get().state == Reply.State.SECRECY
    assert client.post(url("review", made.pk), {"decision": "agree"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_numbers_are_consecutive_however_many_come_at_once(lasting_county):
    county = lasting_county
    act = lambda: intake.submit(county.department, application(), key=uuid4(), at=at(ON), on=ON)  # noqa: E731
    results = together(*[act] * 6)
    assert not [one for one in results if isinstance(one, Exception)]
    serials = sorted(
        int(number.rsplit("-", 1)[1])
        for number in InformationRequest.objects.values_list("number", flat=True)
    )
    assert serials == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_case(lasting_county):
    key = uuid4()
    act = lambda: intake.submit(lasting_county.department, application(), key=key, at=at(ON), on=ON)  # noqa: E731
    results = together(*[act] * 3)
    assert {one.request.pk for one in results} == {InformationRequest.objects.get().pk}
    assert sum(bool(one.code) for one in results) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "act"),
    [
        (Status.RECEIVED, lambda made, c: intake.register(made, by=c.clerk, on=ON)),
        (Status.PROCESSING, lambda made, c: extending.extend(made, by=c.head, on=ON, days=5, reason="多")),
        (Status.PROCESSING, lambda made, c: deciding.decide(made, by=c.clerk, on=ON, answers=GRANT, values={"provided": "附"}, revision=made.revision)),
    ],
)  # fmt: skip
def test_two_officials_at_once_do_it_once(lasting_county, state, act):
    made = case(lasting_county, state=state)
    results = together(*[lambda: act(made, lasting_county)] * 2)
    assert sum(isinstance(one, Exception) for one in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_officials_cannot_both_answer(lasting_county):
    made = case(lasting_county, state=Status.PROCESSING)
    decided(lasting_county, made)
    deciding.submit_reply(made, by=lasting_county.clerk, on=ON)
    reply = made.replies.get()
    reply = deciding.pass_secrecy(
        reply, by=lasting_county.secrecy_reviewer, on=ON, opinion="同意", seen=reply.content_hash
    )
    deciding.sign_reply(reply, by=lasting_county.head, on=ON, opinion="同意", seen=reply.content_hash)
    results = together(
        *[lambda: delivering.answer(made, by=lasting_county.clerk, on=ON, way="direct", evidence="李明")] * 2
    )
    assert sum(isinstance(one, Exception) for one in results) == 1
    assert made.replies.filter(state=Reply.State.ISSUED).count() == 1


def test_every_act_of_the_table_is_a_step_or_says_what_it_is():
    assert {act.name for act in ACTS.values()} >= {a.value for a in TRANSITIONS} - {
        "decide", "submit_reply", "return_reply", "sign_reply", "defer",
    }  # fmt: skip
