"""`manage.py restore`: the whole site in another place, or nothing and a sentence why."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from audit.chain import sm3
from audit.models import AuditEntry
from portal.backups import restoring, shelf, taking
from portal.backups.shelf import Trouble
from requests_app.models import Applicant
from tests.portal.backups.site import Elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = """
from audit.models import AuditEntry; from accounts.models import User; from requests_app.models import Applicant
from disclosure.models import StoredFile
print(AuditEntry.objects.filter(digest='DIGEST').exists(), User.objects.count(), Applicant.objects.get().name,
      all(one.file.size == one.size for one in StoredFile.objects.all()))
"""


@pytest.fixture
def root(tmp_path, files) -> Path:
    taking.take(tmp_path / "backups", at=timezone.now(), say=lambda _: None)
    return tmp_path / "backups"


def whole(place: Elsewhere) -> str:
    asked = ASKED.replace("DIGEST", AuditEntry.objects.newest_digest())
    said = place.run("shell", "--no-imports", "--command", asked)
    return said.stdout.strip() or said.stderr


def test_the_whole_site_comes_back_and_is_proved(root, files, target):
    said = target.run("restore", str(root))
    assert said.returncode == 0, said.stderr
    assert "摘要链完整" in said.stdout
    assert "都完好" in said.stdout
    assert "搜索索引已重建" in said.stdout
    expected = f"True {User.objects.count()} {Applicant.objects.get().name} True"
    assert whole(target) == expected
    assert all(sm3(target.private(one.file.name).read_bytes()) == one.sm3 for one in files)
    again = target.run("restore", str(root))
    assert again.returncode == 1
    assert "数据库里已有数据" in again.stderr
    target.private(files[0].file.name).write_bytes(b"x")
    again = target.run("restore", str(root), "--overwrite")
    assert again.returncode == 0, again.stderr
    assert "写回1个" in again.stdout
    assert whole(target) == expected


def test_wrong_keys_are_refused_by_name_before_anything_is_changed(root, target):
    for name, value in (
        ("AUDIT_KEY", "another"),
        ("REQUEST_KEYS", "2:" + "ab" * 16),
        ("REQUEST_INDEX_KEY", "x"),
    ):
        said = target.run("restore", str(root), **{name: value})
        assert said.returncode == 1
        assert name in said.stderr
        assert "没有恢复" in said.stderr
        assert not (target.var / "private").exists()


@pytest.mark.parametrize("what", ["object", "database", "list", "manifest"])
def test_what_was_damaged_is_found_and_named(root, files, what):
    backup = restoring.find(root)
    one = next(shelf.read_files(backup))
    damaged = {
        "object": shelf.object_path(root, one.sha256),
        "database": next(backup.glob("database.*")),
        "list": backup / shelf.FILES,
        "manifest": backup / shelf.MANIFEST,
    }[what]
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(Trouble) as found:
        restoring.restore(backup, overwrite=True, say=lambda _: None)
    if what == "object":
        assert one.name in str(found.value)
    assert AuditEntry.objects.exists()


def test_a_missing_file_is_found_and_named(root, files):
    backup = restoring.find(root)
    one = next(shelf.read_files(backup))
    shelf.object_path(root, one.sha256).unlink()
    with pytest.raises(Trouble, match=f"{one.name} 缺少"):
        restoring.check(backup)


def test_a_manifest_written_by_somebody_else_is_refused(root):
    backup = restoring.find(root)
    manifest = json.loads((backup / shelf.MANIFEST).read_text())
    manifest["newest_act"]["number"] = 7
    (backup / shelf.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Trouble, match="封签不符"):
        restoring.restore(backup, overwrite=True, say=lambda _: None)


def test_a_backup_of_newer_software_is_refused(root):
    backup = restoring.find(root)
    manifest = json.loads((backup / shelf.MANIFEST).read_text())
    manifest["migrations"].append("catalog.0099_later")
    manifest["seal"] = taking.seal(manifest)
    (backup / shelf.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Trouble, match=r"更新的软件版本.*catalog.0099_later"):
        restoring.restore(backup, overwrite=True, say=lambda _: None)


def test_checking_changes_nothing(root, target):
    said = target.run("restore", str(root), "--check")
    assert said.returncode == 0, said.stderr
    assert "完好" in said.stdout
    assert not (target.var / "private").exists()


def test_nothing_to_restore_is_told(tmp_path, db):
    with pytest.raises(Trouble, match="没有完整的备份"):
        restoring.find(tmp_path)


def test_an_unknown_name_is_told_with_those_there_are(root):
    with pytest.raises(Trouble, match=restoring.find(root).name):
        restoring.find(root, "000009-20260101-000000")
