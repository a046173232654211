"""系统信息: what is said is what is there."""

from __future__ import annotations

import re
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from django.conf import settings

from portal.about import describe, libraries, version

ROOT = Path(settings.BASE_DIR)


def test_every_library_is_named_with_its_licence():
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    found = libraries()
    assert [one.name for one in found] == locked
    assert len(found) >= 50
    assert not [one.name for one in found if not one.licence or one.licence == "未注明"]


def test_a_library_that_is_not_the_locked_one_is_pointed_out():
    django = next(one for one in libraries() if one.name == "django")
    assert django.installed == installed_version("django")
    assert django.differs is (django.locked != django.installed)


@pytest.mark.django_db
def test_version_database_and_newest_migrations(settings):
    settings.COMMIT = "abc1234"
    about = describe()
    assert about.version == version()
    assert re.fullmatch(r"\d+\.\d+\.\d+", about.version)
    assert about.commit == "abc1234"
    assert {app for app, *_ in about.migrations} >= {"accounts", "audit", "catalog", "sessions"}


@pytest.mark.django_db
def test_the_page_is_for_administrators_and_costs_the_same(client, county, django_assert_max_num_queries):
    client.force_login(county.administrator)
    libraries()
    with django_assert_max_num_queries(12):
        page = client.get("/admin/about/").content.decode()
    assert "许可证" in page
    assert "django-mptt" in page


def test_the_changelog_has_a_part_for_what_is_not_released_yet():
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
