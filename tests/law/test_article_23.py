"""第二十三条至第二十五条: channels, the platform with 检索、查阅、下载, and the places where one can read."""

import pytest
from django.urls import reverse

from disclosure.models import Delivery
from disclosure.workflow import Status
from tests import documents

pytestmark = pytest.mark.django_db


def test_article_23_a_publication_goes_to_every_channel_the_catalog_names(county):
    made = documents.document(county, state=Status.PUBLISHED)
    rows = {(one.label, one.state) for one in made.deliveries.all()}
    assert ("政府网站", Delivery.State.DONE) in rows
    assert "政府公报" not in {label for label, _ in rows}  # the catalog says 不采用


def test_article_24_every_item_can_be_searched_read_and_downloaded(county, client):
    made = documents.document(county, state=Status.PUBLISHED)
    found = client.get(reverse("documents:list"), {"q": "最低生活保障"})
    assert made.title in found.content.decode()
    page = client.get(made.get_absolute_url())
    assert page.status_code == 200
    assert "城乡低保标准按年度调整" in page.content.decode()
    rows = b"".join(client.get(reverse("documents:export", args=["csv"])).streaming_content).decode(
        "utf-8-sig"
    )
    assert made.title in rows
