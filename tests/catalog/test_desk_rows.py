"""Rows on the desk: adding, changing, renaming, moving, removing; what somebody else did meanwhile is never overwritten."""

import pytest
from django.urls import reverse

from catalog.models import CatalogEdition, Node
from catalog.tree import faults, read_rows
from catalog.workflow import Status
from tests import factories
from tests.catalog.test_desk_editions import said, sign_in, url  # noqa: F401  sign_in is a fixture
from tests.factories import row

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(county):
    return factories.edition(county)


def node(edition, name: str) -> Node:
    return Node.objects.filter(edition=edition, name=name).order_by("lft").first()


def snapshot(edition) -> tuple:
    edition = CatalogEdition.objects.get(pk=edition.pk)
    return edition.content_hash, edition.revision, [one.stated() for one in read_rows(edition)]


def typed(response) -> dict[str, str]:
    """The form as the page shows it, ready to be sent back."""
    form = response.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return data | {
        "revision": str(response.context["revision"]), "seen": response.context.get("seen", ""),
    }  # fmt: skip


def test_a_row_saved_as_it_stands_changes_nothing_it_says(county, sign_in, edition):  # noqa: F811
    before = snapshot(edition)[2]
    client = sign_in(county.clerk)
    page = url("row_change", edition.pk, node(edition, "监督检查").pk)
    response = client.post(page, typed(client.get(page)))
    assert response.status_code == 302
    assert snapshot(edition)[2] == before


def test_a_change_is_saved(county, sign_in, edition):  # noqa: F811
    client = sign_in(county.clerk)
    page = url("row_change", edition.pk, node(edition, "监督检查").pk)
    client.post(page, typed(client.get(page)) | {"content": "新内容", "mode": "request"})
    changed = read_rows(edition)[-1]
    assert (changed.content, changed.mode_active, changed.mode_request) == ("新内容", False, True)


