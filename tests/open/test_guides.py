"""公开指南 in the back office (条例第十二条): everything the article lists, four eyes, what grew old."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure import guide_todo
from disclosure.actions import guiding
from disclosure.actions.drafting import Conflict
from disclosure.models import Guide
from tests.open.made import VALUES, drafted, guide_in_force, submitted

pytestmark = pytest.mark.django_db
Status = Guide.Status


def test_a_guide_is_written_approved_and_published_and_each_act_is_recorded(county):
    guide = guide_in_force(county)
    assert guide.status == Status.PUBLISHED
    assert guide.approved_hash == guide.content_hash == guide.digest()
    acts = list(
        AuditEntry.objects.filter(action__startswith="guide.").order_by("pk").values_list("action", flat=True)
    )
    assert acts == ["guide.started", "guide.saved", "guide.submitted", "guide.published"]


@pytest.mark.parametrize("name", [name for name in VALUES if name != "fax"])
def test_what_the_article_lists_must_be_there(county, name):
    guide = drafted(county, **{name: " "})
    with pytest.raises(Refused, match="还没有填写"):
        guiding.submit_guide(guide, by=county.clerk)
    assert Guide.objects.get(pk=guide.pk).status == Status.DRAFT


def test_a_guide_without_a_fax_is_complete(county):
    assert guiding.submit_guide(drafted(county, fax=""), by=county.clerk).status == Status.SUBMITTED


@pytest.mark.parametrize("who", ["clerk", "clerk2", "secrecy_reviewer", "office", "other_head", "superuser"])
def test_only_a_head_of_the_unit_approves(county, who):
    guide = submitted(county)
    with pytest.raises(Refused):
        guiding.approve_guide(guide, by=getattr(county, who), seen=guide.content_hash, at=timezone.now())
    assert Guide.objects.get(pk=guide.pk).status == Status.SUBMITTED


def test_a_head_who_wrote_a_word_of_it_does_not_approve_it(county):
    guide = drafted(county)
    guide = guiding.save_guide(guide, by=county.head, revision=guide.revision, values=VALUES | {"phone": "1"})
    guide = guiding.submit_guide(guide, by=county.clerk)
    with pytest.raises(Refused, match="参与了编写"):
        guiding.approve_guide(guide, by=county.head, seen=guide.content_hash, at=timezone.now())
    assert guiding.approve_guide(guide, by=county.head2, seen=guide.content_hash, at=timezone.now())


def test_the_database_says_no_too(county):
    guide = submitted(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.filter(pk=guide.pk).update(
            status=Status.PUBLISHED,
            approved_by=county.clerk,
            approved_hash=guide.content_hash,
            published_at=timezone.now(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.filter(pk=guide.pk).update(
            status=Status.PUBLISHED,
            approved_by=county.head,
            approved_hash="0" * 64,
            published_at=timezone.now(),
        )


def test_what_was_not_seen_is_not_approved(county):
    guide = submitted(county)
    seen = guide.content_hash
    guide = guiding.recall_guide(guide, by=county.clerk)
    guide = guiding.save_guide(
        guide, by=county.clerk, revision=guide.revision, values=VALUES | {"phone": "2"}
    )
    guide = guiding.submit_guide(guide, by=county.clerk)
    with pytest.raises(Conflict):
        guiding.approve_guide(guide, by=county.head, seen=seen, at=timezone.now())


def test_two_writers_do_not_overwrite_each_other(county):
    guide = drafted(county)
    guiding.save_guide(guide, by=county.clerk, revision=guide.revision, values=VALUES | {"phone": "3"})
    with pytest.raises(Conflict):
        guiding.save_guide(guide, by=county.clerk2, revision=guide.revision, values=VALUES | {"phone": "4"})


def test_a_new_edition_starts_from_the_one_in_force_which_stays_until_it_is_replaced(county):
    first = guide_in_force(county)
    second = guiding.start_guide(county.department, by=county.clerk)
    assert (second.version, second.values()) == (2, first.values())
    assert Guide.objects.in_force().get(unit=county.department) == first
    with pytest.raises(Refused, match="已有一份"):
        guiding.start_guide(county.department, by=county.clerk2)
    with pytest.raises(Refused, match="不能改动"):
        guiding.save_guide(first, by=county.clerk, revision=first.revision, values=VALUES)


def test_a_returned_guide_carries_the_opinion(county):
    guide = submitted(county)
    with pytest.raises(Refused, match="理由"):
        guiding.return_guide(guide, by=county.head, opinion=" ")
    guide = guiding.return_guide(guide, by=county.head, opinion="地址不对")
    assert (guide.status, guide.opinion) == (Status.DRAFT, "地址不对")


@pytest.mark.parametrize("who", ["other_clerk", "village_officer", "administrator"])
def test_others_do_not_write_it(county, who):
    with pytest.raises(Refused):
        guiding.start_guide(county.department, by=getattr(county, who))


def test_a_village_has_no_guide_here(county):
    with pytest.raises(Refused):
        guiding.start_guide(county.village, by=county.clerk)


def steps(person, today: date) -> list[tuple[str, str, bool]]:
    return [(task.step, task.action_label, task.mine) for task in guide_todo.tasks_for(person, today)]


def test_the_to_do_list_says_what_is_missing_what_waits_and_what_is_old(county):
    today = timezone.localdate()
    assert steps(county.clerk, today) == [("还没有编写", "编写", True)]
    guide = submitted(county)
    assert steps(county.head, today) == [("待审定", "审定", True)]
    assert steps(county.clerk, today) == [("待审定", "查看", False)]
    guiding.approve_guide(guide, by=county.head, seen=guide.content_hash, at=timezone.now())
    assert steps(county.clerk, today) == []
    assert steps(county.clerk, today + timedelta(days=365)) == []
    (task,) = guide_todo.tasks_for(county.clerk, today + timedelta(days=367))
    assert task.overdue
    assert "已满一年" in task.step
    assert guide_todo.tasks_for(county.stranger, today) == []


def test_writing_and_approving_in_the_browser(client, county):
    client.force_login(county.clerk)
    start = reverse("admin:disclosure_guide_start")
    screen = client.post(start, {"unit": county.department.code}).headers["Location"]
    assert client.get(screen).status_code == 200
    incomplete = client.post(screen, {"revision": "0", "phone": "1", "then": "submit"}, follow=True)
    assert "还没有填写" in incomplete.content.decode()
    assert Guide.objects.get().status == Status.DRAFT
    client.post(screen, VALUES | {"revision": Guide.objects.get().revision, "then": "submit"})
    guide = Guide.objects.get()
    assert guide.status == Status.SUBMITTED
    client.force_login(county.head)
    assert guide.content_hash in client.get(screen).content.decode()
    client.post(reverse("admin:disclosure_guide_decide", args=[guide.pk]), {"seen": guide.content_hash})
    assert Guide.objects.get().status == Status.PUBLISHED
    assert "在网站上查看" in client.get(screen).content.decode()


def test_a_refused_act_is_told_and_changes_nothing(client, county):
    guide = submitted(county)
    client.force_login(county.clerk)
    url = reverse("admin:disclosure_guide_decide", args=[guide.pk])
    response = client.post(url, {"seen": guide.content_hash}, follow=True)
    assert "负责人审定" in response.content.decode()
    assert Guide.objects.get().status == Status.SUBMITTED
    client.post(reverse("admin:disclosure_guide_recall", args=[guide.pk]))
    assert Guide.objects.get().status == Status.DRAFT
