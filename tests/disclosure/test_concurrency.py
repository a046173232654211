"""Two at the same moment: one of them wins, nothing is lost, no number is given twice."""

import pytest

from accounts.policies import Refused
from audit.actions import verify
from disclosure.actions import deciding, drafting, releasing
from disclosure.actions.drafting import Conflict
from disclosure.models import Delivery, Document, DocumentEdition
from disclosure.workflow import NotPossible, Status
from tests import documents
from tests.factories import ON
from tests.threads import together

S = Status


@pytest.fixture
def county(lasting_county):
    return documents.staff(lasting_county)


def errors(outcomes) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def whole() -> None:
    assert [found for found in verify() if not isinstance(found, int)] == []


def test_two_editors_of_one_draft(county):
    made = documents.draft(county)

    def save(by, title):
        return lambda: drafting.save_draft(
            made, by=by, on=ON, revision=made.revision, values={"title": title}
        )

    outcomes = together(save(county.clerk, "甲"), save(county.clerk2, "乙"))
    refused = errors(outcomes)
    assert [type(error) for error in refused] == [Conflict]
    made.refresh_from_db()
    assert made.title == ("乙" if isinstance(outcomes[0], Exception) else "甲")
    whole()


def test_two_heads_sign_at_once(county):
    made = documents.document(county, state=S.SIGNING)

    def sign(by):
        return lambda: deciding.sign(
            made, by=by, on=ON, text="同意", seen=made.content_hash, attribute="open"
        )

    refused = errors(together(sign(county.head), sign(county.head2)))
    assert len(refused) == 1
    assert isinstance(refused[0], Refused | NotPossible)
    assert made.opinions.filter(step="signing").count() == 1
    whole()


def test_numbers_given_at_the_same_moment_follow_one_another(county):
    waiting = [documents.document(county, state=S.SIGNING) for _ in range(6)]

    def sign(made):
        return lambda: deciding.sign(
            made, by=county.head, on=ON, text="同意", seen=made.content_hash, attribute="open"
        )

    assert errors(together(*map(sign, waiting))) == []
    serials = Document.objects.filter(index_serial__isnull=False).values_list("index_serial", flat=True)
    assert sorted(serials) == [1, 2, 3, 4, 5, 6]
    whole()


def test_two_revisions_of_one_document_are_one(county):
    made = documents.document(county, state=S.PUBLISHED)

    def revise(by):
        return lambda: drafting.start_edition(made.document, by=by, on=ON, reason="更正")

    refused = errors(together(revise(county.clerk), revise(county.clerk2)))
    assert [type(error) for error in refused] == [Refused]
    assert made.document.editions.in_preparation().count() == 1


def test_a_double_click_publishes_once(county):
    made = documents.document(county, state=S.SIGNED)
    publish = [lambda: releasing.publish(made, by=county.clerk, on=ON)] * 2
    assert len(errors(together(*publish))) == 1
    assert Delivery.objects.filter(edition=made, outlet="website").count() == 1


def test_publishing_and_editing_at_once_never_publishes_what_was_not_signed(county):
    made = documents.document(county, state=S.SIGNED)
    together(
        lambda: releasing.publish(made, by=county.clerk, on=ON),
        lambda: drafting.save_draft(
            made, by=county.clerk2, on=ON, revision=made.revision, values={"title": "换掉的标题"}
        ),
    )
    found = DocumentEdition.objects.get(pk=made.pk)
    assert (found.status, found.title) in {(S.PUBLISHED, made.title), (S.DRAFT, "换掉的标题")}
    assert not DocumentEdition.objects.public().filter(title="换掉的标题").exists()
    whole()
