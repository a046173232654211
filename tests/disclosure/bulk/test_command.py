"""`manage.py import_documents`: the same acts from the command line; nothing is published without the head."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from disclosure.actions import archive_batches, importing
from disclosure.models import ArchiveBatch, Document
from tests.disclosure.bulk.archives import jsonl, numbered, pack, row, xlsx

pytestmark = pytest.mark.django_db
State = ArchiveBatch.State


def run(*args, **options):
    out = io.StringIO()
    call_command("import_documents", *map(str, args), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def listed(tmp_path):
    file = tmp_path / "清单.xlsx"
    file.write_bytes(xlsx(*numbered(3)))
    return file


def test_a_dry_run_leaves_nothing_behind(county, listed):
    text = run(listed, unit=county.department.code, dry_run=True)
    assert "共3行" in text
    assert "没有保存" in text
    assert not ArchiveBatch.objects.exists()


def test_a_dry_run_as_json_has_one_object_a_row(county, tmp_path):
    file, files = tmp_path / "a.jsonl", tmp_path / "a.zip"
    file.write_bytes(jsonl(row(附件="表.txt"), row(标题="")))
    files.write_bytes(pack({"表.txt": b"1"}, encoding="gbk"))
    lines = [
        json.loads(line)
        for line in run(
            file, zip=str(files), unit=county.department.name, dry_run=True, json=True
        ).splitlines()
    ]
    assert lines[0]["values"]["files"][0]["name"] == "表.txt"
    assert [one["column"] for one in lines[1]["problems"] if one["level"] == "error"] == ["标题"]
    assert not ArchiveBatch.objects.exists()


def test_an_import_waits_for_the_head_and_is_written_afterwards(county, listed):
    text = run(listed, unit=county.department.code)
    batch = ArchiveBatch.objects.get()
    assert f"第{batch.pk}批" in text
    assert (batch.state, batch.by) == (State.SUBMITTED, county.clerk)
    with pytest.raises(CommandError, match="负责人审核通过"):
        run(write=batch.pk)
    assert not Document.objects.exists()
    importing.approve(batch, by=county.head, seen=archive_batches.seal(batch), opinion="同意")
    assert "已导入3份" in run(write=batch.pk)
    assert Document.objects.count() == 3


def test_errors_stop_it_and_say_where(county, tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(jsonl(row(成文日期="去年")))
    with pytest.raises(CommandError, match="1行有错误"):
        run(file, unit=county.department.code)
    assert ArchiveBatch.objects.get().state == State.READ


@pytest.mark.parametrize(
    ("args", "options", "sentence"),
    [
        ((), {}, "写明清单"),
        (("nowhere.xlsx",), {"unit": "x"}, "找不到"),
        (("{file}",), {"unit": "没有的单位"}, "唯一的单位"),
        (("{file}",), {"unit": "{code}", "json": True}, "--dry-run"),
        (("{file}",), {"unit": "{code}", "by": "nobody"}, "没有用户"),
        (("{file}",), {"unit": "{village}"}, "唯一的单位"),
        ((), {"write": 999}, "没有第999批"),
    ],
)
def test_what_is_wrong_is_said(county, listed, args, options, sentence):
    names = {"file": listed, "code": county.department.code, "village": county.village.code}
    args = [one.format(**names) for one in args]
    options = {name: one.format(**names) if isinstance(one, str) else one for name, one in options.items()}
    with pytest.raises(CommandError, match=sentence):
        run(*args, **options)


def test_somebody_elses_clerk_cannot_import(county, listed):
    with pytest.raises(CommandError, match="经办人或负责人"):
        run(listed, unit=county.department.code, by=county.other_clerk.username)


def test_a_broken_file_is_said(county, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04")
    for options in ({"dry_run": True}, {}):
        with pytest.raises(CommandError, match="损坏"):
            run(file, unit=county.department.code, **options)
