"""What is not public is in no outlet of public participation; a withdrawn document leaves the feedback that names it."""

import pytest
from django.urls import get_resolver, reverse

from disclosure.actions import releasing
from disclosure.models import Withdrawal
from participation.actions import answering, deciding, publishing
from participation.actions.deciding import Entry
from tests.disclosure.public import made as papers
from tests.participation import made
from tests.participation.made import AFTER

pytestmark = pytest.mark.django_db
SECRET = "绝不外泄"
LISTS = ("index", "feed", "consultations", "surveys", "gatherings", "catalogues")
OF = {
    "consultation": ("consultation", "opinion", "received", "feedback", "feedback_table"),
    "survey": ("survey", "survey_pass", "survey_thanks", "survey_results", "survey_results_table"),
    "gathering": ("gathering", "signup", "signed_up", "slip_code", "signup_withdraw", "draw"),
    "catalogue": ("catalogue",),
}
OF_A_MATTER = ("matter",)


def test_every_address_of_participation_is_walked():
    """A new page under /participation/ has to be added to the walk."""
    patterns = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "participation/")
    walked = {*LISTS, *OF_A_MATTER, *(name for names in OF.values() for name in names)}
    assert {pattern.name for pattern in patterns.url_patterns} == walked


def hidden(county, kind, state):
    """A thing of this kind that is being prepared, waits for its publication, or was withdrawn."""
    if kind == "catalogue":
        thing = made.catalogue(county, state="draft", entries=[Entry(SECRET, county.department, "年底")])
    else:
        maker = {"consultation": made.draft}.get(kind) or getattr(made, kind)
        options = {} if kind == "consultation" else {"state": "draft"}
        thing = maker(county, title=f"{SECRET}标题", **options)
    if state == "draft":
        return thing
    thing = made.approved(county, thing)
    if state == "approved":
        return thing
    thing = publishing.publish(thing, by=county.clerk, at=made.PUBLISHED)
    return publishing.withdraw(thing, by=county.head, at=made.OPEN, reason="内容有误")


@pytest.mark.parametrize("state", ["draft", "approved", "withdrawn"])
@pytest.mark.parametrize("kind", OF)
def test_nothing_of_it_appears_anywhere(client, county, clock, kind, state):
    thing = hidden(county, kind, state)
    for who in (None, county.clerk, county.superuser):
        if who:
            client.force_login(who)
        for name in OF[kind]:
            address = reverse(f"participation:{name}", args=[thing.pk])
            assert client.post(address).status_code in {404, 405}, name
            if name != "survey_pass":
                assert client.get(address).status_code == 404, name
        for name in LISTS:
            assert SECRET not in client.get(reverse(f"participation:{name}")).content.decode(), name
        assert SECRET not in client.get("/").content.decode()
    if kind == "catalogue":
        assert client.get(thing.entries.get().matter.get_absolute_url()).status_code == 404


def test_a_withdrawn_consultation_leaves_the_page_of_its_matter(client, county, clock):
    matter = made.catalogue(county).entries.first().matter
    thing = made.consultation(county, opinions=0, title=SECRET)
    deciding.tie(matter, thing, by=county.clerk)
    assert SECRET in client.get(matter.get_absolute_url()).content.decode()
    publishing.withdraw(thing, by=county.head, at=made.OPEN, reason="内容有误")
    assert SECRET not in client.get(matter.get_absolute_url()).content.decode()


def test_a_withdrawn_document_leaves_the_feedback_at_once(client, county, clock):
    edition = papers.complete(county, word=SECRET)
    thing = made.consultation(county, opinions=0)
    feedback = answering.conclude(thing, by=county.clerk, summary="没有意见。", document=edition.document)
    feedback = answering.publish(made.approved(county, feedback, at=AFTER), by=county.clerk, at=AFTER)
    assert f"{SECRET}标题" in client.get(feedback.get_absolute_url()).content.decode()
    releasing.withdraw(edition, by=county.head, reason="内容有误", behaviour=Withdrawal.Behaviour.GONE)
    page = client.get(feedback.get_absolute_url()).content.decode()
    assert SECRET not in page
    assert "没有意见。" in page