def test_two_editors_of_one_row_meet_a_page_with_both_texts(county, sign_in, edition):  # noqa: F811
    page = url("row_change", edition.pk, node(edition, "监督检查").pk)
    first = typed(sign_in(county.clerk).get(page))
    second = sign_in(county.clerk2)
    second.post(page, typed(second.get(page)) | {"content": "先保存的文字"})
    before = snapshot(edition)
    response = sign_in(county.clerk).post(page, first | {"content": "后保存的文字"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "先保存的文字" in text
    assert "后保存的文字" in text
    assert snapshot(edition) == before


def test_an_editor_of_another_row_meets_nothing(county, sign_in, edition):  # noqa: F811
    page = url("row_change", edition.pk, node(edition, "监督检查").pk)
    mine = typed(sign_in(county.clerk).get(page))
    other = url("row_change", edition.pk, node(edition, "审核审批信息").pk)
    second = sign_in(county.clerk2)
    second.post(other, typed(second.get(other)) | {"content": "别的一条"})
    assert sign_in(county.clerk).post(page, mine | {"content": "我的"}).status_code == 302
    contents = [one.content for one in read_rows(edition)]
    assert {"别的一条", "我的"} <= set(contents)


NEW = {"name": "新事项", "heading1": "临时救助", "content": "内容"}


def test_a_row_is_added_below_its_heading(county, sign_in, edition):  # noqa: F811
    client = sign_in(county.clerk)
    heading = node(edition, "临时救助")
    page = client.get(url("row_add", edition.pk), {"under": heading.pk})
    assert page.context["form"]["heading1"].value() == "临时救助"
    client.post(url("row_add", edition.pk), NEW | {"revision": str(edition.revision)})
    assert ("临时救助", "新事项") in [one.path for one in read_rows(edition)]
    assert faults() == {}


def test_a_row_added_on_a_stale_page_is_handed_back(county, sign_in, edition):  # noqa: F811
    before = snapshot(edition)
    response = sign_in(county.clerk).post(url("row_add", edition.pk), NEW | {"revision": "77"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert "新事项" in response.content.decode()
    assert snapshot(edition) == before


@pytest.mark.parametrize("under", ["x", "99999999", "²"])
def test_a_made_up_place_breaks_nothing(county, sign_in, edition, under):  # noqa: F811
    assert sign_in(county.clerk).get(url("row_add", edition.pk), {"under": under}).status_code == 200


def acts(edition) -> dict[str, tuple[str, dict[str, str]]]:
    heading, leaf = node(edition, "临时救助"), node(edition, "监督检查")
    revision = {"revision": str(edition.revision)}
    return {
        "rename": (url("row_rename", edition.pk, heading.pk), {"name": "急难救助"} | revision),
        "remove": (url("row_remove", edition.pk, leaf.pk), revision),
        "move": (url("row_move", edition.pk, leaf.pk), {"step": "up"} | revision),
        "into": (url("row_move", edition.pk, leaf.pk), {"into": str(heading.pk)} | revision),
        "reorder": (url("rows_reorder", edition.pk), {"item": str(leaf.pk), "position": "0"} | revision),
        "change": (url("row_change", edition.pk, leaf.pk), {"name": "改名"} | revision),
        "add": (url("row_add", edition.pk), NEW | revision),
    }


ACTS = ("rename", "remove", "move", "into", "reorder", "change", "add")


@pytest.mark.parametrize("act", ACTS)
def test_an_act_by_the_units_clerk_is_done(county, sign_in, edition, act):  # noqa: F811
    before = snapshot(edition)
    address, data = acts(edition)[act]
    assert sign_in(county.clerk).post(address, data).status_code in {200, 302}
    after = snapshot(edition)
    assert after[0] != before[0]
    assert after[1] == before[1] + 1
    assert faults() == {}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "who", ["other_clerk", "township_clerk", "secrecy_reviewer", "office", "city_officer", "superuser"]
)
def test_an_act_by_anybody_else_changes_nothing(county, sign_in, edition, act, who):  # noqa: F811
    before = snapshot(edition)
    address, data = acts(edition)[act]
    sign_in(getattr(county, who)).post(address, data)
    assert snapshot(edition) == before


@pytest.mark.parametrize("act", [act for act in ACTS if act != "add"])
def test_an_act_on_a_stale_page_changes_nothing(county, sign_in, edition, act):  # noqa: F811
    before = snapshot(edition)
    address, data = acts(edition)[act]
    response = sign_in(county.clerk).post(address, data | {"revision": "77"})
    assert snapshot(edition) == before
    assert response.status_code == 409 or said(response)


@pytest.mark.parametrize("act", ["rename", "remove", "move", "into", "reorder", "change"])
def test_a_node_of_another_edition_is_not_there(county, sign_in, edition, act):  # noqa: F811
    other = factories.edition(county, county.other_department)
    before = snapshot(other)
    address, data = acts(edition)[act]
    foreign, leaf = node(other, "监督检查"), node(edition, "监督检查")
    if act == "reorder":
        data["item"] = str(foreign.pk)
    address = address.replace(f"/{leaf.pk}/", f"/{foreign.pk}/").replace(
        f"/{node(edition, '临时救助').pk}/", f"/{foreign.pk}/"
    )
    assert sign_in(county.clerk).post(address, data).status_code == 404
    assert snapshot(other) == before


@pytest.mark.parametrize("name", ["row_rename", "row_move", "row_remove"])
def test_an_act_is_not_done_by_opening_its_address(county, sign_in, edition, name):  # noqa: F811
    before = snapshot(edition)
    client = sign_in(county.clerk)
    assert client.get(url(name, edition.pk, node(edition, "监督检查").pk)).status_code == 405
    assert client.get(url("rows_reorder", edition.pk)).status_code == 405
    assert snapshot(edition) == before


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"item": "x", "position": "0"}, 400),
        ({"item": "{leaf}", "position": "-1"}, 400),
        ({"item": "{leaf}"}, 400),
        ({"item": "{root}", "position": "0"}, 400),
        ({"item": "99999999", "position": "0"}, 404),
        ({"item": "{leaf}", "position": "0", "revision": "77"}, 409),
        ({"item": "²", "position": "0"}, 400),
        ({"item": "{leaf}", "position": "²"}, 400),
    ],
)
def test_a_bad_reorder_is_answered_and_changes_nothing(county, sign_in, edition, data, status):  # noqa: F811
    before = snapshot(edition)
    root = Node.objects.get(edition=edition, parent=None)
    names = {"leaf": node(edition, "监督检查").pk, "root": root.pk}
    sent = {name: value.format(**names) for name, value in data.items()}
    response = sign_in(county.clerk).post(url("rows_reorder", edition.pk), sent)
    assert response.status_code == status
    if status != 404:
        assert response.json()["error"]
    assert snapshot(edition) == before


