"""The back office: what is due, one button each; acts of others are shown with the reason why not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories, villages
from tests.factories import ON, K
from village import todo
from village.actions import boarding, listing, opening
from village.models import BoardItem, Comparison, Matter
from village.workflow import Status

pytestmark = pytest.mark.django_db
TODAY = ON + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


def act(client, made, name, **values):
    made.refresh_from_db()
    seen = {"seen": made.content_hash, "revision": made.revision}
    return client.post(reverse("admin:village_act", args=[made.pk, name]), seen | values)


def test_a_secretary_goes_from_the_list_to_the_wall(client, county):
    made = villages.due(county)
    client.force_login(county.village_officer)
    home = client.get(reverse("admin:village_boarditem_changelist")).content.decode()
    assert "现在要办的" in home
    assert reverse("admin:village_boarditem_change", args=[made.pk]) in home
    given = {"title": "一季度低保名单", "text": "", "lines": "姓名,金额\n张秀英,560"}
    assert act(client, made, "propose", **given).status_code == 302
    client.force_login(county.village_supervisor)
    assert act(client, made, "review", note="属实").status_code == 302
    client.force_login(county.village_party)
    assert act(client, made, "decide", meeting="6人同意").status_code == 302
    client.force_login(county.village_officer)
    assert act(client, made, "publish").status_code == 302
    assert act(client, made, "post", place="村公开栏").status_code == 302
    made.refresh_from_db()
    assert (made.status, made.published_on, made.title) == (Status.PUBLISHED, TODAY, "一季度低保名单")
    posting = made.postings.get()
    response = client.post(reverse("admin:village_take", args=[posting.pk]), follow=True)
    assert "请重新公布" in response.content.decode()


def test_what_was_typed_comes_back_with_the_reason(client, county):
    made = villages.due(county)
    client.force_login(county.village_officer)
    response = act(client, made, "propose", title="名单", text="", lines="")
    assert response.status_code == 422
    assert "不能空着" in response.content.decode()
    response = act(client, made, "propose", title="名单", text="写了很久的话", revision=99)
    assert response.status_code == 409
    assert "写了很久的话" in response.content.decode()


def test_the_township_sees_the_reason_and_orders(client, county):
    made = villages.due(county, "财务收支明细")
    client.force_login(county.township_clerk)
    text = client.get(reverse("admin:village_boarditem_change", args=[made.pk])).content.decode()
    assert "由上河村的村(居)务公开员办理" in text
    assert act(client, made, "order", reason="没有张贴", until="2026-03-10").status_code == 302
    assert made.orders.get().until == date(2026, 3, 10)
    assert act(client, made, "propose", title="替村里办", text="x").status_code == 422


@pytest.mark.parametrize(
    "who", ["clerk", "other_township_clerk", "administrator", "superuser", "city_reviewer"]
)
def test_others_do_not_find_it(client, county, who):
    made = villages.item(county, state=Status.PUBLISHED)
    posting = boarding.post(made, by=county.village_officer, on=ON)
    client.force_login(getattr(county, who))
    assert client.get(reverse("admin:village_boarditem_change", args=[made.pk])).status_code == 404
    for name, args in {
        "act": [made.pk, "withdraw"], "take": [posting.pk], "matters_act": [county.village.pk, "adopt"],
    }.items():  # fmt: skip
        assert client.post(reverse(f"admin:village_{name}", args=args)).status_code == 404, name


def test_the_list_is_taken_over_and_enlarged(client, county):
    client.force_login(county.village_officer)
    url = reverse("admin:village_matters_act", args=[county.village.pk, "adopt"])
    assert client.post(url).status_code == 302
    assert Matter.objects.count() > 15
    url = reverse("admin:village_matters_act", args=[county.village.pk, "add"])
    values = {
        "title": "集体用车", "head": "other", "cycle": "quarterly", "responsible": "主任", "who": "representatives",
        "asked": 5, "asked_of": 40,
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    assert client.post(url, values | {"asked": 8}).status_code == 302
    assert Matter.objects.get(title="集体用车").origin == Matter.Origin.REPRESENTATIVES
    matter = Matter.objects.get(title="土地征收补偿")
    url = reverse("admin:village_matters_act", args=[county.village.pk, "begin"])
    assert client.post(url, {"matter": matter.pk, "title": "村东道路征地补偿"}).status_code == 302
    item = BoardItem.objects.get(title="村东道路征地补偿")
    assert (item.period_start, item.due_on) == (TODAY, TODAY + timedelta(days=5))


def labels(person, today=TODAY):
    return [(task.title, task.action_label, task.mine) for task in todo.tasks_for(person, today)]


def test_the_todo_follows_the_steps(county):
    made = villages.due(county)
    title = str(made)
    assert (title, "提出", True) in labels(county.village_officer)
    made = villages.advance(county, made, Status.PROPOSED)
    assert labels(county.village_supervisor) == [(title, "审查", True)]
    assert labels(county.village_party) == labels(county.clerk) == labels(county.superuser) == []
    made = villages.reviewed(county, made)
    assert labels(county.village_party) == [(title, "登记决定", True)]
    (line,) = labels(county.township_clerk)
    assert "到期没有公布" in line[0]
    assert line[2] is False


def test_a_board_taken_down_early_comes_back_as_a_task(county):
    made = villages.item(county, state=Status.PUBLISHED)
    posting = boarding.post(made, by=county.village_officer, on=ON)
    boarding.take_down(posting, by=county.village_officer, on=ON + timedelta(days=4))
    assert (str(made), "重新公布", True) in labels(county.village_officer, ON + timedelta(days=4))


@pytest.mark.parametrize(("who", "queries"), [("village_officer", 9), ("office", 8)])
def test_the_first_screen_asks_as_often_for_many_villages(
    client, county, django_assert_num_queries, who, queries
):
    villages.listed(county)
    factories.organisation(K.VILLAGE, "中河村", county.township)
    client.force_login(getattr(county, who))
    url = reverse("admin:village_boarditem_changelist")
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(4):
        factories.organisation(K.VILLAGE, f"新村{number}", county.township)
    villages.item(county, state=Status.PUBLISHED)
    with django_assert_num_queries(queries):
        client.get(url)


def test_the_county_sees_every_township_in_figures_and_a_township_only_its_villages(client, county):
    """The chart is drawn from the table beside it: what the table says is what is shown."""
    made = villages.item(county, state=Status.PUBLISHED)
    Comparison.objects.create(item=made, outcome=Comparison.Outcome.DIFFERENT, checked_on=ON)
    other = factories.organisation(K.TOWNSHIP, "新河镇人民政府", county.government)
    there = factories.organisation(K.VILLAGE, "新塘村", other)
    listing.adopt(there, by=None, on=ON, since=villages.JANUARY)
    opening.open_periods(there, on=ON)
    url = reverse("admin:village_boarditem_changelist")
    client.force_login(county.office)
    response = client.get(url)
    lines = {line["label"]: line for line in response.context["townships"]}
    mine = lines[county.township.label]
    assert (mine["villages"], mine["published"], mine["different"]) == (1, 1, 1)
    assert (lines["新河镇人民政府"]["published"], lines["新河镇人民政府"]["different"]) == (0, 0)
    late = BoardItem.objects.overdue(timezone.localdate())
    for township in (county.township, other):
        assert lines[township.label]["late"] == late.filter(village__parent=township).count() > 0
    text = response.content.decode()
    assert 'data-chart="townships"' in text
    assert 'id="townships"' in text
    factories.organisation(K.VILLAGE, "下河村", county.township)
    client.force_login(county.township_clerk)
    assert client.get(url).context["townships"] == []
