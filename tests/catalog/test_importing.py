"""Importing into an edition: receive, preview, commit all or nothing, undo; bad files change nothing."""

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from catalog.actions import importing
from catalog.actions.editing import Conflict, change_row
from catalog.content import content_hash
from catalog.models import CatalogEdition, ImportBatch, Item, Node, Review
from catalog.official import Table, csv_lines, xlsx
from catalog.tasks import _shows_progress, read_import, sweep_imports
from catalog.tree import faults, read_rows
from catalog.workflow import Status
from tests import factories
from tests.factories import ON, row, rows

pytestmark = pytest.mark.django_db
State = ImportBatch.State
HEADER = "序号,一级事项,二级事项,公开内容(要素),公开依据,公开时限,公开主体,公开渠道和载体,全社会,特定群体,主动,依申请,县级,乡级"
TIME = "自该信息形成或者变更之日起20个工作日内予以公开"


def line(seq: str, first: str, second: str, content: str = "新内容") -> list[str]:
    return [
        seq,
        first,
        second,
        content,
        "《社会救助暂行办法》",
        TIME,
        "青岚县民政局",
        "■政府网站",
        "√",
        "",
        "√",
        "",
        "√",
        "√",
    ]


def table(*lines: list[str], title: str = "") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    if title:
        writer.writerow([title])
    writer.writerows([HEADER.split(","), *lines])
    return out.getvalue().encode()


def own_export(edition, *changed) -> bytes:
    return "".join(csv_lines(Table(edition.title, ["政府网站"], changed or read_rows(edition)))).encode()


def received(edition, by, data: bytes, name: str = "目录.csv") -> ImportBatch:
    return importing.preview(importing.receive(edition, by=by, file_name=name, data=data))


def everything() -> tuple:
    """What no refused import may change."""
    return (
        Node.objects.count(),
        Item.objects.count(),
        Review.objects.count(),
        list(CatalogEdition.objects.order_by("pk").values_list("pk", "content_hash", "revision", "status")),
    )


def stated(edition) -> list:
    return [one.stated() for one in read_rows(edition)]


@pytest.fixture
def edition(county):
    return factories.edition(county)


@pytest.fixture
def by(county):
    return county.clerk


MIXED = [
    line("1", "最低生活保障", "举报电话"),
    line("2", "临时救助", "政策法规文件"),
    line("3", "特困供养", "政策法规文件"),
]


def test_the_preview_lists_every_row_and_saves_nothing(edition, by):
    before = everything()
    batch = received(edition, by, table(*MIXED))
    lines = importing.lines_of(batch)
    assert batch.state == State.PREVIEWED
    assert [one.outcome.value for one in lines] == ["new", "changed", "new"]
    assert [one.number for one in lines] == [1, 2, 3]
    assert all(one.where for one in lines)
    assert {"content", "basis"} <= set(lines[1].columns)
    assert lines[1].before.content == rows()[2].content
    assert importing.counts(batch) == {"new": 2, "changed": 1, "unchanged": 0, "unreadable": 0}
    assert everything() == before
    assert (batch.done, batch.total, batch.revision) == (3, 3, edition.revision)


def test_an_edition_read_from_its_own_export_is_unchanged_and_committing_it_keeps_every_row(edition, by):
    before = stated(edition)
    batch = received(edition, by, own_export(edition))
    assert importing.counts(batch) == {"new": 0, "changed": 0, "unchanged": 5, "unreadable": 0}
    importing.commit(batch, by=by, on=ON)
    assert stated(edition) == before


def test_the_exported_workbook_with_its_title_is_taken_back_as_unchanged(edition, by):
    """The title names the department between place and domain; that is not another domain."""
    data = xlsx(Table(edition.title, ["政府网站"], read_rows(edition)))
    batch = received(edition, by, data, "导出.xlsx")
    assert (batch.state, batch.message) == (State.PREVIEWED, "")
    assert importing.counts(batch)["unchanged"] == 5


@pytest.mark.parametrize("unit", ["other_department", "township", "government"])
def test_so_is_that_of_any_kind_of_unit(county, unit):
    place = getattr(county, unit)
    edition = factories.edition(county, place)
    data = xlsx(Table(edition.title, ["政府网站"], read_rows(edition)))
    batch = received(edition, county.clerk_of(place), data, "导出.xlsx")
    assert (batch.state, batch.message) == (State.PREVIEWED, "")


