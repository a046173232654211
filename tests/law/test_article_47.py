"""第四十七条: the office in charge inspects, has things put right, criticises; anybody may report what is not published or answered."""

from datetime import timedelta

import pytest

from accounts.policies import Refused
from statute.loading import working_calendar
from supervision.actions import rectifying
from supervision.complaint_workflow import ComplaintKind, ComplaintState, OrderState
from supervision.models import Rectification
from tests.complaints import complaint, order
from tests.factories import ON


def test_article_47_paragraph_1_a_gap_is_ordered_to_be_put_right_by_a_working_day(county):
    made = order(county, working_days=10)
    assert made.due_on == working_calendar().add_working_days(ON, 10).date
    assert "第四十七条" in made.legal_basis


def test_article_47_paragraph_1_who_does_not_put_it_right_is_criticised(county):
    made = order(county)
    with pytest.raises(Refused, match="期限没有到"):
        rectifying.criticise(made, by=county.government_head, on=made.due_on, text="逾期不改")
    done = rectifying.criticise(
        made, by=county.government_head, on=made.due_on + timedelta(1), text="逾期不改"
    )
    assert done.criticised_on == made.due_on + timedelta(1)


@pytest.mark.parametrize("kind", [ComplaintKind.UNPUBLISHED, ComplaintKind.NO_REPLY])
def test_article_47_paragraph_2_what_is_reported_and_true_is_put_right(county, kind):
    made = complaint(county, kind=kind, state=ComplaintState.RECTIFYING)
    assert made.order.state == OrderState.OPEN
    assert Rectification.objects.get().unit == made.unit