@pytest.mark.parametrize(("position", "order"), [("0", 0), ("1", 2), ("99", 4)])
def test_a_drag_puts_the_row_where_it_was_dropped(county, sign_in, edition, position, order):  # noqa: F811
    data = {
        "item": str(node(edition, "监督检查").pk),
        "position": position,
        "revision": str(edition.revision),
    }
    response = sign_in(county.clerk).post(url("rows_reorder", edition.pk), data)
    assert response.json()["revision"] == edition.revision + 1
    assert [one.path[-1] for one in read_rows(edition)].index("监督检查") == order
    assert faults() == {}


def test_the_first_row_does_not_go_further_up(county, sign_in, edition):  # noqa: F811
    before = snapshot(edition)
    response = sign_in(county.clerk).post(
        url("row_move", edition.pk, node(edition, "最低生活保障").pk), {"step": "up", "revision": "0"}
    )
    assert "没有移动" in said(response)
    assert snapshot(edition) == before


def test_a_published_row_is_shown_and_not_changed(county, sign_in):  # noqa: F811
    edition = factories.edition(county, state=Status.PUBLISHED)
    before = snapshot(edition)
    leaf = node(edition, "监督检查")
    client = sign_in(county.clerk)
    page = client.get(url("row_change", edition.pk, leaf.pk))
    assert page.status_code == 200
    for address, data in acts(edition).values():
        client.post(address, data)
    assert snapshot(edition) == before


def test_unknown_in_the_form_stays_unknown(county, sign_in):  # noqa: F811
    unknown = row(
        "甲",
        channels=None,
        audience_all=None,
        audience_group=None,
        mode_active=None,
        mode_request=None,
        levels={},
    )
    edition = factories.edition(county, content=[unknown])
    client = sign_in(county.clerk)
    page = url("row_change", edition.pk, node(edition, "甲").pk)
    client.post(page, typed(client.get(page)) | {"content": "写了内容"})
    [saved] = read_rows(edition)
    assert saved.content == "写了内容"
    assert (saved.channels, saved.audience_all, saved.audience_group, saved.mode_active) == (
        None,
        None,
        None,
        None,
    )
    assert saved.levels == {}


@pytest.mark.parametrize(
    "odd",
    [
        {"audience_all": True, "audience_group": None},
        {"audience_all": None, "audience_group": ""},
        {"mode_active": True, "mode_request": True},
        {"mode_active": True, "mode_request": None},
        {"levels": {"county": None, "township": True}},
        {"channels": {}},
        {"extras": {"备注": "甲"}},
    ],
)
def test_saving_an_untouched_form_keeps_what_the_form_cannot_say(county, sign_in, odd):  # noqa: F811
    edition = factories.edition(county, content=[row("甲", **odd)])
    before = snapshot(edition)[2]
    client = sign_in(county.clerk)
    page = url("row_change", edition.pk, node(edition, "甲").pk)
    client.post(page, typed(client.get(page)))
    assert snapshot(edition)[2] == before


def test_the_list_of_editions_shows_what_the_person_may_see(county, sign_in, edition):  # noqa: F811
    listing = reverse("admin:catalog_catalogedition_changelist")
    assert url("catalogedition_change", edition.pk) in sign_in(county.clerk).get(listing).content.decode()
    assert (
        url("catalogedition_change", edition.pk)
        not in sign_in(county.other_clerk).get(listing).content.decode()
    )