def test_commit_does_exactly_what_the_preview_showed(edition, by):
    items = {one.key: one.item for one in read_rows(edition)}
    batch = importing.commit(received(edition, by, table(*MIXED)), by=by, on=ON)
    edition.refresh_from_db()
    after = read_rows(edition)
    assert ["/".join(one.path) for one in after] == [
        "最低生活保障/政策法规文件", "最低生活保障/审核审批信息", "最低生活保障/举报电话", "临时救助/政策法规文件",
        "临时救助/审核审批信息", "监督检查", "特困供养/政策法规文件",
    ]  # fmt: skip
    assert after[3].content == "新内容"
    assert {one.key: one.item for one in after if one.key in items} == items
    assert edition.content_hash == content_hash(after)
    assert edition.revision == 1
    assert faults() == {}
    assert (batch.state, batch.data) == (State.COMMITTED, None)
    assert batch.committed_at is not None
    entry = AuditEntry.objects.filter(action="edition.imported").last()
    assert (entry.details["new"], entry.details["changed"]) == (2, 1)
    assert edition.authors.filter(pk=by.pk).exists()


UNREADABLE = table(line("1", "最低生活保障", "甲"), line("2", "", "长" * 301), line("3", "临时救助", "乙"))


def test_one_unreadable_row_stops_the_whole_file(edition, by):
    batch = received(edition, by, UNREADABLE)
    [bad] = [one for one in importing.lines_of(batch) if one.outcome == "unreadable"]
    assert bad.problems[-1][0] == "path"
    assert "300字" in bad.problems[-1][1]
    before = everything()
    with pytest.raises(Refused, match="还有1行读不出"):
        importing.commit(batch, by=by, on=ON)
    assert everything() == before
    batch.refresh_from_db()
    assert batch.state == State.PREVIEWED


def test_a_table_of_another_domain_is_refused(county, edition, by):
    factories.domain("公共法律服务")
    before = everything()
    batch = received(edition, by, table(*MIXED, title="青岚县公共法律服务领域基层政务公开标准目录"))
    assert batch.state == State.REFUSED
    assert "公共法律服务" in batch.message
    assert "没有导入任何数据" in batch.message
    assert (batch.report, batch.data) == ([], None)
    assert everything() == before


def test_a_table_under_an_alias_of_the_domain_is_taken(edition, by):
    factories.domain_alias(edition.domain, "低保救助")
    batch = received(edition, by, table(*MIXED, title="青岚县低保救助领域基层政务公开标准目录"))
    assert batch.state == State.PREVIEWED


def test_edited_since_the_preview_is_a_conflict(edition, by):
    batch = received(edition, by, table(*MIXED))
    node = Node.objects.rows().filter(edition=edition).first()
    change_row(node, row("最低生活保障", "政策法规文件", content="刚改的"), by=by, on=ON)
    before = everything()
    with pytest.raises(Conflict, match="预览之后目录有改动"):
        importing.commit(batch, by=by, on=ON)
    assert everything() == before


# Undo.


def test_undo_restores_rows_order_and_hash(edition, by):
    before, old_hash = stated(edition), CatalogEdition.objects.get().content_hash
    items = [one.item for one in read_rows(edition)]
    batch = importing.commit(received(edition, by, table(*MIXED)), by=by, on=ON)
    assert stated(edition) != before
    batch = importing.undo_import(batch, by=by, on=ON)
    edition.refresh_from_db()
    assert stated(edition) == before
    assert [one.item for one in read_rows(edition)] == items
    assert edition.content_hash == old_hash
    assert batch.state == State.UNDONE
    assert batch.undone_at is not None
    assert faults() == {}


def test_undo_is_refused_naming_the_row_touched_since(edition, by):
    batch = importing.commit(received(edition, by, table(*MIXED)), by=by, on=ON)
    node = Node.objects.get(edition=edition, name="举报电话")
    change_row(node, row("最低生活保障", "举报电话", content="又改过"), by=by, on=ON)
    before = everything()
    with pytest.raises(Refused, match="最低生活保障/举报电话"):
        importing.undo_import(batch, by=by, on=ON)
    assert everything() == before


