"""The shell of a page is rendered once for the same values, and says the same as if it were made anew."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.urls import reverse

from portal import keeping


@pytest.fixture(autouse=True)
def empty():
    keeping.forget()
    yield
    keeping.forget()


SOURCE = '{% load keeping %}{% keep "piece" key %}{{ shown }}{% endkeep %}'


def shown(key: object, text: str) -> str:
    return Template(SOURCE).render(Context({"key": key, "shown": text}))


def test_the_same_values_give_the_same_piece():
    assert shown("a", "first") == "first"
    assert shown("a", "second") == "first"
    assert shown("b", "second") == "second"


def test_while_templates_are_written_nothing_is_kept(settings):
    settings.DEBUG = True
    assert shown("a", "first") == "first"
    assert shown("a", "second") == "second"


def test_a_changed_setting_forgets_the_pieces(settings):
    shown("a", "first")
    settings.SITE = settings.SITE | {"name": "另一个县"}
    assert shown("a", "second") == "second"


def test_what_readers_type_cannot_fill_the_memory():
    for number in range(keeping.MOST + 50):
        shown(number, "x")
    assert len(keeping._kept) == keeping.MOST
    assert shown("new", "still shown") == "still shown"
    keeping.forget()
    shown("x" * 1000, "long")
    assert not keeping._kept


@pytest.mark.django_db
def test_pages_of_two_parts_of_the_site_and_two_people_have_their_own_shell(client, county):
    units, help_page = client.get(reverse("units")), client.get(reverse("help"))
    assert 'aria-current="page">使用帮助' not in units.content.decode()
    assert 'aria-current="page">使用帮助' in help_page.content.decode()
    client.force_login(county.clerk)
    signed_in = client.get(reverse("help")).content.decode()
    assert "工作台" in signed_in
    assert "工作人员登录" not in signed_in
    client.logout()
    assert "工作人员登录" in client.get(reverse("help")).content.decode()
