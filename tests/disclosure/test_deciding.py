"""Who decides what, on exactly which content, and what happens to it when the content changes."""

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from accounts.roles import Role
from disclosure.actions import deciding, drafting, releasing
from disclosure.actions.drafting import Conflict
from disclosure.models import Document, DocumentEdition, Opinion
from disclosure.workflow import Attribute, Status
from tests import documents, factories
from tests.factories import ON

pytestmark = pytest.mark.django_db
S = Status


def test_who_edited_a_draft_reviews_it_at_no_step(county):
    made = documents.draft(county)
    made = drafting.save_draft(
        made, by=county.head, on=ON, revision=made.revision, values={"title": "由负责人改过"}
    )
    made = documents.advance(county, made, S.SIGNING)
    with pytest.raises(Refused, match="您参与了本件的起草"):
        deciding.sign(made, by=county.head, on=ON, text="同意", seen=made.content_hash, attribute="open")
    assert (
        deciding.sign(
            made, by=county.head2, on=ON, text="同意", seen=made.content_hash, attribute="open"
        ).status
        == S.SIGNED
    )


def test_secrecy_review_and_signature_are_two_persons(county):
    documents.staff(county)
    both = factories.person("both", Role.SECRECY_REVIEWER, county.department)
    factories.grant_role(both, Role.HEAD, county.department, by=None)
    made = documents.document(county, state=S.SECRECY)
    made = deciding.pass_secrecy(made, by=both, on=ON, text="可以公开", seen=made.content_hash)
    made = documents.advance(county, made, S.SIGNING)
    with pytest.raises(Refused, match="保密审查和签发须由不同的人进行"):
        deciding.sign(made, by=both, on=ON, text="同意", seen=made.content_hash, attribute="open")
    with pytest.raises(IntegrityError), transaction.atomic():  # the database says no too
        Opinion.objects.create(
            edition=made, round=made.round, step="signing", decision="agreed", text="同意", person=both,
            submitter=county.clerk, organisation=county.department, content_hash=made.content_hash, on=ON,
        )  # fmt: skip


def test_a_post_of_a_superior_body_does_not_stand_in(county):
    made = documents.document(county, state=S.SIGNING)
    for name in ("government_head", "city_head", "superuser", "other_head", "office"):
        with pytest.raises(Refused):
            deciding.sign(
                made, by=getattr(county, name), on=ON, text="同意", seen=made.content_hash, attribute="open"
            )
    assert not made.opinions.filter(step="signing").exists()


def test_a_reviewer_may_hold_another_attribute_for_right_and_the_signer_decides(county):
    made = documents.document(county, state=S.SECRECY)
    seen = made.content_hash
    made = deciding.pass_secrecy(
        made,
        by=county.secrecy_reviewer,
        on=ON,
        text="涉及内部流程",
        seen=seen,
        attribute="on_request",
        ground="C1",
    )
    made = documents.advance(county, made, S.SIGNING)
    opinion = made.opinions.get(step="secrecy")
    assert (opinion.decision, opinion.attribute, opinion.ground) == ("differs", "on_request", "C1")
    made = deciding.sign(
        made, by=county.head, on=ON, text="与社会公众密切相关,应当主动公开", seen=seen, attribute="open"
    )
    assert (made.attribute, made.mark) == (Attribute.OPEN, "此件公开发布")
    assert made.opinions.get(step="signing").decision == "agreed"


def test_the_signer_may_restrict_with_ground_and_reason_only(county):
    made = documents.document(county, state=S.SIGNING)
    given = {
        "by": county.head,
        "on": ON,
        "text": "不宜公开",
        "seen": made.content_hash,
        "attribute": "not_open",
    }
    with pytest.raises(Refused, match="必须选择法定事由"):
        deciding.sign(made, **given)
    with pytest.raises(Refused, match="请书面说明理由"):
        deciding.sign(made, ground="C1", **given)
    signed = deciding.sign(made, ground="C1", reason="属于机关内部工作流程,对外不产生约束。", **given)
    assert (signed.status, signed.attribute, signed.published_at) == (S.LEDGER, Attribute.NOT_OPEN, None)
    assert signed.document.index_number


def test_an_edit_after_submission_voids_what_was_decided(county):
    made = documents.document(county, state=S.SIGNED)
    assert made.document.index_number
    number = made.document.index_number
    made = drafting.save_draft(made, by=county.clerk, on=ON, revision=made.revision, values={"summary": "改"})
    assert (made.status, made.attribute, made.approved_hash, made.signed_by) == (S.DRAFT, "", "", None)
    assert not made.opinions.standing().exists()
    again = documents.advance(county, made, S.SIGNED)
    assert again.round == 2
    assert again.document.index_number == number  # permanent


