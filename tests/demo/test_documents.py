"""The demonstration's documents: every state, every validity, made by the acts, the same on every run."""

import pytest
from django.urls import reverse

from disclosure.models import (
    ArchiveBatch,
    Attachment,
    Campaign,
    CampaignEntry,
    Document,
    DocumentEdition,
    Relation,
    Validity,
    Withdrawal,
)
from disclosure.workflow import Attribute, Status
from portal.demo import department_subjects, more_subjects, papers
from portal.demo.old_documents import as_file
from portal.demo.subjects import write

pytestmark = pytest.mark.django_db
SUBJECTS = (*department_subjects.SUBJECTS, *more_subjects.SUBJECTS, *more_subjects.TOWNSHIP)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.title[:20])
def test_texts_are_complete_and_the_same_every_time(subject):
    one, again, later = (write(subject, year, "青石镇") for year in (2024, 2024, 2025))
    assert one == again
    assert (one.lines, one.table) != (later.lines, later.table) or not subject.facts
    assert "{" not in one.html
    assert 15 < sum(map(len, one.lines)) < 2000


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_lists_are_the_same_every_time(turn):
    name, data = as_file([{"标题": "甲", "正文": "一"}], turn)
    again = as_file([{"标题": "甲", "正文": "一"}], turn)
    assert name == again[0]
    assert turn == 0 or data == again[1]  # a workbook carries the minute it was made


def test_every_state_has_a_paper():
    states = {paper.state for paper in papers.PAPERS} - {"returned"}
    assert states >= set(Status) - {Status.SUPERSEDED, Status.WITHDRAWN}
    assert {paper.then for paper in papers.PAPERS} >= set(Withdrawal.Behaviour) | {"restored", "revised"}


def test_every_state_and_validity_is_there(demo):
    editions = DocumentEdition.objects.all()
    assert 250 <= Document.objects.count() <= 360
    assert set(editions.values_list("status", flat=True)) == set(Status)
    assert set(editions.values_list("attribute", flat=True)) >= set(Attribute)
    assert set(editions.values_list("validity", flat=True)) == set(Validity)
    assert set(Withdrawal.objects.values_list("behaviour", flat=True)) == set(Withdrawal.Behaviour)
    published = editions.exclude(published_at=None)
    assert published.filter(days_late=0).exists()
    assert published.filter(days_late__gt=0).exists()
    assert {edition.content().digest() == edition.approved_hash for edition in published[:40]} == {True}
    assert editions.exclude(batch=None).count() > 200
    assert editions.filter(co_issuers__isnull=False).exists()
    assert editions.filter(is_normative=True, registration_no__startswith="QLDR").count() > 4
    assert {file.extension for file in (one.file for one in Attachment.objects.select_related("file"))} >= {
        ".xlsx",
        ".docx",
        ".pdf",
    }
    assert set(Relation.objects.values_list("kind", flat=True)) >= {"repeals", "modifies"}
    assert set(ArchiveBatch.objects.values_list("state", flat=True)) == {"done", "read", "submitted"}
    cleanup, evaluation = Campaign.objects.get(kind="cleanup"), Campaign.objects.get(kind="reevaluation")
    assert cleanup.result_published_at is not None
    assert evaluation.closed_on is None
    assert CampaignEntry.objects.filter(campaign=evaluation, decision="").exists()
    assert CampaignEntry.objects.filter(campaign=evaluation, decision="convert").get().result is not None
    assert not DocumentEdition.objects.public().filter(text__contains="13912345678").exists()


def test_the_column_of_institutions_has_something_of_the_county_s_own(demo, client):
    found = client.get(reverse("open:institutions"))
    assert "青岚县民政局政府信息公开保密审查制度" in found.text
    assert '<a href="https://www.gov.cn/' in found.text
