"""Opinions: sent once, held and never dropped, sealed; answers that cover each of them."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.policies import Refused
from disclosure.models import CountyWord
from participation.actions import answering, opining, publishing, telling
from participation.listing import feedback_rows, totals
from participation.models import Answer, Feedback, Opinion, OpinionNotice, OpinionPart
from participation.models.opinion import HIDDEN
from participation.workflow import Status
from tests import documents
from tests.disclosure.public import made as papers
from tests.participation import made
from tests.participation.made import AFTER, OPEN, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(county):
    return made.consultation(county, opinions=0)


def test_sending_the_same_form_twice_makes_one_opinion(thing):
    key = uuid4()
    first = opining.opine(thing, said(clause_2="登记太麻烦"), key=key, at=OPEN)
    again = opining.opine(thing, said("别的内容"), key=key, at=AFTER)
    assert first == again
    assert OpinionPart.objects.count() == 2
    assert [part.label for part in first.parts.all()] == ["整体意见", "第二条"]


def test_an_empty_opinion_a_clause_that_is_not_there_and_a_book_are_refused(thing):
    for wrong, why in (
        (said("  "), "至少写一条"),
        (said(clause_9="?"), "没有第9处条款"),
        (said("长" * 2001), "不超过"),
    ):
        with pytest.raises(Refused, match=why):
            opining.opine(thing, wrong, key=uuid4(), at=OPEN)
    assert not Opinion.objects.exists()


def test_a_sensitive_word_holds_and_drops_nothing(county, thing):
    CountyWord.objects.create(county=county.government, word="黑社会")
    held = made.opinion(thing, text="城管像黑社会")
    assert held.state == Opinion.State.HELD
    assert "黑社会" in held.held_for
    with pytest.raises(Refused, match="理由"):
        opining.moderate(held, by=county.clerk, shown=False)
    opining.moderate(held, by=county.clerk, shown=False, reason="含侮辱性言辞")
    assert totals(thing).parts == 1
    assert feedback_rows(thing)[0][4] == HIDDEN
    feedback = made.answered(county, thing)
    assert "还有" not in str(made.approved(county, feedback, at=AFTER))


def test_names_and_addresses_are_sealed_and_shown_masked(thing):
    made.opinion(thing, name="欧阳小明", contact="oy@mail.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_sealed, contact_sealed, shown_name FROM participation_opinion")
        name, contact, shown = cursor.fetchone()
    assert "欧阳小明".encode() not in bytes(name)
    assert b"oy@mail" not in bytes(contact)
    assert shown == "欧***"
    found = Opinion.objects.get()
    assert (found.name, found.contact) == ("欧阳小明", "oy@mail.example")
    assert made.opinion(thing, name="").shown_name == "匿名"


def test_a_telephone_number_in_an_opinion_is_starred_out(thing):
    made.opinion(thing, text="请打我电话13800001234")
    assert "138****1234" in OpinionPart.objects.select_related("opinion").get().shown_text


def test_several_answered_at_once_and_one_moved_to_another_answer(county, thing):
    parts = [made.opinion(thing, text=f"意见{n}").parts.get() for n in range(3)]
    by = {"by": county.clerk, "adoption": "not", "reason": "于法无据。"}
    first = answering.answer(thing, parts, summary="甲类", **by)
    assert first.parts.count() == 3
    second = answering.answer(thing, parts[2:], summary="乙类", **by)
    assert (first.parts.count(), second.parts.count()) == (2, 1)
    answering.answer(thing, parts[2:], summary="甲类", into=first, **by)
    assert not Answer.objects.filter(pk=second.pk).exists()
    assert totals(thing).not_adopted == 3


def test_parts_of_another_consultation_are_refused(county, thing):
    other = made.consultation(county, opinions=1, title="另一件")
    foreign = OpinionPart.objects.get(opinion__consultation=other)
    with pytest.raises(Refused):
        answering.answer(thing, [foreign], by=county.clerk, summary="?", adoption="not", reason="?")
    assert not Answer.objects.exists()


def test_changing_an_answer_voids_the_review_of_the_feedback(county, thing):
    made.opinion(thing)
    feedback = made.approved(county, made.answered(county, thing), at=AFTER)
    answering.answer(
        thing, [], by=county.clerk, summary="改", adoption="not", reason="改了", into=Answer.objects.get()
    )
    feedback.refresh_from_db()
    assert (feedback.status, feedback.approved_hash) == (Status.DRAFT, "")


def test_published_feedback_is_not_touched_any_more(county):
    thing = made.consultation(county, state="settled")
    for act in (
        lambda: answering.conclude(thing, by=county.clerk, summary="改"),
        lambda: answering.answer(
            thing, [], by=county.clerk, summary="改", adoption="not", reason="改", into=Answer.objects.get()
        ),
        lambda: opining.moderate(thing.opinions.get(), by=county.clerk, shown=False, reason="改"),
        lambda: opining.enter(thing, said(), opining.Source("post", "信", OPEN), by=county.clerk),
    ):
        with pytest.raises(Refused):
            act()
    assert Feedback.objects.get().fingerprint() == Feedback.objects.get().approved_hash


def test_an_approved_feedback_does_not_go_out_when_the_document_it_names_is_not_public(county, thing):
    documents.staff(county)
    hidden = papers.complete(county, "draft", word="未公开")
    with pytest.raises(Refused, match="还没有公开"):
        answering.conclude(thing, by=county.clerk, summary="没有意见。", document=hidden.document)
    shown = papers.complete(county, word="公开的")
    assert (
        answering.conclude(thing, by=county.clerk, summary="没有意见。", document=shown.document).document
        == shown.document
    )


def test_notices_are_mailed_once_and_a_telephone_number_is_no_address(county, thing):
    made.opinion(thing)
    made.opinion(thing, contact="13800001234")
    made.settled(county, thing)
    assert telling.send_due(AFTER) == 1
    assert telling.send_due(AFTER) == 0
    assert [message.to for message in mail.outbox] == [["liming@mail.example"]]
    assert "/feedback/" in mail.outbox[0].body
    assert sorted(OpinionNotice.objects.values_list("state", flat=True)) == ["failed", "sent"]


def test_the_database_keeps_numbers_and_parts_unique(thing):
    first = made.opinion(thing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(consultation=thing, serial=first.serial, at=OPEN, shown_name="匿名")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionPart.objects.create(opinion=first, place=0, text="又一条")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=first.pk).update(channel="post")
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=first.pk).update(state="hidden")


def test_only_the_unit_works_on_opinions(county, thing):
    one = made.opinion(thing)
    for who in (
        county.other_clerk,
        county.office,
        county.superuser,
        county.stranger,
        county.secrecy_reviewer,
    ):
        with pytest.raises(Refused):
            opining.moderate(one, by=who, shown=True)


def test_withdrawn_takes_no_opinions(county, thing):
    publishing.withdraw(thing, by=county.head, at=OPEN, reason="有误")
    with pytest.raises(opining.TooLate, match="撤下"):
        opining.opine(thing, said(), key=uuid4(), at=OPEN)


def test_names_are_sealed_anew_with_a_new_key_and_the_old_one_may_go(county, thing, settings):
    made.opinion(thing, name="欧阳小明", contact="oy@mail.example")
    old = dict(settings.REQUEST_KEYS)
    settings.REQUEST_KEYS = old | {9: bytes(range(16))}
    call_command("rotate_keys", stdout=StringIO())
    settings.REQUEST_KEYS = {9: bytes(range(16))}
    found = Opinion.objects.get()
    assert (found.name, found.contact) == ("欧阳小明", "oy@mail.example")
