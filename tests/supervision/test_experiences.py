"""经验交流, column «基层政务公开标准化规范化» (市实施意见四(三)): let out by a second person, found, subscribed to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.policies import Refused
from audit.models import AuditEntry
from interpretation.actions import pieces
from search.models import Entry
from supervision import organising_todo
from supervision.actions import telling
from supervision.models import ExperienceArticle
from tests.factories import ON

pytestmark = pytest.mark.django_db
VALUES = {
    "title": "一张目录管到底",
    "summary": "目录逐级审核的做法。",
    "text": "第一段。\n\n第二段讲逐级审核。",
    "keywords": "标准目录",
}


def article(county, *, state: str = "published", **values) -> ExperienceArticle:
    made = telling.start_article(county.department, title="一张目录管到底", by=county.clerk)
    made = pieces.save(made, by=county.clerk, revision=made.revision, values=VALUES | values)
    if state == "draft":
        return made
    made = pieces.submit(made, by=county.clerk)
    return (
        made if state == "reviewing" else pieces.approve(made, by=county.head, on=ON, seen=made.content_hash)
    )


@pytest.mark.parametrize("state", ["draft", "reviewing"])
def test_what_is_not_let_out_is_nowhere(county, state):
    made = article(county, state=state)
    client = Client()
    assert client.get(made.get_absolute_url()).status_code == 404
    for name in ("experiences", "experience_feed"):
        assert made.title not in client.get(reverse(f"supervision:{name}")).content.decode()
    assert not Entry.objects.findable().filter(kind="experience").exists()


def test_nobody_lets_out_what_they_wrote(county):
    made = telling.start_article(county.department, title="标题", by=county.head)
    made = pieces.save(made, by=county.head, revision=made.revision, values=VALUES)
    made = pieces.submit(made, by=county.head)
    with pytest.raises(Refused, match="参与了起草"):
        pieces.approve(made, by=county.head, on=ON, seen=made.content_hash)
    with pytest.raises(Refused, match="审签"):
        pieces.approve(made, by=county.other_clerk, on=ON, seen=made.content_hash)
    made.refresh_from_db()
    assert made.published_at is None


def test_what_is_lacking_or_must_not_go_out_is_said(county):
    with pytest.raises(Refused, match="标题"):
        telling.start_article(county.department, title=" ", by=county.clerk)
    with pytest.raises(Refused):
        telling.start_article(county.department, title="标题", by=county.other_clerk)
    with pytest.raises(Refused, match="摘要和内容"):
        pieces.submit(article(county, state="draft", text=""), by=county.clerk)
    with pytest.raises(Refused, match="内容中有"):
        pieces.submit(
            article(county, state="draft", text="联系人身份证11010519491231002X。"), by=county.clerk
        )


def test_it_is_on_its_page_in_the_list_in_the_feed_and_found(county, django_assert_num_queries):
    made = article(county)
    client = Client()
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<p>第二段讲逐级审核。</p>" in page
    assert 'name="ArticleTitle"' in page
    client.get(reverse("supervision:experiences"))
    with django_assert_num_queries(2):
        assert "目录逐级审核的做法" in client.get(reverse("supervision:experiences")).content.decode()
    feed = client.get(reverse("supervision:experience_feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert made.title in feed.content.decode()
    again = client.get(reverse("supervision:experience_feed"), headers={"if-none-match": feed["ETag"]})
    assert again.status_code == 304
    entry = Entry.objects.findable().get(kind="experience", object_id=made.pk)
    assert entry.title == made.title
    assert AuditEntry.objects.filter(action="experiencearticle.published").get().article == "市实施意见四(三)"


def test_what_is_taken_back_is_gone_from_everywhere(county):
    made = article(county)
    pieces.withdraw(made, by=county.head, reason="数字有误")
    client = Client()
    assert client.get(made.get_absolute_url()).status_code == 404
    assert made.title not in client.get(reverse("supervision:experience_feed")).content.decode()
    assert not Entry.objects.findable().filter(kind="experience").exists()


def test_it_is_written_and_let_out_on_the_pages_of_the_desk(county):
    clerk, head = Client(), Client()
    clerk.force_login(county.clerk)
    head.force_login(county.head)
    clerk.post(
        reverse("admin:supervision_experience_start"), {"unit": county.department.code, "title": "好做法"}
    )
    made = ExperienceArticle.objects.get()
    url = reverse("admin:supervision_experiencearticle_change", args=[made.pk])
    assert clerk.post(url, VALUES | {"revision": made.revision}).status_code == 302
    act = "admin:supervision_experience_act"
    clerk.post(reverse(act, args=[made.pk, "submit"]), {})
    made.refresh_from_db()
    assert [one.step for one in organising_todo.tasks_for(county.head, ON) if "经验交流" in one.title] == [
        "待审签"
    ]
    assert not [one for one in organising_todo.tasks_for(county.clerk, ON) if "经验交流" in one.title]
    head.post(reverse(act, args=[made.pk, "approve"]), {"seen": made.content_hash})
    assert Client().get(made.get_absolute_url()).status_code == 200
