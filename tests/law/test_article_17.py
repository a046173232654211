"""第十七条: 建立健全政府信息公开审查机制: nothing goes out unreviewed, in doubt the authority is asked."""

import pytest

from accounts.policies import Refused
from disclosure.actions import deciding, releasing
from disclosure.models import DocumentEdition
from disclosure.policies import may_review
from disclosure.workflow import Status
from tests import documents
from tests.factories import ON

pytestmark = pytest.mark.django_db
S = Status


@pytest.mark.parametrize("state", [S.DRAFT, S.SECRECY, S.REFERRED, S.OFFICE, S.SIGNING, S.DISCARDED])
def test_paragraph_1_nothing_is_published_before_it_was_reviewed(county, state):
    made = documents.document(county, state=state)
    for name in county.people:
        with pytest.raises(Refused):
            releasing.publish(made, by=getattr(county, name), on=ON)
    assert not DocumentEdition.objects.public().exists()


def test_paragraph_2_every_review_names_person_procedure_and_content(county):
    made = documents.document(county, state=S.PUBLISHED)
    steps = [(one.step, one.person, one.content_hash) for one in made.opinions.all()]
    assert steps == [
        ("secrecy", county.secrecy_reviewer, made.approved_hash),
        ("office", county.office_reviewer, made.approved_hash),
        ("signing", county.head, made.approved_hash),
    ]


def test_paragraph_3_who_cannot_tell_asks_the_authority_and_the_answer_comes_first(county):
    made = documents.document(county, state=S.REFERRED)
    verdict = may_review(county.secrecy_reviewer, made)
    assert not verdict
    assert "不在审查环节" in verdict.reason
    made = deciding.resolve(made, by=county.office, on=ON, text="可以公开", attribute="open")
    assert made.status == S.SECRECY
