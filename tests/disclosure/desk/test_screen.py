"""The list, starting a document, and the edition's screen for every person and state."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from disclosure.models import Document, DocumentEdition
from disclosure.workflow import Attribute, Status
from tests import factories
from tests.disclosure.desk.posting import said, screen, url
from tests.documents import document, draft, item, staff

pytestmark = pytest.mark.django_db
LIST = "admin:disclosure_documentedition_changelist"


def titles(response) -> list[str]:
    return [line.edition.title for line in response.context["cl"].lines]


# --- the list --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("secrecy_reviewer", 200), ("head", 200), ("office", 200), ("other_clerk", 200),
     ("administrator", 403), ("city_reviewer", 403), ("village_officer", 403), ("superuser", 200)],
)  # fmt: skip
def test_the_list_shows_the_documents_of_my_units_and_no_others(county, sign_in, who, status):
    document(county, state=Status.PUBLISHED)
    draft(county, title="草稿一份")
    response = sign_in(county.people[who]).get(reverse(LIST))
    assert response.status_code == status
    if status == 200:
        mine = who in {"clerk", "secrecy_reviewer", "head", "office"}
        assert len(titles(response)) == (2 if mine else 0)


def test_the_list_leaves_out_what_is_done_with_and_a_filter_brings_it_back(county, sign_in):
    document(county, state=Status.SUPERSEDED, title="旧版")
    document(county, state=Status.DISCARDED, title="不要了")
    client = sign_in(county.clerk)
    assert titles(client.get(reverse(LIST))) == ["旧版"]  # the edition that replaced it
    assert titles(client.get(reverse(LIST), {"status": "discarded"})) == ["不要了"]
    assert titles(client.get(reverse(LIST), {"status": "superseded"})) == ["旧版"]
    assert titles(client.get(reverse(LIST), {"status": "nonsense"})) == ["旧版"]


def test_filters_by_state_attribute_validity_and_unit(county, sign_in):
    document(county, state=Status.PUBLISHED, title="公开的")
    document(county, state=Status.LEDGER, title="不公开的", proposed_attribute=Attribute.NOT_OPEN)
    draft(county, title="拟公开的")
    draft(county, title="没有拟定的", proposed_attribute="")
    client = sign_in(county.office)

    def shown(**query: object) -> set[str]:
        return set(titles(client.get(reverse(LIST), query)))

    assert shown(status="open") == {"拟公开的", "没有拟定的"}
    assert shown(attribute="open") == {"公开的", "拟公开的"}
    assert shown(attribute="not_open") == {"不公开的"}
    assert shown(attribute="none") == {"没有拟定的"}
    assert shown(validity="in_force") == {"公开的"}
    assert shown(validity="expired") == set()
    assert len(shown(unit=county.department.pk)) == 4
    assert shown(unit=county.other_department.pk) == set()
    assert len(shown(unit="99999999999999999999")) == 4


@pytest.mark.parametrize("words", ["低保标准", "青民发〔2026〕8号", "索引"])
def test_search_by_title_number_and_index_number(county, sign_in, words):
    found = document(
        county, state=Status.PUBLISHED, title="调整低保标准的通知", doc_number="青民发〔2026〕8号"
    )
    document(county, state=Status.SECRECY, title="别的", doc_number="青民发〔2026〕9号")
    words = found.document.index_number if words == "索引" else words
    assert titles(sign_in(county.clerk).get(reverse(LIST), {"q": words})) == ["调整低保标准的通知"]


def test_late_ones_are_marked_and_the_days_left_are_said(county, sign_in):
    today = timezone.localdate()
    draft(county, on=today - timedelta(days=90), title="逾期的")
    draft(county, on=today, title="还早的")
    lines = {
        line.edition.title: line for line in sign_in(county.clerk).get(reverse(LIST)).context["cl"].lines
    }
    assert lines["逾期的"].is_late
    assert "已逾期" in lines["逾期的"].left
    assert not lines["还早的"].is_late
    assert lines["还早的"].left == "还有20个工作日"


def test_the_list_costs_the_same_however_many_there_are(county, sign_in, django_assert_num_queries):
    draft(county)
    client = sign_in(county.clerk)
    client.get(reverse(LIST))
    with django_assert_num_queries(10):
        assert len(titles(client.get(reverse(LIST)))) == 1
    for number in range(3):
        draft(county, title=f"第{number}份")
    document(county, state=Status.PUBLISHED)
    with django_assert_num_queries(10):
        assert len(titles(client.get(reverse(LIST)))) == 5


# --- starting --------------------------------------------------------------------------------------------------


def test_a_document_is_started_and_its_screen_opens(county, sign_in):
    data = {"unit": county.department.pk, "title": " 关于低保的通知 ", "kind": "notice"}
    response = sign_in(county.clerk).post(url("edition_start"), data)
    edition = DocumentEdition.objects.get()
    assert response.url == screen(edition)
    assert (edition.title, edition.unit, edition.status) == (
        "关于低保的通知",
        county.department,
        Status.DRAFT,
    )


def test_a_document_started_from_a_gap_is_placed_under_its_item(county, sign_in):
    place = item(county)
    client = sign_in(county.clerk)
    page = client.get(url("edition_start"), {"item": place.pk})
    assert page.context["form"]["title"].value() == "政策法规文件"
    client.post(
        url("edition_start"),
        {"unit": county.department.pk, "title": "通知", "kind": "notice", "item": place.pk},
    )
    assert list(DocumentEdition.objects.get().items.all()) == [place]


@pytest.mark.parametrize("asked", ["x", "", "-1", "9" * 30, "²"])
def test_a_made_up_item_is_no_item(county, sign_in, asked):
    staff(county)
    response = sign_in(county.clerk).get(url("edition_start"), {"item": asked})
    assert response.status_code == 200
    assert response.context["item"] is None


@pytest.mark.parametrize(
    "spoiled",
    [
        {"title": " "},
        {"title": "字" * 301},
        {"kind": "poem"},
        {"unit": ""},
        {"unit": "999999"},
        {"title": "\x00"},
    ],
)
def test_bad_input_starts_nothing_and_keeps_what_was_typed(county, sign_in, spoiled):
    data = {"unit": county.department.pk, "title": "通知", "kind": "notice"} | spoiled
    response = sign_in(county.clerk).post(url("edition_start"), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Document.objects.exists()


def test_nobody_starts_a_document_for_another_unit(county, sign_in):
    data = {"unit": county.department.pk, "title": "通知", "kind": "notice"}
    for who in ("other_clerk", "secrecy_reviewer", "office", "superuser"):
        assert sign_in(county.people[who]).post(url("edition_start"), data).status_code == 200
    assert not Document.objects.exists()


# --- the screen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(Status))
def test_the_screen_opens_in_every_state_for_everybody_of_the_unit(county, sign_in, state):
    values = {"proposed_attribute": Attribute.NOT_OPEN} if state == Status.LEDGER else {}
    edition = document(county, state=state, **values)
    assert edition.status == state
    for who in ("clerk", "secrecy_reviewer", "office_reviewer", "head", "office"):
        response = sign_in(county.people[who]).get(screen(edition))
        assert response.status_code == 200, who
        assert edition.title in response.content.decode()


@pytest.mark.parametrize("state", [Status.DRAFT, Status.SECRECY, Status.PUBLISHED])
@pytest.mark.parametrize(
    "who", ["other_clerk", "township_clerk", "administrator", "city_officer", "superuser"]
)
def test_it_is_not_there_for_anybody_else(county, sign_in, who, state):
    edition = document(county, state=state)
    client = sign_in(county.people[who])
    assert client.get(screen(edition)).status_code == 404
    assert client.post(screen(edition), {"title": "改"}).status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", "1e3"])
def test_a_made_up_key_is_not_there(county, sign_in, key):
    assert sign_in(county.clerk).get(url("documentedition_change", key)).status_code == 404


def test_the_drafter_sees_the_form_and_the_reviewer_the_text(county, sign_in):
    edition = draft(county)
    assert "form" in sign_in(county.clerk).get(screen(edition)).context
    page = sign_in(county.secrecy_reviewer).get(screen(edition))
    assert "form" not in page.context
    assert "只有青岚县民政局的经办人或负责人可以操作" in page.content.decode()


def test_what_is_under_review_is_edited_only_on_purpose(county, sign_in):
    edition = document(county, state=Status.OFFICE)
    client = sign_in(county.clerk)
    assert "form" not in client.get(screen(edition)).context
    page = client.get(screen(edition), {"edit": "1"})
    assert "form" in page.context
    assert "都会使已有的审查意见失效" in page.content.decode()


def test_what_is_missing_leads_to_its_field_and_switches_the_button_off(county, sign_in):
    edition = draft(county, proposed_attribute="", title="缺属性的", items=[])
    page = sign_in(county.clerk).get(screen(edition))
    assert [line.anchor for line in page.context["faults"] if line.remark.blocking] == [
        "id_proposed_attribute"
    ]
    [button] = [button for button in page.context["buttons"] if button.action == "submit"]
    assert not button.verdict
    assert "1处须先补正" in button.verdict.reason
    assert 'id="id_proposed_attribute"' in page.content.decode()


def test_the_deadline_is_shown_with_how_it_was_found(county, sign_in):
    edition = draft(county)
    page = sign_in(county.clerk).get(screen(edition))
    clock = page.context["clock"]
    assert clock.due is not None
    assert str(clock.due.date) in page.content.decode()
    assert all(step in page.content.decode() for step in clock.due.steps)


@pytest.mark.parametrize(
    ("values", "note"),
    [({"formed_on": None}, "填写成文日期"), ({"proposed_attribute": ""}, "拟定公开属性"),
     ({"proposed_attribute": Attribute.NOT_OPEN}, "没有主动公开的期限")],
)  # fmt: skip
def test_where_no_clock_runs_the_screen_says_why(county, sign_in, values, note):
    edition = draft(county, **values)
    clock = sign_in(county.clerk).get(screen(edition)).context["clock"]
    assert clock.due is None
    assert note in clock.note


def test_a_kind_that_is_usually_not_open_is_asked_about_again(county, sign_in):
    edition = draft(county, kind="report")
    assert "报告通常不公开。请再确认一次" in sign_in(county.clerk).get(screen(edition)).content.decode()


def test_the_screen_costs_the_same_however_much_hangs_on_it(county, sign_in, django_assert_num_queries):
    edition = draft(county)
    person = User.objects.get(pk=county.clerk.pk)
    client = sign_in(person)
    client.get(screen(edition))
    with django_assert_num_queries(36):
        client.get(screen(edition))
    factories.edition(county, county.township, state=factories.Status.PUBLISHED)
    for number in range(3):
        draft(county, title=f"另一份{number}")
    with django_assert_num_queries(36):
        client.get(screen(edition))


def test_the_index_joins_the_tasks_of_catalog_and_documents_by_deadline(county, sign_in):
    draft(county)
    factories.edition(county, domain=factories.domain("义务教育"))
    todo = sign_in(county.clerk).get(reverse("admin:index")).context["todo"]
    assert [task.action_label for task in todo if task.action_label.startswith("继续")] == [
        "继续起草",
        "继续编制",
    ]
    assert said(sign_in(county.clerk).get(reverse("admin:index"))) == ""
