"""The review screens: what is shown, who decides, and what a refused decision leaves behind."""

import pytest

from disclosure.actions import attaching, drafting, scanning
from disclosure.models import DocumentEdition, Opinion
from disclosure.workflow import REVIEWS, Attribute, Status
from tests.disclosure.desk.posting import said, screen, untouched, upload, url
from tests.documents import BODY, advance, document, draft
from tests.factories import ON

pytestmark = pytest.mark.django_db
REVIEWER = {Status.SECRECY: "secrecy_reviewer", Status.OFFICE: "office_reviewer", Status.SIGNING: "head"}
NEXT = {Status.SECRECY: Status.OFFICE, Status.OFFICE: Status.SIGNING, Status.SIGNING: Status.SIGNED}


def decide(client, edition: DocumentEdition, decision: str, name: str = "edition_review", **data):
    sent = {"decision": decision, "text": "看过了", "seen": edition.content_hash, **data}
    return client.post(url(name, edition.pk), sent)


@pytest.mark.parametrize("state", REVIEWS)
def test_the_reviewer_of_the_step_agrees_with_what_was_shown(county, sign_in, state):
    edition = document(county, state=state)
    response = decide(sign_in(county.people[REVIEWER[state]]), edition, "agree", attribute=Attribute.OPEN)
    assert response.url == screen(edition)
    edition.refresh_from_db()
    assert edition.status == NEXT[state]
    assert edition.opinions.get(step=state).text == "看过了"


@pytest.mark.parametrize("state", REVIEWS)
@pytest.mark.parametrize("decision", ["agree", "differs", "return", "refer"])
@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("other_head", 404), ("office", 200), ("superuser", 404)]
)
def test_nobody_else_decides(county, sign_in, state, decision, who, status):
    edition = document(county, state=state)
    before = untouched(edition)
    response = decide(sign_in(county.people[who]), edition, decision, attribute=Attribute.NOT_OPEN)
    assert response.status_code == status
    assert untouched(edition) == before
    if status == 200:
        assert said(response)
        assert "只能查看" in response.content.decode()


@pytest.mark.parametrize("state", [Status.SECRECY, Status.OFFICE])
def test_who_holds_another_attribute_for_right_says_so_and_it_stays_on_record(county, sign_in, state):
    edition = document(county, state=state)
    decide(
        sign_in(county.people[REVIEWER[state]]), edition, "differs", attribute=Attribute.NOT_OPEN, ground="C1"
    )
    opinion = edition.opinions.get(step=state)
    assert (opinion.decision, opinion.attribute, opinion.ground) == ("differs", "not_open", "C1")
    page = sign_in(county.head).get(url("edition_review", edition.pk)).content.decode()
    assert "另有意见，认为应当不予公开" in page


@pytest.mark.parametrize("attribute", ["", Attribute.OPEN, "nonsense"])
def test_another_opinion_needs_another_attribute(county, sign_in, attribute):
    edition = document(county, state=Status.SECRECY)
    response = decide(
        sign_in(county.secrecy_reviewer), edition, "differs", attribute=attribute, text="我的意见"
    )
    assert response.status_code == 200
    assert "我的意见" in response.content.decode()
    edition.refresh_from_db()
    assert edition.status == Status.SECRECY


@pytest.mark.parametrize("state", REVIEWS)
def test_a_return_takes_it_back_with_the_reason_on_the_drafters_screen(county, sign_in, state):
    edition = document(county, state=state)
    decide(sign_in(county.people[REVIEWER[state]]), edition, "return", text="请补充附件")
    edition.refresh_from_db()
    assert edition.status == Status.DRAFT
    page = sign_in(county.clerk).get(screen(edition)).content.decode()
    assert "退回：</strong>请补充附件" in page


@pytest.mark.parametrize("decision", ["agree", "return"])
def test_content_changed_since_the_page_was_opened_is_not_decided(county, sign_in, decision):
    edition = document(county, state=Status.SECRECY)
    seen = edition.content_hash
    drafting.save_draft(edition, by=county.clerk, on=ON, revision=edition.revision, values={"title": "改了"})
    edition = advance(county, DocumentEdition.objects.get(pk=edition.pk), Status.SECRECY)
    response = decide(sign_in(county.secrecy_reviewer), edition, decision, seen=seen, text="我的意见")
    page = response.content.decode()
    assert "内容有改动" in page
    assert "我的意见" in page
    assert response.context["seen"] == edition.content_hash
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    "data", [{"text": " "}, {"text": "字" * 2001}, {"decision": ""}, {"decision": "sing"}, {"seen": ""}, {"attribute": "?"},
             {"ground": "Z9"}, {"text": "\x00"}],
)  # fmt: skip
def test_a_bad_answer_decides_nothing(county, sign_in, data):
    edition = document(county, state=Status.OFFICE)
    before = untouched(edition)
    response = decide(sign_in(county.office_reviewer), edition, **({"decision": "agree"} | data))
    assert response.status_code == 200
    assert untouched(edition) == before
    assert said(response) or response.context["form"].errors


def test_a_decision_sent_twice_counts_once(county, sign_in):
    edition = document(county, state=Status.SECRECY)
    client = sign_in(county.secrecy_reviewer)
    decide(client, edition, "agree")
    assert said(decide(client, edition, "agree"))
    assert Opinion.objects.count() == 1


