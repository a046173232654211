"""政务公开机构名录: what the guides in force say, and who has none."""

from django.test import Client
from django.urls import reverse

from disclosure.models import Guide


def test_every_unit_is_named_and_the_guide_is_the_only_source(county, django_assert_num_queries):
    whole = {
        "office_name": "局办公室",
        "address": "青岚县人民路1号",
        "office_hours": "工作日9至17时",
        "phone": "0379-1234567",
        "fax": "0379-1234568",
        "email": "mzj@qinglan.example",
    }
    Guide.objects.create(
        unit=county.department, status="published", content_hash="x", approved_hash="x", started_by=county.clerk,
        published_at="2026-03-02T04:00:00Z", **whole,
    )  # fmt: skip
    client = Client()
    client.get(reverse("supervision:offices"))
    with django_assert_num_queries(3):
        page = client.get(reverse("supervision:offices"))
    text = page.content.decode()
    assert all(value in text for value in whole.values())
    assert county.township.name in text
    assert f"公开指南还没有发布，由{county.township.label}编写" in text
