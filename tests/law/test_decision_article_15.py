"""第十五条、第十八条、第三十二条 (重大行政决策程序暂行条例): 公开征求意见, its time, and what becomes of the opinions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from audit.models import AuditEntry
from participation.actions import answering, extending, opining, publishing, telling
from participation.deadlines import feedback_days, standing
from participation.listing import totals
from participation.models import Extension, Opinion, OpinionNotice, PeriodRule
from participation.workflow import Phase
from statute.loading import working_calendar
from tests.participation import made
from tests.participation.made import AFTER, CLOSES, OPEN, PUBLISHED, moment, said

pytestmark = pytest.mark.django_db


def test_a_draft_is_published_with_its_explanation(county):
    thing = made.draft(county, explanation="<p></p>")
    with pytest.raises(Refused, match="起草说明"):
        publishing.submit(thing, by=county.clerk, at=PUBLISHED)


def test_it_is_open_at_least_thirty_days(county):
    assert (
        made.released(county, made.draft(county, closes_at=PUBLISHED + timedelta(days=30))).days_open() == 30
    )
    with pytest.raises(Refused, match=r"只有29日.*不少于30日"):
        publishing.submit(
            made.draft(county, closes_at=PUBLISHED + timedelta(days=29)), by=county.clerk, at=PUBLISHED
        )


def test_a_shorter_time_needs_a_reason_that_is_published(county, client):
    short = {"closes_at": PUBLISHED + timedelta(days=20), "short_reason": "汛期将至，须在五月前实施。"}
    thing = made.released(county, made.draft(county, **short))
    assert "汛期将至，须在五月前实施。" in client.get(thing.get_absolute_url()).content.decode()


def test_other_laws_allow_no_shorter_time(county):
    thing = made.draft(
        county,
        rule=made.rule("expropriation"),
        closes_at=PUBLISHED + timedelta(days=20),
        short_reason="时间紧",
    )
    with pytest.raises(Refused, match="不能缩短"):
        publishing.submit(thing, by=county.clerk, at=PUBLISHED)


def test_the_time_counts_from_the_real_publication(county):
    thing = made.approved(county, made.draft(county))
    with pytest.raises(Refused, match="只有29日"):
        publishing.publish(thing, by=county.clerk, at=PUBLISHED + timedelta(days=2))


def test_it_is_extended_with_a_published_reason_and_never_shortened(county, client):
    thing = made.released(county, made.draft(county))
    later, reviewed = CLOSES + timedelta(days=10), thing.fingerprint()
    for wrong, why in (
        ({"reason": " "}, "理由"),
        ({"closes_at": CLOSES}, "不能缩短"),
        ({"closes_at": CLOSES - timedelta(days=1)}, "不能缩短"),
        ({"by": county.clerk}, "负责人决定"),
        ({"at": CLOSES + timedelta(seconds=1)}, "截止以后不能延长"),
        ({"reason": "身份证号37011219800101123X来信"}, "身份证"),
    ):
        values = {"closes_at": later, "by": county.head, "reason": "意见较多", "at": CLOSES} | wrong
        with pytest.raises(Refused, match=why):
            extending.extend(thing, values.pop("closes_at"), **values)
    extending.extend(thing, later, by=county.head, reason="意见较多，延长十日。", at=CLOSES)
    thing.refresh_from_db()
    opining.opine(thing, said(), key=uuid4(), at=later)
    assert thing.fingerprint() == reviewed == thing.approved_hash  # what was reviewed is what stands
    page = client.get(thing.get_absolute_url()).content.decode()
    assert "原定 2026-04-02 17:00 截止，延长到 2026-04-12 17:00。理由：意见较多，延长十日。" in page
    entry = AuditEntry.objects.get(action="consultation.extended")
    assert (entry.details["reason"], entry.actor) == ("意见较多，延长十日。", county.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            consultation=thing, before=later, closes_at=CLOSES, reason="改回", by=county.head, at=later
        )


def test_at_the_last_second_it_is_in_time_and_a_second_later_it_is_not(county):
    thing = made.consultation(county, opinions=0)
    assert opining.opine(thing, said(), key=uuid4(), at=CLOSES).serial == 1
    with pytest.raises(opining.TooLate, match="已于2026-04-02 17:00截止"):
        opining.opine(thing, said(), key=uuid4(), at=CLOSES + timedelta(seconds=1))
    with pytest.raises(opining.TooLate, match="开始"):
        opining.opine(thing, said(), key=uuid4(), at=PUBLISHED - timedelta(seconds=1))
    assert thing.opinions.count() == 1


def test_every_opinion_is_answered_with_a_reason_before_the_feedback_is_out(county):
    thing = made.consultation(county, opinions=40)
    for one in thing.opinions.all():
        opining.moderate(one, by=county.clerk, shown=True)
    parts = [one.parts.get() for one in thing.opinions.all()]
    by = {"by": county.clerk, "summary": "罚款标准"}
    with pytest.raises(Refused, match="理由"):
        answering.answer(thing, parts[:1], adoption="not", reason=" ", **by)
    answering.answer(thing, parts[:25], adoption="adopted", reason="已改。", **by)
    answering.answer(thing, parts[25:39], adoption="not", reason="超出法定幅度。", **by)
    feedback = answering.conclude(thing, by=county.clerk, summary="收到40件。")
    with pytest.raises(Refused, match="还有1条意见没有写明是否采纳"):
        publishing.submit(feedback, by=county.clerk, at=AFTER)
    answering.answer(thing, parts[39:], adoption="partly", reason="吸收了一部分。", **by)
    feedback = made.approved(county, feedback, at=AFTER)
    answering.publish(feedback, by=county.clerk, at=AFTER)
    found = totals(thing)
    assert (found.opinions, found.parts, found.adopted, found.partly, found.not_adopted) == (
        40,
        40,
        25,
        1,
        14,
    )
    assert found.add_up
    assert found.unanswered == 0


def test_no_opinion_at_all_is_published_too(county, client):
    thing = made.consultation(county, opinions=0)
    feedback = answering.conclude(thing, by=county.clerk, summary="期间没有收到意见。")
    answering.publish(made.approved(county, feedback, at=AFTER), by=county.clerk, at=AFTER)
    page = client.get(feedback.get_absolute_url()).content.decode()
    assert "期间没有收到意见。" in page
    assert "<dt>收到意见</dt><dd>0<small>件" in page


def test_feedback_waits_for_the_closing(county):
    thing = made.consultation(county, opinions=0)
    feedback = answering.conclude(thing, by=county.clerk, summary="没有收到意见。")
    with pytest.raises(Refused, match="还没有截止"):
        publishing.submit(feedback, by=county.clerk, at=CLOSES)


def test_feedback_that_is_late_is_public(county):
    """二十个工作日 after 2026-04-02 (the holidays of Qingming and May Day not counted): 2026-05-06."""
    thing = made.consultation(county, opinions=0)
    days, calendar = feedback_days(AFTER.date()), working_calendar()
    due = standing(thing, AFTER, days, calendar).due
    assert due == calendar.add_working_days(CLOSES.date(), 20).date
    assert standing(thing, moment(due.month, due.day, 23), days, calendar).phase == Phase.CLOSED
    late = standing(thing, moment(due.month, due.day, 23) + timedelta(hours=1), days, calendar)
    assert late.phase == Phase.OVERDUE


def test_everybody_who_left_an_address_is_told_once(county):
    thing = made.consultation(county, opinions=2)
    made.opinion(thing, text="没留地址", contact="")
    made.settled(county, thing)
    told = OpinionNotice.objects.values_list("opinion__serial", flat=True)
    assert sorted(told) == [1, 2]


def test_everybody_who_left_an_address_hears_of_an_extension_once(county, settings, mailoutbox):
    thing = made.consultation(county, opinions=1)
    made.opinion(thing, text="没留地址", contact="")
    for day in (10, 20):
        extending.extend(thing, moment(4, day, 17), by=county.head, reason="农忙", at=OPEN)
    assert [telling.send_due(OPEN), telling.send_due(OPEN)] == [2, 0]
    assert [mail.to for mail in mailoutbox] == [["liming@mail.example"]] * 2
    assert "延长到2026-04-10 17:00，理由：农忙" in mailoutbox[0].body
    made.settled(county, thing, at=moment(4, 21))
    telling.send_due(AFTER)
    assert "已经研究" in mailoutbox[2].body


def test_the_periods_are_rows_with_their_source():
    rules = PeriodRule.objects.current()
    assert rules.filter(purpose="comment", days=30).count() == 5
    assert all(one.legal_basis for one in rules)
    assert not rules.filter(legal_basis__startswith="县规定", verified=True).exists()


def test_what_came_on_paper_counts_by_the_day_it_arrived(county):
    thing = made.consultation(county, opinions=0)
    letter = opining.Source("post", "4月1日邮戳", moment(4, 1))
    found = opining.enter(thing, said(), letter, by=county.clerk)
    assert (found.serial, found.get_channel_display()) == (1, "信函")
    with pytest.raises(Refused, match="不在期间内"):
        opining.enter(thing, said(), opining.Source("post", "4月9日邮戳", moment(4, 9)), by=county.clerk)
    with pytest.raises(Refused, match="来源"):
        opining.enter(thing, said(), opining.Source("phone", " ", moment(4, 1)), by=county.clerk)
    assert Opinion.objects.count() == 1
