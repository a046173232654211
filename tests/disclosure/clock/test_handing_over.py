"""条例第二十五条: a month's documents for the archive and the library, and nothing that may not be read any more."""

import io
import json
from datetime import date
from unittest import mock
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from accounts.policies import Refused
from audit.chain import sm3
from audit.models import AuditEntry
from disclosure import tasks
from disclosure.actions import attaching, handing_over, releasing
from disclosure.models import HandOver, StoredFile, Withdrawal
from disclosure.workflow import Attribute, Status
from tests import documents, factories
from tests.disclosure.clock.channels import PNG, new_edition
from tests.disclosure.clock.stamps import moment, published_at
from tests.threads import together

MARCH, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)


def march(county, day=10, **values):
    return published_at(county, moment(2026, 3, day), **values)


def make(county, month=MARCH, **values):
    return handing_over.make(county.government, month, **{"by": None, "on": APRIL_1, **values})


def opened(hand_over):
    with hand_over.file.open("rb") as handle:
        return ZipFile(io.BytesIO(handle.read()))


def table(package):
    sheet = load_workbook(io.BytesIO(package.read(handing_over.SHEET))).active
    title, header, *lines = sheet.iter_rows(values_only=True)
    return title[0], [dict(zip(header, line, strict=True)) for line in lines]


def withdraw(county, edition):
    releasing.withdraw(edition, by=county.head, reason="有误", behaviour=Withdrawal.Behaviour.GONE)


def with_files(county, *files, **values):
    """A document of March with these (name, bytes) attached."""
    edition = documents.draft(county, **values)
    for name, data in files:
        attaching.attach(edition, SimpleUploadedFile(name, data), by=county.clerk, on=factories.ON)
    edition.refresh_from_db()
    with mock.patch("django.utils.timezone.now", return_value=moment(2026, 3, 10)):
        return documents.advance(county, edition, Status.PUBLISHED)


def test_the_package_holds_text_files_and_the_list(county):
    edition = with_files(county, ("标准表.png", PNG), ("说明.txt", "说明文字".encode()))
    hand_over = make(county)
    package = opened(hand_over)
    folder = f"0001_{edition.document.index_number.replace('/', '_')}"
    assert set(package.namelist()) == {
        f"{folder}/正文.html", f"{folder}/正文.txt", f"{folder}/标准表.png", f"{folder}/说明.txt",
        handing_over.SHEET, handing_over.MANIFEST,
    }  # fmt: skip
    assert package.testzip() is None
    assert package.read(f"{folder}/标准表.png") == PNG
    assert package.read(f"{folder}/正文.txt").decode() == edition.text
    page = package.read(f"{folder}/正文.html").decode()
    assert edition.title in page
    assert "城乡低保标准按年度调整。" in page
    title, lines = table(package)
    assert "2026年03月移送明细表" in title
    assert lines[0]["索引号"] == edition.document.index_number
    assert (lines[0]["标题"], lines[0]["发文字号"]) == (edition.title, "青民发〔2026〕3号")
    assert (lines[0]["成文日期"], lines[0]["发布日期"]) == ("2026-03-02", "2026-03-10")
    assert lines[0]["内容摘要(SM3)"] == edition.content_hash
    assert f"标准表.png {sm3(PNG)}" in lines[0]["文件"]
    assert (hand_over.count, hand_over.month) == (1, MARCH)
    with hand_over.file.open("rb") as handle:
        assert sm3(handle.read()) == hand_over.sm3
    entry = AuditEntry.objects.get(action="handover.made")
    assert (entry.article, entry.details["sm3"]) == ("条例第二十五条", hand_over.sm3)


