"""Writing an approved archive: published as approved, stamped now, never twice, whatever happens in between."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEntry
from disclosure.actions import archive_batches, archive_writing, drafting, importing
from disclosure.models import (
    ArchiveBatch,
    ArchiveRow,
    Delivery,
    Document,
    DocumentEdition,
    IndexCounter,
    Relation,
    StoredFile,
    Validity,
    ValidityEvent,
)
from disclosure.workflow import Attribute, NotPossible, Status
from tests import documents
from tests.disclosure.bulk.archives import (
    BODY,
    REASON,
    approved,
    jsonl,
    numbered,
    pack,
    read,
    row,
    written,
)
from tests.factories import ON
from tests.threads import together

pytestmark = pytest.mark.django_db
State = ArchiveBatch.State


def only(batch):
    return DocumentEdition.objects.get(batch=batch)


def test_a_row_becomes_a_published_document(county):
    before = timezone.now()
    batch = written(county, jsonl(row()))
    edition = only(batch)
    assert batch.state == State.DONE
    assert batch.done == batch.total == 1
    assert edition.status == Status.PUBLISHED
    assert edition.attribute == Attribute.OPEN
    assert edition.formed_on == date(2021, 3, 26)
    assert edition.before_portal_on == date(2021, 3, 29)
    assert before <= edition.published_at <= timezone.now()
    assert edition.started_by == county.clerk
    assert edition.signed_by == county.head
    assert edition.authors.get() == county.clerk
    assert edition.document.index_number == "11370322004222241N/2021-5135380"
    assert edition.document.index_serial is None
    assert edition.body.startswith("<p>为保障困难群众")
    assert "九百元" in edition.text
    assert not Delivery.objects.exists()
    assert list(DocumentEdition.objects.readable()) == [edition]


def rich(county):
    item = documents.item(county)
    domain, path = (
        item.domain.name,
        [node.name for node in item.nodes.get().get_ancestors(include_self=True)][1:],
    )
    return row(
        领域=domain, 一级事项=path[0], 二级事项=path[1], 关键词="低保", 内容概述="提高标准", 发布机构="青岚县民政局,青岚县教育和体育局", 施行日期="2021-04-01", 有效期="5年", 规范性文件="是", 统一登记号="QLDR-2021-0070001", 发文时间="2021-03-27", 附件="标准表.txt", 废止="青民发〔2018〕2号", 修改="青民发〔2019〕9号"
    )  # fmt: skip


@pytest.mark.parametrize("attribute", ["主动公开", "删减后公开", "依申请公开", "不予公开"])
def test_the_digest_computed_in_bulk_is_that_of_the_edition(county, attribute):
    old = row(标题="旧办法", 发文字号="青民发〔2018〕2号", 索引号="x", 正文=BODY)
    restricted = (
        {"法定事由": "C1", "理由": REASON, "删减说明": "删去联系人电话"} if attribute != "主动公开" else {}
    )
    batch = written(
        county,
        jsonl(rich(county) | {"公开方式": attribute} | restricted, old),
        files=pack({"标准表.txt": "一,二".encode()}),
    )
    for edition in DocumentEdition.objects.filter(batch=batch):
        fresh = DocumentEdition.objects.get(pk=edition.pk)
        assert fresh.content().digest() == fresh.content_hash == fresh.approved_hash
    first = DocumentEdition.objects.get(batch=batch, doc_number="青民发〔2021〕7号")
    assert first.attachments.get().name == "标准表.txt"
    assert first.co_issuers.get() == county.other_department
    assert first.placements.get().domain == county.domain
    assert first.valid_until == date(2026, 3, 31)
    assert first.relations.count() == 2


def test_the_ledger_keeps_what_is_not_open_and_shows_nothing(county):
    batch = written(county, jsonl(row(公开方式="不予公开", 法定事由="C1", 理由=REASON)))
    edition = only(batch)
    assert edition.status == Status.LEDGER
    assert edition.published_at is None
    assert edition.ground == "C1"
    assert not DocumentEdition.objects.public().exists()


def test_on_request_is_listed_without_its_text(county):
    written(county, jsonl(row(公开方式="依申请公开", 法定事由="C1", 理由=REASON)))
    assert DocumentEdition.objects.public().count() == 1
    assert not DocumentEdition.objects.readable().exists()


def test_the_stamp_is_the_servers_whatever_the_list_says(county):
    """Scenario 25: publication time cannot be changed by an import."""
    earlier = row(发布日期="1999-01-01", published_at="1999-01-01 00:00", 发布时间="1999-01-01 08:00")
    edition = only(written(county, jsonl(earlier)))
    assert timezone.now() - edition.published_at < timedelta(minutes=1)
    assert edition.before_portal_on == date(1999, 1, 1)
    assert edition.due_on is None


def test_a_new_edition_keeps_the_day_of_the_first_publication_and_the_old_one_its_stamp(county):
    edition = only(written(county, jsonl(rich(county) | {"附件": "", "规范性文件": ""})))
    stamp = edition.published_at
    documents.staff(county)
    newer = drafting.start_edition(edition.document, by=county.clerk2, on=ON, reason="更正")
    newer = drafting.save_draft(
        newer, by=county.clerk2, on=ON, revision=newer.revision, values={}, body="<p>新的正文内容。</p>"
    )
    newer = documents.advance(county, newer, Status.PUBLISHED)
    edition.refresh_from_db()
    assert (edition.published_at, edition.status) == (stamp, Status.SUPERSEDED)
    assert newer.before_portal_on == date(2021, 3, 29)


# --- numbers ------------------------------------------------------------------------------------------------


def test_rows_without_a_number_get_the_next_ones_and_given_ones_are_kept(county):
    same = {"索引号": "11370300MB28347540/2021-None"}
    batch = written(
        county,
        jsonl(*[one | {"索引号": ""} for one in numbered(3)], row(**same), row(**same, 标题="另一件")),
    )
    made = list(Document.objects.order_by("pk").values_list("index_number", "index_serial"))
    start = f"{archive_writing.prefix(Document(unit=county.department))}/{ON.year}"
    assert made[:3] == [(f"{start}-{n:05d}", n) for n in (1, 2, 3)]
    assert made[3:] == [("11370300MB28347540/2021-None", None)] * 2
    assert IndexCounter.objects.get(unit=county.department, year=ON.year).last == 3
    assert batch.done == 5


def test_a_number_that_came_with_an_old_document_is_not_given_again(county):
    start = f"{archive_writing.prefix(Document(unit=county.department))}/{ON.year}"
    written(county, jsonl(row(索引号=f"{start}-00002")))
    written(county, jsonl(*[one | {"索引号": ""} for one in numbered(2)]))
    serials = (
        Document.objects.filter(index_serial__isnull=False)
        .order_by("pk")
        .values_list("index_serial", flat=True)
    )
    assert list(serials) == [1, 3]


# --- relations and validity ---------------------------------------------------------------------------------


def test_relations_point_to_rows_of_the_list_wherever_they_stand(county):
    rows = [*numbered(5), row(标题="老文件", 发文字号="青民发〔2015〕1号", 索引号="a")]
    rows[0]["废止文件"] = "青民发〔2015〕1号"
    batch = approved(county, jsonl(*rows))
    assert importing.write_chunk(batch, on=ON, size=2) == 3  # two, and the one the first repeals
    importing.write_all(batch, on=ON)
    old = DocumentEdition.objects.get(doc_number="青民发〔2015〕1号")
    relation = Relation.objects.get()
    assert relation.target == old.document
    assert relation.applied_on == ON
    assert (old.validity, old.repealed_on) == (Validity.REPEALED, date(2021, 3, 26))
    assert not ValidityEvent.objects.exists()
    assert DocumentEdition.objects.count() == 6


def test_two_rows_that_name_each_other_are_both_written(county):
    one, two = numbered(2)
    one["修改文件"], two["修改文件"] = two["发文字号"], one["发文字号"]
    batch = approved(county, jsonl(one, two))
    importing.write_chunk(batch, on=ON, size=1)
    assert set(DocumentEdition.objects.values_list("validity", flat=True)) == {Validity.MODIFIED}


def test_a_document_of_the_portal_is_repealed_and_the_change_is_logged(county):
    standing = documents.document(county, state=Status.PUBLISHED)
    written(county, jsonl(row(废止文件=standing.doc_number)))
    standing.refresh_from_db()
    assert standing.validity == Validity.REPEALED
    event = ValidityEvent.objects.get(edition=standing)
    assert (event.days_late, event.cause.doc_number) == (0, "青民发〔2021〕7号")


def test_a_document_nobody_has_is_named_in_words(county):
    batch = written(county, jsonl(row(废止文件="青政发〔1998〕12号")))
    relation = Relation.objects.get()
    assert (relation.target, relation.target_text) == (None, "青政发〔1998〕12号")
    assert relation.applied_on is None
    assert batch.state == State.DONE


@pytest.mark.parametrize(
    ("cells", "validity", "repealed_on"),
    [
        ({"有效性": "有效"}, "in_force", None),
        ({"有效性": "", "失效日期": "2022-01-01"}, "expired", None),
        ({"有效性": "", "废止日期": "2022-01-01"}, "repealed", date(2022, 1, 1)),
        ({"有效性": "废止"}, "repealed", None),
        ({"有效性": "已修改"}, "modified", None),
        ({"有效性": "", "施行日期": "2027-01-01"}, "not_yet", None),
    ],
)
def test_validity_from_words_and_dates(county, cells, validity, repealed_on):
    edition = only(written(county, jsonl(row(**cells))))
    assert (edition.validity, edition.repealed_on) == (validity, repealed_on)


# --- four eyes, and what was approved -----------------------------------------------------------------------


def test_nothing_is_written_without_the_heads_approval(county):
    batch = importing.submit(read(county, jsonl(row())), by=county.clerk)
    with pytest.raises(NotPossible):
        importing.write_chunk(batch, on=ON)
    assert importing.write_all(batch, on=ON).state == State.SUBMITTED
    assert not Document.objects.exists()


def test_rows_changed_behind_the_approval_are_not_written(county):
    batch = approved(county, jsonl(row()))
    line = batch.rows.get(number=1)
    line.values["title"] = "别的标题"
    line.save()
    batch = importing.write_all(batch, on=ON)
    assert batch.state == State.FAILED
    assert "不一致" in batch.error
    assert not Document.objects.exists()


def test_a_file_changed_behind_the_approval_is_not_written(county):
    batch = approved(county, jsonl(row(附件="表.txt")), files=pack({"表.txt": b"one"}))
    storage = storages["private"]
    storage.delete(batch.files_zip.name)
    storage.save(batch.files_zip.name, ContentFile(pack({"表.txt": b"two"})))
    batch = importing.write_all(batch, on=ON)
    assert batch.state == State.FAILED
    assert "表.txt" in batch.error
    assert not Document.objects.exists()


# --- in the middle of it ------------------------------------------------------------------------------------


def test_killed_in_the_middle_of_a_chunk_and_continued_nothing_is_there_twice(county, monkeypatch):
    batch = approved(county, jsonl(*numbered(7)))
    monkeypatch.setattr(importing, "CHUNK", 3)
    importing.write_chunk(batch, on=ON, size=3)
    whole = archive_writing.ChunkWriter._relate

    def killed(self, editions):
        raise KeyboardInterrupt

    monkeypatch.setattr(archive_writing.ChunkWriter, "_relate", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.write_all(batch, on=ON)
    assert DocumentEdition.objects.count() == Document.objects.count() == 3
    monkeypatch.setattr(archive_writing.ChunkWriter, "_relate", whole)
    batch = importing.write_all(batch, on=ON)
    assert (batch.state, batch.done) == (State.DONE, 7)
    assert Document.objects.count() == DocumentEdition.objects.values("title").distinct().count() == 7
    assert not ArchiveRow.objects.filter(number__gt=0, document=None).exists()


def test_files_of_a_chunk_that_failed_are_gone_again(county, monkeypatch):
    batch = approved(county, jsonl(row(附件="表.txt")), files=pack({"表.txt": b"one"}))
    saved = []
    plain = archive_writing.store

    def watched(*args, **values):
        saved.append(plain(*args, **values).file.name)
        raise OSError("disk full")

    monkeypatch.setattr(archive_writing, "store", watched)
    with pytest.raises(OSError, match="disk"):
        importing.write_all(batch, on=ON)
    assert not StoredFile.objects.exists()
    batch.refresh_from_db()
    assert "自动继续" in batch.error


def test_a_batch_a_worker_left_behind_is_taken_up_after_a_while(county):
    batch = approved(county, jsonl(*numbered(2)))
    assert [one.pk for one in archive_batches.left_behind(timezone.now())] == [batch.pk]
    importing.write_chunk(batch, on=ON, size=1)
    assert archive_batches.left_behind(timezone.now()) == []
    later = timezone.now() + timedelta(minutes=4)
    assert [one.pk for one in archive_batches.left_behind(later)] == [batch.pk]
    importing.write_all(batch, on=ON)
    assert archive_batches.left_behind(later + timedelta(days=1)) == []


def test_one_record_a_chunk_and_one_for_the_batch(county):
    batch = approved(county, jsonl(*numbered(5)))
    while importing.write_chunk(batch, on=ON, size=2):
        pass
    actions = (
        AuditEntry.objects.filter(object_type="disclosure.archivebatch")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(actions)[-4:] == ["archive.chunk_written"] * 3 + ["archive.written"]
    assert not AuditEntry.objects.filter(object_type="disclosure.documentedition").exists()


def test_a_chunk_asks_the_database_as_often_for_many_rows_as_for_few(county):
    batch = approved(
        county,
        jsonl(
            *[one | {"索引号": "", "废止文件": "青民发〔2020〕1号"} for one in numbered(40)[1:]],
            numbered(1)[0],
        ),
    )

    def queries(size):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            importing.write_chunk(batch, on=ON, size=size)
        return len(asked)

    queries(2)  # brings the repealed one along
    few, many = queries(4), queries(16)
    assert many <= few + 2


def test_done_is_done(county):
    batch = written(county, jsonl(row()))
    assert importing.write_chunk(batch, on=ON) == 0
    assert importing.write_all(batch, on=ON).state == State.DONE
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_row_once(lasting_county, postgresql):
    if not postgresql:
        pytest.skip("SQLite lets one writer in at a time anyway")
    batch = approved(lasting_county, jsonl(*[one | {"索引号": ""} for one in numbered(60)]))

    def work():
        while importing.write_chunk(batch, on=ON, size=7):
            pass

    assert together(work, work, work) == [None, None, None]
    batch.refresh_from_db()
    assert (batch.state, batch.done) == (State.DONE, 60)
    assert DocumentEdition.objects.values("title").distinct().count() == Document.objects.count() == 60
    serials = Document.objects.order_by("index_serial").values_list("index_serial", flat=True)
    assert list(serials) == list(range(1, 61))
