"""病毒扫描: what a scanner says is kept, what it cannot say stays 未扫描, and a virus in public stops the file at once."""

import contextlib
import shutil
import socket
import socketserver
import struct
import threading
from datetime import date
from hashlib import md5

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from audit.models import AuditEntry
from disclosure import tasks
from disclosure.actions import attaching, virus
from disclosure.models import Attachment, Reminder, StoredFile, VirusState
from disclosure.workflow import Status
from tests import documents, factories

ON = date(2026, 3, 20)
MARKER = b"this one is bad"


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM of clamd, finding `MARKER`; what else it can do is set on the server."""

    def handle(self):
        server = self.server
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        data = b""
        while (length := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            data += self.rfile.read(length)
            if len(data) > server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.seen.append(data)
        if server.answer is not None:
            self.wfile.write(server.answer)
        else:
            self.wfile.write(b"stream: Test.Marker FOUND\0" if MARKER in data else b"stream: OK\0")


class Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


class Unix(socketserver.ThreadingUnixStreamServer):
    pass


@contextlib.contextmanager
def running(server):
    server.seen, server.limit, server.answer = [], 10**9, None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def clamd(settings):
    with running(Tcp(("127.0.0.1", 0), Clamd)) as server:
        settings.CLAMD_HOST = f"127.0.0.1:{server.server_address[1]}"
        yield server


def stored(data=b"plain text", name="a.txt", by=None):
    return attaching.store(ContentFile(data), name, by=by)


def state(file):
    file.refresh_from_db()
    return file.virus_state


def test_without_a_scanner_nothing_is_called_safe(db):
    file = stored()
    assert not virus.configured()
    assert virus.scan_pending(on=ON) == {}
    assert state(file) == VirusState.UNSCANNED


def test_clean_and_infected_by_clamd(db, clamd):
    good, bad = stored(), stored(b"begin " + MARKER + b" end")
    tally = virus.scan_pending(on=ON)
    assert (tally["clean"], tally["infected"]) == (1, 1)
    assert (state(good), state(bad)) == (VirusState.CLEAN, VirusState.INFECTED)
    assert AuditEntry.objects.get(action="file.infected").details["virus"] == "Test.Marker"
    assert virus.scan_pending(on=ON) == {}


def test_a_large_file_goes_over_whole(db, clamd):
    data = b"line of text\n" * 100_000
    virus.scan(stored(data), on=ON)
    assert clamd.seen == [data]


def test_by_a_socket_of_this_machine(db, settings, tmp_path):
    with running(Unix(str(tmp_path / "clamd.sock"), Clamd)):
        settings.CLAMD_SOCKET = str(tmp_path / "clamd.sock")
        assert virus.scan(stored(), on=ON) == VirusState.CLEAN


@pytest.mark.parametrize(
    "answer", [b"", b"stream: ERROR\0", b"nonsense", b"INSTREAM size limit exceeded. ERROR\0"]
)
def test_no_clear_answer_is_no_verdict(db, clamd, answer, caplog):
    clamd.answer = answer
    file = stored()
    assert virus.scan_pending(on=ON)["unscanned"] == 1
    assert state(file) == VirusState.UNSCANNED
    assert "not scanned" in caplog.text


def test_a_file_the_scanner_does_not_take_holds_up_no_other(db, clamd):
    clamd.limit = 200_000
    large, small = stored(b"text\n" * 100_000), stored()
    tally = virus.scan_pending(on=ON)
    assert (tally["unscanned"], tally["clean"]) == (1, 1)
    assert (state(large), state(small)) == (VirusState.UNSCANNED, VirusState.CLEAN)


def test_a_missing_file_holds_up_no_other(db, clamd):
    missing, small = stored(), stored(b"other text")
    missing.file.storage.delete(missing.file.name)
    assert virus.scan_pending(on=ON)["clean"] == 1
    assert (state(missing), state(small)) == (VirusState.UNSCANNED, VirusState.CLEAN)


def test_a_scanner_that_is_not_there_is_asked_once(db, settings, caplog):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.CLAMD_HOST = f"127.0.0.1:{nobody.getsockname()[1]}"
        stored()
        stored(b"other text")
        assert virus.scan_pending(on=ON) == {}
    assert caplog.text.count("not reachable") == 1


def test_a_scanner_that_says_nothing(db, settings, dead_address, monkeypatch):
    monkeypatch.setattr(virus, "TIMEOUT", 0.2)
    settings.CLAMD_HOST = dead_address.removeprefix("http://").rstrip("/")
    with pytest.raises(virus.CannotScan, match="没有回应"):
        virus.scan(stored(), on=ON)


def script(tmp_path, text):
    path = tmp_path / "clamscan"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cat > /dev/null; echo 'stdin: OK'; exit 0", VirusState.CLEAN),
        ("cat > /dev/null; echo 'stdin: Some.Virus FOUND'; exit 1", VirusState.INFECTED),
        ("cat > /dev/null; echo 'database missing' >&2; exit 2", None),
        ("cat > /dev/null; echo 'strange'; exit 1", None),
    ],
)
def test_by_a_command(db, settings, tmp_path, text, expected):
    settings.CLAMSCAN = script(tmp_path, text)
    file = stored()
    if expected is None:
        with pytest.raises(virus.CannotScan, match="没有给出结论"):
            virus.scan(file, on=ON)
    else:
        assert virus.scan(file, on=ON) == expected
    assert state(file) == (expected or VirusState.UNSCANNED)


def test_a_command_that_is_not_there(db, settings, caplog):
    settings.CLAMSCAN = "/no/such/clamscan --quiet"
    file = stored()
    assert virus.scan_pending(on=ON) == {}
    assert "not reachable" in caplog.text
    assert state(file) == VirusState.UNSCANNED


def test_the_real_clamscan_with_a_signature_of_our_own(db, settings, tmp_path):
    found = shutil.which("clamscan")
    if found is None:
        pytest.skip("clamscan is not installed here: its place is taken by the scripts above")
    data = b"begin " + MARKER + b" end"
    (tmp_path / "own.hdb").write_text(
        f"{md5(data, usedforsecurity=False).hexdigest()}:{len(data)}:Own.Marker\n"
    )
    settings.CLAMSCAN = f"{found} --database={tmp_path / 'own.hdb'}"
    assert virus.scan(stored(data), on=ON) == VirusState.INFECTED
    assert virus.scan(stored(), on=ON) == VirusState.CLEAN


# --- in public ---------------------------------------------------------------------------------------------


@pytest.fixture
def public(county):
    """A published document with one clean and one bad attachment."""
    edition = documents.draft(county)
    for name, data in (("好.txt", b"plain text"), ("坏.txt", b"text " + MARKER)):
        attaching.attach(edition, SimpleUploadedFile(name, data), by=county.clerk, on=factories.ON)
    edition.refresh_from_db()
    return documents.advance(county, edition, Status.PUBLISHED)


def fetched(client, attachment):
    response = client.get(attachment.get_absolute_url())
    assert response.getvalue()  # read to the end, which closes the file
    return response.status_code


def test_the_head_is_told_at_once_and_the_file_is_not_handed_out(county, public, clamd, client):
    User.objects.filter(pk=county.head.pk).update(email="head@qinglan.example")
    User.objects.filter(pk=county.clerk.pk).update(email="clerk@qinglan.example")
    good, bad = (Attachment.objects.get(name=name) for name in ("好.txt", "坏.txt"))
    assert fetched(client, bad) == 200
    tasks.scan_files()
    reminder = Reminder.objects.get()
    assert (reminder.edition, reminder.kind, reminder.escalated) == (public, f"virus-{bad.file_id}", True)
    assert "坏.txt" in reminder.text
    assert [message.to for message in mail.outbox] == [["head@qinglan.example"]]
    assert list(virus.servable(Attachment.objects.readable())) == [good]
    assert fetched(client, bad) == 404
    assert fetched(client, good) == 200
    tasks.scan_files()
    assert (Reminder.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_second_urgent_mail_goes_out_the_same_day(county, public, clamd):
    User.objects.filter(pk=county.head.pk).update(email="head@qinglan.example")
    tasks.scan_files()
    edition = documents.draft(county, title="关于临时救助的通知")
    attaching.attach(
        edition, SimpleUploadedFile("也坏.txt", b"more " + MARKER), by=county.clerk, on=factories.ON
    )
    edition.refresh_from_db()
    documents.advance(county, edition, Status.PUBLISHED)
    tasks.scan_files()
    assert len(mail.outbox) == 2
    assert mail.outbox[1].body.count("发现病毒") == 1


def test_in_a_draft_nobody_is_woken(county, clamd):
    edition = documents.draft(county)
    attaching.attach(
        edition, SimpleUploadedFile("坏.txt", b"text " + MARKER), by=county.clerk, on=factories.ON
    )
    virus.scan_pending(on=ON)
    assert StoredFile.objects.get().virus_state == VirusState.INFECTED
    assert not Reminder.objects.exists()


def test_a_former_edition_anybody_may_still_read_counts_as_public(county, public, clamd):
    newer = documents.drafting.start_edition(public.document, by=county.clerk, on=factories.ON, reason="更正")
    attaching.remove(newer.attachments.get(name="坏.txt"), by=county.clerk, on=factories.ON)
    newer.refresh_from_db()
    documents.advance(county, newer, Status.PUBLISHED)
    virus.scan_pending(on=ON)
    assert [one.edition for one in Reminder.objects.all()] == [public]
