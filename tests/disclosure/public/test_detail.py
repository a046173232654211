"""One document: its facts in order, what became of it, when it was due, and its former editions."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from disclosure.actions import lifecycle, releasing
from disclosure.actions.drafting import RelationTo
from disclosure.models import DocumentEdition, Withdrawal
from disclosure.views.facts import facts_of
from disclosure.workflow import Attribute, Status
from tests import documents
from tests.disclosure.public import made
from tests.factories import ON

pytestmark = pytest.mark.django_db


def page(client, edition) -> str:
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_block_of_facts_in_the_order_citizens_know(county):
    edition = made.complete(
        county, effective_on=date(2026, 3, 1), valid_until=date(2031, 2, 28), is_normative=True,
        registration_no="QLDR-2026-0040001",
    )  # fmt: skip
    DocumentEdition.objects.filter(pk=edition.pk).update(repealed_on=date(2026, 9, 1))
    edition.refresh_from_db()
    facts = facts_of(edition, [county.other_department, county.department])
    assert [fact.label for fact in facts] == [
        "索引号", "主题分类", "发文机关", "成文日期", "发文字号", "发布日期", "有效性", "施行日期", "废止日期", "有效期至",
        "统一登记号", "公开方式", "公文种类", "主题词",
    ]  # fmt: skip
    values = {fact.label: fact.value for fact in facts}
    assert values["主题分类"] == "民政、扶贫、救灾 / 社会救助"
    assert values["发文机关"] == f"{county.department}、{county.other_department}"
    assert values["成文日期"] == "2026-03-02"
    assert values["有效期至"] == "2031-02-28"


def test_a_document_from_before_the_portal_says_when_it_was_first_published(client, county):
    edition = documents.draft(county, doc_number="")
    DocumentEdition.objects.filter(pk=edition.pk).update(before_portal_on=date(2019, 5, 1))
    edition.refresh_from_db()
    documents.advance(county, edition, Status.PUBLISHED)
    values = {fact.label: fact.value for fact in client.get(edition.get_absolute_url()).context["facts"]}
    assert values["原发布日期"] == "2019-05-01"
    assert values["发文字号"] == "无"


@pytest.mark.parametrize("repeat", [1, 3])
def test_a_page_asks_the_same_few_questions_whatever_hangs_on_the_document(
    client, county, django_assert_num_queries, repeat
):
    edition = made.complete(county, special_period="")
    for n in range(repeat):
        documents.document(
            county,
            state=Status.PUBLISHED,
            title=f"修改{n}",
            relations=[RelationTo("modifies", target=edition.document_id)],
        )
        edition = made.revised(county, edition, body=f"<p>第{n}次修改。</p>")
    with django_assert_num_queries(7):
        assert client.get(edition.get_absolute_url()).status_code == 200
    with django_assert_num_queries(4):
        client.get(reverse("documents:edition", args=[edition.document_id, 1]))
    with django_assert_num_queries(4):
        client.get(reverse("documents:changes", args=[edition.document_id]))


def test_the_mark_and_the_number_are_printed_once(client, county):
    plain = documents.document(county, state=Status.PUBLISHED)
    assert page(client, plain).count("（此件公开发布）") == 1
    typed = documents.document(
        county, state=Status.PUBLISHED, doc_number="青民发〔2026〕9号",
        body='<p class="doc-number">青民发〔2026〕9号</p><p>正文。</p><p>(此件公开发布)</p>',
    )  # fmt: skip
    text = client.get(typed.get_absolute_url())
    assert text.content.decode().count("此件公开发布") == 1
    assert text.context["number"] == ""
    redacted = documents.document(county, state=Status.PUBLISHED, proposed_attribute=Attribute.REDACTED)
    text = page(client, redacted)
    assert "（此件删减后公开发布）" in text
    assert "删去联系人电话" in text


# --- validity -----------------------------------------------------------------------------------------------


def test_a_repealed_document_leads_to_what_repealed_it_and_back(client, county):
    old = documents.document(county, state=Status.PUBLISHED, title="旧通知")
    new = documents.document(
        county,
        state=Status.PUBLISHED,
        title="新通知",
        relations=[RelationTo("repeals", target=old.document_id)],
    )
    text = page(client, old)
    assert "已经废止，不再执行" in text
    assert new.get_absolute_url() in text
    assert old.get_absolute_url() in page(client, new)
    newer = made.revised(county, new, title="新通知(修订)")
    assert [tie.title for tie in client.get(old.get_absolute_url()).context["band"].ties] == ["新通知(修订)"]
    assert old.get_absolute_url() in page(client, newer)


def test_what_is_not_public_is_no_tie(client, county):
    old = documents.document(county, state=Status.PUBLISHED, title="旧通知")
    new = documents.document(
        county,
        state=Status.PUBLISHED,
        title="新通知",
        relations=[RelationTo("replaces", target=old.document_id)],
    )
    documents.draft(county, title="起草中的", relations=[RelationTo("modifies", target=old.document_id)])
    releasing.withdraw(new, by=county.head, reason="有误", behaviour="gone")
    text = page(client, old)
    assert "新通知" not in text
    assert "起草中的" not in text
    assert "已经废止" in text


def test_a_document_we_do_not_have_is_named_without_a_link(client, county):
    edition = documents.document(
        county, state=Status.PUBLISHED, relations=[RelationTo("repeals", target_text="县政府1998年第3号令")]
    )
    [tie] = client.get(edition.get_absolute_url()).context["does"]
    assert (tie.title, tie.url, tie.applied) == ("县政府1998年第3号令", "", True)


def test_a_repeal_to_come_is_announced_and_not_in_force(client, county):
    old = documents.document(county, state=Status.PUBLISHED, title="旧通知")
    documents.document(
        county, state=Status.PUBLISHED, title="明年的办法", effective_on=date(2027, 1, 1),
        relations=[RelationTo("repeals", target=old.document_id)],
    )  # fmt: skip
    response = client.get(old.get_absolute_url())
    assert response.context["band"] is None
    assert "将被废止" in response.content.decode()


def test_expired_and_not_yet_in_force_say_so(client, county):
    ahead = documents.document(
        county, state=Status.PUBLISHED, title="以后施行", effective_on=date(2026, 12, 1)
    )
    assert "自2026-12-01起施行，现在还没有生效" in page(client, ahead)
    past = documents.document(
        county,
        state=Status.PUBLISHED,
        title="到期",
        effective_on=date(2026, 3, 1),
        valid_until=date(2026, 6, 30),
    )
    assert client.get(past.get_absolute_url()).context["band"] is None
    lifecycle.expire(past, by=None, on=date(2026, 7, 1))
    assert "有效期至2026-06-30，已经失效" in page(client, past)


# --- on time or late ----------------------------------------------------------------------------------------


def test_on_time_and_late_are_said_plainly_with_the_steps(client, county):
    on_time = documents.document(county, state=Status.PUBLISHED, on=ON)
    found = client.get(on_time.get_absolute_url()).context["punctuality"]
    assert found.due_on == on_time.due_on
    assert found.note.endswith("按期公开。")
    assert found.steps
    late = documents.advance(county, documents.draft(county), Status.SIGNED)
    late = releasing.publish(late, by=county.clerk, on=date(2026, 4, 10))
    text = page(client, late)
    assert f"逾期{late.days_late}个工作日公开" in text
    assert "怎么算出来的" in text


def test_steps_that_lead_to_another_day_are_not_shown(client, county):
    """The catalog or the calendar has changed since: the day that was written down stands alone."""
    edition = documents.document(county, state=Status.PUBLISHED)
    DocumentEdition.objects.filter(pk=edition.pk).update(due_on=date(2026, 3, 20))
    found = client.get(edition.get_absolute_url()).context["punctuality"]
    assert (found.due_on, found.steps) == (date(2026, 3, 20), ())


# --- editions -----------------------------------------------------------------------------------------------


def test_a_former_edition_is_marked_and_leads_to_the_current_one(client, county):
    old = made.complete(county)
    made.revised(county, old, title="改过的标题", body="<p>样品正文第一段改了。</p>")
    response = client.get(reverse("documents:edition", args=[old.document_id, 1]))
    text = response.content.decode()
    assert "已被新版取代，只供查考" in text
    assert old.get_absolute_url() in text
    assert response.headers["X-Robots-Tag"] == "noindex"
    current = client.get(reverse("documents:edition", args=[old.document_id, 2]))
    assert (current.status_code, current.headers["Location"]) == (302, old.get_absolute_url())
    assert client.get(reverse("documents:edition", args=[old.document_id, 3])).status_code == 404


def test_the_comparison_names_what_changed_in_fields_files_and_text(client, county):
    old = made.complete(county)
    made.revised(county, old, title="改过的标题", body=old.body.replace("第一段", "第一段改了"))
    response = client.get(reverse("documents:changes", args=[old.document_id]))
    assert [(cell.label, cell.old, cell.new) for cell in response.context["cells"]] == [
        ("标题", "样品标题", "改过的标题")
    ]
    assert response.context["changed"] == 1
    text = response.content.decode()
    assert "<ins>改了</ins>" in text
    single = documents.document(county, state=Status.PUBLISHED)
    assert client.get(reverse("documents:changes", args=[single.document_id])).status_code == 404


def test_a_new_draft_changes_nothing_of_what_is_published(client, county):
    edition = made.complete(county)
    before = client.get(edition.get_absolute_url()).content
    made.revised(county, edition, Status.SIGNED, title="还没发布的标题")
    assert client.get(edition.get_absolute_url()).content == before


# --- withdrawn ----------------------------------------------------------------------------------------------


def withdrawn(county, behaviour, **values):
    edition = made.complete(county)
    releasing.withdraw(
        edition, by=county.head, reason="内部原因", behaviour=behaviour, public_note="正在核对", **values
    )
    return edition


def test_a_banner_says_what_is_gone_and_gives_nothing_of_it(client, county):
    edition = withdrawn(county, "banner")
    text = page(client, edition)
    assert "样品标题" in text
    assert "正在核对" in text
    for part in ("样品正文", "样品附件", "样品概述", "内部原因", "77号"):
        assert part not in text
    assert '<meta name="robots" content="noindex">' in text


def test_gone_says_since_when(client, county):
    response = client.get(withdrawn(county, "gone").get_absolute_url())
    assert response.status_code == 410
    assert "正在核对" in response.content.decode()
    assert "样品" not in response.content.decode()


def test_a_redirect_leads_to_the_other_document_while_that_is_public(client, county):
    other = documents.document(county, state=Status.PUBLISHED, title="另一份")
    edition = withdrawn(county, "redirect", redirect_to=other.document)
    response = client.get(edition.get_absolute_url())
    assert (response.status_code, response.headers["Location"]) == (302, other.get_absolute_url())
    releasing.withdraw(other, by=county.head, reason="有误", behaviour="not_found")
    assert client.get(edition.get_absolute_url()).status_code == 410


def test_as_if_it_had_never_been_there(client, county):
    hidden = client.get(withdrawn(county, "not_found").get_absolute_url())
    missing = client.get("/documents/987654/")
    assert hidden.status_code == missing.status_code == 404
    assert set(Withdrawal.Behaviour.values) == {"banner", "redirect", "gone", "not_found"}
