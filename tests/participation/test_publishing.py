"""先审后发: four eyes, exactly the reviewed content, no way around it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.policies import Refused
from audit.models import AuditEntry
from participation.actions import publishing
from participation.models import Consultation
from participation.workflow import NotPossible, Status
from tests.participation import made
from tests.participation.made import AFTER, PUBLISHED

pytestmark = pytest.mark.django_db


def test_a_draft_is_submitted_reviewed_by_somebody_else_and_published_as_reviewed(county):
    thing = made.consultation(county, opinions=0)
    assert thing.status == Status.PUBLISHED
    assert thing.approved_hash == thing.content_hash == thing.fingerprint()
    assert (thing.submitted_by, thing.approved_by) == (county.clerk, county.office_reviewer)
    verbs = AuditEntry.objects.about(thing).order_by("pk").values_list("action", flat=True)
    assert [verb.rpartition(".")[2] for verb in verbs] == ["started", "submitted", "approved", "published"]


@pytest.mark.parametrize(
    "who", ["clerk", "clerk2", "secrecy_reviewer", "other_head", "superuser", "office", "stranger"]
)
def test_who_may_not_review(county, who):
    thing = publishing.submit(made.draft(county), by=county.clerk, at=PUBLISHED)
    with pytest.raises(Refused):
        publishing.approve(thing, by=getattr(county, who), at=PUBLISHED, seen=thing.content_hash)
    thing.refresh_from_db()
    assert thing.status == Status.REVIEW


def test_a_head_who_wrote_it_does_not_review_it_whoever_submits(county):
    thing = publishing.edit(made.draft(county), {"title": "改过的标题"}, by=county.head)
    thing = publishing.submit(thing, by=county.clerk, at=PUBLISHED)
    with pytest.raises(Refused, match="参与了起草"):
        publishing.approve(thing, by=county.head, at=PUBLISHED, seen=thing.content_hash)
    assert (
        publishing.approve(thing, by=county.head2, at=PUBLISHED, seen=thing.content_hash).approved_by
        == county.head2
    )


def test_an_edit_after_approval_voids_it(county):
    thing = made.consultation(county, state="approved")
    thing = publishing.edit(thing, {"body": made.BODY + "<p>第四条 另有规定。</p>"}, by=county.clerk)
    assert (thing.status, thing.approved_hash, thing.approved_by) == (Status.DRAFT, "", None)
    with pytest.raises((Refused, NotPossible)):
        publishing.publish(thing, by=county.clerk, at=PUBLISHED)


def test_what_the_reviewer_did_not_see_is_not_approved(county):
    thing = publishing.submit(made.draft(county), by=county.clerk, at=PUBLISHED)
    with pytest.raises(publishing.Conflict):
        publishing.approve(thing, by=county.head, at=PUBLISHED, seen="0" * 64)
    Consultation.objects.filter(pk=thing.pk).update(body="<p>偷偷改的</p>")
    with pytest.raises(publishing.Conflict):
        publishing.approve(thing, by=county.head, at=PUBLISHED, seen=thing.content_hash)


def test_two_editors_never_overwrite_each_other(county):
    thing = made.draft(county)
    publishing.edit(thing, {"title": "甲的标题"}, by=county.clerk, revision=0)
    with pytest.raises(publishing.Conflict):
        publishing.edit(thing, {"title": "乙的标题"}, by=county.clerk2, revision=0)
    thing.refresh_from_db()
    assert thing.title == "甲的标题"


def test_a_published_draft_is_not_edited_and_a_withdrawal_needs_the_head_and_a_reason(county):
    thing = made.consultation(county)
    with pytest.raises(Refused):
        publishing.edit(thing, {"title": "改"}, by=county.clerk)
    with pytest.raises(Refused):
        publishing.withdraw(thing, by=county.clerk, at=AFTER, reason="有误")
    with pytest.raises(Refused, match="理由"):
        publishing.withdraw(thing, by=county.head, at=AFTER, reason=" ")
    assert publishing.withdraw(thing, by=county.head, at=AFTER, reason="有误").status == Status.WITHDRAWN


def test_the_database_says_no_too(county):
    thing = made.draft(county)
    for values in (
        {"status": Status.PUBLISHED, "published_at": PUBLISHED},
        {"status": Status.PUBLISHED, "published_at": PUBLISHED, "approved_hash": "1" * 64},
        {"submitted_by": county.clerk, "approved_by": county.clerk},
        {"closes_at": thing.opens_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=thing.pk).update(**values)


def test_personal_data_in_a_draft_blocks_it(county):
    thing = made.draft(county, explanation="<p>联系人身份证号 37011219800101123X。</p>")
    with pytest.raises(Refused, match="身份证号"):
        publishing.submit(thing, by=county.clerk, at=PUBLISHED)
