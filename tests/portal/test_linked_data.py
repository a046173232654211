"""schema.org data in the pages: valid, complete, and never a way to put markup into them."""

from __future__ import annotations

import json
import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from portal.linked_data import block
from tests import interpretations
from tests.disclosure.public import made

EVIL = "</script><script>alert(1)</script><!-- & \u2028"


def data_of(text: str) -> list[dict]:
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    ]


def test_nothing_in_the_data_ends_the_element():
    text = block({"name": EVIL})
    inside = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["name"] == EVIL


@pytest.mark.django_db
def test_the_first_page_names_the_site_its_owner_and_its_search(client, county, settings):
    settings.SITE = settings.SITE | {"phone": "0999-1234567", "email": ""}
    graph = data_of(client.get("/").content.decode())[0]["@graph"]
    organisation, website = graph
    assert organisation["@type"] == "GovernmentOrganization"
    assert organisation["telephone"] == "0999-1234567"
    assert "email" not in organisation
    assert website["publisher"]["@id"] == organisation["@id"]
    template = website["potentialAction"]["target"]["urlTemplate"]
    assert template == f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"


@pytest.mark.django_db
def test_a_document_says_what_it_is_and_where_it_stands(client, county):
    edition = made.complete(county, word="救助")
    document, crumbs = data_of(client.get(edition.get_absolute_url()).content.decode())
    assert document["@type"] == "Article"
    assert document["headline"] == edition.title
    assert document["identifier"] == edition.document.index_number
    assert [one["position"] for one in crumbs["itemListElement"]] == [1, 2, 3]
    assert "item" not in crumbs["itemListElement"][-1]


@pytest.mark.django_db
@pytest.mark.parametrize(("validity", "force"), [("in_force", "InForce"), ("repealed", "NotInForce"), ("modified", "PartiallyInForce")])  # fmt: skip
def test_a_normative_document_is_legislation_with_number_and_validity(county, validity, force):
    edition = made.complete(county, word="救助")
    edition.is_normative, edition.validity = True, validity
    text = Template("{% load linked_data %}{% document_data edition %}").render(Context({"edition": edition}))
    document = data_of(text)[0]
    assert document["@type"] == "Legislation"
    assert document["legislationIdentifier"] == edition.doc_number
    assert document["legislationLegalForce"] == force
    assert document["legislationDate"] == edition.formed_on.isoformat()


@pytest.mark.django_db
def test_an_interpretation_is_an_article(client, county):
    explained = interpretations.material(county)
    article = data_of(client.get(explained.get_absolute_url()).content.decode())[0]
    assert (article["@type"], article["headline"]) == ("Article", explained.title)


@pytest.mark.django_db
def test_a_hostile_title_stays_data(client, county):
    edition = made.complete(county, word="救助", title="救助</script><script>alert(1)</script>")
    text = client.get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in text
    assert data_of(text)[0]["headline"] == edition.title