def test_pictures_of_the_text_lie_beside_it(county):
    edition = documents.draft(county)
    picture = attaching.attach_image(
        edition, SimpleUploadedFile("示意 图.png", PNG), by=county.clerk, on=factories.ON, alt="示意图"
    )
    edition.refresh_from_db()
    body = f'{documents.BODY}<figure><img src="{attaching.image_url(picture)}" alt="示意图"></figure>'
    edition = documents.drafting.save_draft(
        edition, by=county.clerk, on=factories.ON, revision=edition.revision, values={}, body=body
    )
    assert attaching.image_url(picture) in edition.body
    with mock.patch("django.utils.timezone.now", return_value=moment(2026, 3, 10)):
        documents.advance(county, edition, Status.PUBLISHED)
    package = opened(make(county))
    page = next(package.read(name).decode() for name in package.namelist() if name.endswith(".html"))
    assert 'src="%E7%A4%BA%E6%84%8F%20%E5%9B%BE.png"' in page
    assert any(name.endswith("/示意 图.png") for name in package.namelist())


def test_only_the_month_and_only_what_may_be_read(county):
    first = published_at(county, moment(2026, 3, 1, 0))
    last = published_at(county, moment(2026, 3, 31, 23, 59))
    published_at(county, moment(2026, 2, 28, 23, 59))
    published_at(county, moment(2026, 4, 1, 0))
    withdraw(county, march(county))
    march(county, proposed_attribute=Attribute.ON_REQUEST)
    replaced = march(county)
    with mock.patch("django.utils.timezone.now", return_value=moment(2026, 4, 2)):
        new_edition(county, replaced)
    hand_over = make(county)
    with opened(hand_over) as package:
        assert [pk for pk, _ in json.loads(package.read(handing_over.MANIFEST))] == [first.pk, last.pk]


def test_names_cannot_leave_their_folder_or_hide_one_another(county):
    with_files(county, ("正文.txt", b"one"), ("a.txt", b"two"), ("A.txt", b"three"), ("a.txt", b"four"))
    names = [name for name in opened(make(county)).namelist() if "/" in name]
    assert len({name.lower() for name in names}) == len(names) == 6
    assert all(name.count("/") == 1 and ".." not in name for name in names)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\a.txt", "C__Windows_a.txt"),
        ("..", "文件"),
        ("", "文件"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("名" * 300 + ".pdf", "名" * 116 + ".pdf"),
        ("普通 名称.docx", "普通 名称.docx"),
    ],
)
def test_a_name_any_system_can_unpack(name, safe):
    assert handing_over.safe_name(name) == safe


def test_a_title_that_looks_like_a_formula_is_a_title(county):
    title = "=HYPERLINK(1,2)的通知"
    march(county, title=title)
    with opened(make(county)) as package:
        sheet = load_workbook(io.BytesIO(package.read(handing_over.SHEET))).active
    cell = sheet.cell(row=3, column=3)
    assert (cell.value, cell.data_type) == (title, "s")


def test_an_infected_file_is_left_out_and_named(county):
    with_files(county, ("标准表.png", PNG))
    StoredFile.objects.update(virus_state="infected")
    package = opened(make(county))
    assert not [name for name in package.namelist() if name.endswith(".png")]
    assert table(package)[1][0]["备注"] == "标准表.png含有病毒,未移送"


def test_a_month_has_one_package(county):
    march(county)
    first = make(county)
    assert make(county).pk == first.pk
    assert (HandOver.objects.count(), AuditEntry.objects.filter(action="handover.made").count()) == (1, 1)


def test_what_was_withdrawn_afterwards_leaves_the_package(county, django_capture_on_commit_callbacks):
    kept, gone = march(county), march(county, 11)
    hand_over = make(county)
    old = hand_over.file.name
    assert handing_over.is_current(hand_over)
    withdraw(county, gone)
    assert not handing_over.is_current(hand_over)
    with pytest.raises(Refused, match="重新生成"):
        handing_over.receive(hand_over, by=county.office, on=APRIL_1, received_by="青岚县档案馆")
    with django_capture_on_commit_callbacks(execute=True):
        again = make(county)
    assert (again.pk, again.count) == (hand_over.pk, 1)
    assert gone.document.index_number not in table(opened(again))[1][0].values()
    assert not again.file.storage.exists(old), "the old package is deleted"
    assert kept.document.index_number == table(opened(again))[1][0]["索引号"]


