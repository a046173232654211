"""第五十一条: whoever thinks their rights infringed may complain to the level above or to the office in charge, or go to review or court."""

from django.urls import reverse

from supervision.complaint_policies import may_be_complained_of
from supervision.complaint_workflow import ComplaintState
from supervision.models import Complaint, ComplaintNotice
from tests.complaints import complaint


def test_article_51_it_goes_to_the_office_and_not_to_the_unit_itself(county):
    complaint(county)
    assert Complaint.objects.visible_to(county.office).exists()
    assert not Complaint.objects.visible_to(county.head).exists()


def test_article_51_against_the_county_itself_it_goes_to_the_level_above(county):
    assert "上一级" in may_be_complained_of(county.government).reason
    assert "第五十五条" in _enterprise(county)


def _enterprise(county) -> str:
    county.other_department.kind = "public_enterprise"
    return may_be_complained_of(county.other_department).reason


def test_article_51_the_result_is_told_once_and_review_and_court_stay_open(client, county):
    complaint(county, state=ComplaintState.CONCLUDED)
    assert ComplaintNotice.objects.count() == 1
    page = client.get(reverse("supervision:complain")).content.decode()
    assert "行政诉讼" in page
