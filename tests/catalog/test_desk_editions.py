"""The edition's screens: starting, the acts on it as a whole, its review, the to-do index, decisions of townships."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from catalog.actions.editing import change_row
from catalog.models import CatalogEdition, Node, PendingChange, ReferenceList, Review
from catalog.tree import read_rows
from catalog.workflow import REVIEWS, Status
from statute.models import ReviewPeriod
from tests import factories
from tests.factories import ON, row, rows

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"admin:catalog_{name}", args=args)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


ACTS = {
    "submit": (Status.DRAFT, "clerk", {}, REVIEWS[1]),
    "recall": (Status.COUNTY_OFFICE, "clerk", {"reason": "写错了"}, Status.DRAFT),
    "discard": (Status.DRAFT, "clerk", {"reason": "重复"}, Status.DISCARDED),
    "publish": (Status.APPROVED, "office2", {}, Status.PUBLISHED),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_by_the_right_person_is_done(county, sign_in, act):
    state, who, data, target = ACTS[act]
    edition = factories.edition(county, state=state)
    response = sign_in(getattr(county, who)).post(url(f"edition_{act}", edition.pk), data)
    assert response.status_code == 302
    edition.refresh_from_db()
    assert edition.status == target


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("other_clerk", 404),
        ("township_clerk", 404),
        ("secrecy_reviewer", 302),
        ("administrator", 404),
        ("village_officer", 404),
    ],
)
def test_an_act_by_the_wrong_person_changes_nothing(county, sign_in, act, who, status):
    state, _, data, _ = ACTS[act]
    edition = factories.edition(county, state=state)
    before = CatalogEdition.objects.values().get(pk=edition.pk)
    response = sign_in(getattr(county, who)).post(url(f"edition_{act}", edition.pk), data)
    assert response.status_code == status
    assert CatalogEdition.objects.values().get(pk=edition.pk) == before
    if status == 302:
        assert said(response)


@pytest.mark.parametrize("act", ["recall", "discard"])
def test_an_act_that_asks_for_a_reason_is_not_done_without(county, sign_in, act):
    state, who, _, _ = ACTS[act]
    edition = factories.edition(county, state=state)
    response = sign_in(getattr(county, who)).post(url(f"edition_{act}", edition.pk), {"reason": "  "})
    edition.refresh_from_db()
    assert edition.status == state
    assert said(response)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_not_done_by_opening_its_address(county, sign_in, act):
    state, who, data, _ = ACTS[act]
    edition = factories.edition(county, state=state)
    assert sign_in(getattr(county, who)).get(url(f"edition_{act}", edition.pk), data).status_code == 405
    edition.refresh_from_db()
    assert edition.status == state


@pytest.mark.parametrize("state", Status)
def test_the_screen_shows_every_state_and_only_the_acts_of_it(county, sign_in, state):
    edition = factories.edition(county, state=state) if state != Status.COUNTY_DEPARTMENT else factories.edition(
        county, county.township, state=state
    )  # fmt: skip
    response = sign_in(county.clerk_of(edition.unit)).get(url("catalogedition_change", edition.pk))
    assert response.status_code == 200
    assert "监督检查" in response.content.decode()
    offered = {button.action for button in response.context["buttons"]}
    expected = {
        Status.DRAFT: {"submit", "discard"},
        Status.APPROVED: {"recall", "publish"},
    } | {step: {"pass", "recall"} for step in REVIEWS}
    assert offered == expected.get(state, set())


# Starting.


def test_a_clerk_starts_an_edition_of_their_own_unit(county, sign_in):
    data = {"unit": county.department.pk, "domain": county.domain.pk, "source": "empty"}
    response = sign_in(county.clerk).post(url("edition_start"), data)
    edition = CatalogEdition.objects.get()
    assert response.url == url("catalogedition_change", edition.pk)
    assert (edition.unit, edition.started_by) == (county.department, county.clerk)


def test_a_foreign_unit_is_no_choice(county, sign_in):
    data = {"unit": county.other_department.pk, "domain": county.domain.pk, "source": "empty"}
    response = sign_in(county.clerk).post(url("edition_start"), data)
    assert response.status_code == 200
    assert "unit" in response.context["form"].errors
    assert not CatalogEdition.objects.exists()


def test_a_second_draft_is_refused_on_the_form(county, sign_in):
    factories.edition(county)
    data = {"unit": county.department.pk, "domain": county.domain.pk, "source": "empty"}
    response = sign_in(county.clerk).post(url("edition_start"), data)
    assert "已有一个编制中的版次" in str(response.context["form"].non_field_errors())
    assert CatalogEdition.objects.count() == 1


def test_there_must_be_something_to_start_from(county, sign_in):
    data = {"unit": county.department.pk, "domain": county.domain.pk, "source": "standard"}
    response = sign_in(county.clerk).post(url("edition_start"), data)
    assert "没有可用作底本的" in str(response.context["form"].non_field_errors())
    assert not CatalogEdition.objects.exists()


# Review.


@pytest.fixture
def waiting(county):
    return factories.edition(county, state=Status.COUNTY_OFFICE)


def decide(client, edition, decision: str, **data):
    values = {"decision": decision, "opinion": "同意", "seen": edition.content_hash, **data}
    return client.post(url("edition_review", edition.pk), values)


def test_a_reviewer_passes_what_they_saw(county, sign_in, waiting):
    response = decide(sign_in(county.office), waiting, "pass")
    waiting.refresh_from_db()
    assert response.status_code == 302
    assert waiting.status == Status.CITY_DEPARTMENT
    assert Review.objects.get().reviewer == county.office


def test_a_return_keeps_the_remarks_by_row(county, sign_in, waiting):
    remarks = {"remark:监督检查": "请写明依据", "remark:临时救助/政策法规文件": "  "}
    decide(sign_in(county.office), waiting, "return", opinion="退回", **remarks)
    waiting.refresh_from_db()
    assert waiting.status == Status.DRAFT
    assert list(Review.objects.get().remarks.values_list("path_key", "text")) == [("监督检查", "请写明依据")]
    screen = sign_in(county.clerk).get(url("catalogedition_change", waiting.pk))
    assert "请写明依据" in screen.content.decode()


def test_content_edited_since_the_page_was_opened_is_not_passed(county, sign_in, waiting):
    client, seen = sign_in(county.office), waiting.content_hash
    node = Node.objects.get(edition=waiting, name="监督检查")
    change_row(node, row("监督检查", seq="5", content="改了"), by=county.clerk, on=ON)
    response = decide(client, waiting, "pass", seen=seen, opinion="我的意见")
    waiting.refresh_from_db()
    assert waiting.status == Status.COUNTY_OFFICE
    assert not Review.objects.exists()
    assert response.status_code == 200
    assert "内容有改动" in response.content.decode()
    assert "我的意见" in response.content.decode()


@pytest.mark.parametrize("who", ["clerk", "head", "city_reviewer", "city_officer"])
def test_nobody_else_decides_the_step(county, sign_in, waiting, who):
    response = decide(sign_in(getattr(county, who)), waiting, "pass")
    waiting.refresh_from_db()
    assert waiting.status == Status.COUNTY_OFFICE
    assert not Review.objects.exists()
    assert response.status_code == 200


def test_an_opinion_is_asked_for_and_what_was_typed_stays(county, sign_in, waiting):
    response = decide(sign_in(county.office), waiting, "return", opinion=" ", **{"remark:监督检查": "请写明"})
    assert "请填写审核意见" in response.content.decode()
    assert "请写明" in response.content.decode()
    assert not Review.objects.exists()


def test_the_city_department_answers_its_checklist(county, sign_in):
    question = factories.question(county.domain)
    edition = factories.edition(county, state=Status.CITY_DEPARTMENT)
    client = sign_in(county.city_reviewer)
    decide(client, edition, "pass")
    edition.refresh_from_db()
    assert edition.status == Status.CITY_DEPARTMENT
    decide(client, edition, "pass", **{f"check-{question.pk}": "on"})
    edition.refresh_from_db()
    assert edition.status == Status.CITY_OFFICE


@pytest.mark.parametrize("junk", ["check-", "check-x", "check-99999999999999999999999", "check-²"])
def test_a_made_up_answer_breaks_nothing(county, sign_in, junk):
    factories.question(county.domain)
    edition = factories.edition(county, state=Status.CITY_DEPARTMENT)
    response = decide(sign_in(county.city_reviewer), edition, "pass", **{junk: "on"})
    edition.refresh_from_db()
    assert response.status_code == 200
    assert edition.status == Status.CITY_DEPARTMENT


@pytest.mark.parametrize("against", ["", "last", "previous", "standard", "nonsense"])
def test_the_review_page_holds_the_content_against_what_is_there(county, sign_in, against):
    factories.standard(county.domain)
    factories.edition(county, state=Status.PUBLISHED)
    changed = [*rows()[1:], row("新事项", "新内容")]
    edition = factories.edition(county, state=Status.COUNTY_OFFICE, content=changed)
    response = sign_in(county.office).get(url("edition_review", edition.pk), {"against": against})
    assert response.status_code == 200
    counts = response.context["counts"]
    assert (counts["added"], counts["removed"]) == (1, 1)


# To-do.


def test_the_index_shows_what_waits_with_its_due_date(county, sign_in):
    ReviewPeriod.objects.update(effective_to=ON)
    ReviewPeriod.objects.create(
        step=Status.COUNTY_OFFICE, working_days=5, effective_from=dt.date(2026, 1, 1), legal_basis="县规定"
    )
    edition = factories.edition(county, state=Status.COUNTY_OFFICE)
    CatalogEdition.objects.filter(pk=edition.pk).update(step_since=timezone.localdate())
    response = sign_in(county.office).get(reverse("admin:index"))
    address = url("catalogedition_change", edition.pk)
    [task] = [task for task in response.context["todo"] if task.url == address]
    assert task.due_on > timezone.localdate()
    assert task.url in response.content.decode()
    elsewhere = sign_in(county.other_clerk).get(reverse("admin:index")).context["todo"]
    assert address not in [task.url for task in elsewhere]


# A township's decisions.


def test_a_township_accepts_a_change_of_the_county(county, sign_in):
    change = factories.pending_change(county)
    factories.edition(county, county.township, source=factories.Source.PREVIOUS)
    client = sign_in(county.township_clerk)
    assert change.path_key in client.get(url("pendingchange_changelist")).content.decode().replace(" / ", "/")
    client.post(url("pending_decide", change.pk), {"decision": "accept"})
    change.refresh_from_db()
    assert change.state == PendingChange.State.ACCEPTED
    draft = CatalogEdition.objects.get(unit=county.township, status=Status.DRAFT)
    assert "新的内容" in [one.content for one in read_rows(draft)]


@pytest.mark.parametrize(("reason", "state"), [("本镇不办理", "declined"), (" ", "waiting")])
def test_a_township_declines_with_a_reason(county, sign_in, reason, state):
    change = factories.pending_change(county)
    sign_in(county.township_clerk).post(
        url("pending_decide", change.pk), {"decision": "decline", "reason": reason}
    )
    change.refresh_from_db()
    assert change.state == state


@pytest.mark.parametrize(("who", "status"), [("other_township_clerk", 404), ("clerk", 404), ("office", 302)])
def test_nobody_answers_for_a_township(county, sign_in, who, status):
    change = factories.pending_change(county)
    for data in ({"decision": "accept"}, {"decision": "decline", "reason": "不要"}):
        response = sign_in(getattr(county, who)).post(url("pending_decide", change.pk), data)
        assert response.status_code == status
    change.refresh_from_db()
    assert change.state == PendingChange.State.WAITING


# Reference lists.


def test_the_county_office_imports_a_list_and_sees_its_coverage(county, sign_in, tmp_path):
    path = tmp_path / "清单.csv"
    path.write_text("事项名称,领域\n低保申请,社会救助\n")
    with path.open("rb") as file:
        data = {"county": county.government.pk, "kind": "service", "file": file}
        response = sign_in(county.office).post(url("reference_upload"), data)
    created = ReferenceList.objects.get()
    assert response.url == url("reference_coverage", created.pk)
    page = sign_in(county.office).get(response.url)
    assert "低保申请" in page.content.decode()


def test_a_foreign_county_is_no_choice_and_a_bad_file_is_explained(county, sign_in, tmp_path):
    path = tmp_path / "清单.csv"
    path.write_text("姓名,年龄\n张三,3\n")
    for who in ("clerk", "office"):
        with path.open("rb") as file:
            data = {"county": county.government.pk, "kind": "service", "file": file}
            response = sign_in(getattr(county, who)).post(url("reference_upload"), data)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert not ReferenceList.objects.exists()
