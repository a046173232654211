"""`manage.py reply_deadline`."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[3]
PLAIN = {"received": {"channel": "counter", "arrived": "2026-02-10"}, "as_of": "2026-02-10", "events": []}


def run(file: Path) -> dict:
    out = io.StringIO()
    call_command("reply_deadline", str(file), stdout=out)
    return json.loads(out.getvalue())


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "case.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.django_db
def test_a_file_gives_the_date_and_its_steps(tmp_path):
    printed = run(write(tmp_path, json.dumps(PLAIN)))
    assert (printed["received_on"], printed["correction_limit"]) == ("2026-02-10", "2026-02-26")
    assert (printed["reply_due"], printed["provisional"], printed["refused"]) == ("2026-03-16", False, [])
    assert any("春节放假不计：2026-02-16" in step for step in printed["steps"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "不是有效的 JSON。"),
        (b"\xff\xfe{", "文件不是 UTF-8 编码的文字。"),
        (" " * (1024**2 + 1), "文件超过 1 MB，不会是一件申请的期限。"),
        (json.dumps(PLAIN | {"as_of": "2026-13-01"}), "as_of 的日期“2026-13-01”有误，应写成 2026-02-10。"),
        (json.dumps(PLAIN | {"events": [{"kind": "boom"}]}), "第1个事件的 kind 没有“boom”这一种。"),
    ],
)
def test_what_cannot_be_read_ends_with_two(tmp_path, text, sentence):
    err, out = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("reply_deadline", str(write(tmp_path, text)), stdout=out, stderr=err)
    assert (end.value.code, err.getvalue(), out.getvalue()) == (2, f"{sentence}\n", "")


@pytest.mark.django_db
def test_a_missing_file_is_said(tmp_path):
    err = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("reply_deadline", str(tmp_path / "none.json"), stderr=err)
    assert end.value.code == 2
    assert err.getvalue().startswith("读不到文件：")


def shell(text: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Its own process, its own empty directory for a database that was never migrated."""
    environment = os.environ | {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "manage.py", "reply_deadline", "-"],
        cwd=ROOT, env=environment, input=text.encode(), capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def test_without_a_database_the_package_is_used(tmp_path):
    done = shell(json.dumps(PLAIN), tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    printed = json.loads(done.stdout)
    assert (printed["reply_due"], printed["provisional"]) == ("2026-03-16", False)


def test_standard_input_that_cannot_be_read(tmp_path):
    done = shell("{]", tmp_path)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", "不是有效的 JSON。\n")