def test_an_opinion_is_on_the_content_that_was_shown(county):
    made = documents.document(county, state=S.SECRECY)
    with pytest.raises(Conflict, match="内容有改动"):
        deciding.pass_secrecy(made, by=county.secrecy_reviewer, on=ON, text="同意", seen="0" * 64)
    DocumentEdition.objects.filter(pk=made.pk).update(title="绕过表单改的标题")
    with pytest.raises(Conflict, match="内容有改动"):
        deciding.pass_secrecy(made, by=county.secrecy_reviewer, on=ON, text="同意", seen=made.content_hash)


def test_what_is_published_is_what_was_signed(county):
    made = documents.document(county, state=S.SIGNED)
    DocumentEdition.objects.filter(pk=made.pk).update(body="<p>签发之后换掉的正文</p>")
    with pytest.raises(Conflict, match="与签发时不一致"):
        releasing.publish(made, by=county.clerk, on=ON)
    assert not DocumentEdition.objects.public().exists()


def test_two_editors_never_overwrite_each_other(county):
    made = documents.draft(county)
    drafting.save_draft(made, by=county.clerk, on=ON, revision=made.revision, values={"title": "甲改的"})
    with pytest.raises(Conflict, match="别人修改了本件"):
        drafting.save_draft(made, by=county.clerk2, on=ON, revision=made.revision, values={"title": "乙改的"})
    made.refresh_from_db()
    assert made.title == "甲改的"


def test_an_unsure_reviewer_refers_and_the_answer_is_kept(county):
    made = documents.document(county, state=S.REFERRED)
    with pytest.raises(Refused, match="由县政务公开主管部门登记"):
        deciding.resolve(made, by=county.head, on=ON, text="可以公开", attribute="open")
    made = deciding.resolve(made, by=county.office, on=ON, text="经与保密部门研究,可以公开", attribute="open")
    assert made.status == S.SECRECY
    made = deciding.pass_secrecy(
        made, by=county.secrecy_reviewer, on=ON, text="按确定意见办理", seen=made.content_hash
    )
    assert [opinion.step for opinion in made.opinions.all()] == ["secrecy", "referred", "secrecy"]


def test_a_forwarding_document_follows_what_it_forwards(county):
    forwarded = documents.document(county, state=S.LEDGER, proposed_attribute=Attribute.NOT_OPEN)
    made = documents.draft(county, title="转发有关文件的通知", forwards_id=forwarded.document_id)
    with pytest.raises(Refused, match="随所转发的文件:此件不予公开"):
        deciding.submit(made, by=county.clerk, on=ON)


def test_nor_can_the_signer_part_it_from_what_it_forwards(county):
    forwarded = documents.document(county, state=S.PUBLISHED)
    made = documents.draft(county, title="转发有关文件的通知", forwards_id=forwarded.document_id)
    made = documents.advance(county, made, S.SIGNING)
    given = {"ground": "C1", "reason": "属于机关内部工作流程,对外不产生约束。", "text": "不公开"}
    with pytest.raises(Refused, match="随所转发的文件:此件公开发布"):
        deciding.sign(made, by=county.head, on=ON, seen=made.content_hash, attribute="not_open", **given)


def test_index_numbers_run_per_unit_and_year_without_gap_or_repetition(county):
    first = documents.document(county, state=S.SIGNED)
    thrown_away = documents.document(county, state=S.DISCARDED)
    second = documents.document(county, state=S.SIGNED)
    year = ON.year
    assert [first.document.index_serial, second.document.index_serial] == [1, 2]
    assert first.document.index_number.endswith(f"/{year}-00001")
    assert thrown_away.document.index_number == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=first.document_id).update(index_number="另一个号")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nobody_passes_anything_without_a_word(county, text):
    made = documents.document(county, state=S.SECRECY)
    with pytest.raises(Refused, match="请填写意见"):
        deciding.pass_secrecy(made, by=county.secrecy_reviewer, on=ON, text=text, seen=made.content_hash)


def test_only_the_units_own_items_can_be_chosen(county):
    made = documents.draft(county)
    foreign = documents.item(county, county.township)
    with pytest.raises(Refused, match="只能选择本单位目录中的事项"):
        drafting.save_draft(made, by=county.clerk, on=ON, revision=made.revision, values={}, items=[foreign])
    assert made.items.get() != foreign


def test_nothing_but_the_fields_of_a_draft_can_be_written_through_it(county):
    made = documents.draft(county)
    for name in ("published_at", "status", "attribute", "approved_hash", "body"):
        with pytest.raises(Refused, match="这一项不能在这里修改"):
            drafting.save_draft(made, by=county.clerk, on=ON, revision=made.revision, values={name: "x"})
