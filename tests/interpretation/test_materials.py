"""Four eyes on exactly one text, what each form must have, and what is remembered of an edit."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.policies import Refused
from disclosure.workflow import Status as DocumentStatus
from interpretation.actions import drafting, releasing, reviewing
from interpretation.content import ELEMENTS, LABELS, NEEDED
from interpretation.models import InterpretationEdition
from interpretation.validation import copied, material_remarks
from interpretation.workflow import Form, Status
from tests import documents, interpretations
from tests.factories import ON

pytestmark = pytest.mark.django_db
GIVEN = {"on": ON, "text": "同意"}


def test_who_wrote_it_reviews_nothing_and_the_two_reviewers_are_two(county):
    made = interpretations.material(county, state=Status.SECRECY)
    drafting.lock(made).authors.add(county.secrecy_reviewer)
    with pytest.raises(Refused, match="参与了起草"):
        reviewing.pass_secrecy(made, by=county.secrecy_reviewer, seen=made.content_hash, **GIVEN)
    made = reviewing.pass_secrecy(made, by=county.secrecy_reviewer2, seen=made.content_hash, **GIVEN)
    for who in (county.clerk, county.secrecy_reviewer2, county.superuser, county.other_head, county.office):
        with pytest.raises(Refused):
            reviewing.approve(made, by=who, seen=made.content_hash, **GIVEN)
    assert reviewing.approve(made, by=county.head, seen=made.content_hash, **GIVEN).status == Status.APPROVED


def test_the_database_says_no_too(county):
    made = interpretations.material(county, state=Status.APPROVED)
    for values in (
        {"approved_by": made.submitted_by},
        {"approved_by": made.secrecy_by},
        {"approved_hash": "0" * 64},
        {"status": Status.PUBLISHED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            InterpretationEdition.objects.filter(pk=made.pk).update(**values)


def test_nobody_approves_what_they_did_not_see(county):
    made = interpretations.material(county, state=Status.SIGNING)
    with pytest.raises(drafting.Conflict):
        reviewing.approve(made, by=county.head, seen="0" * 64, **GIVEN)
    type(made).objects.filter(pk=made.pk).update(sentence="偷偷改的")
    with pytest.raises(drafting.Conflict):
        reviewing.approve(made, by=county.head, seen=made.content_hash, **GIVEN)


@pytest.mark.parametrize("state", [Status.SECRECY, Status.SIGNING, Status.APPROVED])
def test_an_edit_after_submission_voids_what_was_said(county, state):
    made = interpretations.material(county, state=state)
    made = drafting.save(
        made, by=county.clerk, on=ON, revision=made.revision, values={"sentence": "改了一句"}
    )
    assert (made.status, made.approved_hash, made.secrecy_by, made.approved_by) == (
        Status.DRAFT,
        "",
        None,
        None,
    )
    assert not made.opinions.filter(voided=False).exists()


def test_a_question_a_file_and_a_document_are_part_of_what_was_approved(county):
    made = interpretations.draft(
        county, documents.document(county, state=DocumentStatus.PUBLISHED), Form.QUESTIONS
    )
    before = {made.content_hash}
    made = drafting.save(
        made,
        by=county.clerk,
        on=ON,
        revision=made.revision,
        values={},
        questions=[("多领多少？", "不一样了。")],
    )
    before.add(made.content_hash)
    drafting.add_file(made, interpretations.picture(), by=county.clerk, on=ON, alt="图")
    made.refresh_from_db()
    before.add(made.content_hash)
    other = documents.document(county, state=DocumentStatus.PUBLISHED, title="另一份")
    both = [*made.interpretation.documents.all(), other.document]
    made = drafting.save(made, by=county.clerk, on=ON, revision=made.revision, values={}, documents=both)
    before.add(made.content_hash)
    assert len(before) == 4


@pytest.mark.parametrize(
    ("form", "values", "word"),
    [
        (Form.TEXT, {"background": ""}, "背景依据"),
        (Form.TEXT, {"basis": ""}, "决策依据"),
        (Form.TEXT, {"sentence": ""}, "一句话"),
        (Form.TEXT, {"speaker": ""}, "解读人"),
        (Form.QUESTIONS, {"questions": []}, "问答"),
        (Form.GRAPHIC, {"text_equivalent": "太短"}, "图上的全部内容"),
        (Form.GRAPHIC, {"image": False}, "图片"),
        (Form.VIDEO, {"file": False}, "上传音频或者视频"),
        (Form.VIDEO, {"transcript": ""}, "文字稿"),
        (Form.VIDEO, {"captions": "第一句"}, "WEBVTT"),
        (Form.AUDIO, {"external_title": ""}, "站外网页的名称"),
        (Form.AUDIO, {"external_url": "http://radio.example.cn/"}, "https"),
        (Form.PRESS, {"place": ""}, "地点"),
        (Form.EXPERT, {"body": ""}, "解读正文"),
        (Form.TEXT, {"measures": "请拨打13812345678咨询"}, "手机号码"),
    ],
)
def test_each_form_says_what_it_lacks(county, form, values, word):
    edition = documents.document(county, state=DocumentStatus.PUBLISHED)
    made = interpretations.draft(county, edition, form, **values)
    with pytest.raises(Refused, match=word):
        reviewing.submit(made, by=county.clerk, on=ON)
    made.refresh_from_db()
    assert made.status == Status.DRAFT


def test_a_picture_without_words_is_not_taken_and_neither_is_one_that_hides_something(county):
    made = interpretations.draft(county, documents.document(county, state=DocumentStatus.PUBLISHED))
    with pytest.raises(Refused, match="替代文本"):
        drafting.add_file(made, interpretations.picture(), by=county.clerk, on=ON)
    with pytest.raises(Refused, match="身份证号"):
        drafting.add_file(made, SimpleUploadedFile("名单.txt", b"11010519491231002X"), by=county.clerk, on=ON)
    assert not made.files.exists()


def test_a_copy_of_the_document_is_warned_of_with_the_share_and_the_threshold(county):
    edition = documents.document(
        county, state=DocumentStatus.PUBLISHED, body=f"<p>{interpretations.WORDS * 3}</p>"
    )
    made = interpretations.draft(county, edition, Form.EXPERT, body=f"<p>{interpretations.WORDS * 2}</p>")
    assert copied(made).percent == 100
    (warning,) = material_remarks(made)
    assert not warning.blocking
    assert "重合100%（提示线60%）" in warning.message
    assert reviewing.submit(made, by=county.clerk, on=ON).status == Status.SECRECY


def test_a_new_edition_replaces_the_one_that_stands_and_keeps_its_address(client, county):
    made = interpretations.material(county, form=Form.QUESTIONS)
    newer = drafting.start_edition(made.interpretation, by=county.clerk, on=ON, reason="更正一处")
    assert newer.content_hash == made.content_hash
    newer = drafting.save(newer, by=county.clerk, on=ON, revision=0, values={"title": "更正以后的标题"})
    assert "更正以后的标题" not in client.get(made.get_absolute_url()).content.decode()
    interpretations.advance(county, newer, Status.PUBLISHED)
    made.refresh_from_db()
    assert made.status == Status.SUPERSEDED
    assert "更正以后的标题" in client.get(made.get_absolute_url()).content.decode()


def test_what_comes_before_its_document_is_published_with_it_only(county):
    edition = documents.document(county, state=DocumentStatus.SIGNED)
    made = interpretations.material(county, edition, state=Status.APPROVED)
    with pytest.raises(Refused, match="一并发布"):
        releasing.publish(made, by=county.clerk, on=ON)
    releasing.release(edition, by=county.clerk, on=ON)
    made.refresh_from_db()
    assert made.status == Status.PUBLISHED


def test_two_people_who_edit_at_once_see_both_texts(client, county):
    made = interpretations.draft(county, documents.document(county, state=DocumentStatus.PUBLISHED))
    client.force_login(county.clerk2)
    address = reverse("admin:interpretation_interpretationedition_change", args=[made.pk])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    drafting.save(made, by=county.clerk, on=ON, revision=made.revision, values={"sentence": "先保存的一句"})
    response = client.post(address, typed | {"sentence": "后保存的一句"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "先保存的一句" in page
    assert "后保存的一句" in page


def test_every_element_of_the_rules_has_a_field_and_only_four_are_needed(client, county):
    """国办发〔2016〕80号: 适用范围、执行标准、注意事项、惠民举措 where there is something to say."""
    told = {name: f"{LABELS[name]}的说明" for name in ELEMENTS}
    page = client.get(interpretations.material(county, **told).get_absolute_url()).text
    assert all(text in page for text in told.values())
    plain = interpretations.draft(
        county,
        documents.document(county, state=DocumentStatus.PUBLISHED),
        Form.TEXT,
        **dict.fromkeys(ELEMENTS, ""),
    )
    missing = {one.field for one in material_remarks(plain)}
    assert missing & set(ELEMENTS) == set(NEEDED)