def test_the_head_settles_the_attribute_with_ground_and_reason(county, sign_in):
    edition = document(county, state=Status.SIGNING)
    client = sign_in(county.head)
    page = client.get(url("edition_review", edition.pk))
    assert page.context["form"]["attribute"].value() == Attribute.OPEN
    answer = {"attribute": Attribute.ON_REQUEST, "ground": "C1"}
    assert "书面说明理由" in said(decide(client, edition, "agree", **answer, reason="短"))
    decide(client, edition, "agree", **answer, reason="属于内部工作流程,不影响公众权利义务。")
    edition.refresh_from_db()
    assert (edition.status, edition.attribute, edition.ground) == (Status.SIGNED, Attribute.ON_REQUEST, "C1")


def test_the_page_shows_what_will_be_published_and_what_stands_behind_it(county, sign_in):
    edition = draft(
        county, proposed_attribute=Attribute.REDACTED, proposed_ground="B2", redaction_note="删去姓名"
    )
    attaching.attach(edition, upload("名单.txt"), by=county.clerk, on=ON)
    edition.refresh_from_db()
    [finding] = scanning.scan_now(edition, by=county.clerk)
    scanning.justify(finding, by=county.clerk, reason="对外公布的办公电话")
    edition = advance(county, edition, Status.SECRECY)
    page = sign_in(county.secrecy_reviewer).get(url("edition_review", edition.pk)).content.decode()
    assert "<h2>一、保障标准</h2>" in page
    for words in ("（此件删减后公开发布）", "个人隐私", "删去姓名", "名单.txt", "对外公布的办公电话", "此件"):
        assert words in page, words
    assert f"/documents/{edition.document_id}/attachments/" in page


def test_what_changed_against_the_edition_in_force_is_marked(county, sign_in):
    old = document(county, state=Status.PUBLISHED)
    newer = drafting.start_edition(old.document, by=county.clerk, on=ON, reason="更正")
    changed = BODY.replace("按年度调整", "按季度调整") + "<p>新增的一段。</p>"
    newer = drafting.save_draft(
        newer, by=county.clerk, on=ON, revision=newer.revision, values={"summary": "新概述"}, body=changed
    )
    attaching.attach(newer, upload("新附件.txt", "内容"), by=county.clerk, on=ON)
    newer = advance(county, DocumentEdition.objects.get(pk=newer.pk), Status.SECRECY)
    response = sign_in(county.secrecy_reviewer).get(url("edition_review", newer.pk))
    changes = response.context["changes"]
    assert [one.kind for one in changes["texts"]] == ["changed", "added"]
    assert ("内容概述", "调整城乡低保标准", "新概述") in changes["facts"]
    assert changes["added"] == ["新附件.txt"]
    page = response.content.decode()
    assert '<del class="text">年</del>' in page
    assert '<ins class="text">季</ins>' in page


def test_a_first_edition_has_nothing_to_be_held_against(county, sign_in):
    edition = document(county, state=Status.SECRECY)
    assert sign_in(county.secrecy_reviewer).get(url("edition_review", edition.pk)).context["changes"] is None


def test_the_screen_costs_the_same_for_every_opinion(county, sign_in, django_assert_num_queries):
    edition = document(county, state=Status.SIGNING)
    client = sign_in(county.head)
    client.get(url("edition_review", edition.pk))
    with django_assert_num_queries(17):
        client.get(url("edition_review", edition.pk))


# --- referral --------------------------------------------------------------------------------------------------


@pytest.fixture
def referred(county) -> DocumentEdition:
    return document(county, state=Status.REFERRED)


def test_a_reviewer_who_cannot_tell_asks_the_county_office(county, sign_in):
    edition = document(county, state=Status.SECRECY)
    decide(sign_in(county.secrecy_reviewer), edition, "refer", text="第三段是否可以公开?")
    edition.refresh_from_db()
    assert edition.status == Status.REFERRED
    page = sign_in(county.office).get(url("edition_resolve", edition.pk)).content.decode()
    assert "第三段是否可以公开?" in page


def test_only_the_secrecy_step_may_ask(county, sign_in):
    edition = document(county, state=Status.OFFICE)
    assert "不能提请确定" in said(decide(sign_in(county.office_reviewer), edition, "refer"))
    edition.refresh_from_db()
    assert edition.status == Status.OFFICE


def test_the_county_office_answers_and_the_secrecy_reviewer_decides(county, sign_in, referred):
    client = sign_in(county.office)
    assert client.get(url("edition_review", referred.pk)).context["is_referred"]
    decide(
        client,
        referred,
        "agree",
        "edition_resolve",
        attribute=Attribute.NOT_OPEN,
        ground="A3",
        text="不宜公开",
    )
    referred.refresh_from_db()
    assert referred.status == Status.SECRECY
    page = sign_in(county.secrecy_reviewer).get(url("edition_review", referred.pk)).content.decode()
    assert "认为应当不予公开" in page


def test_the_county_office_may_send_it_back(county, sign_in, referred):
    decide(sign_in(county.office), referred, "return", "edition_resolve", text="请先删减")
    referred.refresh_from_db()
    assert referred.status == Status.DRAFT


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("secrecy_reviewer", 200), ("head", 200), ("other_clerk", 404)]
)
def test_nobody_else_answers_a_referral(county, sign_in, referred, who, status):
    before = untouched(referred)
    data = {"attribute": Attribute.OPEN}
    response = decide(sign_in(county.people[who]), referred, "agree", "edition_resolve", **data)
    assert response.status_code == status
    assert untouched(referred) == before


@pytest.mark.parametrize("data", [{"attribute": ""}, {"text": ""}, {"attribute": "x"}])
def test_an_answer_without_attribute_or_words_is_none(county, sign_in, referred, data):
    response = decide(
        sign_in(county.office), referred, "agree", "edition_resolve", **({"attribute": "open"} | data)
    )
    assert said(response) or response.context["form"].errors
    referred.refresh_from_db()
    assert referred.status == Status.REFERRED
