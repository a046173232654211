"""The public side of applications: the form and its draft, the receipt, number and code, what the applicant may do."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from requests_app.actions import drafting, intake, papers
from requests_app.models import CaseFile, InformationRequest, Notice, RequestDraft, Suggestion
from requests_app.suggesting import already_published
from requests_app.workflow import Status
from tests import documents
from tests.applications import ID_NUMBER, application, at, case, receive
from tests.caches import start_anew
from tests.factories import ON
from tests.threads import together


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    return out.getvalue()


PNG = _png()


@pytest.fixture(autouse=True)
def _limits_start_anew():
    start_anew()


def typed(county, **values) -> dict[str, str]:
    return {
        "unit": county.department.code, "subject": "2025年度城乡低保资金发放明细", "kind": "natural", "name": "李明",
        "identity_kind": "id_card", "identity": ID_NUMBER, "phone": "13800001234", "form": "electronic",
        "way": "online", "consent": "on", "act": "submit", "key": str(uuid4()),
    } | values  # fmt: skip


def post(client, county, **values):
    return client.post(reverse("requests:apply"), typed(county, **values))


def test_nobody_is_asked_what_it_is_for(client, county):
    page = client.get(reverse("requests:apply")).content.decode()
    assert 'name="purpose"' not in page
    assert "所需政府信息" in page


def test_an_application_becomes_a_case_with_a_code_that_is_shown_once(client, county):
    response = post(client, county)
    made = InformationRequest.objects.get()
    assert response.url == reverse("requests:receipt", args=[made.number])
    receipt = client.get(response.url)
    code = receipt.context["code"]
    assert code
    assert made.number in receipt.content.decode()
    assert code not in Notice.objects.get().text
    assert (made.channel, made.applicant.identity, made.status) == ("internet", ID_NUMBER, Status.RECEIVED)
    assert not RequestDraft.objects.exists()
    fresh = Client()
    assert fresh.get(response.url).status_code == 404
    opened = fresh.post(
        reverse("requests:track"), {"number": made.number.lower(), "code": f"{code[:4]} {code[4:].lower()}"}
    )
    assert opened.url == reverse("requests:case", args=[made.number])
    shown = fresh.get(opened.url).content.decode()
    for secret in ("李明", ID_NUMBER, "13800001234"):
        assert secret not in shown


def test_a_double_click_the_back_button_and_a_replay_are_one_case(client, county):
    key = str(uuid4())
    first, again = post(client, county, key=key), post(client, county, key=key)
    assert first.url == again.url
    assert InformationRequest.objects.count() == 1
    assert client.get(reverse("requests:apply"), typed(county)).status_code == 200
    assert InformationRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"identity": "370112198001011238"}, "identity", "校验位"),
        ({"identity": "123"}, "identity", "18位"),
        ({"identity": ""}, "identity", "身份证明"),
        ({"subject": " "}, "subject", "所需政府信息"),
        ({"phone": ""}, "phone", "至少填写一项"),
        ({"way": "post"}, "address", "邮寄"),
        ({"way": "email"}, "email", "电子邮件"),
        ({"consent": ""}, "consent", "同意"),
        ({"unit": "nowhere"}, "unit", ""),
        ({"form": ""}, "form", ""),
        ({"kind": "company", "identity": ID_NUMBER}, "contact_person", "联系人"),
        ({"has_agent": "on"}, "agent_name", "代理人姓名"),
        ({"has_agent": "on", "agent_name": "王五", "agent_identity": "A1"}, "authority_file", "授权委托书"),
        ({"subject": "长" * 2001}, "subject", "2000"),
    ],
)
def test_what_is_lacking_is_said_and_nothing_typed_is_lost(client, county, values, field, said):
    response = post(client, county, **values)
    assert response.status_code == 422
    assert said in "".join(response.context["form"].errors[field])
    assert not InformationRequest.objects.exists()
    again = client.get(reverse("requests:apply"))
    assert again.context["form"]["name"].value() == "李明"


def test_a_draft_comes_back_after_the_session_is_lost_and_to_nobody_else(client, county):
    key = str(uuid4())
    upload = SimpleUploadedFile("身份证.png", PNG, "image/png")
    client.post(reverse("requests:apply"), typed(county, act="save", key=key, identity_file=upload))
    client.cookies.pop("sessionid", None)
    page = client.get(reverse("requests:apply"))
    assert page.context["form"]["identity"].value() == ID_NUMBER
    assert [one.name for one in page.context["files"]] == ["身份证.png"]
    assert ID_NUMBER.encode() not in bytes(RequestDraft.objects.get().content_sealed)
    other = Client().get(reverse("requests:apply"))
    assert not other.context["form"]["identity"].value()
    assert post(client, county, key=key).status_code == 302
    assert CaseFile.objects.get().kind == CaseFile.Kind.IDENTITY


def test_a_draft_of_an_account_is_not_shown_to_another(client, county):
    client.force_login(county.clerk)
    client.post(reverse("requests:draft"), typed(county))
    token = client.cookies["request_draft"].value
    thief = Client()
    thief.cookies["request_draft"] = token
    assert not thief.get(reverse("requests:apply")).context["form"]["name"].value()


def test_old_drafts_are_forgotten(county):
    now = timezone.now()
    drafting.save_draft(None, {"name": "李明"}, account=None, at=now - timedelta(days=31))
    kept = drafting.save_draft(None, {"name": "王五"}, account=None, at=now)
    drafting.forget_drafts(now)
    assert list(RequestDraft.objects.all()) == [kept]


def test_wrong_codes_and_unknown_numbers_get_one_answer_and_are_throttled(client, county):
    made = receive(county)
    answers = [
        client.post(reverse("requests:track"), {"number": number, "code": "ABCDEFGH"})
        for number in (made.number, "NOWHERE-2026-0001")
    ]
    said = [one.context["form"].non_field_errors() for one in answers]
    assert said[0] == said[1]
    for _ in range(4):
        client.post(reverse("requests:track"), {"number": made.number, "code": "ABCDEFGH"})
    code = intake.reset_code(made, by=county.clerk, on=ON, checked="身份证")
    blocked = client.post(reverse("requests:track"), {"number": made.number, "code": code})
    assert blocked.status_code == 429
    start_anew()
    assert client.post(reverse("requests:track"), {"number": made.number, "code": code}).status_code == 302


def test_a_reset_code_kills_the_old_one(client, county):
    given = intake.submit(county.department, application(), key=uuid4(), at=at(ON), on=ON)
    new = intake.reset_code(given.request, by=county.clerk, on=ON, checked="核对身份证原件")
    wrong = client.post(reverse("requests:track"), {"number": given.request.number, "code": given.code})
    right = client.post(reverse("requests:track"), {"number": given.request.number, "code": new})
    assert (wrong.status_code, right.status_code) == (422, 302)


def opened(client, made) -> str:
    """The case page of somebody who has shown number and code."""
    session = client.session
    session["requests-proved"] = [made.pk]
    session.save()
    return reverse("requests:case", args=[made.number])


def test_the_date_is_shown_with_its_steps(client, county, django_assert_max_num_queries):
    made = case(county, state=Status.PROCESSING, on=date(2026, 2, 10))
    url = opened(client, made)
    with django_assert_max_num_queries(18):
        shown = client.get(url).content.decode()
    assert "2026-03-16" in shown
    assert "2月14日" in shown or "02-14" in shown


def test_a_correction_is_answered_on_line(client, county):
    today = timezone.localdate()
    made = case(county, state=Status.AWAITING_CORRECTION, on=today)
    url = opened(client, made)
    assert "请写明年度" in client.get(url).content.decode()
    empty = client.post(reverse("requests:answer", args=[made.number, "correct"]), {"answer": " "})
    assert empty.status_code == 422
    client.post(reverse("requests:answer", args=[made.number, "correct"]), {"answer": "2025年度"})
    made.refresh_from_db()
    assert (made.status, made.correction.answer) == (Status.IN_REVIEW, "2025年度")
    assert (
        client.post(reverse("requests:answer", args=[made.number, "correct"]), {"answer": "再补"}).status_code
        == 422
    )


def test_withdrawing_asks_once_more_and_is_final(client, county):
    made = case(county, state=Status.PROCESSING, on=timezone.localdate())
    opened(client, made)
    url = reverse("requests:withdraw", args=[made.number])
    client.get(url)
    made.refresh_from_db()
    assert made.status == Status.PROCESSING
    client.post(url, {"reason": "不需要了"})
    made.refresh_from_db()
    assert (made.status, made.outcome) == (Status.WITHDRAWN, "OTHER_ELSE")
    assert client.post(url).status_code == 422


def test_files_go_to_the_applicant_alone_and_the_first_fetch_is_kept(client, county):
    made = case(county, state=Status.PROCESSING)
    given = papers.add_file(made, SimpleUploadedFile("明细.png", PNG), kind="given", by=county.clerk, on=ON)
    inside = papers.add_file(
        made, SimpleUploadedFile("底稿.png", PNG), kind="working", by=county.clerk, on=ON
    )
    url = reverse("requests:file", args=[made.number, given.pk])
    assert client.get(url).status_code == 404
    opened(client, made)
    response = client.get(url)
    assert b"".join(response.streaming_content) == PNG
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    given.refresh_from_db()
    assert given.fetched_on == timezone.localdate()
    assert client.get(reverse("requests:file", args=[made.number, inside.pk])).status_code == 404


def test_what_was_given_may_be_suggested_for_everybody(client, county):
    made = case(county, state=Status.REPLIED)
    opened(client, made)
    client.post(reverse("requests:suggest_open", args=[made.number]), {"text": "大家都想知道"})
    assert Suggestion.objects.get().text == "大家都想知道"
    client.post(reverse("requests:suggest_open", args=[made.number]), {"text": "再来"})
    assert Suggestion.objects.count() == 1


def test_what_is_published_already_is_shown_while_typing(client, county, django_assert_num_queries):
    documents.document(county, state="published")
    documents.draft(county, title="关于最低生活保障标准的内部测算")
    with django_assert_num_queries(2):
        found = already_published("想要最低生活保障标准调整的通知")
    assert next(one.title for one in found) == "关于调整城乡居民最低生活保障标准的通知"
    assert "内部测算" not in "".join(one.title for one in found)
    answer = client.get(reverse("requests:suggest"), {"q": "青民发[2026]3号"}).json()
    assert answer["found"][0]["title"] == "关于调整城乡居民最低生活保障标准的通知"
    assert client.get(reverse("requests:suggest"), {"q": "低"}).json() == {"found": []}


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"channel": "counter", "arrived": "2026-02-10"}, 200, "2026-03-16"),
        ({"channel": "counter", "arrived": "2026-09-18", "as_of": "2026-10-22", "kind1": "extension", "on1": "2026-10-21", "days1": "10"}, 200, "2026-11-05"),
        ({"channel": "counter", "arrived": "2026-09-18", "as_of": "2026-10-23", "kind1": "extension", "on1": "2026-10-23", "days1": "10"}, 200, "没有计入的事项"),
        ({"channel": "pigeon", "arrived": "2026-02-10"}, 422, ""),
        ({"channel": "counter", "arrived": "2026-02-30"}, 422, ""),
        ({"channel": "counter", "arrived": "0001-01-01"}, 422, "2008"),
        ({"channel": "counter", "arrived": "2026-02-10", "kind1": "extension"}, 422, "请填写发生的日期"),
        ({"channel": "counter", "arrived": "2026-02-10", "kind1": "nonsense", "on1": "2026-02-11"}, 422, "没有这种事项"),
        ({"channel": "counter", "arrived": "2026-02-10", "kind1": "extension", "on1": "9999-99-99"}, 422, "有误"),
        ({"channel": "counter", "arrived": "2026-02-10", "kind1": "extension", "on1": "2026-02-11", "days1": "很多"}, 422, "整数"),
    ],
)  # fmt: skip
def test_the_calculator_explains_itself_and_takes_any_input(client, county, query, status, said):
    response = client.get(reverse("requests:calculator"), query)
    assert response.status_code == status
    assert said in response.content.decode()


def test_an_account_sees_its_own_cases_and_no_back_office(client, county):
    client.post(
        reverse("requests:register"),
        {"username": "liming", "password1": "qinglan-2026-x", "password2": "qinglan-2026-x"},
    )
    assert client.get(reverse("requests:mine")).status_code == 200
    post(client, county)
    made = InformationRequest.objects.get()
    assert made.number in client.get(reverse("requests:mine")).content.decode()
    assert client.get(reverse("admin:index")).status_code == 302
    client.logout()
    signed_in = client.post(reverse("login"), {"username": "liming", "password": "qinglan-2026-x"})
    assert signed_in.url == reverse("requests:mine")
    assert client.get(reverse("requests:case", args=[made.number])).status_code == 200
    client.force_login(county.other_clerk)
    assert client.get(reverse("requests:case", args=[made.number])).status_code == 404


def test_too_many_forms_from_one_address_wait_an_hour(client, county, settings):
    settings.REQUESTS_PER_ADDRESS = 20
    statuses = [post(client, county, subject="").status_code for _ in range(21)]
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {422}


def test_a_listed_document_and_a_catalog_item_lead_into_the_form(client, county):
    entry = documents.document(county, state="published", proposed_attribute="on_request")
    page = client.get(entry.get_absolute_url()).content.decode()
    address = f"{reverse('requests:apply')}?unit={county.department.code}&amp;document={entry.document_id}"
    assert address in page
    form = client.get(
        reverse("requests:apply"), {"unit": county.department.code, "document": entry.document_id}
    )
    assert form.context["about"] == entry.title
    post(client, county, document=entry.document_id)
    assert InformationRequest.objects.get().document == entry.document
    item = documents.item(county)
    assert "申请这一项的信息" in client.get(item.get_absolute_url()).content.decode()
    assert client.get(reverse("requests:apply"), {"item": item.pk}).context["about"]
    for odd in ("x", "9" * 30, str(10**6)):
        assert client.get(reverse("requests:apply"), {"document": odd, "item": odd}).status_code == 200


def test_what_is_not_public_cannot_be_named_by_its_number(client, county):
    hidden = documents.draft(county)
    form = client.get(reverse("requests:apply"), {"document": hidden.document_id})
    assert hidden.title not in form.content.decode()
    post(client, county, document=hidden.document_id)
    assert InformationRequest.objects.get().document is None


@pytest.mark.django_db(transaction=True)
def test_a_page_that_saves_while_it_is_submitted_makes_one_draft_or_none(lasting_county):
    county, key = lasting_county, str(uuid4())
    data = typed(county, key=key)
    acts = [lambda: Client().post(reverse("requests:draft"), data) for _ in range(3)]
    results = together(*acts, lambda: Client().post(reverse("requests:apply"), data))
    assert not [one for one in results if isinstance(one, Exception)]
    assert {one.status_code for one in results} <= {200, 302, 409}
    assert InformationRequest.objects.count() == 1
    late = Client().post(reverse("requests:draft"), data)
    assert late.status_code == 409
    upload = SimpleUploadedFile("身份证.png", PNG, "image/png")
    again = Client().post(reverse("requests:apply"), data | {"identity_file": upload})
    assert again.status_code == 302
    assert InformationRequest.objects.count() == 1


def test_a_draft_is_not_written_over_by_another_account(county):
    now = timezone.now()
    mine = drafting.save_draft(None, {"name": "李明"}, account=county.clerk, at=now)
    drafting.save_draft(RequestDraft(pk=mine.pk), {"name": "王五"}, account=county.other_clerk, at=now)
    assert drafting.content_of(RequestDraft.objects.get(pk=mine.pk)) == {"name": "李明"}


def test_a_field_that_is_too_long_takes_nothing_from_the_others(county):
    kept = drafting.save_draft(
        None, {"subject": "长" * 90_000, "name": "张三", "x" * 70: "1"}, account=None, at=timezone.now()
    )
    content = drafting.content_of(kept)
    assert (content["name"], len(content["subject"]), len(content)) == ("张三", drafting.LONGEST_FIELD, 2)


def test_a_draft_is_no_place_to_store_things(county):
    kept = drafting.save_draft(
        None, {f"f{number}": "长" * 5_000 for number in range(50)}, account=None, at=timezone.now()
    )
    assert sum(map(len, drafting.content_of(kept).values())) <= drafting.LONGEST
