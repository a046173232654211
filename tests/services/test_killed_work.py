"""Killed with -9 in the middle of work: what was begun is done afterwards, once, and nothing of it is left lying about."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from audit.actions import verify
from catalog.actions.importing import STALE
from catalog.models import ImportBatch
from catalog.tasks import sweep_imports
from disclosure.actions import handing_over, sending
from disclosure.models import (
    ArchiveBatch,
    Delivery,
    DocumentEdition,
    HandOver,
    StoredFile,
    Validity,
    private_storage,
)
from disclosure.tasks import run_lifecycle, sweep_archives
from disclosure.workflow import Status
from participation.actions import filing
from portal import strays
from portal.backups import restoring, shelf, taking
from requests_app.actions import issuing
from requests_app.models import CaseFile, Letter
from requests_app.tasks import write_letters
from requests_app.workflow import Status as RequestStatus
from search import index
from supervision.actions import inspecting
from supervision.inspecting.visiting import Answer
from supervision.models import CheckIndicator, Inspection
from supervision.models.inspection import STALE as INSPECTION_STALE
from tests import documents, factories, inspections
from tests.applications import case, replying, signed
from tests.disclosure.bulk.archives import approved, jsonl, numbered, received
from tests.disclosure.clock.channels import demand, endpoint
from tests.disclosure.clock.conftest import receiver  # noqa: F401  a fixture
from tests.participation import made
from tests.portal.backups.site import filled
from tests.services.acts import TABLE
from tests.services.dying import killed

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
RECORDED = "audit.models.AuditEntry.save"  # the last write of every act
AGES = timedelta(days=8)


@pytest.fixture(autouse=True)
def _the_chain_holds_afterwards():
    yield
    assert len(list(verify())) == 1  # the number of entries, and no break


def files_on_disk() -> set[str]:
    root = Path(private_storage().location)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def nothing_stray() -> bool:
    """After the sweep there is a file for every row, and none without."""
    strays.sweep(timezone.now() + AGES)
    named = {one.file.name for one in StoredFile.objects.all()}
    named |= {one.file.name for one in HandOver.objects.all()}
    named |= {
        name for one in ArchiveBatch.objects.all() for name in (one.file.name, one.files_zip.name) if name
    }
    return files_on_disk() == named


def test_reading_a_table(lasting_county):
    edition = factories.edition(lasting_county)
    batch = ImportBatch.objects.create(
        edition=edition, by=edition.started_by, file_name="目录.csv", file_hash="0" * 64, data=TABLE.encode()
    )
    killed("catalog.tasks.sweep_imports", "after", "catalog.actions.importing.planned")
    assert ImportBatch.objects.get().state == "reading"
    sweep_imports()
    assert ImportBatch.objects.get().state == "reading"  # whoever reads may be slow
    ImportBatch.objects.update(started_at=timezone.now() - STALE - timedelta(seconds=1))
    sweep_imports()
    batch.refresh_from_db()
    assert (batch.state, len(batch.report)) == ("previewed", 1)


def test_reading_an_archive(lasting_county):
    batch = received(lasting_county, jsonl(*numbered(3)))
    killed("disclosure.tasks.sweep_archives", "after", "disclosure.actions.importing._plan")
    assert ArchiveBatch.objects.get().state == "reading"
    later = timezone.now() + timedelta(hours=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("disclosure.tasks.timezone.now", lambda: later)
        patch.setattr("disclosure.actions.importing.timezone.now", lambda: later)
        sweep_archives()
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.rows.filter(number__gt=0).count()) == ("read", 3, 3)


def test_writing_an_archive(lasting_county):
    batch = approved(lasting_county, jsonl(*numbered(5)))
    killed("disclosure.tasks.sweep_archives", "after", "disclosure.actions.archive_writing.ChunkWriter.write")
    assert not DocumentEdition.objects.filter(batch=batch).exists()
    sweep_archives()
    sweep_archives()
    batch.refresh_from_db()
    assert (batch.state, batch.done, DocumentEdition.objects.filter(batch=batch).count()) == ("done", 5, 5)


def test_telling_a_receiver(lasting_county, receiver):  # noqa: F811
    demand(lasting_county, {"两微一端": "used"})
    endpoint(lasting_county, url=receiver.url, name="好的")
    edition = documents.document(lasting_county, state=Status.PUBLISHED)
    killed("disclosure.tasks.deliver", "before", "disclosure.actions.sending._settle")
    row = edition.deliveries.get(label="好的")
    assert (len(receiver.got), row.state, row.under_way) == (1, "waiting", True)
    now = timezone.now()
    assert sending.send_due(now).total == 0
    assert sending.send_due(now + sending.LEASE + timedelta(seconds=1)).sent == 1
    first, second = (headers["Idempotency-Key"] for headers, _ in receiver.got)
    assert first == second == str(row.pk)
    assert Delivery.objects.get(pk=row.pk).state == Delivery.State.DONE


@pytest.mark.parametrize(
    ("when", "where", "time"),
    [
        ("after", "requests_app.actions.issuing.to_pdf", 1),
        ("after", "requests_app.actions.issuing._stored", 1),
        ("before", RECORDED, 1),
    ],
)
def test_rendering_a_letter(lasting_county, when, where, time):
    county = lasting_county
    request = case(county, state=RequestStatus.PROCESSING)
    letter = issuing.issue_reply(
        request, by=county.clerk, on=factories.ON, reply=signed(county, replying(county, request))
    )
    assert list(Letter.objects.unwritten()) == [letter]
    killed("requests_app.tasks.write_letters", when, where, time=time)
    assert Letter.objects.get(pk=letter.pk).pdf is None
    assert write_letters() == 1
    assert write_letters() == 0
    letter.refresh_from_db()
    assert private_storage().exists(letter.pdf.file.name)
    assert CaseFile.objects.filter(request=letter.request, kind=CaseFile.Kind.LETTER).count() == 2
    assert nothing_stray()


def test_looking_at_the_site(lasting_county):
    inspections.rules()
    asked = inspecting.ask_for(lasting_county.government, by=lasting_county.office, at=timezone.now())
    killed("supervision.tasks.sweep_inspections", "before", "supervision.actions.inspecting.finish")
    assert Inspection.objects.get().state == "running"
    later = timezone.now() + INSPECTION_STALE + timedelta(seconds=1)

    answers = dict.fromkeys(
        ("/", "/requests/apply/", "/messages/write/", "/participation/"), Answer(200, 0.1)
    )

    def quick(_, now):
        return inspections.facts(lasting_county, now, visited=answers)

    assert inspecting.carry_out(asked.pk, at=timezone.now(), gather=quick) is None
    done = inspecting.carry_out(asked.pk, at=later, gather=quick)
    assert done is not None
    assert done.state == "done"
    assert done.lines.count() == CheckIndicator.objects.in_force(timezone.localdate()).count()


def test_taking_up_what_changed_into_the_index(lasting_county, monkeypatch):
    place = Path(settings.VAR_DIR) / "search"
    shutil.rmtree(place, ignore_errors=True)
    monkeypatch.setattr(settings, "SEARCH_DIR", place)
    call_command("reindex", entries=True)
    documents.document(lasting_county, state=Status.PUBLISHED)
    killed("search.tasks.follow", "after", "search.engine.Writer.take")
    index.follow()
    call_command("reindex", check=True)
    documents.document(
        lasting_county, state=Status.PUBLISHED, title="关于临时救助的通知", doc_number="青民发〔2026〕9号"
    )
    killed("search.tasks.follow", "after", "search.engine.Writer.commit")
    index.follow()
    call_command("reindex", check=True)


def test_ending_what_is_over(lasting_county):
    edition = documents.document(lasting_county, state=Status.PUBLISHED, valid_until=date(2026, 3, 3))
    DocumentEdition.objects.filter(pk=edition.pk).update(validity=Validity.IN_FORCE)
    killed("disclosure.tasks.run_lifecycle", "before", RECORDED)
    assert not edition.validity_events.exists()
    run_lifecycle()
    run_lifecycle()
    edition.refresh_from_db()
    assert edition.validity == Validity.EXPIRED
    assert edition.validity_events.count() == 1


def test_making_the_hand_over_of_a_month(lasting_county):
    documents.document(lasting_county, state=Status.PUBLISHED)
    month = timezone.localdate().replace(day=1)
    over = month + timedelta(days=40)
    county = lasting_county.government
    killed(
        "tests.services.acts.hand_over", "before", RECORDED, county.pk, month.isoformat(), over.isoformat()
    )
    assert not HandOver.objects.exists()
    package = handing_over.make(county, month, by=None, on=over)
    assert HandOver.objects.get() == package
    assert nothing_stray()


def test_forgetting_a_file_of_a_form_nobody_finished(lasting_county):
    survey = made.survey(lasting_county, text="[文件] 有照片吗？")
    upload = SimpleUploadedFile("照片.txt", "李家的犬".encode())
    question = survey.questions.get(kind="file")
    stored = filing.keep_file(survey, question, upload, sheet=uuid4(), at=made.OPEN).file
    killed("participation.tasks.forget_files", "before", "portal.storing.DurableStorage.delete")
    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert private_storage().exists(stored.file.name)
    assert filing.forget_left_behind(timezone.now()) == 0
    assert nothing_stray()


def test_backing_up(lasting_county, tmp_path):
    files = filled(lasting_county, ["第一", "第二", "第三"])
    killed("tests.services.acts.back_up", "after", "portal.backups.shelf.put", str(tmp_path), time=2)
    assert shelf.backups(tmp_path) == []
    done = taking.take(tmp_path, at=timezone.now(), say=lambda _: None)
    assert (done.files, done.copied) == (len(files), len(files) - 1)
    assert restoring.check(done.path)["absent"] == []
    assert len(list((tmp_path / shelf.OBJECTS).glob("??/*"))) == len(files)