def test_a_change_elsewhere_does_not_stop_the_undo_and_is_kept(edition, by):
    batch = importing.commit(received(edition, by, table(*MIXED)), by=by, on=ON)
    node = Node.objects.get(edition=edition, name="监督检查")
    change_row(node, row("监督检查", content="别处改过", seq="5"), by=by, on=ON)
    importing.undo_import(batch, by=by, on=ON)
    assert [one.content for one in read_rows(edition)][-1] == "别处改过"
    assert len(read_rows(edition)) == 5


@pytest.mark.parametrize("act", [importing.commit, importing.undo_import])
def test_nothing_is_done_twice(edition, by, act):
    batch = importing.commit(received(edition, by, table(*MIXED)), by=by, on=ON)
    if act is importing.undo_import:
        act(batch, by=by, on=ON)
    before = everything()
    with pytest.raises(Refused, match="这批导入"):
        act(batch, by=by, on=ON)
    assert everything() == before


@pytest.mark.parametrize("state", [s for s in State if s != State.PREVIEWED])
def test_only_a_previewed_batch_is_committed(edition, by, state):
    batch = factories.import_batch(edition, by, state)
    before = everything()
    with pytest.raises(Refused):
        importing.commit(batch, by=by, on=ON)
    assert everything() == before


@pytest.mark.parametrize("state", [s for s in State if s != State.COMMITTED])
def test_only_a_committed_batch_is_undone(edition, by, state):
    batch = factories.import_batch(edition, by, state)
    with pytest.raises(Refused):
        importing.undo_import(batch, by=by, on=ON)


# Who may.


@pytest.mark.parametrize(
    "who", ["other_clerk", "office", "secrecy_reviewer", "superuser", "stranger", "city_officer"]
)
def test_others_can_neither_send_commit_nor_undo(county, edition, by, who):
    person = getattr(county, who)
    with pytest.raises(Refused):
        importing.receive(edition, by=person, file_name="a.csv", data=table(*MIXED))
    batch = received(edition, by, table(*MIXED))
    before = everything()
    with pytest.raises(Refused):
        importing.commit(batch, by=person, on=ON)
    assert everything() == before
    importing.commit(batch, by=by, on=ON)
    after = everything()
    with pytest.raises(Refused):
        importing.undo_import(batch, by=person, on=ON)
    assert everything() == after


@pytest.mark.parametrize("state", [Status.PUBLISHED, Status.SUPERSEDED, Status.DISCARDED])
def test_a_finished_edition_takes_no_import(county, state):
    edition = factories.edition(county, state=state)
    with pytest.raises(Refused):
        importing.receive(edition, by=county.clerk, file_name="a.csv", data=table(*MIXED))
    assert not ImportBatch.objects.exists()


def test_an_import_under_review_voids_the_reviews_and_starts_the_chain_again(county):
    edition = factories.edition(county, state=Status.CITY_OFFICE)
    assert edition.reviews.standing().count() == 2
    importing.commit(received(edition, county.clerk, table(*MIXED)), by=county.clerk, on=ON)
    edition.refresh_from_db()
    assert edition.status == Status.COUNTY_OFFICE
    assert edition.reviews.standing().count() == 0
    assert edition.round == 2