def test_a_withdrawal_while_the_package_is_written_is_noticed(county):
    edition = march(county)
    write = handing_over.write_package

    def and_withdraw(package, editions, **values):
        write(package, editions, **values)
        withdraw(county, edition)

    with mock.patch.object(handing_over, "write_package", and_withdraw), pytest.raises(Refused, match="撤下"):
        make(county)
    assert not HandOver.objects.exists()


def test_it_is_received_once_and_then_stands(county):
    edition = march(county)
    hand_over = make(county)
    with pytest.raises(Refused, match="接收单位"):
        handing_over.receive(hand_over, by=county.office, on=APRIL_1, received_by=" ")
    with pytest.raises(Refused, match="县政务公开主管部门"):
        handing_over.receive(hand_over, by=county.clerk, on=APRIL_1, received_by="青岚县档案馆")
    received = handing_over.receive(hand_over, by=county.office, on=APRIL_1, received_by="青岚县档案馆")
    assert (received.received_by, received.received_on) == ("青岚县档案馆", APRIL_1)
    with pytest.raises(Refused, match="接收"):
        handing_over.receive(hand_over, by=county.office, on=APRIL_1, received_by="青岚县图书馆")
    withdraw(county, edition)
    assert make(county).sm3 == hand_over.sm3, "what was handed over is on record as it was"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"on": date(2026, 3, 31)}, "还没有结束"), ({"month": date(2026, 4, 1)}, "还没有结束")],
)
def test_an_unfinished_month_is_not_packed(county, values, sentence):
    march(county)
    with pytest.raises(Refused, match=sentence):
        make(county, **values)


def test_only_the_office_of_a_county_makes_one(county):
    with pytest.raises(Refused, match="按县"):
        handing_over.make(county.department, MARCH, by=county.office, on=APRIL_1)
    for stranger in (county.clerk, county.head, county.superuser):
        with pytest.raises(Refused, match="县政务公开主管部门"):
            make(county, by=stranger)
    march(county)
    assert make(county, by=county.office).count == 1


def test_the_scheduler_packs_last_month_once_and_no_empty_one(county):
    assert tasks.hand_over(APRIL_1) == 0
    march(county)
    assert tasks.hand_over(date(2026, 4, 9)) == 1
    assert tasks.hand_over(date(2026, 4, 10)) == 0
    assert HandOver.objects.get().month == MARCH


def test_one_county_s_trouble_is_logged(county, caplog):
    march(county)
    with mock.patch.object(handing_over, "make", side_effect=OSError("no space left")):
        assert tasks.hand_over(APRIL_1) == 0
    assert "no space left" in caplog.text


def test_the_command(county, capsys):
    march(county)
    call_command("make_handover", month="2026-03")
    out = capsys.readouterr().out
    assert "2026年03月:1份文件" in out
    assert HandOver.objects.get().sm3 in out
    for month, sentence in (("2026-13", "不是月份"), ("三月", "不是月份"), ("2099-01", "还没有结束")):
        with pytest.raises(CommandError, match=sentence):
            call_command("make_handover", month=month)
    with pytest.raises(CommandError, match="没有代码"):
        call_command("make_handover", month="2026-03", county="no-such")


@pytest.mark.django_db(transaction=True)
def test_made_twice_at_the_same_moment_there_is_one(lasting_county):
    march(lasting_county)
    outcomes = together(lambda: make(lasting_county), lambda: make(lasting_county))
    assert not [one for one in outcomes if isinstance(one, Exception)]
    hand_over = HandOver.objects.get()
    with hand_over.file.open("rb") as handle:
        assert sm3(handle.read()) == hand_over.sm3
