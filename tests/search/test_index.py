"""The index finds what a reading of every text finds, keeps up, and is built anew when something is wrong with it."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import tantivy
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import engine, finding, index, scanning, tasks
from search.models import Entry
from search.question import FACETS
from search.wording import fold
from tests.search.things import (
    KIND,
    OTHER,
    dated,
    from_index,
    from_table,
    note,
    numbers,
    put,
    question,
    remove,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hidden")]
PIECES = st.text(alphabet="低保标准救助通知号水a1B２3〔〕。 、", max_size=14)
QUERIES = st.text(alphabet="低保标准救助通知号水a1B２3〔〕。 ", min_size=1, max_size=8)
THINGS = st.lists(
    st.tuples(PIECES, PIECES, PIECES, st.sampled_from([2024, 2025, 2026]), st.booleans()),
    min_size=1,
    max_size=12,
)
GROUPS = [["低保", "救助"], ["通知", "水号"]]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=THINGS, queries=st.lists(QUERIES, min_size=4, max_size=8), current=st.booleans())
def test_index_and_table_and_a_reading_of_every_text_agree(things, queries, current):
    Entry.objects.all().delete()
    put(
        *(
            note(
                number, title, body, number=doc, date=dated(year), in_force=in_force, unit_id=year - 2020, domains=["a", "b"][: number % 3],
                kind=(KIND, OTHER)[number % 2],
            )
            for number, (title, body, doc, year, in_force) in enumerate(things, 1)
        )
    )  # fmt: skip
    index.rebuild()
    one_kind = [question(query, GROUPS, current=current) for query in queries]
    for asked in (*one_kind, *(replace(one, filters={}) for one in one_kind)):
        first, second = engine.ask(index.current().searcher, asked), scanning.ask(asked)
        assert first.from_index
        assert first.total == second.total
        assert {name: dict(first.counts[name]) for name in FACETS} == second.counts
        read = {
            entry.pk
            for entry in Entry.objects.findable()
            if asked.is_in(fold(entry.text)) and (entry.in_force or not current)
            if entry.kind == asked.filters.get("kind", entry.kind)
        }
        assert set(first.keys) == set(second.keys) == read
        assert first.marks == second.marks
        assert set(finding.shown(first.keys, first.marks)) == read
        narrowed = replace(asked, filters={**asked.filters, "year": "2025", "domain": "a"})
        assert engine.ask(index.current().searcher, narrowed).counts == scanning.ask(narrowed).counts


def test_it_takes_up_what_was_put_changed_and_removed():
    put(note(1, "低保标准"), note(2, "救助标准"))
    assert set(from_index("标准")) == {1, 2}
    put(note(2, "救助办法"))
    remove(1)
    assert from_index("标准") == []
    assert from_index("办法") == [2]
    remove(1)  # once more changes nothing
    assert index.follow() == 0


def test_a_search_takes_up_a_few_changes_itself():
    put(note(1, "低保标准"))
    index.rebuild()
    put(note(2, "低保办法"))
    found = finding.answer(question("低保"))
    assert found.from_index
    assert set(numbers(found.keys)) == {1, 2}


def test_an_index_that_is_far_behind_shows_only_what_is_public(hidden, monkeypatch):
    put(note(1, "低保标准", "旧文"), note(2, "低保办法"))
    index.rebuild()
    monkeypatch.setattr(index, "IN_PASSING", 0)
    put(note(1, "低保标准", "新文"))
    remove(2)
    found = finding.answer(question("低保"))
    assert found.from_index
    entries = finding.shown(found.keys)
    assert [entry.body for entry in entries.values()] == ["新文"]
    hidden.add(1)
    assert finding.shown(found.keys) == {}
    assert finding.suggestions("低保") == []


def test_without_an_index_the_table_answers(tmp_path):
    put(note(1, "低保标准"))
    assert index.copy() is None
    assert not finding.answer(question("低保")).from_index
    tasks.follow()
    assert finding.answer(question("低保")).from_index


@pytest.mark.parametrize("part", [".idx", ".term", ".fast", ".store", "meta.json"])
def test_a_damaged_index_is_set_aside_and_built_again(part, capfd):
    put(*(note(number, f"低保标准{number}", "正文" * 50) for number in range(30)))
    index.rebuild()
    _spoil(part)
    index._open.clear()
    found = finding.answer(question("低保"))
    assert found.total == 30
    tasks.follow()
    if index.copy() is None or not finding.answer(question("低保")).from_index:
        tasks.follow()
    found = finding.answer(question("低保"))
    assert (found.total, found.from_index) == (30, True)
    assert not [left for left in index.place().iterdir() if left.is_dir() and left != index.folder()]


def _spoil(part: str) -> None:
    files = [path for path in index.folder().iterdir() if path.name.endswith(part)]
    assert files
    for path in files:
        path.write_bytes(b"\xff" * 40)


def test_another_version_of_the_schema_is_another_index(monkeypatch):
    put(note(1, "低保标准"))
    index.rebuild()
    former = index.folder()
    monkeypatch.setattr(engine, "VERSION", engine.VERSION + 1)
    assert index.copy() is None
    assert not finding.answer(question("低保")).from_index
    index.follow()
    assert index.folder() != former
    assert finding.answer(question("低保")).from_index
    assert not former.exists()


def test_an_index_of_a_newer_database_is_not_believed():
    """After a backup was restored the index has read changes that never were."""
    put(note(1, "低保标准"))
    put(note(1, "低保办法"))
    index.rebuild()
    Entry.objects.update(change=1, title="低保规定", text="低保规定")
    assert not finding.answer(question("低保")).from_index
    index.follow()
    found = finding.answer(question("规定"))
    assert (found.total, found.from_index) == (1, True)


def test_a_second_writer_is_sent_away_and_the_first_one_s_death_frees_the_place():
    put(note(1, "低保标准"))
    index.place().mkdir(parents=True, exist_ok=True)
    hold = "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(index.place() / "lock")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    assert index.follow(wait=False) is None
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert index.follow(wait=False) == 1


def test_what_a_killed_builder_left_is_swept_away():
    left = index.place() / "making-4711"
    left.mkdir(parents=True)
    (left / "meta.json").write_text("{")
    put(note(1, "低保标准"))
    index.follow()
    assert not left.exists()


def test_a_reader_of_the_former_index_is_not_disturbed():
    put(note(1, "低保标准"))
    index.rebuild()
    before = index.copy()
    index.rebuild()
    assert len(engine.ask(before.searcher, question("低保")).keys) == 1
    assert index.copy().inode != before.inode


def test_reindex_proves_and_repairs(capsys):
    put(note(1, "低保标准"))  # no app says so: the kind of the tests has nothing
    with pytest.raises(CommandError, match="没有可用的搜索索引"):
        call_command("reindex", check=True)
    call_command("reindex")
    call_command("reindex", check=True)
    assert not Entry.objects.get(kind=KIND).visible
    Entry.objects.filter(kind="service").update(title="改过")
    with pytest.raises(CommandError, match="办事服务：12条缺失或不一致"):
        call_command("reindex", check=True)
    call_command("reindex", entries=True)
    call_command("reindex", check=True)
    assert "一致" in capsys.readouterr().out


def test_the_check_sees_an_index_that_says_something_else():
    call_command("reindex")
    found = index.copy()
    writer = engine.Writer(found.index)
    gone = engine.SCHEMA, "entry", Entry.objects.findable().first().pk, "basic"
    writer.writer.delete_documents_by_query(tantivy.Query.term_query(*gone))
    writer.commit(found.change)
    writer.close()
    with pytest.raises(CommandError, match="索引缺少或过时1条"):
        call_command("reindex", check=True)


def test_following_ends_only_with_the_process(monkeypatch):
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    put(note(1, "低保标准"))
    with pytest.raises(KeyboardInterrupt):
        call_command("reindex", follow=5.0)
    assert waited == [5.0, 5.0, 5.0]
    assert finding.answer(question("低保")).from_index


def test_the_folder_lies_in_the_data_directory(settings):
    settings.SEARCH_DIR = Path("/srv/data/search")
    assert index.folder() == Path(f"/srv/data/search/index-{engine.VERSION}")


@pytest.mark.parametrize("ask", [from_index, from_table], ids=["index", "table"])
def test_pages_do_not_overlap(ask):
    put(*(note(number, f"低保标准第{number}号") for number in range(1, 46)))
    pages = [ask("低保", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert sorted(number for page in pages for number in page) == list(range(1, 46))
