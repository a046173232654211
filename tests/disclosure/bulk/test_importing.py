"""From the upload to the approval: who may do what, what stops a batch, and what is left when something goes wrong."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from accounts.policies import Refused
from audit.models import AuditEntry
from disclosure.actions import archive_batches, archive_rows, importing
from disclosure.actions.drafting import Conflict
from disclosure.models import ArchiveBatch, ArchiveRow, CountyWord, Document, DocumentEdition, Finding
from disclosure.workflow import NotPossible
from tests.disclosure.bulk.archives import (
    approved,
    jsonl,
    numbered,
    pack,
    problems,
    read,
    received,
    row,
    written,
    xlsx,
)
from tests.factories import ON
from tests.threads import together

pytestmark = pytest.mark.django_db
State = ArchiveBatch.State
BAD = {"成文日期": "2021-02-30"}
PRIVATE = {"正文": "联系人王某,手机13912345678。"}
WHY = "号码是对外公布的值班手机,可以公开。"


# --- receiving and reading ----------------------------------------------------------------------------------


def test_only_the_units_own_people_import(county):
    for name in ("other_clerk", "office", "secrecy_reviewer", "superuser", "village_officer"):
        with pytest.raises(Refused):
            received(county, jsonl(row()), by=county.people[name])
    assert received(county, jsonl(row()), by=county.head).by == county.head


@pytest.mark.parametrize(("data", "sentence"), [(b"", "空"), (b"x" * 60, "上限")])
def test_nothing_and_too_much_are_refused_at_once(county, monkeypatch, data, sentence):
    monkeypatch.setattr(importing, "MAX_BYTES", 50)
    with pytest.raises(Refused, match=sentence):
        received(county, data)
    assert not ArchiveBatch.objects.exists()


def test_a_pack_too_large_is_refused(county, monkeypatch):
    monkeypatch.setattr(importing, "MAX_PACKED", 10)
    with pytest.raises(Refused, match="附件包"):
        received(county, jsonl(row()), files=pack({"a.txt": b"1"}))


def test_the_same_list_is_not_taken_in_twice_unless_the_first_was_given_up(county):
    batch = received(county, jsonl(row()))
    with pytest.raises(Refused, match=f"第{batch.pk}批"):
        received(county, jsonl(row()))
    importing.discard(batch, by=county.clerk, reason="传错了")
    assert received(county, jsonl(row())).state == State.WAITING


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04rubbish", "a.xlsx"),
        (xlsx(row())[:-300], "a.xlsx"),
        (b"just words", "a.csv"),
        (b"{", "a.jsonl"),
        (b"\xff\xff\x80" * 9, "a.csv"),
    ],
)
def test_a_file_that_is_no_list_fails_with_a_sentence_and_can_be_given_up(county, data, name):
    batch = read(county, data, name)
    assert batch.state == State.FAILED
    assert batch.error
    assert not batch.rows.exists()
    assert importing.discard(batch, by=county.clerk, reason="换一个文件").state == State.DISCARDED


def test_a_pack_that_is_no_zip_fails_with_a_sentence(county):
    batch = read(county, jsonl(row()), files=b"no zip")
    assert (batch.state, "附件包" in batch.error) == (State.FAILED, True)


def test_an_error_of_ours_is_a_sentence_too(county, monkeypatch):
    monkeypatch.setattr(importing, "planned", lambda *a, **k: 1 / 0)
    batch = read(county, jsonl(row()))
    assert (batch.state, batch.error) == (State.FAILED, importing.UNREADABLE)


def test_three_bad_rows_are_named_by_column_and_nothing_is_saved(county):
    """Scenario 21."""
    rows = numbered(5)
    rows[0]["标题"], rows[2]["成文日期"], rows[4]["有效性"] = "", "2021-13-01", "也许"
    batch = read(county, xlsx(*rows), "清单.xlsx")
    assert (batch.state, batch.total, batch.errors) == (State.READ, 5, 3)
    assert [problems(batch, n, "error")[0][0] for n in (1, 3, 5)] == ["标题", "成文日期", "有效性"]
    assert not problems(batch, 2, "error")
    with pytest.raises(Refused, match="3行有错误"):
        importing.submit(batch, by=county.clerk)
    assert not Document.objects.exists()


def test_reading_twice_is_reading_once(county):
    batch = read(county, jsonl(*numbered(3)))
    again = importing.read(batch, on=ON)
    assert again.state == State.READ
    assert ArchiveRow.objects.filter(batch=batch).count() == 4  # and the header


def test_what_the_file_says_beside_the_rows_is_kept(county):
    batch = read(county, jsonl(row(电话="1"), row(标题="乙", 电话="2")))
    header = archive_batches.header_of(batch)
    assert ["电话", None] in header["columns"]
    assert header["notes"] == ["栏目“电话”不认识,没有导入。"]


def test_a_reader_that_lost_its_claim_keeps_nothing(county, monkeypatch):
    """A worker thought dead wakes up after another has read the batch."""
    batch = received(county, jsonl(*numbered(3)))
    plain = archive_rows.planned

    def slow(*args, **values):
        plan = plain(*args, **values)
        with importing.transaction.atomic():
            importing.record(None, importing.READING, batch, organisation=batch.unit)
        return plan

    monkeypatch.setattr(importing, "planned", slow)
    assert importing.read(batch, on=ON).state == State.READING
    assert not batch.rows.exists()


def test_a_batch_being_read_is_left_alone_until_it_is_stale(county):
    batch = received(county, jsonl(row()))
    ArchiveBatch.objects.filter(pk=batch.pk).update(state=State.READING)
    assert importing.read(batch, on=ON).state == State.READING
    later = timezone.now() + timedelta(hours=1)
    assert [one.pk for one in archive_batches.left_behind(later)] == [batch.pk]


def test_carry_on_reads_what_waits_and_writes_what_was_approved(county):
    batch = importing.carry_on(received(county, jsonl(*numbered(2))), on=ON)
    assert (batch.state, batch.done) == (State.READ, 2)
    assert importing.carry_on(batch, on=ON).state == State.READ
    batch = importing.submit(batch, by=county.clerk)
    batch = importing.approve(batch, by=county.head, seen=archive_batches.seal(batch), opinion="同意")
    assert importing.carry_on(batch, on=ON).state == State.DONE


# --- findings -----------------------------------------------------------------------------------------------


def test_findings_stop_the_batch_until_justified_in_writing(county):
    batch = read(county, jsonl(row(), row(标题="乙", **PRIVATE)))
    assert batch.errors == 1
    for reason in ("", "可以"):
        with pytest.raises(Refused, match="1行扫描出"):
            importing.submit(batch, by=county.clerk, justification=reason)
    batch = importing.submit(batch, by=county.clerk, justification=WHY)
    assert (batch.state, batch.errors) == (State.SUBMITTED, 0)


def test_the_justification_stays_with_the_document(county):
    written(county, jsonl(row(**PRIVATE)), justification=WHY)
    finding = Finding.objects.get()
    assert (finding.justification, finding.justified_by) == (WHY, county.clerk)
    assert finding.justified_at is not None
    assert finding.edition == DocumentEdition.objects.get()
    assert "13912345678" not in finding.excerpt


def test_a_justification_covers_no_errors(county):
    batch = read(county, jsonl(row(**PRIVATE, **BAD)))
    with pytest.raises(Refused, match="有错误"):
        importing.submit(batch, by=county.clerk, justification=WHY)


def test_what_was_returned_has_to_be_justified_anew(county):
    batch = importing.submit(read(county, jsonl(row(**PRIVATE))), by=county.clerk, justification=WHY)
    batch = importing.return_batch(batch, by=county.head, opinion="请遮盖手机号")
    assert (batch.state, batch.errors, batch.opinion) == (State.READ, 1, "请遮盖手机号")
    with pytest.raises(Refused, match="扫描"):
        importing.submit(batch, by=county.clerk)


def test_the_countys_words_are_found_too(county):
    CountyWord.objects.create(county=county.government, word="某项目")
    batch = read(county, jsonl(row(正文="关于某项目的说明。")))
    assert "敏感词" in problems(batch, 1, "finding")[0][1]


def test_files_are_scanned_checked_and_found_by_name(county):
    rows = [
        row(标题=f"第{n}件", 附件=name)
        for n, name in enumerate(("好.txt", "没有.txt", "空.txt", "假.pdf", "重.txt", "手机.txt"))
    ]
    files = {
        "好.txt": "说明".encode(), "空.txt": b"", "假.pdf": "不是".encode(), "一/重.txt": b"1", "二/重.txt": b"2",
        "手机.txt": "联系13912345678".encode(),
    }  # fmt: skip
    batch = read(county, jsonl(*rows), files=pack(files, encoding="gbk"))
    assert not problems(batch, 1, "error")
    assert [problems(batch, n, "error")[0][0] for n in (2, 3, 4, 5)] == ["附件"] * 4
    words = [problems(batch, n, "error")[0][1] for n in (2, 3, 4, 5)]
    assert [
        part in said for part, said in zip(("没有", "空的", "扩展名", "写明文件夹"), words, strict=True)
    ] == [True] * 4
    assert "手机" in problems(batch, 6, "finding")[0][1]


def test_a_file_named_without_a_pack_is_an_error(county):
    batch = read(county, jsonl(row(附件="a.pdf")))
    assert "没有上传附件包" in problems(batch, 1, "error")[0][1]


# --- deciding -----------------------------------------------------------------------------------------------


def submitted(county):
    return importing.submit(read(county, jsonl(row())), by=county.clerk)


@pytest.mark.parametrize(
    "name",
    [
        "clerk",
        "clerk2",
        "other_head",
        "office",
        "township_head",
        "superuser",
        "secrecy_reviewer",
        "government_head",
    ],
)
def test_only_the_head_of_the_unit_approves(county, name):
    batch = submitted(county)
    for act in (
        lambda: importing.approve(
            batch, by=county.people[name], seen=archive_batches.seal(batch), opinion="同意"
        ),
        lambda: importing.return_batch(batch, by=county.people[name], opinion="不同意"),
    ):
        with pytest.raises(Refused):
            act()
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == (State.SUBMITTED, None)


def test_a_head_who_imported_cannot_approve_but_the_other_can(county):
    batch = importing.submit(read(county, jsonl(row()), by=county.head), by=county.head)
    seal = archive_batches.seal(batch)
    with pytest.raises(Refused, match="自己"):
        importing.approve(batch, by=county.head, seen=seal, opinion="同意")
    assert importing.approve(batch, by=county.head2, seen=seal, opinion="同意").approved_by == county.head2


def test_only_who_imported_submits(county):
    with pytest.raises(Refused, match="导入人"):
        importing.submit(read(county, jsonl(row())), by=county.clerk2)


def test_an_approval_of_something_else_is_a_conflict(county):
    batch = submitted(county)
    with pytest.raises(Conflict):
        importing.approve(batch, by=county.head, seen="0" * 64, opinion="同意")
    seal = archive_batches.seal(batch)
    line = batch.rows.get(number=1)
    line.values["title"] = "别的"
    line.save()
    with pytest.raises(Conflict):
        importing.approve(batch, by=county.head, seen=seal, opinion="同意")
    batch.refresh_from_db()
    assert batch.state == State.SUBMITTED


def test_approving_and_returning_need_words(county):
    batch = submitted(county)
    with pytest.raises(Refused, match="意见"):
        importing.approve(batch, by=county.head, seen=archive_batches.seal(batch), opinion=" ")
    with pytest.raises(Refused, match="原因"):
        importing.return_batch(batch, by=county.head, opinion="")


def make(county, state):
    data = jsonl(row())
    if state in (State.WAITING, State.READING):
        batch = received(county, data)
    elif state in (State.READ, State.FAILED, State.DISCARDED):
        batch = read(county, data)
    elif state == State.SUBMITTED:
        batch = submitted(county)
    else:
        batch = written(county, data) if state == State.DONE else approved(county, data)
    ArchiveBatch.objects.filter(pk=batch.pk).update(state=state)
    batch.refresh_from_db()
    return batch


ACTS = {
    "submit": ((State.READ,), lambda c, b: importing.submit(b, by=c.clerk)),
    "approve": (
        (State.SUBMITTED,), lambda c, b: importing.approve(b, by=c.head, seen=archive_batches.seal(b), opinion="同意"),
    ),
    "return": ((State.SUBMITTED,), lambda c, b: importing.return_batch(b, by=c.head, opinion="退回")),
    "discard": (
        (State.WAITING, State.READING, State.READ, State.SUBMITTED, State.APPROVED, State.FAILED),
        lambda c, b: importing.discard(b, by=c.clerk, reason="不要了"),
    ),
    "write": ((State.APPROVED, State.WRITING, State.DONE), lambda c, b: importing.write_chunk(b, on=ON)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("act", "state"),
    [(act, state) for act, (allowed, _) in ACTS.items() for state in State if state not in allowed],
)
def test_every_act_is_refused_in_every_other_state_and_changes_nothing(county, act, state):
    batch = make(county, state)
    entries, documents = AuditEntry.objects.count(), Document.objects.count()
    with pytest.raises((Refused, NotPossible)):
        ACTS[act][1](county, batch)
    batch.refresh_from_db()
    assert (batch.state, AuditEntry.objects.count(), Document.objects.count()) == (state, entries, documents)


def test_what_is_given_up_leaves_no_rows_and_no_files(county, django_capture_on_commit_callbacks):
    batch = read(county, jsonl(row(附件="a.txt")), files=pack({"a.txt": b"1"}))
    names = [batch.file.name, batch.files_zip.name]
    assert all(storages["private"].exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        importing.discard(batch, by=county.clerk2, reason="含有个人信息")
    assert not any(storages["private"].exists(name) for name in names)
    assert not batch.rows.exists()


def test_a_file_that_could_not_be_recorded_is_not_left_lying(county, monkeypatch):
    monkeypatch.setattr(importing, "record", lambda *a, **k: 1 / 0)
    saved = []
    plain = storages["private"].save
    monkeypatch.setattr(
        type(storages["private"]),
        "save",
        lambda self, name, *a, **k: saved.append(plain(name, *a, **k)) or saved[-1],
    )
    with pytest.raises(ZeroDivisionError):
        importing.receive(
            county.department,
            by=county.clerk,
            file_name="a.jsonl",
            data=jsonl(row()),
            pack=ContentFile(pack({}), "a.zip"),
        )
    assert len(saved) == 2
    assert not any(storages["private"].exists(name) for name in saved)


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_approve_once(lasting_county):
    county = lasting_county
    batch = submitted(county)
    seal = archive_batches.seal(batch)
    outcomes = together(
        *[
            lambda head=head: importing.approve(batch, by=head, seen=seal, opinion="同意")
            for head in (county.head, county.head2)
        ]
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    assert AuditEntry.objects.filter(action="archive.approved").count() == 1
