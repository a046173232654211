"""The national standard: loaded once however often it is run, unknown cells unknown, unverified rows marked."""

import csv
import shutil
from datetime import date

import pytest

from audit.actions import Break, verify
from catalog.models import (
    CatalogEdition,
    Channel,
    ChannelAlias,
    ChecklistQuestion,
    Domain,
    DomainAlias,
    Item,
    Node,
)
from catalog.standard import FIXTURES, elements, load_standard
from catalog.tree import faults, read_rows
from catalog.workflow import Status
from statute.models import ReviewPeriod

ON = date(2026, 3, 2)
ROWS, UNVERIFIED = 374, 119


def fixture(name):
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts():
    models = (Domain, DomainAlias, Channel, ChannelAlias, ChecklistQuestion, ReviewPeriod, Item, Node)
    return [model.objects.count() for model in (*models, CatalogEdition)]


def test_no_name_means_two_domains_or_two_channels():
    for names, aliases in (("domains.csv", "domain_aliases.csv"), ("channels.csv", "channel_aliases.csv")):
        own = [line["name"] for line in fixture(names)]
        others = [line["name"] for line in fixture(aliases)]
        assert len({*own, *others}) == len(own) + len(others)


def test_every_channel_of_the_standard_is_in_the_vocabulary():
    known = {line["name"] for name in ("channels.csv", "channel_aliases.csv") for line in fixture(name)}
    used = {name for line in fixture("standard26.csv") for name in line["channels"].split("；") if name}
    assert used <= known


def test_a_semicolon_inside_brackets_does_not_end_an_element():
    assert list(elements("名称；要素（甲；乙）；《条例》")) == ["名称", "要素（甲；乙）", "《条例》"]


def test_it_loads_26_domains_with_374_rows_in_whole_trees(db):
    loaded = load_standard(on=ON)
    standard = CatalogEdition.objects.standard().in_force()
    assert (loaded.domains, loaded.rows, loaded.unverified) == (26, ROWS, UNVERIFIED)
    assert standard.count() == 26
    assert Node.objects.filter(edition__in=standard, is_row=True).count() == ROWS
    assert not faults()
    assert Domain.objects.filter(is_pilot=True).count() == 26
    assert Domain.objects.filter(is_pilot=False).count() == 6
    assert all(edition.approved_hash == edition.content_hash for edition in standard)


def test_loading_twice_changes_nothing(db):
    load_standard(on=ON)
    before = counts()
    again = load_standard(on=ON)
    assert counts() == before
    assert not any(again.added.values())


def test_unknown_stays_unknown_and_knowledge_is_not_verified(db):
    load_standard(on=ON)
    assert Node.objects.filter(is_row=True, verified=False).count() == UNVERIFIED
    edition = CatalogEdition.objects.standard().get(domain__name="社会保险")
    unread = next(row for row in read_rows(edition) if row.path[-1] == "职工参保登记")
    assert unread.channels is None
    assert (unread.audience_all, unread.audience_group, unread.mode_active) == (None, None, None)
    assert set(unread.levels.values()) == {None}


def test_another_spelling_becomes_the_channel_and_is_kept_beside_it(db):
    load_standard(on=ON)
    edition = CatalogEdition.objects.standard().get(domain__name="财政预决算")
    row = next(row for row in read_rows(edition) if row.originals.get("channels") == "区政府网站财政信息专栏")
    assert dict(row.channels) == {"政府网站": "used"}


@pytest.fixture
def folder(tmp_path):
    """A copy of the fixtures that a test may change."""
    return shutil.copytree(FIXTURES, tmp_path / "fixtures")


def rewrite(folder, change):
    lines = fixture("standard26.csv")
    for line in lines:
        change(line)
    with (folder / "standard26.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0].keys())
        writer.writeheader()
        writer.writerows(lines)


def test_changed_rows_make_a_new_version_of_that_domain_only(db, folder):
    load_standard(on=ON, folder=folder)

    def change(line):
        if (line["domain"], line["seq"]) == ("救灾", "1"):
            line["time_limit"] = "及时公开"

    rewrite(folder, change)
    assert load_standard(on=ON, folder=folder).added["版次"] == 1
    editions = CatalogEdition.objects.standard().filter(domain__name="救灾").order_by("version")
    assert [edition.status for edition in editions] == [Status.SUPERSEDED, Status.PUBLISHED]
    assert editions[1].based_on == editions[0]
    assert [entry for entry in verify() if isinstance(entry, Break)] == []


def test_a_row_compared_with_the_original_is_marked_without_a_new_version(db, folder):
    load_standard(on=ON, folder=folder)

    def change(line):
        line["provenance"] = "read"

    rewrite(folder, change)
    assert load_standard(on=ON, folder=folder).added["版次"] == 0
    assert not Node.objects.filter(is_row=True, verified=False).exists()


def test_what_the_county_has_set_is_left_alone(db):
    load_standard(on=ON)
    Domain.objects.filter(code="disaster-relief").update(name="防灾减灾救灾", position=3)
    ChecklistQuestion.objects.filter(domain__name="就业").update(text="本市自己的问题")
    before = counts()
    load_standard(on=ON)
    domain = Domain.objects.get(code="disaster-relief")
    assert (domain.name, domain.position) == ("防灾减灾救灾", 3)
    assert counts() == before
