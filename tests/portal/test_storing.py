"""Files of uploads: on the disk before their row, none by halves, a sentence when there is no room, and no strays."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.policies import Refused
from disclosure.actions import attaching
from disclosure.models import Attachment, StoredFile, private_storage
from portal import strays
from portal.storing import DurableStorage
from tests import documents
from tests.factories import ON

NOW = timezone.now()


@pytest.fixture(autouse=True)
def _a_store_of_its_own(tmp_path, monkeypatch):
    """A sweep takes what no row of this test's database names: it must not see the files of others."""
    for name in ("location", "base_location"):
        monkeypatch.setitem(vars(private_storage()), name, str(tmp_path / "private"))


class Filling(ContentFile):
    """Some bytes, and then the disk is full."""

    def chunks(self, chunk_size=None):
        yield b"half of it"
        raise OSError(errno.ENOSPC, "No space left on device")


def test_the_private_store_is_durable():
    assert isinstance(private_storage(), DurableStorage)


def test_a_file_and_its_folder_are_on_the_disk_when_it_is_saved(tmp_path, monkeypatch):
    synced, plain = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (synced.append(os.fstat(number).st_ino), plain(number)))
    storage = DurableStorage(location=tmp_path)
    path = Path(storage.path(storage.save("files/2026/a.txt", ContentFile(b"whole"))))
    assert {path.stat().st_ino, path.parent.stat().st_ino} <= set(synced)


def test_half_of_a_file_is_no_file(tmp_path):
    storage = DurableStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        storage.save("a.txt", Filling(b"whole"))
    assert not storage.exists("a.txt")
    assert storage.save("a.txt", ContentFile(b"whole")) == "a.txt"


def test_an_upload_onto_a_full_disk_is_refused_in_words_and_changes_nothing(county, monkeypatch):
    made = documents.document(county)
    monkeypatch.setattr(attaching, "ContentFile", Filling)
    with pytest.raises(Refused, match="存储空间不足"):
        attaching.attach(made, SimpleUploadedFile("说明.txt", "说明".encode()), by=county.clerk, on=ON)
    monkeypatch.undo()
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    attaching.attach(
        made, SimpleUploadedFile("说明.txt", "说明".encode()), by=county.clerk, on=ON, revision=made.revision
    )


def test_what_no_row_names_is_swept_when_it_is_old(county):
    made = documents.document(county)
    kept = attaching.attach(made, SimpleUploadedFile("a.txt", b"a"), by=county.clerk, on=ON).file.file.name
    storage = private_storage()
    stray = storage.save("files/2026/03/half.pdf", ContentFile(b"%PDF-1.7 half"))
    assert strays.sweep(NOW) == 0
    assert storage.exists(stray)
    assert strays.sweep(NOW + strays.OLD + timedelta(hours=1)) >= 1
    assert (storage.exists(stray), storage.exists(kept)) == (False, True)
    storage.delete(kept)


def test_a_row_that_comes_in_while_files_are_listed_keeps_its_file(county, monkeypatch):
    storage, plain = private_storage(), strays._old_files
    name = storage.save("files/2026/03/coming.txt", ContentFile(b"x"))

    def listing(*args):
        found = list(plain(*args))
        StoredFile.objects.create(file=name, sm3="0" * 64, size=1, mime="text/plain")
        return found

    monkeypatch.setattr(strays, "_old_files", listing)
    strays.sweep(NOW + strays.OLD + timedelta(hours=1))
    assert storage.exists(name)
    storage.delete(name)
