"""`manage.py backup`: everything once, killed and gone on with, never onto a full disk, and old ones let go."""

import errno
import json
import shutil
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.chain import sm3
from audit.models import AuditEntry
from disclosure.models import StoredFile, private_storage
from portal.backups import contents, databases, restoring, shelf, taking
from portal.backups.shelf import Trouble
from tests.portal.backups.site import filled
from tests.services.live import KEYS

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def silent(_: str) -> None:
    pass


def take(root, **options) -> taking.Made:
    return taking.take(root, at=options.pop("at", NOW), say=silent, **options)


def test_the_manifest_says_what_there_is_and_no_key(tmp_path, files):
    made = take(tmp_path)
    text = (made.path / shelf.MANIFEST).read_text()
    manifest = json.loads(text)
    assert manifest["files"]["number"] == made.files == made.copied == len(files)
    assert manifest["counts"]["disclosure.StoredFile"] == len(files)
    assert (
        manifest["counts"]["audit.AuditEntry"]
        == manifest["newest_act"]["number"]
        == AuditEntry.objects.count()
    )
    assert "disclosure.0001_initial" in manifest["migrations"]
    assert set(manifest["keys"]) == {"AUDIT_KEY", "REQUEST_INDEX_KEY", "SECRET_KEY", "REQUEST_KEYS:1"}
    everything = b"".join(path.read_bytes() for path in made.path.iterdir())
    for key in (KEYS["REQUEST_KEYS"][2:].encode(), b"only-for-tests"):
        assert key not in everything
    assert restoring.check(made.path) == manifest


def test_what_is_copied_is_copied_once(tmp_path, files, lasting_county):
    take(tmp_path)
    filled(lasting_county, ["第三"])
    second = take(tmp_path)
    assert (second.files, second.copied) == (len(files) + 1, 1)
    objects = list((tmp_path / shelf.OBJECTS).glob("??/*"))
    assert len(objects) == len(files) + 1
    assert all(shelf.digest_of(path) == path.name for path in objects)


def test_the_newest_is_the_last_made_though_the_clock_was_set_back(tmp_path, files):
    take(tmp_path)
    second = take(tmp_path, at=NOW - timedelta(days=400), keep=1)
    assert shelf.backups(tmp_path) == [second.path]
    assert restoring.find(tmp_path) == second.path


def test_only_the_newest_are_kept_and_only_the_objects_they_name(tmp_path, files):
    for _ in range(3):
        take(tmp_path)
    private_storage().delete(files[0].file.name)
    last = take(tmp_path, keep=1)
    assert last.removed == 3
    assert last.absent == [f"private:{files[0].file.name}"]
    assert {path.name for path in (tmp_path / shelf.OBJECTS).glob("??/*")} == {
        one.sha256 for one in shelf.read_files(last.path)
    }
    assert restoring.check(last.path)["absent"] == last.absent


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path, files, monkeypatch):
    free = shutil._ntuple_diskusage(10**9, 10**9, databases.size())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(Trouble, match="没有开始备份"):
        take(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["LOCK"]


def test_a_disk_that_fills_up_meanwhile_keeps_what_was_copied(tmp_path, files, monkeypatch):
    plain, calls = shelf.put, []

    def put(*args):
        calls.append(args)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(*args)

    monkeypatch.setattr(shelf, "put", put)
    with pytest.raises(Trouble, match="再次运行即可继续"):
        take(tmp_path)
    assert shelf.backups(tmp_path) == []
    monkeypatch.setattr(shelf, "put", plain)
    assert take(tmp_path).copied == len(files) - 1


def test_two_at_once_are_one(tmp_path, files):
    with shelf.only_one(tmp_path), pytest.raises(Trouble, match="另一次备份正在进行"):
        take(tmp_path)


def test_a_file_that_is_missing_or_not_what_was_uploaded_is_told(tmp_path, files, capsys):
    private_storage().delete(files[0].file.name)
    with private_storage().open(files[1].file.name, "ab") as handle:
        handle.write(b"!")
    with pytest.raises(CommandError, match="1个文件缺少、1个与登记不符"):
        call_command("backup", str(tmp_path))
    assert files[0].file.name in capsys.readouterr().err
    (made,) = shelf.backups(tmp_path)
    assert restoring.check(made)["damaged"] == [f"private:{files[1].file.name}"]


def test_a_file_deleted_with_its_row_while_the_backup_ran_is_no_loss(
    tmp_path, lasting_county, files, monkeypatch
):
    stray = StoredFile.objects.create(
        file=private_storage().save("files/stray.txt", ContentFile(b"x")),
        sm3="0" * 64,
        size=1,
        mime="text/plain",
    )
    plain = taking._files

    def deleting(*args):
        private_storage().delete(stray.file.name)
        stray.delete()
        return plain(*args)

    monkeypatch.setattr(taking, "_files", deleting)
    made = take(tmp_path)
    assert (made.absent, made.gone_meanwhile) == ([], ["private:files/stray.txt"])


def test_keeping_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="至少是1"):
        call_command("backup", str(tmp_path), keep=0)


def test_a_store_without_folders_is_backed_up_and_restored_like_any_other(
    tmp_path, lasting_county, monkeypatch
):
    """An S3-compatible store knows names only; Django's store in memory is one such."""
    bucket = InMemoryStorage()
    monkeypatch.setattr(contents, "storage", lambda _: bucket)
    name = bucket.save("files/2026/03/a.txt", ContentFile(b"in the bucket"))
    StoredFile.objects.create(file=name, sm3=sm3(b"in the bucket"), size=13, mime="text/plain")
    made = take(tmp_path)
    assert (made.files, made.copied, made.damaged) == (1, 1, [])
    assert take(tmp_path).copied == 0
    bucket.delete(name)
    (one,) = shelf.read_files(made.path)
    assert restoring._put_back(tmp_path, one, overwrite=False)
    assert not restoring._put_back(tmp_path, one, overwrite=False)
    assert bucket.open(name).read() == b"in the bucket"
    bucket.delete(name)
    bucket.save(name, ContentFile(b"another"))
    with pytest.raises(Trouble, match="内容与备份不同"):
        restoring._put_back(tmp_path, one, overwrite=False)