# Bad files: one sentence, nothing changed.


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook() -> dict[str, bytes]:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(MIXED[0])
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
BAD = {
    "not a table": ("今天开会,研究有关工作。".encode, "没有找到目录表格"),
    "encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "macro": (lambda: zipped(**{**workbook(), "xl/vbaProject.bin": b"x"}), "宏"),
    "zip bomb": (lambda: zipped(**{**workbook(), "xl/media/a.bin": b"\0" * (60 * 1024**2)}), "解压后过大"),
    "wrong encoding": (lambda: bytes(range(128, 256)) * 40, "编码"),
    "damaged": (lambda: zipped(**workbook())[:900], "损坏"),
    "header only": (table, "没有"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gives_one_sentence_and_changes_nothing(edition, by, case):
    make, words = BAD[case]
    before = everything()
    batch = received(edition, by, make(), "目录.xlsx")
    assert batch.state == State.REFUSED
    assert words in batch.message
    assert "\n" not in batch.message
    assert (batch.report, batch.data) == ([], None)
    assert everything() == before
    with pytest.raises(Refused):
        importing.commit(batch, by=by, on=ON)
    assert everything() == before


@pytest.mark.parametrize(("data", "words"), [(b"", "空的"), (b"x" * 1025, "上限")])
def test_an_empty_or_huge_file_is_not_even_kept(edition, by, monkeypatch, data, words):
    monkeypatch.setattr(importing, "MAX_BYTES", 1024)
    with pytest.raises(Refused, match=words):
        importing.receive(edition, by=by, file_name="a.csv", data=data)
    assert not ImportBatch.objects.exists()


def test_characters_no_database_stores_do_not_break_the_import(edition, by):
    before = stated(edition)
    data = table(line("1", "新\x00事项", "甲\x00", content="内容\x00\x01一"))
    batch = received(edition, by, data)
    if batch.state == State.PREVIEWED:
        importing.commit(batch, by=by, on=ON)
        assert not any("\x00" in str(one.stated()) for one in read_rows(edition))
    else:
        assert batch.state == State.REFUSED
        assert stated(edition) == before


def test_a_file_name_of_any_length_is_kept(edition, by):
    batch = importing.receive(edition, by=by, file_name="长" * 400 + ".csv", data=table(*MIXED))
    assert len(batch.file_name) == 200
    assert batch.file_name.endswith(".csv")


def test_an_unexpected_fault_while_reading_is_logged_and_refused(edition, by, monkeypatch, caplog):
    def broken(*args):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(importing, "planned", broken)
    before = everything()
    batch = received(edition, by, table(*MIXED))
    assert batch.state == State.REFUSED
    assert "没有导入任何数据" in batch.message
    assert "unforeseen" not in batch.message
    assert "could not be read" in caplog.text
    assert everything() == before


# In the background: the row is the truth, not the message.


def test_the_task_reads_a_batch_and_writes_how_far_it_is(edition, by):
    batch = importing.receive(edition, by=by, file_name="a.csv", data=table(*MIXED))
    read_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.total) == (State.PREVIEWED, 3, 3)


def test_progress_is_written_now_and_then_and_at_the_end(edition, by, django_assert_num_queries):
    batch = importing.receive(edition, by=by, file_name="a.csv", data=b"x")
    show = _shows_progress(batch.pk)
    with django_assert_num_queries(2):
        for done in range(1, 251):
            show(done, 250)
    batch.refresh_from_db()
    assert (batch.done, batch.total) == (250, 250)


def left(edition, by, state: State, minutes: int | None) -> ImportBatch:
    started = None if minutes is None else timezone.now() - dt.timedelta(minutes=minutes)
    return factories.import_batch(
        edition, by, state, data=table(*MIXED), file_name="a.csv", started_at=started
    )


def test_the_sweep_takes_what_was_left_behind_and_leaves_what_is_being_read(edition, by):
    waiting = left(edition, by, State.WAITING, None)
    stale = left(edition, by, State.READING, 11)
    fresh = left(edition, by, State.READING, 9)
    sweep_imports()
    states = dict(ImportBatch.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.PREVIEWED, stale.pk: State.PREVIEWED, fresh.pk: State.READING}


@pytest.mark.parametrize("state", [State.PREVIEWED, State.REFUSED, State.COMMITTED, State.UNDONE])
def test_a_batch_already_read_is_not_read_again(edition, by, state):
    batch = left(edition, by, state, None)
    importing.preview(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.report) == (state, [])


def test_a_county_with_its_own_channels_keeps_the_standard_spellings(db):
    factories.channel("县融媒体中心")
    names = importing.vocabulary()
    assert names.canonical("县融媒体中心") == "县融媒体中心"
    assert names.canonical("其它") == "其他"


def test_an_alias_of_the_county_means_its_channel(db):
    factories.channel_alias(factories.channel("县融媒体中心"), "县电视台")
    assert importing.vocabulary().canonical("县电视台") == "县融媒体中心"
