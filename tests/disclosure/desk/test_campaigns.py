"""清理与评估 on the screen, the county's words, and the topics."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure.actions import campaigns
from disclosure.models import Campaign, CampaignEntry, CountyWord, DocumentEdition, Topic
from disclosure.workflow import Attribute, Status
from tests.disclosure.desk.posting import said, screen, url
from tests.documents import document
from tests.factories import K, organisation

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 3, 3)


def closed(county, **values) -> DocumentEdition:
    return document(
        county, state=Status.LEDGER, proposed_attribute=Attribute.NOT_OPEN, on=LAST_YEAR, **values
    )


@pytest.fixture
def campaign(county) -> Campaign:
    closed(county, title="第一份")
    closed(county, title="第二份")
    today = timezone.localdate()
    return campaigns.open_campaign(
        "reevaluation", county.government, year=today.year, by=county.office, on=today, due_on=today
    )


def data(county, **values):
    today = timezone.localdate()
    return {
        "kind": "reevaluation", "organisation": county.government.pk, "year": today.year, "due_on": str(today), **values
    }  # fmt: skip


def decide(client, entry: CampaignEntry, **values):
    return client.post(url("entry_decide", entry.campaign_id, entry.pk), values)


# --- opening ---------------------------------------------------------------------------------------------------


def test_the_county_office_opens_one_and_every_document_it_concerns_is_in_it(county, sign_in):
    closed(county)
    response = sign_in(county.office).post(url("campaign_start"), data(county))
    made = Campaign.objects.get()
    assert response.url == url("campaign_change", made.pk)
    assert made.entries.count() == 1


@pytest.mark.parametrize("who", ["clerk", "head", "government_head", "administrator", "superuser"])
def test_nobody_else_opens_one(county, sign_in, who):
    response = sign_in(county.people[who]).post(url("campaign_start"), data(county))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"kind": "party"},
        {"year": "x"},
        {"year": 1900},
        {"due_on": "2020-01-01"},
        {"due_on": ""},
        {"organisation": "9999"},
    ],
)
def test_bad_input_opens_nothing_and_stays(county, sign_in, spoiled):
    response = sign_in(county.office).post(url("campaign_start"), data(county, **spoiled))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Campaign.objects.exists()


def test_there_is_one_a_year(county, sign_in, campaign):
    response = sign_in(county.office).post(url("campaign_start"), data(county))
    assert "已经发起" in str(response.context["form"].non_field_errors())
    assert Campaign.objects.count() == 1


# --- judging ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("head", 200),
        ("office", 200),
        ("secrecy_reviewer", 200),
        ("other_head", 404),
        ("city_officer", 404),
    ],
)
def test_the_screen_is_for_the_units_that_have_entries_and_the_office(county, sign_in, campaign, who, status):
    assert sign_in(county.people[who]).get(url("campaign_change", campaign.pk)).status_code == status


def test_the_head_sees_the_forms_and_the_others_why_not(county, sign_in, campaign):
    page = sign_in(county.head).get(url("campaign_change", campaign.pk))
    assert [bool(line["form"]) for line in page.context["lines"]] == [True, True]
    page = sign_in(county.clerk).get(url("campaign_change", campaign.pk))
    assert [bool(line["form"]) for line in page.context["lines"]] == [False, False]
    assert "的负责人评估" in page.content.decode()


def test_a_decision_is_kept_and_the_progress_counts_it(county, sign_in, campaign):
    entry = campaign.entries.first()
    client = sign_in(county.head)
    decide(client, entry, decision="unchanged", reason="仍属内部事务")
    entry.refresh_from_db()
    assert (entry.decision, entry.decided_by, entry.reason) == ("unchanged", county.head, "仍属内部事务")
    page = client.get(url("campaign_change", campaign.pk))
    assert (page.context["done"], page.context["total"]) == (1, 2)
    assert len(page.context["lines"]) == 1
    done = client.get(url("campaign_change", campaign.pk), {"state": "done"})
    assert "仍属内部事务" in done.content.decode()


def test_converting_starts_a_draft_that_is_reviewed_like_any_other(county, sign_in, campaign):
    entry = campaign.entries.first()
    decide(
        sign_in(county.head), entry, decision="convert", reason="情势已变,可以公开", unit=county.department.pk
    )
    entry.refresh_from_db()
    assert entry.result.status == Status.DRAFT
    assert entry.result.proposed_attribute == Attribute.OPEN
    page = sign_in(county.head).get(url("campaign_change", campaign.pk), {"state": "done"}).content.decode()
    assert screen(entry.result) in page


@pytest.mark.parametrize(
    "values", [{}, {"decision": "unchanged"}, {"decision": "unchanged", "reason": " "}, {"decision": "repeal", "reason": "x"},
               {"decision": "?", "reason": "x"}, {"decision": "unchanged", "reason": "字" * 501}],
)  # fmt: skip
def test_a_bad_decision_decides_nothing(county, sign_in, campaign, values):
    entry = campaign.entries.first()
    assert said(decide(sign_in(county.head), entry, **values))
    entry.refresh_from_db()
    assert entry.decision == ""


def test_an_entry_is_judged_once(county, sign_in, campaign):
    entry = campaign.entries.first()
    client = sign_in(county.head)
    decide(client, entry, decision="unchanged", reason="第一次")
    assert "已经评估" in said(decide(client, entry, decision="convert", reason="第二次"))
    entry.refresh_from_db()
    assert entry.reason == "第一次"


@pytest.mark.parametrize(
    ("who", "status"), [("other_head", 404), ("clerk", 302), ("office", 302), ("superuser", 404)]
)
def test_nobody_judges_for_the_head(county, sign_in, campaign, who, status):
    entry = campaign.entries.first()
    response = decide(sign_in(county.people[who]), entry, decision="unchanged", reason="我来定")
    assert response.status_code == status
    entry.refresh_from_db()
    assert entry.decision == ""


def test_it_is_closed_when_everything_is_judged(county, sign_in, campaign):
    office, where = sign_in(county.office), url("campaign_close", campaign.pk)
    assert "还有2份文件没有评估" in said(office.post(where))
    for entry in campaign.entries.all():
        campaigns.decide(
            entry, by=county.head, on=timezone.localdate(), decision="unchanged", reason="内部事务"
        )
    assert "由县政务公开主管部门发起" in said(sign_in(county.head).post(where))
    office = sign_in(county.office)
    office.post(where)
    campaign.refresh_from_db()
    assert campaign.closed_on == timezone.localdate()
    assert "已经办结" in said(office.post(where))


def test_progress_by_unit_and_narrowed_to_one(county, sign_in, campaign):
    client = sign_in(county.office)
    page = client.get(url("campaign_change", campaign.pk))
    [line] = page.context["units"]
    assert (line.name, line.total, line.done, line.left) == ("青岚县民政局", 2, 0, 2)
    assert len(client.get(url("campaign_change", campaign.pk), {"unit": line.pk}).context["lines"]) == 2
    for nonsense in ("x", "999999", "9" * 30):
        assert client.get(url("campaign_change", campaign.pk), {"unit": nonsense}).context["chosen"] is None


def test_lists_and_screen_cost_the_same_for_every_entry(county, sign_in, campaign, django_assert_num_queries):
    client = sign_in(county.head)
    where = url("campaign_change", campaign.pk)
    client.get(where)
    with django_assert_num_queries(8):
        client.get(where)
    for number in range(3):
        entry = closed(county, title=f"第{number}份")
        CampaignEntry.objects.create(campaign=campaign, edition=entry, unit=county.department)
    with django_assert_num_queries(8):
        assert len(client.get(where).context["lines"]) == 5
    page = client.get(reverse("admin:disclosure_campaign_changelist"))
    assert "已评估 0 / 5" in page.content.decode()


# --- words and topics ------------------------------------------------------------------------------------------


def test_the_county_office_keeps_the_words_of_its_own_county(county, sign_in):
    client = sign_in(county.office)
    add = reverse("admin:disclosure_countyword_add")
    assert client.get(add).context["adminform"].form["county"].value() == county.government.pk
    client.post(add, {"county": county.government.pk, "word": "内部掌握", "note": ""})
    word = CountyWord.objects.get()
    assert word.county == county.government
    foreign = client.post(add, {"county": county.department.pk, "word": "别的", "note": ""})
    assert foreign.status_code == 200
    twice = client.post(add, {"county": county.government.pk, "word": "内部掌握", "note": ""})
    assert "这个词已在词表里" in twice.content.decode()
    assert CountyWord.objects.count() == 1


def test_words_of_another_county_are_not_there(county, sign_in):
    other = organisation(K.COUNTY_GOVERNMENT, "邻县人民政府", county.city_office)
    word = CountyWord.objects.create(county=other, word="邻县的词")
    client = sign_in(county.office)
    assert "邻县的词" not in client.get(reverse("admin:disclosure_countyword_changelist")).content.decode()
    assert client.get(reverse("admin:disclosure_countyword_change", args=[word.pk])).status_code == 302
    client.post(reverse("admin:disclosure_countyword_delete", args=[word.pk]), {"post": "yes"})
    assert CountyWord.objects.filter(pk=word.pk).exists()


@pytest.mark.parametrize("who", ["clerk", "head", "administrator"])
def test_nobody_else_opens_the_words(county, sign_in, who):
    assert (
        sign_in(county.people[who]).get(reverse("admin:disclosure_countyword_changelist")).status_code == 403
    )


def test_everybody_looks_topics_up_and_the_offices_keep_them(county, sign_in):
    top = Topic.objects.create(code="A", name="民政")
    below = Topic.objects.create(code="A01", name="救助", parent=top)
    change = reverse("admin:disclosure_topic_change", args=[below.pk])
    sent = {"code": "A01", "name": "社会救助", "parent": top.pk}
    assert sign_in(county.clerk).get(change).status_code == 200
    assert sign_in(county.clerk).post(change, sent).status_code == 403
    office = sign_in(county.office)
    office.post(change, sent)
    below.refresh_from_db()
    assert below.name == "社会救助"
    assert office.post(change, sent | {"parent": below.pk}).status_code == 200
    assert office.get(reverse("admin:disclosure_topic_delete", args=[below.pk])).status_code == 403
